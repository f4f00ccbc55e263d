"""What styles.xml says of a paragraph: level of heading, list, hidden or bold text, table of contents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from clausier.readers.docx_names import (
    BOLD,
    ILVL,
    NUM_ID,
    OUTLINE,
    TYPE,
    VAL,
    VANISH,
    is_on,
    w,
    whole,
)

# Word writes the English names of its own styles, other tools and older files the French ones.
_HEADING_NAME = re.compile(r"(?:heading|titre) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|tm|contents|table des matières) ?[1-9]", re.IGNORECASE)
_LONGEST_LINEAGE = 50
_BODY_LEVEL = 9  # outline level of text that is not a heading (ISO 29500-1, 17.3.1.20)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with all it inherits. `level` is 1 for the outermost heading, None for body text."""

    id: str = ""
    level: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    hidden: bool = False
    bold: bool = False
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document. `lists` maps a list style to the `w:numId` that it stands for."""

    default: Style
    paragraphs: Mapping[str, Style]
    hidden_runs: frozenset[str]
    lists: Mapping[str, str]


NO_STYLES = Styles(Style(), {}, frozenset(), {})


@dataclass(slots=True)
class _Raw:
    """A style as written, before inheritance."""

    kind: str | None
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    hidden: bool | None = None
    bold: bool | None = None


def read_styles(root: etree._Element) -> Styles:
    """Read the root of styles.xml."""
    raw: dict[str, _Raw] = {}
    default_id = ""
    for element in root.iterchildren(w("style")):
        if element.get(TYPE) == "table":
            continue  # the longest ones, and they say nothing of a paragraph on its own
        style_id = element.get(w("styleId"), "")
        raw[style_id] = style = _raw(element)
        if style.kind == "paragraph" and element.get(w("default")) is not None and is_on(element.get(w("default"))):
            default_id = style_id
    paragraphs = {style_id: _resolved(style_id, raw) for style_id, style in raw.items() if style.kind == "paragraph"}
    return Styles(
        default=paragraphs.get(default_id, Style()),
        paragraphs=paragraphs,
        hidden_runs=frozenset(i for i, style in raw.items() if style.kind == "character" and _resolved(i, raw).hidden),
        lists={i: style.num_id for i, style in raw.items() if style.kind == "numbering" and style.num_id},
    )


def _raw(element: etree._Element) -> _Raw:
    style = _Raw(kind=element.get(TYPE))
    for node in element.iter(w("name"), w("basedOn"), OUTLINE, NUM_ID, ILVL, VANISH, BOLD):
        value = node.get(VAL)
        match str(node.tag).rpartition("}")[2]:
            case "name":
                style.name = value or ""
            case "basedOn":
                style.based_on = value
            case "outlineLvl":
                style.outline = whole(value, _BODY_LEVEL)
            case "numId":
                style.num_id = value
            case "ilvl":
                style.ilvl = whole(value, 0)
            case "vanish":
                style.hidden = is_on(value)
            case "b":
                style.bold = is_on(value)
    return style


def _resolved(style_id: str, raw: Mapping[str, _Raw]) -> Style:
    """Follow `w:basedOn`: the nearest style that says something wins."""
    lineage: list[_Raw] = []
    seen: set[str] = set()
    current: str | None = style_id
    while current is not None and current in raw and current not in seen and len(seen) < _LONGEST_LINEAGE:
        seen.add(current)
        lineage.append(raw[current])
        current = raw[current].based_on
    numbered = next((style for style in lineage if style.num_id is not None), None)
    return Style(
        id=style_id,
        level=_level(lineage),
        num_id=numbered.num_id if numbered else None,
        ilvl=next((style.ilvl for style in lineage if style.ilvl is not None), None),
        hidden=next((style.hidden for style in lineage if style.hidden is not None), False),
        bold=next((style.bold for style in lineage if style.bold is not None), False),
        contents=any(_CONTENTS_NAME.fullmatch(style.name) for style in lineage),
    )


def _level(lineage: list[_Raw]) -> int | None:
    for style in lineage:
        if style.outline is not None:
            return style.outline + 1 if style.outline < _BODY_LEVEL else None
        if named := _HEADING_NAME.fullmatch(style.name):
            return int(named[1])
    return None
