"""Where a clause goes: under the heading that speaks of it, numbered as its neighbours are, else at the end."""

import pytest
from tests.documents import drafts

from clausier.engine.dossier import Document
from clausier.generators.places import Place, Places
from clausier.readers.docx import read_docx
from clausier.readers.text import read_markdown

WORDS = {"Accessibilité numérique : niveau exigé": 3}


def draft(*lines: str) -> Document:
    """« # 3. Accessibilité » is a heading of level 1, any other line a paragraph."""
    return read_markdown("cctp.md", "\n\n".join(lines).encode())


def before(place: Place) -> str | None:
    return place.before.text if place.before else None


def model(place: Place) -> str | None:
    return place.model.text if place.model else None


def test_a_clause_follows_the_last_section_of_the_chapter_that_speaks_of_it() -> None:
    document = draft(
        "# 1. Objet", "# 2. Accessibilité", "## 2.1. Portée", "Tout.", "## 2.2. Audit", "Oui.", "# 3. Prix"
    )
    place = Places(document).place(WORDS, ())
    assert (before(place), model(place), place.number) == ("3. Prix", "2.2. Audit", "2.3. ")


def test_each_clause_placed_there_takes_the_next_number() -> None:
    places = Places(draft("# 1. Objet", "# 2. Accessibilité", "## 2.1. Portée", "Tout.", "# 3. Prix", "Ferme."))
    assert [places.place(WORDS, ()).number for _ in range(3)] == ["2.2. ", "2.3. ", "2.4. "]


def test_existing_numbers_never_move() -> None:
    document = draft(
        "# 1. Objet", "# 2. Exigences", "## 2.1 Accessibilité", "Tout.", "## 2.2 Langue", "Le français.", "# 3. Prix"
    )
    place = Places(document).place(WORDS, ())
    assert (before(place), place.number, place.level) == ("2.2 Langue", "2.1.1 ", 3)


def test_the_last_section_of_a_chapter_is_followed_by_a_sibling() -> None:
    document = draft(
        "# 1. Objet", "# 2. Exigences", "## 2.1 Langue", "Le français.", "## 2.2 Accessibilité", "# 3. Prix"
    )
    place = Places(document).place(WORDS, ())
    assert (before(place), place.number) == ("3. Prix", "2.3 ")


def test_without_numbers_a_clause_follows_its_section() -> None:
    document = draft("# Exigences", "## Accessibilité", "Tout.", "## Langue", "Le français.", "# Prix", "Ferme.")
    place = Places(document).place(WORDS, ())
    assert (before(place), model(place), place.number) == ("Langue", "Accessibilité", "")


@pytest.mark.parametrize(
    ("last", "number"),
    [
        ("# Article 7 – Prix", "Article 8 – "),
        ("# ARTICLE 9. PRIX", "ARTICLE 10. "),
        ("# IV – Prix", "V – "),
        ("# C. Prix", "D. "),
        ("# 12) Prix", "13) "),
        ("# Prix", ""),
        ("# Il reste le prix", ""),
    ],
)
def test_a_new_article_at_the_end_continues_the_numbers(last: str, number: str) -> None:
    place = Places(draft("# Objet", "Le site.", last, "Ferme.")).place(WORDS, ())
    assert (before(place), place.number) == (None, number)


@pytest.mark.parametrize("end", ["# ANNEXE 1 – Liste", "Fait à Exemple, le", "Lu et approuvé", "Le titulaire,"])
def test_the_end_of_the_part_is_before_annexes_and_signatures(end: str) -> None:
    document = draft("# 1. Objet", "Le site.", "# 2. Prix", "Ferme et définitif.", end)
    assert before(Places(document).place(WORDS, ())) == end.removeprefix("# ")


def test_a_clause_is_never_put_among_definitions_or_in_the_existing_state() -> None:
    document = draft("# 1. Définitions", "## 1.1 Accessibilité", "Un mot.", "# 2. Existant", "# 3. Prix", "Ferme.")
    place = Places(document).place(WORDS, ())
    assert (before(place), place.number) == (None, "4. ")


def test_the_title_alone_on_its_level_is_no_model_for_an_article() -> None:
    document = draft("# CCTP du site", "## 1. Objet", "Le site.", "## 2. Prix", "Ferme.")
    assert Places(document).place(WORDS, ()).number == "3. "


def test_numbers_that_word_prints_are_left_to_word() -> None:
    document = read_docx("cctp.docx", drafts.numbered_by_style())
    place = Places(document).place(WORDS, ())
    assert (model(place), place.number) == ("Niveau attendu", "")


def test_a_passage_of_the_subject_tells_its_section_where_no_heading_does() -> None:
    document = draft("# 1. Objet", "Le site.", "# 2. Interface", "Au clavier.", "Au lecteur d'écran.", "# 3. Prix")
    seen = [passage for passage in document.passages if passage.text.startswith("Au ")]
    assert before(Places(document).place(WORDS, seen)) == "3. Prix"
    assert before(Places(document).place(WORDS, seen[:1])) is None


def test_a_person_is_not_personal_data() -> None:
    places = Places(draft("# 1. Objet", "Le site.", "# 2. Données personnelles", "Peu.", "# 3. Prix", "Ferme."))
    assert places.place({"Reprise par une personne": 3}, ()).number == "4. "
    assert places.place({"Protection des données": 3}, ()).number == "2.1 "


def test_open_formats_go_with_what_is_given_back_and_not_with_personal_data() -> None:
    places = Places(draft("# 1. Données personnelles", "Peu.", "# 2. Réversibilité", "Tout.", "# 3. Prix", "Ferme."))
    assert places.place({"Formats ouverts : données": 3}, ()).number == "2.1 "


def test_the_list_of_derogations_stays_last_where_articles_bear_no_number() -> None:
    document = draft("# Objet", "Le site.", "# Prix", "Ferme.", "# Dérogations", "Aucune.")
    place = Places(document).place(WORDS, ())
    assert (before(place), model(place), place.number) == ("Dérogations", "Prix", "")
    document = draft("# 1. Objet", "Le site.", "# 2. Prix", "Ferme.", "# 3. Dérogations", "Aucune.")
    assert Places(document).place(WORDS, ()).number == "4. "
