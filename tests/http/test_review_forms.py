"""A review over HTTP in the form that the caller asks for."""

import json
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

DRAFT = "# Postes\n\nLe titulaire livre des postes Lenovo de dernière génération.\n"
FILES = {"files": ("cctp.md", DRAFT.encode())}


def asked(client: TestClient, accept: str) -> Any:
    answer = client.post("/v1/reviews", files=FILES, data={"as_of": "2026-11-22"}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["X-Clausier-As-Of"] == "2026-11-22"
    return answer


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/png", "application/json, text/html"])
def test_a_review_is_json_unless_another_form_is_asked_for(client: TestClient, accept: str) -> None:
    answer = asked(client, accept)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["documents"][0]["name"] == "cctp.md"


def test_a_review_may_be_a_sarif_log(client: TestClient) -> None:
    answer = asked(client, "application/sarif+json")
    assert answer.headers["Content-Type"] == "application/sarif+json"
    (run,) = json.loads(answer.content)["runs"]
    assert "risk/brand_reference_without_equivalent" in {result["ruleId"] for result in run["results"]}


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_a_review_may_be_the_page_of_its_report(client: TestClient, accept: str) -> None:
    answer = asked(client, accept)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = html.document_fromstring(answer.text)
    assert page.findtext(".//h1") == "Rapport de relecture"
