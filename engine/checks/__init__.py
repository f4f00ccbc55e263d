"""Risks of law, one small class a rule. `CHECKS` is the order in which a review reports them."""

from clausier.engine.checks.brand import BrandWithoutEquivalent
from clausier.engine.checks.check import Check, Draft, Finding

CHECKS: tuple[Check, ...] = (BrandWithoutEquivalent(),)

__all__ = ["CHECKS", "Check", "Draft", "Finding"]
