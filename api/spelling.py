"""A French dictionary: hunspell's, where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable

DICTIONARY = "fr"
PACKAGES = "hunspell et hunspell-fr-classical"


def has_dictionary() -> bool:
    """Whether hunspell is installed with its French dictionary."""
    program = shutil.which("hunspell")
    if program is None:
        return False
    found = subprocess.run([program, "-d", DICTIONARY, "-l"], input="bonjour\n", capture_output=True, text=True)
    return found.returncode == 0


def misspelt(words: Iterable[str]) -> set[str]:
    """Those of some words that hunspell's French dictionary does not hold (`hunspell -l`: one unknown word a line)."""
    text = "\n".join(words)
    done = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", DICTIONARY, "-l"],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.split())
