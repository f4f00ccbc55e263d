"""Imports go one way: api → generators → readers → engine."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_logo=True, no_cache=True))
"""


def lint_imports(cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=cwd, capture_output=True, text=True)


def test_the_import_contracts_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_import_contracts_see_every_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    if not (ROOT / "src/clausier/engine").is_symlink():
        pytest.skip("the contracts are read through symbolic links, which this clone lacks")
    assert set(declared) <= grimp.build_graph("clausier", cache_dir=None).modules


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("readers", "import clausier.api"),
        ("engine", "import lxml"),
        ("engine/base", "import clausier.readers"),
    ],
)
def test_an_import_that_climbs_is_refused(module: str, statement: str, tmp_path: Path) -> None:
    package = tmp_path / "clausier"
    for folder in ("engine/base", "readers", "generators", "api"):
        (package / folder).mkdir(parents=True)
    for folder in ("", "engine", "engine/base", "readers", "generators", "api"):
        (package / folder / "__init__.py").touch()
    (package / module / "climber.py").write_text(f"{statement}\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"clausier.{module.replace('/', '.')}.climber" in done.stdout
