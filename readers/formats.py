"""What a file really is, by its first bytes and its members, and what to do with those that are not read."""

from clausier.readers.errors import ReadError
from clausier.readers.limits import REMOVE_PASSWORD, Archive, damaged

SAVE_AS_DOCX = "Ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis réessayez"
GIVE_SOURCE = "Donnez le document Word (.docx) dont il est tiré"
READ_FORMATS = "Les formats lus sont .docx, .txt et .md"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE directory ([MS-CFB] 2.6.1): UTF-16, little-endian.
_OLE_STREAMS = (
    ("EncryptedPackage", "le fichier est protégé par un mot de passe", REMOVE_PASSWORD),
    ("WordDocument", "c'est un document de l'ancien format Word (.doc)", SAVE_AS_DOCX),
    ("Workbook", "c'est un classeur Excel, pas un document Word", READ_FORMATS),
    ("PowerPoint Document", "c'est une présentation PowerPoint, pas un document Word", READ_FORMATS),
)
_MAGIC = (
    ((b"%pdf",), "c'est un fichier PDF, qui n'est pas encore lu", GIVE_SOURCE),
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


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_if_known(name: str, data: bytes) -> None:
    """Name a file that is surely neither a zip package nor plain text. Raises ReadError, or returns."""
    if data.startswith(_OLE):
        for stream, what, remedy in _OLE_STREAMS:
            if stream.encode("utf-16-le") in data:
                raise ReadError(name, what, remedy)
        raise ReadError(name, "c'est un fichier d'un ancien format de Microsoft Office", SAVE_AS_DOCX)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magics, what, remedy in _MAGIC:
        if start.startswith(magics):
            raise ReadError(name, what, remedy)


def refuse_other_packages(archive: Archive) -> None:
    """Name a zip package that is no .docx. Raises ReadError, or returns."""
    if "mimetype" in archive:
        kind = next(archive.slices("mimetype"), b"")
        if kind.startswith(_OPEN_DOCUMENT):
            if kind.startswith(_OPEN_DOCUMENT + b"text"):
                raise ReadError(archive.name, "c'est un document LibreOffice (.odt)", SAVE_AS_DOCX)
            raise ReadError(archive.name, "c'est un fichier LibreOffice qui n'est pas un texte", READ_FORMATS)
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
