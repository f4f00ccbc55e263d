"""The numbers that Word prints before a paragraph ("4.2.1.", "b)"), computed from numbering.xml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from clausier.readers.docx_names import ILVL, NUM_ID, P_STYLE, VAL, is_on, w, whole

LEVELS = 9
_LONGEST_LABEL = 100
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `text` is "%1.%2." : %n is the number of level n."""

    start: int
    format: str
    text: str
    decimal: bool  # numbers of the other levels are shown as decimals whatever their format (w:isLgl)
    style: str | None  # paragraph style that stands for this level


@dataclass(frozen=True, slots=True)
class Numbering:
    """The lists of a document: `w:num` to its definition, levels replaced and levels restarted."""

    definitions: Mapping[str, Mapping[int, Level]]  # by w:abstractNumId
    abstract: Mapping[str, str]  # w:numId to w:abstractNumId
    replaced: Mapping[tuple[str, int], Level]  # (w:numId, level)
    restarts: Mapping[tuple[str, int], int]  # (w:numId, level) to its first number

    def level(self, num_id: str, ilvl: int) -> Level | None:
        definition = self.definitions.get(self.abstract.get(num_id, ""), {})
        return self.replaced.get((num_id, ilvl)) or definition.get(ilvl)

    def level_of_style(self, num_id: str, style_id: str) -> int:
        """The level that a style stands for in a list, 0 when it is none's."""
        definition = self.definitions.get(self.abstract.get(num_id, ""), {})
        return next((ilvl for ilvl, level in definition.items() if level.style == style_id), 0)


NO_NUMBERING = Numbering({}, {}, {}, {})


def read_numbering(root: etree._Element, list_styles: Mapping[str, str]) -> Numbering:
    """Read the root of numbering.xml. `list_styles` maps a list style to its w:numId."""
    definitions: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for element in root.iterchildren(w("abstractNum")):
        key = element.get(w("abstractNumId"), "")
        levels = (_level(child) for child in element.iterchildren(w("lvl")))
        definitions[key] = {ilvl: level for ilvl, level in levels if ilvl < LEVELS}
        for link in element.iterchildren(w("numStyleLink")):
            linked[key] = link.get(VAL, "")
    abstract: dict[str, str] = {}
    replaced: dict[tuple[str, int], Level] = {}
    restarts: dict[tuple[str, int], int] = {}
    for element in root.iterchildren(w("num")):
        num_id = element.get(NUM_ID, "")
        abstract[num_id] = next((a.get(VAL, "") for a in element.iterchildren(w("abstractNumId"))), "")
        for override in element.iterchildren(w("lvlOverride")):
            ilvl = whole(override.get(ILVL), 0)
            for start in override.iterchildren(w("startOverride")):
                restarts[num_id, ilvl] = whole(start.get(VAL), 1)
            for child in override.iterchildren(w("lvl")):
                replaced[num_id, ilvl] = _level(child)[1]
    # A definition may only name a list style, whose own list carries the levels.
    for key, style_id in linked.items():
        definitions[key] = definitions.get(abstract.get(list_styles.get(style_id, ""), ""), {})
    return Numbering(definitions, abstract, replaced, restarts)


def _level(element: etree._Element) -> tuple[int, Level]:
    values = {child.tag: child.get(VAL) for child in element.iterchildren(tag=etree.Element)}
    return whole(element.get(ILVL), 0), Level(
        start=whole(values.get(w("start")), 0),
        format=values.get(w("numFmt")) or "decimal",
        text=(values.get(w("lvlText")) or "")[:_LONGEST_LABEL],
        decimal=w("isLgl") in values and is_on(values[w("isLgl")]),
        style=values.get(P_STYLE),
    )


class Counters:
    """The running numbers of one story, in the order of its paragraphs."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, list[int | None]] = {}  # lists of one definition share their numbers
        self._restarted: set[tuple[str, int]] = set()

    def next_label(self, num_id: str, ilvl: int) -> str | None:
        """Count one paragraph and give its number as printed; None for a bullet or an unknown list."""
        level = self._numbering.level(num_id, ilvl)
        if level is None or not 0 <= ilvl < LEVELS:
            return None
        counts = self._counts.setdefault(self._numbering.abstract[num_id], [None] * LEVELS)
        key = (num_id, ilvl)
        if key in self._numbering.restarts and key not in self._restarted:
            self._restarted.add(key)
            counts[ilvl] = self._numbering.restarts[key]
        else:
            before = counts[ilvl]
            counts[ilvl] = level.start if before is None else before + 1
        counts[ilvl + 1 :] = [None] * (LEVELS - ilvl - 1)
        if level.format == "bullet":
            return None
        return (
            _PLACE.sub(lambda place: self._number(num_id, int(place[1]) - 1, counts, level), level.text).strip() or None
        )

    def _number(self, num_id: str, ilvl: int, counts: list[int | None], shown_in: Level) -> str:
        level = self._numbering.level(num_id, ilvl)
        if level is None:
            return ""
        count = counts[ilvl]
        return printed(level.start if count is None else count, "decimal" if shown_in.decimal else level.format)


def printed(number: int, number_format: str) -> str:
    """Write a number in one of Word's formats; those that French drafts do not use come out as decimals."""
    match number_format:
        case "lowerRoman":
            return roman(number)
        case "upperRoman":
            return roman(number).upper()
        case "lowerLetter":
            return _letter(number)
        case "upperLetter":
            return _letter(number).upper()
        case "decimalZero":
            return f"{number:02d}"
        case "none":
            return ""
        case _:
            return str(number)


def roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text + _ROMAN_UNITS[number]


def _letter(number: int) -> str:
    """a to z, then aa to zz: Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
