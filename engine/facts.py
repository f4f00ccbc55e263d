"""Facts at the edge: declared values become the ones conditions compare, or faults in French."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import DerivedFact, Fact

YES_NO = {"oui": True, "non": False}  # YAML reads neither as a boolean, people write both
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def known_facts(
    declared: Mapping[str, Any],
    vocabulary: Mapping[str, Fact],
    derived: Mapping[str, DerivedFact],
    where: str = "facts",
) -> tuple[dict[str, Any], list[Fault]]:
    """The known facts (sets as frozensets, dates as ISO texts) and all faults; a null value is unknown."""
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in declared.items():
        place = f"{where}.{name}"
        if name in derived:
            faults.append(Fault(place, f"« {derived[name].label} » se déduit d'autres faits", "Retirez cette ligne"))
        elif name not in vocabulary:
            remedy = suggestion(name, vocabulary) or "« clausier facts » donne la liste des faits."
            faults.append(Fault(place, "fait inconnu", remedy.rstrip(".")))
        elif value is not None:
            fact = vocabulary[name]
            if fact.type == "boolean" and isinstance(value, str):
                value = YES_NO.get(value.lower(), value)
            problem = _problem(fact, value)
            if problem:
                faults.append(Fault(place, *problem))
            else:
                facts[name] = frozenset(value) if fact.type == "set" else value
    return facts, faults


def _problem(fact: Fact, value: Any) -> tuple[str, str] | None:
    if fact.type == "boolean":
        remedy = "Écrivez oui ou non, ou retirez la ligne si vous ne savez pas"
        return None if isinstance(value, bool) else (f"« {value} » n'est ni oui ni non", remedy)
    if fact.type in ("enum", "set"):
        return _choice_problem(fact, value)
    if fact.type == "date":
        return None if is_iso_date(value) else (f"« {value} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22")
    if not is_number(value):
        return (
            f"« {value} » n'est pas un nombre",
            "Écrivez un nombre sans espace ni unité, par exemple 80000",
        )
    if fact.type == "integer" and value != int(value):
        return (f"« {value} » n'est pas un nombre entier", "Arrondissez-le")
    if fact.minimum is not None and value < fact.minimum:
        return (f"« {value} » est inférieur à {fact.minimum:g}", "Corrigez la valeur")
    return None


def _choice_problem(fact: Fact, value: Any) -> tuple[str, str] | None:
    if fact.type == "set" and not (isinstance(value, (list, tuple, set, frozenset))):
        return ("une liste est attendue", f"Écrivez par exemple [{next(iter(fact.values))}]")
    items = value if fact.type == "set" else [value]
    unknown = [item for item in items if not isinstance(item, str) or item not in fact.values]
    if not unknown:
        return None
    remedy = suggestion(str(unknown[0]), fact.values) or "Valeurs possibles : " + ", ".join(fact.values)
    return (f"valeur inconnue « {unknown[0]} »", remedy)


def is_number(value: Any) -> bool:
    """Whether the value is a finite number; true and false are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_iso_date(value: Any) -> bool:
    """Whether the value is a text YYYY-MM-DD that names a day of the calendar."""
    # fromisoformat also takes weeks (2026-W47-7), which do not compare as texts.
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
