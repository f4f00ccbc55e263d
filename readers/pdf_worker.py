"""Reads a PDF in a process of its own: bytes on standard input, lines of text with their places on standard output.

PDFium is native code that nothing can stop from inside, and a PDF is a programme of drawings. Here a crash, a loop or a
swollen memory ends this process only; it can open no file and no connection, and `clausier.readers.pdf` says one
sentence. It imports little, because it is started for each PDF.

Output, in JSON: {"error": code} or {"form": bool, "pages": [page…]}; a page is {"width", "height", "drawn", "lines",
"rules"}, its lines are [text, left, right, baseline, size, bold, goes on] in points from the lower left corner of the
page as it is shown, its rules [left, bottom, right, top].
"""

import codecs
import ctypes
import json
import math
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import pypdfium2_raw as pdfium

from clausier.readers.symbols import PRIVATE, family, symbol

_TIME_TO_SAY = 0.85  # of the seconds given: past that, it says that the document is long, before it is stopped
_UTF16 = codecs.lookup("utf-16-le")  # looked up now: once confined, this process opens no file, not even a codec
_WRONG_PASSWORD, _UNSUPPORTED_SECURITY = 4, 5  # FPDF_GetLastError
_PATH, _IMAGE = 2, 3  # FPDFPageObj_GetType
_BOLD = 600  # weight of a font, out of 1,000
_WIDE_GAP = 1.0  # of the size of the letters: a wider space parts two cells, or a number and its title
_THICKEST_RULE = 2.5  # points
_SHORTEST_RULE = 4
_SMALLEST_FRAME = 8
_SEGMENTS_OF_A_RECTANGLE = 6
_MAX_RULES = 20_000  # of a page: over that it is a map or a drawing
_LINE = re.compile("[^\r\n\ufffe]*\ufffe?")  # PDFium writes U+FFFE for a hyphen at the end of a line
_SURROGATE = re.compile("[\ud800-\udfff]")
_DOUBLED = re.compile(r"(?:(\w)\1){3,}")
_PAIRS = re.compile(r"(?:(\S)\1)+")
_SAME_PLACE = 0.25  # of the size: letters nearer than that are drawn one over the other
_LONGEST_FONT_NAME = 200

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Refusal(Exception):
    """Why the file is not read: "password", "damaged" or "too_long"."""


def confine(memory: int, seconds: int) -> None:
    """Bound what this process may take. Windows has no such bounds: there the reader's own timeout remains."""
    try:
        import resource
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),  # no new file or socket: fonts of the machine cannot change the result either
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (OSError, ValueError):
            continue  # a stricter limit is in force already


