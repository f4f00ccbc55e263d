"""Deliberate mistakes in a sound criterion: the checks of the base must notice each one."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausier.engine.base.check import check_base, repeal_alarm
from clausier.engine.base.source import read_source

BASE = Path(__file__).parents[2] / "criteria"
SOUND = "nr-0012"
Data = dict[str, Any]


def _leaf(condition: Data) -> Data:
    """The first comparison of a condition."""
    for key in ("all", "any"):
        if key in condition:
            return _leaf(condition[key][0])
    return _leaf(condition["not"]) if "not" in condition else condition


def _drop(key: str) -> Callable[[Data], None]:
    def mutate(c: Data) -> None:
        del c[key]

    return mutate


def _set(path: str, value: Any) -> Callable[[Data], None]:
    def mutate(c: Data) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = c
        for step in way:
            place = place[step]
        place[last] = value

    return mutate


def _unprove(c: Data) -> None:
    c["tests"] = [t for t in c["tests"] if t["expect"].get("verdict") != "unknown"]


def _no_draft(c: Data) -> None:
    c["tests"] = [t for t in c["tests"] if "draft" not in t]


def _no_score(c: Data) -> None:
    c["tests"] = [t for t in c["tests"] if "answers" not in t]


def _flip(c: Data) -> None:
    leaf = _leaf(c["applicability"][0]["when"])
    operator = next(k for k in leaf if k != "fact")
    leaf[operator] = not leaf[operator] if isinstance(leaf[operator], bool) else leaf[operator][:1]


def _no_control(c: Data) -> None:
    clause = next(x for x in c["clauses"] if x["effect"] == "technical_specification")
    del clause["control"]


def _long(c: Data) -> None:
    c["clauses"][0]["text"] += " mot" * 130


def _penalty_unbounded(c: Data) -> None:
    money = next(p for p in c["parameters"].values() if p["type"] == "money")
    money.pop("maximum")


def _shares(c: Data) -> None:
    scale = next(x["scale"] for x in c["clauses"] if "scale" in x)
    scale["weights"] = {name: share / 2 for name, share in scale["weights"].items()}


def _safeguards(c: Data) -> None:
    next(x for x in c["clauses"] if "scale" in x).pop("safeguards")


def _rewrite(c: Data) -> None:
    c["clauses"][0]["sample"]["contains"] = "un texte qui n'est pas dans la clause"


def _signal_context(c: Data) -> None:
    signal = next(s for s in c["signals"] if "unless" in s)
    del signal["unless"]


def _reorder(c: Data) -> None:
    c["applicability"].reverse()


def _unlisted_law(c: Data) -> None:
    ref = c["applicability"][0]["because"]["ref"]
    c["legal_basis"] = [basis for basis in c["legal_basis"] if basis["ref"] != ref] or c["legal_basis"]


def _backwards(c: Data) -> None:
    next(q["score"] for q in c["questions"] if "linear" in q.get("score", {}))["linear"].reverse()


def _figure(c: Data) -> None:
    c["clauses"][0]["text"] += " Il répond en 48 heures."


MUTATIONS: dict[str, Callable[[Data], None]] = {
    "a key that nobody knows": _set("priorite", "haute"),
    "an empty value": _set("why", None),
    "no known limits": _drop("known_limits"),
    "a reference that does not exist": _set("legal_basis.0.ref", "loi-2005-48"),
    "a rule whose law is not among its bases": _unlisted_law,
    "a rule that rests on an undated text": _set("applicability.0.because.ref", "rgaa-5"),
    "a mandatory rule on a text of medium confidence": _set("applicability.0.because.ref", "rgpd-25"),
    "a fact that does not exist": _set("applicability.0.when", {"fact": "buyer.size", "is": True}),
    "a value outside the vocabulary": _set("applicability.0.when", {"fact": "buyer.category", "in": ["commune"]}),
    "two operators in one condition": _set(
        "applicability.0.when", {"fact": "purchase.public_facing", "is": True, "in": [True]}
    ),
    "a comparison that does not fit the fact": _set("applicability.0.when", {"fact": "purchase.families", "is": "web"}),
    "a rule that says the opposite": _flip,
    "rules from the weakest to the strongest": _reorder,
    "a strength that does not exist": _set("applicability.0.strength", "urgent"),
    "a specification without control": _no_control,
    "a clause that nobody will read": _long,
    "a sample that is not in the clause": _rewrite,
    "an amount without a ceiling": _penalty_unbounded,
    "shares that do not make 100": _shares,
    "an award criterion without safeguards": _safeguards,
    "an expression that is not RE2": _set("signals.0.pattern", "(?=rgaa)"),
    "a pattern that no longer matches": _set("signals.0.pattern", "zzz"),
    "a signal that lost its context": _signal_context,
    "a coverage need without its signal": _set("coverage.0.any_of", ["s-absent"]),
    "a standard's item that does not exist": _set("maps_to", {"rgaa-4.1.2": ["99.9"]}),
    "a scale written backwards": _backwards,
    "a figure without source": _figure,
    "a topic that does not exist": _set("topic", "accessibilite"),
    "a version that the changelog ignores": _set("version", "9.0.0"),
    "an id that is not one": _set("slug", "autre-nom"),
    "no test where the answer is unknown": _unprove,
    "no test on a draft": _no_draft,
    "no test of a score": _no_score,
    "evidence without an age": _set("evidence.0.max_age_months", None),
}


@pytest.fixture(scope="module")
def copy_of_base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Data]:
    folder = tmp_path_factory.mktemp("base") / "criteria"
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("catalog", "releases", "__pycache__"))
    return folder, read_source(BASE).criteria[SOUND]


def _faults(folder: Path, criterion: Data) -> list[str]:
    place = folder / "catalog" / "inclusion" / "nr-0012-conformite-rgaa.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(criterion, ensure_ascii=False), "utf-8")  # JSON is YAML
    return [str(fault) for fault in check_base(folder, "2026-11-22", [SOUND])[1]]


def test_the_criterion_is_sound_before_it_is_spoilt(copy_of_base: tuple[Path, Data]) -> None:
    folder, criterion = copy_of_base
    assert _faults(folder, criterion) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_checks_notice(name: str, copy_of_base: tuple[Path, Data]) -> None:
    folder, criterion = copy_of_base
    spoilt = copy.deepcopy(criterion)
    MUTATIONS[name](spoilt)
    assert spoilt != criterion
    faults = _faults(folder, spoilt)
    assert faults, name
    assert all("nr-0012" in fault for fault in faults), faults


def test_changed_content_under_an_unchanged_version_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "criteria"
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("releases", "__pycache__"))
    path = next(folder.rglob("nr-0012-*.yaml"))
    criterion = read_source(folder).criteria[SOUND]
    criterion["why"] += " Et davantage."
    path.write_text(json.dumps(criterion, ensure_ascii=False), "utf-8")
    faults = [str(fault) for fault in check_base(folder, "2026-11-22")[1]]
    assert len(faults) == 1 and "a changé sans changer de version" in faults[0]


def test_a_repealed_text_raises_the_alarm_unless_its_successor_is_cited(tmp_path: Path) -> None:
    folder = tmp_path / "criteria"
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("releases", "__pycache__"))
    path = next(folder.rglob("nr-0015-*.yaml"))
    text = path.read_text("utf-8")
    assert "decret-2024-134" in text
    source = read_source(folder)
    law = source.criteria["nr-0015"]["legal_basis"]
    source.criteria["nr-0015"]["legal_basis"] = [basis for basis in law if basis["ref"] != "decret-2024-134"]
    (alarm,) = [str(fault) for fault in repeal_alarm(source, "2026-11-22")]
    assert "decret-2021-254 n'est plus en vigueur depuis le 2024-06-30" in alarm and "Citez decret-2024-134" in alarm


def test_a_withdrawn_criterion_keeps_a_page_and_its_id_is_never_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "criteria"
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("releases", "__pycache__"))
    page = folder / "withdrawn" / f"{SOUND}.yaml"
    page.parent.mkdir(exist_ok=True)
    gone = {
        "id": SOUND,
        "title": "Un critère retiré",
        "date": "2026-11-22",
        "reason": "fusion",
        "replaced_by": ["nr-0017"],
    }
    page.write_text(json.dumps(gone, ensure_ascii=False), "utf-8")
    faults = [str(fault) for fault in check_base(folder, "2026-11-22", [SOUND])[1]]
    assert any("« nr-0012 » a été retiré de la base" in fault for fault in faults)
    next(folder.rglob("nr-0012-*.yaml")).unlink()
    page.write_text(json.dumps({**gone, "replaced_by": ["nr-9999"]}, ensure_ascii=False), "utf-8")
    faults = [str(fault) for fault in check_base(folder, "2026-11-22")[1]]
    assert any("« nr-9999 » n'est pas un critère de la base" in fault for fault in faults)
