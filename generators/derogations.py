"""Articles of a general clauses book (CCAG) that the clauses derogate from or complement.

Each CCAG asks the contract to list the articles it derogates from: that list is the last article of the CCAP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clausier.engine.clauses import FilledClause
from clausier.engine.model import Ccag
from clausier.generators.document import Block, Heading, Paragraph, Run, Runs, Table, numbered, runs
from clausier.generators.frame import Frame, anchor
from clausier.generators.words import RELATION, ccag_article, upper_first

TITLE = "Dérogations au CCAG"


@dataclass(frozen=True, slots=True)
class Derogation:
    """One article of a CCAG and the clause that touches it."""

    ccag: Ccag
    filled: FilledClause


def derogations(filled: Iterable[FilledClause]) -> tuple[Derogation, ...]:
    """Derogations first, then complements; by article of the CCAG."""
    found = (Derogation(ccag, clause) for clause in filled for ccag in dict.fromkeys(clause.ccags))
    return tuple(sorted(found, key=lambda d: (d.ccag.relation != "derogates", _rank(d.ccag.article))))


def _rank(article: str) -> tuple[str, list[int]]:
    book, _, number = article.partition("-")
    return book, [int(piece) for piece in number.split(".")]


def closing_article(
    frame: Frame, filled: tuple[FilledClause, ...], bodies: Mapping[str, tuple[Block, ...]]
) -> tuple[Block, ...]:
    """The last article of the CCAP; `bodies` are the parts, whose article numbers it quotes."""
    heading = Heading(1, TITLE, "derogations")
    listed = derogations(filled)
    if not listed:
        return heading, Paragraph(runs("Le présent projet de clauses ne déroge à aucun article d'un CCAG."))
    numbers = {part: numbered(body) for part, body in bodies.items()}
    chosen = frame.selection.purchase.facts.get("purchase.ccag")
    rows = tuple(
        (
            runs(ccag_article(entry.ccag.article, chosen)),
            _place(frame, entry.filled, numbers),
            runs(entry.filled.clause.heading),
            runs(upper_first(RELATION[entry.ccag.relation])),
        )
        for entry in listed
    )
    return (
        heading,
        Paragraph(
            runs(
                "Les articles du présent marché qui dérogent au cahier des clauses administratives générales, "
                "ou le complètent, sont les suivants."
            ),
            keep=True,
        ),
        Table(
            caption="Articles du CCAG auxquels il est dérogé, ou qui sont complétés",
            description="Pour chaque article du CCAG : l'article du marché qui y déroge ou le complète.",
            header=("Article du CCAG", "Article du marché", "Objet", "Relation"),
            widths=(24, 20, 38, 18),
            rows=rows,
        ),
    )


def _place(frame: Frame, filled: FilledClause, numbers: Mapping[str, Mapping[str, str]]) -> Runs:
    """An article of the CCAP is a live reference; one of another part is quoted."""
    if filled.clause.part == "ccap":
        return runs("CCAP, article ", Run("", "reference", anchor(filled)))
    part = frame.catalogue.release.parts[filled.clause.part].label
    return runs(f"{part}, article {numbers[filled.clause.part][anchor(filled)]}")
