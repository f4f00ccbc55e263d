"""From a purchase to the criteria that apply: verdict, strength, what is missing, why, and under which law.

Verdicts follow the first true rule; an earlier rule that is unknown tells what the verdict could rise to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from clausier.engine import parameters
from clausier.engine.catalogue import Catalogue, LayerChange
from clausier.engine.model import (
    AMBITIONS,
    STRENGTHS,
    Ambition,
    Because,
    Clause,
    Criterion,
    Duty,
    LegalBasis,
    Reference,
    Rule,
    Strength,
)
from clausier.engine.overlay import whole_catalogue
from clausier.engine.parameters import Setting
from clausier.engine.purchase import Purchase
from clausier.engine.ternary import Situation, Step
from clausier.engine.timeline import Status

Verdict = Literal["applies", "does_not_apply", "unknown"]


@dataclass(frozen=True, slots=True)
class LegalState:
    """A text the criterion rests on, and whether it is in force at the date of the selection."""

    basis: LegalBasis
    reference: Reference
    status: Status


@dataclass(frozen=True, slots=True)
class Undecided:
    """A clause or duty whose condition is unknown, and the facts that would decide."""

    id: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A clause that is not kept, and the French reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class DutyState:
    duty: Duty
    verdict: Verdict
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """How one rule came out; `step` is None where it sleeps, its reference not being in force at the date."""

    strength: Strength
    because: Because
    step: Step | None


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion judged for the purchase, or for one lot of it.

    `proposed` is true where it applies, or may apply, within the ambition chosen: what is left out is
    recommended only from a higher ambition. `clauses` are the ids kept, in the order of the criterion.
    """

    criterion: Criterion
    legal: tuple[LegalState, ...]
    lot: str | None = None
    verdict: Verdict = "does_not_apply"
    strength: Strength | None = None
    could_rise_to: Strength | None = None
    proposed: bool = False
    missing: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    exception: str | None = None
    because: Because | None = None
    explain: str | None = None
    doubts: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    duties: tuple[DutyState, ...] = ()

    @property
    def applies(self) -> bool:
        return self.verdict == "applies" and self.proposed

    @property
    def values(self) -> dict[str, Any]:
        """The value of each parameter, as conditions compare them."""
        return {name: setting.value for name, setting in self.settings.items()}


@dataclass(frozen=True, slots=True)
class QualityCoverage:
    """Criteria that serve a quality; it is a blind spot where none has it as its main one."""

    id: str
    main: tuple[str, ...]
    contributes: tuple[str, ...]

    @property
    def blind(self) -> bool:
        return not self.main


@dataclass(frozen=True, slots=True)
class Selection:
    """`questions` are the facts still missing, the one that settles most criteria first."""

    release: str
    digest: str
    layers: tuple[str, ...]
    purchase: Purchase
    items: tuple[Item, ...]
    qualities: tuple[QualityCoverage, ...]
    questions: tuple[tuple[str, int], ...]
    changes: tuple[LayerChange, ...]

    def applying(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.applies)


def forgone_duties(catalogue: Catalogue, purchase: Purchase) -> tuple[Item, ...]:
    """What law asks of a purchase (its facts as a whole) and the layers of the catalogue leave out."""
    release, whole = catalogue.release, whole_catalogue(catalogue.release)
    judged = (
        judge(whole, release.criteria[name], purchase) for name in release.criteria if name not in catalogue.criteria
    )
    return tuple(item for item in judged if item.applies and item.strength != "recommended")


def select(catalogue: Catalogue, purchase: Purchase) -> Selection:
    """Judge every criterion of the catalogue for a purchase, at the purchase's `as_of`."""
    items: list[Item] = []
    for criterion in catalogue.criteria.values():
        if criterion.assessed_per == "lot" and purchase.lots:
            items += [judge(catalogue, criterion, purchase, lot.facts, lot.id) for lot in purchase.lots]
        else:
            items.append(judge(catalogue, criterion, purchase))
    kept = tuple(fill_needs(items))
    return Selection(
        release=catalogue.release.version,
        digest=catalogue.release.digest,
        layers=catalogue.layers,
        purchase=purchase,
        items=kept,
        qualities=quality_coverage(kept, catalogue.release.qualities),
        questions=_questions(kept),
        changes=catalogue.changes,
    )


