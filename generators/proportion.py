"""Proportion: what a tender asks of each candidate, against the value of the purchase."""

from __future__ import annotations

from dataclasses import dataclass

from clausier.engine.clauses import french_number
from clausier.engine.model import Criterion
from clausier.generators.asked import asked
from clausier.generators.frame import Frame
from clausier.generators.words import counted

QUESTION_MINUTES = 10  # the most that a question may take a small firm (criteria/REVIEWING.md, point 8)
# One question a thousand euros: at 60 euros an hour, answering costs a candidate at most 1 % of the value. A landmark
# of the base, not a rule of law.
EUROS_PER_QUESTION = 1_000
_NAMED = 6  # criteria named as the first that could go


@dataclass(frozen=True, slots=True)
class Proportion:
    """Questions put to each candidate; `allowed` by the landmark, None where the value is not known.

    `optional` are the criteria that no duty calls for, with their number of questions, the heaviest first.
    """

    questions: int
    allowed: int | None
    optional: tuple[tuple[Criterion, int], ...]

    @property
    def excessive(self) -> bool:
        return self.allowed is not None and self.questions > self.allowed

    @property
    def hours(self) -> int:
        """The longest that answering may take, in hours."""
        return -(-self.questions * QUESTION_MINUTES // 60)


def proportion(frame: Frame) -> Proportion:
    """The proportion of a selection; a question put for several lots counts once, as it is answered once."""
    put: dict[str, set[str]] = {}
    bound: set[str] = set()
    for item in frame.selection.applying():
        put.setdefault(item.criterion.id, set()).update(entry.question.id for entry in asked(frame, item))
        if item.strength != "recommended":
            bound.add(item.criterion.id)
    value = frame.selection.purchase.facts.get("purchase.estimated_value")
    optional = sorted((-len(ids), name) for name, ids in put.items() if ids and name not in bound)
    return Proportion(
        sum(map(len, put.values())),
        None if value is None else int(value // EUROS_PER_QUESTION),
        tuple((frame.catalogue.criteria[name], -minus) for minus, name in optional),
    )


def proportion_text(found: Proportion) -> str:
    """One or two French sentences for the buyer; a warning where too much is asked."""
    told = f"Chaque candidat lit {counted(found.questions, 'question')} : {found.hours} h de travail au plus."
    if not found.excessive:
        return told
    first = ", ".join(f"{criterion.label} ({count})" for criterion, count in found.optional[:_NAMED])
    return (
        f"{told} C'est trop pour le montant : le repère de la base est d'une question pour "
        f"{french_number(EUROS_PER_QUESTION)} € HT, soit {found.allowed} ici. Gardez ce que la loi impose et "
        "choisissez parmi le reste"
        + (f" ; les critères recommandés qui demandent le plus sont {first}" if first else "")
        + ". Le profil « premiers-pas » retient les plus utiles."
    )
