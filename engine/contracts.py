"""The published contracts (`schemas/*.schema.json`, JSON Schema 2020-12) and their faults in French.

jsonschema finds the faults; this file says each as what is wrong and what to do, all of them at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from clausier.engine.faults import Fault, suggestion

TYPES = {
    "string": "un texte",
    "number": "un nombre",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un ensemble de clés",
    "null": "rien",
}


@cache
def _validator(name: str) -> Any:
    # jsonschema takes tens of milliseconds to import: only what validates pays for it.
    import jsonschema
    from referencing import Registry, Resource

    schema = read_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    shared = read_schema("criterion")  # a profile adds clauses of the same shape
    registry: Any = Registry().with_resource(shared["$id"], Resource.from_contents(shared))
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(schema, registry=registry, format_checker=checker)


def read_schema(name: str) -> dict[str, Any]:
    """A published contract, as shipped."""
    schema: dict[str, Any] = json.loads((files("clausier.schemas") / f"{name}.schema.json").read_text("utf-8"))
    return schema


def contract_faults(name: str, data: Any) -> list[Fault]:
    """All faults of a value against the contract `name` (criterion, purchase, profile…), in order of place."""
    errors = sorted(_validator(name).iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path])
    faults = [fault for error in errors for fault in _faults(error)]
    return list(dict.fromkeys(faults))


def _faults(error: Any) -> Iterable[Fault]:
    where = _place(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                remedy = suggestion(str(key), known) or ("Clés possibles : " + ", ".join(known))
                yield Fault(where, f"clé inconnue « {key} »", remedy)
    elif error.validator == "required":
        # jsonschema reports one error a missing key; the key is the one that is absent and still wanted.
        missing = [key for key in error.validator_value if f"'{key}' is" in error.message]
        for key in missing:
            yield Fault(where, f"clé manquante « {key} »", "Ajoutez-la")
    else:
        yield Fault(where, *_sentence(error))


def _sentence(error: Any) -> tuple[str, str]:
    value, expected, shown = error.instance, error.validator_value, _shown(error.instance)
    hint = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    remedy = f"Attendu : {hint}" if hint else ""
    match error.validator:
        case "type":
            wanted = " ou ".join(TYPES[t] for t in ([expected] if isinstance(expected, str) else expected))
            if value is None:
                return (
                    "valeur vide",
                    remedy or f"Écrivez {wanted} ; une virgule hors guillemets a pu couper la phrase",
                )
            return f"{shown} n'est pas {wanted}", remedy
        case "enum":
            near = suggestion(str(value), [str(v) for v in expected])
            return f"{shown} n'est pas une valeur prévue", near or "Valeurs possibles : " + ", ".join(
                map(str, expected)
            )
        case "const":
            return f"{shown} n'est pas la valeur prévue", f"Écrivez {expected}"
        case "pattern" | "format":
            return f"{shown} n'a pas la forme voulue", remedy or f"Forme voulue : {expected}"
        case "minLength":
            return f"{shown} est trop court", f"Écrivez au moins {expected} caractères"
        case "maxLength":
            return f"{shown} est trop long", f"Écrivez au plus {expected} caractères"
        case "minItems":
            return (
                "la liste est trop courte",
                f"Mettez au moins {expected} élément{'s' if expected > 1 else ''}",
            )
        case "maxItems":
            return "la liste est trop longue", f"Mettez au plus {expected} éléments"
        case "uniqueItems":
            return "la liste contient deux fois la même valeur", "Retirez le doublon"
        case "minimum" | "exclusiveMinimum":
            return f"{shown} est trop petit", f"Le minimum est {expected}"
        case "maximum" | "exclusiveMaximum":
            return f"{shown} est trop grand", f"Le maximum est {expected}"
        case "minProperties" | "maxProperties" | "anyOf":
            return "contenu incomplet ou trop fourni", remedy or "Comparez avec l'exemple du guide"
        case _:
            return f"{shown} ne convient pas", remedy


def _place(path: Iterable[Any]) -> str:
    """`clauses[2].control` from a JSON path; entries are counted from 1, as people do."""
    place = ""
    for step in path:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else str(step)
    return place


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"« {text if len(text) <= 60 else text[:57] + '…'} »"