def judge(
    catalogue: Catalogue,
    criterion: Criterion,
    purchase: Purchase,
    lot_facts: Mapping[str, Any] | None = None,
    lot: str | None = None,
) -> Item:
    """One criterion for the purchase, or for a lot whose facts replace the purchase's."""
    facts = {**purchase.facts, **(lot_facts or {})}
    labels = {name: fact.values for name, fact in catalogue.release.facts.items()}
    settings = parameters.resolve(
        criterion,
        purchase.ambition,
        catalogue.settings.get(criterion.id, {}),
        purchase.parameters.get(criterion.id, {}),
        facts,
        labels,
    )
    values = {name: setting.value for name, setting in settings.items()}
    situation = Situation(facts, purchase.as_of, catalogue.law, values)
    item = _apply_rules(catalogue, criterion, situation, purchase.ambition)
    item = replace(item, lot=lot, settings=settings)
    if item.verdict == "does_not_apply":
        return item
    return _with_clauses(catalogue, item, situation, purchase.ambition)


def _apply_rules(catalogue: Catalogue, criterion: Criterion, situation: Situation, ambition: Ambition) -> Item:
    legal = tuple(
        LegalState(basis, catalogue.release.references[basis.ref], catalogue.law.status(basis.ref, situation.as_of))
        for basis in criterion.legal_basis
    )
    blank = Item(criterion, legal)
    unless: list[str] = []
    for exemption in criterion.exceptions:
        value = catalogue.value(exemption.when, situation)
        if value is True:
            return replace(blank, exception=exemption.id, because=exemption.because)
        if value is None:
            unless += catalogue.trace(exemption.when, situation).missing()
    decided: Rule | None = None
    unknown: list[tuple[Strength, Step]] = []
    doubts: list[str] = []
    for rule in criterion.applicability:
        if not awake(catalogue, rule, situation.as_of):
            continue
        value = catalogue.value(rule.when, situation)
        if value is False:
            continue
        if rule.doubt and catalogue.value(rule.doubt.when, situation) is True:
            doubts.append(rule.doubt.text)
        if value is True:
            decided = rule
            break
        unknown.append((rule.strength, catalogue.trace(rule.when, situation)))
    if decided is not None:
        # An unknown rule of the same strength cannot change the answer: its facts are not asked for.
        unknown = [(strength, step) for strength, step in unknown if strength != decided.strength]
    if decided is None and not unknown:
        return blank
    could_rise_to = unknown[0][0] if unknown else None
    return replace(
        blank,
        verdict="applies" if decided else "unknown",
        strength=decided.strength if decided else None,
        could_rise_to=could_rise_to,
        proposed=(decided.strength if decided else could_rise_to) != "recommended"
        or _within(criterion.ambition, ambition),
        missing=_each_once(step.missing() for _, step in unknown),
        unless=_each_once([unless]),
        undated=_each_once(step.undated() for _, step in unknown),
        because=decided.because if decided else None,
        explain=decided.explain if decided else None,
        doubts=tuple(doubts),
    )


def awake(catalogue: Catalogue, rule: Rule, as_of: str) -> bool:
    """A rule sleeps while the text it rests on, or its stage, has not come."""
    return catalogue.law.holds(rule.because, as_of)


def trace_rules(catalogue: Catalogue, item: Item, purchase: Purchase) -> tuple[RuleTrace, ...]:
    """How each rule of a judged criterion came out, for explanation."""
    lot_facts = next((lot.facts for lot in purchase.lots if lot.id == item.lot), {})
    situation = Situation({**purchase.facts, **lot_facts}, purchase.as_of, catalogue.law)
    return tuple(
        RuleTrace(
            rule.strength,
            rule.because,
            catalogue.trace(rule.when, situation) if awake(catalogue, rule, purchase.as_of) else None,
        )
        for rule in item.criterion.applicability
    )


