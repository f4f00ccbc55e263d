"""Profiles lay over the base without editing it, and every change says which layer made it and why."""

from dataclasses import replace
from typing import Any

import pytest

from clausier.engine.faults import InputFaults
from clausier.engine.model import Release, Withdrawn
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped
from clausier.engine.selection import select


@pytest.fixture(scope="module")
def release() -> Release:
    return shipped()


def _bounded(release: Release) -> tuple[str, str, float, float]:
    """A criterion, one of its parameters, and its bounds."""
    return next(
        (c.id, p.id, p.minimum, p.maximum)
        for c in release.criteria.values()
        for p in c.parameters.values()
        if p.type == "number" and p.minimum is not None and p.maximum is not None and p.maximum > p.minimum + 2
    )


def _refusal(release: Release, *profiles: dict[str, Any]) -> str:
    with pytest.raises(InputFaults) as refused:
        resolve_profile(release, profiles[0]["id"], {p["id"]: p for p in profiles})
    return str(refused.value)


def test_layers_are_applied_from_the_base_outwards_and_recorded(release: Release) -> None:
    criterion, parameter, low, high = _bounded(release)
    gone = next(name for name in release.criteria if name != criterion)
    opsn = {
        "id": "opsn",
        "title": "OPSN",
        "exclude": [{"id": gone, "reason": "déjà porté par la centrale d'achat"}],
        "set": [{"id": criterion, "parameters": {parameter: {"value": low + 1, "minimum": low + 1}}}],
    }
    town = {
        "id": "town",
        "title": "Commune",
        "imports": "opsn",
        "set": [{"id": criterion, "reason": "délibération", "parameters": {parameter: {"value": high}}}],
    }
    catalogue = resolve_profile(release, "town", {"opsn": opsn, "town": town})
    assert catalogue.layers == ("opsn", "town")
    assert gone not in catalogue.criteria and gone in release.criteria
    assert catalogue.settings[criterion][parameter] == (high, "town")
    assert catalogue.criteria[criterion].parameters[parameter].minimum == low + 1
    assert release.criteria[criterion].parameters[parameter].minimum == low
    assert [(c.layer, c.kind) for c in catalogue.changes] == [
        ("opsn", "exclude"),
        ("opsn", "bound"),
        ("opsn", "parameter"),
        ("town", "parameter"),
    ]
    assert catalogue.changes[0].reason == "déjà porté par la centrale d'achat"


def test_the_value_of_a_layer_is_printed_unless_the_purchase_gives_its_own(release: Release) -> None:
    criterion, parameter, low, high = _bounded(release)
    layer = {"id": "p", "title": "P", "set": [{"id": criterion, "parameters": {parameter: {"value": low + 1}}}]}
    catalogue = resolve_profile(release, "p", {"p": layer})
    for given, expected, origin in (({}, low + 1, "p"), ({criterion: {parameter: high}}, high, "purchase")):
        purchase = parse_purchase({"title": "Achat", "parameters": given}, catalogue, "2026-11-22")
        item = next(i for i in select(catalogue, purchase).items if i.criterion.id == criterion)
        assert (item.settings[parameter].value, item.settings[parameter].origin) == (expected, origin)


def test_a_layer_may_tighten_a_bound_but_never_widen_it(release: Release) -> None:
    criterion, parameter, low, _ = _bounded(release)
    wider = {"id": "p", "title": "P", "set": [{"id": criterion, "parameters": {parameter: {"minimum": low - 1}}}]}
    assert "resserrer les bornes de la base, pas les élargir" in _refusal(release, wider)


def test_a_value_out_of_bounds_is_refused_where_it_is_set(release: Release) -> None:
    criterion, parameter, _, high = _bounded(release)
    layer = {"id": "p", "title": "P", "set": [{"id": criterion, "parameters": {parameter: {"value": high + 1}}}]}
    said = _refusal(release, layer)
    assert said.startswith(f"profil p : set[1].parameters.{parameter} : ") and "hors des bornes" in said


