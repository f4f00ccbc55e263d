"""Parameters of clauses: where each value comes from, and the bounds it must respect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausier.engine.facts import is_iso_date, is_number
from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import Ambition, Criterion, Parameter, Release


@dataclass(frozen=True, slots=True)
class Setting:
    """A value (None: a blank to fill) and its origin: default, fact, purchase or the id of a profile's layer."""

    value: Any
    origin: str


def resolve(
    criterion: Criterion,
    ambition: Ambition,
    layers: Mapping[str, tuple[Any, str]],
    purchase: Mapping[str, Any],
    facts: Mapping[str, Any],
    fact_labels: Mapping[str, Mapping[str, str]],
) -> dict[str, Setting]:
    """The value of each parameter: the purchase's, else the outermost layer's, else a fact's, else the default."""
    settings: dict[str, Setting] = {}
    for name, parameter in criterion.parameters.items():
        fact = facts.get(parameter.source_fact) if parameter.source_fact else None
        if name in purchase:
            settings[name] = Setting(purchase[name], "purchase")
        elif name in layers:
            settings[name] = Setting(*layers[name])
        elif fact is not None:
            labels = fact_labels.get(parameter.source_fact or "", {})
            settings[name] = Setting(_shown(fact, labels), "fact")
        else:
            settings[name] = Setting(parameter.default[ambition], "default")
    return settings


def _shown(fact: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(fact, frozenset):
        return [label for value, label in labels.items() if value in fact]
    return labels.get(fact, fact) if isinstance(fact, str) else fact


def check(given: Mapping[str, Any], criterion: Criterion, release: Release, where: str) -> list[Fault]:
    """All faults of the values given for one criterion: unknown names, types, bounds."""
    faults: list[Fault] = []
    for name, value in given.items():
        place = f"{where}.{name}"
        parameter = criterion.parameters.get(name)
        if parameter is None:
            remedy = suggestion(name, criterion.parameters) or (
                "Paramètres de ce critère : " + (", ".join(criterion.parameters) or "aucun")
            )
            faults.append(Fault(place, f"{criterion.label} n'a pas de paramètre « {name} »", remedy))
        elif value is not None:
            fault = value_fault(parameter, value, release, place)
            if fault:
                faults.append(fault)
    return faults


def value_fault(parameter: Parameter, value: Any, release: Release, where: str) -> Fault | None:
    """What is wrong with one value, or None."""
    if parameter.type in ("integer", "number", "money"):
        return _number_fault(parameter, value, release, where)
    if parameter.type == "choice" and not (isinstance(value, str) and value in parameter.choices):
        return Fault(where, f"choix inconnu « {value} »", "Choix possibles : " + ", ".join(parameter.choices))
    if parameter.type == "date" and not is_iso_date(value):
        return Fault(where, f"« {value} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22")
    if parameter.type == "list" and not (
        isinstance(value, str) or (isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value))
    ):
        return Fault(where, "une liste de textes est attendue", "Écrivez par exemple [inscription, paiement]")
    if parameter.type == "text" and not isinstance(value, str):
        return Fault(where, f"« {value} » n'est pas un texte", "Mettez la valeur entre guillemets")
    return None


def _number_fault(parameter: Parameter, value: Any, release: Release, where: str) -> Fault | None:
    if not is_number(value):
        return Fault(where, f"« {value} » n'est pas un nombre", "Écrivez un nombre sans espace ni unité")
    if parameter.type == "integer" and value != int(value):
        return Fault(where, f"« {value} » n'est pas un nombre entier", "Arrondissez-le")
    low, high = parameter.minimum, parameter.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    bounds = (
        f"entre {low:g} et {high:g}"
        if low is not None and high is not None
        else f"au moins {low:g}"
        if low is not None
        else f"au plus {high:g}"
    )
    reason = ""
    if parameter.bound_by and parameter.bound_by.ref:
        reason = f" ({release.references[parameter.bound_by.ref].citation} : {parameter.bound_by.text})"
    unit = f" {parameter.unit}" if parameter.unit else ""
    return Fault(
        where,
        f"{parameter.label} : {value:g}{unit} est hors des bornes{reason}",
        f"Choisissez {bounds}{unit}",
    )
