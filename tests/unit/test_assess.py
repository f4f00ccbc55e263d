"""Scores are intervals: a missing answer is unknown, a mark to come is open, evidence too old leaves it unproved."""

from dataclasses import replace
from typing import Any

import pytest

from clausier.engine.answers import parse_answers
from clausier.engine.assess import Given, Interval, Proof, assess, months_between, score_criterion
from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import InputFaults
from clausier.engine.overlay import whole_catalogue
from clausier.engine.questions import Evidence
from clausier.engine.release import shipped


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def _scored(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """Criterion, question and best option of each scored choice of the base."""
    return [
        (c.id, q.id, max(q.options, key=lambda o: o.points or 0).value)
        for c in catalogue.criteria.values()
        for q in c.questions
        if q.use == "score" and q.options
    ]


def test_a_criterion_without_any_answer_is_wholly_unknown_never_zero(catalogue: Catalogue) -> None:
    for criterion in catalogue.criteria.values():
        score = score_criterion(catalogue, criterion, {}, {}, "2026-11-22")
        if score.interval is not None:
            assert (round(score.interval.low, 9), round(score.interval.high, 9)) == (0.0, 10.0)


def test_an_answer_narrows_the_interval_and_never_widens_it(catalogue: Catalogue) -> None:
    choices = _scored(catalogue)
    assert len(choices) > 5
    for criterion_id, question_id, best in choices:
        criterion = catalogue.criteria[criterion_id]
        before = score_criterion(catalogue, criterion, {}, {}, "2026-11-22").interval
        after = score_criterion(catalogue, criterion, {question_id: Given(best)}, {}, "2026-11-22").interval
        assert before is not None and after is not None
        assert before.low <= after.low <= after.high <= before.high


def test_evidence_too_old_leaves_the_points_unproved(catalogue: Catalogue) -> None:
    criterion_id, question_id, best = _scored(catalogue)[0]
    criterion = replace(
        catalogue.criteria[criterion_id], evidence=(Evidence("report", "Rapport", ("tender",), (), 1, 12, "date"),)
    )
    fresh = score_criterion(
        catalogue, criterion, {question_id: Given(best, (Proof("report", "2026-01-10"),))}, {}, "2026-11-22"
    )
    stale = score_criterion(
        catalogue, criterion, {question_id: Given(best, (Proof("report", "2025-10-10"),))}, {}, "2026-11-22"
    )
    of = {q.question.id: q for q in stale.questions}[question_id]
    assert of.state == "unproved" and of.expired == ("report",) and of.interval == Interval(0.0, 10.0)
    assert {q.question.id: q for q in fresh.questions}[question_id].state == "scored"


def test_the_age_of_evidence_counts_days() -> None:
    assert months_between("2025-11-22", "2026-11-22") == 12
    assert months_between("2025-11-21", "2026-11-22") > 12


def test_what_would_raise_the_score_most_comes_first(catalogue: Catalogue) -> None:
    ids = list(catalogue.criteria)
    result = assess(catalogue, {}, {}, "2026-11-22", ids)
    points = [gain.points for gain in result.gains]
    assert points and points == sorted(points, reverse=True)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"nr-9999": {}}, "critère inconnu"),
        ({"nr-0012": {"q-inconnue": {"value": 1}}}, "n'a pas de question"),
        ({"nr-0012": {"q": {"valeur": 1}}}, "clé inconnue « valeur »"),
    ],
)
def test_answers_at_fault_are_refused_with_their_place(catalogue: Catalogue, answers: Any, said: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_answers({"answers": answers}, catalogue, "2026-11-22")
    assert said in str(refused.value) and "answers.nr-" in str(refused.value)
