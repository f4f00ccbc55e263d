"""The passages of a dossier as they are judged: folded once, each with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausier.engine.dossier import Document, Dossier, Passage, Quote
from clausier.engine.text import fold

WINDOW = 12  # passages before, read in place of headings where a document shows none
ITEMS, ITEMS_LENGTH = 8, 800  # items of a list, and characters, that are read with the line that opens it
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ITEM = re.compile(r"(?:[-•▪◦●○■□➢➔✓✔*o]|\d{1,2}[.)]|[a-z]\)) ?\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A passage that says something. `folded` has the length of its text; `above` is the folded path of headings.

    `above` is "" where nothing stands above, and where the document shows no headings; `context` is the same, but the
    passages before in a document without headings. `whole` begins with `folded`: a line that opens a list (« Les
    données sont hébergées : ») is read with its items, which end its sentence.
    """

    passage: Passage
    part: str | None
    folded: str
    above: str
    context: str
    whole: str

    def quote(self, start: int = 0, end: int | None = None) -> Quote:
        """Words of this passage, all of them without offsets."""
        return Quote(self.passage, self.part, start, len(self.folded) if end is None else end)


def lines_of(dossier: Dossier) -> tuple[Line, ...]:
    """Every passage but the table of contents and those whose words are all struck through."""
    return tuple(line for document in dossier.documents for line in _lines(document))


def _lines(document: Document) -> Iterator[Line]:
    read = [p for p in document.passages if not p.contents and p.struck != ((0, len(p.text)),)]
    texts = [_without_addresses(fold(passage.text)) for passage in read]
    above: dict[tuple[str, ...], str] = {}
    window: list[str] = []
    for rank, passage in enumerate(read):
        folded, headings = texts[rank], passage.headings
        whole = folded + _items(read, texts, rank) if folded.rstrip().endswith(":") else folded
        if headings is None:
            yield Line(passage, document.part, folded, "", " > ".join(window), whole)
            window = [*window[1 - WINDOW :], folded]
            continue
        if headings not in above:
            above[headings] = fold(" > ".join(headings))
        yield Line(passage, document.part, folded, above[headings], above[headings], whole)


def _without_addresses(folded: str) -> str:
    """The same text, of the same length, with web addresses blanked: their words say nothing of the purchase."""
    if "://" not in folded and "www." not in folded:
        return folded
    return _ADDRESS.sub(lambda found: " " * len(found[0]), folded)


def _items(read: Sequence[Passage], texts: Sequence[str], rank: int) -> str:
    """The items of the list that a line opens, each after a space."""
    items = ""
    for passage, text in zip(read[rank + 1 : rank + 1 + ITEMS], texts[rank + 1 : rank + 1 + ITEMS], strict=True):
        if (passage.kind != "list_item" and not _ITEM.match(text)) or len(items) + len(text) > ITEMS_LENGTH:
            break
        items += f" {text}"
    return items
