"""The paragraphs of an OpenDocument text in reading order: body, notes, boxes, headers and footers (ODF 1.3)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from clausier.readers import limits
from clausier.readers.docx_names import whole
from clausier.readers.limits import Archive
from clausier.readers.odt_styles import Counter, Level, Style, Styles, text

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"

_P, _H, _LIST, _SPAN, _SPACES, _TAB, _BREAK = map(text, ("p", "h", "list", "span", "s", "tab", "line-break"))
_PARAGRAPHS = (_P, _H)
_NOTE, _NUMBER, _STYLE_NAME = text("note"), text("number"), text("style-name")
_INDEXES = frozenset(
    text(name)
    for name in (
        *("table-of-content", "illustration-index", "table-index", "object-index"),
        *("user-index", "alphabetical-index", "bibliography"),
    )
)
_OBJECTS = frozenset(_DRAW + name for name in ("object", "object-ole", "plugin", "applet", "floating-frame"))
# What a paragraph holds that is not its text: remarks, marks, what is said aloud for a picture or of a field.
_SILENT = frozenset(
    (
        *(_OFFICE + "annotation", _OFFICE + "annotation-end", _OFFICE + "event-listeners", _NUMBER),
        *(text("ruby-text"), text("script"), text("tracked-changes"), text("note-citation")),
    )
)
_RUN_OF_SPACES = re.compile(r"[ \t\r\n]+")
_SOFT_HYPHEN = "\u00ad"
_MOST_SPACES = 100


@dataclass(slots=True)
class Block:
    """A paragraph that holds words."""

    text: str
    cell: tuple[int, int, int] | None
    boxed: bool
    contents: bool
    level: int | None
    label: str | None
    listed: bool
    plain: bool
    hidden: bool
    struck: tuple[tuple[int, int], ...]
    note: str | None  # mark of the note it belongs to


@dataclass(slots=True)
class Story:
    """The blocks in reading order, the number of cells of each (table, row), and what was met that is not read."""

    blocks: list[Block] = field(default_factory=list)
    row_cells: dict[tuple[int, int], int] = field(default_factory=dict)
    tracked: bool = False
    hidden: bool = False  # a whole section or paragraph is
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands. `lists` are the levels of the lists around it, `item` says that it is in one."""

    cell: tuple[int, int, int] | None = None
    boxed: bool = False
    contents: bool = False
    note: str | None = None
    depth: int = 0
    list_style: str | None = None
    list_key: int = 0


class _Words:
    """The text of a paragraph while it is gathered."""

    __slots__ = ("after", "hidden", "length", "pieces", "plain", "struck")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.struck: list[tuple[int, int]] = []
        self.plain = False
        self.hidden = False
        self.after: list[etree._Element] = []  # notes and boxes, read once the paragraph is complete

    def add(self, piece: str, bold: bool, struck: bool) -> None:
        if struck and piece:
            first = self.length
            if self.struck and self.struck[-1][1] == first:
                first = self.struck.pop()[0]
            self.struck.append((first, self.length + len(piece)))
        if not bold and not self.plain and not piece.isspace():
            self.plain = True
        self.pieces.append(piece)
        self.length += len(piece)

    def add_text(self, raw: str, bold: bool, struck: bool) -> None:
        """Add text as it is in the file: white space is one space there, none at the start or after a space."""
        piece = _RUN_OF_SPACES.sub(" ", raw.replace(_SOFT_HYPHEN, ""))
        if piece.startswith(" ") and (not self.pieces or self.pieces[-1].endswith((" ", "\n"))):
            piece = piece[1:]
        if piece:
            self.add(limits.nfc(piece), bold, struck)


