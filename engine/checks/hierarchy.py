"""The order of the pieces of a contract, where the draft states it."""

from __future__ import annotations

import re

from clausier.engine.checks.around import after
from clausier.engine.reading import Reading

_STATED = re.compile(
    r"\b(?:prevalent|prevaut|prevaudr\w+|priment|prime|primaute)\b|\bordre (?:de priorite|decroissant|"
    r"hierarchique|suivant|"
    r"ci-apres|de preseance)"
)
_PIECES = {
    "ae": re.compile(r"\bacte d'engagement\b"),
    "ccap": re.compile(r"\bclauses administratives particulieres\b|\bccap\b"),
    "cctp": re.compile(r"\bclauses techniques particulieres\b|\bcctp\b"),
}
_LABELS = {"ae": "l'acte d'engagement", "ccap": "le CCAP", "cctp": "le CCTP"}
_LINES = 16  # after the sentence that states the order
_FEWEST = 2
_NEEDLES = [
    "prevalent",
    "prevaut",
    "prevaud",
    "priment",
    "ordre de priorite",
    "ordre decroissant",
    "ordre hierarchique",
    "ordre de preseance",
    "ordre suivant",
    "primaute",
]


def order_of_pieces(reading: Reading) -> tuple[str, ...]:
    """The contract pieces in their order, the first prevails; () where the CCAP or the deed does not say."""
    for rank in reading.holding(*_NEEDLES):
        line = reading.lines[rank]
        stated = _STATED.search(line.folded) if line.part in ("ccap", "ae") else None
        if stated is None:
            continue
        text = " ".join((line.folded[stated.start() :], *(near.folded for near in after(reading, rank, _LINES))))
        found = sorted((m.start(), part) for part, pattern in _PIECES.items() if (m := pattern.search(text)))
        if len(found) >= _FEWEST:
            return tuple(part for _, part in found)
    return ()


def prevails(reading: Reading, one: str | None, other: str | None) -> str:
    """Words to add on two pieces that disagree: which one prevails; "" where the draft does not say."""
    order = order_of_pieces(reading)
    if one == other or one not in order or other not in order:
        return ""
    return f" ; l'ordre des pièces fait prévaloir {_LABELS[min((one, other), key=order.index)]}"
