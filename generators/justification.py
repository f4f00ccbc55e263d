"""The justification note: what was decided for a purchase, why, under which law, and what is still open.

It is written to be put in the file of the contract as it stands.
"""

from __future__ import annotations

from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Ccag, Fact
from clausier.engine.selection import Item, Selection, by_strength
from clausier.generators import justification_kept, justification_open
from clausier.generators.clauses import part_documents
from clausier.generators.derogations import derogations
from clausier.generators.document import Block, Document, Heading, Paragraph, Run, Table, Toc, numbered, runs
from clausier.generators.frame import Frame, anchor
from clausier.generators.justification_kept import Numbers, articles, cited
from clausier.generators.proportion import proportion
from clausier.generators.reasons import state_of, verification
from clausier.generators.sentences import plain_value, read_by
from clausier.generators.words import RELATION, STRENGTH, ccag_article, counted, upper_first

TITLE = "Note de justification"


def justification(catalogue: Catalogue, selection: Selection) -> Document:
    """The note of one selection."""
    frame = Frame(catalogue, selection)
    parts = part_documents(catalogue, selection)
    numbers = {part: numbered(document.blocks) for part, document in parts.items()}
    kept = by_strength(selection.applying())
    blocks: tuple[Block, ...] = (
        Paragraph(_notice(frame), "notice"),
        Toc("Sommaire"),
        *_summary(frame, kept),
        *_facts(frame),
        *justification_kept.kept_criteria(frame, kept, numbers),
        *justification_kept.safeguards(frame),
        *justification_open.undecided(frame, parts),
        *justification_open.left_out(frame),
        *justification_open.settings(frame),
        *justification_open.duties(frame),
        *_derogations(frame, numbers),
        *_qualities(frame),
        *_texts(frame, kept),
    )
    return frame.document(TITLE, TITLE, blocks)


def _notice(frame: Frame) -> tuple[Run, ...]:
    return runs(
        Run("Note établie à partir des réponses de l'acheteur.", "strong"),
        f" Elle dit ce que donne la {frame.base}, au droit applicable à la date du {frame.date}, "
        f"et rien de plus : elle ne remplace ni la relecture d'un juriste ni la décision de l'acheteur. "
        f"Empreinte de la base : {frame.selection.digest[:12]}.",
    )


def _summary(frame: Frame, kept: list[Item]) -> list[Block]:
    items = frame.selection.items
    unknown = {item.criterion.id for item in items if item.verdict == "unknown" and item.proposed}
    left = {item.criterion.id for item in items if not item.proposed}
    excluded = {c.criterion for c in frame.catalogue.changes if c.kind in ("exclude", "not_selected")}
    clauses = frame.filled
    penalties = sum(bool(clause.penalty) for clause in clauses)
    texts = {state.reference.id: state.reference for item in kept for state in item.legal}
    asked = proportion(frame)
    over = " : au-delà du repère de la base, d'une question pour 1 000 € HT" if asked.excessive else ""
    lines = [
        *(
            (counted(number, "critère"), f"de portée « {label} »")
            for strength, label in STRENGTH.items()
            if (number := len({item.criterion.id for item in kept if item.strength == strength}))
        ),
        (counted(len(unknown), "critère"), "à décider : un ou plusieurs faits manquent"),
        (counted(len(left), "critère"), "sans objet, ou au-delà de l'ambition choisie"),
        (counted(len(excluded), "critère"), "hors du profil"),
        (counted(len(clauses), "clause", none="aucune"), f"dans les pièces, dont {penalties} avec pénalité"),
        (counted(asked.questions, "question"), f"à lire par chaque candidat, {asked.hours} h au plus{over}"),
        (counted(len(texts), "texte"), f"à l'appui. {read_by(texts.values())}"),
    ]
    per_lot = "Un critère examiné lot par lot peut compter dans plusieurs lignes."
    return [
        Heading(1, "Synthèse", "summary"),
        Table(
            caption="Ce que donne la base pour cet achat",
            description="Le nombre de critères retenus par portée, à décider et non retenus, et de clauses.",
            header=("Nombre", "De quoi s'agit-il"),
            widths=(22, 78),
            rows=tuple((runs(upper_first(number)), runs(upper_first(what))) for number, what in lines),
        ),
        *([Paragraph(runs(per_lot))] if any(item.lot for item in items) else []),
    ]


def _value(fact: Fact, value: Any, presumed: bool) -> str:
    """The answer; what was taken for granted, or is unknown for this lot alone, is said so."""
    if value is None:
        return "Inconnu pour ce lot"
    shown = upper_first(plain_value(fact, value))
    return f"{shown} (tenu pour acquis ; dites-le si c'est faux)" if presumed else shown


