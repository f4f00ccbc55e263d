"""What a file really is, by its first bytes and its members, and what to do with those that are not read."""

from clausier.readers.errors import ReadError
from clausier.readers.limits import REMOVE_PASSWORD, Archive, damaged

SAVE_AS_DOCX = "Ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis réessayez"
GIVE_SOURCE = "Donnez le document Word (.docx) dont il est tiré"
READ_FORMATS = "Les formats lus sont .docx, .odt, .pdf, .doc (avec LibreOffice), .txt et .md"

OLD_WORD = "c'est un document de l'ancien format Word (.doc)"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE directory ([MS-CFB] 2.6.1): UTF-16, little-endian.
_OLE_STREAMS = (
    ("EncryptedPackage", "le fichier est protégé par un mot de passe", REMOVE_PASSWORD),
    ("Workbook", "c'est un classeur Excel, pas un document Word", READ_FORMATS),
    ("PowerPoint Document", "c'est une présentation PowerPoint, pas un document Word", READ_FORMATS),
)
_MAGIC = (
    ((b"{\\rtf",), "c'est un fichier RTF", SAVE_AS_DOCX),
    ((b"<!doctype html", b"<html"), "c'est une page web", SAVE_AS_DOCX),
    ((b"<?xml",), "c'est un fichier XML, pas un document Word (.docx)", SAVE_AS_DOCX),
    (
        (b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\x00", b"mm\x00*"),
        "c'est une image, sans texte à relire",
        GIVE_SOURCE,
    ),
    (
        (b"rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"),
        "c'est une archive compressée",
        "Sortez-en les documents et donnez-les un par un",
    ),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_OPEN_TEXTS = (b"text", b"text-template")


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_if_known(name: str, data: bytes) -> None:
    """Name a file that is surely neither a zip package nor plain text. Raises ReadError, or returns."""
    if data.startswith(_OLE):
        for stream, what, remedy in _OLE_STREAMS:
            if _in_utf16(stream) in data:
                raise ReadError(name, what, remedy)
        raise ReadError(name, "c'est un fichier d'un ancien format de Microsoft Office", SAVE_AS_DOCX)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magics, what, remedy in _MAGIC:
        if start.startswith(magics):
            raise ReadError(name, what, remedy)


def is_pdf(data: bytes) -> bool:
    """Whether the mark of a PDF stands in the first 1,024 bytes, where readers of PDF look for it."""
    return b"%PDF-" in data[:1024]


def is_old_word(data: bytes) -> bool:
    """Whether this is a document of Word 97 to 2003 that nothing encrypts."""
    return data.startswith(_OLE) and _in_utf16("WordDocument") in data and _in_utf16("EncryptedPackage") not in data


def _in_utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def is_open_document(archive: Archive) -> bool:
    """Whether a zip package says that it is a text of OpenDocument, template or not. Raises ReadError for another."""
    if "mimetype" not in archive:
        return False
    kind = next(archive.slices("mimetype"), b"").strip()
    if not kind.startswith(_OPEN_DOCUMENT):
        return False
    if kind.removeprefix(_OPEN_DOCUMENT) not in _OPEN_TEXTS:
        raise ReadError(archive.name, "c'est un fichier LibreOffice qui n'est pas un texte", READ_FORMATS)
    return True


def refuse_other_packages(archive: Archive) -> None:
    """Name a zip package that is no .docx. Raises ReadError, or returns."""
    folders = {member.partition("/")[0] for member in archive.members if "/" in member}
    if "xl" in folders:
        raise ReadError(archive.name, "c'est un classeur Excel, pas un document Word", READ_FORMATS)
    if "ppt" in folders:
        raise ReadError(archive.name, "c'est une présentation PowerPoint, pas un document Word", READ_FORMATS)
    if "[content_types].xml" not in archive and "word" not in folders:
        if not archive.members:
            raise damaged(archive.name)
        raise ReadError(
            archive.name,
            "c'est une archive .zip, pas un document Word",
            "Sortez-en les documents et donnez-les un par un",
        )