def test_a_profile_that_names_a_withdrawn_criterion_is_told_what_replaces_it(release: Release) -> None:
    withdrawn = Withdrawn("nr-9001", "Ancien", "2026-10-01", "fusion", ("nr-0012",))
    older = replace(release, withdrawn={"nr-9001": withdrawn})
    said = _refusal(older, {"id": "p", "title": "P", "select": {"ids": ["nr-9001"]}})
    assert "« nr-9001 » est retiré de la base depuis le 2026-10-01 (fusion). Remplacez-le par nr-0012." in said


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        ([{"id": "a", "title": "A", "imports": "b"}, {"id": "b", "title": "B", "imports": "a"}], "s'importe lui-même"),
        ([{"id": "a", "title": "A", "imports": "nulle-part"}], "profil inconnu « nulle-part »"),
        ([{"id": "a", "title": "A", "exclude": [{"id": "nr-0012"}]}], "clé manquante « reason »"),
        ([{"id": "a", "title": "A", "select": {"themes": ["ecologie"]}}], "« ecologie » est inconnu"),
        (
            [{"id": "a", "title": "A", "exclude": [{"id": "nr-9999", "reason": "inutile"}]}],
            "critère inconnu « nr-9999 »",
        ),
        ([{"id": "a", "title": "A", "selct": {}}], "clé inconnue « selct ». Vouliez-vous « select » ?"),
    ],
)
def test_a_profile_at_fault_is_refused_in_one_sentence_each(release: Release, profiles: Any, said: str) -> None:
    assert said in _refusal(release, *profiles)


def test_an_added_clause_is_printed_with_those_of_the_base(release: Release) -> None:
    clause = {
        "id": "cctp-locale",
        "part": "cctp",
        "effect": "information",
        "heading": "Lieu d'exécution des formations",
        "text": "Les formations ont lieu dans les locaux de l'acheteur, au plus {{ local_days }} jours par an.",
        "sample": {"with": {}, "contains": "au plus 4 jours par an"},
    }
    parameter = {
        "local_days": {"label": "Jours sur place", "type": "integer", "default": 4, "minimum": 1, "maximum": 9}
    }
    added = {"criterion": "nr-0012", "clause": clause, "parameters": parameter, "reason": "usage local"}
    catalogue = resolve_profile(release, "p", {"p": {"id": "p", "title": "P", "add_clauses": [added]}})
    assert catalogue.criteria["nr-0012"].clauses[-1].id == "cctp-locale"
    again = {**added, "clause": {**clause, "id": catalogue.criteria["nr-0012"].clauses[0].id}}
    assert "existe déjà" in _refusal(release, {"id": "p", "title": "P", "add_clauses": [again]})


def test_the_whole_catalogue_is_the_release(release: Release) -> None:
    assert whole_catalogue(release).criteria == release.criteria


# --- The profiles of the base ------------------------------------------------------------------------------------

PROFILES = [
    "commune-moins-de-10000",
    "departement-ou-region",
    "ecole-ou-universite",
    "hopital",
    "opsn",
    "premiers-pas",
    "service-de-l-etat",
    "ville-ou-epci-plus-de-50000",
]


def test_every_kind_of_buyer_has_a_profile(release: Release) -> None:
    assert sorted(release.profiles) == PROFILES
    assert len(resolve_profile(release, "premiers-pas").criteria) == 12


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_gives_every_purchase_something_to_ask(release: Release, name: str) -> None:
    catalogue = resolve_profile(release, name)
    for family in release.facts["purchase.families"].values:
        data = {"title": "Achat", "facts": {"purchase.families": [family]}}
        kept = select(catalogue, parse_purchase(data, catalogue, "2026-11-22")).applying()
        assert len({item.criterion.id for item in kept}) >= (1 if name == "premiers-pas" else 8), family


def test_what_a_profile_takes_for_granted_is_said_and_gives_way_to_the_purchase(release: Release) -> None:
    catalogue = resolve_profile(release, "hopital")
    silent = parse_purchase({"title": "Achat"}, catalogue, "2026-11-22")
    assert silent.facts["buyer.category"] == "hospital"
    assert "buyer.category" in silent.presumed
    said = parse_purchase({"title": "Achat", "facts": {"buyer.category": "other"}}, catalogue, "2026-11-22")
    assert said.facts["buyer.category"] == "other"
    assert "buyer.category" not in said.presumed


def test_an_imported_profile_lends_its_facts_and_its_ambition(release: Release) -> None:
    own = {
        "id": "own",
        "title": "À nous",
        "imports": "hopital",
        "facts": {"purchase.ccag": "tic"},
        "ambition": "advanced",
    }
    purchase = parse_purchase({"title": "Achat"}, resolve_profile(release, "own", {"own": own}), "2026-11-22")
    assert (purchase.facts["buyer.category"], purchase.facts["purchase.ccag"]) == ("hospital", "tic")
    assert purchase.ambition == "advanced"
    chosen = parse_purchase(
        {"title": "Achat", "ambition": "baseline"}, resolve_profile(release, "own", {"own": own}), "2026-11-22"
    )
    assert chosen.ambition == "baseline"


def test_a_profile_with_a_fact_that_does_not_exist_is_refused(release: Release) -> None:
    assert "buyer.size" in _refusal(release, {"id": "own", "title": "À nous", "facts": {"buyer.size": 3}})
