"""The base as the engine sees it: frozen records, one for each key of the criterion format.

Shapes follow `schemas/criterion.schema.json`; French meanings are in the table of words of `CONTRIBUTING.md`.
Conditions stay plain trees (`{"all": [...]}`, `{"fact": ..., "is": ...}`): `clausier.engine.ternary` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from clausier.engine.questions import Evidence, Question

Condition = Mapping[str, Any]
Strength = Literal["mandatory", "comply_or_explain", "recommended"]
Ambition = Literal["baseline", "advanced", "exemplary"]

STRENGTHS: tuple[Strength, ...] = ("mandatory", "comply_or_explain", "recommended")
AMBITIONS: tuple[Ambition, ...] = ("baseline", "advanced", "exemplary")


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure of law and the date it counts from (ISO date, inclusive)."""

    since: str
    value: Any
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Who compared a reference with its source, when and against what; `by` is None while nobody named has."""

    on: str
    by: str | None
    against: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A dated legal or normative text. `in_force_to` is its last day in force, inclusive."""

    id: str
    kind: str
    citation: str
    title: str
    summary: str
    binds: str
    in_force_from: str | None
    in_force_to: str | None
    replaced_by: str | None
    url: str | None
    confidence: Literal["high", "medium", "low"]
    checked: Checked
    doubt: str | None
    values: Mapping[str, tuple[Dated, ...]]
    milestones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sign:
    """Words by which a draft shows a fact: where it names its object, or anywhere."""

    value: Any
    pattern: str
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared property of the buyer, the purchase or a lot, with the question that asks for it.

    `presumed` is a value and the condition under which it is taken for granted until the buyer says otherwise;
    `signs` are the words by which a draft shows it where nobody declared it.
    """

    id: str
    type: Literal["boolean", "enum", "set", "integer", "money", "date"]
    level: Literal["buyer", "purchase", "lot"]
    label: str
    question: str
    unit: str | None
    minimum: float | None
    values: Mapping[str, str]
    presumed: tuple[Any, Condition] | None = None
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class DerivedFact:
    """A fact that is never asked: it follows from others by a condition."""

    id: str
    label: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a vocabulary: a theme, a topic (kind coverage or risk), a quality, a part of the tender.

    `words` are the usual ones of a topic, folded; one that ends in "*" stands for all that begin so. A `general` topic
    is expected of every purchase, digital or not.
    """

    id: str
    label: str
    kind: str = ""
    text: str = ""
    words: tuple[str, ...] = ()
    general: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """Why, and under which text; with a `milestone`, it holds from that dated stage of the text."""

    ref: str | None
    text: str | None
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A point of law that no source read settles; not a missing fact."""

    when: Condition
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    strength: Strength
    when: Condition
    because: Because
    explain: str | None
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exception to a criterion: true takes it out, unknown lets the verdict stand « sauf si »."""

    id: str
    when: Condition
    because: Because


@dataclass(frozen=True, slots=True)
class Measure:
    numerator: str
    denominator: str
    unit: str | None
    target: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Duty:
    """What binds outside the clauses: never computed on one contract when `cycle` is year."""

    id: str
    binds: Literal["buyer", "supplier"]
    cycle: Literal["purchase", "year"]
    stage: str
    action: str
    when: Condition | None
    measure: Measure | None
    because: Because


BINDING_ROLES = ("buyer_duty", "supplier_duty", "comply_or_explain")


@dataclass(frozen=True, slots=True)
class LegalBasis:
    ref: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """`default` holds one value for each ambition; a None value is printed as a blank to fill."""

    id: str
    label: str
    type: Literal["integer", "number", "money", "date", "text", "list", "choice"]
    unit: str | None
    default: Mapping[Ambition, Any]
    minimum: float | None
    maximum: float | None
    choices: Mapping[str, str]
    source_fact: str | None
    why: str | None
    bound_by: Because | None


