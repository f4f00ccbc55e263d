"""Blocks of a document as OpenDocument elements: what each one looks like is in `templates/odt/styles.xml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from odfdo import Element, Header, Link, Paragraph, Span

from clausier.generators.document import (
    Document,
    Heading,
    ListBlock,
    ParagraphStyle,
    Run,
    Runs,
    Table,
    numbered,
)
from clausier.generators.document import Paragraph as ParagraphBlock
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
}
RUN_STYLE: Final = {
    "value": "ClauseValeur",
    "blank": "ACompleter",
    "strong": "Strong_20_Emphasis",
    "emphasis": "Emphasis",
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
        self.styles: list[Element] = [
            _derived(style, "Lie", {"fo:keep-with-next": "always"})
            for style in (*dict.fromkeys(PARAGRAPH_STYLE.values()), TABLE_END)
        ]

    def declarations(self) -> Element:
        """The sequence that numbers the captions of tables."""
        declared = {"text:display-outline-level": "0", "text:name": SEQUENCE}
        return el("text:sequence-decls", {}, el("text:sequence-decl", declared))

    def write(self, block: Heading | ParagraphBlock | ListBlock | Table) -> list[Element]:
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

    def heading(self, heading: Heading) -> Element:
        name = {"text:name": bookmark(self.order[heading.anchor])}
        style = f"Heading_20_{heading.level}"
        if heading.new_page:
            self.styles.append(_derived(style, "Page", {"fo:break-before": "page"}))
            style = f"{style}Page"
        made = Header(heading.level)
        made.set_attribute("text:style-name", style)  # odfdo's own argument for it does nothing
        for piece in (el("text:bookmark-start", name), *text_pieces(heading.text), el("text:bookmark-end", name)):
            made.append(piece)
        return made

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

    def table(self, table: Table) -> list[Element]:
        """Caption, table with its widths, and the small paragraph that parts it from what follows."""
        self.made += 1
        name = f"Tableau{self.made}"
        self.styles += _table_styles(name, table)
        title = [self.caption(table.caption)] if table.titled else []
        made = el("table:table", {"table:name": name, "table:style-name": name})
        for number in range(len(table.widths)):
            made.append(el("table:table-column", {"table:style-name": f"{name}.{number + 1}"}))
        # odfdo puts columns first whatever was there: what is spoken goes before them afterwards.
        for tag, text in (("table:desc", table.description), ("table:title", table.caption)):
            spoken = el(tag)
            spoken.text = french(text)
            made.insert(spoken, position=0)
        head = _row("CelluleEntete", [paragraph("Table_20_Heading", text_pieces(title)) for title in table.header])
        made.append(el("table:table-header-rows", {}, head))
        for number, cells in enumerate(table.rows, start=1):
            style = "CelluleFin" if number == len(table.rows) else "Cellule"
            row = ROW
            if table.lines > 1:
                style, row = f"{style}Remplir", f"{name}.Ligne"
            made.append(_row(style, [paragraph("Table_20_Contents", self.runs(cell)) for cell in cells], row))
        return [*title, made, paragraph(f"{TABLE_END}Lie" if table.keep else TABLE_END, [])]

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


def _table_styles(name: str, table: Table) -> list[Element]:
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
    if table.lines > 1:
        height = {"style:min-row-height": f"{table.lines * LINE:.2f}cm", "fo:keep-together": "always"}
        names = {"style:name": f"{name}.Ligne", "style:family": "table-row"}
        styles.append(el("style:style", names, el("style:table-row-properties", height)))
    total = sum(table.widths)
    for number, share in enumerate(table.widths, start=1):
        width = {"style:column-width": f"{TEXT_WIDTH * share / total:.3f}cm"}
        styles.append(
            el(
                "style:style",
                {"style:name": f"{name}.{number}", "style:family": "table-column"},
                el("style:table-column-properties", width),
            )
        )
    return styles