def _each_once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _within(level: Ambition, chosen: Ambition) -> bool:
    return AMBITIONS.index(level) <= AMBITIONS.index(chosen)


def _with_clauses(catalogue: Catalogue, item: Item, situation: Situation, ambition: Ambition) -> Item:
    kept: list[str] = []
    undecided: list[Undecided] = []
    set_aside: list[SetAside] = []
    alone = situation.facts.get("purchase.procedure") == "no_competition"
    for clause in item.criterion.clauses:
        if not _within(clause.ambition, ambition):
            continue
        if alone and clause.part == "rc":
            set_aside.append(
                SetAside(clause.id, "sans mise en concurrence, il n'y a pas de règlement de la consultation")
            )
            continue
        clash = [other for other in clause.not_with if other in kept]
        value = True if clause.when is None else catalogue.value(clause.when, situation)
        if value is True and clash:
            set_aside.append(SetAside(clause.id, f"fait double emploi avec la clause « {clash[0]} »"))
        elif value is True:
            kept.append(clause.id)
        elif value is None and clause.when is not None:
            undecided.append(Undecided(clause.id, catalogue.trace(clause.when, situation).missing()))
    duties = tuple(_duty_state(catalogue, duty, situation) for duty in item.criterion.duties)
    return replace(item, clauses=tuple(kept), undecided=tuple(undecided), set_aside=tuple(set_aside), duties=duties)


def _duty_state(catalogue: Catalogue, duty: Duty, situation: Situation) -> DutyState:
    if not catalogue.law.holds(duty.because, situation.as_of):
        return DutyState(duty, "does_not_apply", ())
    if duty.when is None:
        return DutyState(duty, "applies", ())
    value = catalogue.value(duty.when, situation)
    if value is None:
        return DutyState(duty, "unknown", catalogue.trace(duty.when, situation).missing())
    return DutyState(duty, "applies" if value else "does_not_apply", ())


def fill_needs(items: Iterable[Item]) -> Iterable[Item]:
    """Set aside each fallback clause whose need is already filled by clauses of other criteria (same lot)."""
    items = list(items)
    for item in items:
        for need in item.criterion.satisfied_by if item.applies else ():
            fillers = [
                f"{other.criterion.label} {clause.id}"
                for other in items
                if other.applies and other.criterion is not item.criterion and _same_lot(other, item)
                for clause in kept_clauses(other)
                if need.counts_as in clause.counts_as
            ]
            if len(fillers) >= need.at_least and need.otherwise in item.clauses:
                reason = f"besoin déjà couvert par {', '.join(fillers)}"
                item = replace(
                    item,
                    clauses=tuple(c for c in item.clauses if c != need.otherwise),
                    set_aside=(*item.set_aside, SetAside(need.otherwise, reason)),
                )
        yield item


def _same_lot(one: Item, other: Item) -> bool:
    return one.lot is None or other.lot is None or one.lot == other.lot


def kept_clauses(item: Item) -> tuple[Clause, ...]:
    return tuple(clause for clause in item.criterion.clauses if clause.id in item.clauses)


def quality_coverage(items: Iterable[Item], qualities: Iterable[str]) -> tuple[QualityCoverage, ...]:
    """Which applying criteria serve each quality, in the vocabulary's order."""
    applying = {item.criterion.id: item.criterion for item in items if item.applies}
    return tuple(
        QualityCoverage(
            quality,
            tuple(c.id for c in applying.values() if c.qualities.get(quality) == "main"),
            tuple(c.id for c in applying.values() if c.qualities.get(quality) == "contributes"),
        )
        for quality in qualities
    )


def _questions(items: Iterable[Item]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for item in items:
        if item.proposed:
            asked = {*item.missing, *item.unless, *(fact for u in item.undecided for fact in u.missing)}
            counts.update(sorted(asked))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def by_strength(items: Iterable[Item]) -> list[Item]:
    """Mandatory first, then comply or explain, then recommended; by id within a strength."""
    rank = {strength: index for index, strength in enumerate(STRENGTHS)}
    return sorted(
        items, key=lambda item: (rank[item.strength or item.could_rise_to or "recommended"], item.criterion.id)
    )
