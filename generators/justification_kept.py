"""The justification note, on the criteria kept: why, under which law, with which clauses, fairly scored."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from clausier.engine.clauses import filled_clauses
from clausier.engine.model import Reference
from clausier.engine.selection import Item
from clausier.generators.document import Block, Heading, ListBlock, Paragraph, Run, Runs, Table, runs
from clausier.generators.frame import Frame, anchor, by_lots
from clausier.generators.reasons import because_sentence, law_line
from clausier.generators.words import SAFEGUARD, STRENGTH, upper_first

Numbers = Mapping[str, Mapping[str, str]]


def kept_criteria(frame: Frame, kept: list[Item], numbers: Numbers) -> list[Block]:
    """One section for each criterion kept, the strongest first."""
    blocks: list[Block] = [Heading(1, "Critères retenus", "kept")]
    if not kept:
        return [*blocks, Paragraph(runs("Aucun critère n'est retenu pour cet achat."))]
    for item, lots in by_lots(kept, _judgement):
        blocks += _criterion(frame, item, lots, numbers)
    return blocks


def _judgement(item: Item) -> Hashable:
    return item.strength, item.because, item.explain, item.doubts, item.could_rise_to, item.missing, item.unless


def name(frame: Frame, item: Item, ids: tuple[str, ...]) -> str:
    """« NR-0012 – titre (lot 1) »."""
    lots = frame.short_lots(ids)
    title = f"{item.criterion.label} – {item.criterion.title}"
    return f"{title} ({lots})" if lots else title


def questions(frame: Frame, facts: tuple[str, ...]) -> str:
    """The questions that would settle a point, as the buyer is asked them."""
    return " ".join(f"« {frame.catalogue.release.facts[fact].question} »" for fact in facts)


def _criterion(frame: Frame, item: Item, lots: tuple[str, ...], numbers: Numbers) -> list[Block]:
    strength = STRENGTH[item.strength or "recommended"]
    blocks: list[Block] = [
        Heading(2, name(frame, item, lots), "-".join((item.criterion.id, *lots))),
        _labelled("Portée", f"{strength} ; critère {item.criterion.label}, version {item.criterion.version}."),
        _labelled("Motif", f"{upper_first(because_sentence(frame, item.because))}."),
        _labelled("Pourquoi", item.criterion.why),
    ]
    if item.explain:
        blocks.append(_labelled("Si l'acheteur s'en écarte", item.explain))
    blocks += [_labelled("Point de droit non tranché", doubt) for doubt in item.doubts]
    if item.could_rise_to:
        rising = f"deviendrait « {STRENGTH[item.could_rise_to]} » selon la réponse : {questions(frame, item.missing)}"
        blocks.append(_labelled("Portée à confirmer", rising))
    if item.unless:
        blocks.append(_labelled("Sauf si", f"la réponse l'écarte : {questions(frame, item.unless)}"))
    laws = tuple(runs(_cited(state.reference), f" – {law_line(state)}") for state in item.legal)
    if laws:
        blocks += [_label("Textes"), ListBlock(laws)]
    clauses = _clauses(frame, item, lots, numbers)
    if clauses:
        blocks += [_label("Clauses"), ListBlock(clauses)]
    return blocks


def _cited(reference: Reference) -> Run:
    url = reference.url
    return Run(reference.citation, "link", url) if url else Run(reference.citation, "strong")


def _label(text: str) -> Paragraph:
    return Paragraph(runs(Run(f"{text} :", "strong")), "label", keep=True)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph(runs(Run(f"{label} : ", "strong"), text), "label")


def _clauses(frame: Frame, item: Item, lots: tuple[str, ...], numbers: Numbers) -> tuple[Runs, ...]:
    """« CCTP, article 2.1 – Conformité au RGAA », for each clause of the criterion printed for these lots."""
    lines: list[Runs] = []
    for filled in filled_clauses(frame.selection):
        if filled.criterion.id == item.criterion.id and (not lots or set(lots) & set(filled.lots)):
            part = frame.catalogue.release.parts[filled.clause.part].label
            article = numbers[filled.clause.part][anchor(filled)]
            where = frame.short_lots(filled.lots)
            lines.append(runs(f"{part}, article {article} – {filled.clause.heading}", f" ({where})" if where else ""))
    return tuple(lines)


def safeguards(frame: Frame) -> list[Block]:
    """Why each award criterion is lawful: one table of four safeguards each."""
    awards = [clause for clause in filled_clauses(frame.selection) if clause.clause.safeguards]
    if not awards:
        return []
    blocks: list[Block] = [
        Heading(1, "Critères d'attribution : les quatre garanties", "safeguards"),
        Paragraph(
            runs(
                "Un critère d'attribution est lié à l'objet du marché, proportionné, vérifiable et non "
                "discriminatoire. Voici comment chacun y répond."
            ),
            keep=True,
        ),
    ]
    for filled in awards:
        blocks.append(
            Table(
                caption=f"{filled.criterion.label} – {filled.clause.heading}",
                description="Les quatre garanties du critère d'attribution et comment il y répond.",
                header=("Garantie", "Réponse"),
                widths=(28, 72),
                rows=tuple(
                    (runs(label), runs(filled.clause.safeguards[key]))
                    for key, label in SAFEGUARD.items()
                    if key in filled.clause.safeguards
                ),
            )
        )
    return blocks
