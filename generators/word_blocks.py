"""Blocks of a document as WordprocessingML elements: what each one looks like is in `templates/word/styles.xml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart
from lxml import etree

from clausier.generators.document import (
    Document,
    Heading,
    ListBlock,
    Paragraph,
    ParagraphStyle,
    Radar,
    Run,
    Runs,
    Table,
    numbered,
)
from clausier.generators.radar import CENTIMETRES, HEIGHT, WIDTH, radar_emf
from clausier.generators.typography import french

Element = etree._Element

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
TEXT_WIDTH: Final = 9412  # twentieths of a point between the margins of the template
EMU: Final = 360_000  # of a centimetre: the unit of drawings
TWENTIETHS: Final = 567  # of a centimetre: the unit of pages
LINE: Final = 260  # twentieths of a point for a line of a row to fill in
LANGUAGE: Final = "fr-FR"

PARAGRAPH_STYLE: Final[Mapping[ParagraphStyle, str]] = {
    "body": "Corpsdetexte",
    "notice": "Avertissement",
    "control": "ClauseControle",
    "penalty": "ClausePenalite",
    "trace": "ClauseTrace",
    "identifier": "ClauseTrace",
    "lots": "ClauseLots",
    "label": "Rubrique",
    "quote": "Citation",
}
RUN_STYLE: Final = {
    "value": "ClauseValeur",
    "blank": "Acompleter",
    "strong": "lev",
    "emphasis": "Accentuation",
    "aside": "Enpassant",
    "link": "Lienhypertexte",
}


def el(tag: str, *children: Element, text: str = "", **attributes: str) -> Element:
    """An element of the `w` namespace; so are its attributes."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W})
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", value)
    if text:
        element.text = text
        element.set(SPACE, "preserve")
    element.extend(children)
    return element


def paragraph(style: str, content: Iterable[Element], keep: bool = False) -> Element:
    properties = el("pPr", el("pStyle", val=style))
    if keep:
        properties.append(el("keepNext"))
    return el("p", properties, *content)


def text_runs(text: str, style: str = "") -> list[Element]:
    """The text in French typography and language; a line break stays one. Blanks are highlighted."""
    properties = el("rPr")
    if style:
        properties.append(el("rStyle", val=style))
    if style == RUN_STYLE["blank"]:
        # Highlighting is put on the run itself: that is where « Rechercher > Surlignage » finds it.
        properties.append(el("highlight", val="yellow"))
    properties.append(el("lang", val=LANGUAGE))
    run = el("r", properties)
    for number, line in enumerate(french(text).split("\n")):
        if number:
            run.append(el("br"))
        run.append(el("t", text=line))
    return [run]


def field(instruction: str, result: str) -> list[Element]:
    """A field and the result it shows until it is next computed."""
    return [
        el("r", el("fldChar", fldCharType="begin")),
        el("r", el("instrText", text=f" {instruction} ")),
        el("r", el("fldChar", fldCharType="separate")),
        *text_runs(result),
        el("r", el("fldChar", fldCharType="end")),
    ]


