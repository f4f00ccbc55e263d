"""What each route gives to one who asks well."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from clausier import __version__
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped, shipped_bytes
from clausier.engine.selection import select
from clausier.generators.data import selection_json

Open = Callable[..., TestClient]
TODAY = "2026-11-22"
PURCHASE = {
    "title": "Site de l'école d'Exemple : accueil & inscriptions",
    "as_of": TODAY,
    "facts": {"buyer.subject_to_ccp": True, "buyer.category": "local_authority", "purchase.families": ["web"]},
}
DRAFT = "Cahier des clauses techniques particulières\n\nLe site est conforme au RGAA 4.1.2, taux d'au moins 75 %.\n"


@pytest.fixture
def frozen(client: TestClient) -> TestClient:
    """A client of a server on which it is always the same day."""
    client.app.state.clausier.today = lambda: TODAY  # type: ignore[attr-defined]
    return client


def test_every_answer_names_the_base_that_gave_it(client: TestClient) -> None:
    for path in ("/v1/health", "/v1/facts", "/v1/nothing", "/v1/openapi.json", "/v1/docs"):
        headers = client.get(path).headers
        assert headers["X-Clausier-Release"] == shipped().version
        assert headers["X-Clausier-Digest"] == shipped().digest
        assert headers["X-Clausier-Version"] == __version__


def test_a_release_is_found_by_its_version_and_by_its_digest(client: TestClient) -> None:
    listed = client.get("/v1/releases").json()["releases"]
    assert [r["digest"] for r in listed if r["current"]] == [shipped().digest]
    by_version = client.get(f"/v1/releases/{shipped().version}").json()
    assert by_version == client.get(f"/v1/releases/{shipped().digest}").json()
    assert [c["id"] for c in by_version["criteria"]] == list(shipped().criteria)
    content = client.get(f"/v1/releases/{shipped().version}/content").content
    assert content == shipped_bytes()
    assert hashlib.sha256(content).hexdigest() == shipped().digest


def test_criteria_are_filtered_and_given_page_by_page(client: TestClient) -> None:
    whole = client.get("/v1/criteria").json()
    assert whole["total"] == len(shipped().criteria)
    found: list[str] = []
    while len(found) < whole["total"]:
        page = client.get("/v1/criteria", params={"limit": 7, "offset": len(found)}).json()
        found += [c["id"] for c in page["criteria"]]
    assert found == list(shipped().criteria)
    frugal = client.get("/v1/criteria?quality=frugal").json()["criteria"]
    assert frugal
    assert all("frugal" in c["qualities"] for c in frugal)
    both = client.get("/v1/criteria?theme=inclusion&topic=accessibility").json()["criteria"]
    assert {(c["theme"], c["topic"]) for c in both} == {("inclusion", "accessibility")}


def test_a_criterion_is_given_whole_with_its_law_at_the_date(client: TestClient) -> None:
    for name in ("nr-0012", "NR-0012"):
        detail = client.get(f"/v1/criteria/{name}", params={"as_of": TODAY})
        assert detail.headers["X-Clausier-As-Of"] == detail.json()["as_of"] == TODAY
    form = detail.json()
    assert form["criterion"]["title"] == shipped().criteria["nr-0012"].title
    assert {"legal_basis", "applicability", "clauses", "questions", "signals"} <= form["criterion"].keys()
    assert [law["ref"] for law in form["law"]] == [b.ref for b in shipped().criteria["nr-0012"].legal_basis]
    assert any(law["status"] == "in_force" for law in form["law"])
    long_ago = client.get("/v1/criteria/nr-0012?as_of=1990-01-01").json()["law"]
    assert all(law["status"] != "in_force" for law in long_ago if law["in_force_from"])


def test_a_withdrawn_criterion_says_what_replaces_it(opened: Open, tmp_path: Path) -> None:
    content = json.loads(shipped_bytes())
    gone = {"id": "nr-0999", "title": "Ancien critère", "date": "2026-01-01", "reason": "Fusionné."}
    content["withdrawn"] = [{**gone, "replaced_by": ["nr-0012"]}]
    (tmp_path / "r.json").write_text(json.dumps(content), "utf-8")
    client = opened(f"sqlite:///{tmp_path / 'x.sqlite3'}", release=tmp_path / "r.json")
    answer = client.get("/v1/criteria/nr-0999")
    assert answer.status_code == 410
    assert "Fusionné" in answer.json()["detail"]
    assert answer.json()["faults"][0]["remedy"] == "Remplacé par nr-0012"


def test_facts_and_profiles_are_those_of_the_base(client: TestClient) -> None:
    facts = client.get("/v1/facts").json()["facts"]
    assert [f["id"] for f in facts] == list(shipped().facts)
    assert all(f["question"] for f in facts)
    assert {f["level"] for f in client.get("/v1/facts?level=lot").json()["facts"]} == {"lot"}
    assert [p["id"] for p in client.get("/v1/profiles").json()["profiles"]] == list(shipped().profiles)


def test_a_selection_is_the_one_that_the_engine_makes(client: TestClient) -> None:
    catalogue = whole_catalogue(shipped())
    selection = select(catalogue, parse_purchase(PURCHASE, catalogue, TODAY))
    for trace in (False, True):
        answer = client.post("/v1/selections", params={"trace": trace}, json=PURCHASE)
        assert answer.json() == json.loads(json.dumps(selection_json(catalogue, selection, traced=trace)))
        assert answer.headers["X-Clausier-As-Of"] == TODAY


def test_the_date_is_today_where_none_is_given(frozen: TestClient) -> None:
    purchase = {"title": "x"}
    assert frozen.post("/v1/selections", json=purchase).json()["purchase"]["as_of"] == TODAY
    assert frozen.post("/v1/questions", json=purchase).json()["as_of"] == TODAY
    assert frozen.get("/v1/questions").json()["as_of"] == TODAY
    assert frozen.get("/v1/criteria/nr-0012").json()["as_of"] == TODAY
    assert frozen.post("/v1/assessments/preview", json={}).json()["as_of"] == TODAY
    assert frozen.post("/v1/reviews", files={"files": ("a.txt", b"mot")}).json()["as_of"] == TODAY
    assert frozen.post("/v1/clauses?part=justification", json=purchase).headers["X-Clausier-As-Of"] == TODAY


def test_a_profile_is_given_by_its_name_or_whole(client: TestClient) -> None:
    own = {"id": "maison", "title": "Maison", "exclude": [{"id": "nr-0012", "reason": "Déjà au marché d'audit."}]}
    selection = client.post("/v1/selections", json={**PURCHASE, "profile": own}).json()
    assert selection["profile"] == ["maison"]
    assert "nr-0012" not in [c["id"] for c in selection["criteria"]]
    assert selection["changes"][0]["reason"] == "Déjà au marché d'audit."
    for name in shipped().profiles:
        assert name in client.post("/v1/selections", json={**PURCHASE, "profile": name}).json()["profile"]


def test_a_purchase_in_lots_is_judged_and_asked_lot_by_lot(client: TestClient) -> None:
    lots = [
        {"id": "1", "title": "Site", "facts": {"purchase.families": ["web"]}},
        {"id": "2", "title": "Postes", "facts": {"purchase.families": ["laptop"]}},
    ]
    family = sorted(shipped().facts["purchase.families"].values)
    lots[1]["facts"] = {"purchase.families": ["laptop" if "laptop" in family else family[0]]}
    body = {**PURCHASE, "lots": lots}
    selection = client.post("/v1/selections", json=body).json()
    assert {c["lot"] for c in selection["criteria"]} >= {"1", "2"}
    asked = client.post("/v1/questions", json=body).json()["criteria"]
    assert {lot for c in asked for lot in c["lots"]} <= {"1", "2"}
    assert len({c["id"] for c in asked}) == len(asked)


def test_questions_say_how_they_are_marked_and_what_proves_them(client: TestClient) -> None:
    whole = client.get("/v1/questions").json()["criteria"]
    asked = [q for c in whole for q in c["questions"]]
    assert len(asked) == sum(len(c.questions) for c in shipped().criteria.values())
    assert all(q["scoring"].endswith(".") and ".." not in q["scoring"] for q in asked)
    assert all(q["evidence"] == [] or q["evidence"][0]["max_age_months"] > 0 for q in asked)
    some = client.get("/v1/questions?criteria=nr-0024,NR-0012").json()
    again = client.get("/v1/questions?criteria=nr-0012&criteria=nr-0024").json()
    assert [c["id"] for c in some["criteria"]] == ["nr-0012", "nr-0024"]
    assert some == again
    assert client.get("/v1/questions?criteria=nr-9999").status_code == 422


def test_a_question_that_the_facts_rule_out_is_not_asked(client: TestClient) -> None:
    # Without a purchase a conditional question is in suspense: it says which facts would decide, or hangs on a choice
    # of the buyer.
    criteria = shipped().criteria
    suspended = [
        (q, next(asked.when for asked in criteria[c["id"]].questions if asked.id == q["id"]))
        for c in client.get("/v1/questions").json()["criteria"]
        for q in c["questions"]
        if not q["asked"]
    ]
    assert suspended
    assert all(q["asked"] is None and (q["missing"] or "parameter" in (when or ())) for q, when in suspended)
    # With one, the choice is known: the partner of an insertion structure is asked about only on that route.
    purchase = {**PURCHASE, "ambition": "advanced", "parameters": {"nr-0123": {"route": "lot"}}}
    asked = client.post("/v1/questions", json=purchase).json()["criteria"]
    assert all(q["asked"] is not None or q["missing"] for c in asked for q in c["questions"])


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_part_is_a_document_to_download(client: TestClient, form: str) -> None:
    answer = client.post("/v1/clauses", params={"part": "cctp", "format": form}, json=PURCHASE)
    assert answer.status_code == 200
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert ("word/document.xml" if form == "docx" else "content.xml") in names
    plain, _, true = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="CCTP - Site de l ecole d Exemple accueil inscriptions.{form}"'
    assert unquote(true) == f"CCTP - Site de l école d Exemple accueil inscriptions.{form}"
    assert answer.headers["X-Clausier-As-Of"] == TODAY


def test_all_the_parts_come_in_one_archive_always_the_same(client: TestClient) -> None:
    first = client.post("/v1/clauses", json=PURCHASE)
    assert first.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(first.content))
    assert {"cctp.docx", "rc.docx", "cadre-de-reponse.docx", "note-de-justification.docx"} <= set(archive.namelist())
    assert client.post("/v1/clauses", json=PURCHASE).content == first.content
    one = client.post("/v1/clauses?part=cctp", json=PURCHASE)
    assert one.content == archive.read("cctp.docx")


def test_a_part_without_a_clause_is_said_so(client: TestClient) -> None:
    answer = client.post("/v1/clauses?part=notice", json=PURCHASE)
    assert answer.status_code == 422
    assert "cctp" in answer.json()["faults"][0]["remedy"]


def test_a_draft_is_reviewed_with_the_purchase_it_is_for(client: TestClient) -> None:
    files = [("files", ("projet.txt", DRAFT.encode())), ("files", ("rc.md", "# Règlement\n\nPrix : 100 %.\n".encode()))]
    fields = {"parts": ["projet.txt=cctp", "rc.md=rc"], "purchase": json.dumps({"title": "x"}), "as_of": TODAY}
    answer = client.post("/v1/reviews", files=files, data=fields)
    assert answer.status_code == 200
    review = answer.json()
    assert [(d["name"], d["part"]) for d in review["documents"]] == [("projet.txt", "cctp"), ("rc.md", "rc")]
    (topic,) = [t for t in review["topics"] if t["topic"] == "accessibility"]
    assert any("RGAA" in quote["passage"] for quote in topic["quotes"])
    assert review["as_of"] == TODAY


def test_a_draft_is_read_in_memory_and_forgotten(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a draft was written to a disk")

    monkeypatch.setattr("tempfile._TemporaryFileWrapper", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    secret = f"{DRAFT}\nMot secret.\n" + "Le titulaire remet un bilan. " * 100_000
    assert client.post("/v1/reviews", files={"files": ("a.txt", secret.encode())}).status_code == 200
    assert "secret" not in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_path_sent_as_a_file_name_is_cut_to_the_name(client: TestClient) -> None:
    for name in ("C:\\Users\\agent\\projet.txt", "../../projet.txt"):
        answer = client.post("/v1/reviews", files={"files": (name, DRAFT.encode())})
        assert answer.json()["documents"][0]["name"] == "projet.txt"


def test_an_answer_to_what_the_purchase_does_not_ask_is_left_out_of_the_scores(client: TestClient) -> None:
    asked: dict[str, Any] = client.post("/v1/questions", json=PURCHASE).json()
    other = next(i for i in shipped().criteria if i not in {c["id"] for c in asked["criteria"]})
    body = {"purchase": PURCHASE, "answers": {other: {}, "nr-0024": {}}}
    result = client.post("/v1/assessments/preview", json=body).json()
    assert other not in [c["id"] for c in result["criteria"]]
    body = {"purchase": PURCHASE, "answers": {other: {shipped().criteria[other].questions[0].id: {}}}}
    assert client.post("/v1/assessments/preview", json=body).json()["not_asked"] == [other]


def test_all_the_faults_of_an_assessment_come_at_once(client: TestClient) -> None:
    body = {"purchase": {"titre": "x"}, "criteria": ["nr-9999"], "answers": {"nr-9998": {"x": {}}}}
    faults = client.post("/v1/assessments", json=body).json()["faults"]
    places = " ".join(f["where"] for f in faults)
    assert all(place in places for place in ("purchase", "criteria[1]", "answers.nr-9998"))


def test_the_documentation_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/v1/docs").text
    assert '<html lang="fr">' in page
    assert "<script" not in page
    assert "src=" not in page
    assert "/v1/assessments/{token}" in page
    assert 'href="openapi.json"' in page
