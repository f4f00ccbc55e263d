"""How the qualities stand in a review, and what comes first of all there is to do."""

from dataclasses import replace

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import CHECKS, Finding
from clausier.engine.dossier import Quote
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped
from clausier.engine.review import CriterionReview, Review, Verdict, review
from clausier.engine.risks import Risk
from clausier.engine.selection import select
from clausier.engine.signals import Hint
from clausier.engine.standing import GRAVITY, foremost, priorities, quality_standings
from clausier.readers.dossier import assemble, read_document

DATE = "2026-11-22"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


@pytest.fixture(scope="module")
def found(catalogue: Catalogue) -> Review:
    """Of a draft that says nothing, for a website."""
    facts = {"buyer.category": "local_authority", "purchase.families": ["web"], "purchase.personal_data": True}
    selection = select(catalogue, parse_purchase({"title": "Site", "facts": facts}, catalogue, DATE))
    draft = read_document("cctp.txt", "Le service ouvre à neuf heures.\n".encode(), "cctp")
    return review(catalogue, assemble([draft]), DATE, selection)


def judged(found: Review, **verdicts: Verdict) -> Review:
    """The same review with these verdicts (`nr_0012="weak"`), every other criterion being without object."""
    criteria = tuple(
        replace(c, verdict=verdicts.get(c.criterion.id.replace("-", "_"), "not_applicable")) for c in found.criteria
    )
    return replace(found, criteria=criteria, risks=())


def shares(catalogue: Catalogue, found: Review) -> dict[str, float | None]:
    standings = quality_standings(found, catalogue.release.qualities.values())
    return {standing.quality.id: standing.share for standing in standings}


def test_the_seven_qualities_come_in_the_order_of_the_programme(catalogue: Catalogue, found: Review) -> None:
    order = ["capacitant", "democratique", "equitable", "frugal", "inclusif", "innovant", "protecteur"]
    assert list(shares(catalogue, found)) == order


def test_a_weak_criterion_counts_half_and_a_contribution_weighs_half(catalogue: Catalogue, found: Review) -> None:
    # nr-0008 serves frugal first and contributes to inclusif; nr-0012 serves inclusif first.
    review = judged(found, nr_0008="satisfied", nr_0012="weak")
    assert shares(catalogue, review)["frugal"] == 1
    assert shares(catalogue, review)["inclusif"] == pytest.approx((0.5 * 1 + 1 * 0.5) / 1.5)


def test_a_quality_none_of_whose_criteria_is_evaluated_has_no_share(catalogue: Catalogue, found: Review) -> None:
    review = judged(found, nr_0009="cannot_evaluate", nr_0012="missing")
    assert shares(catalogue, review)["frugal"] is None
    assert shares(catalogue, review)["inclusif"] == 0


def test_the_criteria_counted_are_told_by_verdict(catalogue: Catalogue, found: Review) -> None:
    review = judged(found, nr_0008="satisfied", nr_0009="missing", nr_0010="missing")
    (frugal,) = [s for s in quality_standings(review, catalogue.release.qualities.values()) if s.quality.id == "frugal"]
    assert frugal.met == {"satisfied": ("nr-0008",), "weak": (), "missing": ("nr-0009", "nr-0010")}


def test_every_check_has_a_gravity() -> None:
    assert {check.id for check in CHECKS} <= set(GRAVITY)


def risk(name: str) -> Risk:
    return Risk(name, name, "", "", (), (Finding("Ceci.", ()),))


def subjects(review: Review) -> list[str]:
    found = [p.subject for p in priorities(review)]
    return [s.criterion.id if isinstance(s, CriterionReview) else s.id for s in found]


def test_risks_come_first_the_award_before_the_contract_before_the_wording(found: Review) -> None:
    risks = tuple(map(risk, ("unfilled_blank", "penalty_without_measure", "award_weights", "plain_language")))
    review = replace(judged(found, nr_0012="missing"), risks=risks)
    assert subjects(review) == [
        "award_weights",
        "penalty_without_measure",
        "plain_language",
        "unfilled_blank",
        "nr-0012",
    ]


def test_of_ten_things_risks_take_six_where_a_mandatory_criterion_is_not_met(found: Review) -> None:
    risks = tuple(risk(f"risk_{n}") for n in range(12))
    unmet = replace(judged(found, nr_0012="missing", nr_0024="missing"), risks=risks)
    kinds = [p.subject.criterion.id if isinstance(p.subject, CriterionReview) else "risk" for p in foremost(unmet, 10)]
    assert kinds == [*["risk"] * 6, "nr-0012", "nr-0024", "risk", "risk"]
    recommended = replace(judged(found, nr_0024="missing"), risks=risks)
    assert all(isinstance(p.subject, Risk) for p in foremost(recommended, 10))


def test_a_weakness_on_the_passages_of_a_risk_is_not_told_twice(found: Review) -> None:
    (spoken,) = (c for c in found.criteria if c.criterion.id == "nr-0012")
    passage = found.dossier.passages[0]
    hint = Hint(passage, "cctp", 0, 5, spoken.criterion, spoken.criterion.signals[0])
    needs = tuple(replace(need, verdict="weak", hints=(hint,)) for need in spoken.needs)
    weak = replace(spoken, verdict="weak", needs=needs)
    told = replace(risk("award_weights"), findings=(Finding("Ceci.", (Quote(passage, "cctp", 0, 5),)),))
    review = replace(found, criteria=(weak,), risks=(told,))
    assert subjects(review) == ["award_weights"]
    assert subjects(replace(review, risks=())) == ["nr-0012"]


def test_what_the_law_asks_comes_first_then_what_is_missing_then_what_is_undecided(found: Review) -> None:
    # For this purchase nr-0012 and nr-0033 are mandatory, nr-0024 recommended; nr-0005 waits for a fact.
    review = judged(found, nr_0005="missing", nr_0012="weak", nr_0024="missing", nr_0033="missing")
    strengths = [priority.strength for priority in priorities(review)]
    assert subjects(review) == ["nr-0033", "nr-0012", "nr-0024", "nr-0005"]
    assert (strengths[0], strengths[-1]) == ("mandatory", None)


def test_a_weakness_that_a_risk_already_tells_is_not_told_twice(found: Review) -> None:
    review = replace(judged(found, nr_0036="weak", nr_0035="missing"), risks=(risk("unverifiable_wording"),))
    assert subjects(review) == ["unverifiable_wording", "nr-0035"]
