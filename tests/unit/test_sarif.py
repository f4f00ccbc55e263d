"""A review as SARIF 2.1.0: what the standard requires, and what a viewer needs to show a finding at its place."""

import json
from dataclasses import replace
from typing import Any

import docx
import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import CHECKS
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped
from clausier.engine.review import Review, review
from clausier.engine.selection import select
from clausier.generators.sarif import FINGERPRINT, review_sarif
from clausier.readers.dossier import assemble, read_document

Json = dict[str, Any]

DATE = "2026-11-22"
CCTP = """# Accessibilité

À la recette, le service respecte 80 % des critères du RGAA.

# Postes

Le titulaire livre des postes Lenovo de dernière génération.

# Formats

Les documents de suivi sont remis au format Microsoft Word (.doc).
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def reviewed(catalogue: Catalogue, files: dict[str, bytes]) -> Review:
    facts = {"buyer.category": "local_authority", "purchase.families": ["web", "laptop"], "purchase.uses_ai": False}
    selection = select(catalogue, parse_purchase({"title": "Site", "facts": facts}, catalogue, DATE))
    documents = [read_document(name, data, "cctp") for name, data in files.items()]
    return review(catalogue, assemble(documents), DATE, selection)


def run_of(catalogue: Catalogue, files: dict[str, bytes]) -> Json:
    log = review_sarif(catalogue, reviewed(catalogue, files))
    assert json.loads(json.dumps(log)) == log
    (run,) = log["runs"]
    found: Json = run
    return found


@pytest.fixture(scope="module")
def run(catalogue: Catalogue) -> Json:
    return run_of(catalogue, {"projet été.md": CCTP.encode()})


def place(result: Json) -> Json:
    found: Json = result["locations"][0]["physicalLocation"]
    return found


def of_rule(run: Json, rule: str) -> Json:
    return next(result for result in run["results"] if result["ruleId"] == rule)


def test_the_log_says_its_version_and_its_schema(catalogue: Catalogue) -> None:
    log = review_sarif(catalogue, reviewed(catalogue, {"a.md": CCTP.encode()}))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")


def test_the_tool_says_its_name_its_version_and_the_base_it_read(run: Json) -> None:
    driver = run["tool"]["driver"]
    assert driver["name"] == "clausier"
    assert driver["version"] == driver["semanticVersion"]
    assert driver["properties"]["as_of"] == DATE
    assert len(driver["properties"]["digest"]) == 64


def test_each_check_and_each_topic_has_one_rule_with_a_help_text(run: Json, catalogue: Catalogue) -> None:
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert len(rules) == len(run["tool"]["driver"]["rules"])
    assert {f"risk/{check.id}" for check in CHECKS} <= rules.keys()
    topics = [topic.id for topic in catalogue.release.topics.values() if topic.kind == "coverage"]
    assert {f"topic/{topic}" for topic in topics} <= rules.keys()
    for rule in rules.values():
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")


def test_a_risk_that_signals_alone_tell_has_a_rule_where_it_is_found(catalogue: Catalogue) -> None:
    text = "# Statistiques\n\nL'interface devra être engageante et fidéliser les usagers.\n"
    run = run_of(catalogue, {"a.md": text.encode()})
    (result,) = [r for r in run["results"] if r["ruleId"].startswith("risk/attention")]
    told = run["tool"]["driver"]["rules"][result["ruleIndex"]]["help"]["text"]
    assert (
        told.startswith("Un service public se mesure au temps qu'il fait gagner") and " Mieux : par exemple « " in told
    )


def test_each_result_names_its_rule_its_level_and_its_message(run: Json) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        # The standard: a result of another kind than « fail » has the level « none ».
        assert (result["level"] == "none") == (result.get("kind", "fail") != "fail")


def test_each_place_is_in_an_artifact_of_the_run_by_its_encoded_name(run: Json) -> None:
    artifacts = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert artifacts == ["projet%20%C3%A9t%C3%A9.md"]
    assert len(run["artifacts"][0]["hashes"]["sha-256"]) == 64
    for result in run["results"]:
        location = place(result)["artifactLocation"]
        assert artifacts[location["index"]] == location["uri"]


def test_what_bears_on_the_award_is_an_error_at_its_line(run: Json) -> None:
    brand = of_rule(run, "risk/brand_reference_without_equivalent")
    assert brand["level"] == "error"
    assert place(brand)["region"]["startLine"] == 7
    assert "Lenovo" in place(brand)["region"]["snippet"]["text"]
    assert brand["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "Postes"


def test_a_word_document_gives_an_offset_and_the_path_of_headings(catalogue: Catalogue, tmp_path: Any) -> None:
    document = docx.Document()
    document.add_heading("Matériel", 1)
    document.add_heading("Postes", 2)
    document.add_paragraph("Le titulaire livre des postes Lenovo de dernière génération.")
    document.save(tmp_path / "projet.docx")
    run = run_of(catalogue, {"projet.docx": (tmp_path / "projet.docx").read_bytes()})
    brand = of_rule(run, "risk/brand_reference_without_equivalent")
    region = place(brand)["region"]
    assert "startLine" not in region
    read = "Matériel\nPostes\nLe titulaire livre des postes Lenovo de dernière génération."
    assert read[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"]
    assert "Lenovo" in region["snippet"]["text"]
    assert brand["locations"][0]["logicalLocations"] == [
        {"name": "Postes", "fullyQualifiedName": "Matériel > Postes", "kind": "section"}
    ]


def test_a_topic_is_a_warning_when_missing_a_note_when_weak_and_nothing_when_covered(run: Json) -> None:
    assert of_rule(run, "topic/plain_language")["level"] == "warning"
    weak = of_rule(run, "topic/accessibility")
    assert weak["level"] == "note"
    assert place(weak)["region"]["startLine"] == 3
    assert "Aucun audit" in weak["message"]["text"]


def test_what_could_not_be_evaluated_stays_open(run: Json) -> None:
    # Only the technical part was handed in: insertion is looked for in the administrative one.
    insertion = of_rule(run, "topic/social_insertion")
    assert (insertion["kind"], insertion["level"]) == ("open", "none")


@pytest.mark.parametrize("verdict", ["satisfied", "not_applicable"])
def test_what_is_covered_or_does_not_concern_the_purchase_gives_no_result(catalogue: Catalogue, verdict: Any) -> None:
    found = reviewed(catalogue, {"projet.md": CCTP.encode()})
    silent = replace(found, topics=tuple(replace(topic, verdict=verdict) for topic in found.topics))
    (run,) = review_sarif(catalogue, silent)["runs"]
    assert {result["ruleId"].partition("/")[0] for result in run["results"]} == {"risk"}


def prints(run: Json) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for result in run["results"]:
        found.setdefault(result["ruleId"], []).append(result["partialFingerprints"][FINGERPRINT])
    return found


def test_a_fingerprint_is_one_result_and_survives_a_move(run: Json, catalogue: Catalogue) -> None:
    every = [print_ for found in prints(run).values() for print_ in found]
    assert len(every) == len(set(every))
    moved = run_of(catalogue, {"projet été.md": f"# Préambule\n\nLe service ouvre en mars.\n\n{CCTP}".encode()})
    assert prints(moved) == prints(run)


def test_the_same_words_twice_are_two_results(catalogue: Catalogue) -> None:
    again = f"{CCTP}\n# Écrans\n\nLe titulaire livre des postes Lenovo de dernière génération.\n"
    found = prints(run_of(catalogue, {"a.md": again.encode()}))["risk/brand_reference_without_equivalent"]
    assert [print_.rpartition(":")[2] for print_ in found] == ["1", "2"]


def test_the_remarks_of_reading_are_notifications(catalogue: Catalogue) -> None:
    text = "1. Objet\n\nLe service ouvre en mars.\n\n2. Accès\n\nLe service est ouvert le lundi.\n"
    found = reviewed(catalogue, {"a.txt": text.encode()})
    (run,) = review_sarif(catalogue, found)["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    told = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert told == list(found.dossier.documents[0].remarks)
    assert told
