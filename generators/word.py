"""A `Document` as Word bytes. With its `word_*` siblings, the only files that write WordprocessingML.

The template is text: `templates/word/` holds the styles, the numbering and the page, packed here into an empty .docx.
python-docx's own default is not clean (it carries a second, stale copy of its styles, which Word may repair), and a
binary template, once saved by a word processor, can no longer be reviewed line by line.
"""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache

import docx
from docx.document import Document as DocxDocument

from clausier.generators import package
from clausier.generators.document import Document, Footer, Metadata, TitleBlock, Toc, headings
from clausier.generators.typography import french
from clausier.generators.word_blocks import BlockWriter, Element, el, field, paragraph, text_runs

_TYPES = "application/vnd.openxmlformats-officedocument."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "styles": "wordprocessingml.styles",
    "numbering": "wordprocessingml.numbering",
    "settings": "wordprocessingml.settings",
    "fontTable": "wordprocessingml.fontTable",
    "theme1": "theme",
}
PRODUCER = "clausier"


def docx_bytes(document: Document) -> bytes:
    """The document as a .docx; the same document always gives the same bytes."""
    target = docx.Document(io.BytesIO(_base()))
    body = target.element.body
    writer = BlockWriter(document, target.part)
    end = body.sectPr
    for element in (*_title_block(document.title_block), *_blocks(document, writer)):
        end.addprevious(element)
    _write_footer(target, document.footer)
    _write_properties(target, document.metadata)
    buffer = io.BytesIO()
    target.save(buffer)
    return package.repacked(buffer.getvalue(), "[Content_Types].xml")


@cache
def _base() -> bytes:
    """The empty document: the template's parts, the package's own lists, and who produced it."""
    parts = package.template("word")
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>'
        for name, kind in {"document": "wordprocessingml.document.main", **_PARTS}.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for n, name in enumerate(_PARTS, start=1)
    )
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    texts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
            f'<Override PartName="/docProps/app.xml" ContentType="{_TYPES}extended-properties+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_RELATIONS}/extended-properties" Target="docProps/app.xml"/>'
            f"</Relationships>"
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
        ),
        "docProps/app.xml": f'<Properties xmlns="{properties}"><Application>{PRODUCER}</Application></Properties>',
    }
    members = {name: text.encode() for name, text in texts.items()}
    return package.packed({**members, **{f"word/{name}": data for name, data in parts.items()}}, "[Content_Types].xml")


def _title_block(block: TitleBlock) -> list[Element]:
    lines = (
        ("Acheteur", block.buyer),
        ("Titre", block.title),
        ("Soustitre", block.purchase),
        ("Datedudocument", block.date),
    )
    return [paragraph(style, text_runs(text)) for style, text in lines if text]


def _blocks(document: Document, writer: BlockWriter) -> list[Element]:
    elements: list[Element] = []
    for block in document.blocks:
        elements += _toc(document, writer, block) if isinstance(block, Toc) else writer.write(block)
    return elements


def _toc(document: Document, writer: BlockWriter, toc: Toc) -> list[Element]:
    """A real field, filled with what it would find. No page numbers (`\\n`): they are only known once laid out."""
    entries: list[Element] = []
    for number, heading in headings(document, toc.depth):
        link = el("hyperlink", anchor=writer.bookmark(heading.anchor), history="1")
        link.extend([*text_runs(number), el("r", el("tab")), *text_runs(heading.text)])
        entries.append(paragraph(f"TM{heading.level}", [link]))
    if not entries:
        return []
    start = [
        el("r", el("fldChar", fldCharType="begin")),
        el("r", el("instrText", text=f' TOC \\o "1-{toc.depth}" \\n \\h \\z ')),
        el("r", el("fldChar", fldCharType="separate")),
    ]
    # The field closes inside its last entry: an empty paragraph after it would unsettle LibreOffice's page breaks.
    entries[0][1:1] = start
    entries[-1].append(el("r", el("fldChar", fldCharType="end")))
    gallery = el("docPartObj", el("docPartGallery", val="Table of Contents"), el("docPartUnique"))
    title = paragraph("EnttetableM", text_runs(toc.title))
    if toc.new_page:
        title[0].append(el("pageBreakBefore"))
    return [el("sdt", el("sdtPr", gallery), el("sdtContent", title, *entries))]


def _write_footer(target: DocxDocument, footer: Footer) -> None:
    part = target.sections[0].footer
    part.is_linked_to_previous = False
    element = part._element
    for child in list(element):
        element.remove(child)
    first = [
        *text_runs(footer.left),
        el("r", el("tab")),
        *text_runs("Page "),
        *field("PAGE", "1"),
        *text_runs(" sur "),
        *field("NUMPAGES", "1"),
    ]
    element.append(paragraph("Pieddepage", first))
    if footer.below:
        element.append(paragraph("Pieddepage", text_runs(footer.below)))


def _write_properties(target: DocxDocument, metadata: Metadata) -> None:
    properties = target.core_properties
    day = datetime.fromisoformat(metadata.date)
    properties.title = french(metadata.title)[:255]
    properties.subject = french(metadata.subject)[:255]
    properties.keywords = french("; ".join(metadata.keywords))[:255]
    properties.author = properties.last_modified_by = french(metadata.author)[:255]
    properties.language = metadata.language
    properties.created = properties.modified = day
    properties.revision = 1
