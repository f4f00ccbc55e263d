"""A profile handed in by a caller: what it adds is checked as the base is, because nobody has reviewed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clausier.engine.base.links import link_faults
from clausier.engine.base.source import Source
from clausier.engine.contracts import contract_faults
from clausier.engine.faults import Fault
from clausier.engine.model import Release
from clausier.engine.parameters import value_fault
from clausier.engine.records import parameter

Data = Mapping[str, Any]
MAX_CLAUSES = 100  # about 2 ms of checks each


def profile_faults(profile: Data, release: Release, content: Data) -> list[Fault]:
    """All faults of a profile against its contract, then of the clauses it adds; `content` is the release's data.

    What it selects, excludes and sets is checked by `clausier.engine.overlay`.
    """
    faults = contract_faults("profile", profile) or list(_added(profile, release, content))
    return [Fault(f"profile.{f.where}" if f.where else "profile", f.what, f.remedy) for f in faults]


def _added(profile: Data, release: Release, content: Data) -> Iterator[Fault]:
    criteria = {criterion["id"]: criterion for criterion in content["criteria"]}
    added = profile.get("add_clauses", ())
    if len(added) > MAX_CLAUSES:
        yield Fault("add_clauses", f"{len(added)} clauses ajoutées", f"La limite est de {MAX_CLAUSES} par profil")
        return
    for number, entry in enumerate(added, start=1):
        where = f"add_clauses[{number}]"
        criterion = criteria.get(entry["criterion"])
        own = entry.get("parameters", {})
        yield from _parameter_faults(own, release, f"{where}.parameters")
        if criterion is not None:
            grown = {
                **criterion,
                "clauses": [*criterion["clauses"], entry["clause"]],
                "parameters": {**own, **criterion.get("parameters", {})},
            }
            # The criterion alone may have faults of its own: a release does not hold all that its authors have.
            already = set(_links(criterion, content))
            yield from (Fault(where, f.what, f.remedy) for f in _links(grown, content) if f not in already)


def _links(criterion: Data, content: Data) -> list[Fault]:
    identifier = criterion["id"]
    source = Source(Path(), content["version"])
    source.criteria[identifier] = dict(criterion)
    source.files[identifier] = identifier
    source.references = {reference["id"]: reference for reference in content["references"]}
    source.vocabulary = content["vocabulary"]
    return link_faults(identifier, source)


def _parameter_faults(own: Data, release: Release, where: str) -> Iterator[Fault]:
    """A default that its own type refuses, or a date taken from a fact that is not one."""
    for name, data in own.items():
        place, declared = f"{where}.{name}", parameter(name, data)
        for value in declared.default.values():
            if value is not None and (fault := value_fault(declared, value, release, place)):
                yield fault
        fact = release.facts.get(declared.source_fact or "")
        if declared.type == "date" and fact is not None and fact.type != "date":
            yield Fault(place, f"« {fact.id} » n'est pas une date", "Prenez un fait de type date")
