"""The passages of a dossier as they are judged: folded once, each with the headings above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.dossier import Document, Dossier, Passage, Quote
from clausier.engine.text import fold

WINDOW = 12  # passages before, read in place of headings where a document shows none


@dataclass(frozen=True, slots=True)
class Line:
    """A passage that says something. `folded` has the length of its text; `above` is the folded path of headings.

    `above` is "" where nothing stands above, and where the document shows no headings; `context` is the same, but the
    passages before in a document without headings.
    """

    passage: Passage
    part: str | None
    folded: str
    above: str
    context: str

    def quote(self, start: int = 0, end: int | None = None) -> Quote:
        """Words of this passage, all of them without offsets."""
        return Quote(self.passage, self.part, start, len(self.folded) if end is None else end)


def lines_of(dossier: Dossier) -> tuple[Line, ...]:
    """Every passage but the table of contents and those whose words are all struck through."""
    return tuple(line for document in dossier.documents for line in _lines(document))


def _lines(document: Document) -> Iterator[Line]:
    above: dict[tuple[str, ...], str] = {}
    window: list[str] = []
    for passage in document.passages:
        if passage.contents or passage.struck == ((0, len(passage.text)),):
            continue
        folded, headings = fold(passage.text), passage.headings
        if headings is None:
            yield Line(passage, document.part, folded, "", " > ".join(window))
            window = [*window[1 - WINDOW :], folded]
            continue
        if headings not in above:
            above[headings] = fold(" > ".join(headings))
        yield Line(passage, document.part, folded, above[headings], above[headings])
