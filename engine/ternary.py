"""Conditions in Kleene's three values: True, False and None for unknown (Kleene, 1938; SQL's three-valued logic).

`compile_condition` turns a tree into a closure, for speed; `trace` walks the same tree and says how each step
came out, for explanation and for the facts that are missing. Property tests hold the two equal.

Two laws follow and are tested on every criterion: a known value never changes when a fact is added, and a
fact that is not listed as missing never changes the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clausier.engine.model import Condition, DerivedFact
from clausier.engine.timeline import Law

Truth = bool | None
Test = Callable[["Situation"], Truth]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is asked of. `facts` holds known facts only; sets are frozensets, dates ISO texts."""

    facts: Mapping[str, Any]
    as_of: str
    law: Law
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a traced condition. `operator` is all, any, not, in_force, parameter or a comparison."""

    operator: str
    value: Truth
    fact: str | None = None
    expected: Any = None
    actual: Any = None
    steps: tuple[Step, ...] = ()
    ref: str | None = None

    def undecided(self) -> Iterator[Step]:
        """The leaves that keep this step unknown, in the order they are asked."""
        if self.value is not None:
            return
        if not self.steps:
            yield self
        for step in self.steps:
            yield from step.undecided()

    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, each once."""
        return tuple(dict.fromkeys(leaf.fact for leaf in self.undecided() if leaf.fact and leaf.actual is None))

    def undated(self) -> tuple[str, ...]:
        """The references that say nothing at the date asked: no fact of the purchase can mend that."""
        return tuple(
            dict.fromkeys(
                leaf.ref for leaf in self.undecided() if leaf.ref and (not leaf.fact or leaf.actual is not None)
            )
        )


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda actual, expected: bool(actual == expected),
    "in": lambda actual, expected: actual in expected,
    "any_of": lambda actual, expected: not actual.isdisjoint(expected),
    "all_of": lambda actual, expected: actual.issuperset(expected),
    "at_least": lambda actual, expected: bool(actual >= expected),
    "below": lambda actual, expected: bool(actual < expected),
}


def operator_of(condition: Condition) -> str:
    """The one comparison of a `fact` condition."""
    return next(key for key in condition if key != "fact")


def expanded(condition: Condition, derived: Mapping[str, DerivedFact]) -> Condition | None:
    """The condition a derived fact stands for; None for a fact that is asked."""
    rule = derived.get(condition["fact"])
    if rule is None:
        return None
    return rule.when if condition["is"] else {"not": rule.when}


def compile_condition(condition: Condition, derived: Mapping[str, DerivedFact]) -> Test:
    """A closure that gives the value of the condition in a situation; the condition must be valid."""
    if "all" in condition:
        return _junction([compile_condition(c, derived) for c in condition["all"]], False)
    if "any" in condition:
        return _junction([compile_condition(c, derived) for c in condition["any"]], True)
    if "not" in condition:
        return _negation(compile_condition(condition["not"], derived))
    if "in_force" in condition or "parameter" in condition:
        return lambda situation: trace(condition, situation, derived).value
    meaning = expanded(condition, derived)
    if meaning is not None:
        return compile_condition(meaning, derived)
    operator = operator_of(condition)
    expected = condition[operator]
    if isinstance(expected, dict):
        return lambda situation: trace(condition, situation, derived).value
    return _comparison(condition["fact"], COMPARISONS[operator], operand(operator, expected))


def _junction(tests: list[Test], decisive: bool) -> Test:
    def run(situation: Situation) -> Truth:
        value: Truth = not decisive
        for test in tests:
            outcome = test(situation)
            if outcome is decisive:
                return decisive
            if outcome is None:
                value = None
        return value

    return run


def _negation(test: Test) -> Test:
    def run(situation: Situation) -> Truth:
        outcome = test(situation)
        return None if outcome is None else not outcome

    return run


def _comparison(fact: str, compare: Callable[[Any, Any], bool], expected: Any) -> Test:
    def run(situation: Situation) -> Truth:
        actual = situation.facts.get(fact)
        return None if actual is None else compare(actual, expected)

    return run


def operand(operator: str, expected: Any) -> Any:
    return frozenset(expected) if operator in ("in", "any_of", "all_of") else expected


def trace(condition: Condition, situation: Situation, derived: Mapping[str, DerivedFact]) -> Step:
    """How the condition comes out in a situation, node by node."""
    for operator, decisive in (("all", False), ("any", True)):
        if operator in condition:
            steps = tuple(trace(c, situation, derived) for c in condition[operator])
            values = [step.value for step in steps]
            value = decisive if decisive in values else None if None in values else not decisive
            return Step(operator, value, steps=steps)
    if "not" in condition:
        step = trace(condition["not"], situation, derived)
        return Step("not", None if step.value is None else not step.value, steps=(step,))
    if "in_force" in condition:
        return _trace_law(condition, situation)
    if "parameter" in condition:
        name = condition["parameter"]
        if name not in situation.parameters:  # answers are scored without the buyer's settings
            return Step("parameter", None, expected=condition["is"])
        actual = situation.parameters[name]
        return Step("parameter", actual == condition["is"], expected=condition["is"], actual=actual)
    meaning = expanded(condition, derived)
    if meaning is not None:
        return trace(meaning, situation, derived)
    return _trace_fact(condition, situation)


def _trace_fact(condition: Condition, situation: Situation) -> Step:
    fact, operator = condition["fact"], operator_of(condition)
    expected, ref = condition[operator], None
    if isinstance(expected, dict):
        ref = expected["ref"]
        dated = situation.law.value(ref, expected["value"], situation.as_of)
        if dated is None:
            return Step(operator, None, fact, None, situation.facts.get(fact), ref=ref)
        expected = dated.value
    actual = situation.facts.get(fact)
    value = None if actual is None else COMPARISONS[operator](actual, operand(operator, expected))
    return Step(operator, value, fact, expected, actual, ref=ref)


def _trace_law(condition: Condition, situation: Situation) -> Step:
    ref, fact = condition["in_force"], condition.get("at")
    at = situation.facts.get(fact) if fact else situation.as_of
    if at is None:
        return Step("in_force", None, fact, ref=ref)
    if "milestone" in condition:
        value: Truth = situation.law.reached(ref, condition["milestone"], at)
    else:
        value = situation.law.in_force(ref, at)
    return Step("in_force", value, fact, condition.get("milestone"), at, ref=ref)
