"""What a reader wants first from a review: how each quality stands, and what to act upon, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from clausier.engine.model import STRENGTHS, Criterion, Strength, Term
from clausier.engine.review import CriterionReview, Review
from clausier.engine.risks import Risk
from clausier.engine.selection import Selection

Gravity = Literal["procedure", "performance", "form"]

GRAVITIES: Final[tuple[Gravity, ...]] = ("procedure", "performance", "form")
# What a breach puts at stake: the award itself, what can be asked of the holder, or the tidiness of the draft.
GRAVITY: Final[Mapping[str, Gravity]] = {
    "brand_reference_without_equivalent": "procedure",
    "proprietary_format_requirement": "procedure",
    "standard_without_equivalent": "procedure",
    "label_asked_of_candidate": "procedure",
    "local_preference": "procedure",
    "firm_policy_criterion": "procedure",
    "award_weights": "procedure",
    "environmental_criterion_absent": "procedure",
    "environmental_criterion_empty": "procedure",
    "minimum_and_scored": "procedure",
    "clause_without_control": "performance",
    "penalty_without_measure": "performance",
    "conflicting_delays": "performance",
    "outdated_reference": "performance",
    "wrong_ccag_article": "performance",
    "unverifiable_wording": "performance",
    "unfilled_blank": "form",
    "announced_annex_absent": "form",
    "options_not_chosen": "form",
}
_ROLE: Final = {"main": 1.0, "contributes": 0.5}
_MET: Final = {"satisfied": 1.0, "weak": 0.5, "missing": 0.0}


@dataclass(frozen=True, slots=True)
class QualityStanding:
    """How far a dossier serves a quality: a share from 0 to 1, None where none of its criteria could be evaluated.

    A criterion weighs 1 where the quality is its main one and ½ where it contributes to it; satisfied it counts whole,
    weak by half. `met` holds the ids of the criteria counted, by verdict.
    """

    quality: Term
    share: float | None
    met: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Priority:
    """A risk of law, or a criterion that is missing or weak; `strength` is that of the criterion."""

    subject: Risk | CriterionReview
    strength: Strength | None = None


def quality_standings(review: Review, qualities: Iterable[Term]) -> tuple[QualityStanding, ...]:
    """Every quality, in the order given."""
    return tuple(_standing(review, quality) for quality in qualities)


def _standing(review: Review, quality: Term) -> QualityStanding:
    counted = [c for c in review.criteria if quality.id in c.criterion.qualities and c.verdict in _MET]
    weights = {c.criterion.id: _ROLE[c.criterion.qualities[quality.id]] for c in counted}
    total = sum(weights.values())
    reached = sum(weights[c.criterion.id] * _MET[c.verdict] for c in counted)
    met = {verdict: tuple(c.criterion.id for c in counted if c.verdict == verdict) for verdict in _MET}
    return QualityStanding(quality, reached / total if total else None, met)


def gravity(risk: Risk) -> Gravity:
    """What a risk puts at stake; those that the signals of a topic tell bear on the performance of the contract."""
    return GRAVITY.get(risk.id, "performance")


def strength(selection: Selection, criterion: Criterion) -> Strength | None:
    """The strength of a criterion for a purchase, the highest of its lots.

    What a missing fact could raise it to counts: nothing says yet that it is less.
    """
    items = [item for item in selection.items if item.criterion.id == criterion.id]
    found = [value for item in items for value in (item.strength, item.could_rise_to) if value]
    return min(found, key=STRENGTHS.index, default=None)


def priorities(review: Review) -> tuple[Priority, ...]:
    """All there is to act upon: risks by gravity, then criteria by strength, the missing ones before the weak."""
    risks = sorted(review.risks, key=lambda risk: GRAVITIES.index(gravity(risk)))
    found = [
        Priority(c, strength(review.selection, c.criterion))
        for c in review.criteria
        if c.verdict in ("missing", "weak")
    ]
    found.sort(key=_rank)
    return (*map(Priority, risks), *found)


def _rank(priority: Priority) -> tuple[int, bool]:
    known = STRENGTHS.index(priority.strength) if priority.strength else len(STRENGTHS)
    assert isinstance(priority.subject, CriterionReview)
    return known, priority.subject.verdict == "weak"
