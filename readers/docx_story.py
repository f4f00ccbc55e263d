"""One story of a .docx (body, notes, header or footer) as blocks: a block is a `w:p` that holds words.

The elements of interest are met in one pass in document order, without an object for each run or property: that is
where the speed comes from. What breaks that order is moved aside first, by `_Scan.lift`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from clausier.readers import limits
from clausier.readers.docx_names import (
    BOLD,
    DELETED,
    DOUBLE_STRIKE,
    FALLBACK,
    ID,
    ILVL,
    INSERTED,
    MATH_T,
    MOVED_AWAY,
    NUM_ID,
    OUTLINE,
    P_STYLE,
    R_STYLE,
    STRIKE,
    TBL,
    TC,
    TEXT_BOX,
    TR,
    VAL,
    VANISH,
    P,
    R,
    T,
    is_on,
    w,
    whole,
)
from clausier.readers.docx_numbering import Counters, Numbering
from clausier.readers.docx_styles import Style, Styles
from clausier.readers.limits import Archive
from clausier.readers.symbols import symbol

_CONTAINERS = (w("body"), w("hdr"), w("ftr"), w("footnotes"), w("endnotes"))
_NOTES = (w("footnote"), w("endnote"))
_REFERENCES = (w("footnoteReference"), w("endnoteReference"))
# Word shows the other copy of a w:Fallback; deleted and moved text is no longer there.
_LEFT_OUT = (FALLBACK, DELETED, MOVED_AWAY)
_OLD_PROPERTIES = (w("pPrChange"), w("rPrChange"), w("tcPrChange"), w("trPrChange"))
_NOT_READ = (w("object"), w("altChunk"))
_STRUCTURE = (*_LEFT_OUT, *_OLD_PROPERTIES, *_NOT_READ, TEXT_BOX, INSERTED)
_BREAKS = (w("br"), w("cr"))
_GRID_SPAN, _GRID_BEFORE = w("gridSpan"), w("gridBefore")
_TAB, _POSITION_TAB = w("tab"), w("ptab")
_HYPHEN = w("noBreakHyphen")
_FIELD, _FIELD_PART = w("fldChar"), w("fldCharType")
_SYMBOL, _CHECKBOX = w("sym"), w("checkBox")
_OF_INTEREST = (
    *(P, R, T, MATH_T, TBL, TR, TC, _GRID_SPAN, _GRID_BEFORE),
    *(P_STYLE, NUM_ID, ILVL, OUTLINE, R_STYLE, BOLD, STRIKE, DOUBLE_STRIKE, VANISH),
    *(_TAB, _POSITION_TAB, _HYPHEN, _SYMBOL, _FIELD, _CHECKBOX, *_BREAKS),
    *(*_NOTES, *_REFERENCES, *_LEFT_OUT),
)
_PARAGRAPHS = "paragraphs"  # attribute set on what is left out: how many w:p it held
_OUTLINE_OF_BODY = 9
_DEEPEST_FIELD = 20


class Block:
    """A paragraph that holds words, with what is said of it in the file.

    One plain object for each `w:p`, filled in while it is read: there are thousands, and each costs.
    """

    __slots__ = (
        "boxed",
        "cell",
        "element",
        "hidden",
        "ilvl",
        "label",
        "listed",
        "note",
        "num_id",
        "outline",
        "pieces",
        "plain",
        "references",
        "struck",
        "struck_pieces",
        "style",
        "text",
    )

    def __init__(self, element: int, cell: tuple[int, int, int] | None, boxed: bool, style: Style) -> None:
        self.element = element  # 1-based rank among the w:p of the story
        self.cell = cell  # (table, row, column)
        self.boxed = boxed  # in a text box
        self.style = style
        self.num_id: str | None = None
        self.ilvl: int | None = None
        self.outline: int | None = None
        self.pieces: list[str] = []
        self.struck_pieces: list[int] = []
        self.hidden = False  # some of its words are hidden, and left out
        self.plain = False  # some of its words are not bold
        self.references: list[tuple[bool, str]] = []  # (is an endnote, w:id) of the notes it calls
        self.text = ""
        self.struck: tuple[tuple[int, int], ...] = ()  # (start, end) offsets in `text`
        self.label: str | None = None
        self.listed = False
        self.note: str | None = None  # w:id of the note it belongs to

    @property
    def contents(self) -> bool:
        return self.style.contents

    @property
    def level(self) -> int | None:
        """Level of heading, 1 the outermost: its own, or else that of its style."""
        if self.outline is None:
            return self.style.level
        return self.outline + 1 if self.outline < _OUTLINE_OF_BODY else None

    def add(self, text: str, bold: bool, struck: bool, hidden: bool) -> None:
        """Add the text of a run."""
        if hidden:
            self.hidden = True
            return
        if struck:
            self.struck_pieces.append(len(self.pieces))
        if not bold and not self.plain and not text.isspace():
            self.plain = True
        self.pieces.append(text)


@dataclass(slots=True)
class Story:
    """The blocks of one member, the number of cells of each (table, row), and what was met that is not read."""

    member: str
    blocks: list[Block] = field(default_factory=list)
    row_cells: dict[tuple[int, int], int] = field(default_factory=dict)
    tracked: bool = False
    embedded: int = 0  # objects and documents of other applications


def read_story(archive: Archive, member: str, styles: Styles, numbering: Numbering) -> Story:
    """Read one member. Raises ReadError."""
    scan = _Scan(Story(member), styles, numbering, archive)
    for container, end in archive.blocks(member, _CONTAINERS):
        scan.lift(container, end)
        scan.read(container, end)
    return scan.story


def _before(container: etree._Element, end: etree._Element | None, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of these tags before `end`, in document order."""
    if end is None:
        yield from container.iter(*tags)
        return
    for node in container.iter(*tags, limits.END):
        if node is end:
            return
        yield node


