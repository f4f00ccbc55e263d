"""French typography, applied to every text that is printed: no line begins with « : » and no figure loses its unit.

Spaces already there are made no-break, and straight apostrophes typographic; none is added, the text stays its
author's. Characters that no XML file may hold, as pasted titles sometimes bring, become spaces.
"""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
_ADDRESS = re.compile(r"(\S*(?:://|@|www\.)\S*)")
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RULES = (
    (re.compile(r" (?=[:;!?%»€])"), NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r"(?<=\bn°) (?=\d)|(?<=\bart\.) |(?<=\b[LRD]\.) (?=\d)"), NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NO_BREAK),
    (re.compile(rf"(?<=\d) (?=(?:{_MONTHS})\b)|(?<=\b1er) (?=(?:{_MONTHS})\b)"), NO_BREAK),
    (re.compile(r"(?<=\w)'(?=\w|«)"), "’"),
)


def french(text: str) -> str:
    """The text as a French printer sets it; addresses are left alone, and doing it twice changes nothing."""
    pieces = _ADDRESS.split(_UNPRINTABLE.sub(" ", text))
    for index in range(0, len(pieces), 2):
        for pattern, replacement in _RULES:
            pieces[index] = pattern.sub(replacement, pieces[index])
    return "".join(pieces)
