"""The one file of safety limits: how much of an unknown file may be read, and in what way.

A file handed in may be damaged or hostile. Whatever it holds, reading it ends in passages or in one `ReadError`, and
the process stays under 300 MB: members of the package are inflated in slices and counted as they come, never in one
go; XML is parsed slice by slice, without document type, entity or network; what has been read is released.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from clausier.readers.errors import ReadError

MB = 1_000_000
MAX_FILE_BYTES = 50 * MB
MAX_TEXT_FILE_BYTES = 10 * MB  # a .txt or .md is held whole: about 3,000 pages
MAX_MEMBERS = 5_000
MAX_DIRECTORY_BYTES = 2 * MB  # zipfile makes about 700 bytes of objects from each 46 bytes of directory
MAX_INFLATED_BYTES = 200 * MB  # all members together, as declared and as read
MAX_MEMBER_BYTES = 60 * MB
MAX_RATIO = 200  # inflated to compressed: the XML of real drafts stays under 40, a bomb goes up to 1,032
RATIO_FLOOR_BYTES = 10 * MB  # a long form of identical empty rows may compress like a bomb
MAX_TREE_BYTES = 120 * MB  # XML held at one time, as estimated by `_tree_bytes`
MAX_BLOCKS = 100_000  # paragraphs, rows and cells, or lines of text: some 5,000 pages
MAX_CHARACTERS = 10_000_000  # of text in one document: about 3,300 pages
MAX_DOCUMENTS = 50
MAX_DOSSIER_BLOCKS = 200_000
MAX_DOSSIER_CHARACTERS = 20_000_000
SLICE_BYTES = 65_536
MAX_DOC_SECONDS = 60.0  # by the clock, for LibreOffice to open a .doc: it takes some 3 seconds to start
MAX_PDF_PAGES = 1_500
MAX_PDF_CHARACTERS = 3_000_000  # about 1,000 pages
MAX_PDF_SECONDS = 4  # of processor, in the process that reads a PDF: about 1,000 pages
MAX_PDF_WAIT_SECONDS = 30.0  # by the clock: on a busy machine, and where the system cannot bound the processor
MAX_PDF_MEMORY_BYTES = 280 * MB  # of that process
MAX_PDF_ANSWER_BYTES = 60 * MB  # what it says: the characters, and some 60 bytes for each line

END = "end"  # tag of the mark that `Archive.blocks` puts after the last complete block

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_XML_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",  # overrides what the file declares: no <!DOCTYPE can hide in another encoding
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,  # keeps libxml2's own limits: 256 levels, 10 MB for one text
    "remove_comments": True,
    "remove_pis": True,
}
# ISO 29500 "strict" files use other namespaces for the same elements.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
_LONG_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{200}")

SAVE_AGAIN = "Ouvrez-le dans Word ou LibreOffice, enregistrez-le de nouveau au format .docx, puis réessayez"
REMOVE_PASSWORD = "Enlevez la protection dans Word ou LibreOffice, puis réessayez"
SPLIT = "Divisez-le en plusieurs documents, puis réessayez"


def too_long(name: str) -> ReadError:
    return ReadError(name, "le document est trop long pour être relu", SPLIT)


def damaged(name: str) -> ReadError:
    return ReadError(name, "le fichier est abîmé ou incomplet", f"Copiez-le ou téléchargez-le de nouveau. {SAVE_AGAIN}")


def abnormal(name: str) -> ReadError:
    """For content that no word processor writes. It does not say which trap was seen."""
    return ReadError(name, "le contenu du fichier est anormal et n'est pas lu, par sécurité", SAVE_AGAIN)


def nfc(text: str) -> str:
    """Give `text` in Unicode form NFC.

    Normalising takes a time quadratic in the length of a run of combining marks (5 s for 80,000). A long text with 200
    characters in a row outside ASCII, which French never has, is therefore left as it is.
    """
    if text.isascii() or (len(text) > 500 and _LONG_FOREIGN_RUN.search(text)):
        return text
    return unicodedata.normalize("NFC", text)


class _BoundedBytes(io.BytesIO):
    """Bytes of which one read may not exceed the size of a reasonable zip directory.

    zipfile reads the directory in one go and makes objects of it, whatever number of members the file claims.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._size = len(data)

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._size - self.tell()
        if min(left, left if size is None or size < 0 else size) > MAX_DIRECTORY_BYTES:
            raise zipfile.BadZipFile("directory too large")
        return super().read(size)


def _tree_bytes(xml: bytes) -> int:
    """Estimate from above the memory of the tree of `xml`, in bytes.

    Measured with lxml 6.1 on libxml2 2.14: 128 for an element, as much for the text after it, 240 for an attribute.
    """
    return len(xml) + 256 * xml.count(b"<") + 240 * xml.count(b"=")


