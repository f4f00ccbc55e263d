"""The JSON of a review keeps to its published contract, which describes all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clausier.engine.contracts import read_schema
from clausier.engine.overlay import whole_catalogue
from clausier.engine.release import shipped
from clausier.engine.review import review
from clausier.generators.review_data import review_json
from clausier.readers.dossier import assemble, read_document, read_dossier

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]
SCHEMA = read_schema("review")
CCAP = "# Données\n\nLe titulaire se conforme à la directive 95/46/CE, dans un délai de [PRÉCISER LA DURÉE].\n"
DOSSIERS = {
    "the example": read_dossier([ROOT / "examples" / "projet-cctp.docx"]),
    "two texts": assemble(
        [
            read_document("ccap.md", CCAP.encode(), "ccap"),
            read_document("rc.txt", b"Criteres d'attribution\n\nPrix : 60 %\nValeur technique : 30 %\n", "rc"),
        ]
    ),
    "an unknown part": assemble([read_document("a.txt", b"Le service ouvre.\n")]),
}


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_review_keeps_to_its_contract(name: str) -> None:
    form = review_json(review(whole_catalogue(shipped()), DOSSIERS[name], "2026-11-22"))
    jsonschema.Draft202012Validator(SCHEMA).validate(form)
    assert sorted(undescribed(form, SCHEMA)) == []


def undescribed(value: Any, schema: Json, path: str = "") -> Iterator[str]:
    """Keys of a value that its schema does not name."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in schema.get("properties", {}):
                yield from undescribed(inner, schema["properties"][key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(value, list) and "items" in schema:
        for inner in value:
            yield from undescribed(inner, schema["items"], path)


def test_every_key_of_the_contract_is_explained() -> None:
    def unexplained(schema: Json, path: str) -> Iterator[str]:
        for name, inner in schema.get("properties", {}).items():
            if "$ref" not in inner and not inner.get("description"):
                yield f"{path}.{name}"
            yield from unexplained(inner.get("items", inner), f"{path}.{name}")

    assert [*unexplained(SCHEMA, ""), *unexplained(SCHEMA["$defs"]["quote"], "quote")] == []
