"""A survey of many purchases at once: how many each criterion concerns, at one date. For mutualisation bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clausier.engine.batch import Batch
from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Criterion, Strength
from clausier.engine.purchase import Purchase
from clausier.engine.selection import awake


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many purchases (a lot counts as one) a criterion applies to by strength, may apply to, leaves aside."""

    criterion: Criterion
    applies: Mapping[Strength, int]
    to_decide: int
    left_aside: int


def survey(catalogue: Catalogue, purchases: Sequence[Purchase], as_of: str) -> tuple[Concerned, ...]:
    """Judge every criterion for all purchases at one date; the ambition of each purchase is left aside."""
    merged = [{**p.facts, **lot} for p in purchases for lot in ([lot.facts for lot in p.lots] or [{}])]
    sets = [{name: value for name, value in facts.items() if value is not None} for facts in merged]
    batch = Batch(sets, as_of, catalogue.law)
    return tuple(_concerned(catalogue, criterion, batch, as_of) for criterion in catalogue.criteria.values())


def _concerned(catalogue: Catalogue, criterion: Criterion, batch: Batch, as_of: str) -> Concerned:
    derived = catalogue.release.derived
    pending = batch.everyone
    for exemption in criterion.exceptions:
        pending &= ~batch.evaluate(exemption.when, derived).true
    unknown = 0
    applies: dict[Strength, int] = {}
    for rule in criterion.applicability:
        if not awake(catalogue, rule, as_of):
            continue
        masks = batch.evaluate(rule.when, derived)
        applies[rule.strength] = applies.get(rule.strength, 0) + (pending & masks.true).bit_count()
        pending &= ~masks.true
        unknown |= pending & ~masks.false
    to_decide = (pending & unknown).bit_count()
    left_aside = batch.size - sum(applies.values()) - to_decide
    return Concerned(criterion, {s: n for s, n in applies.items() if n}, to_decide, left_aside)
