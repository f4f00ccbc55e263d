"""Hostile PDF files: passages or one sentence, within 300 MB and the time given, whatever PDFium does with them."""

import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.pdf_files import Sheet, assembled, pdf, stream

from clausier.readers import limits
from clausier.readers.dossier import read_document
from clausier.readers.errors import ReadError
from clausier.readers.pdf import read_pdf

MEMORY = 300_000_000  # bytes, of either process
STOPPED = "la lecture de ce PDF demande trop de temps ou de mémoire et a été arrêtée, par sécurité"
TOO_LONG = "le document est trop long pour être relu"
DAMAGED = "le fichier PDF est abîmé ou incomplet"
EMPTY = "le document est vide"
IMAGES = "le PDF ne contient que des images, sans texte à relire"
READ = ""

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(resources: str = "") -> bytes:
    return (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        f"/Resources << /Font << /F0 3 0 R >> {resources} >> >>"
    ).encode()


def drawn(content: bytes, times: int = 1, resources: str = "", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of some pages that all hold this stream."""
    kids = b" ".join(b"%d 0 R" % (5 + len(more) + i) for i in range(times))
    pages = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, times)
    return assembled([CATALOG, pages, FONT, content, *more, *[page(resources)] * times])


def inflating(unit: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(unit) for _ in range(times)) + packer.flush()
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def form(entry: str, drawing: bytes = b"/X Do /X Do") -> bytes:
    return stream(drawing, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {entry} >> >>")


def written(drawing: bytes) -> bytes:
    return stream(b"BT /F0 3 Tf " + drawing + b" ET")


GRID = b"".join(b"%d 0 1 800 re f 0 %d 600 1 re f " % (i * 5, i * 5) for i in range(110))
FRAMES = b"".join(b"%d %d 1 9 re f %d %d 9 1 re f " % (*(i * 15 % 590, i * 15 // 590 * 15) * 2,) for i in range(2_000))
LETTERS = b"".join(b"1 0 0 1 %d %d Tm (a%d) Tj " % (i * 5 % 590, i * 5 // 590 * 5 % 800, i % 10) for i in range(9_000))

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a file of one line": (lambda: b"%PDF-1.7\n", DAMAGED),
    "a file cut short": (lambda: pdf(Sheet().write(70, 700, "Bonjour"))[:200], DAMAGED),
    "pages that hold themselves": (
        lambda: assembled([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"]),
        TOO_LONG,
    ),
    "a false number of pages": (lambda: assembled([CATALOG, b"<< /Type /Pages /Kids [] /Count 2000000000 >>"]), EMPTY),
    "a table of objects that loops": (lambda: pdf(Sheet().write(70, 700, "Bonjour"), trailer="/Prev 9"), READ),
    "a bomb of nothing": (lambda: drawn(inflating(bytes(10_000_000), 100)), STOPPED),
    "a bomb of letters": (lambda: drawn(inflating(b"BT /F0 1 Tf (a) Tj ET\n" * 100_000, 100)), STOPPED),
    "a drawing that draws itself": (
        lambda: drawn(stream(b"/X Do"), 1, "/XObject << /X 5 0 R >>", (form("5 0 R"),)),
        STOPPED,
    ),
    "a drawing of 2^40 drawings": (
        lambda: drawn(
            stream(b"/X Do"),
            1,
            "/XObject << /X 5 0 R >>",
            (*(form(f"{6 + i} 0 R") for i in range(40)), stream(b"BT /F0 9 Tf (a) Tj ET")),
        ),
        STOPPED,
    ),
    "arrays in arrays": (lambda: drawn(stream(b"[" * 500_000 + b"]" * 500_000)), EMPTY),
    "states never left": (lambda: drawn(stream(b"q " * 3_000_000)), STOPPED),
    "a word of millions of letters": (lambda: drawn(written(b"(" + b"a" * 2_900_000 + b") Tj")), READ),
    "lines of dots": (lambda: drawn(written(b"(" + b"." * 900_000 + b"x) Tj"), 3), READ),
    "doubled letters that are not": (lambda: drawn(written(b"(aabbccddeeffgghh ) Tj " * 20_000), 3), READ),
    "letters at one place": (lambda: drawn(written(b"1 0 0 1 9 9 Tm (a) Tj " * 300_000)), READ),
    "a map": (
        lambda: drawn(stream(b"".join(b"%d %d 1 50 re f " % (i % 600, i % 800) for i in range(300_000)))),
        IMAGES,
    ),
    "tables of many cells": (lambda: drawn(stream(GRID + b"BT /F0 3 Tf " + LETTERS + b" ET"), 11), READ),
    "frames by the thousand": (lambda: drawn(stream(FRAMES + b"BT /F0 3 Tf " + LETTERS + b" ET"), 11), READ),
    "pages of overlapping lines": (
        lambda: drawn(
            written(b"".join(b"1 0 0 1 0 %d Tm (%s) Tj " % (800 - i, b"aa bb cc " * 20) for i in range(800))), 60
        ),
        READ,
    ),
}

PROBE = """
import resource, sys
from pathlib import Path
from clausier.readers.dossier import read_dossier
from clausier.readers.errors import ReadError
try:
    print(len(read_dossier(sys.argv[1:]).passages))
except ReadError as error:
    print(error)
status = Path("/proc/self/status").read_text()  # what getrusage says of itself counts the process it came from
print(int(status.partition("VmHWM:")[2].split()[0]) * 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory and time are bounded by the system")


@linux
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_ends_in_passages_or_in_one_sentence_within_its_bounds(what: str, tmp_path: Path) -> None:
    make, sentence = HOSTILE[what]
    path = tmp_path / "CCTP.pdf"
    path.write_bytes(make())
    done = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    said, own, child = done.stdout.splitlines()
    assert said.startswith(f"CCTP.pdf : {sentence}. ") if sentence else said.isdigit()
    assert max(int(own), int(child)) < MEMORY


@linux
def test_a_pdf_that_takes_too_long_is_stopped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PDF_WAIT_SECONDS", 0.01)
    with pytest.raises(ReadError) as caught:
        read_pdf("CCTP.pdf", pdf(Sheet().write(70, 700, "Bonjour à tous")))
    assert str(caught.value) == f"CCTP.pdf : {STOPPED}. Donnez le document Word (.docx) dont il est tiré."


SOUND = pdf(Sheet().write(70, 700, "Le titulaire fournit un service.").grid([70, 200, 400], [600, 620, 640]))


@settings(max_examples=30)
@given(changes=st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=9))
def test_a_pdf_with_altered_bytes_ends_in_passages_or_in_one_sentence(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    try:
        read_document("a.pdf", bytes(data))
    except ReadError as error:
        assert str(error).startswith("a.pdf : ")
