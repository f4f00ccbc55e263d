"""Lines of text as a PDF draws them: where each stands, what repeats from page to page, in what order they are read."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from clausier.engine.dossier import Kind
from clausier.readers import limits
from clausier.readers.symbols import PRIVATE

_CUT = "\ufffe"  # a word that goes on in the next line
_SOFT_HYPHEN = "\u00ad"
_STUCK_BULLET = re.compile(r"^([•▪◦●○■□➢➔⇒→✓✔❖·‣⁃∙])(?=\w)")
_LETTER_O = re.compile(r"^o(?=\s+\S|$)")  # the bullet of Courier New; no French sentence begins with that word
_SPACES = re.compile(r"[ \t]{2,}|\t")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ufeff\ufffd\uffff]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
# What most lines hold none of, looked for first.
_ODD = re.compile("[\x00-\x1f\x7f\u00ad\ue000-\uf8ff\ufb00-\ufb06\ufeff\ufffd-\uffff]|  ")

_MARGIN = 0.16  # of the height of a page, at its top and at its bottom: where running lines stand
_SAME_HEIGHT = 4.0  # points
_OFTEN = 0.3  # of the pages
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}\W*(?:(?:sur|de|of)?\W*\d{1,4}\W*)?", re.IGNORECASE)
_LONGEST_PAGE_NUMBER = 30  # characters
_MOST_RULES_AT_ONE_HEIGHT = 50
_SAME_LINE = 0.2  # of the size: lines nearer than that in height are one printed line
_FEWEST_LINES = 10  # of a document: with fewer, nothing tells where its right margin is but its left one
_COLUMN_SHARE = 0.3  # of the lines of a page on each side of the space between two columns
_MOST_ACROSS = 0.3


@dataclass(slots=True)
class Line:
    """A line, or the part of one between two wide gaps; in points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    y: float  # of the baseline
    size: float  # height of its letters, a little under that of the font
    bold: bool
    goes_on: bool  # in the same printed line as the part before
    spaced: bool  # a space is drawn at its end, as Word does where it wraps a line
    cut: bool  # it ends with the hyphen of a word that goes on in the next line
    cell: tuple[int, int, int] | None = None  # (table, row, column)
    edges: tuple[float, float] = (0.0, 0.0)  # of the column or cell that it stands in
    struck: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """`rules` are (left, bottom, right, top). `blank` says that it holds drawings and no text."""

    number: int
    width: float
    height: float
    lines: list[Line]
    rules: list[tuple[float, float, float, float]]
    blank: bool


@dataclass(frozen=True, slots=True)
class Running:
    """A line that is printed on many pages, as it is on the first of them."""

    kind: Kind
    text: str
    page: int


def pages_of(answer: dict[str, Any]) -> list[Page]:
    """The pages that `pdf_worker` gave."""
    pages = []
    for number, page in enumerate(answer["pages"], start=1):
        lines = [_line(*line) for line in page["lines"]]
        kept = [line for line in lines if line.text]
        rules = [(left, bottom, right, top) for left, bottom, right, top in page["rules"]]
        pages.append(Page(number, page["width"], page["height"], kept, rules, not kept and page["drawn"]))
    return pages


def _line(text: str, left: float, right: float, y: float, size: float, bold: int, goes_on: int) -> Line:
    cut = text.rstrip(" ").endswith((_CUT, _SOFT_HYPHEN))
    return Line(
        clean(text), left, right, y, max(size, 1.0), bool(bold), bool(goes_on), text.endswith((" ", "\u00a0")), cut
    )


def clean(text: str) -> str:
    """The words of a line: controls left out, ligatures spelt, a symbol without meaning taken as a bullet."""
    if _ODD.search(text):
        text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text.replace(_SOFT_HYPHEN, "").replace(_CUT, "-"))
        text = _SPACES.sub(" ", _CONTROLS.sub("", text))
        text = PRIVATE.sub("", PRIVATE.sub("•", text, count=1) if PRIVATE.match(text.lstrip()) else text)
    text = text.strip()
    if not text[:1].isupper():
        text = _LETTER_O.sub("•", _STUCK_BULLET.sub(r"\1 ", text))
    return limits.nfc(text)


