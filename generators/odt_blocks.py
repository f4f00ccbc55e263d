"""Blocks of a document as OpenDocument elements: what each one looks like is in `templates/odt/styles.xml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from odfdo import Element, Header, Link, Paragraph, Span

from clausier.generators.document import (
    Document,
    Heading,
    ListBlock,
    ParagraphStyle,
    Radar,
    Run,
    Runs,
    Table,
    numbered,
)
from clausier.generators.document import Paragraph as ParagraphBlock
from clausier.generators.radar import CENTIMETRES, HEIGHT, WIDTH, radar_emf
from clausier.generators.typography import french

Piece = Element | str

TEXT_WIDTH: Final = 16.6  # centimetres between the margins of the template
TABLE_END: Final = "TableauFin"
ROW: Final = "Ligne"  # that no page cuts
LINE: Final = 0.46  # centimetres for a line of a row to fill in
SEQUENCE: Final = "Table"  # LibreOffice's own sequence for the captions of tables

PARAGRAPH_STYLE: Final[Mapping[ParagraphStyle, str]] = {
    "body": "Text_20_body",
    "notice": "Avertissement",
    "control": "ClauseControle",
    "penalty": "ClausePenalite",
    "trace": "ClauseTrace",
    "identifier": "ClauseTrace",
    "lots": "ClauseLots",
    "label": "NoteRubrique",
    "quote": "Quotations",
}
RUN_STYLE: Final = {
    "value": "ClauseValeur",
    "blank": "ACompleter",
    "strong": "Strong_20_Emphasis",
    "emphasis": "Emphasis",
    "aside": "EnPassant",
}


def el(tag: str, attributes: Mapping[str, str] | None = None, *children: Element) -> Element:
    element = Element.from_tag(tag)
    for name, value in (attributes or {}).items():
        element.set_attribute(name, value)
    for child in children:
        element.append(child)
    return element


def paragraph(style: str, pieces: Iterable[Piece]) -> Paragraph:
    made = Paragraph(style=style)
    for piece in pieces:
        made.append(piece)
    return made


def text_pieces(text: str, style: str = "") -> list[Piece]:
    """The text in French typography, in a span where it has a style of its own."""
    return [Span(french(text), style=style)] if style else [french(text)]


def link(address: str, style: str, pieces: Iterable[Piece]) -> Link:
    made = Link(address, style=style, visited_style=style)
    made.set_attribute("xlink:type", "simple")  # the schema asks for it, odfdo leaves it out
    for piece in pieces:
        made.append(piece)
    return made


def bookmark(order: int) -> str:
    return f"article{order}"


class BlockWriter:
    """Writes the blocks of one document; `styles` are the automatic styles its tables and paragraphs need."""

    def __init__(self, document: Document) -> None:
        self.numbers = numbered(document.blocks)
        self.order = {anchor: index for index, anchor in enumerate(self.numbers, start=1)}
        self.made = 0  # tables
        self.tables = 0  # those that bear a number
        self._paged: set[str] = set()
        self.pictures: dict[str, bytes] = {}  # by their name in the package
        self.styles: list[Element] = [
            _derived(style, "Lie", {"fo:keep-with-next": "always"})
            for style in (*dict.fromkeys(PARAGRAPH_STYLE.values()), TABLE_END)
        ]

    def declarations(self) -> Element:
        """The sequence that numbers the captions of tables."""
        declared = {"text:display-outline-level": "0", "text:name": SEQUENCE}
        return el("text:sequence-decls", {}, el("text:sequence-decl", declared))

    def write(self, block: Heading | ParagraphBlock | ListBlock | Table | Radar) -> list[Element]:
        match block:
            case Heading():
                return [self.heading(block)]
            case ParagraphBlock():
                style = PARAGRAPH_STYLE[block.style]
                return [paragraph(f"{style}Lie" if block.keep else style, self.runs(block.runs))]
            case ListBlock():
                return [self.bullets(block)]
            case Table():
                return self.table(block)
            case Radar():
                return self.table(block.table, block)

    def heading(self, heading: Heading) -> Element:
        name = {"text:name": bookmark(self.order[heading.anchor])}
        style = self.page_style(f"Heading_20_{heading.level}", heading.new_page)
        made = Header(heading.level)
        made.set_attribute("text:style-name", style)  # odfdo's own argument for it does nothing
        for piece in (el("text:bookmark-start", name), *text_pieces(heading.text), el("text:bookmark-end", name)):
            made.append(piece)
        return made

    def page_style(self, style: str, new_page: bool) -> str:
        """The style, or the automatic one that also begins a page."""
        if not new_page:
            return style
        if f"{style}Page" not in self._paged:
            self._paged.add(f"{style}Page")
            self.styles.append(_derived(style, "Page", {"fo:break-before": "page"}))
        return f"{style}Page"

    def bullets(self, block: ListBlock) -> Element:
        items = (el("text:list-item", {}, paragraph("List_20_Contents", self.runs(item))) for item in block.items)
        return el("text:list", {"text:style-name": "List_20_1"}, *items)

    def runs(self, runs: Runs) -> list[Piece]:
        return [piece for run in runs for piece in self.run(run)]

    def run(self, run: Run) -> list[Piece]:
        if run.kind == "reference":
            attributes = {"text:reference-format": "number", "text:ref-name": bookmark(self.order[run.target])}
            reference = el("text:bookmark-ref", attributes)
            reference.text = self.numbers[run.target]
            return [reference]
        if run.kind == "link":
            return [link(run.target, "Internet_20_link", text_pieces(run.text))]
        return text_pieces(run.text, RUN_STYLE.get(run.kind, ""))

    def table(self, table: Table, radar: Radar | None = None) -> list[Element]:
        """Caption, table with its widths, the small paragraph that parts it; a radar is a last column."""
        self.made += 1
        name = f"Tableau{self.made}"
        drawn = WIDTH * CENTIMETRES if radar else 0
        total = sum(table.widths)
        widths = [(TEXT_WIDTH - drawn) * share / total for share in table.widths] + [drawn] * bool(radar)
        height = table.lines * LINE if table.lines > 1 else 0
        if radar:
            height = HEIGHT * CENTIMETRES / len(table.rows)
        self.styles += _table_styles(name, table, widths, height)
        title = [self.caption(table.caption)] if table.titled else []
        made = el("table:table", {"table:name": name, "table:style-name": name})
        for number in range(len(widths)):
            made.append(el("table:table-column", {"table:style-name": f"{name}.{number + 1}"}))
        # odfdo puts columns first whatever was there: what is spoken goes before them afterwards.
        for tag, text in (("table:desc", table.description), ("table:title", table.caption)):
            spoken = el(tag)
            spoken.text = french(text)
            made.insert(spoken, position=0)
        header = (*table.header, radar.picture) if radar else table.header
        head = _row("CelluleEntete", [paragraph("Table_20_Heading", text_pieces(title)) for title in header])
        made.append(el("table:table-header-rows", {}, head))
        for number, cells in enumerate(table.rows, start=1):
            style = "CelluleFin" if number == len(table.rows) else "Cellule"
            if table.lines > 1:
                style = f"{style}Remplir"
            row = _row(
                style,
                [paragraph("Table_20_Contents", self.runs(cell)) for cell in cells],
                f"{name}.Ligne" if height else ROW,
            )
            if radar:
                row.append(self.picture_cell(radar) if number == 1 else el("table:covered-table-cell"))
            made.append(row)
        return [*title, made, paragraph(f"{TABLE_END}Lie" if table.keep else TABLE_END, [])]

    def picture_cell(self, radar: Radar) -> Element:
        """One cell beside all rows, with the drawing and what it shows for who hears the document."""
        path = f"Pictures/radar{len(self.pictures) + 1}.emf"
        self.pictures[path] = radar_emf(radar)
        link = {"xlink:href": path, "xlink:type": "simple", "xlink:show": "embed", "xlink:actuate": "onLoad"}
        frame = el(
            "draw:frame",
            {
                "draw:name": f"Dessin{len(self.pictures)}",
                "text:anchor-type": "as-char",
                "svg:x": "0cm",
                "svg:y": "0cm",
                "svg:width": f"{WIDTH * CENTIMETRES:.2f}cm",
                "svg:height": f"{HEIGHT * CENTIMETRES:.2f}cm",
            },
            el("draw:image", link),
        )
        for tag, text in (("svg:title", radar.table.caption), ("svg:desc", radar.description)):
            spoken = el(tag)
            spoken.text = french(text)
            frame.append(spoken)
        spanned = {
            "table:style-name": "CelluleFin",
            "office:value-type": "string",
            "table:number-rows-spanned": str(len(radar.table.rows)),
        }
        return el("table:table-cell", spanned, paragraph("TableauDessin", [frame]))

    def caption(self, text: str) -> Paragraph:
        """« Tableau 3 – … », with a number that LibreOffice keeps up to date."""
        self.tables += 1
        number = el(
            "text:sequence",
            {
                "text:ref-name": f"refTable{self.tables - 1}",
                "text:name": SEQUENCE,
                "text:formula": f"ooow:{SEQUENCE}+1",
                "style:num-format": "1",
            },
        )
        number.text = str(self.tables)
        return paragraph("Table", [*text_pieces("Tableau "), number, *text_pieces(f" – {text}")])


def _derived(parent: str, suffix: str, properties: Mapping[str, str]) -> Element:
    """An automatic style: a style of the template with one property more."""
    names = {"style:name": f"{parent}{suffix}", "style:family": "paragraph", "style:parent-style-name": parent}
    return el("style:style", names, el("style:paragraph-properties", properties))


def _row(style: str, cells: Iterable[Paragraph], row_style: str = ROW) -> Element:
    row = el("table:table-row", {"table:style-name": row_style})
    for content in cells:
        cell = el("table:table-cell", {"table:style-name": style, "office:value-type": "string"}, content)
        row.append(cell)
    return row


def _table_styles(name: str, table: Table, widths: Sequence[float], height: float) -> list[Element]:
    """Of the table, of its rows where they have a least height, and of each column; all in centimetres."""
    breaks = "false" if table.short else "true"
    properties = {
        "style:width": f"{TEXT_WIDTH}cm",
        "table:align": "margins",
        "style:may-break-between-rows": breaks,
        "table:border-model": "collapsing",
        "fo:keep-with-next": "always" if table.keep else "auto",
    }
    styles = [
        el(
            "style:style",
            {"style:name": name, "style:family": "table"},
            el("style:table-properties", properties),
        )
    ]
    if height:
        least = {"style:min-row-height": f"{height:.2f}cm", "fo:keep-together": "always"}
        names = {"style:name": f"{name}.Ligne", "style:family": "table-row"}
        styles.append(el("style:style", names, el("style:table-row-properties", least)))
    for number, width in enumerate(widths, start=1):
        styles.append(
            el(
                "style:style",
                {"style:name": f"{name}.{number}", "style:family": "table-column"},
                el("style:table-column-properties", {"style:column-width": f"{width:.3f}cm"}),
            )
        )
    return styles
