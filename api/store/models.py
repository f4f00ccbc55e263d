"""The tables: the releases that evaluations were made on, and the evaluations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Constraints need names of their own: SQLite changes a table by copying it, and finds them by name.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Tables of clausier only: an application that embeds us may have SQLModel tables of its own."""

    metadata = MetaData(naming_convention=NAMING)


def _json() -> Any:
    # none_as_null: an absent value is an SQL NULL, not the JSON text « null ».
    return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _moment() -> Any:
    return DateTime(timezone=True)


class StoredRelease(Table, table=True):
    """A compiled release, so that an evaluation is replayed on it after the base was upgraded.

    `content` is its bytes compressed by zlib; the SHA-256 of the bytes is `digest`.
    """

    __tablename__ = "clausier_release"

    digest: str = Field(primary_key=True, max_length=64)
    version: str = Field(max_length=40)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StoredAssessment(Table, table=True):
    """A tenderer's answers. The link holds a token of which only the SHA-256 is kept.

    `answers`, `facts` and `purchase` have the JSON forms of `schemas/`; `profile` is a name of the release;
    `criteria` are the ids asked for, None for those answered. `revision` counts the writings, from 1.
    """

    __tablename__ = "clausier_assessment"

    id: str = Field(primary_key=True, max_length=36)
    token_hash: str = Field(max_length=64, unique=True)
    release_digest: str = Field(
        sa_column=Column(ForeignKey("clausier_release.digest"), nullable=False, index=True), max_length=64
    )
    tenderer: str = Field(max_length=200)
    as_of: str = Field(max_length=10)
    answers: dict[str, Any] = Field(sa_column=Column(_json(), nullable=False))
    facts: dict[str, Any] = Field(sa_column=Column(_json(), nullable=False))
    purchase: dict[str, Any] | None = Field(default=None, sa_column=Column(_json(), nullable=True))
    profile: str | None = Field(default=None, max_length=80)
    criteria: list[str] | None = Field(default=None, sa_column=Column(_json(), nullable=True))
    revision: int
    created_at: datetime = Field(sa_column=Column(_moment(), nullable=False))
    updated_at: datetime = Field(sa_column=Column(_moment(), nullable=False))