def take_running_lines(pages: Sequence[Page], inside: Callable[[Page, Line], bool]) -> list[Running]:
    """Take off the pages the lines that repeat at their top and bottom, and the page numbers.

    `inside` says that a line stands in a table that leaves the margin: its first row may be printed on each page.
    """
    count = sum(1 for page in pages if page.lines)
    often = max(2, min(3, count), _OFTEN * count)
    seen: Counter[tuple[Kind, str, int]] = Counter()
    margins = [(page, [(kind, row) for kind, row in _outer(page) if not inside(page, row[0])]) for page in pages]
    for _, outer in margins:
        # A line counts at the heights just above and below too: half a point may round either way.
        seen.update({(kind, key, y + d) for kind, row in outer for key, y in [_key(row)] for d in (-1, 0, 1)})
    found: dict[tuple[Kind, str], Running] = {}
    for page, outer in margins:
        taken: set[int] = set()
        stopped: dict[Kind, float] = {}
        for kind, row in outer:
            if kind in stopped and abs(row[0].y - stopped[kind]) > _SAME_HEIGHT:
                continue  # under a line of the text, nothing is a header
            key, y = _key(row)
            text = "\t".join(line.text for line in row)
            number = len(text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(text) is not None
            if seen[kind, key, y] >= often and count > 1:
                taken.update(map(id, row))
                if not number:
                    found.setdefault((kind, key), Running(kind, text, page.number))
            elif kind not in stopped:
                stopped[kind] = row[0].y
        page.lines = [line for line in page.lines if id(line) not in taken]
    return sorted(found.values(), key=lambda running: running.kind == "footer")


def in_margin(page: Page, low: float, high: float) -> bool:
    """Whether what stands between two heights is wholly in the top or the bottom margin of a page."""
    return low > page.height * (1 - _MARGIN) or high < page.height * _MARGIN


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """The printed lines, each as its parts."""
    rows: list[list[Line]] = []
    for line in lines:
        if line.goes_on and rows:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _outer(page: Page) -> list[tuple[Kind, list[Line]]]:
    """The printed lines at the top of a page from above, then those at its bottom from below."""
    rows = rows_of(page.lines)
    top = [row for row in rows if row[0].y > page.height * (1 - _MARGIN)]
    bottom = [row for row in rows if row[0].y < page.height * _MARGIN]
    return [
        *(("header", row) for row in sorted(top, key=lambda row: -row[0].y)),
        *(("footer", row) for row in sorted(bottom, key=lambda row: row[0].y)),
    ]


def _key(row: Sequence[Line]) -> tuple[str, int]:
    """A running line without its numbers and spaces, and its height on the page."""
    text = "".join("".join(line.text.split()) for line in row)
    return _NUMBERS.sub("#", text.casefold()), round(row[0].y / _SAME_HEIGHT)


def mark_struck(page: Page) -> None:
    """Note the words that a rule crosses at the height of their middle."""
    flat = [rule for rule in page.rules if rule[3] - rule[1] < rule[2] - rule[0]]
    if not flat:
        return
    by_height: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for rule in flat:
        if len(by_height[round(rule[1])]) < _MOST_RULES_AT_ONE_HEIGHT:
            by_height[round(rule[1])].append(rule)
    for line in page.lines:
        low, high = line.y + 0.15 * line.size, line.y + 0.5 * line.size
        for height in range(int(low), int(high) + 2):
            for left, bottom, right, top in by_height.get(height, ()):
                if low <= (bottom + top) / 2 <= high and min(right, line.right) - max(left, line.left) > line.size / 3:
                    line.struck.append(_words_between(line, left, right))


def _words_between(line: Line, left: float, right: float) -> tuple[int, int]:
    """Offsets of the words between two places: letters are taken as equally wide, then whole words."""
    unit = (line.right - line.left) / len(line.text) or 1.0
    borders = [0, *(m.end() for m in re.finditer(r"\s+", line.text)), len(line.text)]
    start, end = ((place - line.left) / unit for place in (left, right))
    first = min(borders, key=lambda border: abs(border - start))
    last = min((border for border in borders if border > first), key=lambda border: abs(border - end), default=first)
    return first, len(line.text[:last].rstrip())


def set_edges(pages: Sequence[Page]) -> None:
    """Give each line outside of tables the edges of its column, and put the lines of a page in reading order."""
    usual: dict[int, list[tuple[float, float]]] = defaultdict(list)
    columns = []
    few = sum(len(page.lines) for page in pages) < _FEWEST_LINES
    for page in pages:
        free = [line for line in page.lines if line.cell is None]
        gutter = gutter_of(free)
        columns.append((page, free, gutter))
        if free and gutter is None:
            usual[round(page.width)].append((min(x.left for x in free), max(x.right for x in free)))
    for page, free, gutter in columns:
        if not free:
            continue
        sides = [free]
        if gutter is not None:
            sides = [[x for x in free if x.right <= gutter], [x for x in free if x.left >= gutter]]
        wide = usual.get(round(page.width), [])
        edges = (sorted(x[0] for x in wide)[len(wide) // 2], sorted(x[1] for x in wide)[len(wide) // 2]) if wide else ()
        for side in sides:
            left, right = min(x.left for x in side), max(x.right for x in side)
            if few:
                right = max(right, page.width - left)
            if edges and gutter is None:
                left, right = min(left, edges[0]), max(right, edges[1])
            for line in side:
                line.edges = (left, right)
        for line in free:
            if line.edges == (0.0, 0.0):  # across both columns
                line.edges = (min(x.left for x in free), max(x.right for x in free))
        if _disordered(page.lines):
            page.lines = _by_place(page.lines, gutter)


def gutter_of(lines: Sequence[Line]) -> float | None:
    """Where the space between two columns is, None on a page of one column."""
    if len(lines) < 12:
        return None
    left, right = min(x.left for x in lines), max(x.right for x in lines)
    best: tuple[int, float] | None = None
    for tenth in range(30, 71, 2):
        x = left + (right - left) * tenth / 100
        before = sum(line.right <= x for line in lines)
        after = sum(line.left >= x for line in lines)
        across = len(lines) - before - after
        if min(before, after) >= _COLUMN_SHARE * len(lines) and across <= _MOST_ACROSS * len(lines):
            best = min(best or (across, x), (across, x))
    if best is None:
        return None
    x = best[1]
    # Two columns are full on both sides: short lines at the left and figures at the right are a list of prices.
    widths = [line.right - line.left for line in lines if line.left >= x]
    return x if sum(widths) / len(widths) > 0.6 * (right - x) else None


def _disordered(lines: Sequence[Line]) -> bool:
    """Whether a line is drawn after one that stands right under it: that is not the order of reading."""
    return any(
        b.y - a.y > a.size
        and a.cell is None
        and b.cell is None
        and min(a.right, b.right) - max(a.left, b.left) > 0.5 * min(a.right - a.left, b.right - b.left)
        for before in (1, 2)  # two columns may be drawn line by line
        for a, b in zip(lines, lines[before:], strict=False)
    )


def _by_place(lines: Sequence[Line], gutter: float | None) -> list[Line]:
    """From top to bottom, the left column before the right one; a line across both ends the columns above it."""
    ordered: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(_at_one_height(lines), key=lambda line: (-line.y, line.left)):
        if gutter is None or line.left < gutter < line.right:
            ordered += [*sides[0], *sides[1], line]
            sides = ([], [])
        else:
            sides[line.left >= gutter].append(line)
    return [*ordered, *sides[0], *sides[1]]


def _at_one_height(lines: Sequence[Line]) -> list[Line]:
    """Lines of one printed line given one height, so that they are read from left to right."""
    ordered = sorted(lines, key=lambda line: -line.y)
    for above, line in pairwise(ordered):
        if above.y - line.y < _SAME_LINE * line.size:
            line.goes_on = line.goes_on or above.right <= line.left
            line.y = above.y
    return ordered
