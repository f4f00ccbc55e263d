"""Passages recognised by their words: alone, in a long dossier, and what is shown of it."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from clausier.engine.catalogue import Catalogue
from clausier.engine.dossier import Document, Dossier, Kind, Location, Passage
from clausier.engine.overlay import whole_catalogue
from clausier.engine.reading import Reading, read
from clausier.engine.recogniser import Recognised, believed, shipped_recogniser, threshold
from clausier.engine.release import shipped
from clausier.engine.review import review
from clausier.engine.text import fold

AS_OF = "2026-11-22"
# Nothing in it names accessibility.
BLIND = "Une personne qui ne voit pas l'écran remplit la demande jusqu'au bout au clavier, sans aide."
NEUTRAL = "Le prix est ferme la première année, puis révisé à chaque date anniversaire du marché."


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def dossier(*texts: str, headings: tuple[str, ...] | None = None, kind: Kind = "paragraph") -> Dossier:
    passages = tuple(Passage("d", kind, text, Location(i), headings) for i, text in enumerate(texts, 1))
    return Dossier((Document("d", "txt", None, passages, headings is not None),))


def reading(catalogue: Catalogue, drafts: Dossier) -> Reading:
    return read(catalogue, drafts, AS_OF, shipped_recogniser())


def topics(found: Reading) -> set[str]:
    return {one.topic for one in found.recognised}


def test_a_requirement_is_found_without_the_usual_words_and_names_those_that_told(catalogue: Catalogue) -> None:
    result = review(catalogue, dossier(BLIND), AS_OF, None, shipped_recogniser())
    topic = next(t for t in result.topics if t.topic.id == "accessibility")
    assert (topic.verdict, topic.reason) == ("weak", "other_words")
    (found,) = topic.hints
    assert isinstance(found, Recognised)
    assert found.words
    assert all(word in BLIND for word in found.words)
    assert BLIND[found.start : found.end] == found.words[0]


def test_without_the_recogniser_only_signals_speak(catalogue: Catalogue) -> None:
    assert read(catalogue, dossier(BLIND), AS_OF).recognised == ()


def test_a_line_about_prices_is_about_nothing_else(catalogue: Catalogue) -> None:
    assert topics(reading(catalogue, dossier(NEUTRAL))) == set()


def test_a_heading_says_nothing_by_itself(catalogue: Catalogue) -> None:
    assert topics(reading(catalogue, dossier(BLIND, kind="heading"))) == set()


def test_the_longer_the_dossier_the_more_is_asked_of_a_line() -> None:
    assert threshold(1) < threshold(30) < threshold(2_000)


def test_what_the_words_around_deny_is_believed_only_when_it_is_said_again() -> None:
    assert believed(0.0, 1)
    assert not believed(-4.0, 1)
    assert believed(-4.0, 3)


def test_what_an_exclusion_covers_is_set_aside(catalogue: Catalogue) -> None:
    under = ("3. Prestations hors périmètre",)
    assert "accessibility" in topics(reading(catalogue, dossier(BLIND, headings=("3. Le service",))))
    assert "accessibility" not in topics(reading(catalogue, dossier(BLIND, headings=under)))


def test_scores_do_not_depend_on_the_neighbours() -> None:
    recogniser = shipped_recogniser()
    alone = recogniser.scores([fold(BLIND)])
    among = recogniser.scores([fold(NEUTRAL), "", fold(BLIND)])
    assert np.allclose(alone[0], among[2])
    assert np.isfinite(among).all()


def test_a_text_without_words_is_scored_as_nothing() -> None:
    assert shipped_recogniser().scores([]).shape == (0, len(shipped_recogniser().topics))
    assert (shipped_recogniser().scores(["…", ""]) < threshold(1)).all()


def test_every_topic_of_the_model_is_in_the_vocabulary_of_the_base(catalogue: Catalogue) -> None:
    assert set(shipped_recogniser().topics) <= set(catalogue.release.topics)


def test_the_paragraphs_that_measure_it_are_not_those_that_trained_it() -> None:
    from pathlib import Path

    root = Path(__file__).parents[2]

    def texts(folder: str) -> set[str]:
        files = sorted((root / folder / "paragraphs").glob("*.yaml"))
        assert files
        return {fold(p["text"]) for f in files for p in yaml.load(f.read_text("utf-8"), yaml.CSafeLoader)}

    assert not texts("training") & texts("benchmarks")
