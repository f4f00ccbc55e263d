"""Run by Alembic for each of its commands; the connection is opened by `clausier.api.store.engine`."""

from __future__ import annotations

from alembic import context

from clausier.api.store.models import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    # A host application may keep its own tables, and its own Alembic, in the same database.
    version_table="clausier_alembic_version",
    include_name=lambda name, kind, _parents: kind != "table" or str(name).startswith("clausier_"),
)
context.run_migrations()
