"""A dossier made ready to be judged: its passages folded once, with the headings above and what the signals found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from clausier.engine.dossier import Document, Dossier, Passage, Quote
from clausier.engine.signals import Hint
from clausier.engine.text import fold
from clausier.engine.timeline import Law


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as the checks read it: `folded` has the length of its text, `above` is the folded path of headings.

    `above` is "" where nothing stands above, and where the document shows no headings.
    """

    passage: Passage
    part: str | None
    folded: str
    above: str

    def quote(self, start: int = 0, end: int | None = None) -> Quote:
        """Words of this passage, all of them without offsets."""
        return Quote(self.passage, self.part, start, len(self.folded) if end is None else end)


@dataclass(frozen=True)
class Reading:
    """What every check is given. `hints` are the occurrences of signals, in the order of the dossier."""

    dossier: Dossier
    hints: Sequence[Hint]
    law: Law
    as_of: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every passage that says something: neither the table of contents nor words that are all struck through."""
        return tuple(line for document in self.dossier.documents for line in _lines(document))

    def of(self, *parts: str) -> Iterator[Line]:
        """The lines of the documents that play one of these parts, or whose part nobody recognised."""
        return (line for line in self.lines if line.part is None or line.part in parts)

    def hinted(self, topic: str, *means: str) -> tuple[Hint, ...]:
        """The occurrences of the signals of a topic that mean one of these."""
        return tuple(hint for hint in self.hints if hint.signal.topic == topic and hint.signal.means in means)


def _lines(document: Document) -> Iterator[Line]:
    above: dict[tuple[str, ...] | None, str] = {None: ""}
    for passage in document.passages:
        if passage.contents or passage.struck == ((0, len(passage.text)),):
            continue
        if passage.headings not in above:
            above[passage.headings] = fold(" > ".join(passage.headings or ()))
        yield Line(passage, document.part, fold(passage.text), above[passage.headings])
