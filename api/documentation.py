"""The OpenAPI description: the published contracts as bodies, an example for each, problems for each refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from clausier.api.context import Context
from clausier.api.errors import TITLES
from clausier.api.middleware import AS_OF_HEADER, DIGEST_HEADER, RELEASE_HEADER
from clausier.api.shapes import ProblemShape
from clausier.engine.contracts import read_schema
from clausier.engine.model import Fact, Release

Json = dict[str, Any]
Responses = dict[int | str, dict[str, Any]]

JUSTIFICATION = "justification"  # the note, beside the parts that the base names

DESCRIPTION = """\
Moteur de critères pour les achats publics numériques responsables.

Décrivez un achat, recevez les critères qui s'appliquent, le droit qui les fonde et les clauses à mettre au marché ;
déposez un projet, recevez sa relecture ; répondez une fois aux questions, gardez vos réponses et suivez votre note.

Une information inconnue reste inconnue : omettez-la ou écrivez `null`, la réponse dira ce qu'elle changerait.
Chaque réponse nomme la version de la base (en-têtes `X-Clausier-Release` et `X-Clausier-Digest`) et, quand le droit
est lu à une date, cette date. Les refus sont des problèmes au sens de la RFC 9457, en français, avec leur remède.
"""

TAGS = [
    {"name": "Base", "description": "Les critères, le droit, le vocabulaire, et leurs versions."},
    {"name": "Acheteurs", "description": "Du besoin aux critères, aux clauses et à la relecture d'un projet."},
    {"name": "Fournisseurs", "description": "Les questions, les réponses gardées, les notes en intervalles."},
    {"name": "Service", "description": "L'état du service."},
]

PURCHASE_EXAMPLE: Json = {
    "title": "Refonte du site internet de la commune d'Exemple",
    "as_of": "2026-11-22",
    "ambition": "baseline",
    "facts": {
        "buyer.subject_to_ccp": True,
        "buyer.category": "local_authority",
        "purchase.families": ["web"],
        "purchase.kind": "services",
        "purchase.estimated_value": 90000,
        "purchase.public_facing": True,
        "purchase.has_user_interface": True,
        "purchase.personal_data": True,
    },
}

_HEADERS = {
    RELEASE_HEADER: "version de la base qui a donné cette réponse",
    DIGEST_HEADER: "empreinte SHA-256 de cette version",
    AS_OF_HEADER: "date à laquelle le droit est lu, quand la réponse en dépend",
}


class DocumentedApp(FastAPI):
    """FastAPI, whose description also holds the contracts and the vocabulary of the release that is served."""

    def openapi(self) -> Json:
        if self.openapi_schema is None:
            context: Context = self.state.clausier
            description = super().openapi()
            components = description.setdefault("components", {}).setdefault("schemas", {})
            release = context.current.release
            components |= contract_components(release)
            _name_headers(description["paths"])
            _name_parts(description["paths"]["/v1/clauses"]["post"], release)
        assert self.openapi_schema is not None
        return self.openapi_schema


def _name_headers(paths: Json) -> None:
    for path in paths.values():
        for operation in path.values():
            for response in operation["responses"].values():
                named = {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()}
                response["headers"] = {**named, **response.get("headers", {})}


def _name_parts(operation: Json, release: Release) -> None:
    (part,) = [parameter for parameter in operation["parameters"] if parameter["name"] == "part"]
    part["schema"] = {"type": "string", "enum": [*release.parts, JUSTIFICATION]}


def answers(shape: type[BaseModel] | None = None, status: int = 200, description: str = "Fait") -> Responses:
    """The `responses` of a route that answers JSON of this shape; every route may fail on our side too."""
    content: Json = {"model": shape} if shape else {}
    return {status: {"description": description, **content}, **refusals(500)}


def refusals(*statuses: int) -> Responses:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": TITLES[status], "content": {"application/problem+json": {"schema": schema}}}
        for status in statuses
    }


def json_body(contract: str, **examples: Json) -> Json:
    """The body of a route, for `openapi_extra`: a component of `contract_components`, with its examples."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{contract}"},
                    "examples": {name.replace("_", "-"): {"value": value} for name, value in examples.items()},
                }
            },
        }
    }


