"""Second chance of a need that no signal met: a line much like one of the examples that its signals are proved with.

Each text is the set of its different words, cut to their beginning and weighted by their rarity; the likeness of two
texts is the cosine of the angle between them (Salton and Buckley, 1988). The examples of the base thus serve twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from clausier.engine.lines import Line
from clausier.engine.literals import WORD
from clausier.engine.recogniser import Recognised, Recogniser
from clausier.engine.text import fold

ALIKE = 0.38  # cosine from which a line says the same as an example, or nearly
STEM = 6  # characters of a word that are compared
FEWEST_LETTERS = 3
FRAGMENT = 12  # words from which a text that no point ends is read as a sentence
TOO_COMMON = 3.2  # rarity under which a word says nothing of the subject: « le », « titulaire »
FEWEST_SHARED = 3  # words: one or two in common prove nothing
_END = re.compile(r"[.;!?] +")


class Likeness:
    """The sentences of a dossier, ready to be compared with examples."""

    def __init__(self, lines: Sequence[Line], recogniser: Recogniser) -> None:
        self._lines = lines
        self._recogniser = recogniser
        self._known: dict[str, tuple[str, float] | None] = {}  # a word to its stem and rarity; None for a common one
        self._sentences = [
            (rank, start, end) for rank, line in enumerate(lines) for start, end in _sentences(line.folded)
        ]
        places: dict[str, list[int]] = {}
        squares = np.zeros(len(self._sentences))
        for place, (rank, start, end) in enumerate(self._sentences):
            for stem, weight in self._weights(lines[rank].folded[start:end]).items():
                places.setdefault(stem, []).append(place)
                squares[place] += weight * weight
        self._places = {stem: np.array(found) for stem, found in places.items()}
        self._lengths: NDArray[np.float64] = np.sqrt(np.maximum(squares, 1e-9))
        self._owners = np.array([rank for rank, _, _ in self._sentences], dtype=np.intp)

    def like(self, examples: Iterable[str], topic: str, allowed: NDArray[np.bool_]) -> Recognised | None:
        """The sentence most like one of the examples, in the lines allowed; None where none is much like any."""
        if not self._sentences:
            return None
        best: tuple[float, int, frozenset[str]] | None = None
        within = allowed[self._owners]
        for example in examples:
            weights = self._weights(fold(example))
            products = np.zeros(len(self._sentences))
            shared = np.zeros(len(self._sentences), dtype=np.intp)
            for stem, weight in weights.items():
                if stem in self._places:
                    products[self._places[stem]] += weight * weight
                    shared[self._places[stem]] += 1
            length = sum(weight * weight for weight in weights.values()) ** 0.5 or 1.0
            cosines = np.where(within & (shared >= FEWEST_SHARED), products / self._lengths / length, 0.0)
            place = int(cosines.argmax())
            if cosines[place] >= ALIKE and (best is None or cosines[place] > best[0]):
                best = float(cosines[place]), place, frozenset(weights)
        return self._found(*best, topic) if best else None

    def _found(self, cosine: float, place: int, stems: frozenset[str], topic: str) -> Recognised:
        rank, start, end = self._sentences[place]
        line = self._lines[rank]
        words = tuple(
            line.passage.text[slice(*found.span())]
            for found in WORD.finditer(line.folded, start, end)
            if found[0][:STEM] in stems
        )
        return Recognised(line.passage, line.part, start, end, topic, cosine, words)

    def _weights(self, folded: str) -> Mapping[str, float]:
        """The stems of a text with the rarity of each, without those that every tender holds."""
        weights = {}
        for word in WORD.findall(folded):
            if word not in self._known:
                rarity = self._recogniser.rarity(word, STEM) if len(word) >= FEWEST_LETTERS else 0.0
                self._known[word] = (word[:STEM], rarity) if rarity > TOO_COMMON else None
            stem = self._known[word]
            if stem:
                weights[stem[0]] = stem[1]
        return weights


def _sentences(folded: str) -> Iterator[tuple[int, int]]:
    """The offsets of the sentences of a text, without the spaces around; a few words without an end are no sentence."""
    start = 0
    for stop in _END.finditer(folded):
        yield start, stop.start() + 1
        start = stop.end()
    rest = folded[start:].rstrip()
    if rest and (rest[-1] in ".;!?" or rest.count(" ") >= FRAGMENT):
        yield start, len(folded)
