"""What stands around a passage: its neighbours, its row, its sentences, and the words that change its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausier.engine.lines import Line
from clausier.engine.reading import Reading

# Headings under which what exists is described, and nothing is asked for.
ESTATE = re.compile(
    r"\bl'existant\b|\bexistante?s?\b|\betat des lieux\b|\bsituation actuelle\b|\bactuel(?:le)?s?\b|\binventaires?\b|"
    r"\ben place\b|\bglossaire\b|\bdefinitions\b|\bvocabulaire\b|\bcontexte\b|\bpresentation d(?:u|e l[a']|es) "
    r"(?:systeme|si\b|parc|acheteur|collectivite|dsi|direction|infrastructures?)|\bhistorique\b"
)
# « ou équivalent » and its sisters.
EQUIVALENT = re.compile(
    r"\bequivalen|\bou similaires?\b|\btout(?:e)? autre (?:marque|produit|solution|outil|logiciel|materiel|norme|"
    r"label|referentiel|format)"
    r"(?![^.;]{0,40}\b(?:rejet|refus|ecart|exclu|elimin|interdi|irreguli|ne (?:sera|seront|sont|peut)|n'est))"
)
# A running header or footer that a reader of plain text leaves among the paragraphs.
_FURNITURE = re.compile(r"page \d+(?: ?(?:/|sur) ?\d+)?|\d{1,3}(?: ?/ ?\d{1,3})?|.{0,80}\bpage \d+ ?(?:/|sur) ?\d+")
_END_OF_SENTENCE = re.compile(r"[.;!?] +(?=[a-z«\"(-])|[;!?]")
_LABELS = {
    "cctp": "CCTP",
    "ccap": "CCAP",
    "ccp": "CCP",
    "rc": "RC",
    "rgpd_annex": "annexe RGPD",
    "ae": "acte d'engagement",
    "crt": "cadre de réponse",
    "price_schedule": "bordereau des prix",
    "notice": "avis",
}


def before(reading: Reading, rank: int, count: int) -> Sequence[Line]:
    """Up to `count` lines that precede a line in its document, the nearest last."""
    document = reading.lines[rank].passage.document
    return [line for line in reading.lines[max(0, rank - count) : rank] if line.passage.document == document]


def after(reading: Reading, rank: int, count: int) -> Sequence[Line]:
    """Up to `count` lines that follow a line in its document."""
    document = reading.lines[rank].passage.document
    return [line for line in reading.lines[rank + 1 : rank + 1 + count] if line.passage.document == document]


def next_line(reading: Reading, rank: int) -> Line | None:
    """The line that follows, over a running header or footer and out of the cells of a table."""
    return next((line for line in after(reading, rank, 4) if not _FURNITURE.fullmatch(line.folded)), None)


def row(reading: Reading, rank: int) -> Sequence[Line]:
    """The lines of the row of a table that a line belongs to, itself included; [] outside a table."""
    cell = reading.lines[rank].passage.location.cell
    if cell is None:
        return []
    around = [*before(reading, rank, 30), reading.lines[rank], *after(reading, rank, 30)]
    return [line for line in around if (line.passage.location.cell or (0, 0))[:2] == cell[:2]]


def sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence around some words."""
    first = 0
    for stop in _END_OF_SENTENCE.finditer(folded):
        if stop.start() >= end:
            return first, stop.start() + 1
        first = stop.end()
    return first, len(folded)


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    """The offsets of each sentence of a folded text."""
    first = 0
    for stop in _END_OF_SENTENCE.finditer(folded):
        yield first, stop.start() + 1
        first = stop.end()
    if first < len(folded):
        yield first, len(folded)


def place(line: Line) -> str:
    """How a buyer calls the document of a line, with its page where it is known: « CCTP, page 12 »."""
    name = _LABELS.get(line.part or "", line.passage.document)
    page = line.passage.location.page
    return f"{name}, page {page}" if page else name


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets drawn in so that no word is cut, for the words around a place to be quoted."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return start, end


def said(line: Line, start: int, end: int, longest: int = 80) -> str:
    """The words of the original at these offsets, cut to be quoted in a sentence."""
    words = " ".join(line.passage.text[start:end].split()).strip(" .;:,")
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0].rstrip(" .;:,(") + "…"
