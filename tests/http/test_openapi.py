"""The description is whole: every route is explained, its bodies have examples, and the examples are true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from clausier.api.app import create_app
from clausier.api.settings import Settings
from clausier.engine.contracts import read_schema

Json = dict[str, Any]
DESCRIPTION: Json = create_app(Settings(database_url="sqlite://")).openapi()


def operations() -> Iterator[tuple[str, str, Json]]:
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


OPERATIONS = list(operations())
EXAMPLES = [
    (path, method, media, name, example["value"])
    for path, method, operation in OPERATIONS
    for media, content in operation.get("requestBody", {}).get("content", {}).items()
    for name, example in content["examples"].items()
]


def test_the_description_has_a_french_title_and_tags() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1")
    assert "achats publics" in DESCRIPTION["info"]["description"]
    used = {tag for _, _, operation in OPERATIONS for tag in operation["tags"]}
    assert used == {tag["name"] for tag in DESCRIPTION["tags"]}


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda x: x if isinstance(x, str) else "")
def test_every_route_is_explained(path: str, method: str, operation: Json) -> None:
    assert operation["summary"]
    assert operation["description"].endswith(".")
    for status, response in operation["responses"].items():
        assert "X-Clausier-Release" in response["headers"]
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]
        elif status != "204":
            assert response["content"]
    if method in ("post", "put", "patch"):
        assert {"400", "413", "415", "422", "500"} <= operation["responses"].keys()
        contents = operation["requestBody"]["content"].values()
        assert all(content["examples"] for content in contents)


@pytest.mark.parametrize(("path", "method", "media", "name", "value"), EXAMPLES, ids=lambda x: str(x)[:40])
def test_every_example_is_valid_and_answered(
    client: TestClient, path: str, method: str, media: str, name: str, value: Json
) -> None:
    operation = DESCRIPTION["paths"][path][method]
    schema = operation["requestBody"]["content"][media]["schema"]
    whole = {**schema, "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)
    headers = {"If-Match": "*"}
    if "{token}" in path:
        path = path.replace("{token}", client.post("/v1/assessments", json={}).json()["token"])
    if media == "application/json":
        answer = client.request(method, path, json=value, headers=headers)
    else:
        files = [("files", (f"{name}.txt", text.encode())) for text in value["files"]]
        answer = client.post(path, files=files, data={k: v for k, v in value.items() if k != "files"})
    assert answer.is_success, answer.text


def test_every_reference_of_the_description_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in DESCRIPTION["components"]["schemas"]}
    used = {piece.split('"')[0] for piece in json.dumps(DESCRIPTION).split('"$ref": "')[1:]}
    assert used <= known


def test_the_bodies_are_the_published_contracts() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    for component, contract in (("Purchase", "purchase"), ("Answers", "answers"), ("Profile", "profile")):
        assert schemas[component]["properties"].keys() == read_schema(contract)["properties"].keys()
    assert schemas["Purchase"]["required"] == read_schema("purchase")["required"]


def test_the_facts_of_the_base_are_written_out() -> None:
    facts = DESCRIPTION["components"]["schemas"]["Facts_declared"]["properties"]
    assert "local_authority" in json.dumps(facts["buyer.category"])
    assert all(fact["description"] for fact in facts.values())


def test_two_applications_share_nothing() -> None:
    one, other = create_app(Settings(database_url="sqlite://")), create_app(Settings(database_url="sqlite://"))
    assert one.state.clausier is not other.state.clausier
    assert one.openapi() == other.openapi()
    assert one.openapi() is not other.openapi()
