"""What the base covers, and what it leaves: standards, qualities, topics, families of purchases, law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clausier.engine.base.build import release_of
from clausier.engine.base.links import references_named
from clausier.engine.base.source import Source
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import Purchase, presumed_facts
from clausier.engine.selection import judge

Data = Mapping[str, Any]
GOALS = "sdg-2015"  # the goals of sustainable development, which each criterion names under `sdgs`
FAMILIES = "purchase.families"


@dataclass(frozen=True, slots=True)
class StandardCoverage:
    """`covered` maps each item served to the criteria that ask for it; `left` has no criterion; `unused` says why."""

    standard: Data
    covered: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]
    unused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BaseCoverage:
    """Criteria by quality (as their main one), by topic, by family of purchases, by reference they rest on.

    A criterion may apply to a family where nothing in that family alone rules it out.
    """

    standards: tuple[StandardCoverage, ...]
    qualities: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, tuple[str, ...]]
    families: Mapping[str, tuple[str, ...]]
    references: Mapping[str, tuple[str, ...]]


def coverage_of(source: Source, as_of: str) -> BaseCoverage:
    """The coverage of sound sources, with the law of `as_of`."""
    criteria = source.criteria.values()
    cited = {c["id"]: {ref for _, ref in references_named(c)} for c in criteria}
    return BaseCoverage(
        tuple(_standard(standard, source) for standard in source.standards.values()),
        {
            q["id"]: _ids(c for c in criteria if c["qualities"].get(q["id"]) == "main")
            for q in source.vocabulary["qualities"]
        },
        {t["id"]: _ids(c for c in criteria if c["topic"] == t["id"]) for t in source.vocabulary["topics"]},
        _families(source, as_of),
        {ref: _ids(c for c in criteria if ref in cited[c["id"]]) for ref in source.references},
    )


def _ids(criteria: Iterable[Data]) -> tuple[str, ...]:
    return tuple(criterion["id"] for criterion in criteria)


def _standard(standard: Data, source: Source) -> StandardCoverage:
    name, items = standard["id"], standard["items"]
    holders: dict[str, list[str]] = {item: [] for item in items}
    for criterion in source.criteria.values():
        mapped = (
            [str(goal) for goal in criterion["sdgs"]] if name == GOALS else criterion.get("maps_to", {}).get(name, ())
        )
        for item in items if mapped == "all" else mapped:
            holders[item].append(criterion["id"])
    unused = standard.get("unused", {})
    return StandardCoverage(
        standard,
        {item: tuple(found) for item, found in holders.items() if found},
        tuple(item for item in items if not holders[item] and item not in unused),
        unused,
    )


def _families(source: Source, as_of: str) -> dict[str, tuple[str, ...]]:
    catalogue = whole_catalogue(release_of(source))
    served = {}
    for family in catalogue.release.facts[FAMILIES].values:
        facts: dict[str, Any] = {FAMILIES: frozenset({family}), "buyer.category": "local_authority"}
        purchase = Purchase("", as_of, facts={**facts, **presumed_facts(catalogue, facts, as_of)})
        served[family] = tuple(
            criterion.id
            for criterion in catalogue.criteria.values()
            if judge(catalogue, criterion, purchase).verdict != "does_not_apply"
        )
    return served
