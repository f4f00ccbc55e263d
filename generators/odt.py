"""A `Document` as OpenDocument bytes, with odfdo; the styles and the page are text, in `templates/odt/`.

The package is put together here rather than by odfdo's `save`, which signs the file and raises its version to 1.4:
an older LibreOffice, as town halls have, would warn its reader. 1.3 is what LibreOffice 7 writes itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from functools import cache

import odfdo
from odfdo import Element, Paragraph

from clausier.generators import package
from clausier.generators.document import Document, Footer, Metadata, TitleBlock, Toc, headings
from clausier.generators.odt_blocks import BlockWriter, bookmark, el, link, paragraph, text_pieces
from clausier.generators.typography import french

_VERSION = "1.3"
_MEDIA = "application/vnd.oasis.opendocument.text"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_STYLE_NAMES = ("text:style-name", "table:style-name")
_ENTRY = "Index_20_Link"  # LibreOffice's style for the links of a table of contents
PRODUCER = "clausier"


def odt_bytes(document: Document) -> bytes:
    """The document as an .odt; the same document always gives the same bytes."""
    target = odfdo.Document(io.BytesIO(_base()))
    body = target.body
    writer = BlockWriter(document)
    contents: list[Element] = [*_title_block(document.title_block)]
    for block in document.blocks:
        contents += [_toc(document, writer, block)] if isinstance(block, Toc) else writer.write(block)
    body.append(writer.declarations())
    for element in contents:
        body.append(element)
    automatic = target.content.get_element("//office:automatic-styles")
    footer = target.styles.get_element("//style:footer")
    if automatic is None or footer is None:
        raise ValueError("the OpenDocument template has lost its automatic styles or its footer")
    used = {value for attribute in _STYLE_NAMES for value in body.xpath(f".//@{attribute}")}
    for style in (*automatic.children, *writer.styles):
        automatic.append(style)
        if style.get_attribute("style:name") not in used:
            automatic.delete(style)
    for line in _footer(document.footer):
        footer.append(line)
    _write_metadata(target, document.metadata)
    members = {
        "mimetype": _MEDIA.encode(),
        "META-INF/manifest.xml": _manifest(writer.pictures),
        "content.xml": target.content.serialize(),
        "styles.xml": target.styles.serialize(),
        "meta.xml": target.meta.serialize(),
        **writer.pictures,
    }
    return package.packed(members, "mimetype")


@cache
def _base() -> bytes:
    """The empty document: the template's parts and the package's own list."""
    meta = (
        f'<office:document-meta xmlns:office="{_OFFICE}" xmlns:meta="{_META}" office:version="{_VERSION}">'
        f"<office:meta/></office:document-meta>"
    )
    fixed = {"mimetype": _MEDIA.encode(), "META-INF/manifest.xml": _manifest(), "meta.xml": meta.encode()}
    return package.packed({**fixed, **package.template("odt")}, "mimetype")


def _manifest(pictures: Iterable[str] = ()) -> bytes:
    kinds = {name: "text/xml" for name in ("content.xml", "meta.xml", "styles.xml")}
    kinds |= {name: "image/x-emf" for name in pictures}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="{_VERSION}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="{_VERSION}" manifest:media-type="{_MEDIA}"/>'
        f"{entries}</manifest:manifest>"
    ).encode()


def _title_block(block: TitleBlock) -> list[Paragraph]:
    lines = (
        ("TitreAcheteur", block.buyer),
        ("Title", block.title),
        ("Subtitle", block.purchase),
        ("TitreDate", block.date),
    )
    return [paragraph(style, text_pieces(text)) for style, text in lines if text]


def _toc(document: Document, writer: BlockWriter, toc: Toc) -> Element:
    """A real table of contents, filled with what it would find, each entry a link; no page numbers, as in Word."""
    source = el("text:table-of-content-source", {"text:outline-level": str(toc.depth)})
    title = el("text:index-title-template", {"text:style-name": "Contents_20_Heading"})
    title.text = toc.title
    source.append(title)
    for level in range(1, toc.depth + 1):
        source.append(
            el(
                "text:table-of-content-entry-template",
                {"text:outline-level": str(level), "text:style-name": f"Contents_20_{level}"},
                el("text:index-entry-link-start"),
                el("text:index-entry-chapter"),
                el("text:index-entry-tab-stop", {"style:type": "left", "style:position": "0cm"}),
                el("text:index-entry-text"),
                el("text:index-entry-link-end"),
            )
        )
    head = el("text:index-title", {"text:name": f"{toc.title}_Titre"})
    head.append(paragraph(writer.page_style("Contents_20_Heading", toc.new_page), text_pieces(toc.title)))
    index = el("text:index-body", {}, head)
    for number, heading in headings(document, toc.depth):
        pieces = (*text_pieces(number), el("text:tab"), *text_pieces(heading.text))
        entry = link(f"#{bookmark(writer.order[heading.anchor])}", _ENTRY, pieces)
        index.append(paragraph(f"Contents_20_{heading.level}", [entry]))
    return el("text:table-of-content", {"text:name": toc.title, "text:protected": "true"}, source, index)


def _footer(footer: Footer) -> list[Paragraph]:
    page = el("text:page-number", {"text:select-page": "current"})
    count = el("text:page-count")
    page.text = count.text = "1"
    first = [*text_pieces(footer.left), el("text:tab"), *text_pieces("Page "), page, *text_pieces(" sur "), count]
    below = [paragraph("Footer", text_pieces(footer.below))] if footer.below else []
    return [paragraph("Footer", first), *below]


def _write_metadata(target: odfdo.Document, metadata: Metadata) -> None:
    meta = target.meta
    day = datetime.fromisoformat(metadata.date)
    meta.title = french(metadata.title)
    meta.subject = french(metadata.subject)
    meta.keyword = french(", ".join(metadata.keywords))
    meta.language = metadata.language
    meta.initial_creator = meta.creator = french(metadata.author)
    meta.creation_date = meta.date = day
    meta.generator = PRODUCER
