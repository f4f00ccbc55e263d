"""French typography: what is joined, what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.generators.typography import NO_BREAK, french


@pytest.mark.parametrize("mark", [":", ";", "!", "?", "%", "€", "»"])
def test_a_high_mark_never_begins_a_line(mark: str) -> None:
    assert french(f"avant {mark} après") == f"avant{NO_BREAK}{mark} après"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("« ou équivalent »", "«~ou équivalent~»"),
        ("loi n° 2005-102, art. 47", "loi n°~2005-102, art.~47"),
        ("articles L. 2112-2 et R. 2152-7", "articles L.~2112-2 et R.~2152-7"),
        ("le 22 août 2026 et le 1er janvier 2027", "le 22~août 2026 et le 1er~janvier 2027"),
        ("90 000 € HT", "90~000~€ HT"),
        ("l'acheteur et l'« équivalent »", "l’acheteur et l’«~équivalent~»"),
        (" %", "~%"),
    ],
)
def test_what_belongs_together_stays_together(text: str, joined: str) -> None:
    assert french(text) == joined.replace("~", NO_BREAK)


@pytest.mark.parametrize(
    "text",
    ["https://exemple.invalid/a'b?x=1%20;y", "contact@exemple.invalid", "nr-0012", "cctp-conformite", "75%", "a:b"],
)
def test_addresses_ids_and_texts_without_space_are_left_alone(text: str) -> None:
    assert french(text) == text


def test_a_character_that_no_file_may_hold_becomes_a_space() -> None:
    assert french("titre\x0bcollé\x00\ud800") == "titre collé  "


@given(st.text())
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_character_is_added_or_lost(text: str) -> None:
    assert len(french(text)) == len(text)
