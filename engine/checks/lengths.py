"""Lengths of time as buyers write them: « 30 jours », « trois (3) ans », « 8 heures ouvrées »."""

from __future__ import annotations

import re

WORDS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "douze": 12,
    "quinze": 15,
    "dix-huit": 18,
    "vingt": 20,
    "vingt-quatre": 24,
    "trente": 30,
    "trente-six": 36,
    "quarante-cinq": 45,
    "quarante-huit": 48,
    "soixante": 60,
    "quatre-vingt-dix": 90,
}
_NUMBER = rf"(?P<number>\d{{1,4}}|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
LENGTH = (
    rf"\b{_NUMBER}(?: ?\((?:\d{{1,4}}|[a-z -]{{2,20}})\))? ?(?P<unit>minutes?|min\b|heures?|h\b|jours?|semaines?|mois|"
    r"annees?|ans?\b)(?: ?(?P<kind>ouvr(?:e|es|able|ables)\b|calendaires?\b))?"
)
SPAN = re.compile(LENGTH)
_DAYS = {"j": 1.0, "s": 7.0}
_MINUTES = {"m": 1, "h": 60}


def value_of(match: re.Match[str]) -> tuple[float, str]:
    """A length in one unit a family: minutes, days or months."""
    number, unit = count_of(match["number"]), match["unit"]
    kind = "ouvré" if (match["kind"] or "").startswith("ouvr") else ""
    if unit.startswith(("min", "h")):
        return number * _MINUTES[unit[0]], f"minutes{kind}"
    if unit.startswith(("j", "s")):
        return number * _DAYS[unit[0]], f"jours{kind}"
    return float(number * (12 if unit.startswith("an") else 1)), "mois"


def count_of(word: str) -> int:
    return int(word) if word.isdigit() else WORDS[word]
