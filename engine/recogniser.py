"""Finds the topic of a passage by its words, where it says a thing without the usual terms.

A linear model over words and their beginnings, trained on paragraphs written for this project (`training/`): small,
local, the same result on every machine, and each finding names the words that weighed most. A passage is the sum of its
different words, each word the sum of its features (itself and its beginnings) weighted by their rarity, divided by the
length of that vector (TF-IDF; Salton and Buckley, 1988); a topic's score is the logit of a logistic regression.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# Chosen on the tuned half of benchmarks/paragraphs and on real tenders: see benchmarks/README.md.
ALONE = -1.0  # logit from which a passage that stands alone counts
DENIED = -2.0  # logit under which the words of such a passage deny what a signal found in it
RISE = 1.2  # by which that threshold rises with the natural logarithm of the number of lines
FALL = 2.0  # by which the threshold of a denial falls with the same
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
    """The logit from which a passage counts, among so many that could as well hold the topic.

    A topic stands in a few places however long the dossier is, so the odds that one given line holds it fall as the
    lines grow in number: the threshold rises with their logarithm, or a long dossier would speak of everything.
    """
    return ALONE + RISE * math.log(max(lines, 1))


def denial(lines: int) -> float:
    """The logit under which a line is denied what a signal found: lower where headings and neighbours tell more."""
    return DENIED - FALL * math.log(max(lines, 1))


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

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The logit of every topic (columns) for every folded text (rows)."""
        if not texts:
            return np.zeros((0, len(self.topics)))
        # "" begins each text, so that none is empty: `reduceat` has no notion of an empty slice.
        words = [["", *dict.fromkeys(WORD.findall(text))] for text in texts]
        rows = {word: row for row, word in enumerate(sorted({word for found in words for word in found}))}
        vectors, squares = self._of(rows)
        ids = np.fromiter((rows[word] for found in words for word in found), np.intp)
        starts = np.cumsum([0, *map(len, words[:-1])])
        sums = np.add.reduceat(vectors[ids], starts)
        lengths = np.add.reduceat(squares[ids], starts)
        return sums / np.sqrt(np.maximum(lengths, 1e-9))[:, None] + self._bias

    def find(
        self, lines: Sequence[Line], scores: NDArray[np.float64], usual: Mapping[str, Sequence[str]]
    ) -> Iterator[Recognised]:
        """What is recognised in the lines of a dossier, in reading order, whatever its context.

        `usual` are the usual words of the topics: the lines that hold one, or stand under a heading that does, compete
        with one another only, be they very few: as many as the square root of all lines, at the least.
        """
        prose = np.array([_is_prose(line) for line in lines], dtype=bool)
        for column, topic in enumerate(self.topics):
            near = _holding([f"{line.above} {line.folded}" for line in lines], usual.get(topic, ())) & prose
            rivals = max(int(near.sum()), math.isqrt(int(prose.sum())))
            floors = np.where(near, threshold(rivals), threshold(int(prose.sum())))
            for row in np.flatnonzero((scores[:, column] >= floors) & prose).tolist():
                line = lines[row]
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
        weights = dict(zip(spans, self._of(spans)[0][:, column], strict=True))
        best = sorted((word for word in spans if weights[word] > 0), key=lambda word: -weights[word])
        return tuple(spans[word] for word in best[:TELLING])

    def _of(self, words: Iterable[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each word, its weight for each topic and the square of its length."""
        found = [[self._rows[f] for f in features(word) if f in self._rows] for word in words]
        flat = np.fromiter((row for rows in found for row in rows), np.intp)
        owner = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
        vectors = np.zeros((len(found), len(self.topics)))
        np.add.at(vectors, owner, self._weights[flat])
        squares = np.zeros(len(found))
        np.add.at(squares, owner, self._rarity[flat] ** 2)
        return vectors, squares


def _is_prose(line: Line) -> bool:
    """Whether a line says something: no heading, and words enough to tell what."""
    return line.passage.kind != "heading" and line.folded.count(" ") >= FEWEST_WORDS - 1


def _holding(texts: Sequence[str], words: Sequence[str]) -> NDArray[np.bool_]:
    """Which texts hold one of these words."""
    if not words:
        return np.zeros(len(texts), dtype=bool)
    either = "|".join(f"{word[:-1]}" if word.endswith("*") else f"{word}(?![a-z0-9_])" for word in words)
    search = re.compile(f"(?<![a-z0-9_])(?:{either})").search
    return np.fromiter((search(text) is not None for text in texts), dtype=bool, count=len(texts))


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The model that the package ships."""
    with (files("clausier.criteria") / "recogniser" / "weights.npz").open("rb") as file, np.load(file) as data:
        return Recogniser(dict(data))