def _facts(frame: Frame) -> list[Block]:
    release, purchase = frame.catalogue.release, frame.selection.purchase
    declared = [("Tout l'achat", purchase.facts), *((f"Lot {lot.id}", lot.facts) for lot in purchase.lots)]
    rows = [
        (runs(fact.label), runs(_value(fact, facts[name], name in purchase.presumed)), runs(scope))
        for scope, facts in declared
        for name, fact in release.facts.items()
        if name in facts
    ]
    blocks: list[Block] = [Heading(1, "L'achat tel qu'il est décrit", "facts")]
    if purchase.lots:
        lots = ", ".join(f"lot {lot.id} ({lot.title})" for lot in purchase.lots)
        blocks.append(Paragraph(runs(f"L'achat comprend {counted(len(purchase.lots), 'lot')} : {lots}.")))
    if not rows:
        return [*blocks, Paragraph(runs("Aucun fait n'a été déclaré."))]
    return [
        *blocks,
        Paragraph(
            runs(
                "Les conclusions de cette note reposent sur ces seules réponses ; un fait absent du tableau est "
                "inconnu, jamais supposé faux."
            ),
            keep=True,
        ),
        Table(
            caption="Faits déclarés par l'acheteur",
            description="Chaque fait déclaré, sa valeur, et s'il vaut pour tout l'achat ou pour un lot.",
            header=("Fait", "Réponse", "Vaut pour"),
            widths=(38, 44, 18),
            rows=tuple(rows),
        ),
    ]


def _derogations(frame: Frame, numbers: Numbers) -> list[Block]:
    listed = derogations(frame.filled)
    blocks: list[Block] = [Heading(1, "Dérogations au CCAG", "derogations")]
    if not listed:
        return [*blocks, Paragraph(runs("Les clauses retenues ne dérogent à aucun article d'un CCAG."))]
    places: dict[Ccag, dict[str, list[str]]] = {}
    for entry in listed:
        part = entry.filled.clause.part
        label = frame.catalogue.release.parts[part].label
        places.setdefault(entry.ccag, {}).setdefault(label, []).append(numbers[part][anchor(entry.filled)])
    return [
        *blocks,
        Table(
            caption="Articles de CCAG auxquels les clauses dérogent, ou qu'elles complètent",
            description="Pour chaque article de CCAG : la relation et les articles du marché concernés.",
            header=("Article du CCAG", "Relation", "Articles du marché"),
            widths=(26, 18, 56),
            rows=tuple(
                (
                    runs(ccag_article(ccag.article, frame.ccag)),
                    runs(upper_first(RELATION[ccag.relation])),
                    runs(" ; ".join(f"{label}, {articles(found)}" for label, found in by_part.items())),
                )
                for ccag, by_part in places.items()
            ),
        ),
    ]


def _texts(frame: Frame, kept: list[Item]) -> list[Block]:
    states = {state.reference.id: state for item in kept for state in item.legal}
    if not states:
        return []
    return [
        Heading(1, "Textes cités et vérification", "texts"),
        Paragraph(runs(read_by(state.reference for state in states.values())), keep=True),
        Table(
            caption="Textes sur lesquels reposent les critères retenus",
            description="Pour chaque texte : son état à la date de la note, et qui l'a vérifié.",
            header=("Texte", f"Au {frame.date}", "Vérification"),
            widths=(34, 24, 42),
            rows=tuple(
                (
                    runs(cited(state.reference)),
                    runs(upper_first(state_of(state.reference, state.status))),
                    runs(verification(state.reference)),
                )
                for state in sorted(states.values(), key=lambda state: state.reference.citation)
            ),
        ),
    ]


def _qualities(frame: Frame) -> list[Block]:
    qualities = frame.catalogue.release.qualities
    blind = [qualities[q.id].label for q in frame.selection.qualities if q.blind]
    rows = tuple(
        (
            runs(Run(qualities[q.id].label, "strong"), f" – {qualities[q.id].text}"),
            runs(", ".join(c.upper() for c in q.main) or "Aucun : angle mort"),
            runs(", ".join(c.upper() for c in q.contributes) or "Aucun"),
        )
        for q in frame.selection.qualities
    )
    sentence = (
        f"Angles morts de ce dossier, qu'aucun critère retenu ne sert à titre principal : {', '.join(blind)}."
        if blind
        else "Chacune des sept qualités est servie à titre principal par un critère au moins."
    )
    return [
        Heading(1, "Les sept qualités du numérique", "qualities"),
        Paragraph(runs(sentence), keep=True),
        Table(
            caption="Qualités servies par les critères retenus",
            description="Pour chaque qualité : les critères qui la servent d'abord, et ceux qui y contribuent.",
            header=("Qualité", "À titre principal", "Contribuent"),
            widths=(50, 25, 25),
            rows=rows,
        ),
    ]
