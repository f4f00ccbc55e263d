"""What a reader wants first from a review: how each quality stands, and what to act upon, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from clausier.engine.model import STRENGTHS, Strength, Term
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
    "contradictory_clauses": "performance",
    "outdated_reference": "performance",
    "wrong_ccag_article": "performance",
    "unverifiable_wording": "performance",
    "unfilled_blank": "form",
    "announced_annex_absent": "form",
    "options_not_chosen": "form",
}
_ROLE: Final = {"main": 1.0, "contributes": 0.5}
_RANK: Final[Mapping[Strength | None, int]] = {**{s: rank for rank, s in enumerate(STRENGTHS)}, None: len(STRENGTHS)}
_FOR_RISKS: Final = 6  # of ten things to do first, where the draft does not hold all that the law asks
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
    """A risk of law, or a criterion that is missing or weak; `strength` is that of a criterion known to apply."""

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


def priorities(review: Review) -> tuple[Priority, ...]:
    """All there is to act upon, in order: risks by gravity; criteria that apply, by strength; those still undecided.

    Of one strength, criteria that are missing come first, then those that lack something, then those that are weak.
    """
    risks = sorted(review.risks, key=lambda risk: GRAVITIES.index(gravity(risk)))
    known, possible = _strengths(review.selection)
    told = {risk.id for risk in risks}
    quoted = {quote.passage for risk in risks for finding in risk.findings for quote in finding.quotes}

    def said(found: CriterionReview) -> bool:
        """Whether a risk of the same topic, or on the same passages, tells all there is to strengthen."""
        weak = [hint.passage for need in found.needs if need.verdict != "satisfied" for hint in need.hints]
        lacks = any(need.verdict == "missing" for need in found.needs)
        return found.criterion.topic in told or (bool(weak) and not lacks and quoted.issuperset(weak))

    found = [c for c in review.criteria if c.verdict == "missing" or (c.verdict == "weak" and not said(c))]

    def rank(found: CriterionReview) -> tuple[bool, int, bool, bool]:
        name = found.criterion.id
        strength = known.get(name) or possible.get(name)
        lacks = any(need.verdict == "missing" for need in found.needs)
        return name not in known, _RANK[strength], found.verdict == "weak", not lacks

    return (*map(Priority, risks), *(Priority(c, known.get(c.criterion.id)) for c in sorted(found, key=rank)))


def foremost(review: Review, most: int) -> tuple[Priority, ...]:
    """The `most` things to act upon first; where mandatory criteria are not met, risks take six places in ten."""
    found = priorities(review)
    risks = [priority for priority in found if isinstance(priority.subject, Risk)]
    criteria = found[len(risks) :]
    due = any(priority.strength == "mandatory" for priority in criteria)
    kept = risks[: most * _FOR_RISKS // 10] if due else risks
    return (*kept, *criteria, *risks[len(kept) :])[:most]


def _strengths(selection: Selection) -> tuple[dict[str, Strength], dict[str, Strength]]:
    """The strength of each criterion that applies, and what each undecided one could have; the highest of its lots."""
    known: dict[str, Strength] = {}
    possible: dict[str, Strength] = {}
    for item in selection.items:
        for strengths, strength in ((known, item.strength), (possible, item.could_rise_to)):
            name = item.criterion.id
            if strength is not None and _RANK[strength] < _RANK[strengths.get(name)]:
                strengths[name] = strength
    return known, possible
