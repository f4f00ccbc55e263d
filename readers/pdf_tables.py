"""Tables of a PDF: the cells that its ruled lines draw, or that rows of aligned parts show."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

from clausier.readers.pdf_lines import Line, Page, gutter_of, in_margin, rows_of

_NEAR = 3.0  # points between two rules that touch, or that are the two sides of one border
_SHORTEST = 8.0
_MOST_CROSSINGS = 40_000  # of the rules of a page: more are a drawing
_MOST_EFFORT = 3_000_000  # crossings looked at, and places in which cells are looked for, in a whole document
_ALIGNED = 1.5  # of the size: parts of two rows that begin within that are of one column
_FEWEST_ROWS = 3
_PADDING = 5.0  # points between a rule and the text, about
_MARKER = re.compile(
    r"(?:[•▪◦●○■□☐☑☒➢➔⇒→✓✔❖·‣⁃∙–—−*-]|\(?[a-z]{1,4}[.)]|\(?\d{1,3}[.)°-]?|[IVX]{1,5}\s?[.)–—-]?"
    r"|(?:article|chapitre|annexe|lot|titre)\s*(?:n°\s*)?[\dIVX.-]{1,9}\s*[.):–—-]?|\d{1,3}(?:[.-]\d{1,3}){1,5}\s?[.)–—-]?)",
    re.IGNORECASE,
)

Rule = tuple[float, float, float]  # place across, start and end along
Cell = tuple[int, int, float, float]  # row and column from 0, left and right


class Grid:
    """The rules that hold together on a page, and the cells between them; merged cells have no rule between them."""

    def __init__(self, flat: Sequence[Rule], upright: Sequence[Rule]) -> None:
        # A row that is cut by the end of a page has no rule there.
        ends = [(end, 0.0, 0.0) for _, start, end in upright] + [(start, 0.0, 0.0) for _, start, end in upright]
        self.columns = _places(upright)
        self.rows = _places([*flat, max(ends), min(ends)])[::-1]  # from the top
        self._sides = [[rule for rule in upright if abs(rule[0] - place) <= _NEAR] for place in self.columns]
        self._floors = [[rule for rule in flat if abs(rule[0] - place) <= _NEAR] for place in self.rows]
        self._known: dict[tuple[int, int], Cell] = {}

    @property
    def is_table(self) -> bool:
        """Whether it has two columns at least; one alone is a frame, or lines drawn between rows of aligned parts."""
        return len(self.columns) > 2

    @property
    def cost(self) -> int:
        """What finding one cell may take, about."""
        return len(self.columns) + len(self.rows)

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell around a point, the first one of those that are merged."""
        columns, rows = self.columns, self.rows
        if not (columns[0] <= x < columns[-1] and rows[-1] < y <= rows[0]):
            return None
        base = (sum(place >= y for place in rows) - 1, bisect_right(columns, x) - 1)
        if base not in self._known:
            self._known[base] = self._whole(*base)
        return self._known[base]

    def _whole(self, row: int, column: int) -> Cell:
        columns, rows = self.columns, self.rows
        x, y = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
        end = column + 1
        while column > 0 and not _ruled(self._sides[column], y):
            column -= 1
        while end < len(columns) - 1 and not _ruled(self._sides[end], y):
            end += 1
        while row > 0 and not _ruled(self._floors[row], x):
            row -= 1
        return row, column, columns[column], columns[end]


def _ruled(rules: Sequence[Rule], along: float) -> bool:
    return any(start - _NEAR <= along <= end + _NEAR for _, start, end in rules)


