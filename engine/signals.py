"""Signals run over passages: linear-time expressions (RE2) on folded text, with the context each asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from clausier.engine.dossier import Passage, Quote, roles
from clausier.engine.lines import Line
from clausier.engine.literals import Alternative, Group, Pieces, alternatives, one_of
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
    """The signals of some criteria: the words of a dossier say where each may fire, its context then decides."""

    def __init__(self, signals: Iterable[tuple[Criterion, Signal]]) -> None:
        self._compiled = [_Compiled(criterion, signal) for criterion, signal in signals]
        # For each signal, what its lines hold: one of the alternatives and what stands beside; [] where none is sure.
        self._needed: list[list[Alternative]] = []
        for one in self._compiled:
            beside = tuple(group for pattern in one.beside for group in one_of(pattern))
            found = alternatives(one.expression) or ([()] if beside else [])
            self._needed.append([(*groups, *beside) for groups in found])
        self._groups = {group for needed in self._needed for groups in needed for group in groups}
        self._pieces = Pieces({piece for group in self._groups for piece in group})

    def hints(self, lines: Sequence[Line]) -> Iterator[Hint]:
        """Every occurrence, line by line, in the order of the signals."""
        found: dict[int, list[_Compiled]] = {}
        for one, ranks in zip(self._compiled, self._where(lines), strict=True):
            while ranks:
                lowest = ranks & -ranks
                ranks ^= lowest
                found.setdefault(lowest.bit_length() - 1, []).append(one)
        contexts: dict[str, bytes] = {}
        for rank in sorted(found):
            line = lines[rank]
            text = _bytes(line.whole)
            if line.context not in contexts:
                contexts[line.context] = _bytes(line.context)
            for compiled in found[rank]:
                span = compiled.span(text, contexts[line.context], line.part)
                # What begins in an item of the list is found there; what begins here may end there.
                if span is None or span[0] >= len(line.folded):
                    continue
                start, end = span[0], min(span[1], len(line.folded))
                if not _struck(line.passage, (start, end)):
                    yield Hint(line.passage, line.part, start, end, compiled.criterion, compiled.signal)

    def _where(self, lines: Sequence[Line]) -> Iterator[int]:
        """For each signal, the set of the lines whose words allow it, as the bits of a number."""
        ranks: dict[str, list[int]] = {}  # what stands between two spaces to the lines that hold it
        for rank, line in enumerate(lines):
            for word in line.whole.split():
                ranks.setdefault(word, []).append(rank)
        holding: dict[str, int] = {}  # a piece to the lines that hold it
        for word, places in ranks.items():
            pieces = self._pieces.of(word)
            if pieces:
                bits = _bits(places, len(lines))
                for piece in pieces:
                    holding[piece] = holding.get(piece, 0) | bits
        meeting: dict[Group, int] = {}
        for group in self._groups:
            bits = 0
            for piece in group:
                bits |= holding.get(piece, 0)
            meeting[group] = bits
        every = (1 << len(lines)) - 1
        for needed in self._needed:
            allowed = 0
            for groups in needed:
                bits = every
                for group in groups:
                    bits &= meeting[group]
                allowed |= bits
            yield allowed if needed else every


def _bits(places: Sequence[int], size: int) -> int:
    """A set of places under `size` as the bits of a number."""
    marks = bytearray(size // 8 + 1)
    for place in places:
        marks[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


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
