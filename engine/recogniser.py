"""Finds the topic of a passage by its words, where it says a thing without the usual terms.

A linear model over words and their beginnings, trained on paragraphs written for this project (`training/`): small,
local, the same result on every machine, and each finding names the words that weighed most. A passage is the sum of its
different words, each word the sum of its features (itself and its beginnings) weighted by their rarity, divided by the
length of that vector (TF-IDF; Salton and Buckley, 1988); a topic's score is the logit of a logistic regression.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausier.engine.dossier import Quote
from clausier.engine.lines import Line
from clausier.engine.literals import WORD

BEGINNINGS = (3, 4, 5, 6, 7, 8)  # characters: « reconditionné » and « reconditionnement » share all of them
LONGEST = 40  # characters of a word that are read
TELLING = 4  # words shown with a finding
# Both chosen on the tuned half of benchmarks/paragraphs and on real tenders: see benchmarks/README.md.
ALONE = -1.4  # logit from which a passage that stands alone counts
RISE = 0.75  # by which the threshold rises with the natural logarithm of the number of lines
FEWEST_WORDS = 5  # under that a line is a title or a cell, and its few words tell too little


@dataclass(frozen=True, slots=True)
class Recognised(Quote):
    """A passage recognised by its words: `score` is a logit, `words` those that weighed most, strongest first."""

    topic: str
    score: float
    words: tuple[str, ...]


def features(word: str) -> Iterator[str]:
    """A folded word and its beginnings: « site », « sit* »."""
    word = word[:LONGEST]
    yield word
    for length in BEGINNINGS:
        if len(word) > length:
            yield f"{word[:length]}*"


def threshold(lines: int) -> float:
    """The logit from which a passage counts, in a dossier of so many lines that say something.

    A topic stands in a few places however long the dossier is, so the odds that one given line holds it fall as the
    lines grow in number: the threshold rises with their logarithm, or a long dossier would speak of everything.
    """
    return ALONE + RISE * math.log(max(lines, 1))


class Recogniser:
    """The trained model. `data` holds `topics` (n) and `features` (m) as texts, `rarity` (m), `weights` (m × n),
    `scale` (n) and `bias` (n): a weight of the regression is `weights × scale`, whole numbers keep it small and exact.
    """

    def __init__(self, data: Mapping[str, NDArray[Any]]) -> None:
        self.topics: tuple[str, ...] = tuple(str(topic) for topic in data["topics"])
        self._rows = {str(feature): row for row, feature in enumerate(data["features"])}
        self._rarity: NDArray[np.float64] = data["rarity"].astype(np.float64)
        self._weights: NDArray[np.float64] = data["weights"] * data["scale"] * self._rarity[:, None]
        self._bias: NDArray[np.float64] = data["bias"].astype(np.float64)
        self._known = {"": 0}  # a word to its row in what follows; the first row is that of no word
        self._vectors = np.zeros((1, len(self.topics)))
        self._lengths = np.zeros(1)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The logit of every topic (columns) for every folded text (rows)."""
        if not texts:
            return np.zeros((0, len(self.topics)))
        words = [["", *dict.fromkeys(WORD.findall(text))] for text in texts]
        self._learn({word for found in words for word in found})
        ids = np.fromiter((self._known[word] for found in words for word in found), np.intp)
        starts = np.cumsum([0, *map(len, words[:-1])])
        sums = np.add.reduceat(self._vectors[ids], starts)
        lengths = np.add.reduceat(self._lengths[ids], starts)
        return sums / np.sqrt(np.maximum(lengths, 1e-9))[:, None] + self._bias

    def find(self, lines: Sequence[Line], scores: NDArray[np.float64]) -> Iterator[Recognised]:
        """What is recognised in the lines of a dossier, in reading order, whatever its context."""
        long = np.array([line.folded.count(" ") >= FEWEST_WORDS - 1 for line in lines], dtype=bool)
        floor = threshold(int(long.sum()))
        for row, column in np.argwhere((scores >= floor) & long[:, None]):
            line, topic = lines[row], self.topics[column]
            spans = self.telling(line.folded, topic)
            words = tuple(line.passage.text[start:end] for start, end in spans)
            start, end = spans[0] if spans else (0, len(line.folded))
            yield Recognised(line.passage, line.part, start, end, topic, float(scores[row, column]), words)

    def telling(self, text: str, topic: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand that speak most for a topic in a folded text, strongest first."""
        column = self.topics.index(topic)
        spans: dict[str, tuple[int, int]] = {}
        for found in WORD.finditer(text):
            spans.setdefault(found[0], found.span())
        self._learn(set(spans))
        weights = {word: self._vectors[self._known[word], column] for word in spans}
        best = sorted((word for word in spans if weights[word] > 0), key=lambda word: -weights[word])
        return tuple(spans[word] for word in best[:TELLING])

    def _learn(self, words: set[str]) -> None:
        new = sorted(words.difference(self._known))
        rows = [[self._rows[f] for f in features(word) if f in self._rows] for word in new]
        self._known.update(zip(new, range(len(self._known), len(self._known) + len(new)), strict=True))
        vectors = np.array([self._weights[found].sum(0) for found in rows]).reshape(len(new), len(self.topics))
        self._vectors = np.concatenate([self._vectors, vectors])
        lengths = [float((self._rarity[found] ** 2).sum()) for found in rows]
        self._lengths = np.concatenate([self._lengths, np.array(lengths)])


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The model that the package ships."""
    with (files("clausier.criteria") / "recogniser" / "weights.npz").open("rb") as file, np.load(file) as data:
        return Recogniser(dict(data))
