"""Reading .txt and .md drafts: encodings, lines, headings that are marked and headings that are guessed."""

import hashlib
from pathlib import Path

import pytest

from clausier.engine.dossier import Document
from clausier.readers.errors import ReadError
from clausier.readers.text import read_markdown, read_text

SENTENCE = "L’accès à l’œuvre coûte 10 € : « élevé »."


def text(*lines: str) -> Document:
    return read_text("CCTP.txt", "\n".join(lines).encode())


def markdown(*lines: str) -> Document:
    return read_markdown("CCTP.md", "\n".join(lines).encode())


def headings(document: Document) -> dict[str, int | None]:
    return {passage.text: passage.level for passage in document.passages if passage.kind == "heading"}


# --- encodings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_encodings_that_word_and_notepad_write(encoding: str) -> None:
    (passage,) = read_text("CCTP.txt", SENTENCE.encode(encoding)).passages
    assert passage.text == SENTENCE


def test_utf_16_is_read_in_both_byte_orders() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        (passage,) = read_text("CCTP.txt", mark + SENTENCE.encode(encoding)).passages
        assert passage.text == SENTENCE


def test_text_is_in_unicode_form_nfc() -> None:
    assert text("Pe\u0301nalite\u0301s").passages[0].text == "Pénalités"


@pytest.mark.parametrize(
    "data",
    [
        b"Un texte\x00avec un octet nul",
        bytes(range(1, 32)) * 10,
        b"\x81\x8d\x8f\x90\x9d",  # no character in cp1252
        b"\xff\xfe\x00\xd8",  # half a character of UTF-16
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_text("CCTP.txt", data)
    assert str(caught.value) == (
        "CCTP.txt : ce n'est pas un fichier texte, ou son encodage n'est pas reconnu. "
        "Enregistrez-le en texte brut, encodage UTF-8, puis réessayez."
    )


def test_a_blank_file_is_refused() -> None:
    with pytest.raises(ReadError, match="le fichier est vide"):
        read_text("CCTP.txt", b" \r\n\t\n")


# --- lines of a .txt -------------------------------------------------------------------------------------


def test_each_line_is_a_passage_that_knows_its_line() -> None:
    document = read_text("CCTP.txt", b"Un\r\n\r\nDeux\rTrois\n  - quatre\n")
    assert [(x.text, x.kind, x.location.paragraph, x.location.line) for x in document.passages] == [
        ("Un", "paragraph", 1, 1),
        ("Deux", "paragraph", 2, 3),
        ("Trois", "paragraph", 3, 4),
        ("- quatre", "list_item", 4, 5),
    ]
    assert document.sha256 == hashlib.sha256(b"Un\r\n\r\nDeux\rTrois\n  - quatre\n").hexdigest()


def test_a_paragraph_cut_to_a_width_is_joined_and_ended_lines_are_not() -> None:
    document = text(
        "Le titulaire livre un service dont le taux de conformité",
        "au RGAA est d'au moins 75 % à la vérification d'aptitude.",
        "les livrables sont remis dans un format ouvert et documenté,",
        "",
        "lisible par tous.",
        "Prix 40 %",
        "délai 60 %",
    )
    assert [passage.location.line for passage in document.passages] == [1, 3, 5, 6, 7]
    assert document.passages[0].text.endswith("conformité au RGAA est d'au moins 75 % à la vérification d'aptitude.")


def test_form_feeds_give_the_page() -> None:
    document = read_text("CCTP.txt", b"Un\n\fDeux\nTrois\f\nQuatre")
    assert [(passage.text, passage.location.page) for passage in document.passages] == [
        ("Un", 1),
        ("Deux", 2),
        ("Trois", 3),
        ("Quatre", 3),
    ]
    assert text("Un").passages[0].location.page is None


# --- headings of a .txt ----------------------------------------------------------------------------------


def test_numbered_headings_are_guessed_and_numbered_items_are_not() -> None:
    document = text(
        *("1. OBJET", "Le marché porte sur un service.", "2. EXIGENCES", "2.1 Accessibilité"),
        *("Le titulaire fournit :", "1. Un audit", "2. Une déclaration", "3. Un schéma pluriannuel"),
        *("2.2 Sécurité", "Texte.", "3. PRIX", "12 mois au plus.", "92260 FONTENAY", "4. Délais :", "Trente jours."),
    )
    assert headings(document) == {
        "1. OBJET": 1,
        "2. EXIGENCES": 1,
        "2.1 Accessibilité": 2,
        "2.2 Sécurité": 2,
        "3. PRIX": 1,
        "4. Délais :": 1,
    }
    above = {passage.text: passage.headings for passage in document.passages}
    assert above["2. Une déclaration"] == ("2. EXIGENCES", "2.1 Accessibilité")
    assert above["Trente jours."] == ("4. Délais :",)
    assert above["1. OBJET"] == ()


def test_chapters_in_roman_numbers_hold_articles() -> None:
    document = text(
        *("CHAPITRE I - GÉNÉRALITÉS", "Article 1 - Objet", "Texte.", "Article 2 - Durée", "Texte."),
        *("CHAPITRE II - EXÉCUTION", "Article 3 - Délais", "Texte.", "ANNEXE 1 - Sites", "Texte."),
    )
    assert headings(document) == {
        "CHAPITRE I - GÉNÉRALITÉS": 1,
        "Article 1 - Objet": 2,
        "Article 2 - Durée": 2,
        "CHAPITRE II - EXÉCUTION": 1,
        "Article 3 - Délais": 2,
        "ANNEXE 1 - Sites": 1,
    }


def test_one_line_that_looks_like_a_chapter_or_a_street_number_changes_nothing() -> None:
    lines = ("1. Objet", "Texte.", "I. Rousseau", "2. Durée", "Un an.", "3. Lieu", "24 Rue de la Mairie", "Texte.")
    assert headings(text(*lines)) == {"1. Objet": 1, "2. Durée": 1, "3. Lieu": 1}


def test_the_table_of_contents_announces_the_headings_even_without_numbers_in_the_text() -> None:
    document = text(
        *("Sommaire", "1. Objet 3", "1.1. Périmètre du marché ........ 3", "2. Sécurité et données 4", "Page 2 sur 9"),
        *("Objet", "- objet", "Texte.", "Périmètre du marché", "Texte.", "SECURITE ET DONNEES", "Texte."),
    )
    assert headings(document) == {"Objet": 1, "Périmètre du marché": 2, "SECURITE ET DONNEES": 1}
    assert [passage.location.line for passage in document.passages if passage.contents] == [1, 2, 3, 4, 5]


def test_lines_in_capitals_are_headings_where_nothing_is_numbered() -> None:
    document = text(
        *(
            "VILLE DE MONTREUIL",
            "MARCHÉ DE TÉLÉPHONIE",
            "2026",
            "OBJET",
            "Texte.",
            "DÉLAIS",
            "Texte.",
            "PRIX",
            "Texte.",
        ),
    )
    assert headings(document) == {"MARCHÉ DE TÉLÉPHONIE": 1, "OBJET": 1, "DÉLAIS": 1, "PRIX": 1}


def test_fewer_than_three_headings_leave_them_unknown() -> None:
    document = text("1. Objet", "Le marché porte sur un service.", "2. Durée", "Un an.")
    assert not document.headings_known
    assert {passage.headings for passage in document.passages} == {None}
    assert document.remarks == ("Aucun titre reconnu : les passages ne sont pas rattachés à un titre.",)


# --- Markdown --------------------------------------------------------------------------------------------


def test_the_headings_of_markdown_are_those_marked_with_hashes() -> None:
    document = markdown(
        *(
            "# Exigences ##",
            "Texte",
            "sur deux lignes.",
            "",
            "### RGAA",
            "- un",
            "  suite",
            "12. douze",
            "#sans espace",
        ),
        *("```", "# commentaire", "```", "    # indenté", "#", "####### sept"),
    )
    assert [(x.text, x.kind, x.label, x.location.line, x.headings) for x in document.passages] == [
        ("Exigences", "heading", None, 1, ()),
        ("Texte sur deux lignes.", "paragraph", None, 2, ("Exigences",)),
        ("RGAA", "heading", None, 5, ("Exigences",)),
        ("un suite", "list_item", None, 6, ("Exigences", "RGAA")),
        ("douze #sans espace", "list_item", "12.", 8, ("Exigences", "RGAA")),
        ("# commentaire", "paragraph", None, 11, ("Exigences", "RGAA")),
        ("# indenté", "paragraph", None, 13, ("Exigences", "RGAA")),
        ("####### sept", "paragraph", None, 15, ("Exigences", "RGAA")),
    ]
    assert headings(document) == {"Exigences": 1, "RGAA": 3}


def test_one_heading_is_enough_in_markdown_and_none_leaves_them_unknown() -> None:
    assert markdown("# Objet", "Texte").passages[1].headings == ("Objet",)
    assert markdown("Texte").passages[0].headings is None


def test_the_cells_of_a_markdown_table_know_their_place() -> None:
    document = markdown(
        "| Critère | Poids |", "| --- | :-: |", "| Prix | 40 % |", "| a\\|b | |", "", "---", "| Autre |", "Fin"
    )
    assert [(passage.text, passage.location.cell) for passage in document.passages] == [
        ("Critère", (1, 1, 1)),
        ("Poids", (1, 1, 2)),
        ("Prix", (1, 2, 1)),
        ("40 %", (1, 2, 2)),
        ("a\\|b", (1, 3, 1)),
        ("Autre", (2, 1, 1)),
        ("Fin", None),
    ]


def test_a_line_of_bars_is_no_table() -> None:
    (passage,) = markdown("|" * 5_000 + "a").passages
    assert passage.kind == "paragraph"


# --- real drafts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known"),
    [
        (
            "003_vsgp_infogerance_ccap",
            {"4. Traitement des données à caractère personnel", "18.1 Pénalités pour retard"},
        ),
        ("004_vsgp_infogerance_rc", {"6.2 Jugement des offres", "9. Procédures de recours"}),
        ("013_aquareel_tma_cctp", {"7 CLAUSES ENVIRONNEMENTALES", "2.1.1 La collecte et le stockage"}),
        (
            "014_aquareel_tma_ccap",
            {"ARTICLE 5 CLAUSES ENVIRONNEMENTALES", "13.1 Pénalités liées à l’exécution des prestations :"},
        ),
    ],
)
def test_real_drafts_give_every_word_and_their_headings(shared_folder: Path, name: str, known: set[str]) -> None:
    path = shared_folder / f"corpus/documents/{name}.txt"
    document = read_text(path.name, path.read_bytes())
    words = [word for passage in document.passages for word in passage.text.split()]
    assert words == path.read_text("utf-8").split()
    assert known <= set(headings(document))
