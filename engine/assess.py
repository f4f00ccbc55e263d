"""Answers scored without arbitrariness: an interval while something is unknown, awaits a mark or is out of date.

Points are on 10 for a question and a criterion. A missing answer is unknown, never zero: what an unanswered
clarification becomes at the end of the procedure (`then`) is announced, not applied here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Clause, Criterion
from clausier.engine.questions import Evidence, Question, Score
from clausier.engine.ternary import Situation

BEST = 10.0
State = Literal["scored", "unanswered", "awaits_mark", "unproved", "met", "not_met", "noted"]


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def scaled(self, factor: float) -> Interval:
        return Interval(self.low * factor, self.high * factor)


UNKNOWN = Interval(0.0, BEST)


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence handed in: which kind, and its ISO date."""

    evidence: str
    dated: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as given. `mark` is the points a person gave to a text, None before that."""

    value: Any
    proofs: tuple[Proof, ...] = ()
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """`interval` is None for a question that is not scored. `expired` are the ids of evidence out of date."""

    question: Question
    state: State
    interval: Interval | None
    expired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """`awards` gives each award clause on its own maximum; `interval` the criterion on 10, None if unscored."""

    criterion: Criterion
    interval: Interval | None
    awards: Mapping[str, Interval]
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """What settling one question could add to its criterion, in points on 10."""

    criterion: str
    question: str
    points: float
    state: State


@dataclass(frozen=True, slots=True)
class Assessment:
    release: str
    digest: str
    as_of: str
    criteria: tuple[CriterionScore, ...]
    themes: Mapping[str, Interval]
    qualities: Mapping[str, Interval]
    gains: tuple[Gain, ...]
    tenderer: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def assess(
    catalogue: Catalogue,
    answers: Mapping[str, Mapping[str, Given]],
    facts: Mapping[str, Any],
    as_of: str,
    criteria: Sequence[str] | None = None,
    tenderer: str = "",
) -> Assessment:
    """Score the answers (by criterion, then question) on the criteria named, else on those answered."""
    ids = criteria if criteria is not None else [c for c in catalogue.criteria if c in answers]
    scores = tuple(score_criterion(catalogue, catalogue.criteria[i], answers.get(i, {}), facts, as_of) for i in ids)
    gains = sorted(
        (gain for score in scores for gain in _gains(score)),
        key=lambda g: (-g.points, g.criterion, g.question),
    )
    release = catalogue.release
    return Assessment(
        release=release.version,
        digest=release.digest,
        as_of=as_of,
        criteria=scores,
        themes=_means([(score, {score.criterion.theme: 1.0}) for score in scores], release.themes),
        qualities=_means(
            [(s, {q: 1.0 if how == "main" else 0.5 for q, how in s.criterion.qualities.items()}) for s in scores],
            release.qualities,
        ),
        gains=tuple(gains),
        tenderer=tenderer,
        facts=facts,
    )


def _means(
    scores: Sequence[tuple[CriterionScore, Mapping[str, float]]], keys: Mapping[str, Any]
) -> dict[str, Interval]:
    """The weighted mean of scored criteria for each key that has one."""
    means: dict[str, Interval] = {}
    for key in keys:
        weighted = [(s.interval, w[key]) for s, w in scores if s.interval is not None and key in w]
        if weighted:
            means[key] = _mean(weighted)
    return means


def _mean(weighted: Sequence[tuple[Interval, float]]) -> Interval:
    total = sum(weight for _, weight in weighted)
    return Interval(
        sum(interval.low * weight for interval, weight in weighted) / total,
        sum(interval.high * weight for interval, weight in weighted) / total,
    )


def score_criterion(
    catalogue: Catalogue,
    criterion: Criterion,
    answers: Mapping[str, Given],
    facts: Mapping[str, Any],
    as_of: str,
) -> CriterionScore:
    """Every question that is not ruled out by the facts, and the award clauses that weigh them."""
    situation = Situation(facts, as_of, catalogue.law)
    evidence = {e.id: e for e in criterion.evidence}
    questions = tuple(
        score_question(question, answers.get(question.id), evidence, as_of)
        for question in criterion.questions
        if question.when is None or catalogue.value(question.when, situation) is not False
    )
    intervals = {q.question.id: q.interval for q in questions if q.interval is not None}
    awards = {clause.id: award for clause in criterion.clauses if (award := _award(clause, intervals)) is not None}
    scales = [clause.scale for clause in criterion.clauses if clause.scale and clause.id in awards]
    if scales:
        overall = _mean(
            [
                (awards[c.id].scaled(BEST / c.scale.maximum), 1.0)
                for c in criterion.clauses
                if c.scale and c.id in awards
            ]
        )
    elif intervals:
        overall = _mean([(interval, 1.0) for interval in intervals.values()])
    else:
        overall = None
    return CriterionScore(criterion, overall, awards, questions)


def _award(clause: Clause, intervals: Mapping[str, Interval]) -> Interval | None:
    """The clause's points on its maximum; shares of questions that are ruled out are spread over the others."""
    if clause.scale is None:
        return None
    weighted = [(intervals[q], share) for q, share in clause.scale.weights.items() if q in intervals]
    return _mean(weighted).scaled(clause.scale.maximum / BEST) if weighted else None