def contract_components(release: Release) -> Json:
    """The contracts of `schemas/` as components, with the facts of the release written out."""
    facts = facts_schema(release.facts, None)
    purchase = _contract("purchase")
    purchase["properties"]["facts"] = {"$ref": "#/components/schemas/Facts_declared"}
    purchase["properties"]["lots"]["items"]["properties"]["facts"] = facts_schema(release.facts, "lot")
    selection = deepcopy(purchase)
    selection["properties"]["profile"] = {
        "description": "le nom d'un profil de la base, ou un profil entier",
        "oneOf": [{"type": "string", "maxLength": 80}, {"$ref": "#/components/schemas/Profile"}],
    }
    given = _contract("answers")
    given["properties"]["facts"] = {"$ref": "#/components/schemas/Facts_declared"}
    criteria = {"type": "array", "maxItems": 500, "items": {"type": "string", "pattern": "^nr-[0-9]{4}$"}}
    made = deepcopy(given)
    made["title"] = "Évaluation"
    made["properties"] |= {
        "purchase": {"$ref": "#/components/schemas/Purchase", "description": "l'achat auquel on répond"},
        "criteria": {
            **criteria,
            "description": "les critères à noter ; sans cette liste, ceux de l'achat ou des réponses",
        },
    }
    made["required"] = []
    more = {
        "title": "Réponses de plus",
        "description": "Ajoutées aux réponses gardées ; null efface la réponse, ou toutes celles du critère.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "tenderer": given["properties"]["tenderer"],
            "answers": _with_nulls(given["properties"]["answers"]),
        },
    }
    problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    shared = problem.pop("$defs")
    return {
        "Purchase": purchase,
        "Purchase_to_select": selection,
        "Answers": given,
        "Assessment_to_make": made,
        "More_answers": more,
        "Facts_declared": facts,
        "Problem": problem,
        **shared,
        **_profile_components(),
    }


def _with_nulls(answers: Json) -> Json:
    by_criterion = deepcopy(answers)
    by_question = by_criterion["additionalProperties"]
    by_question["additionalProperties"] = {"oneOf": [by_question["additionalProperties"], {"type": "null"}]}
    by_criterion["additionalProperties"] = {"oneOf": [by_question, {"type": "null"}]}
    return by_criterion


def _contract(name: str) -> Json:
    schema = read_schema(name)
    return {key: value for key, value in schema.items() if key not in ("$schema", "$id")}


def facts_schema(facts: Mapping[str, Fact], level: str | None) -> Json:
    """The facts that may be declared, all of them or those of a level; null says that it is not known."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {f.id: _fact_schema(f) for f in facts.values() if level is None or f.level == level},
    }


def _fact_schema(fact: Fact) -> Json:
    choices = {"type": "string", "enum": list(fact.values)}
    shapes: dict[str, Json] = {
        "boolean": {"type": "boolean"},
        "enum": choices,
        "set": {"type": "array", "items": choices},
        "integer": {"type": "integer", "maximum": 1e15},
        "money": {"type": "number", "maximum": 1e15},
        "date": {"type": "string", "format": "date"},
    }
    shape = shapes[fact.type]
    if fact.minimum is not None:
        shape["minimum"] = fact.minimum
    return {"description": fact.question, "oneOf": [shape, {"type": "null"}]}


def _profile_components() -> Json:
    """The contract of profiles, and what it borrows from the one of criteria."""
    prefix = "#/components/schemas/Criterion_"
    borrowed = read_schema("criterion")["$defs"]
    text = json.dumps(_contract("profile")).replace("criterion.schema.json#/$defs/", prefix)
    found: Json = {"Profile": json.loads(text)}
    waiting = list(_borrowed_names(text, prefix))
    while waiting:
        name = waiting.pop()
        if f"Criterion_{name}" not in found:
            text = json.dumps(borrowed[name]).replace("#/$defs/", prefix)
            found[f"Criterion_{name}"] = json.loads(text)
            waiting += _borrowed_names(text, prefix)
    return found


def _borrowed_names(text: str, prefix: str) -> Iterator[str]:
    for piece in text.split(prefix)[1:]:
        yield piece.split('"')[0]
