"""A selection says what applies, why, what could change it, and which clauses are kept or set aside."""

from typing import Any

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import filled_clauses, french_date, french_number, plain
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.purchase import Purchase, parse_purchase
from clausier.engine.release import shipped
from clausier.engine.selection import Item, Selection, by_strength, forgone_duties, select, trace_rules

WEB = {"buyer.category": "local_authority", "purchase.families": ["web"], "purchase.has_user_interface": True}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def _selection(catalogue: Catalogue, facts: dict[str, Any], **more: Any) -> Selection:
    return select(catalogue, parse_purchase({"title": "Achat", "facts": facts, **more}, catalogue, "2026-11-22"))


def _item(selection: Selection, criterion: str, lot: str | None = None) -> Item:
    return next(i for i in selection.items if i.criterion.id == criterion and i.lot in (lot, None))


def test_a_town_that_buys_a_website_must_meet_the_rgaa_and_is_told_why(catalogue: Catalogue) -> None:
    item = _item(_selection(catalogue, WEB), "nr-0012")
    assert (item.verdict, item.strength) == ("applies", "mandatory")
    assert item.because is not None and item.because.ref == "loi-2005-47"
    assert "loi-2005-47" in {s.basis.ref for s in item.legal if s.status == "in_force"}


def test_without_facts_the_questions_that_settle_most_come_first(catalogue: Catalogue) -> None:
    questions = _selection(catalogue, {}).questions
    counts = [count for _, count in questions]
    assert counts == sorted(counts, reverse=True) and counts[0] >= 10
    assert questions[0][0] in catalogue.release.facts


def test_answering_every_question_leaves_nothing_unknown_but_the_law(catalogue: Catalogue) -> None:
    facts: dict[str, Any] = dict(WEB)
    samples = {"boolean": False, "integer": 1, "money": 1, "date": "2030-01-01"}
    for _ in catalogue.release.facts:
        selection = _selection(catalogue, facts, ambition="exemplary")  # every criterion is proposed
        if not selection.questions:
            break
        fact = catalogue.release.facts[selection.questions[0][0]]
        first = next(iter(fact.values), None)
        facts[fact.id] = [first] if fact.type == "set" else first if fact.type == "enum" else samples[fact.type]
    assert not selection.questions
    assert all(i.verdict != "unknown" or i.undated for i in selection.items)


def test_a_lot_inherits_the_facts_of_the_purchase_and_may_change_them(catalogue: Catalogue) -> None:
    lots = [
        {"id": "1", "title": "Site"},
        {
            "id": "2",
            "title": "Câbles",
            "facts": {"purchase.families": ["network"], "purchase.has_user_interface": False},
        },
    ]
    selection = _selection(catalogue, WEB, lots=lots)
    assert _item(selection, "nr-0012", "1").verdict == "applies"
    assert _item(selection, "nr-0012", "2").exception == "no-screen"
    lots_of = {f.reference: f.lots for f in filled_clauses(selection) if f.criterion.id == "nr-0012"}
    assert lots_of and set(lots_of.values()) == {("1",)}


def test_a_clause_that_reads_the_same_in_two_lots_is_printed_once(catalogue: Catalogue) -> None:
    lots = [{"id": "1", "title": "Site"}, {"id": "2", "title": "Extranet"}]
    filled = [f for f in filled_clauses(_selection(catalogue, WEB, lots=lots)) if f.criterion.id == "nr-0012"]
    assert {f.lots for f in filled} == {("1", "2")}
    assert len({f.reference for f in filled}) == len(filled)


def test_a_fallback_clause_gives_way_to_the_clauses_that_fill_its_need(catalogue: Catalogue) -> None:
    facts = {**WEB, "buyer.subject_to_ccp": True, "purchase.defence_or_security": False}
    alone = Catalogue(catalogue.release, {"nr-0033": catalogue.criteria["nr-0033"]})
    kept = _item(_selection(alone, facts), "nr-0033").clauses
    together = _item(_selection(catalogue, facts), "nr-0033")
    assert "rc-critere" in kept
    assert "rc-critere" not in together.clauses
    assert any(a.id == "rc-critere" and "déjà couvert par" in a.reason for a in together.set_aside)


