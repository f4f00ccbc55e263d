"""A dossier: all the documents of one consultation, as located passages.

Plain values, without input or output: `clausier.readers` makes them, `clausier.engine` reviews them. A passage keeps
the words of the original (in Unicode form NFC, nothing else changed), so that an offset in `text` is true, and enough
of its place for a writer to come back to it in the original file.
"""

from dataclasses import dataclass
from typing import Literal

# A part that plays several: one book of clauses, technical and administrative.
_ROLES = {"ccp": frozenset({"ccp", "cctp", "ccap"})}

Kind = Literal["heading", "paragraph", "list_item", "cell", "note", "header", "footer"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a passage stands.

    `story` and `element` lead a writer back to the paragraph of a .docx: it is element `element - 1` of
    `list(root.iter("{…}p"))` in the member `story` of the package. Empty paragraphs and those that are not read count.
    """

    paragraph: int  # 1-based rank among the passages of the document, whatever their kind
    page: int | None = None  # 1-based; None where the file does not say: Word lays out a .docx when it opens it
    cell: tuple[int, int, int] | None = None  # (table, row, column), 1-based; a nested table has its own number
    note: str | None = None  # the mark of the footnote ("3") or endnote ("iii") that the passage belongs to
    line: int | None = None  # 1-based first line, in a .txt or .md file
    story: str | None = None  # "word/document.xml", "word/footnotes.xml", "word/header1.xml"…
    element: int | None = None  # 1-based rank of the `w:p` element in its story


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item or paragraph of a cell.

    `headings` is the path of the headings above, outermost first, each as it is printed, number included. It is
    None when the document has no recognisable headings: "unknown" stays apart from () = "no heading above".
    """

    document: str
    kind: Kind
    text: str
    location: Location
    headings: tuple[str, ...] | None = None
    level: int | None = None  # of a heading: 1 is the outermost
    label: str | None = None  # number printed before the text and not part of it, such as "4.2.1." or "a)"
    struck: tuple[tuple[int, int], ...] = ()  # (start, end) offsets in `text` of the words that are struck through
    hidden: bool = False  # words formatted as hidden stand in this paragraph; they are not in `text`
    contents: bool = False  # a line of the table of contents: it repeats a heading and says nothing itself


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a passage: `start` and `end` are offsets of characters in its text; `part` is its document's."""

    passage: Passage
    part: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a dossier. `part` is an id of the vocabulary of parts ("cctp"), None when unsure."""

    name: str
    format: str  # "docx", "odt", "pdf", "doc", "txt" or "md"
    part: str | None
    passages: tuple[Passage, ...]
    headings_known: bool
    sha256: str = ""  # of the bytes of the file, in hexadecimal
    remarks: tuple[str, ...] = ()  # what the buyer should know about the reading, one French sentence each


@dataclass(frozen=True, slots=True)
class Dossier:
    """The documents of one consultation, in the order in which they were handed in."""

    documents: tuple[Document, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The known parts of the documents, each once, in the order of the documents."""
        return tuple(dict.fromkeys(d.part for d in self.documents if d.part is not None))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, document after document."""
        return tuple(passage for document in self.documents for passage in document.passages)


def roles(part: str) -> frozenset[str]:
    """The parts that a part plays: itself, and for a "ccp" the two books it stands for."""
    return _ROLES.get(part, frozenset({part}))
