"""Award criteria in the rules of consultation: what is weighed, and how a mark is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clausier.engine.assess import BEST
from clausier.engine.clauses import FilledClause, french_number
from clausier.engine.model import Scale
from clausier.engine.questions import Question
from clausier.engine.selection import Item
from clausier.generators.asked import shares
from clausier.generators.document import Block, Paragraph, Run, Runs, Table, runs
from clausier.generators.frame import Frame, anchor
from clausier.generators.questions import scale_lines, without_answer
from clausier.generators.words import GROUP
from clausier.generators.words import unit as unit_of

Rows = tuple[tuple[Runs, ...], ...]

REST = (
    "Ces critères s'ajoutent à ceux que l'acheteur fixe par ailleurs, dont le prix ou le coût. "
    "Le total des pondérations du règlement fait 100 %."
)
REST_BY_LOT = (
    "Pour chaque lot, ces critères s'ajoutent à ceux que l'acheteur fixe par ailleurs, dont le prix ou le coût. "
    "Le total des pondérations d'un lot fait 100 %."
)
MARKING = (
    f"Chaque élément apprécié reçoit de 0 à {french_number(BEST)} points selon le barème de son tableau de notation. "
    "La note du critère est la moyenne de ces points, pondérée par les parts, puis ramenée au maximum du critère."
)


def introduction(frame: Frame, filled: list[FilledClause]) -> list[Block]:
    """What the reader adds to it, then every criterion with its weight: a table for each set of lots that share it."""
    weighed = [clause for clause in filled if clause.clause.scale]
    by_lot = bool(frame.selection.purchase.lots)
    tables: list[Block] = [
        Table(
            caption=_captioned("Critères d'attribution et pondérations", frame, lots),
            description="Pour chaque critère : la rubrique où il est pesé, son article, son poids et sa note maximale.",
            header=("Rubrique", "Critère ou sous-critère", "Article", "Poids", "Noté sur"),
            widths=(24, 40, 12, 12, 12),
            rows=rows,
        )
        for rows, lots in _by_lots(_lots(frame), lambda lot: _weights(frame, weighed, lot))
        if rows
    ]
    return [Paragraph(runs(REST_BY_LOT if by_lot else REST)), Paragraph(runs(MARKING), keep=True), *tables]


def _lots(frame: Frame) -> tuple[str, ...]:
    return tuple(lot.id for lot in frame.selection.purchase.lots)


def _by_lots(lots: tuple[str, ...], rows_of: Callable[[str | None], Rows]) -> list[tuple[Rows, tuple[str, ...]]]:
    """Rows that are the same for several lots, once, with these lots; where there is no lot, those of the purchase."""
    found: dict[Rows, tuple[str, ...]] = {}
    for lot in lots:
        rows = rows_of(lot)
        found[rows] = (*found.get(rows, ()), lot)
    return list(found.items()) or [(rows_of(None), ())]


def _captioned(caption: str, frame: Frame, lots: tuple[str, ...]) -> str:
    short = frame.short_lots(lots)
    return f"{caption} – {short}" if short else caption


def _weights(frame: Frame, filled: list[FilledClause], lot: str | None) -> Rows:
    """The criteria weighed for a lot, or for the whole purchase."""
    return tuple(
        (
            runs(group(frame, clause, scale)),
            runs(clause.clause.heading),
            runs(Run("", "reference", anchor(clause))),
            weight(frame.item(clause, lot), scale),
            runs(french_number(scale.maximum)),
        )
        for clause in filled
        if (scale := clause.clause.scale) and (lot is None or not clause.lots or lot in clause.lots)
    )


def group(frame: Frame, filled: FilledClause, scale: Scale) -> str:
    """The heading of the tender under which the criterion is weighed; its theme where the base names another."""
    return GROUP.get(scale.group) or frame.catalogue.release.themes[filled.criterion.theme].label


def weight(item: Item, scale: Scale) -> Runs:
    """The weight as set for this purchase, or a blank: where the base gives none, the buyer decides."""
    setting = item.settings[scale.weight] if scale.weight else None
    if scale.weight is None or setting is None or setting.value is None:
        return runs(Run("[à fixer]", "blank"))
    unit = unit_of(item.criterion.parameters[scale.weight].unit)
    return runs(Run(french_number(setting.value), "value"), f" {unit}".rstrip())


def notation(frame: Frame, filled: FilledClause) -> list[Table]:
    """How the mark is made up, a line for each question scored: one table, or more where lots are asked otherwise."""
    tables = _by_lots(filled.lots, lambda lot: _notation(frame, filled, lot))
    return [
        Table(
            caption=_captioned(f"Notation – {filled.clause.heading}", frame, lots if len(tables) > 1 else ()),
            description="Pour chaque élément apprécié : le barème, la part de la note et le nombre de points.",
            header=("Ce qui est apprécié", "Barème sur 10", "Part de la note", "Points au plus"),
            widths=(34, 42, 12, 12),
            rows=rows,
            keep=True,
        )
        for rows, lots in tables
        if rows
    ]


def _notation(frame: Frame, filled: FilledClause, lot: str | None) -> Rows:
    scale = filled.clause.scale
    if scale is None:
        raise ValueError(f"{filled.reference} is not scored")
    questions = {question.id: question for question in filled.criterion.questions}
    return tuple(
        (
            runs(questions[name].text),
            runs("\n".join(_scale(questions[name]))),
            runs(f"{french_number(round(share, 1))} %"),
            runs(french_number(round(share * scale.maximum / 100, 2))),
        )
        for name, share in shares(frame, frame.item(filled, lot), filled.clause).items()
    )


def _scale(question: Question) -> Iterator[str]:
    """How an answer becomes points, a line for each way, and what no answer at all becomes."""
    yield from scale_lines(question)
    yield without_answer(question, "score")