def test_ambition_moves_the_value_of_a_parameter(catalogue: Catalogue) -> None:
    rates = [
        _item(_selection(catalogue, WEB, ambition=a), "nr-0012").settings["target_rate"].value
        for a in ("baseline", "advanced", "exemplary")
    ]
    assert rates == sorted(rates) and rates[0] < rates[-1]


def test_a_parameter_without_value_is_printed_as_a_blank_to_fill(catalogue: Catalogue) -> None:
    facts = {"purchase.personal_data": True, "purchase.processing_role": "processor"}
    filled = [f for f in filled_clauses(_selection(catalogue, facts)) if f.criterion.id == "nr-0001"]
    blanks = [s for f in filled for s in f.text if s.kind == "blank"]
    assert blanks and all(b.text.startswith("[à compléter : ") and b.text.endswith("]") for b in blanks)


def test_a_parameter_fed_by_a_fact_prints_the_words_of_the_vocabulary(catalogue: Catalogue) -> None:
    facts = {
        "purchase.personal_data": True,
        "purchase.processing_role": "processor",
        "purchase.data_subjects": ["patients", "agents", "citizens"],
    }
    text = " ".join(plain(f.text) for f in filled_clauses(_selection(catalogue, facts)) if f.criterion.id == "nr-0001")
    assert "habitants et usagers, agents et patients" in text


def test_what_applies_is_listed_from_the_strongest_to_the_weakest(catalogue: Catalogue) -> None:
    order = [i.strength for i in by_strength(_selection(catalogue, WEB).applying())]
    assert order == sorted(order, key=["mandatory", "comply_or_explain", "recommended"].index)


def test_a_sleeping_rule_is_said_to_sleep(catalogue: Catalogue) -> None:
    purchase = Purchase("", "2026-08-20", facts={"buyer.subject_to_ccp": True})
    item = _item(select(catalogue, purchase), "nr-0033")
    steps = [rule.step for rule in trace_rules(catalogue, item, purchase)]
    assert steps[0] is None and steps[-1] is not None


def test_numbers_and_dates_are_printed_as_in_french() -> None:
    assert french_number(216000) == "216\u202f000"
    assert french_number(7.5) == "7,5"
    assert french_date("2027-01-01") == "1er janvier 2027"


def test_what_law_asks_and_a_profile_leaves_out_is_told_apart(catalogue: Catalogue) -> None:
    facts = {"buyer.category": "local_authority", "purchase.families": ["web"], "purchase.defence_or_security": False}
    first = resolve_profile(catalogue.release, "premiers-pas")
    purchase = parse_purchase({"title": "Site", "facts": facts}, first, "2026-11-22")
    forgone = {item.criterion.id: item.strength for item in forgone_duties(first, purchase)}
    assert forgone["nr-0036"] == "mandatory"
    assert not set(forgone) & set(first.criteria)
    assert "recommended" not in forgone.values()
    assert forgone_duties(catalogue, purchase) == ()


@pytest.mark.parametrize("name", ["commune-moins-de-10000", "hopital", "opsn", "ville-ou-epci-plus-de-50000"])
def test_a_profile_for_a_kind_of_buyer_forgoes_no_duty(catalogue: Catalogue, name: str) -> None:
    profile = resolve_profile(catalogue.release, name)
    for family in catalogue.release.facts["purchase.families"].values:
        data = {"title": "Achat", "ambition": "exemplary", "facts": {"purchase.families": [family]}}
        purchase = parse_purchase(data, profile, "2026-11-22")
        assert [item.criterion.id for item in forgone_duties(profile, purchase)] == [], family
