"""The parts of the tender: one document for each part that has a clause or a question to print.

Articles are grouped by theme, in the order of the base; the rules of consultation by what each clause does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import FilledClause
from clausier.engine.selection import Selection
from clausier.generators import answer_form, awards, derogations, prices
from clausier.generators.document import Block, Document, Heading, Paragraph, Run, Toc, numbered, runs
from clausier.generators.frame import Frame, anchor, filled_runs, notice

# Sections of the rules of consultation, in the order a candidate needs them; the rest comes under « Informations ».
RC_SECTIONS: Mapping[str, str] = {
    "allotment": "Allotissement",
    "variant_minimum": "Variantes",
    "selection_condition": "Conditions de participation",
    "award_criterion": "Critères d'attribution",
}
OTHER_SECTION = "Informations aux candidats"
# The derogations of the other parts are listed in the CCAP by article number: it is written last.
CLOSING_PART = "ccap"


def part_documents(catalogue: Catalogue, selection: Selection) -> dict[str, Document]:
    """The documents by id of part, in the order of the base's parts."""
    frame = Frame(catalogue, selection)
    filled = frame.filled
    by_part = {
        part: tuple(clause for clause in filled if clause.clause.part == part) for part in catalogue.release.parts
    }
    bodies = {part: _articles(frame, part, clauses) for part, clauses in by_part.items()}
    # The form quotes the articles of the rules of consultation: its questions come after.
    bodies[answer_form.PART] = (
        *bodies.get(answer_form.PART, ()),
        *answer_form.questions(frame, {part: numbered(body) for part, body in bodies.items()}),
    )
    bodies = {part: bodies[part] for part in by_part if bodies[part]}
    if CLOSING_PART in bodies:
        bodies[CLOSING_PART] += derogations.closing_article(frame, filled, bodies)
    return {
        part: frame.document(
            catalogue.release.parts[part].text,
            catalogue.release.parts[part].label,
            (Paragraph(notice(frame, by_part[part], body), "notice"), Toc("Sommaire"), *body),
        )
        for part, body in bodies.items()
    }


def _articles(frame: Frame, part: str, filled: tuple[FilledClause, ...]) -> tuple[Block, ...]:
    if not filled:
        return ()
    sections = _by_effect(filled) if part == "rc" else _by_theme(frame, filled)
    # One theme alone would only add a level above every article.
    flat = len(sections) == 1 and part != "rc"
    blocks: list[Block] = []
    if part == prices.PART:
        blocks += prices.schedule(frame, [clause for _, clauses in sections for clause in clauses])
    for title, clauses in sections:
        if not flat:
            blocks.append(Heading(1, title, f"section-{len(blocks)}"))
        if clauses[0].clause.scale and part == "rc":
            blocks += awards.introduction(frame, clauses)
        for clause in clauses:
            blocks += _article(frame, clause, 1 if flat else 2)
    return tuple(blocks)


def _by_theme(frame: Frame, filled: Iterable[FilledClause]) -> list[tuple[str, list[FilledClause]]]:
    themes = frame.catalogue.release.themes
    groups: dict[str, list[FilledClause]] = {theme: [] for theme in themes}
    for clause in filled:
        groups[clause.criterion.theme].append(clause)
    return [(themes[theme].label, clauses) for theme, clauses in groups.items() if clauses]


def _by_effect(filled: Iterable[FilledClause]) -> list[tuple[str, list[FilledClause]]]:
    groups: dict[str, list[FilledClause]] = {title: [] for title in (*RC_SECTIONS.values(), OTHER_SECTION)}
    for clause in filled:
        groups[RC_SECTIONS.get(clause.clause.effect, OTHER_SECTION)].append(clause)
    return [(title, clauses) for title, clauses in groups.items() if clauses]


def _article(frame: Frame, filled: FilledClause, level: int) -> list[Block]:
    heading = filled.clause.heading
    lots = frame.short_lots(filled.lots)
    blocks: list[Block] = [Heading(1 if level == 1 else 2, f"{heading} ({lots})" if lots else heading, anchor(filled))]
    if lots:
        blocks.append(Paragraph(runs(frame.lots(filled.lots)), "lots", keep=True))
    # The last paragraph holds the trace. A longer chain makes LibreOffice leave headings alone at the foot of a page.
    alone = not (filled.clause.scale or filled.control or filled.penalty)
    blocks.append(Paragraph(filled_runs(filled.text), keep=alone))
    if filled.clause.scale:
        blocks += awards.notation(frame, filled)
    if filled.control:
        blocks.append(Paragraph((Run("Contrôle : ", "strong"), *filled_runs(filled.control)), "control", keep=True))
    if filled.penalty:
        blocks.append(Paragraph((Run("Pénalité : ", "strong"), *filled_runs(filled.penalty)), "penalty", keep=True))
    blocks.append(Paragraph(runs(frame.trace(filled)), "trace"))
    return blocks
