"""The first tables: releases and assessments.

Revision 0001, after none.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _json() -> Any:
    return sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True, astext_type=Text()), "postgresql"
    )


def upgrade() -> None:
    op.create_table(
        "clausier_release",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_clausier_release")),
    )
    op.create_table(
        "clausier_assessment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("release_digest", sa.String(length=64), nullable=False),
        sa.Column("tenderer", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("answers", _json(), nullable=False),
        sa.Column("facts", _json(), nullable=False),
        sa.Column("purchase", _json(), nullable=True),
        sa.Column("profile", sa.String(length=80), nullable=True),
        sa.Column("criteria", _json(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_digest"],
            ["clausier_release.digest"],
            name=op.f("fk_clausier_assessment_release_digest_clausier_release"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clausier_assessment")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_clausier_assessment_token_hash")),
    )
    with op.batch_alter_table("clausier_assessment") as table:
        table.create_index(op.f("ix_clausier_assessment_release_digest"), ["release_digest"])


def downgrade() -> None:
    with op.batch_alter_table("clausier_assessment") as table:
        table.drop_index(op.f("ix_clausier_assessment_release_digest"))
    op.drop_table("clausier_assessment")
    op.drop_table("clausier_release")
