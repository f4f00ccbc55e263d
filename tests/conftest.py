"""What any test may ask for."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
IN_CI = bool(os.environ.get("CI"))

# No deadline: a slow machine is not a fault. Same examples at each run of CI: a red build can be replayed.
settings.register_profile("clausier", deadline=None, derandomize=IN_CI)
settings.load_profile("clausier")


@pytest.fixture(scope="session")
def need() -> Callable[[str], Path]:
    """Find an outside tool: `need("soffice")`.

    Where it is absent the test is skipped, but fails in CI: `.ci/run` installs it, so its absence is a fault.
    """

    def find(tool: str) -> Path:
        if path := shutil.which(tool):
            return Path(path)
        if IN_CI:
            pytest.fail(f"{tool} is not installed: add its package to .ci/run")
        pytest.skip(f"{tool} is not installed")

    return find


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The corpus and data sets of the project's developers, laid beside the clone; nobody else has them."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared folder beside the clone")
    return folder
