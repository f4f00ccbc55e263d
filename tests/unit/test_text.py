"""Folding keeps the length of the text, so that offsets found in it are true in the original."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from clausier.engine.signals import compile_pattern
from clausier.engine.text import fold


@given(st.text())
def test_a_folded_text_is_as_long_as_the_original(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(fold(composed)) == len(composed)


def test_accents_case_apostrophes_and_spaces_do_not_matter() -> None:
    assert fold("L’ACCESSIBILITÉ NUMÉRIQUE\u00a0: 75\u202f%") == "l'accessibilite numerique : 75 %"


def test_a_pattern_written_with_accents_finds_the_text_without_and_the_reverse() -> None:
    assert compile_pattern(r"\bpénalités?\b").search(fold("PENALITE de retard"))
    assert compile_pattern(r"\bRGAA\b").search(fold("conforme au rgaa 4.1"))


def test_offsets_found_in_folded_text_point_at_the_words_of_the_original() -> None:
    text = "Le niveau d’accessibilité « élevé » est exigé."
    found = compile_pattern("accessibilité").search(fold(text))
    assert text[found.start() : found.end()] == "accessibilité"
