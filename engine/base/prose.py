"""The French sentences of the base: where each stands, and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausier.engine.base.source import Source
from clausier.engine.clauses import PLACEHOLDER

# Keys whose value a buyer or a vendor reads.
_READ = {
    "absent", "asks", "avoid", "change", "check", "doubt", "heading", "known_limits", "label", "message", "name",
    "prefer", "question", "reason", "summary", "text", "title", "unit", "what", "why",
}  # fmt: skip
_DRAFTS = {"match", "no_match", "tests"}  # written as buyers write, faults included
_NOT_WORDS = re.compile(r"https?://\S+|\b[\w-]+(?:[._/][\w-]+)+|[\w-]*\d[\w-]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def prose_of(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence of a file's data with its place: « clauses[2].text ». Values of enumerations are read too."""
    if isinstance(data, dict):
        for key, value in data.items():
            place = f"{where}.{key}" if where else str(key)
            if key in _DRAFTS:
                continue
            if isinstance(value, str):
                if key in _READ:
                    yield place, value
            elif key == "known_limits":
                yield from ((f"{place}[{number}]", text) for number, text in enumerate(value, start=1))
            elif key in ("values", "choices") and isinstance(value, dict):
                yield from ((f"{place}.{name}", text) for name, text in value.items() if isinstance(text, str))
            else:
                yield from prose_of(value, place)
    elif isinstance(data, list):
        for number, item in enumerate(data, start=1):
            yield from prose_of(item, f"{where}[{number}]")


def all_prose(source: Source) -> Iterator[tuple[str, str, str]]:
    """Every sentence of the whole base: its file, its place in the file, its text."""
    for bucket in (source.criteria, source.references, source.profiles):
        for identifier, data in bucket.items():
            place = "" if bucket is not source.references else identifier
            yield from ((source.files[identifier], where, text) for where, text in prose_of(data, place))
    for name, entries in source.vocabulary.items():
        for entry in entries:
            home = "facts" if name == "derived" else name
            yield from ((f"vocabulary/{home}.yaml", where, text) for where, text in prose_of(entry, entry["id"]))


def words_of(text: str) -> list[str]:
    """The words of a sentence as a dictionary knows them: without parameters, addresses, file names and numbers."""
    return _WORD.findall(_NOT_WORDS.sub(" ", PLACEHOLDER.sub(" ", text)).replace("’", "'"))
