"""Folding of French text: one character in, one character out, so that offsets stay true to the original."""

from __future__ import annotations

import unicodedata

_PAIRS = {
    **{letter: base for base, letters in {
        "a": "àâäáãå", "c": "ç", "e": "éèêë", "i": "îïíì", "n": "ñ", "o": "ôöóòõ", "u": "ùûüú", "y": "ÿý",
    }.items() for letter in letters},
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"',
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\n": " ", "\r": " ", "\x0b": " ",
}  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents, plain apostrophes, hyphens and spaces; the same length as `text`, which is NFC."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters lower into two (« İ »): those are left as they are.
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for character, base in _PAIRS.items():
        lowered = lowered.replace(character, base)
    return lowered


def fold_pattern(pattern: str) -> str:
    """A pattern folded like the text it is compared to; case is left alone, since `\\B` is not `\\b`."""
    composed = unicodedata.normalize("NFC", pattern)
    return "".join(_PAIRS.get(c, _PAIRS.get(c.lower(), c)) if ord(c) > 127 else c for c in composed)


def lower_first(label: str) -> str:
    """A label in the middle of a sentence: its first letter is small, unless it opens an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
