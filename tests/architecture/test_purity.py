"""The engine is pure: the same facts, base and date give the same answer in 2030."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))

# Another answer tomorrow, or on another machine.
AMBIENT_MODULES = {
    "locale",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "tempfile",
    "time",
    "urllib.request",
    "uuid",
}
AMBIENT_NAMES = {"now", "today", "utcnow", "environ", "getenv"}
FILE_MODULES = {"glob", "importlib.resources", "shutil"}
FILE_NAMES = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}
# The authors' tools read and write the base; three files read what the package itself ships.
FILE_READERS = {
    ROOT / "engine/contracts.py",
    ROOT / "engine/recogniser.py",
    ROOT / "engine/release.py",
    *(ROOT / "engine/base").rglob("*.py"),
}


def impurities(source: str, modules: set[str], names: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                used = {alias.name for alias in node.names} & modules
            case ast.ImportFrom():
                imported = {alias.name for alias in node.names}
                whole = {node.module or "", *(f"{node.module}.{name}" for name in imported)}
                used = (whole & modules) | (imported & names)
            case ast.Attribute():
                used = {node.attr} & names
            case ast.Call(func=ast.Name()):
                used = {node.func.id} & names
            case _:
                continue
        for name in sorted(used):
            yield f"line {node.lineno}: {name}"


def found_in(paths: list[Path], modules: set[str], names: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}, {fault}"
        for path in paths
        for fault in impurities(path.read_text("utf-8"), modules, names)
    ]


def test_the_engine_reads_no_clock_no_chance_and_no_environment() -> None:
    assert found_in(ENGINE, AMBIENT_MODULES, AMBIENT_NAMES) == []


def test_the_engine_touches_no_file_but_those_it_ships_with() -> None:
    pure = [path for path in ENGINE if path not in FILE_READERS]
    assert found_in(pure, FILE_MODULES, FILE_NAMES) == []


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(tz=UTC)",
        "date.today()",
        "datetime.datetime.utcnow()",
        "import time",
        "from random import choice",
        "os.environ['HOME']",
        "from os import environ",
        "from urllib import request",
        "import uuid",
    ],
)
def test_a_hidden_input_is_seen(source: str) -> None:
    assert list(impurities(source, AMBIENT_MODULES, AMBIENT_NAMES))


@pytest.mark.parametrize("source", ["open('x')", "Path('x').read_text()", "from importlib.resources import files"])
def test_a_touched_file_is_seen(source: str) -> None:
    assert list(impurities(source, FILE_MODULES, FILE_NAMES))
