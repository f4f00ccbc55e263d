"""Articles of a general clauses book (CCAG) that the clauses derogate from or complement.

Each CCAG asks the contract to list the articles it derogates from: that list is the last article of the CCAP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clausier.engine.clauses import FilledClause
from clausier.engine.model import Ccag
from clausier.generators.document import Block, Heading, Paragraph, Run, Table, numbered, runs
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
    """The last article of the CCAP; `bodies` are the parts, whose article numbers it quotes.

    Derogations first; a line for each article of the CCAG, in the order of the first article here that touches it.
    """
    heading = Heading(1, TITLE, "derogations")
    numbers = {part: numbered(body) for part, body in bodies.items()}
    listed = sorted(
        derogations(filled), key=lambda d: (d.ccag.relation != "derogates", _order(frame, d.filled, numbers))
    )
    if not listed:
        return heading, Paragraph(runs("Le présent projet de clauses ne déroge à aucun article d'un CCAG."))
    touched: dict[Ccag, list[FilledClause]] = {}
    for entry in listed:
        touched.setdefault(entry.ccag, []).append(entry.filled)
    rows = tuple(
        (
            runs(ccag_article(ccag.article, frame.ccag)),
            runs(*_places(frame, clauses, numbers)),
            runs(upper_first(RELATION[ccag.relation])),
        )
        for ccag, clauses in touched.items()
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
            description="Pour chaque article du CCAG : les articles du marché qui y dérogent ou le complètent.",
            header=("Article du CCAG", "Articles du marché", "Relation"),
            widths=(26, 56, 18),
            rows=rows,
        ),
    )


def _order(frame: Frame, filled: FilledClause, numbers: Mapping[str, Mapping[str, str]]) -> tuple[int, list[int]]:
    """Articles of the CCAP first, then those of the other parts, each by its number."""
    part = filled.clause.part
    number = numbers[part][anchor(filled)]
    place = 0 if part == "ccap" else 1 + list(frame.catalogue.release.parts).index(part)
    return place, [int(piece) for piece in number.split(".")]


def _places(frame: Frame, clauses: list[FilledClause], numbers: Mapping[str, Mapping[str, str]]) -> Iterator[str | Run]:
    """An article a line. One of the CCAP is a live reference; one of another part is quoted."""
    for rank, filled in enumerate(clauses):
        line = "\n" if rank else ""
        if filled.clause.part == "ccap":
            yield f"{line}CCAP, article "
            yield Run("", "reference", anchor(filled))
        else:
            part = frame.catalogue.release.parts[filled.clause.part].label
            yield f"{line}{part}, article {numbers[filled.clause.part][anchor(filled)]}"
        yield f" – {filled.clause.heading}"
