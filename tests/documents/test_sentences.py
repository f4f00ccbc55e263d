"""Conditions told in French."""

from typing import Any

import pytest

from clausier.engine.model import Parameter, Release
from clausier.engine.ternary import Situation, trace
from clausier.engine.timeline import Law
from clausier.generators.sentences import decisive, declared, outline, read_by, sentence

WEB = {"fact": "purchase.families", "any_of": ["web"]}
PUBLIC = {"fact": "buyer.public", "is": True}
SCREENS = {"fact": "purchase.has_screens", "is": False}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (PUBLIC, "« Organisme public » : oui"),
        ({"not": PUBLIC}, "« Organisme public » : non"),
        (WEB, "« Familles achetées » comprend site ou service en ligne"),
        ({"not": WEB}, "« Familles achetées » ne comprend pas site ou service en ligne"),
        (
            {"fact": "purchase.families", "any_of": ["web", "screen"]},
            "« Familles achetées » comprend site ou service en ligne ; ou écrans, affichage",
        ),
        (
            {"fact": "purchase.families", "all_of": ["laptop", "server"]},
            "« Familles achetées » comprend ordinateurs portables et serveurs",
        ),
        (
            {"not": {"fact": "purchase.families", "all_of": ["laptop", "server"]}},
            "« Familles achetées » ne comprend pas à la fois ordinateurs portables et serveurs",
        ),
        (
            {"not": {"fact": "purchase.families", "any_of": ["laptop", "server"]}},
            "« Familles achetées » ne comprend ni ordinateurs portables ni serveurs",
        ),
        ({"fact": "purchase.procedure", "is": "formal"}, "« Procédure » : procédure formalisée"),
        ({"not": {"fact": "purchase.procedure", "is": "formal"}}, "« Procédure » : autre que procédure formalisée"),
        (
            {"not": {"fact": "purchase.procedure", "in": ["formal", "adapted"]}},
            "« Procédure » : ni procédure formalisée ni procédure adaptée",
        ),
        ({"fact": "purchase.estimated_value", "at_least": 90000}, "« Valeur estimée » : au moins 90\u202f000 € HT"),
        ({"fact": "purchase.estimated_value", "below": 90000}, "« Valeur estimée » : moins de 90\u202f000 € HT"),
        (
            {"not": {"fact": "purchase.estimated_value", "below": 90000}},
            "« Valeur estimée » : au moins 90\u202f000 € HT",
        ),
        (
            {"fact": "purchase.estimated_value", "at_least": {"ref": "code-exemple-30", "value": "threshold"}},
            "« Valeur estimée » : au moins ce que fixe code des achats d'Exemple, art. L. 30 "
            "(90\u202f000 € HT depuis le 1er janvier 2024, 100\u202f000 € HT depuis le 1er janvier 2027)",
        ),
        (
            {"fact": "purchase.contract_end", "at_least": "2027-01-12"},
            "« Fin du marché » : le 12 janvier 2027 ou après",
        ),
        ({"fact": "purchase.contract_end", "below": "2027-01-12"}, "« Fin du marché » : avant le 12 janvier 2027"),
        ({"fact": "purchase.is_equipment", "is": True}, "l'achat comprend du matériel"),
        ({"fact": "purchase.is_equipment", "is": False}, "« L'achat comprend du matériel » : non"),
        (
            {"in_force": "code-exemple-12"},
            "code des achats d'Exemple, art. L. 12 est en vigueur à la date de la consultation",
        ),
        (
            {"not": {"in_force": "code-exemple-30", "milestone": "report", "at": "purchase.contract_end"}},
            "l'étape du 1er mars 2027 prévue par code des achats d'Exemple, art. L. 30 "
            "n'est pas atteinte à la date « Fin du marché »",
        ),
    ],
)
def test_a_condition_reads_as_a_statement(condition: dict[str, Any], told: str, release: Release) -> None:
    assert sentence(condition, release) == told


def test_groups_are_linked_and_bracketed(release: Release) -> None:
    condition = {"all": [PUBLIC, {"any": [WEB, SCREENS]}]}
    assert sentence(condition, release) == (
        "« Organisme public » : oui, et (« Familles achetées » comprend site ou service en ligne, "
        "ou « Comporte des écrans » : non)"
    )


def test_a_negation_goes_down_to_the_facts(release: Release) -> None:
    told = outline({"not": {"any": [PUBLIC, {"not": SCREENS}]}}, release)
    assert told.join == "all"
    assert [part.text for part in told.parts] == ["« Organisme public » : non", "« Comporte des écrans » : non"]


def test_groups_of_the_same_kind_are_one_list(release: Release) -> None:
    told = outline({"all": [PUBLIC, {"all": [WEB, {"all": [SCREENS]}]}]}, release)
    assert len(told.parts) == 3


def test_a_choice_of_drafting_is_told_by_its_label(release: Release) -> None:
    route = Parameter("route", "Voie", "choice", None, {}, None, None, {"lot": "Lot réservé"}, None, None, None)
    assert sentence({"not": {"parameter": "route", "is": "lot"}}, release, {"route": route}) == (
        "choix de rédaction « Voie » : autre que lot réservé"
    )


def told_of(condition: dict[str, Any], facts: dict[str, Any], release: Release) -> list[str]:
    situation = Situation(facts, "2026-11-22", Law(release.references))
    return declared(decisive(trace(condition, situation, release.derived)), release)


def test_only_the_facts_that_decided_are_told(release: Release) -> None:
    facts = {"buyer.public": True, "purchase.has_screens": True, "purchase.estimated_value": 50000}
    costly = {"fact": "purchase.estimated_value", "at_least": 90000}
    assert told_of({"all": [PUBLIC, costly, {"any": [SCREENS]}]}, facts, release) == [
        "« Valeur estimée » : 50\u202f000 € HT",
        "« Comporte des écrans » : oui",
    ]


def test_a_set_is_told_by_the_shorter_of_what_was_declared_and_what_was_looked_for(release: Release) -> None:
    facts = {"purchase.families": frozenset(["web", "laptop", "screen"])}
    assert told_of({"fact": "purchase.families", "any_of": ["server"]}, facts, release) == [
        "« Familles achetées » ne comprend pas serveurs"
    ]
    facts = {"purchase.families": frozenset(["web"])}
    assert told_of({"fact": "purchase.is_equipment", "is": True}, facts, release) == [
        "« Familles achetées » : site ou service en ligne"
    ]


def test_a_text_not_in_force_is_told_with_its_date(release: Release) -> None:
    assert told_of({"in_force": "loi-exemple-2030"}, {}, release) == [
        "loi n° 2105-3 du pays d'Exemple, art. 1er n'est pas en vigueur au 22 novembre 2026"
    ]


def test_the_reader_knows_how_many_texts_nobody_has_read(release: Release) -> None:
    read, unread = release.references["loi-exemple-47"], release.references["code-exemple-12"]
    assert read_by([]) == "Aucun texte de droit n'est cité."
    assert read_by([unread, unread]) == "Aucun juriste nommé n'a encore relu les textes cités."
    assert read_by([read, unread]) == "Sur 2 textes cités, 1 n'a encore été relu par aucun juriste nommé."
    assert read_by([read]) == "Tous les textes cités ont été relus par une personne nommée."
