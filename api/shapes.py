"""The shapes of answers, for the documentation alone: routes write bytes, tests check them against these.

Keys are those of `clausier.generators.data`; a key added there is allowed here before it is documented.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Interval = Annotated[list[float], Field(min_length=2, max_length=2, description="[au moins, au plus], sur 10")]
Strength = Literal["mandatory", "comply_or_explain", "recommended"]
Verdict = Literal["applies", "does_not_apply", "unknown"]
ReviewVerdict = Literal["satisfied", "weak", "missing", "not_applicable", "cannot_evaluate"]
LawStatus = Literal["in_force", "not_yet", "repealed", "undated"]


class FaultShape(BaseModel):
    where: str
    what: str
    remedy: str


class ProblemShape(BaseModel):
    """RFC 9457. `detail` est une phrase à lire ; `faults` dit chaque défaut, où il est, et comment le corriger."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[FaultShape]


class ReleaseName(BaseModel):
    version: str
    digest: str


class Health(BaseModel):
    status: Literal["ok"]
    version: str
    release: ReleaseName


class ReleaseEntry(ReleaseName):
    current: bool


class Releases(BaseModel):
    releases: list[ReleaseEntry]


class ReleaseCriterion(BaseModel):
    id: str
    version: str
    title: str


class ReleaseDetail(ReleaseEntry):
    criteria: list[ReleaseCriterion]
    references: int
    facts: int
    profiles: list[str]
    withdrawn: list[str]


class CriterionEntry(BaseModel):
    id: str
    version: str
    status: str
    title: str
    theme: str
    topic: str
    qualities: dict[str, Literal["main", "contributes"]]
    ambition: str
    what: str


class CriteriaPage(BaseModel):
    release: ReleaseName
    total: int
    offset: int
    limit: int
    criteria: list[CriterionEntry]


class Law(BaseModel):
    """Un texte cité, et s'il est en vigueur à la date demandée."""

    ref: str
    citation: str
    role: str
    why: str
    status: LawStatus
    in_force_from: Date | None
    in_force_to: Date | None
    confidence: str
    checked_on: Date
    checked_by: str | None


class FullLaw(Law):
    kind: str
    title: str
    summary: str
    url: str | None
    replaced_by: str | None
    doubt: str | None
    milestones: dict[str, str]
    values: dict[str, list[dict[str, Any]]]


class CriterionDetail(BaseModel):
    release: ReleaseName
    as_of: Date
    criterion: dict[str, Any]
    law: list[FullLaw]


class FactShape(BaseModel):
    id: str
    type: Literal["boolean", "enum", "set", "integer", "money", "date"]
    level: Literal["buyer", "purchase", "lot"]
    label: str
    question: str
    unit: str | None
    minimum: float | None
    values: dict[str, str]


class Facts(BaseModel):
    release: ReleaseName
    facts: list[FactShape]


class ProfileShape(BaseModel):
    id: str
    title: str
    version: str | None
    summary: str | None
    imports: str | None


class Profiles(BaseModel):
    release: ReleaseName
    profiles: list[ProfileShape]


class PurchaseEcho(BaseModel):
    title: str
    as_of: Date
    ambition: Literal["baseline", "advanced", "exemplary"]


class Duty(BaseModel):
    """What binds outside the clauses; `binding` is false for good advice, which no text imposes."""

    id: str
    binding: bool
    verdict: Verdict
    action: str
    missing: list[str]


class SelectedCriterion(BaseModel):
    id: str
    version: str
    title: str
    theme: str
    topic: str
    lot: str | None
    verdict: Verdict
    strength: Strength | None
    could_rise_to: Strength | None
    proposed: bool
    missing: list[str]
    unless: list[str]
    because: dict[str, Any] | None
    explain: str | None
    doubts: list[str]
    references: list[Law]
    clauses: list[str]
    duties: list[Duty]


class FilledClause(BaseModel):
    criterion: str
    clause: str
    part: str
    effect: str
    heading: str
    lots: list[str]
    text: str
    control: str | None
    penalty: str | None
    parameters: list[dict[str, Any]]


class Quality(BaseModel):
    id: str
    main: list[str]
    contributes: list[str]
    blind_spot: bool