def score_question(
    question: Question, given: Given | None, evidence: Mapping[str, Evidence], as_of: str
) -> QuestionScore:
    """One question. Evidence out of date leaves the points unproved: the interval then starts at zero."""
    scored = question.use == "score"
    if given is None or given.value is None or given.value == []:
        return QuestionScore(question, "unanswered", UNKNOWN if scored else None)
    expired = tuple(
        proof.evidence
        for proof in given.proofs
        if proof.evidence in evidence and months_between(proof.dated, as_of) > evidence[proof.evidence].max_age_months
    )
    if question.use == "information":
        return QuestionScore(question, "noted", None, expired)
    if question.use == "compliance":
        return QuestionScore(question, "met" if _meets(question, given.value) else "not_met", None, expired)
    interval = points(question, given)
    if question.grid and given.mark is None:
        return QuestionScore(question, "awaits_mark", interval, expired)
    if expired:
        return QuestionScore(question, "unproved", Interval(0.0, interval.high), expired)
    return QuestionScore(question, "scored", interval)


def _meets(question: Question, value: Any) -> bool:
    if question.meets is None:
        return bool(value)
    return value in question.meets if isinstance(question.meets, tuple) else value == question.meets


def points(question: Question, given: Given) -> Interval:
    """The points of an answer that passed the checks of `clausier.engine.answers`."""
    if question.grid:
        marks = [mark.points for mark in question.grid]
        return Interval(given.mark, given.mark) if given.mark is not None else Interval(min(marks), max(marks))
    if question.answer.type == "table":
        return _table_points(question, given.value)
    if question.options:
        found = next(option.points for option in question.options if option.value == given.value) or 0.0
        return Interval(found, found)
    assert question.score is not None, "base check: a scored question has options, a score or a grid"
    return _exact(question.score, given.value)


def _table_points(question: Question, rows: Sequence[Mapping[str, Any]]) -> Interval:
    """The mean of the lines, by weight; a line without any of the columns read is unknown."""
    assert question.score is not None, "base check: a scored table has a score"
    score = question.score
    weighted: list[tuple[Interval, float]] = []
    for row in rows:
        value = next((row[column] for column in score.first_of if row.get(column) is not None), None)
        weight = row.get(score.weight_by) if score.weight_by else 1.0
        weighted.append((UNKNOWN if value is None else _exact(score, value), float(weight or 0.0)))
    if not sum(weight for _, weight in weighted):
        # No quantity is known yet: every line counts the same.
        weighted = [(interval, 1.0) for interval, _ in weighted]
    return _mean(weighted)


def _exact(score: Score, value: Any) -> Interval:
    if score.linear:
        found = _linear(score.linear, float(value))
    elif score.bands:
        found = next((p for floor, p in score.bands if floor is None or value >= floor), 0.0)
    else:
        found = score.map.get(str(value).lower() if isinstance(value, bool) else str(value), 0.0)
    return Interval(found, found)


def _linear(line: tuple[tuple[float, float], tuple[float, float]], value: float) -> float:
    (start, at_start), (end, at_end) = line
    if value <= start:
        return at_start
    if value >= end:
        return at_end
    return at_start + (value - start) * (at_end - at_start) / (end - start)


def months_between(earlier: str, later: str) -> float:
    """Whole months from one ISO date to another, days counted as a fraction."""
    one, two = date.fromisoformat(earlier), date.fromisoformat(later)
    return (two.year - one.year) * 12 + (two.month - one.month) + (two.day - one.day) / 31


def _gains(score: CriterionScore) -> list[Gain]:
    scored = [q for q in score.questions if q.interval is not None]
    scale = next((c.scale for c in score.criterion.clauses if c.scale and c.id in score.awards), None)
    shares = {q.question.id: scale.weights.get(q.question.id, 0.0) if scale else 1.0 for q in scored}
    total = sum(shares.values()) or 1.0
    return [
        Gain(
            score.criterion.id,
            q.question.id,
            (q.interval.high - q.interval.low) * shares[q.question.id] / total,
            q.state,
        )
        for q in scored
        if q.interval is not None and q.interval.high > q.interval.low and shares[q.question.id]
    ]
