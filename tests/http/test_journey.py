"""A vendor's journey by HTTP alone, on each database: asked, answered, kept, taken up again, replayed, erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from clausier.engine.model import Criterion
from clausier.engine.questions import Question
from clausier.engine.release import shipped

Open = Callable[..., TestClient]
Json = dict[str, Any]
Choice = tuple[Criterion, Question]


def test_a_vendor_answers_leaves_comes_back_and_erases(opened: Open, database_url: str, scored_choice: Choice) -> None:
    client = opened(database_url)
    criterion, question = scored_choice
    best = max(question.options, key=lambda option: option.points or 0)

    asked = client.get("/v1/questions", params={"criteria": criterion.id}).json()
    (form,) = [q for q in asked["criteria"][0]["questions"] if q["id"] == question.id]
    assert [option["value"] for option in form["options"]] == [option.value for option in question.options]

    created = client.post("/v1/assessments", json={"tenderer": "Exemple SARL", "criteria": [criterion.id]})
    assert created.status_code == 201
    link, etag = created.json()["link"], created.headers["ETag"]
    assert created.headers["Location"] == link
    assert link.endswith(created.json()["token"])
    low, high = created.json()["result"]["criteria"][0]["score"]
    assert low == 0 < high == 10

    answers = {criterion.id: {question.id: {"value": best.value}}}
    saved = client.patch(link, json={"answers": answers}, headers={"If-Match": etag})
    assert saved.status_code == 200
    risen, still = saved.json()["result"]["criteria"][0]["score"]
    assert risen > low
    assert still == high

    resumed = client.get(link)
    assert resumed.json()["answers"] == answers
    assert resumed.headers["ETag"] == saved.headers["ETag"] != etag
    assert "token" not in resumed.json()

    others = [q for q in criterion.questions if q.use == "score" and q.id != question.id]
    more = {criterion.id: {q.id: {"value": q.options[0].value} for q in others if q.options}}
    saved = client.patch(link, json={"answers": more}, headers={"If-Match": resumed.headers["ETag"]})
    kept = saved.json()["answers"][criterion.id]
    assert kept == {**answers[criterion.id], **more[criterion.id]}

    result = client.get(f"{link}/result").json()
    assert result == saved.json()["result"]

    assert client.delete(link).status_code == 204
    assert client.get(link).status_code == 404
    assert client.delete(link).status_code == 404


def test_an_evaluation_is_replayed_on_the_release_it_was_made_on(
    opened: Open, database_url: str, scored_choice: Choice, next_release: Path
) -> None:
    criterion, question = scored_choice
    best = max(question.options, key=lambda option: option.points or 0)
    body = {"answers": {criterion.id: {question.id: {"value": best.value}}}}
    before = opened(database_url).post("/v1/assessments", json=body).json()

    upgraded = opened(database_url, release=next_release)
    assert upgraded.get("/v1/health").json()["release"]["version"] == "2027.1.0"
    replayed = upgraded.get(before["link"])
    assert replayed.json()["result"] == before["result"]
    assert replayed.json()["release"]["digest"] == shipped().digest
    assert replayed.headers["X-Clausier-Release"] == shipped().version

    today = upgraded.post("/v1/assessments/preview", json=body).json()
    assert today["criteria"][0]["score"] < before["result"]["criteria"][0]["score"]


def test_a_release_that_is_no_longer_shipped_is_replayed_from_the_store(
    opened: Open, database_url: str, scored_choice: Choice, next_release: Path
) -> None:
    criterion, question = scored_choice
    body = {"answers": {criterion.id: {question.id: {"value": question.options[0].value}}}}
    made = opened(database_url, release=next_release).post("/v1/assessments", json=body).json()
    assert made["release"]["version"] == "2027.1.0"

    # This one ships another release and has never seen the file: only the store holds it.
    other = opened(database_url)
    assert other.get(made["link"]).json()["result"] == made["result"]
    digest = made["release"]["digest"]
    assert other.get(f"/v1/releases/{digest}").json()["version"] == "2027.1.0"
    assert other.get(f"/v1/releases/{digest}/content").content == next_release.read_bytes()


def test_evidence_expires_at_the_date_asked(opened: Open, database_url: str, scored_choice: Choice) -> None:
    client = opened(database_url)
    criterion, question = scored_choice
    best = max(question.options, key=lambda option: option.points or 0)
    proof = {"id": question.evidence[0], "date": "2026-11-01"}
    answers = {criterion.id: {question.id: {"value": best.value, "evidence": [proof]}}}
    made = client.post("/v1/assessments", json={"as_of": "2026-11-22", "answers": answers}).json()

    def state(as_of: str) -> Json:
        result = client.get(f"{made['link']}/result", params={"as_of": as_of}).json()
        assert result["as_of"] == as_of
        (form,) = [q for q in result["criteria"][0]["questions"] if q["id"] == question.id]
        return dict(form)

    assert state("2026-11-22")["state"] == "scored"
    assert state("2036-11-22")["state"] == "unproved"
    assert state("2036-11-22")["expired_evidence"] == [question.evidence[0]]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_answer_written_over_somebody_elses_is_refused(opened: Open, database_url: str, method: str) -> None:
    client = opened(database_url)
    made = client.post("/v1/assessments", json={"tenderer": "A"})
    link, etag = made.json()["link"], made.headers["ETag"]
    assert client.request(method, link, json={"tenderer": "B"}).status_code == 428
    assert client.request(method, link, json={"tenderer": "B"}, headers={"If-Match": etag}).status_code == 200
    stale = client.request(method, link, json={"tenderer": "C"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert stale.headers["ETag"] == '"2"'
    assert client.get(link).json()["tenderer"] == "B"
    assert client.request(method, link, json={"tenderer": "D"}, headers={"If-Match": "*"}).json()["revision"] == 3


def test_null_takes_an_answer_away(opened: Open, database_url: str, scored_choice: Choice) -> None:
    client = opened(database_url)
    criterion, question = scored_choice
    answers = {criterion.id: {question.id: {"value": question.options[0].value}}}
    made = client.post("/v1/assessments", json={"answers": answers})
    link, etag = made.json()["link"], {"If-Match": made.headers["ETag"]}
    less = client.patch(link, json={"answers": {criterion.id: {question.id: None}}}, headers=etag)
    assert less.json()["answers"] == {criterion.id: {}}
    none = client.patch(link, json={"answers": {criterion.id: None}}, headers={"If-Match": less.headers["ETag"]})
    assert none.json()["answers"] == {}


def test_a_purchase_says_which_criteria_are_scored(opened: Open, database_url: str) -> None:
    client = opened(database_url)
    purchase = {
        "title": "Site de la commune",
        "as_of": "2026-11-22",
        "facts": {"buyer.subject_to_ccp": True, "buyer.category": "local_authority", "purchase.families": ["web"]},
    }
    asked = client.post("/v1/questions", json=purchase).json()
    made = client.post("/v1/assessments", json={"purchase": purchase}).json()
    assert made["as_of"] == "2026-11-22"
    assert made["purchase"] == purchase
    assert [c["id"] for c in made["result"]["criteria"]] == [c["id"] for c in asked["criteria"]]
    assert client.get(made["link"]).json()["result"] == made["result"]


def test_the_private_link_stays_private(opened: Open, database_url: str) -> None:
    client = opened(database_url, public_url="https://criteres.exemple.fr/achats")
    made = client.post("/v1/assessments", json={})
    token = made.json()["token"]
    assert len(token) >= 43
    assert made.json()["link"] == f"https://criteres.exemple.fr/achats/v1/assessments/{token}"
    assert made.headers["Cache-Control"] == "no-store"
    assert made.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(f"/v1/assessments/{token[:-1]}x").status_code == 404
    assert client.get(f"/v1/assessments/{made.json()['id']}").status_code == 404
