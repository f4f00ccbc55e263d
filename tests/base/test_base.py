"""The base as it stands: it passes its own checks, its release is up to date, and its law switches on the right day."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausier.engine.base.build import content
from clausier.engine.base.check import check_base
from clausier.engine.base.coverage import BaseCoverage, coverage_of
from clausier.engine.base.source import read_source
from clausier.engine.catalogue import Catalogue
from clausier.engine.model import STRENGTHS
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import Purchase, parse_purchase
from clausier.engine.release import file_name, release_bytes, shipped
from clausier.engine.selection import Item, judge, select
from clausier.readers.structured import read_mapping

BASE = Path(__file__).parents[2] / "criteria"
TODAY = "2026-11-22"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def test_the_base_has_no_fault() -> None:
    _, faults = check_base(BASE, TODAY)
    assert [str(fault) for fault in faults] == []


def test_the_compiled_release_is_the_one_that_the_sources_give() -> None:
    source = read_source(BASE)
    data = release_bytes(content(source))
    shipped_file = BASE / "releases" / file_name(source.version, data)
    assert shipped_file.is_file(), "lancez « clausier base build »"
    assert shipped_file.read_bytes() == data


def test_every_theme_of_the_first_edition_is_served(catalogue: Catalogue) -> None:
    count = {theme: 0 for theme in catalogue.release.themes}
    for criterion in catalogue.criteria.values():
        count[criterion.theme] += 1
    assert len(catalogue.criteria) >= 24
    for theme in ("privacy", "ecology", "inclusion", "repairability", "open_standards", "cross_cutting"):
        assert count[theme] >= 3, theme
    for theme in ("attention", "ai", "security", "social"):
        assert count[theme] >= 1, theme


def test_each_of_the_seven_qualities_is_the_main_one_of_some_criterion(catalogue: Catalogue) -> None:
    main = {quality for c in catalogue.criteria.values() for quality, how in c.qualities.items() if how == "main"}
    assert main == set(catalogue.release.qualities)


def test_every_topic_of_coverage_has_a_signal(catalogue: Catalogue) -> None:
    signalled = {signal.topic for c in catalogue.criteria.values() for signal in c.signals}
    assert set(catalogue.release.topics) <= signalled


# --- The two laws of three values, on every criterion ------------------------------------------------------------


def _fact_values(catalogue: Catalogue) -> dict[str, st.SearchStrategy[Any]]:
    values: dict[str, st.SearchStrategy[Any]] = {}
    for name, fact in catalogue.release.facts.items():
        if fact.type == "boolean":
            values[name] = st.booleans()
        elif fact.type == "enum":
            values[name] = st.sampled_from(sorted(fact.values))
        elif fact.type == "set":
            values[name] = st.frozensets(st.sampled_from(sorted(fact.values)), max_size=4)
        elif fact.type == "date":
            values[name] = st.sampled_from(["2026-08-20", "2026-08-21", "2027-01-11", "2027-02-18", "2031-12-31"])
        else:
            values[name] = st.sampled_from([0, 3500, 10000, 40000, 60000, 140000, 215999, 216000, 50_000_001])
    return values


CATALOGUE = whole_catalogue(shipped())
FACTS = _fact_values(CATALOGUE)
complete = st.fixed_dictionaries(FACTS)
hidden = st.sets(st.sampled_from(sorted(FACTS)))
dates = st.sampled_from(["2024-06-30", "2024-07-01", "2026-08-20", "2026-08-21", "2026-08-22", TODAY, "2027-12-11"])


def _judged(facts: dict[str, Any], as_of: str) -> list[Item]:
    purchase = Purchase("", as_of, facts=facts)
    return [judge(CATALOGUE, criterion, purchase) for criterion in CATALOGUE.criteria.values()]


@settings(max_examples=60)
@given(complete, hidden, dates)
def test_adding_facts_only_takes_a_verdict_where_it_said_it_could_go(facts: Any, unseen: set[str], as_of: str) -> None:
    before = _judged({k: v for k, v in facts.items() if k not in unseen}, as_of)
    for early, late in zip(before, _judged(facts, as_of), strict=True):
        if early.verdict == "does_not_apply":
            assert late.verdict == "does_not_apply"
        elif late.exception is not None:
            assert early.unless, f"{early.criterion.id} : exception non annoncée"
        elif early.verdict == "applies":
            assert late.verdict == "applies"
            if late.strength != early.strength:
                assert early.could_rise_to is not None and late.strength is not None and early.strength is not None
                reached = STRENGTHS.index(late.strength)
                assert STRENGTHS.index(early.could_rise_to) <= reached < STRENGTHS.index(early.strength)


@settings(max_examples=60)
@given(complete, hidden, dates)
def test_a_fact_that_is_not_asked_for_changes_nothing(facts: Any, unseen: set[str], as_of: str) -> None:
    seen = {k: v for k, v in facts.items() if k not in unseen}
    for item in _judged(seen, as_of):
        asked = {*item.missing, *item.unless}
        useless = {k: facts[k] for k in unseen - asked}
        purchase = Purchase("", as_of, facts={**seen, **useless})
        later = judge(CATALOGUE, item.criterion, purchase)
        assert (later.verdict, later.strength, later.could_rise_to, later.missing) == (
            item.verdict,
            item.strength,
            item.could_rise_to,
            item.missing,
        )


# --- The law of each day -----------------------------------------------------------------------------------------


def _references(catalogue: Catalogue, criterion: str, as_of: str) -> set[str]:
    item = judge(catalogue, catalogue.criteria[criterion], Purchase("", as_of))
    return {state.basis.ref for state in item.legal if state.status == "in_force"}


def test_the_reuse_decree_changes_on_1_july_2024(catalogue: Catalogue) -> None:
    before, after = (_references(catalogue, "nr-0015", day) for day in ("2024-06-30", "2024-07-01"))
    assert "decret-2021-254" in before and "decret-2024-134" not in before
    assert "decret-2021-254" not in after and "decret-2024-134" in after


def test_the_environmental_duties_appear_on_21_and_22_august_2026(catalogue: Catalogue) -> None:
    criterion = catalogue.criteria["nr-0033"]
    facts = {"buyer.subject_to_ccp": True, "purchase.defence_or_security": False}
    judged = {
        day: judge(catalogue, criterion, Purchase("", day, facts=facts))
        for day in ("2026-08-20", "2026-08-21", "2026-08-22")
    }
    assert judged["2026-08-20"].strength == "recommended"
    assert judged["2026-08-21"].strength == "mandatory"
    parts = {day: {c.part for c in criterion.clauses if c.id in item.clauses} for day, item in judged.items()}
    assert "rc" in parts["2026-08-21"] and "ccap" not in parts["2026-08-21"]
    assert {"rc", "ccap"} <= parts["2026-08-22"]


def test_nothing_mandatory_rests_on_a_text_that_is_not_sure(catalogue: Catalogue) -> None:
    for criterion in catalogue.criteria.values():
        for rule in criterion.applicability:
            if rule.strength == "mandatory":
                assert rule.because.ref and catalogue.release.references[rule.because.ref].confidence == "high"


@pytest.mark.parametrize(
    ("criterion", "facts"),
    [
        # SREN article 31 binds the State, its operators and a few others, never a town.
        ("nr-0007", {"buyer.category": "local_authority", "purchase.state_sensitive_data": True}),
        # AGEC article 55 names the State, local authorities and their groupings: not a hospital.
        ("nr-0013", {"buyer.category": "hospital", "purchase.families": frozenset({"laptop"})}),
        # The RGESN is voluntary: it binds by the contract only.
        (
            "nr-0008",
            {"buyer.category": "state", "purchase.families": frozenset({"web"}), "purchase.has_user_interface": True},
        ),
        # The reuse quota is yearly: no single contract « must contain 20 % ».
        ("nr-0015", {"buyer.category": "local_authority", "purchase.families": frozenset({"laptop"})}),
        # No law binds a public service to respect attention: article 25 of the DSA is for online platforms.
        ("nr-0021", {"purchase.has_user_interface": True, "purchase.families": frozenset({"web"})}),
    ],
)
def test_the_traps_of_drafting_guides_are_never_mandatory(catalogue: Catalogue, criterion: str, facts: Any) -> None:
    item = judge(catalogue, catalogue.criteria[criterion], Purchase("", TODAY, facts=facts))
    assert item.strength != "mandatory" and item.could_rise_to != "mandatory"


# --- The reference purchases -------------------------------------------------------------------------------------

PURCHASES = Path(__file__).parents[1] / "purchases"


def outcome(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """What a reference purchase yields: the effect of any change to the base shows as a difference of this file."""
    selection = select(catalogue, parse_purchase(read_mapping(PURCHASES / f"{name}.yaml"), catalogue, TODAY))
    return {
        "applies": {i.criterion.id: [i.strength, *i.clauses] for i in selection.applying()},
        "to_decide": {
            i.criterion.id: list(i.missing) for i in selection.items if i.verdict == "unknown" and i.proposed
        },
        "blind_spots": [quality.id for quality in selection.qualities if quality.blind],
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in PURCHASES.glob("*.yaml")))
def test_a_reference_purchase_yields_what_its_snapshot_says(catalogue: Catalogue, name: str) -> None:
    snapshot = PURCHASES / "selections" / f"{name}.json"
    if os.environ.get("CLAUSIER_SNAPSHOTS") == "write":  # make snapshots
        snapshot.write_text(json.dumps(outcome(catalogue, name), indent=1) + "\n", "utf-8")
        pytest.skip("snapshot written, not compared")
    expected = json.loads(snapshot.read_text("utf-8"))
    assert outcome(catalogue, name) == expected, "if the change is meant: make snapshots, then say it in the changelog"


def test_there_are_twelve_reference_purchases() -> None:
    assert len(list(PURCHASES.glob("*.yaml"))) == 12


# --- What the whole base must hold --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def coverage() -> BaseCoverage:
    return coverage_of(read_source(BASE), TODAY)


def test_the_base_is_as_large_as_it_says() -> None:
    criteria = read_source(BASE).criteria.values()
    count = {key: sum(len(c[key]) for c in criteria) for key in ("clauses", "questions", "evidence", "signals")}
    assert len(criteria) >= 120
    assert count["clauses"] >= 300 and count["questions"] >= 200
    assert count["evidence"] >= 150 and count["signals"] >= 400


def test_each_quality_is_the_main_one_of_ten_criteria(coverage: BaseCoverage) -> None:
    assert {name: len(ids) for name, ids in coverage.qualities.items() if len(ids) < 10} == {}


def test_each_topic_has_three_criteria(coverage: BaseCoverage) -> None:
    assert {name: len(ids) for name, ids in coverage.topics.items() if len(ids) < 3} == {}


def test_twenty_five_criteria_may_apply_to_each_family(coverage: BaseCoverage) -> None:
    assert {name: len(ids) for name, ids in coverage.families.items() if len(ids) < 25} == {}


def test_each_reference_is_carried_by_a_criterion_or_its_absence_is_explained(coverage: BaseCoverage) -> None:
    told = set(re.findall(r"^\| `([a-z0-9-]+)` \|", (BASE / "references" / "README.md").read_text("utf-8"), re.M))
    idle = {name for name, ids in coverage.references.items() if not ids}
    assert idle == told & set(coverage.references)


def test_each_standard_says_what_is_covered_and_what_is_left(coverage: BaseCoverage) -> None:
    for standard in coverage.standards:
        items = set(standard.standard["items"])
        assert set(standard.covered) | set(standard.left) | (set(standard.unused) & items) == items
        assert not set(standard.left) & set(standard.covered)
    shares = {
        each.standard["id"]: len(each.covered) / max(1, len(each.standard["items"])) for each in coverage.standards
    }
    assert shares["rgaa-4.1.2"] == 1
    assert shares["rgesn-2024"] >= 0.7


@pytest.mark.parametrize("name", sorted(path.stem for path in PURCHASES.glob("*.yaml")))
def test_a_reference_purchase_has_between_15_and_45_criteria_at_baseline(catalogue: Catalogue, name: str) -> None:
    data = {**read_mapping(PURCHASES / f"{name}.yaml"), "ambition": "baseline"}
    selection = select(catalogue, parse_purchase(data, catalogue, TODAY))
    assert 15 <= len({item.criterion.id for item in selection.applying()}) <= 45
