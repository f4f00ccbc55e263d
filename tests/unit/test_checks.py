"""Each check of law finds what its examples show, and nothing in those that are sound."""

from functools import cache

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import CHECKS, Check, Draft, Finding
from clausier.engine.dossier import Dossier
from clausier.engine.overlay import whole_catalogue
from clausier.engine.reading import read
from clausier.engine.release import shipped
from clausier.readers.dossier import read_document

AS_OF = "2026-11-22"
FEWEST = 3  # examples on each side


@cache
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def findings(check: Check, draft: Draft, as_of: str = AS_OF) -> list[Finding]:
    documents = tuple(read_document(f"{part}.md", text.encode(), part) for part, text in draft.items())
    return list(check.find(read(catalogue(), Dossier(documents), as_of)))


def examples(kind: str) -> list[object]:
    return [
        pytest.param(check, draft, id=f"{check.id}-{rank}")
        for check in CHECKS
        for rank, draft in enumerate(getattr(check, kind))
    ]


@pytest.mark.parametrize(("check", "draft"), examples("found"))
def test_a_check_finds_what_it_was_written_for(check: Check, draft: Draft) -> None:
    found = findings(check, draft)
    assert found
    for finding in found:
        assert finding.what.endswith("."), finding.what
        for quote in finding.quotes:
            assert 0 <= quote.start < quote.end <= len(quote.passage.text)


@pytest.mark.parametrize(("check", "draft"), examples("not_found"))
def test_a_check_leaves_sound_wording_alone(check: Check, draft: Draft) -> None:
    assert [finding.what for finding in findings(check, draft)] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_its_law_its_risk_and_a_better_wording(check: Check) -> None:
    assert check.references
    assert set(check.references) <= set(catalogue().release.references)
    assert check.risk.endswith(".")
    assert check.better.endswith(".")
    assert not check.title.endswith(".")
    assert min(len(check.found), len(check.not_found)) >= FEWEST


def test_no_two_checks_have_the_same_id() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def by_id(name: str) -> Check:
    return next(check for check in CHECKS if check.id == name)


def test_weights_that_do_not_add_up_are_summed_in_the_finding() -> None:
    draft = {"rc": "# Critères\n\n- Prix : 60 %\n- Valeur technique : 30 %"}
    assert [f.what for f in findings(by_id("award_weights"), draft)] == [
        "Les poids des critères font 60 + 30 = 90 %, et non 100."
    ]


def test_sub_criteria_are_compared_with_their_criterion() -> None:
    draft = {
        "rc": "# Critères\n\n| Critère | Poids |\n| --- | --- |\n| Prix | 40 % |\n| Technique | 60 % |\n"
        "| Sous-critère : méthode | 30 % |\n| Sous-critère : équipe | 20 % |"
    }
    assert [f.what for f in findings(by_id("award_weights"), draft)] == [
        "Les sous-critères de « technique » font 30 + 20 = 50, et non 60."
    ]


def test_each_lot_is_summed_apart() -> None:
    draft = {
        "rc": "# Critères\n\n## Lot 1\n\n- Prix : 60 %\n- Technique : 40 %\n\n## Lot 2\n\n- Prix : 50 %\n"
        "- Technique : 40 %"
    }
    assert [f.what for f in findings(by_id("award_weights"), draft)] == [
        "Les poids des critères font 50 + 40 = 90 %, et non 100."
    ]


@pytest.mark.parametrize(("as_of", "count"), [("2026-08-20", 0), ("2026-08-21", 1)])
def test_the_environmental_criterion_is_asked_for_from_its_day_on(as_of: str, count: int) -> None:
    draft = {"rc": "# Critères\n\n- Prix : 60 %\n- Valeur technique : 40 %"}
    assert len(findings(by_id("environmental_criterion_absent"), draft, as_of)) == count


@pytest.mark.parametrize(("as_of", "count"), [("2024-06-30", 0), ("2024-07-01", 1)])
def test_a_text_is_outdated_from_the_day_after_its_last(as_of: str, count: int) -> None:
    draft = {"cctp": "# Réemploi\n\nLes achats respectent le décret n° 2021-254."}
    assert len(findings(by_id("outdated_reference"), draft, as_of)) == count


def test_the_piece_that_prevails_is_said_where_the_draft_orders_them() -> None:
    draft = {
        "ccap": "# Pièces\n\nLes pièces prévalent dans l'ordre suivant : acte d'engagement, CCTP, CCAP.\n\n"
        "# Durée\n\nLe marché est conclu pour une durée de 36 mois.",
        "cctp": "# Durée\n\nLa durée du marché est de deux ans.",
    }
    (finding,) = findings(by_id("conflicting_delays"), draft)
    assert finding.what.endswith("l'ordre des pièces fait prévaloir le CCTP.")
    assert [quote.part for quote in finding.quotes] == ["ccap", "cctp"]


def test_the_words_quoted_are_those_of_the_original() -> None:
    (finding,) = findings(by_id("unfilled_blank"), {"ccap": "# Durée\n\nLe marché dure [PRÉCISER LA DURÉE]."})
    (quote,) = finding.quotes
    assert quote.passage.text[quote.start : quote.end] == "[PRÉCISER LA DURÉE]"
