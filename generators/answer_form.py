"""The questions of the « cadre de réponse », by theme then criterion: each with what is expected and where to answer.

Under each question stands its identifier (« NR-0012 · q-essais »), by which a form filled in can be read back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

from clausier.engine.clauses import french_number
from clausier.engine.selection import Item
from clausier.generators.asked import Asked, asked
from clausier.generators.document import Block, Heading, Paragraph, Run, Runs, Table, runs
from clausier.generators.frame import Frame, anchor, by_lots
from clausier.generators.questions import column, demanded, expected_answer, without_answer
from clausier.generators.sentences import sentence
from clausier.generators.words import USE, unit, upper_first

PART = "crt"
BOX = "☐"
ROWS = 3  # empty rows of a table to fill; the tenderer adds others
TEXT_LINES = 5  # room for a text, for those who print; the cell grows with what is typed
HOW = (
    "Le soumissionnaire répond à chaque question à l'endroit prévu ; il ajoute aux tableaux les lignes utiles. "
    "L'identifiant sous chaque question sert à relire la réponse : il reste en place."
)
BY_LOT = "Un cadre est remis pour chaque lot auquel le soumissionnaire répond."
_BLANK: Runs = ()


def questions(frame: Frame, numbers: Mapping[str, Mapping[str, str]]) -> tuple[Block, ...]:
    """Every question of the criteria kept; empty where none is asked. `numbers` are those of the other parts."""
    found: dict[str, list[Block]] = {theme: [] for theme in frame.catalogue.release.themes}
    for item, lots in by_lots(frame.selection.applying(), lambda item: _signature(frame, item)):
        if asked(frame, item):
            found[item.criterion.theme] += _criterion(frame, item, lots, numbers)
    blocks: list[Block] = []
    for theme, written in found.items():
        if written:
            blocks.append(Heading(1, f"Questions – {frame.catalogue.release.themes[theme].label}", f"theme-{theme}"))
            if len(blocks) == 1:
                by_lot = f" {BY_LOT}" if frame.selection.purchase.lots else ""
                blocks.append(Paragraph(runs(HOW + by_lot)))
            blocks += written
    return tuple(blocks)


def _signature(frame: Frame, item: Item) -> Hashable:
    return tuple(entry.signature for entry in asked(frame, item))


def _criterion(
    frame: Frame, item: Item, lots: tuple[str, ...], numbers: Mapping[str, Mapping[str, str]]
) -> Iterator[Block]:
    short = frame.short_lots(lots)
    name = "-".join(("questions", item.criterion.id, *lots))
    yield Heading(2, f"{item.criterion.title} ({short})" if short else item.criterion.title, name)
    if short:
        yield Paragraph(runs(frame.lots(lots)), "lots", keep=True)
    for entry in asked(frame, item):
        identifier = " – ".join(piece for piece in (f"{item.criterion.label} · {entry.question.id}", short) if piece)
        yield Heading(3, entry.question.text, f"{name}-{entry.question.id}")
        yield Paragraph(_expected(frame, item, entry, numbers), "label", keep=True)
        yield Paragraph(runs(identifier), "identifier", keep=True)
        yield replace(_place(entry, identifier), keep=bool(entry.question.evidence))
        yield from _evidence(item, entry, identifier)


def _expected(frame: Frame, item: Item, entry: Asked, numbers: Mapping[str, Mapping[str, str]]) -> Runs:
    """« Notée : 40 % de la note « … » (RC, article 2.1). Un nombre en séances, au moins 0. »."""
    question = entry.question
    use = f"{upper_first(USE[entry.use])}."
    if entry.award is not None and entry.share is not None:
        part = entry.award.clause.part
        place = f"{frame.catalogue.release.parts[part].label}, article {numbers[part][anchor(entry.award)]}"
        share = f"{french_number(round(entry.share, 1))} %"
        use = f"Notée : {share} de la note « {entry.award.clause.heading} » (barème : {place})."
    pieces: list[str | Run] = [Run(use, "strong"), f" Réponse : {expected_answer(question.answer)}."]
    pieces += [f" {line}" for line in (demanded(question), without_answer(question, entry.use)) if line]
    if entry.unsure and question.when is not None:
        condition = sentence(question.when, frame.catalogue.release, item.criterion.parameters)
        pieces += [" ", Run(f"[question à garder si : {condition}]", "blank")]
    return runs(*pieces)


def _place(entry: Asked, identifier: str) -> Table:
    """Where to answer: boxes, the columns asked for, or one cell."""
    answer, spoken = entry.question.answer, f"Place de la réponse à la question {identifier}."
    caption = f"Réponse {identifier}"
    if answer.type == "table":
        labels = tuple(column(col) for col in answer.columns)
        empty = tuple(_BLANK for _ in labels)
        return Table(caption, spoken, labels, (1,) * len(labels), (empty,) * ROWS, titled=False, lines=2)
    if answer.type in ("choice", "boolean"):
        options = [option.label for option in entry.question.options] or ["Oui", "Non"]
        rows = tuple((runs(BOX), runs(option)) for option in options)
        return Table(caption, spoken, ("Choix", "Réponse (une seule case)"), (12, 88), rows, titled=False)
    header = (f"Réponse (en {unit(answer.unit)})" if answer.unit else "Réponse",)
    lines = TEXT_LINES if answer.type == "text" else 2
    return Table(caption, spoken, header, (100,), ((_BLANK,),), titled=False, lines=lines)


def _evidence(item: Item, entry: Asked, identifier: str) -> Iterator[Table]:
    """The evidence asked for, its greatest age, and room to say which piece is handed in and its date."""
    known = {evidence.id: evidence for evidence in item.criterion.evidence}
    proofs = [known[name] for name in entry.question.evidence]
    if proofs:
        yield Table(
            caption=f"Preuves {identifier}",
            description=f"Preuves jointes à la réponse {identifier} : l'âge admis, la pièce remise et sa date.",
            header=("Preuve à joindre", "Âge maximal", "Pièce remise", "Date de la pièce"),
            widths=(40, 16, 26, 18),
            rows=tuple((runs(proof.label), runs(f"{proof.max_age_months} mois"), _BLANK, _BLANK) for proof in proofs),
            titled=False,
            lines=2,
        )