class OpenQuestion(BaseModel):
    fact: str
    question: str
    criteria: int


class Proportion(BaseModel):
    """Questions put to each candidate, what the value allows, and how many each criterion without a duty asks."""

    questions: int
    allowed: int | None
    excessive: bool
    optional: dict[str, int]


class Selection(BaseModel):
    release: ReleaseName
    profile: list[str]
    purchase: PurchaseEcho
    criteria: list[SelectedCriterion]
    clauses: list[FilledClause]
    qualities: list[Quality]
    forgone: list[str]  # what law asks for and the profile leaves out
    proportion: Proportion
    questions: list[OpenQuestion]
    changes: list[dict[str, Any]]


class Quote(BaseModel):
    passage: str
    start: int
    end: int
    document: str
    part: str | None
    page: int | None
    line: int | None
    paragraph: int
    headings: list[str] | None
    criterion: str | None = None
    signal: str | None = None
    means: str | None = None
    message: str | None = None
    what: str | None = None
    score: float | None = None
    words: list[str] | None = None


class ReviewedDocument(BaseModel):
    name: str
    part: str | None
    format: str
    passages: int
    remarks: list[str]


class ReviewedTopic(BaseModel):
    topic: str
    label: str
    verdict: ReviewVerdict
    reason: str
    found: int
    quotes: list[Quote]


class CitedLaw(BaseModel):
    id: str
    citation: str
    status: LawStatus


class FindingShape(BaseModel):
    """Ce qui est relevé, et combien des citations du risque le montrent, dans leur ordre."""

    what: str
    quotes: int


class RiskShape(BaseModel):
    topic: str
    label: str
    risk: str
    better: str
    law: list[CitedLaw]
    found: int
    findings: list[FindingShape]
    quotes: list[Quote]


class Review(BaseModel):
    release: ReleaseName
    as_of: Date
    documents: list[ReviewedDocument]
    topics: list[ReviewedTopic]
    risks: list[RiskShape]
    criteria: list[dict[str, Any]]


class EvidenceAsked(BaseModel):
    id: str
    label: str
    stage: list[str]
    formats: list[str]
    at_least: int
    max_age_months: int
    check: str


class QuestionShape(BaseModel):
    id: str
    use: Literal["score", "compliance", "information"]
    text: str
    type: Literal["choice", "number", "date", "text", "boolean", "table"]
    unit: str | None
    minimum: float | None
    maximum: float | None
    max_words: int | None
    row: str | None
    columns: list[dict[str, Any]]
    options: list[dict[str, Any]]
    evidence: list[EvidenceAsked]
    if_unanswered: Literal["zero", "irregular"]
    scoring: str
    asked: bool | None
    missing: list[str]


class AskedCriterion(BaseModel):
    id: str
    version: str
    title: str
    lots: list[str]
    questions: list[QuestionShape]


class Questions(BaseModel):
    release: ReleaseName
    as_of: Date
    profile: list[str]
    criteria: list[AskedCriterion]


class ScoredQuestion(BaseModel):
    id: str
    text: str
    use: str
    state: Literal["scored", "unanswered", "awaits_mark", "unproved", "met", "not_met", "noted"]
    score: Interval | None
    expired_evidence: list[str]


class ScoredCriterion(BaseModel):
    id: str
    title: str
    score: Interval | None
    awards: dict[str, Interval]
    questions: list[ScoredQuestion]


class Result(BaseModel):
    """Les notes, en intervalles tant qu'une réponse, une preuve ou une note manque."""

    release: ReleaseName
    as_of: Date
    tenderer: str
    criteria: list[ScoredCriterion]
    themes: dict[str, Interval]
    qualities: dict[str, Interval]
    gains: list[dict[str, Any]]
    not_asked: list[str]


class Assessment(BaseModel):
    """Une évaluation gardée. Le lien contient son jeton secret : qui l'a peut la lire, la changer et l'effacer."""

    id: str
    link: str
    revision: int
    created_at: str
    updated_at: str
    release: ReleaseName
    as_of: Date
    tenderer: str
    profile: str | None
    purchase: dict[str, Any] | None
    facts: dict[str, Any]
    criteria: list[str] | None
    answers: dict[str, Any]
    result: Result


class CreatedAssessment(Assessment):
    token: str
