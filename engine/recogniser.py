"""Finds the topic of a passage by its words, where it says a thing without the usual terms.

A linear model over words and their beginnings, trained on paragraphs written for this project (`training/`): small,
local, the same result on every machine, and each finding names the words that weighed most. A passage is the sum of its
different words, each word the sum of its features (itself and its beginnings) weighted by their rarity, divided by the
length of that vector (TF-IDF; Salton and Buckley, 1988); a topic's score is the logit of a logistic regression.
"""

from __future__ import annotations

import math
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
UNKNOWN = 9.0  # rarity of a word that no training text holds
TELLING = 4  # words shown with a finding
# Chosen on the tuned half of benchmarks/paragraphs and on real tenders: see benchmarks/README.md.
ALONE = -1.0  # logit from which a passage that stands alone counts
DENIED = -2.3  # logit under which the words of the one passage that a signal found deny its topic
WITNESSES = 3.0  # by which each further passage, by the logarithm of their number, makes up for that
RISE = 1.2  # by which that threshold rises with the natural logarithm of the number of lines
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


def believed(best: float, passages: int) -> bool:
    """Whether what signals found of a topic is believed: the logit of the best passage, and in how many it is said.

    An expression may hit upon words that are about something else; those around them tell, unless it is said again.
    """
    return best + WITNESSES * math.log(passages) >= DENIED


class Recogniser:
    """The trained model. `data` holds `topics` (n) and `features` (m) as texts, `rarity` (m), `weights` (m × n),
    `scale` (n) and `bias` (n): a weight of the regression is `weights × scale`, whole numbers keep it small and exact.
    """

    def __init__(self, data: Mapping[str, NDArray[Any]]) -> None:
        self.topics: tuple[str, ...] = tuple(str(topic) for topic in data["topics"])
        # The first row is that of no feature: it begins each word's, so that none is empty (`reduceat` has no notion
        # of an empty slice).
        self._rows = {str(feature): row for row, feature in enumerate(data["features"], start=1)}
        self._rarity: NDArray[np.float64] = np.concatenate([[0.0], data["rarity"]])
        weights = data["weights"] * data["scale"] * data["rarity"][:, None].astype(np.float64)
        self._weights: NDArray[np.float64] = np.concatenate([np.zeros((1, len(self.topics))), weights])
        self._bias: NDArray[np.float64] = data["bias"].astype(np.float64)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The logit of every topic (columns) for every folded text (rows)."""
        return self._scores(_Words([["", *dict.fromkeys(WORD.findall(text))] for text in texts]))

    def find(
        self, lines: Sequence[Line], usual: Mapping[str, Sequence[str]]
    ) -> tuple[NDArray[np.float64], list[Recognised]]:
        """The scores of the lines of a dossier, and what is recognised in them, topic by topic, whatever its context.

        `usual` are the usual words of the topics: the lines that hold one, or stand under a heading that does, compete
        with one another only, be they very few: as many as the square root of all lines, at the least.
        """
        words = _Words([["", *dict.fromkeys(WORD.findall(line.whole))] for line in lines])
        scores = self._scores(words)
        prose = np.array([_is_prose(line) for line in lines], dtype=bool)
        near = self._near(words, [line.above for line in lines], usual)
        found = []
        for column, topic in enumerate(self.topics):
            close = (near >> column & 1).astype(bool) & prose
            rivals = max(int(close.sum()), math.isqrt(int(prose.sum())))
            floors = np.where(close, threshold(rivals), threshold(int(prose.sum())))
            for row in np.flatnonzero((scores[:, column] >= floors) & prose).tolist():
                line = lines[row]
                spans = self.telling(line.folded, topic)
                telling = tuple(line.passage.text[start:end] for start, end in spans)
                start, end = spans[0] if spans else (0, len(line.folded))
                found.append(
                    Recognised(line.passage, line.part, start, end, topic, float(scores[row, column]), telling)
                )
        return scores, found

    def _scores(self, words: _Words) -> NDArray[np.float64]:
        if not len(words.starts):
            return np.zeros((0, len(self.topics)))
        vectors, squares = self._of(words.distinct)
        sums = np.add.reduceat(vectors[words.ids], words.starts)
        lengths = np.add.reduceat(squares[words.ids], words.starts)
        return sums / np.sqrt(np.maximum(lengths, 1e-9))[:, None] + self._bias

    def _near(self, words: _Words, above: Sequence[str], usual: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
        """For each line, the topics whose usual words stand in it or above it, as the bits of a number."""
        marks: dict[str, int] = {}
        for column, topic in enumerate(self.topics):
            for word in usual.get(topic, ()):
                marks[word] = marks.get(word, 0) | 1 << column
        bits = np.array([_marks(word, marks) for word in words.distinct], dtype=np.int64)
        headings = {path: 0 for path in above}
        for path in headings:
            for word in WORD.findall(path):
                headings[path] |= _marks(word, marks)
        own = np.array([headings[path] for path in above], dtype=np.int64)
        if len(words.starts):
            np.bitwise_or(own, np.bitwise_or.reduceat(bits[words.ids], words.starts), out=own)
        return own

    def rarity(self, word: str, length: int) -> float:
        """How rare a word is in tenders, by its beginning of so many letters: the logarithm of TF-IDF."""
        row = self._rows.get(f"{word[:length]}*") if len(word) > length else self._rows.get(word)
        return UNKNOWN if row is None else float(self._rarity[row])

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
        rows = [[0, *(self._rows[f] for f in features(word) if f in self._rows)] for word in words]
        if not rows:
            return np.zeros((0, len(self.topics))), np.zeros(0)
        flat = np.fromiter((row for found in rows for row in found), np.intp)
        starts = np.cumsum([0, *map(len, rows[:-1])])
        return np.add.reduceat(self._weights[flat], starts), np.add.reduceat(self._rarity[flat] ** 2, starts)


class _Words:
    """The words of some texts, each text's different ones: `distinct` ones, the `ids` of all, where each text starts.

    Each text is given with "" before its words, so that none is empty.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        rows: dict[str, int] = {}
        self.ids = np.fromiter((rows.setdefault(word, len(rows)) for text in texts for word in text), np.intp)
        self.distinct = tuple(rows)
        self.starts = np.cumsum([0, *map(len, texts[:-1])]) if texts else np.zeros(0, np.intp)


def _marks(word: str, marks: Mapping[str, int]) -> int:
    """What a word stands for: itself, or any beginning of it that `marks` holds with a "*"."""
    found = marks.get(word, 0)
    for length in range(2, len(word) + 1):
        found |= marks.get(f"{word[:length]}*", 0)
    return found


def _is_prose(line: Line) -> bool:
    """Whether a line says something: no heading, and words enough to tell what."""
    return line.passage.kind != "heading" and line.folded.count(" ") >= FEWEST_WORDS - 1


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The model that the package ships."""
    with (files("clausier.criteria") / "recogniser" / "weights.npz").open("rb") as file, np.load(file) as data:
        return Recogniser(dict(data))
