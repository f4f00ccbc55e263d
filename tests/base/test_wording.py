"""What the checks of wording refuse: figures without a source, clauses said twice, words of no dictionary."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausier.api.spelling import has_dictionary, misspelt
from clausier.engine.base.build import release_of
from clausier.engine.base.examples import example_faults
from clausier.engine.base.prose import all_prose, prose_of, words_of
from clausier.engine.base.source import Source, read_source
from clausier.engine.base.spelling import own_words, spelling_faults
from clausier.engine.base.wording import figure_faults, sameness_faults
from clausier.engine.clauses import PLACEHOLDER

BASE = Path(__file__).parents[2] / "criteria"
RUN = 12  # words


@pytest.fixture(scope="module")
def source() -> Source:
    return read_source(BASE)


def changed(source: Source, criterion: str, clause: int, text: str) -> Source:
    """The base with one clause rewritten."""
    other = copy.copy(source)
    other.criteria = {**source.criteria, criterion: copy.deepcopy(source.criteria[criterion])}
    other.criteria[criterion]["clauses"][clause]["text"] = text
    return other


def told(faults: Any) -> str:
    return "\n".join(str(fault) for fault in faults)


# --- Figures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Le titulaire répond en 48 heures.",
        "Au moins 80 % des pages sont conformes.",
        "Une pénalité de 250 € par jour est due.",
        "Le débit est limité à 512 kbit/s.",
    ],
)
def test_a_figure_that_nothing_explains_is_refused(source: Source, text: str) -> None:
    other = changed(source, "nr-0012", 0, text)
    assert "n'a ni source ni paramètre" in told(figure_faults(other.criteria["nr-0012"], other))


@pytest.mark.parametrize(
    "text",
    [
        "Le titulaire répond en {{ delai }} heures.",
        "Le rapport suit la norme EN 301 549 ou une norme équivalente.",
        "Le document suit la norme ISO 14289-1 ou équivalent.",
        "La note est donnée sur 20.",
        "Le tableau est remis avant le 31 janvier.",
        "Les critères 4.1 et 4.2 du RGESN 2024 sont satisfaits.",
        "Le règlement (UE) 2016/679 s'applique.",
    ],
)
def test_a_figure_that_names_a_text_a_norm_or_a_parameter_is_accepted(source: Source, text: str) -> None:
    other = changed(source, "nr-0012", 0, text)
    assert told(figure_faults(other.criteria["nr-0012"], other)) == ""


def test_a_date_is_that_of_a_text_which_the_criterion_cites(source: Source) -> None:
    right = changed(source, "nr-0014", 0, "La règle vaut à partir du 18 février 2027.")
    wrong = changed(source, "nr-0014", 0, "La règle vaut à partir du 18 février 2028.")
    assert told(figure_faults(right.criteria["nr-0014"], right)) == ""
    assert "« 18 février 2028 » n'est celle d'aucun texte cité" in told(figure_faults(wrong.criteria["nr-0014"], wrong))


# --- Clauses said twice ------------------------------------------------------------------------------------------


def test_a_clause_that_repeats_another_criterion_is_told_with_the_one_it_repeats(source: Source) -> None:
    theirs = source.criteria["nr-0025"]["clauses"][0]
    other = changed(source, "nr-0012", 0, theirs["text"])
    other.criteria["nr-0012"]["clauses"][0]["heading"] = theirs["heading"]
    assert f"nr-0025/{theirs['id']}" in told(sameness_faults(other))


def test_a_criterion_whose_own_clauses_do_not_meet_its_needs_is_told(source: Source) -> None:
    other = changed(source, "nr-0012", 0, "Le service est beau.")
    for clause in other.criteria["nr-0012"]["clauses"]:
        clause["text"] = "Le service est beau."
        clause.pop("control", None)
        clause.pop("penalty", None)
    release = release_of(other)
    faults = example_faults(release.criteria["nr-0012"], [], release, "nr-0012.yaml")
    assert "les clauses du critère n'y répondent pas elles-mêmes" in told(faults)


# --- Spelling ----------------------------------------------------------------------------------------------------


def test_words_are_read_as_a_dictionary_knows_them() -> None:
    text = (
        "L’offre {{ nombre }} de l'ANSSI, voir https://exemple.fr/a et https://b.fr : aujourd'hui, porte-à-faux, 3DS."
    )
    assert words_of(text) == ["L'offre", "de", "l'ANSSI", "voir", "et", "aujourd'hui", "porte-à-faux"]


def test_only_what_people_read_is_prose() -> None:
    data = {"id": "nr-0001", "what": "Lisez-moi.", "signals": [{"pattern": "x+", "message": "Vu.", "match": ["fote"]}]}
    assert list(prose_of(data)) == [("what", "Lisez-moi."), ("signals[1].message", "Vu.")]


def test_a_misspelt_word_is_told_with_its_place_and_a_word_of_the_house_is_not(source: Source, need: Any) -> None:
    need("hunspell")
    assert has_dictionary()
    assert misspelt(["bonjour", "acessibilité"]) == {"acessibilité"}
    other = changed(source, "nr-0012", 0, "L'acessibilité et la pseudonymisation, selon l'Arcom.")
    faults = [fault for fault in spelling_faults(other, misspelt) if "nr-0012" in fault.where]
    assert [fault.what for fault in faults] == ["« L'acessibilité » n'est pas dans le dictionnaire"]
    assert faults[0].where.endswith("clauses[1].text")


def test_no_word_of_the_base_is_misspelt(source: Source, need: Any) -> None:
    need("hunspell")
    assert told(spelling_faults(source, misspelt)) == ""


def test_each_word_of_the_house_is_used(source: Source) -> None:
    own = own_words(BASE)
    used = {part for _, _, text in all_prose(source) for word in words_of(text) for part in (word, *word.split("'"))}
    assert sorted(own - used) == []


# --- Sentences of others -----------------------------------------------------------------------------------------


def runs_of(text: str) -> Iterator[str]:
    """Every run of twelve words, without capitals or punctuation."""
    words = re.findall(r"\w+", PLACEHOLDER.sub(" ", text).lower())
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def test_no_run_of_twelve_words_is_shared_with_a_text_of_others(source: Source, shared_folder: Path) -> None:
    ours: dict[str, str] = {}
    for path, where, text in all_prose(source):
        for run in runs_of(text):
            ours.setdefault(run, f"{path} : {where}")
    found = set()
    for folder in ("corpus", "data", "reset"):
        for path in sorted((shared_folder / folder).rglob("*")):
            if path.suffix in (".txt", ".md", ".json", ".csv", ".yaml", ".xml"):
                text = path.read_text("utf-8", errors="replace")
                found |= {f"{ours[run]} · {path.name} · {run}" for run in runs_of(text) if run in ours}
    assert sorted(found) == []