class Archive:
    """The zip package of a .docx or .odt, read within limits. `name` is the file as the buyer knows it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._inflated = 0
        self._blocks = 0
        self._characters = 0
        try:
            self._zip = zipfile.ZipFile(_BoundedBytes(data))
        except DAMAGED as error:
            raise damaged(name) from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise abnormal(name)
        # Names of parts are compared without case (ISO 29500-2, 6.3.5).
        self._members = {member.filename.replace("\\", "/").lower(): member for member in members}
        if len(self._members) < len(members):
            raise abnormal(name)  # two parts of one name: Word and we might read different ones
        if sum(member.file_size for member in members) > MAX_INFLATED_BYTES:
            raise self._too_large()
        for member in members:
            self._check_ratio(member, member.file_size)

    @property
    def members(self) -> frozenset[str]:
        """Names of all members, in lower case."""
        return frozenset(self._members)

    def __contains__(self, member: str) -> bool:
        return member.lower() in self._members

    def spend(self, characters: int = 0) -> None:
        """Count one more paragraph, table, row or cell, and its characters. Raises ReadError past a limit."""
        self._blocks += 1
        self._characters += characters
        if self._blocks > MAX_BLOCKS or self._characters > MAX_CHARACTERS:
            raise too_long(self.name)

    def _too_large(self) -> ReadError:
        return ReadError(
            self.name,
            f"le fichier décompressé dépasse {MAX_INFLATED_BYTES // MB} Mo",
            "Réduisez ou enlevez les images, puis réessayez",
        )

    def _check_ratio(self, member: zipfile.ZipInfo, size: int) -> None:
        if size > RATIO_FLOOR_BYTES and size > MAX_RATIO * max(member.compress_size, 1):
            raise abnormal(self.name)

    def slices(self, member: str) -> Iterator[bytes]:
        """Inflate a member slice by slice (64 kB each, the last one shorter)."""
        info = self._members[member.lower()]
        if info.flag_bits & 1:
            raise ReadError(self.name, "le fichier est protégé par un mot de passe", REMOVE_PASSWORD)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise abnormal(self.name)  # the only two that a .docx may use; LZMA chooses how much memory it takes
        read = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(SLICE_BYTES):
                    read += len(piece)
                    self._inflated += len(piece)
                    if read > MAX_MEMBER_BYTES:
                        raise too_long(self.name)
                    if self._inflated > MAX_INFLATED_BYTES:
                        raise self._too_large()
                    self._check_ratio(info, read)
                    yield piece
        except DAMAGED as error:
            raise damaged(self.name) from error

    def _xml_slices(self, member: str) -> Iterator[bytes]:
        """Inflate an XML member, refusing a document type before the parser sees it."""
        before = b""
        for piece in self.slices(member):
            if not before:
                for strict, usual in _STRICT:
                    piece = piece.replace(strict, usual)
            if b"<!DOCTYPE" in before + piece:
                raise abnormal(self.name)
            before = piece[-8:]
            yield piece

    def tree(self, member: str) -> etree._Element:
        """Parse a whole XML member."""
        parser = etree.XMLParser(**_XML_OPTIONS)
        held = 0
        try:
            for piece in self._xml_slices(member):
                held += _tree_bytes(piece)
                if held > MAX_TREE_BYTES:
                    raise too_long(self.name)
                parser.feed(piece)
            root: etree._Element = parser.close()
            return root
        except etree.XMLSyntaxError as error:
            raise abnormal(self.name) from error

    def blocks(
        self, member: str, containers: tuple[str, ...]
    ) -> Iterator[tuple[etree._Element, etree._Element | None]]:
        """Parse an XML member and give its blocks as they come, so that a long document is never held whole.

        A container is an element whose tag is in `containers` ("{…}body") and that no other one holds; its children
        are the blocks.
        Each step gives (container, end): the children before `end`, an element of tag END, are complete and yours to
        read and change before the next step drops them; `end` is None at the last step of a container. Raises
        ReadError when there is no container.
        """
        parser = etree.XMLPullParser(events=("start",), tag=containers, **_XML_OPTIONS)
        container: etree._Element | None = None
        held = 0
        try:
            for piece in self._xml_slices(member):
                size = _tree_bytes(piece)
                held += size
                if held > MAX_TREE_BYTES:
                    raise too_long(self.name)
                parser.feed(piece)
                for _, element in parser.read_events():
                    if container is not None and container in element.iterancestors():
                        continue
                    if container is not None:
                        yield container, None
                    container = element
                if container is not None and len(container) > 1:
                    # The last child may still be open: the parser owns it until another one follows.
                    end = etree.Element(END)
                    container[-1].addprevious(end)
                    yield container, end
                    del container[: container.index(end) + 1]
                    held = size  # what is left began within this slice
            parser.close()
        except etree.XMLSyntaxError as error:
            raise abnormal(self.name) from error
        if container is None:
            raise damaged(self.name)
        yield container, None
