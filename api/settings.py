"""What can be set from outside: by the environment for a server, by arguments for an application that embeds us."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clausier.engine.faults import Fault, InputFaults

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing has to be set.

    `database_url`: SQLAlchemy's form; empty for a SQLite file in the user's data folder. `public_url`: what comes
    before /v1 in the private links; empty to take it from each request. `release`: a compiled release to serve instead
    of the one installed. `max_upload_bytes` bounds a whole dossier to review, `max_body_bytes` any other body.
    """

    database_url: str = ""
    public_url: str = ""
    release: Path | None = None
    max_upload_bytes: int = 20 * MB
    max_body_bytes: int = 2 * MB

    @staticmethod
    def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from CLAUSIER_DATABASE_URL, CLAUSIER_PUBLIC_URL, CLAUSIER_RELEASE, CLAUSIER_MAX_UPLOAD_BYTES.

        Raises InputFaults.
        """
        given = os.environ if environment is None else environment
        release = given.get("CLAUSIER_RELEASE", "")
        return Settings(
            database_url=given.get("CLAUSIER_DATABASE_URL", ""),
            public_url=given.get("CLAUSIER_PUBLIC_URL", "").rstrip("/"),
            release=Path(release) if release else None,
            max_upload_bytes=_bytes(given, "CLAUSIER_MAX_UPLOAD_BYTES", 20 * MB),
        )


def _bytes(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 12 and int(text)):
        fault = Fault(name, f"« {text} » n'est pas un nombre d'octets", f"Écrivez par exemple {20 * MB}")
        raise InputFaults([fault])
    return int(text)


def default_database_url() -> str:
    """A SQLite file in the user's data folder (XDG Base Directory); its folder is made when the store is opened."""
    # The standard asks that a relative XDG_DATA_HOME be ignored.
    declared = os.environ.get("XDG_DATA_HOME", "")
    home = Path(declared) if os.path.isabs(declared) else Path.home() / ".local" / "share"
    return f"sqlite:///{home / 'clausier' / 'clausier.sqlite3'}"
