"""Damaged, disguised and hostile files: one French sentence each, within 300 MB, and never a traceback."""

import io
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.engine.dossier import Document, Location, Passage
from clausier.readers import limits
from clausier.readers.dossier import assemble, read_document, read_dossier
from clausier.readers.errors import ReadError, ReadErrors
from clausier.readers.files import read_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPENING = f"<w:document {W}><w:body>".encode()
CLOSING = b"</w:body></w:document>"
GOOD = OPENING + b"<w:p><w:r><w:t>Le titulaire fournit un service.</w:t></w:r></w:p>" + CLOSING
GOOD_P = b"<w:p><w:r><w:t>Bon</w:t></w:r></w:p>"
MAIN = "word/document.xml"
MEMORY = 300_000_000  # bytes
NOISE = os.urandom(2_000).hex().encode()  # compresses 160 times when repeated: less than a bomb does

ABNORMAL = "le contenu du fichier est anormal et n'est pas lu, par sécurité"
DAMAGED = "le fichier est abîmé ou incomplet"
TOO_LONG = "le document est trop long pour être relu"
TOO_LARGE = "le fichier décompressé dépasse 200 Mo"


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def streamed(
    pieces: Iterable[bytes], compression: int = zipfile.ZIP_STORED, name: str = MAIN, start: bytes = b""
) -> bytes:
    """A package with one member written piece by piece, after those of `start`.

    Stored as it is unless said otherwise: the ratio then betrays nothing.
    """
    file = io.BytesIO(start)
    with zipfile.ZipFile(file, "a", compression) as archive, archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
    return file.getvalue()


