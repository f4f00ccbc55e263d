"""Award criteria in the rules of consultation: what is weighed, and how a mark is made up."""

from __future__ import annotations

from clausier.engine.clauses import FilledClause, french_number
from clausier.engine.model import Scale
from clausier.generators.document import Block, Paragraph, Run, Runs, Table, runs
from clausier.generators.frame import Frame, anchor
from clausier.generators.words import GROUP
from clausier.generators.words import unit as unit_of

REST = (
    "Ces critères s'ajoutent à ceux que l'acheteur fixe par ailleurs, dont le prix ou le coût. "
    "Le total des pondérations du règlement fait 100 %."
)


def introduction(frame: Frame, filled: list[FilledClause]) -> list[Block]:
    """What the reader adds to it, then every criterion with its weight."""
    return [
        Paragraph(runs(REST), keep=True),
        Table(
            caption="Critères d'attribution et pondérations",
            description="Pour chaque critère : la rubrique où il est pesé, son article, son poids et sa note maximale.",
            header=("Rubrique", "Critère ou sous-critère", "Article", "Poids", "Noté sur"),
            widths=(24, 40, 12, 12, 12),
            rows=tuple(
                (
                    runs(group(frame, clause, scale)),
                    runs(clause.clause.heading),
                    runs(Run("", "reference", anchor(clause))),
                    weight(frame, clause, scale),
                    runs(french_number(scale.maximum)),
                )
                for clause in filled
                if (scale := clause.clause.scale)
            ),
        ),
    ]


def group(frame: Frame, filled: FilledClause, scale: Scale) -> str:
    """The heading of the tender under which the criterion is weighed; its theme where the base names another."""
    return GROUP.get(scale.group) or frame.catalogue.release.themes[filled.criterion.theme].label


def weight(frame: Frame, filled: FilledClause, scale: Scale) -> Runs:
    """The weight as set for this purchase, or a blank: where the base gives none, the buyer decides."""
    setting = frame.item(filled).settings[scale.weight] if scale.weight else None
    if scale.weight is None or setting is None or setting.value is None:
        return runs(Run("[à fixer]", "blank"))
    unit = unit_of(filled.criterion.parameters[scale.weight].unit)
    return runs(Run(french_number(setting.value), "value"), f" {unit}".rstrip())


def shares_table(filled: FilledClause) -> Table:
    """How the mark is made up: one line for each question that is scored."""
    scale = filled.clause.scale
    if scale is None:
        raise ValueError(f"{filled.reference} is not scored")
    questions = {question.id: question for question in filled.criterion.questions}
    total = sum(scale.weights.values())
    return Table(
        caption=f"Notation – {filled.clause.heading}",
        description="Pour chaque élément apprécié : la part de la note et le nombre de points.",
        header=("Ce qui est apprécié", "Part de la note", "Points"),
        widths=(64, 18, 18),
        rows=tuple(
            (
                runs(questions[name].text),
                runs(f"{french_number(share * 100 / total)} %"),
                runs(french_number(share * scale.maximum / total)),
            )
            for name, share in scale.weights.items()
        ),
        keep=True,
    )
