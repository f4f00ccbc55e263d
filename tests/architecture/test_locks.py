"""The locks pin every file by its hash, and leave each machine to install from where it is told to."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def normal(requirement: str) -> str:
    """The name alone, as the locks write it: `psycopg[binary]>=3.3` gives `psycopg`."""
    (name,) = re.findall(r"^[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    code = re.sub(r"#.*", "", text)
    assert re.findall(r"\S*(?:://|--index|--extra-index|--find-links|--trusted-host| @ )\S*", text) == []
    assert re.findall(r"\S*/\S*", code) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_a_hash(lock: str) -> None:
    code = re.sub(r"\s*#.*", "", (ROOT / lock).read_text("utf-8"))
    requirements = code.replace("\\\n", " ").strip().splitlines()
    assert requirements
    assert [line for line in requirements if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_runtime_dependency_at_the_same_version(lock: str) -> None:
    runtime = pins("requirements.lock")
    assert pins(lock).items() >= runtime.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {normal(requirement) for requirement in project["dependencies"]} <= runtime.keys()


@pytest.mark.parametrize(("group", "lock"), [("dev", LOCKS[1]), ("bench", LOCKS[2])])
def test_a_lock_pins_every_tool_of_its_group(group: str, lock: str) -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = {normal(tool) for tool in (*groups["build"], *groups[group]) if isinstance(tool, str)}
    assert wanted <= pins(lock).keys()