def body(*pieces: Iterable[bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A .docx with these pieces as the body of its main document."""
    return streamed((x for part in ([OPENING], *pieces, [CLOSING]) for x in part), compression)


def repeated(unit: bytes, times: int) -> Iterator[bytes]:
    many = 1 + 100_000 // len(unit)
    for _ in range(times // many + 1):
        yield unit * many


# --- hostile files ---------------------------------------------------------------------------------------


def bomb() -> bytes:
    return body(repeated(b"<w:p/>" + b" " * 1_000, 250_000), compression=zipfile.ZIP_DEFLATED)


def bomb_of_a_small_size() -> bytes:
    return body(repeated(b"<w:p/>" + b" " * 1_000, 30_000), compression=zipfile.ZIP_DEFLATED)


def bomb_beside_the_text() -> bytes:
    image = repeated(bytes(1_000_000), 250)
    return streamed(image, zipfile.ZIP_DEFLATED, "word/media/image1.png", start=zipped({MAIN: GOOD}))


def header_that_lies_about_the_size() -> bytes:
    """The header and the directory say 1,000 bytes, the member inflates to 250 MB."""
    data = bytearray(bomb())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = data[22:26] = struct.pack("<I", 1_000)
    return bytes(data)


def directory_of_a_million_members() -> bytes:
    """zipfile would make 700 MB of objects from it, whatever number of members the end record says."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, *[0] * 8, 1, *[0] * 6) + b"a"
    directory = entry * 1_000_000
    return b"PK\x03\x04" + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 4, 0)


def long_member() -> bytes:
    return body((b'<w:p><w:pPr a="%s"/></w:p>' % NOISE for _ in range(16_000)), compression=zipfile.ZIP_DEFLATED)


def long_text() -> bytes:
    return body(
        (b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % NOISE for _ in range(4_000)), compression=zipfile.ZIP_DEFLATED
    )


def with_styles(*styles: Iterable[bytes]) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    links += f'<Relationship Id="r" Type="{kind}" Target="styles.xml"/></Relationships>'
    start = zipped({MAIN: GOOD, "word/_rels/document.xml.rels": links.encode()})
    content = (x for part in ([f"<w:styles {W}>".encode()], *styles, [b"</w:styles>"]) for x in part)
    return streamed(content, name="word/styles.xml", start=start)


def endless_styles() -> bytes:
    return with_styles(repeated(b'<w:style w:type="paragraph" w:styleId="s"/>', 1_000_000))


def styles_of_a_long_lineage() -> bytes:
    style = b'<w:style w:type="paragraph" w:styleId="%d"><w:basedOn w:val="%d"/></w:style>'
    return with_styles(style % (i, i + 1) for i in range(60_000))


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    return zipped({MAIN: f'<!DOCTYPE d [<!ENTITY e0 "lol">{entities}]>'.encode() + OPENING + b"&e9;" + CLOSING})


def long_default_attribute() -> bytes:
    """An internal subset that gives a long attribute to each element."""
    subset = f'<!DOCTYPE d [<!ATTLIST w:p a CDATA "{"x" * 100_000}">]>'
    return zipped({MAIN: subset.encode() + OPENING + b"<w:p/>" * 100_000 + CLOSING})


def external_entity() -> bytes:
    return zipped({MAIN: b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + OPENING + b"&x;" + CLOSING})


def document_type_cut_by_a_slice() -> bytes:
    return zipped({MAIN: b" " * (limits.SLICE_BYTES - 4) + b"<!DOCTYPE d>" + OPENING + CLOSING})


def document_type_in_another_encoding(encoding: str) -> bytes:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d><w:document {W}/>'
    return zipped({MAIN: xml.encode(encoding)})


def endless_attributes() -> bytes:
    attributes = b" ".join(b'a%d=""' % i for i in range(50))
    return body([b"<w:p>"], repeated(b"<w:x " + attributes + b"/>", 80_000), [b"</w:p>"])


def combining_marks() -> bytes:
    """Normalising them would take a time quadratic in their number: hours."""
    marks = "e" + "\u0301\u0316" * 1_000_000
    return zipped({MAIN: OPENING + b"<w:p><w:r><w:t>" + marks.encode() + b"</w:t></w:r></w:p>" + CLOSING})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (bomb, TOO_LARGE),
    "a bomb of a small size": (bomb_of_a_small_size, ABNORMAL),
    "a bomb beside the text": (bomb_beside_the_text, TOO_LARGE),
    "a header that lies about the size": (header_that_lies_about_the_size, DAMAGED),
    "a directory of a million members": (directory_of_a_million_members, DAMAGED),
    "many members": (lambda: zipped({MAIN: GOOD, **{f"{i}": b"" for i in range(6_000)}}), ABNORMAL),
    "two members of one name": (lambda: zipped({MAIN: GOOD, MAIN.upper(): GOOD}), ABNORMAL),
    "a compression that chooses its memory": (lambda: zipped({MAIN: GOOD}, zipfile.ZIP_LZMA), ABNORMAL),
    "a long member": (long_member, TOO_LONG),
    "a long text": (long_text, TOO_LONG),
    "endless styles": (endless_styles, TOO_LONG),
    "endless elements": (lambda: body([b"<w:p>"], repeated(b"<w:x/>.", 6_000_000), [b"</w:p>"]), TOO_LONG),
    "endless attributes": (endless_attributes, TOO_LONG),
    "endless insertions": (lambda: body([b"<w:p>"], repeated(b"<w:ins/>", 5_000_000), [b"</w:p>"]), TOO_LONG),
    "endless paragraphs": (lambda: body(repeated(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", 1_000_000)), TOO_LONG),
    "endless cells": (lambda: body(repeated(b"<w:tbl><w:tr><w:tc/><w:tc/></w:tr></w:tbl>", 1_000_000)), TOO_LONG),
    "an endless table": (lambda: body([b"<w:tbl>"], repeated(b"<w:tr><w:tc><w:p/></w:tc></w:tr>", 900_000)), TOO_LONG),
    "deep nesting": (lambda: body([b"<w:tbl>" * 6_000, b"</w:tbl>" * 6_000]), ABNORMAL),
    "an entity bomb": (entity_bomb, ABNORMAL),
    "an external entity": (external_entity, ABNORMAL),
    "a long default attribute": (long_default_attribute, ABNORMAL),
    "a document type cut by a slice": (document_type_cut_by_a_slice, ABNORMAL),
    "a document type in UTF-16": (lambda: document_type_in_another_encoding("utf-16"), ABNORMAL),
    "a document type in UTF-7": (lambda: document_type_in_another_encoding("utf-7"), ABNORMAL),
}

PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"

# Files close to one limit or another, which are read: their number of passages.
HEAVY: dict[str, tuple[Callable[[], bytes], int]] = {
    "rows without cells": (lambda: body([GOOD_P, b"<w:tbl>"], repeated(b"<w:tr/>", 70_000), [b"</w:tbl>"]), 1),
    "insertions in one block": (lambda: body([b"<w:p>"], repeated(b"<w:ins/>", 350_000), [b"</w:p>", GOOD_P]), 1),
    "paragraphs of one letter": (lambda: body([PARAGRAPH.format("a").encode() * 99_000]), 99_000),
    "characters of four bytes": (lambda: body([PARAGRAPH.format("😀é" * 2_000).encode() * 2_400]), 2_400),
    "a text of nine million characters": (lambda: body([PARAGRAPH.format("é" * 4_500_000).encode() * 2]), 2),
    "combining marks": (combining_marks, 1),
    "styles of a long lineage": (styles_of_a_long_lineage, 1),
    "a file full of images": (
        lambda: streamed([os.urandom(49 * limits.MB)], name="a.png", start=zipped({MAIN: GOOD})),
        1,
    ),
}

PROBE = """
import sys
from pathlib import Path
from clausier.readers.dossier import read_dossier
from clausier.readers.errors import ReadError
try:
    print(len(read_dossier(sys.argv[1:]).passages))
except ReadError as error:
    print(error)
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


def probe(path: Path) -> tuple[str, int]:
    """What a fresh process says of a file, and the most memory it took, in bytes."""
    done = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    said, peak = done.stdout.rstrip().rsplit("\n", 1)
    return said, int(peak) * 1024


linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


@linux
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gets_one_sentence_and_little_memory(what: str, tmp_path: Path) -> None:
    make, sentence = HOSTILE[what]
    path = tmp_path / "CCTP.docx"
    path.write_bytes(make())
    said, peak = probe(path)
    assert said.startswith(f"CCTP.docx : {sentence}. ")
    assert "\n" not in said
    assert peak < MEMORY


@linux
@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_file_is_read_within_its_memory(what: str, tmp_path: Path) -> None:
    make, passages = HEAVY[what]
    path = tmp_path / "CCTP.docx"
    path.write_bytes(make())
    said, peak = probe(path)
    assert said == str(passages)
    assert peak < MEMORY


@linux
@pytest.mark.parametrize(
    ("unit", "times", "expected"),
    [
        (b"a\n", 90_000, "90"),
        ("Le titulaire 😀\n".encode(), 90_000, "90"),
        (b"\na", 4_900_000, TOO_LONG),
        (b"a" * 1_000, 11_000, TOO_LONG),
        ("e\u0301\u0316".encode() * 100, 18_000, "1"),
        (b"." * 1_000 + b" ", 9_000, "1"),
    ],
)
def test_a_heavy_text_file_stays_within_its_memory(unit: bytes, times: int, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "CCTP.txt"
    path.write_bytes(unit * times)
    said, peak = probe(path)
    assert expected in said
    assert peak < MEMORY


# --- damaged and disguised files -------------------------------------------------------------------------


def ole(*streams: str) -> bytes:
    """An OLE file, as far as the names of its streams go."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(bytes(64) + name.encode("utf-16-le") for name in streams)


def content_type(kind: str) -> bytes:
    override = f'<Override PartName="/{MAIN}" ContentType="application/vnd.ms-word.{kind}.main+xml"/>'
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{override}</Types>'.encode()


def locked_member() -> bytes:
    data = bytearray(zipped({MAIN: GOOD}))
    data[6] |= 1  # in the header of the member
    data[data.rfind(b"PK\x01\x02") + 8] |= 1  # in the directory
    return bytes(data)


STORED = zipped({"[Content_Types].xml": content_type("document"), MAIN: GOOD}, zipfile.ZIP_STORED)
MACROS = "le document contient des macros et n'est pas lu, par sécurité"
PASSWORD = "le fichier est protégé par un mot de passe"
NOT_WORD = "ce n'est pas un document Word, ou il est abîmé"

DISGUISED: dict[str, tuple[str, bytes, str]] = {
    "a truncated package": ("a.docx", zipped({MAIN: GOOD})[:-30], DAMAGED),
    "a damaged member": ("a.docx", zipped({MAIN: GOOD}, zipfile.ZIP_STORED).replace(b"service", b"SERVICE"), DAMAGED),
    "an empty package": ("a.docx", zipped({}), DAMAGED),
    "a package without document": ("a.docx", zipped({"word/styles.xml": b""}), "le texte du document Word manque"),
    "a document without body": ("a.docx", zipped({MAIN: f"<w:document {W}/>".encode()}), DAMAGED),
    "a document without words": ("a.docx", zipped({MAIN: OPENING + CLOSING}), "le document est vide"),
    "a document of images": (
        "a.docx",
        zipped({MAIN: OPENING + CLOSING, "word/media/a.png": b""}),
        "le document ne contient que des images",
    ),
    "XML cut short": ("a.docx", zipped({MAIN: GOOD[:-9]}), ABNORMAL),
    "a member locked by a password": ("a.docx", locked_member(), PASSWORD),
    "an encrypted document": ("a.docx", ole("EncryptionInfo", "EncryptedPackage"), PASSWORD),
    "an old document": ("a.doc", ole("WordDocument"), "c'est un document de l'ancien format Word (.doc)"),
    "an old document under a new name": ("a.docx", ole("WordDocument"), "c'est un document de l'ancien format Word"),
    "an old workbook": ("a.xls", ole("Workbook"), "c'est un classeur Excel"),
    "another OLE file": ("a.msg", ole("x"), "c'est un fichier d'un ancien format de Microsoft Office"),
    "macros by content type": (
        "a.docm",
        zipped({"[Content_Types].xml": content_type("document.macroEnabled"), MAIN: GOOD}),
        MACROS,
    ),
    "macros by member": ("a.docx", zipped({MAIN: GOOD, "word/vbaProject.bin": b""}), MACROS),
    "an ODT without text": (
        "a.docx",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        "le texte du document LibreOffice manque",
    ),
    "an ODS": (
        "a.ods",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "c'est un fichier LibreOffice qui n'est pas un texte",
    ),
    "a workbook": ("a.docx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "c'est un classeur Excel"),
    "slides": ("a.docx", zipped({"ppt/presentation.xml": b""}), "c'est une présentation PowerPoint"),
    "an archive": ("a.zip", zipped({"CCTP.docx": b""}), "c'est une archive .zip"),
    "another archive": ("a.7z", b"7z\xbc\xaf\x27\x1c", "c'est une archive compressée"),
    "a PDF cut short": ("a.docx", b"%PDF-1.7", "le fichier PDF est abîmé ou incomplet"),
    "a text called PDF": ("a.pdf", b"Bonjour", "ce n'est pas un fichier PDF, ou il est abîmé"),
    "an RTF": ("a.doc", b"{\\rtf1}", "c'est un fichier RTF"),
    "a web page": ("a.doc", b" <!DOCTYPE html>", "c'est une page web"),
    "an XML file": ("a.docx", b"\xef\xbb\xbf<?xml version='1.0'?>", "c'est un fichier XML"),
    "an image": ("a.docx", b"\x89PNG\r\n", "c'est une image"),
    "a text under a wrong name": ("a.docx", b"Bonjour", NOT_WORD),
    "an unknown format": ("a.pages", b"Bonjour", "ce format de fichier n'est pas lu"),
    "an empty file": ("a.docx", b"", "le fichier est vide"),
    "a large file": ("a.docx", bytes(limits.MAX_FILE_BYTES + 1), "le fichier dépasse 50 Mo"),
}


@pytest.mark.parametrize("what", DISGUISED)
def test_a_damaged_or_disguised_file_is_named_for_what_it_is(what: str) -> None:
    name, data, sentence = DISGUISED[what]
    with pytest.raises(ReadError) as caught:
        read_document(name, data)
    assert str(caught.value).startswith(f"{name} : {sentence}")
    assert caught.value.remedy


def test_the_sentence_says_what_is_wrong_and_what_to_do() -> None:
    with pytest.raises(ReadError) as caught:
        read_document("CCTP.docx", ole("EncryptedPackage"))
    assert str(caught.value) == (
        "CCTP.docx : le fichier est protégé par un mot de passe. "
        "Enlevez la protection dans Word ou LibreOffice, puis réessayez."
    )


def test_a_document_is_read_for_what_it_is_whatever_its_name() -> None:
    assert read_document("CCTP.doc", zipped({MAIN: GOOD})).format == "docx"


@given(name=st.sampled_from(["a.docx", "a.txt", "a.md"]), data=st.binary(max_size=400))
def test_any_bytes_end_in_passages_or_in_one_sentence(name: str, data: bytes) -> None:
    try:
        read_document(name, data)
    except ReadError as error:
        assert str(error).startswith(f"{name} : ")


@given(changes=st.lists(st.tuples(st.integers(0, len(STORED) - 1), st.integers(0, 255)), min_size=1, max_size=9))
def test_a_package_with_altered_bytes_ends_in_passages_or_in_one_sentence(changes: list[tuple[int, int]]) -> None:
    data = bytearray(STORED)
    for place, value in changes:
        data[place] = value
    try:
        read_document("a.docx", bytes(data))
    except ReadError as error:
        assert str(error).startswith("a.docx : ")


# --- files and dossiers ----------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read_file(path, 1000)
    return caught.value.what


def test_what_is_no_readable_file_is_refused_without_waiting(tmp_path: Path) -> None:
    loop = tmp_path / "boucle.docx"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "tube.docx")
    (tmp_path / "fichier").write_bytes(b"")
    assert refusal(tmp_path) == "c'est un dossier, pas un fichier"
    assert refusal(tmp_path / "absent.docx") == "le fichier est introuvable"
    assert refusal(loop) == "le fichier n'a pas pu être ouvert"
    assert refusal(tmp_path / "fichier/CCTP.docx") == "le fichier n'a pas pu être ouvert"
    assert refusal(tmp_path / "nul\0.docx") == "le fichier n'a pas pu être ouvert"
    assert refusal(tmp_path / "tube.docx") == "ce n'est pas un fichier ordinaire"


def test_a_forbidden_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    (tmp_path / "CCTP.docx").write_bytes(GOOD)
    monkeypatch.setattr("builtins.open", forbidden)
    assert refusal(tmp_path / "CCTP.docx") == "vous n'avez pas le droit de lire ce fichier"


def test_all_refused_files_of_a_dossier_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "CCTP.docx").write_bytes(zipped({MAIN: GOOD}))
    (tmp_path / "RC.docx").write_bytes(b"")
    with pytest.raises(ReadErrors) as caught:
        read_dossier([tmp_path / name for name in ("CCTP.docx", "RC.docx", "CCAP.docx")], {"CCPA.docx": "ccap"})
    assert str(caught.value).splitlines() == [
        "CCPA.docx : ce fichier n'est pas dans le dossier. Documents donnés : CCTP.docx, RC.docx, CCAP.docx.",
        "RC.docx : le fichier est vide. Vérifiez que c'est le bon fichier.",
        "CCAP.docx : le fichier est introuvable. Vérifiez son nom et son dossier.",
    ]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value.errors[0]))) == str(caught.value.errors[0])


