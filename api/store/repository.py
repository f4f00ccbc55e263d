"""What is kept and found again: assessments by their secret token, releases by their digest."""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from clausier.api.store.engine import open_engine
from clausier.api.store.models import StoredAssessment, StoredRelease, Table
from clausier.engine.release import ReleaseError

# The tables behind the models: SQLModel's own types do not say that a table model has one.
_RELEASES = Table.metadata.tables["clausier_release"]
_ASSESSMENTS = Table.metadata.tables["clausier_assessment"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a caller hands in of an assessment, already checked; see `StoredAssessment` for the meaning of each."""

    tenderer: str
    as_of: str
    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    purchase: Mapping[str, Any] | None
    profile: str | None
    criteria: list[str] | None


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment as it is stored. `release` is the digest of the one it was made on."""

    id: str
    release: str
    revision: int
    created_at: datetime
    updated_at: datetime
    draft: Draft


class StaleRevision(Exception):
    """Somebody else has written since the revision that the caller read."""


def new_token() -> str:
    """43 characters, 256 bits: nobody guesses it, and it is shown once."""
    return secrets.token_urlsafe(32)


def _hash(token: str) -> str:
    # The token is random, so a plain SHA-256 gives nothing away; a slow hash is for passwords.
    return hashlib.sha256(token.encode()).hexdigest()


class Store:
    """Opened at the first use, not when the application is made: mounted applications have no start-up of their own."""

    def __init__(self, database_url: str = "") -> None:
        self._url = database_url
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    def engine(self) -> Engine:
        """Raises InputFaults or sqlalchemy.exc.OperationalError; the next call tries again."""
        with self._opening:
            if self._engine is None:
                self._engine = open_engine(self._url)
            return self._engine

    def close(self) -> None:
        """Let the connections go; the next use opens them again."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def add(self, token: str, release: tuple[str, str], content: bytes, draft: Draft) -> Kept:
        """Keep a new assessment with the release it is made on: `release` is (digest, version), `content` its bytes."""
        digest, version = release
        now = datetime.now(UTC)
        row = {
            "id": str(uuid.uuid4()),
            "release_digest": digest,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        self._keep_release(digest, version, content)
        with Session(self.engine()) as session, session.begin():
            session.execute(insert(StoredAssessment).values(**row, token_hash=_hash(token), **asdict(draft)))
        return Kept(str(row["id"]), digest, 1, now, now, draft)

    def _keep_release(self, digest: str, version: str, content: bytes) -> None:
        with Session(self.engine()) as session:
            if session.scalar(select(_RELEASES.c.digest).where(_RELEASES.c.digest == digest)) is not None:
                return
        # Two servers may come here at once: the second one finds the row there, and that is all right.
        dialect = postgresql if self.engine().dialect.name == "postgresql" else sqlite
        keep: Any = dialect.insert(StoredRelease).on_conflict_do_nothing()
        with Session(self.engine()) as session, session.begin():
            session.execute(keep.values(digest=digest, version=version, content=zlib.compress(content, 9)))

    def find(self, token: str) -> Kept | None:
        with Session(self.engine()) as session:
            row = session.scalars(select(StoredAssessment).where(_of(token))).first()
            return _kept(row) if row else None

    def write(self, token: str, revision: int, draft: Draft) -> Kept | None:
        """Replace the draft written at `revision`. None where nothing has this token; raises StaleRevision."""
        with Session(self.engine()) as session, session.begin():
            change = (
                update(StoredAssessment)
                .where(_of(token), _ASSESSMENTS.c.revision == revision)
                .values(**asdict(draft), revision=revision + 1, updated_at=datetime.now(UTC))
            )
            changed = session.execute(change)
            written = bool(changed.rowcount)  # type: ignore[attr-defined]
        kept = self.find(token)
        if kept is not None and not written:
            raise StaleRevision
        return kept

    def erase(self, token: str) -> bool:
        """Whether there was something to erase."""
        with Session(self.engine()) as session, session.begin():
            return bool(session.execute(delete(StoredAssessment).where(_of(token))).rowcount)  # type: ignore[attr-defined]

    def release_bytes(self, digest: str) -> bytes | None:
        """The bytes of a release that an assessment was made on. Raises ReleaseError where they were altered."""
        with Session(self.engine()) as session:
            row = session.get(StoredRelease, digest)
        if row is None:
            return None
        try:
            content = zlib.decompress(row.content)
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise ReleaseError(f"La version {row.version} de la base conservée par ce serveur a été altérée.")
        return content


def _of(token: str) -> Any:
    return _ASSESSMENTS.c.token_hash == _hash(token)


def _kept(row: StoredAssessment) -> Kept:
    draft = Draft(row.tenderer, row.as_of, row.answers, row.facts, row.purchase, row.profile, row.criteria)
    return Kept(row.id, row.release_digest, row.revision, _utc(row.created_at), _utc(row.updated_at), draft)


def _utc(moment: datetime) -> datetime:
    # SQLite forgets the time zone; what was written is in UTC.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
