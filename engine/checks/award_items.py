"""The award criteria of a consultation as they are printed: names and weights, in lists, lines or tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_AWARD = re.compile(
    r"\bcriteres?\b|\bjugement\b|\banalyse des offres\b|\bchoix de l'offre\b|\bchoix des offres\b|"
    r"\bevaluation des offres\b|\bnotation\b|\bponderation\b|\bclassement des offres\b|\bselection des offres\b|"
    r"\battribution des? (?:marches?|l'accord)"
)
_CANDIDACY = re.compile(r"\bcandidatures?\b|\bcandidats?\b|\bcapacites?\b|\bparticipation\b")
_OFFER = re.compile(r"\boffres?\b|\battribution\b")
_INTRODUCED = re.compile(
    r"\bcriteres?\b[^.;]{0,120}\b(?:ponder\w+|suivants?|ci-(?:dessous|apres))\b[^.;]{0,60}:?$|"
    r"\b(?:jugement des offres|offre economiquement la plus avantageuse)\b[^.;]{0,200}:$"
)
_WINDOW = 40  # lines after the introduction of the criteria in a document without headings
_FIGURE = r"(?P<figure>\d{1,3}(?:[.,]\d{1,2})?)"
_UNIT = r"(?P<unit>%|pour cent|points?\b|pts?\b|/ ?100\b|sur 100\b)"
_WEIGHT = re.compile(rf"{_FIGURE} ?{_UNIT}")
_TAIL = r"(?:\)|\]| de la note(?: (?:globale|totale|finale))?|,? ?dont|[ .;:,*]){0,8}(?:,? (?:soit|notes?) .{0,40})?"
_NAMED = re.compile(
    rf"^(?P<name>.{{2,160}}?)[ :=(\[|>.-]*(?:\b(?:ponderee? a|ponderation|poids|sur|notee? sur|coefficient|pour)\b"
    rf"[ :=]*)?{_FIGURE} ?{_UNIT}{_TAIL}$"
)
_NAMED_BEFORE_TEXT = re.compile(rf"^(?P<name>.{{2,90}}?) ?[(:=-] ?{_FIGURE} ?{_UNIT} ?\)? ?[:.,;-] ?\D.*$")
_NAMED_AFTER = re.compile(
    rf"^[\W]*{_FIGURE} ?{_UNIT}[ :)|.-]*(?:pour )?(?:le |la |les |l')?(?P<name>[a-z].{{2,100}}?)[ .;:]*$"
)
_BARE_FIGURE = re.compile(r"^\D{0,3}(?P<figure>\d{1,3}(?:[.,]\d{1,2})?)\D{0,3}$")
_WEIGHT_HEAD = re.compile(r"\bponderation|\bpoids\b|\bpoints?\b|\bpourcentage|%|\bpts\b")
_SUB = re.compile(r"\bsous[- ]?criteres?\b|^[\W\d.]*dont\b|\bsous-element")
_TOTAL = re.compile(r"^\W*(?:total|totaux|somme|ensemble)\b")
_RANGE = re.compile(r"\d ?%? ?(?:a|et) ?\d{1,3} ?%|\bfourchette\b|\bmaximum de l'ecart\b")
PRICE = re.compile(r"\bprix\b|\bcouts?\b|\btarif|\bmontant|\bfinanci|\beconomique")
LOT = re.compile(r"\blots? (?:n. ?)?(?P<lot>\d{1,2})\b")
_WORD_FOR_WEIGHT = re.compile(r"\W*(?:ponderation|poids|coefficient|note|critere pondere a)?\W*")
# Figures that are no weights: a threshold, an advance, a tax.
_NOT_A_WEIGHT = re.compile(
    r"\b(?:inferieure?s?|superieure?s?|minim\w+|seuils?|eliminat\w+|eliminee?s?|avances?|tva|remises?|rabais|retenues?|"
    r"acomptes?|notes? (?:globales?|totales?|finales?|maximales?)|offres (?:sont|seront) (?:notees|jugees|classees)|"
    r"ecarts?|hausse|baisse|revision|plafonn\w+)\b"
)
_LONGEST = 600  # characters of a line that may be a criterion and what is marked
_TITLE = re.compile(r"^(?:\W*(?:criteres? )?(?:n. ?)?\d{0,2}[ .:)-]*)")


@dataclass(frozen=True, slots=True)
class Item:
    """A weight and what bears it. `unit` is "%" or "points"; `depth` 0 is a criterion, 1 a sub-criterion."""

    name: str
    value: float
    unit: str
    depth: int
    line: Line
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Award:
    """The criteria of a document, or of a lot. `strays` are the units of the weights that belong to none of them."""

    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    total: float | None  # printed in a row or line « Total »
    strays: frozenset[str]
    ranges: bool
    unweighted: tuple[Line, ...]  # rows of the table of criteria without a weight


def award_lines(reading: Reading) -> list[Line]:
    """The lines of the rules of the consultation, or of the notice, that say how offers are judged."""
    rules = [line for line in reading.lines if line.part == "rc"] or [
        line for line in reading.lines if line.part == "notice"
    ]
    found = [line for line in rules if line.above and _judges(line)]
    if found:
        return found
    kept: list[Line] = []
    left = 0
    for line in rules:
        if line.passage.headings is None and _INTRODUCED.search(line.folded) and not _CANDIDACY.search(line.folded):
            left = _WINDOW
        elif left:
            kept.append(line)
            left -= 1
    return kept


def _judges(line: Line) -> bool:
    nearest = line.above.rsplit(" > ", 1)[-1]
    if _CANDIDACY.search(nearest) and not _OFFER.search(nearest):
        return False
    return _AWARD.search(line.above) is not None


def awards(reading: Reading) -> list[Award]:
    """What is read of the criteria, one for each lot where the text parts them."""
    lines = award_lines(reading)
    return [_award(group) for group in _by_lot(lines)] if any(map(_weighted, lines)) else []


def _weighted(line: Line) -> bool:
    return _WEIGHT.search(line.folded) is not None


def _by_lot(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines parted at each heading or short line that names another lot."""
    groups: list[list[Line]] = [[]]
    current = None
    for line in lines:
        named = LOT.search(line.above.rsplit(" > ", 1)[-1]) or (
            LOT.search(line.folded) if len(line.folded) < 80 else None
        )
        if named and named["lot"] != current and line.passage.location.cell is None:
            current = named["lot"]
            groups.append([])
        groups[-1].append(line)
    return [group for group in groups if any(map(_weighted, group))]


