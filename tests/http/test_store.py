"""The store: migrations clean on both databases, one writer at a time, nothing secret kept in clear."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text
from starlette.testclient import TestClient

from clausier.api.settings import Settings, default_database_url
from clausier.api.store.engine import make_engine, migrate, migration_config
from clausier.api.store.repository import Draft, StaleRevision, Store, new_token
from clausier.engine.faults import InputFaults
from clausier.engine.release import ReleaseError, shipped, shipped_bytes

Open = Callable[..., TestClient]
TABLES = {"clausier_release", "clausier_assessment", "clausier_alembic_version"}
RELEASE = (shipped().digest, shipped().version)


def draft(tenderer: str = "Exemple") -> Draft:
    return Draft(tenderer, "2026-11-22", {"nr-0012": {}}, {}, None, None, None)


def test_the_tables_are_the_ones_that_the_models_describe(database_url: str) -> None:
    engine = make_engine(database_url)
    migrate(engine)
    with engine.connect() as connection, connection.begin():
        command.check(migration_config(connection))
        assert set(inspect(connection).get_table_names()) == TABLES
    engine.dispose()


def test_migrations_go_down_and_up_again(database_url: str) -> None:
    engine = make_engine(database_url)
    migrate(engine)
    with engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"clausier_alembic_version"}
    migrate(engine)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == TABLES
    engine.dispose()


def test_tables_of_a_host_application_are_left_alone(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE host (id INTEGER PRIMARY KEY)"))
    migrate(engine)
    with engine.connect() as connection, connection.begin():
        command.check(migration_config(connection))
        assert "host" in inspect(connection).get_table_names()
    engine.dispose()


OPEN = """
import sys
from clausier.api.store.engine import open_engine
open_engine(sys.argv[1]).dispose()
"""


def test_two_servers_may_start_at_once_on_an_empty_database(database_url: str) -> None:
    servers = [
        subprocess.Popen([sys.executable, "-c", OPEN, database_url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ends = [(server.communicate(timeout=60)[1], server.returncode) for server in servers]
    assert [(error, code) for error, code in ends if code] == []


def test_of_writers_at_once_one_wins_and_the_others_know(database_url: str) -> None:
    store, token = Store(database_url), new_token()
    store.add(token, RELEASE, shipped_bytes(), draft())
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def write(number: int) -> None:
        start.wait()
        try:
            store.write(token, 1, draft(f"Écrivain {number}"))
            outcomes.append("written")
        except StaleRevision:
            outcomes.append("stale")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale"] * 5 + ["written"]
    kept = store.find(token)
    assert kept is not None
    assert kept.revision == 2
    store.close()


def test_assessments_made_at_once_share_one_release(database_url: str) -> None:
    store = Store(database_url)
    start = threading.Barrier(5)
    failures: list[Exception] = []

    def add() -> None:
        start.wait()
        try:
            store.add(new_token(), RELEASE, shipped_bytes(), draft())
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=add) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.engine().connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM clausier_release")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM clausier_assessment")).scalar() == 5
    store.close()


def test_what_is_kept_comes_back_as_it_was_written(database_url: str) -> None:
    store, token = Store(database_url), new_token()
    answers = {"nr-0012": {"q": {"value": [1, 2.5, None, True, "é “ \U0001f3eb"]}}}
    whole = Draft("É", "2026-11-22", answers, {"buyer.population": 10}, {"title": "x"}, "premiers-pas", ["nr-0012"])
    made = store.add(token, RELEASE, shipped_bytes(), whole)
    found = store.find(token)
    assert found == made
    assert store.release_bytes(shipped().digest) == shipped_bytes()
    assert store.release_bytes("0" * 64) is None
    assert store.find(new_token()) is None
    assert store.write(new_token(), 1, whole) is None
    store.close()


def test_the_token_is_nowhere_in_the_database(tmp_path: Path) -> None:
    store, token = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}"), new_token()
    store.add(token, RELEASE, shipped_bytes(), draft())
    store.close()
    assert all(token.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_erased_answers_leave_no_trace_in_the_file(tmp_path: Path) -> None:
    store, token = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}"), new_token()
    store.add(token, RELEASE, shipped_bytes(), draft("Nom à oublier"))
    assert store.erase(token)
    store.close()
    assert all("Nom à oublier".encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_stored_release_that_was_altered_is_refused(database_url: str) -> None:
    store, token = Store(database_url), new_token()
    store.add(token, RELEASE, shipped_bytes(), draft())
    with store.engine().begin() as connection:
        connection.execute(text("UPDATE clausier_release SET content = :data"), {"data": b"altered"})
    with pytest.raises(ReleaseError, match="altérée"):
        store.release_bytes(shipped().digest)
    store.close()


def test_sqlite_is_set_for_several_readers_and_writers(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite3'}")
    with store.engine().connect() as connection:
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                    ("journal_mode", "foreign_keys", "busy_timeout", "secure_delete")}  # fmt: skip
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "secure_delete": 1}
    store.close()


def test_the_store_is_a_file_of_the_user_where_nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_database_url() == f"sqlite:///{tmp_path}/clausier/clausier.sqlite3"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_database_url() == f"sqlite:///{tmp_path}/.local/share/clausier/clausier.sqlite3"


def test_nothing_is_opened_before_it_is_needed(opened: Open, tmp_path: Path) -> None:
    client = opened(f"sqlite:///{tmp_path / 'data' / 'x.sqlite3'}")
    assert client.get("/v1/criteria").status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert client.post("/v1/assessments", json={}).status_code == 201
    assert (tmp_path / "data" / "x.sqlite3").is_file()


@pytest.mark.parametrize("url", ["mysql://server/base", "no address", "sqlite+aiosqlite:///x"])
def test_an_address_that_cannot_be_used_is_said_so(url: str) -> None:
    with pytest.raises(InputFaults, match="CLAUSIER_DATABASE_URL"):
        make_engine(url)


def test_settings_come_from_the_environment() -> None:
    given = {
        "CLAUSIER_DATABASE_URL": "postgresql://base",
        "CLAUSIER_PUBLIC_URL": "https://exemple.fr/",
        "CLAUSIER_MAX_UPLOAD_BYTES": "1000",
        "CLAUSIER_RELEASE": "r.json",
    }
    assert Settings.from_environment(given) == Settings(
        "postgresql://base", "https://exemple.fr", Path("r.json"), max_upload_bytes=1000
    )
    assert Settings.from_environment({}) == Settings()
    with pytest.raises(InputFaults, match="CLAUSIER_MAX_UPLOAD_BYTES"):
        Settings.from_environment({"CLAUSIER_MAX_UPLOAD_BYTES": "20 Mo"})
