"""What the styles of an OpenDocument text say of a paragraph or a run: bold, struck, heading, list (ODF 1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from clausier.readers.docx_names import whole
from clausier.readers.docx_numbering import printed

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_LEVELS = 10
_LONGEST_LINEAGE = 50
_LONGEST_LABEL = 100
_BOLD = ("bold", "600", "700", "800", "900")
_FORMATS = {"1": "decimal", "i": "lowerRoman", "I": "upperRoman", "a": "lowerLetter", "A": "upperLetter"}
_CONTENTS_NAME = re.compile(r"Contents_20_(?:\d+|Heading)")
_HEADING_NAME = re.compile(r"(?:heading|titre)(?:_20_)?([1-9])", re.IGNORECASE)
_PLACE = re.compile(r"%(\d{1,2})%")


def style(name: str) -> str:
    """The name of an element or attribute of the namespace style."""
    return _STYLE + name


def text(name: str) -> str:
    """The name of an element or attribute of the namespace text: text("p") is a paragraph."""
    return _TEXT + name


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it inherits; None where nothing in its lineage speaks of it."""

    bold: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None
    level: int | None = None  # of heading, 1 the outermost
    list_style: str | None = None
    contents: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list; `format` is one of Word's, None for a bullet, "" when no number is shown."""

    format: str | None
    prefix: str
    suffix: str
    shown: int  # numbers of how many levels are printed
    start: int
    pattern: str  # « %1%.%2%. », "" in files before LibreOffice 7.1


class Styles:
    """The styles of a member of the package: its own, then those of the whole document."""

    def __init__(self, common: Styles | None = None) -> None:
        self._raw: dict[tuple[str, str], etree._Element] = {}
        self._resolved: dict[tuple[str, str], Style] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self._common = common
        self.outline: dict[int, Level] = common.outline if common else {}

    def add(self, elements: Iterable[etree._Element]) -> None:
        """Take in the children of office:styles or office:automatic-styles, as they come."""
        for element in elements:
            if element.tag == _STYLE + "style":
                key = (element.get(_STYLE + "family", ""), element.get(_STYLE + "name", ""))
                if key[0] in ("paragraph", "text"):
                    self._raw[key] = _kept(element)
            elif element.tag == _TEXT + "list-style":
                self._lists[element.get(_STYLE + "name", "")] = _levels(element)
            elif element.tag == _TEXT + "outline-style":
                self.outline = _levels(element)

    def style(self, family: str, name: str | None) -> Style:
        if not name:
            return PLAIN
        key = (family, name)
        if key not in self._resolved:
            self._resolved[key] = _resolved(self._lineage(key), name)
        return self._resolved[key]

    def list_level(self, name: str | None, level: int) -> Level | None:
        """The level of a list style, the outermost being 1; None for an unknown one."""
        if name in self._lists:
            return self._lists[name].get(level)
        return self._common.list_level(name, level) if self._common else None

    def _lineage(self, key: tuple[str, str]) -> list[etree._Element]:
        found: list[etree._Element] = []
        seen: set[tuple[str, str]] = set()
        while key not in seen and len(seen) < _LONGEST_LINEAGE:
            seen.add(key)
            raw = self._raw.get(key)
            if raw is None and self._common:
                raw = self._common._raw.get(key)
            if raw is None:
                break
            found.append(raw)
            key = (key[0], raw.get(_STYLE + "parent-style-name", ""))
        return found


def _kept(element: etree._Element) -> etree._Element:
    """A copy with what we read, since the parsed file is released as it is read."""
    kept = etree.Element(element.tag, dict(element.attrib))
    for properties in element.iterchildren(_STYLE + "text-properties"):
        etree.SubElement(kept, properties.tag, dict(properties.attrib))
    return kept


def _resolved(lineage: list[etree._Element], name: str) -> Style:
    """The nearest style that says something wins."""
    properties = [child for element in lineage for child in element]

    def first(attribute: str) -> str | None:
        return next((value for one in properties if (value := one.get(attribute)) is not None), None)

    def own(attribute: str) -> str | None:
        return next((value for one in lineage if (value := one.get(attribute)) is not None), None)

    weight, line, display = (
        first(_FO + "font-weight"),
        first(_STYLE + "text-line-through-style"),
        first(_TEXT + "display"),
    )
    names = [name, *(one.get(_STYLE + "parent-style-name", "") for one in lineage)]
    return Style(
        bold=None if weight is None else weight in _BOLD,
        struck=None if line is None else line != "none",
        hidden=None if display is None else display == "none",
        level=_level(lineage),
        list_style=own(_STYLE + "list-style-name"),
        contents=any(_CONTENTS_NAME.fullmatch(one) for one in names),
    )


def _level(lineage: list[etree._Element]) -> int | None:
    for one in lineage:
        if (level := one.get(_STYLE + "default-outline-level")) is not None:
            return whole(level, 0) or None  # empty in a style that takes its paragraphs out of the outline
        if named := _HEADING_NAME.fullmatch(one.get(_STYLE + "name", "")):
            return int(named[1])
    return None


def _levels(element: etree._Element) -> dict[int, Level]:
    levels = {}
    for child in element:
        number = whole(child.get(_TEXT + "level"), 0)
        if 1 <= number <= _LEVELS:
            kind = child.get(_STYLE + "num-format", "")
            bullet = str(child.tag).endswith(("-bullet", "-image"))
            levels[number] = Level(
                format=None if bullet else _FORMATS.get(kind, "decimal" if kind else ""),
                prefix=child.get(_STYLE + "num-prefix", "")[:_LONGEST_LABEL],
                suffix=child.get(_STYLE + "num-suffix", "")[:_LONGEST_LABEL],
                shown=whole(child.get(_TEXT + "display-levels"), 1),
                start=whole(child.get(_TEXT + "start-value"), 1),
                pattern=child.get(_LOEXT + "num-list-format", "")[:_LONGEST_LABEL],
            )
    return levels


class Counter:
    """The running numbers of one list, or of the headings."""

    def __init__(self) -> None:
        self._counts: list[int | None] = [None] * _LEVELS

    def next_label(self, levels: Iterable[Level | None], start: int | None = None) -> str | None:
        """Count one item, given the levels from the outermost to its own; None for a bullet or no number at all."""
        known = list(levels)[:_LEVELS]
        own = known[-1] if known else None
        if own is None:
            return None
        depth = len(known)
        before = self._counts[depth - 1]
        self._counts[depth - 1] = start if start is not None else own.start if before is None else before + 1
        self._counts[depth:] = [None] * (_LEVELS - depth)
        if not own.format:  # a bullet, or a level that shows nothing
            return None
        numbers = [
            "" if level is None else printed(count if count is not None else level.start, level.format or "none")
            for level, count in zip(known, self._counts, strict=False)
        ]
        if own.pattern:
            label = _PLACE.sub(lambda place: numbers[int(place[1]) - 1] if int(place[1]) <= depth else "", own.pattern)
        else:
            shown = numbers[max(depth - own.shown, 0) :]
            label = own.prefix + ".".join(number for number in shown if number) + own.suffix
        return label.strip() or None
