"""A document as its writers see it: what is said and how it is built, nothing of any file format.

Content builders make a `Document`; `clausier.generators.word` and `clausier.generators.odt` print the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

RunKind = Literal["text", "value", "blank", "strong", "emphasis", "aside", "reference", "link"]
ParagraphStyle = Literal["body", "notice", "control", "penalty", "trace", "identifier", "lots", "label", "quote"]


@dataclass(frozen=True, slots=True)
class Run:
    """`value` was filled in, `blank` is left to fill, `aside` is said in passing. `target` is an address for a link.

    A `reference` prints the number of the heading whose anchor is `target`: its own text is empty.
    """

    text: str
    kind: RunKind = "text"
    target: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Numbered by the writer; `anchor` is unique in the document. `new_page` begins one."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`keep` holds it on the page of what follows."""

    runs: Runs
    style: ParagraphStyle = "body"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class ListBlock:
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the page's width, one for each column; `description` is read aloud, never printed.

    `keep` holds it on the page of what follows. The caption of one that is not `titled` is spoken, never printed.
    `lines` is the least height of its rows: above one, the table is to be filled in, and its cells are ruled.
    """

    caption: str
    description: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Runs, ...], ...]
    keep: bool = False
    titled: bool = True
    lines: int = 1

    @property
    def short(self) -> bool:
        """Whether it stands on one page: a longer table is cut between its rows."""
        letters = sum(len(run.text) for row in self.rows for cell in row for run in cell)
        return len(self.rows) <= 8 and letters <= 1200


@dataclass(frozen=True, slots=True)
class Radar:
    """Shares drawn around a centre, beside the table of the same figures, one row an axis: the drawing adds nothing.

    `shares` go from 0 to 1, None where nothing could be measured; names come from the first column of the table.
    `picture` is the header of the column that holds the drawing, `description` what it shows, read aloud.
    """

    table: Table
    shares: tuple[float | None, ...]
    picture: str
    description: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple("".join(run.text for run in row[0]) for row in self.table.rows)


@dataclass(frozen=True, slots=True)
class Toc:
    title: str
    depth: Literal[1, 2, 3] = 2
    new_page: bool = False


Block = Heading | Paragraph | ListBlock | Table | Radar | Toc


@dataclass(frozen=True, slots=True)
class TitleBlock:
    buyer: str
    purchase: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """`date` (ISO) is the only date of the file: the same selection gives the same bytes another day."""

    title: str
    subject: str
    keywords: tuple[str, ...]
    author: str
    date: str
    language: str = "fr-FR"


@dataclass(frozen=True, slots=True)
class Footer:
    """`left` stands beside « Page X sur Y », `below` under both, where it says something."""

    left: str
    below: str


@dataclass(frozen=True, slots=True)
class Document:
    metadata: Metadata
    title_block: TitleBlock
    blocks: tuple[Block, ...]
    footer: Footer


def published(document: Document) -> Document:
    """The document once reread, as tenderers get it: without its notice, its traces and what the footer says of us."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.style == "notice":
            continue
        if isinstance(block, Paragraph) and block.style == "trace":
            # What was held to the trace would be held to the next article, and that one to the next.
            if blocks and isinstance(blocks[-1], Paragraph | Table):
                blocks[-1] = replace(blocks[-1], keep=False)
            continue
        blocks.append(block)
    return replace(document, blocks=tuple(blocks), footer=replace(document.footer, below=""))


def runs(*pieces: str | Run) -> Runs:
    """Runs from texts and runs, for short writing."""
    return tuple(Run(piece) if isinstance(piece, str) else piece for piece in pieces if piece)


def every_run(blocks: Iterable[Block]) -> Iterator[Run]:
    """The runs of paragraphs, lists and tables, in reading order."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from block.runs
            case ListBlock():
                for item in block.items:
                    yield from item
            case Table() | Radar():
                table = block.table if isinstance(block, Radar) else block
                for row in table.rows:
                    for cell in row:
                        yield from cell


def numbered(blocks: Iterable[Block]) -> Mapping[str, str]:
    """The number each heading is printed with, by anchor: « 2 », « 2.1 »."""
    counters = [0, 0, 0]
    numbers: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Heading):
            counters[block.level - 1] += 1
            counters[block.level :] = [0] * (3 - block.level)
            numbers[block.anchor] = ".".join(str(n) for n in counters[: block.level])
    return numbers


def headings(document: Document, depth: int) -> tuple[tuple[str, Heading], ...]:
    """The entries of a table of contents, each with its number."""
    numbers = numbered(document.blocks)
    return tuple(
        (numbers[block.anchor], block)
        for block in document.blocks
        if isinstance(block, Heading) and block.level <= depth
    )
