"""What is asked of the tenderer: questions, the shape and the score of their answers, and the evidence behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    label: str
    type: str
    unit: str | None
    minimum: float | None
    maximum: float | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer looks like, and what an unanswered clarification becomes at the end (`then`)."""

    type: Literal["choice", "number", "date", "text", "boolean", "table"]
    unit: str | None
    minimum: float | None
    maximum: float | None
    max_words: int | None
    row: str | None
    columns: tuple[Column, ...]
    then: Literal["zero", "irregular"]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    points: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """Points on 10 from a number: exactly one of linear ((x, points), (x, points)), bands or map."""

    first_of: tuple[str, ...]
    weight_by: str | None
    linear: tuple[tuple[float, float], tuple[float, float]] | None
    bands: tuple[tuple[float | None, float], ...]
    map: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Mark:
    points: float
    when: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    use: Literal["score", "compliance", "information"]
    text: str
    when: Mapping[str, Any] | None  # a condition, as in clausier.engine.model
    answer: Answer
    options: tuple[Option, ...]
    score: Score | None
    grid: tuple[Mark, ...]
    meets: bool | tuple[str, ...] | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    id: str
    label: str
    stage: tuple[str, ...]
    formats: tuple[str, ...]
    at_least: int
    max_age_months: int
    check: str