def _places(rules: Sequence[Rule]) -> list[float]:
    places: list[float] = []
    for place in sorted(rule[0] for rule in rules):
        if not places or place - places[-1] > _NEAR:
            places.append(place)
    return places


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that go on from one to the next, made one: Word draws the border of each cell apart."""
    whole: list[Rule] = []
    last = 0.0
    place = -1e9
    grouped: list[tuple[float, Rule]] = []
    for rule in sorted(rules):
        if rule[0] - last > _NEAR / 2:
            place = rule[0]
        last = rule[0]
        grouped.append((place, rule))
    for at, (_, start, end) in sorted((at, (at, rule[1], rule[2])) for at, rule in grouped):
        if whole and whole[-1][0] == at and start <= whole[-1][2] + _NEAR:
            whole[-1] = (at, whole[-1][1], max(end, whole[-1][2]))
        else:
            whole.append((at, start, end))
    return [rule for rule in whole if rule[2] - rule[1] >= _SHORTEST]


def grids(page: Page, effort: int = _MOST_EFFORT) -> tuple[list[Grid], int]:
    """The ruled tables of a page, and the number of crossings looked at, `effort` at most."""
    flat = _merged([((b + t) / 2, left, r) for left, b, r, t in page.rules if r - left > t - b])
    upright = _merged([((left + r) / 2, b, t) for left, b, r, t in page.rules if r - left <= t - b])
    crossings = len(flat) * len(upright)
    if not 0 < crossings <= min(_MOST_CROSSINGS, effort):
        return [], 0
    # Each upright rule joins the flat ones that it touches into one table.
    group = list(range(len(flat)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    touching: list[int | None] = []
    for x, start, end in upright:
        met = [
            i
            for i, (y, left, right) in enumerate(flat)
            if left - _NEAR <= x <= right + _NEAR and start - _NEAR <= y <= end + _NEAR
        ]
        for i in met[1:]:
            group[root(i)] = root(met[0])
        touching.append(met[0] if met else None)
    found = []
    for one in sorted({root(i) for i in touching if i is not None}):
        sides = [rule for rule, i in zip(upright, touching, strict=True) if i is not None and root(i) == one]
        found.append(Grid([rule for i, rule in enumerate(flat) if root(i) == one], sides))
    return [grid for grid in found if grid.is_table], crossings


class Tables:
    """Gives the lines of the pages of a document their cells; a table that goes on over the page keeps its number."""

    def __init__(self) -> None:
        self._effort = _MOST_EFFORT
        self._found: dict[int, list[Grid]] = {}  # by number of page
        self._count = 0
        self._rows = 0  # of the last table
        self._columns: list[float] = []  # of the table that ends the page before, none when a text ends it
        self._heads: list[str] = []  # texts of its first row, which may be printed again on each page

    def _grids(self, page: Page) -> list[Grid]:
        if page.number not in self._found:
            self._found[page.number], spent = grids(page, self._effort)
            self._effort -= spent
        return self._found[page.number]

    def hold(self, page: Page, line: Line) -> bool:
        """Whether a line stands in a table that is not wholly in a margin of its page."""
        return any(
            grid.rows[-1] < line.y < grid.rows[0] and not in_margin(page, grid.rows[-1], grid.rows[0])
            for grid in self._grids(page)
        )

    def place(self, page: Page) -> None:
        """Give a cell to each line that stands in a table, and bring the lines of a table together, cell by cell."""
        found = self._grids(page)
        inside: list[list[Line]] = [[] for _ in found]
        order: list[Line | int] = []
        for line in page.lines:
            number = self._into(line, found)
            if number is None:
                order.append(line)
            else:
                if not inside[number]:
                    order.append(number)
                inside[number].append(line)
        lines: list[Line] = []
        for item in order:
            if isinstance(item, Line):
                lines.append(item)
                self._columns = []
            else:
                lines += self._numbered(found[item], inside[item])
        page.lines = lines
        if gutter_of([line for line in lines if line.cell is None]) is None:
            self._place_aligned(lines)

    def _into(self, line: Line, found: Sequence[Grid]) -> int | None:
        """Give a line its cell in the table of the page that holds it; None where none does."""
        for number, grid in enumerate(found):
            self._effort -= grid.cost
            if self._effort < 0:
                return None
            if cell := grid.cell((line.left + line.right) / 2, line.y + 0.3 * line.size):
                row, column, left, right = cell
                line.cell, line.edges = (number, row, column), (left + _PADDING, right - _PADDING)
                return number
        return None

    def _numbered(self, grid: Grid, lines: Sequence[Line]) -> list[Line]:
        """The lines of a table in the order of its cells, numbered in the document."""
        goes_on = len(grid.columns) == len(self._columns) and all(
            abs(a - b) <= _NEAR for a, b in zip(grid.columns, self._columns, strict=True)
        )
        ordered = sorted(lines, key=lambda line: line.cell or (0, 0, 0))
        first_row = [line.text for line in ordered if line.cell and line.cell[1] == 0]
        shift = 1
        if not goes_on:
            self._count += 1
            self._heads = first_row
        elif first_row == self._heads:
            ordered = ordered[len(first_row) :]
            shift = self._rows
        else:
            shift = self._rows + 1
        for line in ordered:
            if line.cell:
                line.cell = (self._count, line.cell[1] + shift, line.cell[2] + 1)
        self._rows = len(grid.rows) - 2 + shift
        self._columns = grid.columns
        return ordered

    def _place_aligned(self, lines: Sequence[Line]) -> None:
        """Take rows of parts that stand under each other, without any rule, as a table."""
        for parts, group in groupby(rows_of(line for line in lines if line.cell is None), key=len):
            rows = [row for row in group if not is_marker(row[0].text)]
            if parts < 2 or len(rows) < _FEWEST_ROWS or any(leads(line.text) for row in rows for line in row):
                continue
            if any(
                abs(part.left - head.left) > _ALIGNED * part.size
                and abs(part.right - head.right) > _ALIGNED * part.size
                for row in rows
                for part, head in zip(row, rows[0], strict=True)
            ):
                continue
            self._count += 1
            for number, row in enumerate(rows, start=1):
                for column, part in enumerate(row, start=1):
                    part.cell = (self._count, number, column)
                    part.edges = (part.left, part.right)


def is_marker(text: str) -> bool:
    """Whether a part is the number or bullet of what follows it on the line."""
    return _MARKER.fullmatch(text) is not None


def leads(text: str) -> bool:
    """Whether a part is the leader of a line of a table of contents."""
    return "...." in text or "……" in text or "____" in text
