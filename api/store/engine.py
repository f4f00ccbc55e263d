"""The database: SQLite in WAL mode or PostgreSQL, brought to the newest migration when it is first used."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from clausier.api.settings import default_database_url
from clausier.engine.faults import Fault, InputFaults

BUSY_SECONDS = 10
# Any number will do, as long as two servers that start at once take the same one.
MIGRATION_LOCK = 4_153_100_426
_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")


def open_engine(database_url: str) -> Engine:
    """An engine for the database, its tables up to date.

    Raises InputFaults where the address cannot be used, sqlalchemy.exc.OperationalError where the database is away.
    """
    engine = make_engine(database_url)
    migrate(engine)
    return engine


def make_engine(database_url: str) -> Engine:
    url = _url(database_url or default_database_url())
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # hide_parameters: answers and tokens must not end up in a log.
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        _set_up_sqlite(engine)
        return engine
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise _unusable("ce n'est pas l'adresse d'une base de données") from None
    if url.drivername in _POSTGRES:
        try:
            import psycopg  # noqa: F401
        except ImportError:
            raise _unusable("il manque le pilote de PostgreSQL", "Installez « clausier[postgres] »") from None
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite":
        raise _unusable(f"« {url.drivername} » n'est pas une base connue")
    return url


def _unusable(
    what: str, remedy: str = "Écrivez sqlite:////dossier/fichier ou postgresql://serveur/base"
) -> InputFaults:
    return InputFaults([Fault("CLAUSIER_DATABASE_URL", what, remedy)])


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # sqlite3 would open transactions late, and never for a table's creation: SQLAlchemy does it below instead.
        connection.isolation_level = None
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What a tenderer erases is overwritten, not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        exclusive = connection.get_execution_options().get("clausier_alone", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if exclusive else "BEGIN")


def _use_wal(connection: Any) -> None:
    """Switch to WAL; SQLite does not wait its busy timeout for that, so two servers starting at once would clash."""
    import sqlite3

    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction; a second process waits, then finds nothing to do."""
    with engine.connect().execution_options(clausier_alone=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        command.upgrade(migration_config(connection), "head")


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration on an open connection, for upgrade, downgrade, check and revision."""
    config = Config()
    config.set_main_option("script_location", "clausier.api.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
