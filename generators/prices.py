"""The table of the price schedule that the tenderer fills in; the clauses after it say what each price covers."""

from __future__ import annotations

from clausier.engine.clauses import FilledClause
from clausier.generators.document import Block, Heading, Paragraph, Run, Runs, Table, runs
from clausier.generators.frame import Frame, anchor

PART = "price_schedule"
_BLANK: Runs = ()
HOW = (
    "Chaque article ci-dessous dit ce que son prix comprend. L'acheteur fixe l'unité et, où l'article prévoit "
    "plusieurs prix, ajoute une ligne pour chacun ; le soumissionnaire remplit la colonne des prix."
)


def schedule(frame: Frame, filled: list[FilledClause]) -> list[Block]:
    """One line for each price, in the order of the articles that describe them."""
    return [
        Heading(1, "Bordereau à remplir", "schedule"),
        Paragraph(runs(HOW), keep=True),
        Table(
            caption="Prix unitaires ou forfaitaires",
            description="Pour chaque prix : sa désignation et son article, son unité, et le prix à remplir.",
            header=("Désignation", "Unité", "Prix HT"),
            widths=(56, 22, 22),
            rows=tuple(_line(frame, clause) for clause in filled),
            lines=2,
        ),
    ]


def _line(frame: Frame, filled: FilledClause) -> tuple[Runs, ...]:
    lots = frame.short_lots(filled.lots)
    name = f"{filled.clause.heading}, {lots}" if lots else filled.clause.heading
    article = Run("", "reference", anchor(filled))
    return runs(f"{name} (article ", article, ")"), runs(Run("[à préciser]", "blank")), _BLANK
