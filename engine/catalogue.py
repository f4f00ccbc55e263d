"""The catalogue that a selection runs on: a release, resolved through the layers of a profile, with its closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any, Literal

from clausier.engine.model import Ambition, Condition, Criterion, Release
from clausier.engine.ternary import Situation, Step, Test, Truth, compile_condition, trace
from clausier.engine.timeline import Law

if TYPE_CHECKING:
    from clausier.engine.signals import Matcher


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What one layer of the profile did to one criterion, and why."""

    layer: str
    kind: Literal["exclude", "parameter", "bound", "clause", "criterion", "not_selected"]
    criterion: str
    detail: str
    reason: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Criteria after every layer, in order of id. `layers` are profile ids, from the base outwards.

    `settings` holds the parameter values a layer sets, by criterion and parameter, with the layer's id. `facts` and
    `ambition` are what the layers take for granted of a purchase that says nothing of them.
    """

    release: Release
    criteria: Mapping[str, Criterion]
    layers: tuple[str, ...] = ()
    changes: tuple[LayerChange, ...] = ()
    settings: Mapping[str, Mapping[str, tuple[Any, str]]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    ambition: Ambition = "baseline"

    @cached_property
    def law(self) -> Law:
        return Law(self.release.references)

    @cached_property
    def _tests(self) -> dict[int, tuple[Condition, Test]]:
        # Conditions are not hashable; the entry keeps the condition alive, so that its id stays its own.
        return {}

    def value(self, condition: Condition, situation: Situation) -> Truth:
        """The truth of a condition of this catalogue; its closure is made once."""
        entry = self._tests.get(id(condition))
        if entry is None:
            entry = condition, compile_condition(condition, self.release.derived)
            self._tests[id(condition)] = entry
        return entry[1](situation)

    @cached_property
    def _matchers(self) -> dict[tuple[bool, ...], Matcher]:
        return {}

    def matcher(self, as_of: str) -> Matcher:
        """The signals that are valid at a date, compiled once for each set of them."""
        from clausier.engine.signals import Matcher  # RE2 is loaded only where a draft is read

        situation = Situation({}, as_of, self.law)
        signals = [(criterion, signal) for criterion in self.criteria.values() for signal in criterion.signals]
        valid = tuple(s.valid is None or self.value(s.valid, situation) is True for _, s in signals)
        if valid not in self._matchers:
            self._matchers[valid] = Matcher(compress(signals, valid))
        return self._matchers[valid]

    def trace(self, condition: Condition, situation: Situation) -> Step:
        return trace(condition, situation, self.release.derived)
