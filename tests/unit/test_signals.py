"""Signals: the words of a passage only set aside those that could not fire, and context decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clausier.engine.catalogue import Catalogue
from clausier.engine.dossier import Document, Dossier, Location, Passage
from clausier.engine.lines import Line, lines_of
from clausier.engine.literals import Pieces, alternatives
from clausier.engine.model import Criterion, Signal
from clausier.engine.overlay import whole_catalogue
from clausier.engine.release import shipped
from clausier.engine.signals import Matcher, PatternError, compile_pattern, fires
from clausier.engine.text import fold

TEXTS = Path(__file__).parents[2] / "training" / "paragraphs"
AS_OF = "2026-11-22"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return whole_catalogue(shipped())


def lines(texts: Sequence[str], part: str | None = None) -> tuple[Line, ...]:
    passages = tuple(Passage("d", "paragraph", text, Location(i), ()) for i, text in enumerate(texts, 1))
    return lines_of(Dossier((Document("d", "txt", part, passages, True),)))


def signal_of(catalogue: Catalogue) -> tuple[Criterion, Signal]:
    criterion = catalogue.criteria["nr-0012"]
    return criterion, criterion.signals[0]


def test_setting_signals_aside_by_words_loses_no_occurrence(catalogue: Catalogue) -> None:
    texts = [p["text"] for p in yaml.safe_load((TEXTS / "train_1.yaml").read_text("utf-8"))[::4]]
    found = {
        (hint.passage.location.paragraph, hint.criterion.id, hint.signal.id, hint.start, hint.end)
        for hint in catalogue.matcher(AS_OF).hints(lines(texts))
    }
    expected = {
        (rank, criterion.id, signal.id)
        for criterion in catalogue.criteria.values()
        for signal in criterion.signals
        for searched in [compile_pattern(signal.pattern)]
        for rank, text in enumerate(texts, 1)
        if searched.search(fold(text)) and fires(criterion, signal, text)
    }
    valid = {(c.id, s.id) for c in catalogue.criteria.values() for s in c.signals if s.valid is None}
    assert {found_one[:3] for found_one in found if found_one[1:3] in valid} == {e for e in expected if e[1:] in valid}
    assert len(found) > 50


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [
        (r"\baccessib\w+", "le site est accessible", True),
        (r"\bia\b", "le tiare", False),
        (r"\b(?:ia|intelligences? artificielles?)\b", "une ia", True),
        (r"\bcode source\b|\blicence libre\b", "le code est livré", False),
        (r"\d{1,3} ?%", "90 %", True),
        (r"(?:re)?conditionn\w+", "reconditionnés", True),
    ],
)
def test_an_expression_is_run_only_where_its_words_are(pattern: str, text: str, met: bool) -> None:
    found = alternatives(pattern)
    pieces = Pieces({piece for groups in found for group in groups for piece in group}).of(fold(text))
    assert (not found or any(all(group & pieces for group in groups) for groups in found)) is met


@given(
    st.lists(st.sampled_from(["accès", "livre", "code", "source", "libre", "RGAA", "œuvre", "c'est", "ia"]), max_size=6)
)
def test_whatever_an_expression_matches_holds_its_words(words: list[str]) -> None:
    text = fold(" ".join(words))
    for pattern in (
        r"\bcode\b[^.]{0,9}\bsources?\b|\brgaa\b",
        r"\b(?:ia|oe|acces)\b",
        r"(?:code|livre) (?:source|libre)?",
    ):
        if compile_pattern(pattern).search(text):
            found = alternatives(pattern)
            pieces = Pieces({piece for groups in found for group in groups for piece in group}).of(text)
            assert not found or any(all(group & pieces for group in groups) for groups in found)


def test_offsets_are_those_of_the_original_text(catalogue: Catalogue) -> None:
    text = "Œuvre « commune » – les pages respectent le RGAA à 80 %, soit 5 € d’écart."
    hints = [h for h in catalogue.matcher(AS_OF).hints(lines([text], "cctp")) if h.criterion.id == "nr-0012"]
    assert hints
    assert all("RGAA" in text[hint.start : hint.end] for hint in hints)


def test_an_expression_that_could_never_end_is_refused_or_linear(catalogue: Catalogue) -> None:
    criterion, signal = signal_of(catalogue)
    hostile = replace(signal, id="s-hostile", pattern=r"(?:a+)+b", with_=(), unless=(), parts=())
    assert not list(Matcher([(criterion, hostile)]).hints(lines(["a" * 50_000])))
    with pytest.raises(PatternError):
        compile_pattern(r"(a)\1")
    with pytest.raises(PatternError):
        compile_pattern("(?:a{900}){900}")


def test_a_ccp_answers_for_the_technical_and_the_administrative_book(catalogue: Catalogue) -> None:
    criterion, signal = signal_of(catalogue)
    text = "Le titulaire livre un site dont la conformité au RGAA 4.1 est d'au moins 80 %."
    assert fires(criterion, signal, text, part="ccp")
    assert not fires(criterion, signal, text, part="rc")
