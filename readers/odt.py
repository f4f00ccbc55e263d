"""Reads an .odt or .ott: content.xml as it comes, then the headers and footers of styles.xml. Pages are not known."""

import hashlib
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from clausier.engine.dossier import Document, Kind, Passage
from clausier.readers.errors import ReadError
from clausier.readers.limits import END, REMOVE_PASSWORD, SAVE_AGAIN, Archive
from clausier.readers.odt_story import Scan, Story
from clausier.readers.odt_styles import Styles, style
from clausier.readers.outline import HIDDEN, TRACKED, Outline, Passages, embedded_objects

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_COMMON, _OWN, _BODY = _OFFICE + "styles", _OFFICE + "automatic-styles", _OFFICE + "text"
_NUMBERS = re.compile(r"\d+")
_MARGINS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("header", tuple(map(style, ("header", "header-first", "header-left")))),
    ("footer", tuple(map(style, ("footer", "footer-first", "footer-left")))),
)


def read_odt(name: str, data: bytes) -> Document:
    """Read the bytes of an .odt; `name` is the file as the buyer knows it. The part is left None.

    Passages come in reading order, each note after the paragraph that calls it, then headers and footers, each text
    once. Raises ReadError.
    """
    archive = Archive(name, data)
    _refuse_encrypted(archive)
    if _CONTENT not in archive:
        raise ReadError(name, "le texte du document LibreOffice manque dans le fichier", SAVE_AGAIN)
    root = archive.tree(_STYLES) if _STYLES in archive else etree.Element("none")
    common = Styles()
    for part in root.iterchildren(_COMMON):
        common.add(part)
    body = _read_body(archive, common)
    margins = list(_read_margins(archive, root, common))
    if not body.blocks:
        raise _no_words(archive)
    text = [block for block in body.blocks if block.note is None]
    outline = Outline(text, body.row_cells)
    passages = Passages(name, outline)
    i = 0
    for block in body.blocks:
        if block.note is not None:
            passages.add_note(block, block.note)
        else:
            passages.add_body(i, block)
            i += 1
    seen: set[str] = set()
    for kind, story in margins:
        for block in story.blocks:
            key = _NUMBERS.sub("", block.text)  # the number of a page is that of the last one where it was laid out
            if key not in seen:
                seen.add(key)
                passages.add_margin(block, kind)
    return Document(
        name=name,
        format="odt",
        part=None,
        passages=tuple(passages.all),
        headings_known=outline.known,
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=(*_remarks([body, *(story for _, story in margins)], passages.all), *outline.remarks()),
    )


def _refuse_encrypted(archive: Archive) -> None:
    """An encrypted package says so in its manifest (ODF 1.3, part 2, 4.3). Raises ReadError."""
    before = b""
    for piece in archive.slices(_MANIFEST) if _MANIFEST in archive else ():
        if b"encryption-data" in before + piece:
            raise ReadError(archive.name, "le fichier est protégé par un mot de passe", REMOVE_PASSWORD)
        before = piece[-32:]


def _read_body(archive: Archive, common: Styles) -> Story:
    styles = Styles(common)
    scan = Scan(styles, archive)
    for container, end in archive.blocks(_CONTENT, (_OWN, _BODY)):
        complete = _before(container, end)
        if container.tag == _OWN:
            styles.add(complete)
        else:
            scan.read(complete)
    return scan.story


def _before(container: etree._Element, end: etree._Element | None) -> Iterator[etree._Element]:
    for child in container:
        if child is end:
            return
        if child.tag != END:
            yield child


def _read_margins(archive: Archive, root: etree._Element, common: Styles) -> Iterator[tuple[Kind, Story]]:
    styles = Styles(common)
    for part in root.iterchildren(_OWN):
        styles.add(part)
    for kind, tags in _MARGINS:
        for margin in root.iter(*tags):
            if margin.get(style("display")) != "false":
                scan = Scan(styles, archive)
                scan.read(margin)
                yield kind, scan.story


def _no_words(archive: Archive) -> ReadError:
    if any(member.startswith("pictures/") for member in archive.members):
        return ReadError(
            archive.name,
            "le document ne contient que des images, sans texte à relire",
            "Donnez le document d'origine, ou passez les images à la reconnaissance de caractères",
        )
    return ReadError(archive.name, "le document est vide", "Vérifiez que c'est le bon fichier")


def _remarks(stories: Sequence[Story], passages: Sequence[Passage]) -> Iterator[str]:
    if any(story.tracked for story in stories):
        yield TRACKED
    if any(story.hidden for story in stories) or any(passage.hidden for passage in passages):
        yield HIDDEN
    if embedded := sum(story.embedded for story in stories):
        yield embedded_objects(embedded)