@dataclass(frozen=True, slots=True)
class Ccag:
    """An article of a general clauses book (`tic-14`) that a clause complements or derogates from."""

    article: str
    relation: Literal["complements", "derogates"]


@dataclass(frozen=True, slots=True)
class Control:
    text: str
    by: Literal["buyer", "supplier", "third_party"]
    stage: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Penalty:
    text: str
    ccag: Ccag | None
    enforces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How an award criterion is marked: points up to `maximum`, shares of questions, heading it falls under."""

    maximum: float
    group: str
    weight: str | None
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    part: str
    effect: str
    heading: str
    ambition: Ambition
    when: Condition | None
    counts_as: tuple[str, ...]
    text: str
    control: Control | None
    penalty: Penalty | None
    ccag: Ccag | None
    scale: Scale | None
    safeguards: Mapping[str, str]
    not_with: tuple[str, ...]
    sample: Mapping[str, Any]


class Example(NamedTuple):
    text: str
    part: str | None
    under: str | None


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern by which a good or bad wording is recognised; `topic` is the criterion's unless it says another."""

    id: str
    means: Literal["present", "verifiable", "weak", "outdated", "contradicts", "risk"]
    topic: str
    message: str
    parts: tuple[str, ...]
    under: str | None
    pattern: str
    with_: tuple[str, ...]
    unless: tuple[str, ...]
    valid: Condition | None
    match: tuple[Example, ...]
    no_match: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a complete dossier says: expected in `parts`, also looked for in `or_in` when handed in."""

    id: str
    parts: tuple[str, ...]
    or_in: tuple[str, ...]
    any_of: tuple[str, ...]
    spoilt_by: tuple[str, ...]
    absent: str


@dataclass(frozen=True, slots=True)
class SatisfiedBy:
    """A need of this criterion that clauses of any selected criterion may fill."""

    id: str
    counts_as: str
    at_least: int
    otherwise: str


@dataclass(frozen=True, slots=True)
class Change:
    version: str
    date: str
    kind: str
    change: str


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    slug: str
    title: str
    version: str
    status: str
    status_since: str | None
    review_by: str
    theme: str
    topic: str
    qualities: Mapping[str, Literal["main", "contributes"]]
    levers: tuple[str, ...]
    sdgs: tuple[int, ...]
    ambition: Ambition
    assessed_per: Literal["purchase", "lot"]
    what: str
    why: str
    avoid: str
    prefer: str
    known_limits: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    maps_to: Mapping[str, str | tuple[str, ...]]
    applicability: tuple[Rule, ...]
    exceptions: tuple[Exemption, ...]
    duties: tuple[Duty, ...]
    satisfied_by: tuple[SatisfiedBy, ...]
    parameters: Mapping[str, Parameter]
    clauses: tuple[Clause, ...]
    questions: tuple[Question, ...]
    evidence: tuple[Evidence, ...]
    signals: tuple[Signal, ...]
    coverage: tuple[Need, ...]
    changelog: tuple[Change, ...]

    def obliges(self, duty: Duty) -> bool:
        """Whether the text behind a duty binds; False for good advice, whose text is a method or a choice."""
        return any(basis.ref == duty.because.ref and basis.role in BINDING_ROLES for basis in self.legal_basis)

    @property
    def label(self) -> str:
        """How a person cites it: « NR-0012 »."""
        return self.id.upper()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A criterion that is no longer proposed; its page stays."""

    id: str
    title: str
    date: str
    reason: str
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """One compiled edition of the base. `digest` is the SHA-256 of its content, in hexadecimal."""

    version: str
    digest: str
    criteria: Mapping[str, Criterion]
    references: Mapping[str, Reference]
    facts: Mapping[str, Fact]
    derived: Mapping[str, DerivedFact]
    themes: Mapping[str, Term]
    topics: Mapping[str, Term]
    qualities: Mapping[str, Term]
    parts: Mapping[str, Term]
    profiles: Mapping[str, Mapping[str, Any]]
    withdrawn: Mapping[str, Withdrawn]
