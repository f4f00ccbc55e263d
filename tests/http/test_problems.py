"""What cannot be used is refused with a French problem, whatever it is; nothing handed in makes the server fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from clausier.api.app import create_app
from clausier.api.errors import TITLES
from clausier.api.settings import Settings
from clausier.engine.release import shipped

Open = Callable[..., TestClient]
Json = dict[str, Any]
JSON = {"Content-Type": "application/json"}


def post(client: TestClient, body: bytes | str, path: str = "/v1/selections") -> Any:
    return client.post(path, content=body, headers=JSON)


def test_a_problem_says_what_is_wrong_where_and_what_to_do(client: TestClient) -> None:
    answer = client.post(
        "/v1/selections", json={"title": "x", "facts": {"buyer.categori": "other", "purchase.kind": 3}}
    )
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", TITLES[422], 422)
    assert problem["detail"] == "2 défauts à corriger."
    first, second = problem["faults"]
    assert first == {
        "where": "facts.buyer.categori",
        "what": "fait inconnu",
        "remedy": "Vouliez-vous « buyer.category » ?",
    }
    assert second["where"] == "facts.purchase.kind"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON lisible"),
        (b"{", 400, "JSON lisible"),
        (b'{"title": "x",}', 400, "JSON lisible"),
        (b'{"title": NaN}', 400, "NaN"),
        (b'{"title": -Infinity}', 400, "Infinity"),
        (b'{"title": "a", "title": "b"}', 400, "deux fois"),
        ("é".encode("latin-1"), 400, "UTF-8"),
        ('{"title": "x"}'.encode("utf-16"), 400, "UTF-8"),
        (b"[" * 200_000, 400, "imbriqués"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400, "imbriqués"),
        (b"[]", 422, "objet JSON"),
        (b"null", 422, "objet JSON"),
        (b'"title"', 422, "objet JSON"),
        (b'{"title": 1e999}', 422, "démesuré"),
        (b'{"title": 1' + b"0" * 400 + b"}", 422, "démesuré"),
        (b'{"title": 1' + b"0" * 5000 + b"}", 422, "démesuré"),
        (b'{"title": "a\\u0000b"}', 422, "interdit"),
        (b'{"title": "\\ud83d"}', 422, "interdit"),
        (b'{"facts": {"\\ud83d": 1}}', 422, "interdit"),
        (b'{"title": "a\\u000bb"}', 422, "interdit"),
        (b'{"title": "\\ufffe"}', 422, "interdit"),
    ],
)
def test_a_body_that_no_reader_could_trust_is_refused(client: TestClient, body: bytes, status: int, said: str) -> None:
    for path in ("/v1/selections", "/v1/clauses", "/v1/questions", "/v1/assessments", "/v1/assessments/preview"):
        answer = post(client, body, path)
        assert answer.status_code == status, path
        assert said in answer.text


def test_a_text_with_an_emoji_and_a_byte_order_mark_is_read(client: TestClient) -> None:
    assert post(client, b"\xef\xbb\xbf" + '{"title": "Écoles 🏫"}'.encode()).json()["purchase"]["title"] == "Écoles 🏫"


@pytest.mark.parametrize(
    "media", ["", "text/plain", "application/x-www-form-urlencoded", "application/json;charset=utf-16"]
)
def test_another_type_of_content_is_refused(client: TestClient, media: str) -> None:
    assert client.post("/v1/selections", content=b"{}", headers={"Content-Type": media}).status_code == 415
    assert client.post("/v1/reviews", content=b"{}", headers={"Content-Type": media}).status_code == 415


def test_an_upload_is_given_up_as_soon_as_it_is_too_large(opened: Open, tmp_path: Path) -> None:
    client = opened(f"sqlite:///{tmp_path / 'x.sqlite3'}", max_upload_bytes=100_000, max_body_bytes=1_000)
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        while sent < 10_000_000:
            sent += 10_000
            yield b"a" * 10_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/v1/reviews", content=endless(), headers=headers).status_code == 413
    declared = client.post("/v1/reviews", content=b"", headers={**headers, "Content-Length": "999999999999"})
    assert declared.status_code == 413
    assert post(client, b" " * 2_000).status_code == 413


@pytest.mark.parametrize(
    ("files", "fields", "said"),
    [
        ([("files", ("a.pdf", b"%PDF-1.4"))], {}, "PDF"),
        ([("files", ("a.docx", b"PK\x03\x04rien"))], {}, "abîmé"),
        ([("files", ("a.txt", b""))], {}, "vide"),
        ([("files", ("a.txt", b"mot")), ("files", ("a.txt", b"mot"))], {}, "ce nom"),
        ([("fichiers", ("a.txt", b"mot"))], {}, "fichiers"),
        ([("files", ("a.txt", b"mot"))], {"as_off": "2026-11-22"}, "Vouliez-vous « as_of »"),
        ([("files", ("a.txt", b"mot"))], {"as_of": "2026-31-12"}, "n'est pas une date"),
        ([("files", ("a.txt", b"mot"))], {"as_of": ["2026-11-22", "2026-11-23"]}, "deux fois"),
        ([("files", ("a.txt", b"mot"))], {"parts": "b.txt=cctp"}, "b.txt"),
        ([("files", ("a.txt", b"mot"))], {"parts": "a.txt=ctcp"}, "cctp"),
        ([("files", ("a.txt", b"mot"))], {"profile": "inconnu"}, "profil inconnu"),
        ([("files", ("a.txt", b"mot"))], {"purchase": '{"titre": "x"}'}, "purchase"),
    ],
)
def test_a_dossier_that_cannot_be_read_is_refused(client: TestClient, files: Any, fields: Any, said: str) -> None:
    answer = client.post("/v1/reviews", files=files, data=fields)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"--x\r\n", "multipart/form-data"),
        (b"no boundary here", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nmot\r\n--x--", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nmot\r\n--x--', "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data; boundary=x; charset=undefined"),
        (b"--x--", "multipart/form-data; boundary=" + "x" * 500),
    ],
)
def test_a_broken_form_is_refused(client: TestClient, body: bytes, media: str) -> None:
    answer = client.post("/v1/reviews", content=body, headers={"Content-Type": media})
    assert answer.status_code in (400, 415, 422), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_or_a_method_that_does_not_exist_is_a_problem(client: TestClient) -> None:
    for method, path, status in (("GET", "/", 404), ("GET", "/v1/nothing", 404), ("DELETE", "/v1/criteria", 405)):
        answer = client.request(method, path)
        assert answer.status_code == status
        assert answer.json()["title"] == TITLES[status]
    assert client.delete("/v1/criteria").headers["Allow"] == "GET"


def test_a_misspelt_or_doubled_parameter_is_refused(client: TestClient) -> None:
    misspelt = client.get("/v1/criteria?qualite=frugal")
    assert misspelt.status_code == 422
    assert misspelt.json()["faults"][0]["remedy"] == "Vouliez-vous « quality » ?"
    assert client.get("/v1/criteria?limit=1&limit=2").status_code == 422
    assert client.get("/v1/criteria?limit=zéro").json()["faults"][0]["what"] == "ce n'est pas un nombre entier"
    assert client.get("/v1/health?x").status_code == 422


def test_an_unforeseen_error_shows_nothing_of_the_inside(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = opened(f"sqlite:///{tmp_path / 'x.sqlite3'}")

    def fail(*_: object) -> None:
        raise KeyError("secret of the house")

    monkeypatch.setattr("clausier.api.purchases.select", fail)
    answer = client.post("/v1/selections", json={"title": "x"})
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret" in caplog.text


def test_a_database_that_is_away_is_said_so(opened: Open) -> None:
    client = opened("postgresql://nobody@127.0.0.1:1/nothing")
    away = client.post("/v1/assessments", json={})
    assert away.status_code == 503
    assert "base de données" in away.json()["detail"]
    assert client.get("/v1/health").status_code == 200


@pytest.mark.parametrize("place", ["facts", "as_of"])
def test_a_date_given_by_week_is_refused(client: TestClient, place: str) -> None:
    body = {"title": "x", "as_of": "2026-W47-7"} if place == "as_of" else {
        "title": "x", "facts": {"purchase.contract_end": "2026-W47-7"}
    }  # fmt: skip
    assert client.post("/v1/selections", json=body).status_code == 422
    assert client.get("/v1/questions?as_of=2026-W47-7").status_code == 422


CLAUSE: Json = {
    "id": "cctp-maison",
    "part": "cctp",
    "effect": "contract_term",
    "heading": "Clause maison",
    "text": "Le titulaire remet un bilan.",
    "sample": {"with": {}, "contains": "bilan"},
}


@pytest.mark.parametrize(
    ("change", "parameters", "said"),
    [
        ({"text": "Sous {{ delai }} jours."}, {}, "delai"),
        ({"text": "Sous {{Delai}} jours."}, {}, "mal écrit"),
        ({"when": {"fact": "purchase.inconnu", "is": True}}, {}, "purchase.inconnu"),
        ({"when": {"fact": "purchase.families", "at_least": 3}}, {}, "ne convient pas"),
        ({"when": {"in_force": "texte-inconnu"}}, {}, "texte-inconnu"),
        ({"when": {"fact": "purchase.estimated_value", "at_least": {"ref": "x", "value": "y"}}}, {}, "absente"),
        ({"id": "bad id"}, {}, "add_clauses[1].clause.id"),
        (
            {"text": "Le {{ jour }}."},
            {"jour": {"label": "Jour de remise", "type": "date", "default": "demain"}},
            "n'est pas une date",
        ),
        (
            {"text": "Le {{ jour }}."},
            {"jour": {"label": "Jour de remise", "type": "date", "default": None, "from": "buyer.category"}},
            "n'est pas une date",
        ),
        (
            {"text": "En {{ mode }}."},
            {"mode": {"label": "Mode", "type": "choice", "choices": {"a": "A", "b": "B"}, "default": ["a"]}},
            "choix inconnu",
        ),
    ],
)
def test_a_clause_added_by_a_profile_is_checked_as_the_base_is(
    client: TestClient, change: Json, parameters: Json, said: str
) -> None:
    added = {"criterion": "nr-0012", "clause": CLAUSE | change, "parameters": parameters}
    body = {"title": "x", "profile": {"id": "maison", "title": "Maison", "add_clauses": [added]}}
    answer = client.post("/v1/selections", json=body)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_profile_that_adds_clauses_without_end_is_refused(client: TestClient) -> None:
    added = [{"criterion": "nr-0012", "clause": CLAUSE | {"id": f"c{number}"}} for number in range(101)]
    body = {"title": "x", "profile": {"id": "maison", "title": "Maison", "add_clauses": added}}
    assert client.post("/v1/selections", json=body).json()["faults"][0]["remedy"] == "La limite est de 100 par profil"


def test_a_sound_clause_added_by_a_profile_is_printed(client: TestClient) -> None:
    body = {
        "title": "x",
        "facts": {"buyer.subject_to_ccp": True, "buyer.category": "local_authority", "purchase.families": ["web"]},
        "profile": {"id": "maison", "title": "Maison", "add_clauses": [{"criterion": "nr-0024", "clause": CLAUSE}]},
    }
    selection = client.post("/v1/selections", json=body).json()
    assert [c["text"] for c in selection["clauses"] if c["clause"] == CLAUSE["id"]] == [CLAUSE["text"]]


WORDS = st.text(max_size=8) | st.sampled_from(["2026-11-22", "2026-W47-7", "2026-11-22\n", "", "10", "é"])
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15, allow_nan=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
FACTS = st.sampled_from(sorted(shipped().facts))
PARAMETERS = st.sampled_from([(c.id, name) for c in shipped().criteria.values() for name in c.parameters])
QUESTIONS = st.sampled_from([(c.id, q.id) for c in shipped().criteria.values() for q in c.questions])


@pytest.fixture(scope="module")
def anything() -> TestClient:
    return TestClient(create_app(Settings(database_url="sqlite://")))


@settings(max_examples=300)
@given(facts=st.dictionaries(FACTS, VALUES, max_size=4), parameter=PARAMETERS, value=VALUES)
@example({}, ("nr-0012", "x"), [])
def test_no_value_of_a_purchase_makes_the_server_fail(
    anything: TestClient, facts: dict[str, Any], parameter: tuple[str, str], value: Any
) -> None:
    criterion, name = parameter
    body = {"title": "x", "facts": facts, "parameters": {criterion: {name: value}}}
    for path in ("/v1/selections?trace=true", "/v1/questions"):
        answer = post(anything, json.dumps(body), path)
        assert answer.status_code in (200, 422), answer.text


@settings(max_examples=300)
@given(question=QUESTIONS, value=VALUES, mark=st.none() | NUMBERS)
def test_no_answer_of_a_tenderer_makes_the_server_fail(
    anything: TestClient, question: tuple[str, str], value: Any, mark: Any
) -> None:
    criterion, name = question
    answers = {criterion: {name: {"value": value, "mark": mark}}}
    answer = post(anything, json.dumps({"answers": answers}), "/v1/assessments/preview")
    assert answer.status_code in (200, 422), answer.text


def _columns() -> list[tuple[str, str, str]]:
    return [
        (criterion.id, question.id, column.id)
        for criterion in shipped().criteria.values()
        for question in criterion.questions
        for column in question.answer.columns
    ]


@settings(max_examples=300)
@given(column=st.sampled_from(_columns()), cells=st.lists(VALUES, min_size=1, max_size=3))
def test_no_cell_of_a_table_makes_the_server_fail(
    anything: TestClient, column: tuple[str, str, str], cells: list[Any]
) -> None:
    criterion, question, name = column
    answers = {criterion: {question: {"value": [{name: cell} for cell in cells]}}}
    answer = post(anything, json.dumps({"answers": answers}), "/v1/assessments/preview")
    assert answer.status_code in (200, 422), answer.text


@settings(max_examples=150)
@given(name=st.text(min_size=1, max_size=12), suffix=st.sampled_from([".txt", ".md", ".docx", ""]), data=st.binary())
@example("a", ".docx", b"PK\x05\x06" + b"\0" * 18)
def test_no_file_handed_in_makes_the_server_fail(anything: TestClient, name: str, suffix: str, data: bytes) -> None:
    quoted = name.encode("utf-8", "ignore").replace(b'"', b"").replace(b"\r", b"").replace(b"\n", b"")
    head = b'--frontier\r\nContent-Disposition: form-data; name="files"; filename="'
    body = head + quoted + suffix.encode() + b'"\r\n\r\n' + data + b"\r\n--frontier--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    answer = anything.post("/v1/reviews", content=body, headers=headers)
    assert answer.status_code in (200, 400, 422), answer.text