class Scan:
    """Reads the elements of one member into a story."""

    def __init__(self, styles: Styles, archive: Archive) -> None:
        self.story = Story()
        self._styles = styles
        self._archive = archive
        self._tables = 0
        self._headings = Counter()
        self._counters: dict[int, Counter] = {}
        self._keys: dict[str, int] = {}  # of the lists, by xml:id
        self._last: dict[str | None, int] = {}  # the last list of each style
        self._boxes: dict[str, str] = {}  # what the form controls show

    def read(self, nodes: Iterable[etree._Element], place: _Place = _Place()) -> None:
        """Read elements that hold paragraphs, in order."""
        for node in nodes:
            tag = node.tag
            if tag in _PARAGRAPHS:
                self._paragraph(node, place, None, False)
            elif tag == _LIST:
                self._list(node, place)
            elif tag == _TABLE + "table":
                self._table(node, place)
            elif tag == text("section") and node.get(text("display")) == "none":
                self.story.hidden = True
            elif tag in _INDEXES:
                self.read(node, replace(place, contents=True))
            elif tag == text("tracked-changes"):
                self.story.tracked |= len(node) > 0
            elif tag == _OFFICE + "forms":
                self._forms(node)
            elif str(tag).startswith(_DRAW):
                self._box(node, place)
            elif tag not in _SILENT:
                self.read(node, place)

    # --- paragraphs ---------------------------------------------------------------------------------------

    def _paragraph(self, node: etree._Element, place: _Place, label: str | None, listed: bool) -> None:
        style = self._styles.style("paragraph", node.get(_STYLE_NAME))
        level = style.level
        if node.tag == _H:
            level = whole(node.get(text("outline-level")), 1) or 1
            if not listed and node.get(text("is-list-header")) != "true":
                levels = (self._styles.outline.get(depth) for depth in range(1, level + 1))
                restart = whole(node.get(text("start-value")), 1) if node.get(text("restart-numbering")) else None
                label = self._headings.next_label(levels, restart)
        elif not listed and style.list_style and node.tag == _P:
            listed = True  # a list given by the style alone: LibreOffice numbers it, other writers rarely do
            key = self._last.setdefault(style.list_style, -1 - len(self._last))
            label = self._counter(key).next_label([self._styles.list_level(style.list_style, 1)])
        if (number := node.find(_NUMBER)) is not None:
            label = "".join(number.itertext()).strip() or label
        words = _Words()
        self._inline(node, words, bool(style.bold), bool(style.struck), bool(style.hidden))
        whole_text = "".join(words.pieces)
        if whole_text and not whole_text.isspace():
            self._archive.spend(len(whole_text))
            self.story.blocks.append(
                Block(
                    whole_text,
                    place.cell,
                    place.boxed,
                    place.contents or style.contents,
                    level,
                    label,
                    listed,
                    words.plain,
                    words.hidden,
                    tuple(words.struck),
                    place.note,
                )
            )
        else:
            self.story.hidden |= words.hidden
        for after in words.after:
            if after.tag == _NOTE:
                self._note(after)
            else:
                self._box(after, place)

    def _inline(self, node: etree._Element, words: _Words, bold: bool, struck: bool, hidden: bool) -> None:
        if node.text:
            self._say(node.text, words, bold, struck, hidden)
        for child in node:
            tag = child.tag
            if tag == _SPAN:
                style = self._styles.style("text", child.get(_STYLE_NAME))
                self._inline(child, words, *_over(style, bold, struck, hidden))
            elif tag == _SPACES:
                if not hidden:
                    words.add(" " * min(whole(child.get(text("c")), 1), _MOST_SPACES), bold, struck)
            elif tag in (_TAB, _BREAK):
                if not hidden:
                    words.add("\t" if tag == _TAB else "\n", bold, struck)
            elif tag == _NOTE:
                words.after.append(child)
            elif tag == _DRAW + "control":
                self._say(self._boxes.get(child.get(_DRAW + "control", ""), ""), words, bold, struck, hidden)
            elif tag == _DRAW + "a" or not str(tag).startswith(_DRAW):
                if tag in (text("hidden-text"), text("hidden-paragraph")) and child.get(text("is-hidden")) == "true":
                    words.hidden = True
                elif tag not in _SILENT:
                    self._inline(child, words, bold, struck, hidden)
            else:
                words.after.append(child)
            if child.tail:
                self._say(child.tail, words, bold, struck, hidden)

    @staticmethod
    def _say(raw: str, words: _Words, bold: bool, struck: bool, hidden: bool) -> None:
        if hidden:
            words.hidden = words.hidden or not raw.isspace()
        elif raw:
            words.add_text(raw, bold, struck)

    def _note(self, node: etree._Element) -> None:
        mark = "".join(words for citation in node.iterchildren(text("note-citation")) for words in citation.itertext())
        self.read(node.iterchildren(text("note-body")), _Place(note=mark))

    def _box(self, node: etree._Element, place: _Place) -> None:
        """A frame, a shape or a group: the paragraphs in it stand after the one that holds it."""
        inside = replace(place, boxed=True, depth=0)
        if node.tag in _OBJECTS:
            self.story.embedded += 1
            return
        for child in node:
            if str(child.tag).startswith(_DRAW):
                self._box(child, place)
            elif child.tag in (*_PARAGRAPHS, _LIST, _TABLE + "table", text("section"), *_INDEXES):
                self.read([child], inside)

    # --- lists and tables ---------------------------------------------------------------------------------

    def _list(self, node: etree._Element, place: _Place) -> None:
        name = node.get(_STYLE_NAME) or place.list_style
        key = place.list_key
        if place.depth == 0:
            key = len(self._keys) + len(self._last) + len(self._counters) + 1
            if continued := self._keys.get(node.get(text("continue-list"), "")):
                key = continued
            elif node.get(text("continue-numbering")) == "true":
                key = self._last.get(name, key)
            self._last[name] = key
        if identity := node.get(_ID):
            self._keys[identity] = key
        inside = replace(place, depth=place.depth + 1, list_style=name, list_key=key)
        for item in node:
            self._item(item, inside)

    def _item(self, item: etree._Element, place: _Place) -> None:
        first = item.tag == text("list-item")
        for child in item:
            if child.tag in _PARAGRAPHS:
                label = self._label(item, child, place) if first else None
                self._paragraph(child, place, label, True)
                first = False
            elif child.tag == _NUMBER:
                continue
            else:
                first = first and child.tag != _LIST
                self.read([child], place)

    def _label(self, item: etree._Element, child: etree._Element, place: _Place) -> str | None:
        name = place.list_style or self._styles.style("paragraph", child.get(_STYLE_NAME)).list_style
        levels: list[Level | None] = [self._styles.list_level(name, n) for n in range(1, place.depth + 1)]
        start = item.get(text("start-value"))
        label = self._counter(place.list_key).next_label(levels, whole(start, 1) if start else None)
        number = item.find(_NUMBER)
        return label if number is None else "".join(number.itertext()).strip() or None

    def _counter(self, key: int) -> Counter:
        return self._counters.setdefault(key, Counter())

    def _table(self, node: etree._Element, place: _Place) -> None:
        self._archive.spend()
        self._tables += 1
        number, row = self._tables, 0
        for line in _rows(node):
            self._archive.spend()
            row += 1
            column = 1
            for cell in line:
                if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                    continue
                self._archive.spend()
                if cell.tag == _TABLE + "table-cell":
                    self.story.row_cells[number, row] = self.story.row_cells.get((number, row), 0) + 1
                    # A cell under a merged one is not shown, and its text with it.
                    self.read(cell, _Place((number, row, column), place.boxed, place.contents, place.note))
                column += whole(cell.get(_TABLE + "number-columns-repeated"), 1)
            row += whole(line.get(_TABLE + "number-rows-repeated"), 1) - 1

    # --- form controls ------------------------------------------------------------------------------------

    def _forms(self, node: etree._Element) -> None:
        for control in node.iter(_FORM + "checkbox", _FORM + "radio"):
            state = control.get(_FORM + "current-state") or control.get(_FORM + "state") or ""
            ticked = state == "checked" or control.get(_FORM + "current-selected") == "true"
            shown = f"{'☒' if ticked else '☐'} {control.get(_FORM + 'label', '')}".strip()
            for identity in (control.get(_ID), control.get(_FORM + "id")):
                if identity:
                    self._boxes[identity] = shown


def _over(style: Style, bold: bool, struck: bool, hidden: bool) -> tuple[bool, bool, bool]:
    return (
        bold if style.bold is None else style.bold,
        struck if style.struck is None else style.struck,
        hidden if style.hidden is None else style.hidden,
    )


def _rows(node: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those of its header and of its groups too."""
    for child in node:
        if child.tag == _TABLE + "table-row":
            yield child
        elif child.tag in (_TABLE + "table-header-rows", _TABLE + "table-rows", _TABLE + "table-row-group"):
            yield from _rows(child)