def _award(lines: Sequence[Line]) -> Award:
    items: list[Item] = []
    unweighted: list[Line] = []
    total: float | None = None
    strays: set[str] = set()
    for table, group in groupby(lines, key=_table):
        block = list(group)
        if table is None:
            found, stray = _from_lines(block)
            empty: list[Line] = []
        else:
            found, stray, empty = _from_table(block)
        strays |= stray
        items += [item for item in found if not _TOTAL.search(item.name)]
        unweighted += empty
        total = next((item.value for item in found if _TOTAL.search(item.name)), total)
    ranges = any(_RANGE.search(line.folded) for line in lines)
    return Award(tuple(lines), tuple(items), total, frozenset(strays), ranges, tuple(unweighted))


def _table(line: Line) -> tuple[str, int] | None:
    cell = line.passage.location.cell
    return (line.passage.document, cell[0]) if cell else None


def _from_lines(block: Sequence[Line]) -> tuple[list[Item], set[str]]:
    """The items of a list or of paragraphs, and the units of the other weights that stand among them."""
    items: list[Item] = []
    strays: set[str] = set()
    lists = False  # once an item stands in a paragraph, those of the list under it are its parts
    for line in block:
        weights = list(_WEIGHT.finditer(line.folded))
        if not weights or _NOT_A_WEIGHT.search(line.folded):
            continue
        match = _named(line.folded) if len(weights) == 1 else None
        if match is None:
            strays.update(_unit(weight["unit"]) for weight in weights)
            continue
        name = match["name"]
        if _WORD_FOR_WEIGHT.fullmatch(name):
            name = line.above.rsplit(" > ", 1)[-1]  # « Pondération : 60 % » under the heading « Prix »
        in_list = line.passage.kind == "list_item"
        lists = lists or (not in_list)
        sub = bool(_SUB.search(line.folded)) or (in_list and lists and bool(items))
        items.append(_item(line, match, name, int(sub)))
    return items, strays


