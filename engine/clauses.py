"""Clauses filled for a purchase: text with its parameters, control, penalty, and where each value comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from clausier.engine.model import Ccag, Clause, Criterion, Parameter, Strength
from clausier.engine.parameters import Setting
from clausier.engine.selection import Item, Selection, kept_clauses
from clausier.engine.text import lower_first

PLACEHOLDER = re.compile(r"\{\{ ?([a-z][a-z0-9_]*) ?\}\}")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; `value` was filled from a parameter, `blank` is left for the buyer to fill."""

    text: str
    kind: Literal["text", "value", "blank"] = "text"
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class UsedParameter:
    parameter: Parameter
    setting: Setting


@dataclass(frozen=True, slots=True)
class FilledClause:
    """A clause ready to print. `lots` is empty where it holds for the whole purchase.

    `ccags` are the articles of general clauses books that the clause or its penalty touches; none where the purchase
    refers to no book.
    """

    criterion: Criterion
    clause: Clause
    strength: Strength | None
    lots: tuple[str, ...]
    text: tuple[Segment, ...]
    control: tuple[Segment, ...]
    penalty: tuple[Segment, ...]
    used: tuple[UsedParameter, ...]
    ccags: tuple[Ccag, ...]

    @property
    def reference(self) -> str:
        """The traceability id printed beside the clause: « NR-0012/cctp-conformite »."""
        return f"{self.criterion.label}/{self.clause.id}"


def fill(text: str, criterion: Criterion, settings: Mapping[str, Setting]) -> tuple[Segment, ...]:
    """The text cut at its parameters; a parameter without a value becomes « [à compléter : son libellé] »."""
    segments: list[Segment] = []
    position = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > position:
            segments.append(Segment(text[position : found.start()]))
        name = found[1]
        value = settings[name].value
        parameter = criterion.parameters[name]
        if value is None or value in ("", []):
            segments.append(Segment(f"[à compléter : {lower_first(parameter.label)}]", "blank", name))
        else:
            segments.append(Segment(shown(value, parameter), "value", name))
        position = found.end()
    if position < len(text):
        segments.append(Segment(text[position:]))
    return tuple(segments)


def plain(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def shown(value: Any, parameter: Parameter) -> str:
    """A value as a French reader expects it: « 1 500,5 », « 22 août 2026 », « a, b et c »."""
    if parameter.type == "choice":
        return parameter.choices.get(value, str(value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (int, float)):
        return french_number(value)
    if parameter.type == "date":
        return french_date(value)
    if isinstance(value, (list, tuple)):
        items = [str(v) for v in value]
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"
    return str(value)


def french_number(value: float) -> str:
    """Thousands by narrow no-break spaces, a decimal comma, no useless zero."""
    text = f"{value:,.10g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return text.replace(",", "\u202f").replace(".", ",")


def french_date(iso: str) -> str:
    """« 1er janvier 2027 » from `2027-01-01`."""
    year, month, day = (int(piece) for piece in iso.split("-"))
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]} {year}"


def filled_clauses(selection: Selection) -> tuple[FilledClause, ...]:
    """Every clause kept by the selection, in order of criterion; lots whose text is the same share one."""
    merged: dict[tuple[str, str, str], FilledClause] = {}
    book = selection.purchase.facts.get("purchase.ccag")
    for item in selection.applying():
        for clause in kept_clauses(item):
            filled = fill_clause(item, clause, book)
            key = (
                item.criterion.id,
                clause.id,
                "\n".join(map(plain, (filled.text, filled.control, filled.penalty))),
            )
            if key in merged:
                earlier = merged[key]
                filled = replace(filled, lots=earlier.lots + filled.lots)
            merged[key] = filled
    return tuple(merged.values())


def fill_clause(item: Item, clause: Clause, book: str | None = None) -> FilledClause:
    """One clause of a judged criterion, filled with the item's settings.

    `book` is the general clauses book the purchase refers to (tic, fcs, pi, none); None where nobody said.
    """
    control = clause.control.text if clause.control else ""
    penalty = clause.penalty.text if clause.penalty else ""
    criterion, settings = item.criterion, item.settings
    names = dict.fromkeys(PLACEHOLDER.findall(f"{clause.text} {control} {penalty}"))
    return FilledClause(
        criterion=criterion,
        clause=clause,
        strength=item.strength,
        lots=(item.lot,) if item.lot else (),
        text=fill(clause.text, criterion, settings),
        control=fill(control, criterion, settings),
        penalty=fill(penalty, criterion, settings),
        used=tuple(UsedParameter(criterion.parameters[name], settings[name]) for name in names),
        ccags=_ccags(clause, book),
    )


def _ccags(clause: Clause, book: str | None) -> tuple[Ccag, ...]:
    touched = (clause.ccag, clause.penalty.ccag if clause.penalty else None)
    return () if book == "none" else tuple(ccag for ccag in touched if ccag is not None)