class _Page:
    """One open page, with its coordinates as it is shown: /Rotate and the corner of its box undone."""

    def __init__(self, page: Any, text: Any) -> None:
        self._page = page
        self._text = text
        self._doubles = [ctypes.c_double() for _ in range(4)]
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._double_refs = [ctypes.byref(x) for x in self._doubles]
        self._float_refs = [ctypes.byref(x) for x in self._floats]
        self._rect = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._turns = pdfium.FPDFPage_GetRotation(page) % 4
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(self._rect))
        self._box: Box = (self._rect.left, self._rect.bottom, self._rect.right, self._rect.top)
        self.width: float = pdfium.FPDF_GetPageWidthF(page)
        self.height: float = pdfium.FPDF_GetPageHeightF(page)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        if self._turns == 0:
            return x - left, y - bottom
        if self._turns == 1:
            return y - bottom, right - x
        if self._turns == 2:
            return right - x, top - y
        return top - y, x - left

    def _upright(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (a, b), (c, d) = self._shown(x0, y0), self._shown(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def _boxes(self, first: int, last: int) -> list[Box]:
        """Where the runs of letters of these characters stand, in their order."""
        boxes = []
        for i in range(pdfium.FPDFText_CountRects(self._text, first, last - first + 1)):
            pdfium.FPDFText_GetRect(self._text, i, *self._double_refs)
            left, top, right, bottom = (x.value for x in self._doubles)
            boxes.append(self._upright(left, bottom, right, top))
        return boxes

    def _baseline(self, index: int) -> float:
        pdfium.FPDFText_GetCharOrigin(self._text, index, *self._double_refs[:2])
        return self._shown(self._doubles[0].value, self._doubles[1].value)[1]

    def _size(self, index: int) -> float:
        """Size of a letter as it is drawn: that of its font, at the scale of the drawing."""
        size: float = pdfium.FPDFText_GetFontSize(self._text, index)
        if pdfium.FPDFText_GetMatrix(self._text, index, ctypes.byref(self._matrix)):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return size

    def _left(self, index: int) -> float:
        pdfium.FPDFText_GetCharBox(self._text, index, *self._double_refs)
        left, right, bottom, top = (x.value for x in self._doubles)
        return self._upright(left, bottom, right, top)[0]

    def _font(self, index: int) -> str:
        name = ctypes.create_string_buffer(_LONGEST_FONT_NAME)
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._text, index, name, _LONGEST_FONT_NAME, ctypes.byref(flags))
        return name.value.decode("utf-8", "replace")

    def _index(self, place: int) -> int:
        """The number that PDFium gives to a character of the text of the page."""
        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._text, place)
        return index

    def text(self) -> str:
        """The text of the page, one character for each that PDFium counts: a pair of surrogates is two."""
        count = max(pdfium.FPDFText_CountChars(self._text), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        pdfium.FPDFText_GetText(self._text, 0, count, buffer)
        text = _UTF16.decode(bytes(buffer), "replace")[0]
        if len(text) <= count:
            text = "".join(map(chr, buffer))
        return text.partition("\0")[0]

    def lines(self, text: str) -> Iterator[list[Any]]:
        """The lines of the page in the order they are drawn, each in pieces where wide gaps part it."""
        for match in _LINE.finditer(text):
            line = match[0]
            words = line.strip(" \ufffe")
            if not words:
                continue
            start = match.start() + line.index(words[0])
            end = start + len(words) - 1
            first, middle, last = self._index(start), self._index(_letter_near(text, start, end)), self._index(end)
            if min(first, middle, last) < 0 or not (boxes := self._boxes(first, last)):
                continue
            size = self._size(middle) or 1.0
            baseline = self._baseline(middle)
            more = False
            for begin, stop, left, right in self._pieces(start, match.end() - 1, boxes, size):
                piece = self._undoubled(text[begin : stop + 1], begin, size)
                if not piece.strip():
                    continue
                bold = self._weight(_letter_near(text, begin, stop)) >= _BOLD
                yield [piece, *(round(x, 1) for x in (left, right, baseline, size)), int(bold), int(more)]
                more = True

    def _weight(self, place: int) -> int:
        index = self._index(place)
        weight: int = pdfium.FPDFText_GetFontWeight(self._text, index)
        if weight <= 0:
            return _BOLD if "bold" in self._font(index).lower() else 0
        return weight

    def _pieces(self, start: int, end: int, boxes: list[Box], size: float) -> Iterator[tuple[int, int, float, float]]:
        """(first, last, left, right) of the parts of a line, in places of the text."""
        left, right = boxes[0][0], boxes[0][2]
        for box in boxes[1:]:
            if box[0] - right > _WIDE_GAP * size and (cut := self._place_at(box)) is not None and start < cut <= end:
                yield start, cut - 1, left, right
                start, left, right = cut, box[0], box[2]
            else:
                left, right = min(left, box[0]), max(right, box[2])
        yield start, end, left, right

    def _place_at(self, box: Box) -> int | None:
        """The place in the text of the first letter of a run."""
        if self._turns:  # a page shown turned: its lines are left whole
            return None
        x, y = box[0] + self._box[0] + 0.1, (box[1] + box[3]) / 2 + self._box[1]
        index = pdfium.FPDFText_GetCharIndexAtPos(self._text, x, y, 1.5, 1.5)
        place = pdfium.FPDFText_GetTextIndexFromCharIndex(self._text, index) if index >= 0 else -1
        return place if place > 0 else None

    def _undoubled(self, piece: str, begin: int, size: float) -> str:
        """Undo a bold that is made by drawing each letter twice; give symbols their meaning."""
        if _DOUBLED.search(piece):
            piece = _PAIRS.sub(lambda pairs: self._once(pairs, begin, size), piece)
        if not piece.isascii():
            # An undone bold holds no symbol: places are still those of the text.
            piece = PRIVATE.sub(lambda found: self._meaning(found[0], begin + found.start()), piece)
        if not piece.isascii() and _SURROGATE.search(piece):
            piece = _UTF16.decode(_UTF16.encode(piece, "surrogatepass")[0], "replace")[0]
        return piece

    def _once(self, pairs: re.Match[str], begin: int, size: float) -> str:
        first, second = (self._left(self._index(begin + pairs.start() + i)) for i in (0, 1))
        return pairs[0][::2] if abs(second - first) < _SAME_PLACE * size else pairs[0]

    def _meaning(self, character: str, place: int) -> str:
        """A symbol by its meaning; one without any is left for the reader to take as a bullet."""
        return symbol(family(self._font(self._index(place))), ord(character)) or character

    def rules(self, count: int) -> Iterator[list[float]]:
        """Thin lines, and the sides of the rectangles that are drawn."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        for i in range(min(count, _MAX_RULES)):
            drawing = pdfium.FPDFPage_GetObject(self._page, i)
            if pdfium.FPDFPageObj_GetType(drawing) != _PATH:
                continue
            if not pdfium.FPDFPageObj_GetBounds(drawing, *self._float_refs):
                continue
            box = self._upright(*(x.value for x in self._floats))
            width, height = box[2] - box[0], box[3] - box[1]
            if min(width, height) <= _THICKEST_RULE:
                if max(width, height) >= _SHORTEST_RULE:
                    yield [round(x, 1) for x in box]
            elif min(width, height) > _SMALLEST_FRAME and (
                pdfium.FPDFPath_CountSegments(drawing) <= _SEGMENTS_OF_A_RECTANGLE
                and pdfium.FPDFPath_GetDrawMode(drawing, ctypes.byref(fill), ctypes.byref(stroke))
                and stroke.value
            ):
                left, bottom, right, top = (round(x, 1) for x in box)
                yield [left, bottom, left, top]
                yield [right, bottom, right, top]
                yield [left, bottom, right, bottom]
                yield [left, top, right, top]


def _letter_near(text: str, start: int, end: int) -> int:
    """A place near the middle where a letter is drawn: a space may have no size and no weight."""
    middle = (start + end) // 2
    if not text[middle].isspace():
        return middle
    return next((place for place in range(middle, end) if not text[place].isspace()), end)


def read(data: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """All the pages of a PDF. Raises Refusal."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in (_WRONG_PASSWORD, _UNSUPPORTED_SECURITY)
        raise Refusal("password" if locked else "damaged")
    count = pdfium.FPDF_GetPageCount(document)
    if count > limits["pages"]:
        raise Refusal("too_long")
    characters = blocks = 0
    pages = []
    for number in range(count):
        page = _read_page(document, number)
        characters += sum(len(line[0]) for line in page["lines"])
        blocks += len(page["lines"])
        if (
            characters > limits["characters"]
            or blocks > limits["blocks"]
            or time.process_time() > _TIME_TO_SAY * limits["seconds"]
        ):
            raise Refusal("too_long")
        pages.append(page)
    return {"form": pdfium.FPDF_GetFormType(document) > 0, "pages": pages}


def _read_page(document: Any, number: int) -> dict[str, Any]:
    """One page; one that cannot be read counts as a page without text."""
    page = pdfium.FPDF_LoadPage(document, number)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    if not page or not text:
        return {"width": 0, "height": 0, "drawn": True, "lines": [], "rules": []}
    one = _Page(page, text)
    count = pdfium.FPDFPage_CountObjects(page)
    result = {
        "width": round(one.width, 1),
        "height": round(one.height, 1),
        "drawn": count > 0,
        "lines": list(one.lines(one.text())),
        "rules": list(one.rules(count)),
    }
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return result


def main() -> None:
    limits: dict[str, int] = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    confine(limits["memory"], limits["seconds"])
    try:
        answer = read(data, limits)
    except Refusal as refusal:
        answer = {"error": str(refusal)}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
