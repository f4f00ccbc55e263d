"""A purchase at the edge: every fault at once, each with its place and what to do."""

from typing import Any

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import InputFaults
from clausier.engine.model import Parameter
from clausier.engine.overlay import whole_catalogue
from clausier.engine.parameters import value_fault
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def _bounded(catalogue: Catalogue) -> tuple[str, Parameter]:
    return next((c.id, p) for c in catalogue.criteria.values() for p in c.parameters.values() if p.maximum is not None)


def _refusal(catalogue: Catalogue, data: Any) -> list[str]:
    with pytest.raises(InputFaults) as refused:
        parse_purchase(data, catalogue, "2026-11-22")
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"buyer.categorie": "state"}, "facts.buyer.categorie : fait inconnu. Vouliez-vous « buyer.category » ?"),
        ({"buyer.category": "commune"}, "valeur inconnue « commune »"),
        ({"buyer.population": "30 000"}, "n'est pas un nombre"),
        ({"buyer.population": -1}, "est inférieur à 0"),
        ({"buyer.population": 1.5}, "n'est pas un nombre entier"),
        ({"buyer.population": True}, "n'est pas un nombre"),
        ({"purchase.estimated_value": float("nan")}, "n'est pas un nombre"),
        ({"purchase.families": "web"}, "une liste est attendue"),
        ({"purchase.families": ["web", "sass"]}, "Vouliez-vous « saas » ?"),
        ({"purchase.contract_end": "31/12/2030"}, "n'est pas une date"),
        ({"purchase.contract_end": "2030-02-30"}, "n'est pas une date"),
        ({"purchase.personal_data": "peut-être"}, "n'est ni oui ni non"),
        ({"purchase.above_eu_threshold": True}, "se déduit d'autres faits"),
    ],
)
def test_each_kind_of_wrong_fact_is_named_with_its_remedy(catalogue: Catalogue, facts: Any, said: str) -> None:
    sentences = _refusal(catalogue, {"title": "Achat", "facts": facts})
    assert len(sentences) == 1 and said in sentences[0]


def test_all_faults_are_said_at_once(catalogue: Catalogue) -> None:
    facts = {"buyer.category": "x", "purchase.personal_data": 1, "nothing": True}
    assert len(_refusal(catalogue, {"title": "Achat", "facts": facts})) == 3


def test_a_null_fact_is_unknown(catalogue: Catalogue) -> None:
    purchase = parse_purchase({"title": "Achat", "facts": {"buyer.category": None}}, catalogue, "2026-11-22")
    assert "buyer.category" not in purchase.facts


def test_a_parameter_out_of_bounds_is_refused_with_its_bounds(catalogue: Catalogue) -> None:
    criterion, parameter = _bounded(catalogue)
    data = {"title": "Achat", "parameters": {criterion: {parameter.id: (parameter.maximum or 0) + 1}}}
    (sentence,) = _refusal(catalogue, data)
    assert f"parameters.{criterion}.{parameter.id}" in sentence and "hors des bornes" in sentence
    assert value_fault(parameter, parameter.maximum, catalogue.release, "x") is None


def test_an_unknown_parameter_and_an_unknown_criterion_are_named(catalogue: Catalogue) -> None:
    criterion, _ = _bounded(catalogue)
    data = {"title": "Achat", "parameters": {criterion: {"nope": 1}, "nr-9999": {"x": 1}}}
    sentences = _refusal(catalogue, data)
    assert any("n'a pas de paramètre « nope »" in s for s in sentences)
    assert any("critère inconnu « nr-9999 »" in s for s in sentences)


def test_a_fact_of_the_whole_purchase_cannot_differ_by_lot(catalogue: Catalogue) -> None:
    lot = {"id": "1", "title": "Lot 1", "facts": {"buyer.category": "state"}}
    (sentence,) = _refusal(catalogue, {"title": "Achat", "lots": [lot]})
    assert "lots[1].facts.buyer.category : ce fait vaut pour tout l'achat" in sentence


def test_two_lots_cannot_bear_the_same_id(catalogue: Catalogue) -> None:
    lots = [{"id": "1", "title": "A"}, {"id": "1", "title": "B"}]
    assert "même identifiant" in _refusal(catalogue, {"title": "Achat", "lots": lots})[0]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), [1], True, "12"])
def test_a_number_that_is_none_is_refused_whatever_it_is(catalogue: Catalogue, value: Any) -> None:
    criterion, parameter = _bounded(catalogue)
    assert _refusal(catalogue, {"title": "Achat", "parameters": {criterion: {parameter.id: value}}})
    assert _refusal(catalogue, {"title": "Achat", "facts": {"purchase.estimated_value": value}})


def test_a_list_is_not_a_choice(catalogue: Catalogue) -> None:
    criterion, parameter = next(
        (c.id, p) for c in catalogue.criteria.values() for p in c.parameters.values() if p.type == "choice"
    )
    (sentence,) = _refusal(catalogue, {"title": "Achat", "parameters": {criterion: {parameter.id: ["x"]}}})
    assert "choix inconnu" in sentence


def test_what_a_town_is_presumed_to_be_is_said_and_can_be_denied(catalogue: Catalogue) -> None:
    town = {"buyer.category": "local_authority", "purchase.families": ["web"]}
    presumed = parse_purchase({"title": "Achat", "facts": town}, catalogue, "2026-11-22")
    assert presumed.facts["buyer.subject_to_ccp"] is True and "buyer.subject_to_ccp" in presumed.presumed
    denied = parse_purchase({"title": "A", "facts": {**town, "buyer.subject_to_ccp": False}}, catalogue, "2026-11-22")
    assert denied.facts["buyer.subject_to_ccp"] is False and "buyer.subject_to_ccp" not in denied.presumed


def test_a_lot_is_presumed_from_its_own_families(catalogue: Catalogue) -> None:
    lots = [{"id": "1", "title": "Site"}, {"id": "2", "title": "Câbles", "facts": {"purchase.families": ["network"]}}]
    data = {"title": "Achat", "facts": {"purchase.families": ["web"]}, "lots": lots}
    site, cables = parse_purchase(data, catalogue, "2026-11-22").lots
    assert "purchase.has_user_interface" not in site.facts
    assert cables.facts["purchase.has_user_interface"] is None


def test_every_presumption_is_a_value_of_its_fact(catalogue: Catalogue) -> None:
    presumed = [(fact, fact.presumed[0]) for fact in catalogue.release.facts.values() if fact.presumed]
    assert presumed
    for fact, value in presumed:
        assert isinstance(value, bool) if fact.type == "boolean" else value in fact.values, fact.id


def test_who_is_entrusted_with_personal_data_is_presumed_to_be_a_processor(catalogue: Catalogue) -> None:
    entrusted = {"purchase.families": ["web"], "purchase.personal_data": True}
    purchase = parse_purchase({"title": "Achat", "facts": entrusted}, catalogue, "2026-11-22")
    assert purchase.facts["purchase.processing_role"] == "processor"
    assert "purchase.processing_role" in purchase.presumed


def test_a_week_is_not_a_date(catalogue: Catalogue) -> None:
    assert _refusal(catalogue, {"title": "Achat", "as_of": "2026-W47-7"})
    assert _refusal(catalogue, {"title": "Achat", "facts": {"purchase.contract_end": "2026-W47-7"}})