class BlockWriter:
    """Writes the blocks of one document; `part` keeps the addresses of its links."""

    def __init__(self, document: Document, part: DocumentPart) -> None:
        self.part = part
        self.numbers = numbered(document.blocks)
        self.order = {anchor: index for index, anchor in enumerate(self.numbers, start=1)}
        self.tables = 0
        self.pictures = 0

    def bookmark(self, anchor: str) -> str:
        """`_Ref` and a number: Word keeps such bookmarks when it makes the table of contents again."""
        return f"_Ref{self.order[anchor]:08d}"

    def write(self, block: Heading | Paragraph | ListBlock | Table | Radar) -> list[Element]:
        match block:
            case Heading():
                return [self.heading(block)]
            case Paragraph():
                return [paragraph(PARAGRAPH_STYLE[block.style], self.runs(block.runs), block.keep)]
            case ListBlock():
                return [paragraph("Listepuces", self.runs(item)) for item in block.items]
            case Table():
                return self.table(block)
            case Radar():
                return self.table(block.table, block)

    def heading(self, heading: Heading) -> Element:
        mark = str(self.order[heading.anchor])
        start = el("bookmarkStart", id=mark, name=self.bookmark(heading.anchor))
        made = paragraph(f"Titre{heading.level}", [start, *text_runs(heading.text), el("bookmarkEnd", id=mark)])
        if heading.new_page:
            made[0].append(el("pageBreakBefore"))
        return made

    def runs(self, runs: Runs) -> list[Element]:
        return [element for run in runs for element in self.run(run)]

    def run(self, run: Run) -> list[Element]:
        if run.kind == "reference":
            return field(f"REF {self.bookmark(run.target)} \\r \\h", self.numbers[run.target])
        if run.kind == "link":
            link = el("hyperlink", *text_runs(run.text, RUN_STYLE["link"]), history="1")
            link.set(f"{{{R}}}id", self.part.relate_to(run.target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            return [link]
        return text_runs(run.text, RUN_STYLE.get(run.kind, ""))

    def table(self, table: Table, radar: Radar | None = None) -> list[Element]:
        """Caption, table, and the small paragraph that keeps two tables from merging; a radar is a last column."""
        title: list[Element] = []
        if table.titled:
            self.tables += 1
            number = field("SEQ Tableau \\* ARABIC", str(self.tables))
            title = [paragraph("Lgende", [*text_runs("Tableau "), *number, *text_runs(f" – {table.caption}")])]
        drawn = _twentieths(WIDTH) if radar else 0
        total = sum(table.widths)
        widths = [str((TEXT_WIDTH - drawn) * share // total) for share in table.widths]
        head = [[paragraph("TableauEntete", text_runs(title))] for title in table.header]
        # A short table stays on one page: each row is held to the next, the last to what follows if asked.
        held = len(table.rows) - (not table.keep) if table.short else 0
        cells = [
            [[paragraph("TableauCellule", self.runs(cell), keep=rank < held)] for cell in row]
            for rank, row in enumerate(table.rows)
        ]
        height = table.lines * LINE if table.lines > 1 else 0
        if radar:
            widths.append(str(drawn))
            head.append([paragraph("TableauEntete", text_runs(radar.picture))])
            height = _twentieths(HEIGHT) // len(cells)
            for rank, row in enumerate(cells):
                row.append([paragraph("TableauDessin", [] if rank else [self.picture(radar)], keep=rank < held)])
        rows = [_row(row, widths, height) for row in cells]
        if radar:
            for rank, made in enumerate(rows):
                made[-1][0].append(el("vMerge") if rank else el("vMerge", val="restart"))
        properties = el(
            "tblPr",
            el("tblStyle", val="Tableausobre"),
            el("tblW", w=str(sum(map(int, widths))), type="dxa"),
            *_rules(table),
            el("tblLayout", type="fixed"),
            el("tblLook", val="0620", firstRow="1", noHBand="1", noVBand="1"),
            el("tblCaption", val=french(table.caption)),
            el("tblDescription", val=french(table.description)),
        )
        grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
        made = el("tbl", properties, grid, _row(head, widths, header=True), *rows)
        return [*title, made, paragraph("TableauFin", [], table.keep)]

    def picture(self, radar: Radar) -> Element:
        """The drawing of a radar, in the line, with what it shows for who hears the document."""
        self.pictures += 1
        name = f"radar{self.pictures}"
        package = self.part.package
        part = Part(PackURI(f"/word/media/{name}.emf"), "image/x-emf", radar_emf(radar), package)
        link = self.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        size = {"cx": str(_emu(WIDTH)), "cy": str(_emu(HEIGHT))}
        described = {"id": str(self.pictures), "name": name, "descr": french(radar.description)}
        blip = _plain(A, "blip")
        blip.set(f"{{{R}}}embed", link)
        extent = _plain(A, "xfrm", _plain(A, "off", x="0", y="0"), _plain(A, "ext", **size))
        picture = _plain(
            PIC,
            "pic",
            _plain(PIC, "nvPicPr", _plain(PIC, "cNvPr", **described), _plain(PIC, "cNvPicPr")),
            _plain(PIC, "blipFill", blip, _plain(A, "stretch", _plain(A, "fillRect"))),
            _plain(PIC, "spPr", extent, _plain(A, "prstGeom", _plain(A, "avLst"), prst="rect")),
        )
        inline = _plain(
            WP,
            "inline",
            _plain(WP, "extent", **size),
            _plain(WP, "docPr", **described),
            _plain(A, "graphic", _plain(A, "graphicData", picture, uri=PIC)),
            distT="0",
            distB="0",
            distL="0",
            distR="0",
        )
        drawing = el("drawing")
        drawing.append(inline)
        return el("r", drawing)


def _plain(space: str, tag: str, *children: Element, **attributes: str) -> Element:
    """An element of a drawing: its attributes are in no namespace."""
    prefixes = {A: "a", PIC: "pic", WP: "wp"}
    element = etree.Element(f"{{{space}}}{tag}", attributes, nsmap={prefixes[space]: space})
    element.extend(children)
    return element


def _emu(units: int) -> int:
    return round(units * CENTIMETRES * EMU)


def _twentieths(units: int) -> int:
    return round(units * CENTIMETRES * TWENTIETHS)


def _rules(table: Table) -> list[Element]:
    """Upright rules, for cells to fill in; the style has the others."""
    if table.lines == 1:
        return []
    sides = ("left", "right", "insideV")
    return [el("tblBorders", *(el(side, val="single", sz="4", space="0", color="B8C4D4") for side in sides))]


def _row(cells: list[list[Element]], widths: list[str], height: int = 0, header: bool = False) -> Element:
    """A row that no page cuts, `height` twentieths of a point at least; a header row is repeated on each page."""
    properties = el("trPr", el("cantSplit"))
    if height:
        properties.append(el("trHeight", val=str(height), hRule="atLeast"))
    if header:
        properties.append(el("tblHeader"))
    row = el("tr", properties)
    for content, width in zip(cells, widths, strict=True):
        cell = el("tcPr", el("tcW", w=width, type="dxa"))
        if header:
            cell.append(el("shd", val="clear", color="auto", fill="EEF2F7"))
        row.append(el("tc", cell, *content))
    return row
