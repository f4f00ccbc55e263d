"""Signals run over passages: linear-time expressions (RE2) on folded text, with the context each asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from clausier.engine.dossier import Passage, Quote, roles
from clausier.engine.lines import Line
from clausier.engine.literals import Group, alternatives, one_of, pieces_of, rarest
from clausier.engine.model import Criterion, Signal
from clausier.engine.text import fold, fold_pattern

PATTERN_MEMORY = 8 << 20  # bytes; RE2's own default, enough for one expression
UNKNOWN = b"\x1a"  # in an expression, for a character that no text holds as a byte: it never matches


class PatternError(ValueError):
    """An expression that RE2 refuses; the message is RE2's own."""


@dataclass(frozen=True, slots=True)
class Hint(Quote):
    """An occurrence of a signal."""

    criterion: Criterion
    signal: Signal


def _options(encoding: Any) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = PATTERN_MEMORY
    options.encoding = encoding
    return options


def compile_pattern(pattern: str) -> Any:
    """A folded, case-insensitive RE2 expression on text. Raises PatternError."""
    return _compile(fold_pattern(pattern), re2.Options.Encoding.UTF8)


def _compile(pattern: str | bytes, encoding: Any) -> Any:
    try:
        return re2.compile(pattern, _options(encoding))
    except re2.error as error:
        raise PatternError(error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)) from error


def _compile_bytes(pattern: str) -> Any:
    """The same on `_bytes` of a text, three times as fast: nothing is converted, and a byte is a character."""
    folded = fold_pattern(pattern)
    try:
        written = folded.encode("cp1252")
    except UnicodeEncodeError:
        written = b"".join(c.encode("cp1252", "ignore") or UNKNOWN for c in folded)
    return _compile(written, re2.Options.Encoding.LATIN1)


def _bytes(text: str) -> bytes:
    """One byte a character: Windows-1252 has all that French prose uses, and any other character becomes "?"."""
    return text.encode("cp1252", "replace")


class Matcher:
    """The signals of some criteria: the words of a passage say which may fire, each of those checks its context."""

    def __init__(self, signals: Iterable[tuple[Criterion, Signal]]) -> None:
        self._compiled = [_Compiled(criterion, signal) for criterion, signal in signals]
        bits: dict[Group, int] = {}
        self._by_lead: dict[int, list[tuple[int, int]]] = {}  # bit of the rarest group to (bits needed, rank)
        self._always: list[int] = []  # ranks of the signals of which no word is sure
        for rank, one in enumerate(self._compiled):
            beside = [group for pattern in one.beside for group in one_of(pattern)]
            found = alternatives(one.expression) or ([()] if beside else [])
            for groups in found:
                needed = 0
                for group in (*groups, *beside):
                    needed |= bits.setdefault(group, 1 << len(bits))
                self._by_lead.setdefault(bits[rarest(groups or beside)], []).append((needed, rank))
            if not found:
                self._always.append(rank)
        self._leads = sum(self._by_lead)
        self._pieces: dict[str, int] = {}
        for group, bit in bits.items():
            for piece in group:
                self._pieces[piece] = self._pieces.get(piece, 0) | bit

    def hints(self, lines: Sequence[Line]) -> Iterator[Hint]:
        """Every occurrence, line by line."""
        telling = self._telling(line.folded for line in lines)
        contexts: dict[str, bytes] = {}
        for line in lines:
            candidates = self._candidates(line.folded, telling)
            if not candidates:
                continue
            text = _bytes(line.folded)
            if line.context not in contexts:
                contexts[line.context] = _bytes(line.context)
            for compiled in candidates:
                span = compiled.span(text, contexts[line.context], line.part)
                if span and not _struck(line.passage, span):
                    yield Hint(line.passage, line.part, *span, compiled.criterion, compiled.signal)

    def _telling(self, texts: Iterable[str]) -> dict[str, int]:
        """What stands between two spaces in these texts and meets a group, with the bits of the groups it meets.

        Made anew for each dossier: kept, it would grow with all that a server is ever given to read.
        """
        known = set(self._pieces)
        words: set[str] = set()
        for text in texts:
            words.update(text.split())
        telling = {}
        for word in words:
            bits = 0
            for piece in known.intersection(pieces_of(word)):
                bits |= self._pieces[piece]
            if bits:
                telling[word] = bits
        return telling

    def _candidates(self, folded: str, telling: Mapping[str, int]) -> list[_Compiled]:
        """The signals whose words are all in a text."""
        met = 0
        for word in telling.keys() & folded.split():
            met |= telling[word]
        ranks = set(self._always)
        leads = met & self._leads
        while leads:
            lead = leads & -leads
            leads ^= lead
            for needed, rank in self._by_lead[lead]:
                if met & needed == needed:
                    ranks.add(rank)
        return [self._compiled[rank] for rank in sorted(ranks)]


def _struck(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether the words found touch words that are struck through: those are no longer said."""
    return any(start < span[1] and span[0] < end for start, end in passage.struck)


class _Compiled:
    def __init__(self, criterion: Criterion, signal: Signal) -> None:
        self.criterion = criterion
        self.signal = signal

    @cached_property
    def expression(self) -> str:
        return fold_pattern(self.signal.pattern)

    @cached_property
    def beside(self) -> list[str]:
        return [fold_pattern(pattern) for pattern in self.signal.with_]

    @cached_property
    def pattern(self) -> Any:
        return _compile_bytes(self.signal.pattern)

    @cached_property
    def under(self) -> Any:
        return _compile_bytes(self.signal.under) if self.signal.under else None

    @cached_property
    def with_(self) -> list[Any]:
        return [_compile_bytes(p) for p in self.signal.with_]

    @cached_property
    def unless(self) -> list[Any]:
        return [_compile_bytes(p) for p in self.signal.unless]

    def span(self, folded: bytes, context: bytes, part: str | None) -> tuple[int, int] | None:
        """Where the signal fires in a folded passage; an unknown part is not held against it."""
        if part is not None and self.signal.parts and not roles(part) & set(self.signal.parts):
            return None
        found = self.pattern.search(folded)
        if not found or (self.under and not self.under.search(context)):
            return None
        if not all(p.search(folded) for p in self.with_) or any(p.search(folded) for p in self.unless):
            return None
        start, end = found.span()
        return start, end


def fires(criterion: Criterion, signal: Signal, text: str, under: str = "", part: str | None = None) -> bool:
    """Whether a signal fires on one text under a heading, in a part: what its examples are checked with."""
    return _Compiled(criterion, signal).span(_bytes(fold(text)), _bytes(fold(under)), part) is not None