def test_documents_of_one_name_are_called_by_their_paths(tmp_path: Path) -> None:
    paths = [tmp_path / lot / "CCTP.docx" for lot in ("lot1", "lot2")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(zipped({MAIN: GOOD}))
    dossier = read_dossier(paths, {str(paths[1]): "ccap"})
    assert [document.name for document in dossier.documents] == [str(path) for path in paths]
    assert dossier.parts == ("cctp", "ccap")
    with pytest.raises(ReadError, match="deux documents du dossier portent ce nom"):
        read_dossier([paths[0], paths[0]])


def test_a_part_may_be_given_by_the_path_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "document.docx"
    path.write_bytes(zipped({MAIN: GOOD}))
    assert read_dossier([path], {str(path): "ccap"}).parts == ("ccap",)
    assert read_dossier([path], {"document.docx": "ccap"}).parts == ("ccap",)
    assert read_dossier([path]).parts == ()


def test_a_dossier_has_limits_too() -> None:
    def document(name: str, length: int) -> Document:
        return Document(name, "txt", None, (Passage(name, "paragraph", "a" * length, Location(1)),), False)

    assert assemble([document("a", 1), document("b", 1)]).parts == ()
    with pytest.raises(ReadError, match="trop nombreux ou trop longs"):
        assemble([document(str(i), 1) for i in range(limits.MAX_DOCUMENTS + 1)])
    with pytest.raises(ReadError, match="trop nombreux ou trop longs"):
        assemble([document("a", limits.MAX_DOSSIER_CHARACTERS), document("b", 1)])
    with pytest.raises(ReadError, match="plus de 50 documents"):
        read_dossier(["CCTP.docx"] * (limits.MAX_DOCUMENTS + 1))