def _around(node: etree._Element, tag: str) -> etree._Element | None:
    """The nearest element of this tag that holds `node`."""
    return next(node.iterancestors(tag), None)


class _Scan:
    def __init__(self, story: Story, styles: Styles, numbering: Numbering, archive: Archive) -> None:
        self.story = story
        self._styles = styles
        self._numbering = numbering
        self._counters = Counters(numbering)
        self._archive = archive
        self._elements = 0
        self._tables = 0
        self._note: str | None = None

    def lift(self, container: etree._Element, end: etree._Element | None) -> None:
        """Put whatever stands inside a paragraph and is not its text after that paragraph, in the same order.

        Text boxes then come one after the other as ordinary paragraphs. What is left out is emptied; it stays to say
        how many paragraphs it held, so that the rank of an element remains that of the file.
        """
        for node in reversed(list(_before(container, end, _STRUCTURE))):
            tag = node.tag
            if tag == INSERTED:
                self.story.tracked = True
            elif tag in _OLD_PROPERTIES:
                if (parent := node.getparent()) is not None:
                    parent.remove(node)
            elif next(node.iterancestors(*_LEFT_OUT), None) is not None:
                continue
            elif tag in _NOT_READ:
                self.story.embedded += 1
            else:
                if tag != TEXT_BOX:
                    self.story.tracked |= tag != FALLBACK
                    paragraphs = sum(1 for _ in node.iter(P))
                    node.clear()
                    node.set(_PARAGRAPHS, str(paragraphs))
                if (around := _around(node, P)) is not None:
                    around.addnext(node)

    def read(self, container: etree._Element, end: etree._Element | None) -> None:
        """Add the blocks of complete paragraphs to the story."""
        styles = self._styles
        cells: dict[etree._Element | None, tuple[int, int, int]] = {}
        rows: dict[etree._Element | None, list[int]] = {}  # table, row, next column
        tables: dict[etree._Element | None, list[int]] = {}  # table, rows so far
        row: list[int] = [0, 0, 1]
        open_paragraph: Block | None = None
        paragraph = Block(0, None, False, styles.default)  # takes what stands outside of any paragraph
        bold = struck = hidden = False
        codes: list[bool] = []  # for each open field, whether its instruction is being read rather than its result

        for node in _before(container, end, _OF_INTEREST):
            tag = node.tag
            if tag in (T, MATH_T):
                if (text := node.text) and True not in codes:
                    paragraph.add(text, bold, struck, hidden)
            elif tag == R:
                bold, struck, hidden = paragraph.style.bold, False, paragraph.style.hidden
            elif tag == P:
                self._close(open_paragraph)
                self._elements += 1
                parent = node.getparent()
                cell, boxed = None, False
                if parent is not container and parent is not None:
                    cell = cells.get(parent)
                    if cell is None:  # not directly in a cell: in a content control, a text box, a note…
                        boxed = next(node.iterancestors(TEXT_BOX, TC, TBL), node).tag == TEXT_BOX
                        cell = cells.get(_around(node, TC))
                open_paragraph = paragraph = Block(self._elements, cell, boxed, styles.default)
                bold = struck = hidden = False
                codes.clear()  # an instruction stays within its paragraph; a result may go on in the next ones
            elif tag == BOLD:
                bold = is_on(node.get(VAL))
            elif tag in (STRIKE, DOUBLE_STRIKE):
                struck = struck or is_on(node.get(VAL))
            elif tag == VANISH:
                hidden = is_on(node.get(VAL))
            elif tag == R_STYLE:
                hidden = hidden or node.get(VAL) in styles.hidden_runs
            elif tag == P_STYLE:
                paragraph.style = styles.paragraphs.get(node.get(VAL, ""), styles.default)
            elif tag == NUM_ID:
                paragraph.num_id = node.get(VAL)
            elif tag == ILVL:
                paragraph.ilvl = whole(node.get(VAL), 0)
            elif tag == OUTLINE:
                paragraph.outline = whole(node.get(VAL), _OUTLINE_OF_BODY)
            elif tag in (_TAB, _POSITION_TAB):
                parent = node.getparent()
                if parent is not None and parent.tag == R:  # elsewhere it sets a tab stop
                    paragraph.add("\t", bold, struck, hidden)
            elif tag in _BREAKS:
                paragraph.add("\n", bold, struck, hidden)
            elif tag == TC:
                row = rows.get(_around(node, TR), [0, 0, 1])
                cells[node] = (row[0], row[1], row[2])
                self.story.row_cells[row[0], row[1]] = self.story.row_cells.get((row[0], row[1]), 0) + 1
                row[2] += 1
                self._archive.spend()
            elif tag == TR:
                table = tables.get(_around(node, TBL), [0, 0])
                table[1] += 1
                row = rows[node] = [table[0], table[1], 1]
                self._archive.spend()
            elif tag == TBL:
                self._tables += 1
                tables[node] = [self._tables, 0]
                self._archive.spend()
            elif tag == _GRID_SPAN:
                row[2] += whole(node.get(VAL), 1) - 1
            elif tag == _GRID_BEFORE:
                row[2] += whole(node.get(VAL), 0)
            elif tag == _FIELD:
                part = node.get(_FIELD_PART)
                if part == "begin" and len(codes) < _DEEPEST_FIELD:
                    codes.append(True)
                elif part == "separate" and codes:
                    codes[-1] = False
                elif part == "end" and codes:
                    codes.pop()
            elif tag == _HYPHEN:
                paragraph.add("-", bold, struck, hidden)
            elif tag == _SYMBOL:
                paragraph.add(shown_symbol(node), bold, struck, hidden)
            elif tag == _CHECKBOX:
                paragraph.add("☒" if is_ticked(node) else "☐", bold, struck, hidden)
            elif tag in _REFERENCES:
                paragraph.references.append((tag == _REFERENCES[1], node.get(ID, "")))
            elif tag in _NOTES:
                self._close(open_paragraph)
                open_paragraph = None
                self._note = node.get(ID)
            else:
                self._elements += int(node.get(_PARAGRAPHS, "0"))
        self._close(open_paragraph)

    def _close(self, block: Block | None) -> None:
        """Number a paragraph that is now complete, and keep it if it holds words."""
        if block is None:
            return
        style = block.style
        num_id = block.num_id or style.num_id
        if num_id is not None and num_id != "0":  # 0 takes the paragraph out of the list of its style
            ilvl = block.ilvl if block.ilvl is not None else style.ilvl
            if ilvl is None:
                ilvl = self._numbering.level_of_style(num_id, style.id)
            block.listed = True
            block.label = self._counters.next_label(num_id, ilvl)  # an empty paragraph counts too
        text = "".join(block.pieces)
        if not text or text.isspace():
            return
        self._archive.spend(len(text))
        block.text = limits.nfc(text)
        block.struck = _struck(block) if block.struck_pieces else ()
        block.pieces = []
        block.note = self._note
        self.story.blocks.append(block)


def _struck(block: Block) -> tuple[tuple[int, int], ...]:
    """(start, end) offsets in the text of what is struck through; neighbouring runs make one span."""
    struck = set(block.struck_pieces)
    spans: list[tuple[int, int]] = []
    end = 0
    for i, piece in enumerate(block.pieces):
        start, end = end, end + len(limits.nfc(piece))
        if i in struck:
            first = spans.pop()[0] if spans and spans[-1][1] == start else start
            spans.append((first, end))
    return tuple(spans)


def shown_symbol(node: etree._Element) -> str:
    """A character of a symbol font."""
    try:
        return symbol(node.get(w("font"), ""), int(node.get(w("char"), ""), 16))
    except ValueError:
        return ""


def is_ticked(node: etree._Element) -> bool:
    """Whether a tick box of Word's older forms is ticked: its state, or else its default."""
    states = {child.tag: is_on(child.get(VAL)) for child in node.iterchildren(w("default"), w("checked"))}
    return states.get(w("checked"), states.get(w("default"), False))
