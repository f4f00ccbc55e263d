"""Small PDF files written by hand, for tests: words at places, rules, and whatever a hostile file may hold."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

A4 = (595, 842)
FONTS = ("Helvetica", "Helvetica-Bold")


@dataclass
class Sheet:
    """A page: words and rules at places in points from its lower left corner."""

    drawing: list[bytes] = field(default_factory=list)
    more: str = ""  # entries of the page

    def write(self, x: float, y: float, text: str, size: float = 11, bold: bool = False) -> "Sheet":
        letters = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        self.drawing.append(b"BT /F%d %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (bold, size, x, y, letters))
        return self

    def lines(self, x: float, y: float, *texts: str, size: float = 11, pitch: float = 13) -> "Sheet":
        for i, text in enumerate(texts):
            self.write(x, y - i * pitch, text, size)
        return self

    def rule(self, left: float, bottom: float, right: float, top: float) -> "Sheet":
        self.drawing.append(b"%g %g %g %g re f" % (left, bottom, right - left, top - bottom))
        return self

    def grid(self, columns: Sequence[float], rows: Sequence[float]) -> "Sheet":
        for x in columns:
            self.rule(x, min(rows), x + 0.5, max(rows))
        for y in rows:
            self.rule(min(columns), y, max(columns), y + 0.5)
        return self


def pdf(*sheets: Sheet, catalog: str = "", trailer: str = "", fonts: Sequence[str] = FONTS) -> bytes:
    """A PDF of these pages."""
    first = 3 + len(fonts)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(sheets)))
    resources = "".join(f"/F{i} {3 + i} 0 R " for i in range(len(fonts)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode() for font in fonts),
    ]
    for i, sheet in enumerate(sheets):
        objects.append(
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents {first + 2 * i + 1} 0 R "
                f"/Resources << /Font << {resources}>> >> {sheet.more} >>"
            ).encode()
        )
        objects.append(stream(b"\n".join(sheet.drawing)))
    return assembled(objects, trailer)


def stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode() + packed + b"\nendstream"


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first one is its catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return data
