"""Signals run over passages: linear-time expressions (RE2) on folded text, with the context each asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from clausier.engine.dossier import Document, Passage, Quote
from clausier.engine.model import Criterion, Signal
from clausier.engine.text import fold, fold_pattern

PATTERN_MEMORY = 8 << 20  # bytes; RE2's own default, enough for one expression
SET_MEMORY = 192 << 20  # bytes at most for the automaton of all signals: with less RE2 starts it over and over
WINDOW = 12  # passages before, read in place of headings where a document shows none


class PatternError(ValueError):
    """An expression that RE2 refuses; the message is RE2's own."""


@dataclass(frozen=True, slots=True)
class Hint(Quote):
    """An occurrence of a signal."""

    criterion: Criterion
    signal: Signal


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory
    return options


def compile_pattern(pattern: str) -> Any:
    """A folded, case-insensitive RE2 expression. Raises PatternError."""
    try:
        return re2.compile(fold_pattern(pattern), _options(PATTERN_MEMORY))
    except re2.error as error:
        raise PatternError(error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)) from error


class Matcher:
    """The signals of some criteria, compiled once: one RE2 set says which may fire, each then checks its context."""

    def __init__(self, signals: Iterable[tuple[Criterion, Signal]]) -> None:
        self._signals = [_Compiled(criterion, signal) for criterion, signal in signals]
        self._set = re2.Set.SearchSet(_options(SET_MEMORY))
        for compiled in self._signals:
            self._set.Add(fold_pattern(compiled.signal.pattern))
        if self._signals:
            self._set.Compile()

    def hints(self, document: Document) -> Iterator[Hint]:
        """Every occurrence in a document, passage by passage."""
        window: list[str] = []
        for passage in document.passages:
            if passage.contents:
                continue
            folded = fold(passage.text)
            above = " > ".join(passage.headings) if passage.headings is not None else None
            context = fold(above) if above is not None else " > ".join(window)
            for compiled in self._candidates(folded):
                span = compiled.span(folded, context, document.part)
                if span and not _struck(passage, span):
                    yield Hint(passage, document.part, *span, compiled.criterion, compiled.signal)
            if above is None:
                window = [*window[1 - WINDOW :], folded]

    def _candidates(self, folded: str) -> Sequence[_Compiled]:
        matched = self._set.Match(folded) if self._signals else None
        return [self._signals[index] for index in sorted(matched or ())]


def _struck(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether the words found touch words that are struck through: those are no longer said."""
    return any(start < span[1] and span[0] < end for start, end in passage.struck)


class _Compiled:
    def __init__(self, criterion: Criterion, signal: Signal) -> None:
        self.criterion = criterion
        self.signal = signal

    @cached_property
    def pattern(self) -> Any:
        return compile_pattern(self.signal.pattern)

    @cached_property
    def under(self) -> Any:
        return compile_pattern(self.signal.under) if self.signal.under else None

    @cached_property
    def with_(self) -> list[Any]:
        return [compile_pattern(p) for p in self.signal.with_]

    @cached_property
    def unless(self) -> list[Any]:
        return [compile_pattern(p) for p in self.signal.unless]

    def span(self, folded: str, context: str, part: str | None) -> tuple[int, int] | None:
        """Where the signal fires in a folded passage; an unknown part is not held against it."""
        if part is not None and self.signal.parts and part not in self.signal.parts:
            return None
        if self.under and not self.under.search(context):
            return None
        if not all(p.search(folded) for p in self.with_) or any(p.search(folded) for p in self.unless):
            return None
        found = self.pattern.search(folded)
        return (found.start(), found.end()) if found else None


def fires(criterion: Criterion, signal: Signal, text: str, under: str = "", part: str | None = None) -> bool:
    """Whether a signal fires on one text under a heading, in a part: what its examples are checked with."""
    return _Compiled(criterion, signal).span(fold(text), fold(under), part) is not None
