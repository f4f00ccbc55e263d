"""Rules of the house that a reader would otherwise have to police."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400  # lines
SHORTEST_SENTENCE = 3  # words


def test_no_file_of_code_is_too_long_to_read() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for folder in ("engine", "readers", "generators", "api")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_test_name_is_a_sentence() -> None:
    names = [
        f"{path.relative_to(ROOT)}: test_{name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^\s*(?:async )?def test_(\w+)", path.read_text("utf-8"), re.MULTILINE)
        if len(name.split("_")) < SHORTEST_SENTENCE
    ]
    assert names == []
