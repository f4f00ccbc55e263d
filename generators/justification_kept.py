"""The justification note, on the criteria kept: why, under which law, with which clauses, fairly scored."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from clausier.engine.model import Reference
from clausier.engine.selection import Item
from clausier.generators.document import Block, Heading, ListBlock, Paragraph, Run, Table, runs
from clausier.generators.frame import Frame, anchor, by_lots
from clausier.generators.reasons import because_sentence, law_line
from clausier.generators.words import SAFEGUARD, STRENGTH, enumeration, upper_first

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
    laws = tuple(runs(cited(state.reference), f" – {law_line(state)}") for state in item.legal)
    if laws:
        blocks += [_label("Textes"), ListBlock(laws)]
    clauses = _clauses(frame, item, lots, numbers)
    if clauses:
        blocks.append(_labelled("Clauses", clauses))
    return blocks


def cited(reference: Reference) -> Run:
    """The citation, with its address where the base knows one."""
    url = reference.url
    return Run(reference.citation, "link", url) if url else Run(reference.citation, "strong")


def _label(text: str) -> Paragraph:
    return Paragraph(runs(Run(f"{text} :", "strong")), "label", keep=True)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph(runs(Run(f"{label} : ", "strong"), text), "label")


def articles(numbers: list[str]) -> str:
    """« article 2.1 », « articles 2.1, 2.2 et 3.1 »."""
    return f"{'article' if len(numbers) == 1 else 'articles'} {enumeration(numbers)}"


def _clauses(frame: Frame, item: Item, lots: tuple[str, ...], numbers: Numbers) -> str:
    """« CCTP, articles 2.1 et 2.2 ; RC, article 1.4. »: where the criterion is printed, for these lots."""
    found: dict[str, list[str]] = {}
    for filled in frame.filled:
        if filled.criterion.id == item.criterion.id and (not lots or set(lots) & set(filled.lots)):
            found.setdefault(filled.clause.part, []).append(numbers[filled.clause.part][anchor(filled)])
    parts = frame.catalogue.release.parts
    places = " ; ".join(f"{parts[part].label}, {articles(where)}" for part, where in found.items())
    return f"{places}." if places else ""


def safeguards(frame: Frame) -> list[Block]:
    """Why each award criterion is lawful: one table of four safeguards each."""
    awards = [clause for clause in frame.filled if clause.clause.safeguards]
    if not awards:
        return []
    return [
        Heading(1, "Critères d'attribution : les quatre garanties", "safeguards"),
        Paragraph(
            runs(
                "Un critère d'attribution est lié à l'objet du marché, proportionné, vérifiable et non "
                "discriminatoire. Voici comment chacun y répond."
            ),
            keep=True,
        ),
        Table(
            caption="Garanties de chaque critère d'attribution",
            description="Pour chaque critère d'attribution : les quatre garanties et comment il y répond.",
            header=("Critère d'attribution", *SAFEGUARD.values()),
            widths=(20, 20, 20, 20, 20),
            rows=tuple(
                (
                    runs(f"{filled.criterion.label} – {filled.clause.heading}"),
                    *(runs(filled.clause.safeguards.get(key, "")) for key in SAFEGUARD),
                )
                for filled in awards
            ),
        ),
    ]
