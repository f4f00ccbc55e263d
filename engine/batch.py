"""Many fact sets at once: each condition becomes two bit sets, « true for » and « false for », one bit a fact set.

The same three values as `clausier.engine.ternary`, against which it is tested; made for a mutualisation body that
judges the base for all its members. Python's integers are the bit sets: no dependency, and `&` and `|` on them
decide a thousand fact sets at a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausier.engine.model import Condition, DerivedFact
from clausier.engine.ternary import COMPARISONS, Situation, expanded, operand, operator_of, trace
from clausier.engine.timeline import Law


@dataclass(frozen=True, slots=True)
class Masks:
    """Bit i is set in `true` where the condition holds for fact set i, in `false` where it does not, else in none."""

    true: int
    false: int


class Batch:
    """Fact sets indexed by value, once; every condition asked of them afterwards costs a few operations on integers."""

    def __init__(self, fact_sets: Sequence[Mapping[str, Any]], as_of: str, law: Law) -> None:
        self.size = len(fact_sets)
        self.everyone = (1 << self.size) - 1
        self._nothing = Situation({}, as_of, law)
        members: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, facts in enumerate(fact_sets):
            for name, value in facts.items():
                members[name][value].append(number)
        self._values = {
            name: {value: _mask(numbers, self.size) for value, numbers in by_value.items()}
            for name, by_value in members.items()
        }
        self._known = {name: _union(masks.values()) for name, masks in self._values.items()}
        self._ordered: dict[str, tuple[list[Any], list[int]]] = {}
        self._comparisons: dict[tuple[str, str, Any], Masks] = {}

    def evaluate(self, condition: Condition, derived: Mapping[str, DerivedFact]) -> Masks:
        """For which fact sets the condition is true, and for which it is false."""
        if "all" in condition or "any" in condition:
            joined = [self.evaluate(c, derived) for c in condition.get("all") or condition["any"]]
            true, false = joined[0].true, joined[0].false
            for masks in joined[1:]:
                if "all" in condition:
                    true, false = true & masks.true, false | masks.false
                else:
                    true, false = true | masks.true, false & masks.false
            return Masks(true, false)
        if "not" in condition:
            inner = self.evaluate(condition["not"], derived)
            return Masks(inner.false, inner.true)
        if "fact" not in condition:
            return self._of_law(condition, derived)
        meaning = expanded(condition, derived)
        return self.evaluate(meaning, derived) if meaning is not None else self._of_fact(condition)

    def _of_law(self, condition: Condition, derived: Mapping[str, DerivedFact]) -> Masks:
        """A condition on the law: the same for everyone, unless it is read at a date that each declares."""
        name = condition.get("at")
        if name is None:
            value = trace(condition, self._nothing, derived).value
            return Masks(self.everyone if value is True else 0, self.everyone if value is False else 0)
        true = false = 0
        for date, mask in self._values.get(name, {}).items():
            value = trace({**condition, "at": name}, self._at(name, date), derived).value
            true |= mask if value is True else 0
            false |= mask if value is False else 0
        return Masks(true, false)

    def _at(self, name: str, date: str) -> Situation:
        return Situation({name: date}, self._nothing.as_of, self._nothing.law)

    def _of_fact(self, condition: Condition) -> Masks:
        name, operator = condition["fact"], operator_of(condition)
        wanted = condition[operator]
        if isinstance(wanted, dict):
            dated = self._nothing.law.value(wanted["ref"], wanted["value"], self._nothing.as_of)
            if dated is None:
                return Masks(0, 0)
            wanted = dated.value
        wanted = operand(operator, wanted)
        key = name, operator, wanted
        if key not in self._comparisons:
            known = self._known.get(name, 0)
            true = self._compare(name, operator, wanted)
            self._comparisons[key] = Masks(true, known & ~true)
        return self._comparisons[key]

    def _compare(self, name: str, operator: str, wanted: Any) -> int:
        values = self._values.get(name, {})
        if operator in ("at_least", "below"):
            ordered, unions = self._in_order(name)
            below = unions[bisect_left(ordered, wanted)]
            return below if operator == "below" else self._known.get(name, 0) & ~below
        compare = COMPARISONS[operator]
        return _union(mask for value, mask in values.items() if compare(value, wanted))

    def _in_order(self, name: str) -> tuple[list[Any], list[int]]:
        """The values of a fact in order, and for each rank the fact sets below it."""
        if name not in self._ordered:
            values = self._values.get(name, {})
            ordered, unions = sorted(values), [0]
            for value in ordered:
                unions.append(unions[-1] | values[value])
            self._ordered[name] = ordered, unions
        return self._ordered[name]


def _mask(numbers: Sequence[int], size: int) -> int:
    octets = bytearray(size // 8 + 1)
    for number in numbers:
        octets[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def _union(masks: Any) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
