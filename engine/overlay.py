"""Profiles: layers over a release that select, exclude with a reason, set parameters and add clauses.

The vocabulary is OSCAL's: a profile imports a catalogue (a release, or another profile), and resolving it gives a
catalogue that records which layer changed what. Nobody edits the base for one buyer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clausier.engine import parameters
from clausier.engine.catalogue import Catalogue, LayerChange
from clausier.engine.contracts import contract_faults
from clausier.engine.facts import known_facts
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.model import Criterion, Parameter, Release
from clausier.engine.purchase import unknown_criterion
from clausier.engine.records import clause, parameter

Data = Mapping[str, Any]


def whole_catalogue(release: Release) -> Catalogue:
    """Every criterion of a release, without any layer."""
    return Catalogue(release, release.criteria)


def resolve_profile(release: Release, name: str, own: Mapping[str, Data] | None = None) -> Catalogue:
    """The catalogue of a profile of the release, or of one of the caller's `own` profiles, through all its layers.

    Raises InputFaults: unknown profile, circle of imports, unknown or withdrawn criterion, value out of bounds.
    """
    profiles = {**release.profiles, **(own or {})}
    catalogue = whole_catalogue(release)
    for layer in _layers(profiles, name):
        catalogue = apply_layer(catalogue, layer)
    return catalogue


def _layers(profiles: Mapping[str, Data], name: str) -> list[Data]:
    """The chain of imports, from the base outwards."""
    chain: list[Data] = []
    current: str | None = name
    while current is not None:
        if current not in profiles:
            remedy = suggestion(current, profiles) or "Profils connus : " + (", ".join(profiles) or "aucun")
            raise InputFaults([Fault("profile", f"profil inconnu « {current} »", remedy)])
        if any(layer["id"] == current for layer in chain):
            raise InputFaults([Fault(f"profile {name}", f"« {current} » s'importe lui-même", "Rompez le cercle")])
        faults = contract_faults("profile", profiles[current])
        if faults:
            raise InputFaults(faults, f"profil {current}")
        chain.append(profiles[current])
        current = profiles[current].get("imports")
    return chain[::-1]


def apply_layer(catalogue: Catalogue, layer: Data) -> Catalogue:
    """One layer over a catalogue; every fault of the layer at once."""
    faults: list[Fault] = []
    changes: list[LayerChange] = []
    criteria = _selected(catalogue, layer, faults, changes)
    for number, entry in enumerate(layer.get("exclude", ()), start=1):
        # What a layer below has left out already needs no excluding: the wish is met.
        left_out = entry["id"] in catalogue.release.criteria and entry["id"] not in catalogue.criteria
        if not left_out and _known(entry["id"], catalogue, f"exclude[{number}].id", faults):
            gone = criteria.pop(entry["id"], None)
            if gone is not None:
                changes.append(LayerChange(layer["id"], "exclude", gone.id, gone.title, entry["reason"]))
    for number, entry in enumerate(layer.get("add_clauses", ()), start=1):
        _add_clause(criteria, catalogue, layer["id"], entry, f"add_clauses[{number}]", faults, changes)
    settings = {name: dict(values) for name, values in catalogue.settings.items()}
    for number, entry in enumerate(layer.get("set", ()), start=1):
        _set(criteria, catalogue, layer["id"], entry, f"set[{number}]", settings, faults, changes)
    facts, unfit = known_facts(layer.get("facts", {}), catalogue.release.facts, catalogue.release.derived)
    faults += unfit
    if faults:
        raise InputFaults(faults, f"profil {layer['id']}")
    return Catalogue(
        catalogue.release,
        criteria,
        (*catalogue.layers, layer["id"]),
        (*catalogue.changes, *changes),
        settings,
        {**catalogue.facts, **facts},
        layer.get("ambition", catalogue.ambition),
    )


def _known(name: str, catalogue: Catalogue, where: str, faults: list[Fault]) -> bool:
    if name in catalogue.criteria:
        return True
    faults.append(unknown_criterion(name, catalogue, where))
    return False


def _selected(
    catalogue: Catalogue, layer: Data, faults: list[Fault], changes: list[LayerChange]
) -> dict[str, Criterion]:
    wanted = layer.get("select")
    if wanted is None:
        return dict(catalogue.criteria)
    for number, name in enumerate(wanted.get("ids", ()), start=1):
        _known(name, catalogue, f"select.ids[{number}]", faults)
    for key in ("themes", "topics"):
        known = catalogue.release.themes if key == "themes" else catalogue.release.topics
        for number, name in enumerate(wanted.get(key, ()), start=1):
            if name not in known:
                remedy = suggestion(name, known) or "Valeurs possibles : " + ", ".join(known)
                faults.append(Fault(f"select.{key}[{number}]", f"« {name} » est inconnu", remedy))
    kept: dict[str, Criterion] = {}
    for criterion in catalogue.criteria.values():
        if (
            criterion.id in wanted.get("ids", ())
            or criterion.theme in wanted.get("themes", ())
            or criterion.topic in wanted.get("topics", ())
        ):
            kept[criterion.id] = criterion
        else:
            changes.append(LayerChange(layer["id"], "not_selected", criterion.id, criterion.title))
    return kept


def _add_clause(
    criteria: dict[str, Criterion],
    catalogue: Catalogue,
    layer: str,
    entry: Data,
    where: str,
    faults: list[Fault],
    changes: list[LayerChange],
) -> None:
    if not _known(entry["criterion"], catalogue, f"{where}.criterion", faults):
        return
    criterion = criteria.get(entry["criterion"])
    if criterion is None:
        faults.append(
            Fault(where, f"« {entry['criterion']} » est écarté par ce même profil", "Choisissez l'un ou l'autre")
        )
        return
    added = clause(entry["clause"])
    if any(own.id == added.id for own in criterion.clauses):
        faults.append(
            Fault(
                f"{where}.clause.id",
                f"« {added.id} » existe déjà dans {criterion.label}",
                "Nommez-la autrement",
            )
        )
        return
    own_parameters = {name: parameter(name, data) for name, data in entry.get("parameters", {}).items()}
    criteria[criterion.id] = replace(
        criterion,
        clauses=(*criterion.clauses, added),
        parameters={**own_parameters, **criterion.parameters},
    )
    changes.append(LayerChange(layer, "clause", criterion.id, added.id, entry.get("reason", "")))


def _set(
    criteria: dict[str, Criterion],
    catalogue: Catalogue,
    layer: str,
    entry: Data,
    where: str,
    settings: dict[str, dict[str, tuple[Any, str]]],
    faults: list[Fault],
    changes: list[LayerChange],
) -> None:
    """Set values and narrow bounds; a layer may tighten what the layers below allow, never widen it."""
    if not _known(entry["id"], catalogue, f"{where}.id", faults):
        return
    criterion = criteria.get(entry["id"])
    if criterion is None:
        faults.append(Fault(where, f"« {entry['id']} » est écarté par ce même profil", "Choisissez l'un ou l'autre"))
        return
    narrowed = dict(criterion.parameters)
    for name, wish in entry["parameters"].items():
        place = f"{where}.parameters.{name}"
        own = narrowed.get(name)
        if own is None:
            faults += parameters.check({name: None}, criterion, catalogue.release, f"{where}.parameters")
            continue
        bounded = _narrow(own, wish, place, faults)
        if bounded != own:
            narrowed[name] = bounded
            changes.append(LayerChange(layer, "bound", criterion.id, name, entry.get("reason", "")))
        if "value" in wish:
            fault = parameters.value_fault(bounded, wish["value"], catalogue.release, place)
            if fault:
                faults.append(fault)
            else:
                settings.setdefault(criterion.id, {})[name] = (wish["value"], layer)
                changes.append(
                    LayerChange(layer, "parameter", criterion.id, f"{name} = {wish['value']}", entry.get("reason", ""))
                )
    criteria[criterion.id] = replace(criterion, parameters=narrowed)


def _narrow(own: Parameter, wish: Data, where: str, faults: list[Fault]) -> Parameter:
    low, high = wish.get("minimum", own.minimum), wish.get("maximum", own.maximum)
    if low is not None and high is not None and low > high:
        faults.append(Fault(where, f"le minimum ({low:g}) dépasse le maximum ({high:g})", "Corrigez l'un des deux"))
        return own
    if (own.minimum is not None and low < own.minimum) or (own.maximum is not None and high > own.maximum):
        faults.append(
            Fault(
                where,
                "un profil peut resserrer les bornes de la base, pas les élargir",
                "Corrigez minimum ou maximum",
            )
        )
        return own
    return replace(own, minimum=low, maximum=high)