def _unit(printed: str) -> str:
    return "%" if printed in ("%", "pour cent") else "points"


def _named(folded: str) -> re.Match[str] | None:
    """A name and its weight on one line, in the orders in which buyers print them."""
    if len(folded) > _LONGEST:
        return None
    for pattern in (_NAMED, _NAMED_AFTER, _NAMED_BEFORE_TEXT):
        match = pattern.match(folded)
        if match is not None and sum(map(str.isalpha, match["name"])) >= 3:
            return match
    return None


def _item(line: Line, match: re.Match[str], name: str, depth: int, unit: str | None = None) -> Item:
    start, end = match.span("figure")
    printed = unit or _unit(match["unit"])
    return Item(
        _TITLE.sub("", name).strip(" :-(|"), float(match["figure"].replace(",", ".")), printed, depth, line, start, end
    )


def _from_table(block: Sequence[Line]) -> tuple[list[Item], set[str], list[Line]]:
    """The items of a table, the units of its other weights, and the rows that have a name and no weight."""
    rows = [list(row) for _, row in groupby(block, key=lambda line: (line.passage.location.cell or (0, 0, 0))[1])]
    heads = {_column(line): line.folded for line in rows[0]}
    weight_heads = {column for column, head in heads.items() if _WEIGHT_HEAD.search(head) and "note" not in head}
    sub_heads = {column for column, head in heads.items() if _SUB.search(head)}
    items: list[Item] = []
    empty: list[Line] = []
    strays: set[str] = set()
    for row in rows:
        if row is rows[0] and weight_heads:
            continue
        named = [line for line in row if not _value(line, weight_heads, heads)]
        valued = [(line, found) for line in row for found in [_value(line, weight_heads, heads)] if found]
        name = " ".join(line.folded for line in named) or next((line.folded for line, _ in valued), "")
        for rank, (line, (match, unit)) in enumerate(valued):
            deep = (
                rank > 0
                or _SUB.search(name[:60])
                or (sub_heads and _column(line) > max(sub_heads) and len(weight_heads) > 1)
            )
            items.append(
                _item(line, match, name if named else match.groupdict().get("name") or name, int(bool(deep)), unit)
            )
        if not valued and named and weight_heads and len(named) == 1 and len(heads) == 2:
            empty.append(named[0])
        strays.update(_unit(weight["unit"]) for line in named for weight in _WEIGHT.finditer(line.folded))
    return items, strays, empty


def _column(line: Line) -> int:
    return (line.passage.location.cell or (0, 0, 0))[2]


def _value(line: Line, weight_heads: set[int], heads: dict[int, str]) -> tuple[re.Match[str], str] | None:
    """The weight that a cell bears: a figure with its unit, or alone under a header that says what it is."""
    match = _WEIGHT.fullmatch(line.folded.strip(" .;:()")) or _named(line.folded)
    if match is not None and len(_WEIGHT.findall(line.folded)) == 1:
        return match, _unit(match["unit"])
    column = _column(line)
    bare = _BARE_FIGURE.match(line.folded) if column in weight_heads else None
    if bare is not None:
        return bare, "points" if "point" in heads[column] or "pts" in heads[column] else "%"
    return None
