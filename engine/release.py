"""Loading of a compiled release: JSON in, records out. YAML is for authors and is never read here."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from clausier.engine import records
from clausier.engine.model import DerivedFact, Release, Withdrawn

Data = Mapping[str, Any]
MAX_RELEASE_BYTES = 50_000_000  # the first edition weighs 3.5 MB


class ReleaseError(Exception):
    """A compiled release that is absent, altered or unreadable; the message is a French sentence."""


def release_bytes(content: Data) -> bytes:
    """The bytes of a release, in the authors' order of keys: people read it. Their SHA-256 is its digest."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def file_name(version: str, data: bytes) -> str:
    """`2026.11.0-1a2b3c4d5e6f.json`: the file says which content it must hold."""
    return f"{version}-{hashlib.sha256(data).hexdigest()[:12]}.json"


def editions() -> tuple[str, ...]:
    """The file names of the releases that the package ships, the newest last."""
    folder = files("clausier.criteria") / "releases"
    names = [f.name for f in folder.iterdir() if f.name.endswith(".json")] if folder.is_dir() else []
    return tuple(sorted(names, key=lambda name: [(len(n), n) for n in name.split("-")[0].split(".")]))


def edition_bytes(name: str) -> bytes:
    """The bytes of one of `editions()`; raises ReleaseError where they are not those its name announces."""
    data = (files("clausier.criteria") / "releases" / name).read_bytes()
    if not name.endswith(f"-{hashlib.sha256(data).hexdigest()[:12]}.json"):
        raise ReleaseError(
            f"{name} : cette version compilée de la base a été modifiée après sa construction ; "
            "réinstallez clausier ou relancez « clausier base build »."
        )
    return data


def shipped_bytes() -> bytes:
    """The bytes of the newest release that the package ships. Raises ReleaseError."""
    names = editions()
    if not names:
        raise ReleaseError("Aucune version compilée de la base n'est installée ; lancez « clausier base build ».")
    return edition_bytes(names[-1])


@cache
def shipped() -> Release:
    """The newest release that the package ships.

    Raises ReleaseError where none is installed or its content is not the one its name announces.
    """
    return parse(shipped_bytes())


def parse(data: bytes) -> Release:
    """Read the bytes of a compiled release; raises ReleaseError where they are not one."""
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is being made is garbage: walking it again and again costs a seventh of the time
    try:
        return from_content(msgspec.json.decode(data), hashlib.sha256(data).hexdigest())
    except (msgspec.DecodeError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError("Ce fichier n'est pas une version compilée de la base de critères.") from error
    finally:
        if collecting:
            gc.enable()


def from_content(content: Data, digest: str) -> Release:
    vocabulary = content["vocabulary"]
    return Release(
        version=content["version"],
        digest=digest,
        criteria={c["id"]: records.criterion(c) for c in content["criteria"]},
        references={r["id"]: records.reference(r) for r in content["references"]},
        facts={f["id"]: records.fact(f) for f in vocabulary["facts"]},
        derived={d["id"]: DerivedFact(d["id"], d["label"], d["when"]) for d in vocabulary["derived"]},
        themes=records.terms(vocabulary["themes"]),
        topics=records.terms(vocabulary["topics"]),
        qualities=records.terms(vocabulary["qualities"]),
        parts=records.terms(vocabulary["parts"]),
        profiles={p["id"]: p for p in content["profiles"]},
        withdrawn={
            w["id"]: Withdrawn(w["id"], w["title"], w["date"], w["reason"], tuple(w.get("replaced_by", ())))
            for w in content["withdrawn"]
        },
    )
