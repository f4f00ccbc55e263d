"""The law at a date: what is in force, which stage is reached, which figure holds.

Dates are ISO texts (`2026-08-21`): they compare as they stand, and the caller always gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clausier.engine.model import Because, Dated, Reference

Status = Literal["in_force", "not_yet", "repealed", "undated"]


@dataclass(frozen=True, slots=True)
class Law:
    """The references of a release, asked by id. An unknown id is a fault of the base, hence KeyError."""

    references: Mapping[str, Reference]

    def status(self, ref: str, at: str) -> Status:
        reference = self.references[ref]
        if reference.in_force_to is not None and at > reference.in_force_to:
            return "repealed"
        if reference.in_force_from is None:
            return "undated"
        return "in_force" if reference.in_force_from <= at else "not_yet"

    def in_force(self, ref: str, at: str) -> bool | None:
        """True, False, or None where nobody knows from when the text binds."""
        status = self.status(ref, at)
        return None if status == "undated" else status == "in_force"

    def reached(self, ref: str, milestone: str, at: str) -> bool:
        """Whether a dated stage of a text has come; a repealed text has no stage."""
        reference = self.references[ref]
        repealed = reference.in_force_to is not None and at > reference.in_force_to
        return not repealed and reference.milestones[milestone] <= at

    def holds(self, because: Because, at: str) -> bool:
        """Whether the text a rule rests on is in force, or its stage reached; a reason without text always holds."""
        if because.ref is None:
            return True
        if because.milestone is not None:
            return self.reached(because.ref, because.milestone, at)
        return self.in_force(because.ref, at) is True

    def value(self, ref: str, name: str, at: str) -> Dated | None:
        """The figure that holds at a date; None before its first date and once the text is repealed."""
        reference = self.references[ref]
        if reference.in_force_to is not None and at > reference.in_force_to:
            return None
        current = None
        for dated in reference.values[name]:
            if dated.since <= at:
                current = dated
        return current
