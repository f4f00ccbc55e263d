"""Questions to tenderers, told in French: the answer expected, and where points come from."""

from dataclasses import replace

import pytest

from clausier.engine.model import Release
from clausier.engine.questions import Answer, Column, Mark, Option, Question, Score
from clausier.generators.questions import (
    BY_A_PERSON,
    THEN,
    column,
    expected_answer,
    meets,
    points,
    scale_lines,
    scoring,
    without_answer,
)

NUMBER = Answer("number", "%", None, None, None, None, (), "zero")
SCORE = Score((), None, None, (), {})


@pytest.fixture
def question(release: Release) -> Question:
    """A bare question, to which each test gives its answer and score."""
    (first, *_) = release.criteria["nr-9001"].questions
    return replace(first, answer=NUMBER, options=(), score=None, grid=(), meets=None)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (NUMBER, "un nombre en %"),
        (replace(NUMBER, minimum=0, maximum=100), "un nombre en %, de 0 à 100"),
        (replace(NUMBER, unit="EUR HT", minimum=1), "un nombre en € HT, au moins 1"),
        (replace(NUMBER, unit=None, maximum=7.5), "un nombre, au plus 7,5"),
        (replace(NUMBER, type="text", unit=None, max_words=300), "un texte, 300 mots au plus"),
        (replace(NUMBER, type="table", unit=None, row="un service"), "un tableau, un service par ligne"),
    ],
)
def test_the_answer_expected_is_told(answer: Answer, told: str) -> None:
    assert expected_answer(answer) == told


def test_a_column_tells_its_unit_bounds_and_choices() -> None:
    assert column(Column("name", "Service", "text", None, None, None, {})) == "Service"
    assert column(Column("rate", "Taux", "number", "%", 0, 100, {})) == "Taux (en %, de 0 à 100)"
    choices = {"measured": "Mesure", "declared": "Déclaration"}
    assert column(Column("proof", "Preuve", "choice", None, None, None, choices)) == "Preuve (mesure ou déclaration)"


def test_options_tell_their_points(question: Question) -> None:
    choice = replace(
        question, options=(Option("all", "Tout", 10), Option("none", "Rien", 0), Option("x", "Autre", None))
    )
    assert list(scoring(choice)) == ["Tout : 10 points", "Rien : 0 point"]


def test_bands_are_told_from_the_highest(question: Question) -> None:
    banded = replace(question, score=replace(SCORE, bands=((90, 10), (75, 1.5), (None, 0))))
    assert list(scoring(banded)) == ["À partir de 90 : 10 points", "À partir de 75 : 1,5 point", "En dessous : 0 point"]


def test_a_table_tells_what_is_read_and_how_lines_are_weighed(question: Question) -> None:
    columns = (
        Column("official", "Indice officiel", "number", None, None, None, {}),
        Column("own", "Équivalent", "choice", None, None, None, {"good": "Bon", "bad": "Mauvais"}),
        Column("users", "Usagers", "integer", None, None, None, {}),
    )
    table = replace(
        question,
        answer=replace(NUMBER, type="table", columns=columns),
        score=replace(SCORE, first_of=("official", "own"), map={"good": 10, "bad": 2}, weight_by="users"),
    )
    assert list(scoring(table)) == [
        "Chaque ligne est notée sur « Indice officiel » puis « Équivalent ».",
        "Bon : 10 points",
        "Mauvais : 2 points",
        "La note est la moyenne des lignes, pondérée par « Usagers ».",
    ]


def test_what_compliance_asks_is_told(question: Question) -> None:
    options = (Option("yes", "Oui, tout", None), Option("part", "En partie", None))
    assert meets(question) == ""
    assert meets(replace(question, meets=True)) == "Réponse attendue : oui."
    assert meets(replace(question, meets=("yes", "part"), options=options)) == (
        "Réponse attendue : oui, tout ou en partie."
    )


@pytest.mark.parametrize(("number", "told"), [(0, "0 point"), (1.5, "1,5 point"), (2, "2 points")])
def test_points_agree_as_french_does(number: float, told: str) -> None:
    assert points(number) == told


def test_a_table_without_weights_is_a_plain_mean(question: Question) -> None:
    columns = (Column("rate", "Taux", "number", "%", 0, 100, {}),)
    table = replace(
        question,
        answer=replace(NUMBER, type="table", columns=columns),
        score=replace(SCORE, first_of=("rate",), linear=((0, 0), (100, 10))),
    )
    assert list(scoring(table)) == [
        "Chaque ligne est notée sur « Taux ».",
        "0 point à 0, 10 points à 100, en proportion entre les deux.",
        "La note est la moyenne des lignes.",
    ]


def test_a_mark_given_by_a_person_is_told_to_the_buyer_and_not_to_the_tenderer(question: Question) -> None:
    marked = replace(question, grid=(Mark(10, "Tout est daté."),))
    assert list(scale_lines(marked)) == ["10 points : Tout est daté."]
    assert list(scoring(marked)) == ["10 points : Tout est daté.", BY_A_PERSON]


@pytest.mark.parametrize(
    ("use", "then", "told"),
    [("score", "zero", True), ("information", "zero", False), ("information", "irregular", True)],
)
def test_what_no_answer_becomes_is_told_where_it_matters(use: str, then: str, told: bool, question: Question) -> None:
    silent = replace(question, answer=replace(NUMBER, then=then))
    assert without_answer(silent, use) == (THEN[then] if told else "")
