"""What the routes of one application share: its settings, its release, its catalogues and its store."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from fastapi import Query, Request

from clausier.api.edition import Edition
from clausier.api.settings import Settings
from clausier.api.store.repository import Store
from clausier.engine.facts import is_iso_date
from clausier.engine.faults import Fault, InputFaults
from clausier.engine.release import MAX_RELEASE_BYTES, ReleaseError, edition_bytes, editions, shipped_bytes
from clausier.readers.files import read_file

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
AsOf = Annotated[
    str | None,
    Query(description="date à laquelle le droit est lu (aujourd'hui)", pattern=DAY, examples=["2026-11-22"]),
]
KEPT_EDITIONS = 8  # parsed at one time: about 15 MB each
DIGEST_LENGTH = 64


@dataclass(eq=False)
class Context:
    """Made with the application; nothing is read or opened before the first request that needs it."""

    settings: Settings
    store: Store
    today: Callable[[], str] = lambda: date.today().isoformat()

    def __post_init__(self) -> None:
        self._replayed: OrderedDict[str, Edition] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def current(self) -> Edition:
        """The release that new questions are answered on. Raises ReleaseError."""
        path = self.settings.release
        return Edition(read_file(path, MAX_RELEASE_BYTES) if path else shipped_bytes())

    def edition(self, digest: str) -> Edition | None:
        """A release by its digest: the current one, one that the package ships, or one kept with an assessment."""
        if digest == self.current.release.digest:
            return self.current
        with self._lock:
            known = self._replayed.get(digest)
            if known is None:
                content = self._content(digest)
                found = Edition(content) if content else None
                if found is None or found.release.digest != digest:
                    return None
                known = self._replayed[digest] = found
                if len(self._replayed) > KEPT_EDITIONS:
                    self._replayed.popitem(last=False)
            self._replayed.move_to_end(digest)
            return known

    def _content(self, digest: str) -> bytes | None:
        for name in editions():
            if name.endswith(f"-{digest[:12]}.json"):
                return edition_bytes(name)
        return self.store.release_bytes(digest)

    def installed(self) -> list[Edition]:
        """The current release, then those that the package ships, the newest first."""
        found = {self.current.release.digest: self.current}
        for name in reversed(editions()):
            edition = self.edition(hashlib.sha256(edition_bytes(name)).hexdigest())
            if edition is not None:
                found.setdefault(edition.release.digest, edition)
        return list(found.values())

    def edition_named(self, name: str) -> Edition | None:
        """A release by its version (`2026.11.0`) or by its digest."""
        if len(name) == DIGEST_LENGTH:
            return self.edition(name)
        if name == self.current.release.version:
            return self.current
        for file in editions():
            if file.startswith(f"{name}-"):
                return self.edition(hashlib.sha256(edition_bytes(file)).hexdigest())
        return None

    def edition_of(self, digest: str) -> Edition:
        """As `edition`, for a release that must be there. Raises ReleaseError."""
        found = self.edition(digest)
        if found is None:
            raise ReleaseError(f"La version {digest[:12]} de la base n'est plus conservée.")
        return found


def context_of(request: Request) -> Context:
    context: Context = request.app.state.clausier
    return context


def date_asked(context: Context, as_of: str | None) -> str:
    """The date the law is read at: the one asked, else today. Raises InputFaults."""
    if as_of is None:
        return context.today()
    if not (re.match(DAY, as_of) and is_iso_date(as_of)):
        raise InputFaults([Fault("as_of", f"« {as_of} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22")])
    return as_of
