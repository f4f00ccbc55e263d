"""One import name, folders at the root: what is installed is complete, and collides with nobody."""

import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

import clausier

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "readers", "generators", "api", "criteria", "schemas")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def shipped_files() -> set[Path]:
    """Every file of the package folders, but what the interpreter and the desktop leave there."""
    return {
        path.relative_to(ROOT)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.parent.name != "__pycache__" and not path.name.startswith(".")
    }


def run_python(*arguments: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_folder_that_holds_code_is_declared() -> None:
    folders = {path.parent for path in shipped_files() if path.suffix == ".py"}
    found = {".".join(("clausier", *folder.parts)) for folder in folders}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == {"clausier", *found}
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()] == []


def test_the_version_is_the_one_of_pyproject() -> None:
    assert clausier.__version__ == PYPROJECT["project"]["version"]


def test_no_generic_name_can_be_imported(tmp_path: Path) -> None:
    code = f"from importlib.util import find_spec; print([n for n in {FOLDERS} if find_spec(n)])"
    assert run_python("-I", "-c", code, cwd=tmp_path) == "[]\n"


def test_a_host_application_keeps_its_own_names(tmp_path: Path) -> None:
    for name in ("api", "engine", "schemas"):
        (tmp_path / f"{name}.py").write_text("OWNER = 'host'\n")
    code = "import api, engine, schemas, clausier.engine; print(api.OWNER, engine.OWNER, schemas.OWNER)"
    assert run_python("-c", code, cwd=tmp_path) == "host host host\n"


def test_data_is_read_from_the_installed_package() -> None:
    assert files("clausier.criteria").joinpath("VERSION").read_text("utf-8").strip()
    schemas = [entry for entry in files("clausier.schemas").iterdir() if entry.name.endswith(".json")]
    assert schemas
    for schema in schemas:
        json.loads(schema.read_text("utf-8"))


def test_the_links_lead_to_the_folders() -> None:
    for folder in FOLDERS:
        link = ROOT / "src" / "clausier" / folder
        # A clone without symbolic links holds small text files instead; only type checkers miss them.
        assert not link.is_symlink() or link.resolve() == ROOT / folder


@pytest.fixture(scope="module", params=["with links", "without links"])
def wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built, offline, from a source distribution built from a copy of the tree."""
    workshop = tmp_path_factory.mktemp("workshop")
    tree = workshop / "tree"
    tree.mkdir()
    for folder in ("src", *FOLDERS):
        shutil.copytree(ROOT / folder, tree / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    if request.param == "without links":
        for folder in FOLDERS:
            link = tree / "src" / "clausier" / folder
            link.unlink()
            link.write_text(f"../../{folder}")
    build = f"from setuptools.build_meta import build_sdist; build_sdist({str(workshop)!r})"
    run_python("-W", "ignore", "-c", build, cwd=tree)
    (source,) = workshop.glob("*.tar.gz")
    options = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(workshop))
    run_python("-m", "pip", "wheel", *options, str(source), cwd=workshop)
    (built,) = workshop.glob("*.whl")
    return built


def test_a_wheel_built_from_a_source_distribution_holds_everything(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in names if name.startswith("clausier/")}
    expected = {f"clausier/{path.as_posix()}" for path in shipped_files()}
    assert package == expected | {"clausier/__init__.py", "clausier/py.typed"}
    info = f"clausier-{clausier.__version__}.dist-info"
    assert names - package >= {f"{info}/licenses/LICENSE", f"{info}/licenses/criteria/LICENSE"}


def test_a_wheel_gives_its_data_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(wheel)!r}); from importlib.resources import files;"
        "print(files('clausier.criteria').joinpath('VERSION').read_text('utf-8'), end='')"
    )
    # -S: no site-packages, so the clone that this environment is linked to cannot answer instead.
    assert run_python("-I", "-S", "-c", code, cwd=tmp_path) == (ROOT / "criteria/VERSION").read_text("utf-8")
