"""The part that a document plays, by its name and then by its title; unknown where there is a doubt."""

from importlib.resources import files

import pytest

from clausier.engine import yaml12
from clausier.engine.dossier import Location, Passage
from clausier.readers.dossier import read_document
from clausier.readers.parts import recognise_part


def passages(*texts: str) -> list[Passage]:
    return [Passage("x", "paragraph", text, Location(i)) for i, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("CCTP.docx", "cctp"),
        ("2025-12_CCTPv2.docx", "cctp"),
        ("C.C.T.P. lot 1.docx", "cctp"),
        ("Cahier des clauses techniques particulières (CCTP).docx", "cctp"),
        ("CCTP et annexes.docx", "cctp"),
        ("CCAPLot2.docx", "ccap"),
        ("RC_Final.docx", "rc"),
        ("Règlement de la consultation.docx", "rc"),
        ("reglement-consultation.txt", "rc"),
        ("Annexe RGPD au CCAP.docx", "rgpd_annex"),
        ("AnnexeRGPD.docx", "rgpd_annex"),
        ("Annexe 3 - protection des données.docx", "rgpd_annex"),
        ("AE lot 1.docx", "ae"),
        ("acte_d'engagement.docx", "ae"),
        ("ATTRI1.docx", "ae"),
        ("CRT.docx", "crt"),
        ("Annexe 1 au RC - cadre de réponse technique.docx", "crt"),
        ("BPU-DQE.docx", "price_schedule"),
        ("DPGF2026.docx", "price_schedule"),
        ("Bordereau des prix.docx", "price_schedule"),
        ("Annexe 1 à l'AE - BPU.docx", "price_schedule"),
        ("AAPC.docx", "notice"),
        ("Avis de marché.docx", "notice"),
        ("Annexe 2 au CCTP - liste des sites.docx", None),
        ("RC et CCAP.docx", None),
        ("CCP.docx", "ccp"),
        ("CCAP_CCTP lot 2.docx", "ccp"),
        ("CCAG-TIC.docx", None),
        ("note rgpd interne.docx", None),
        ("avis technique.docx", None),
        ("Arcachon, marché.docx", None),
    ],
)
def test_the_name_of_a_file_names_its_part(name: str, part: str | None) -> None:
    assert recognise_part(name, []) == part


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (("Ville de Montreuil", "Cahier des Clauses Techniques Particulières"), "cctp"),
        (("CAHIER DES", "CLAUSES", "ADMINISTRATIVES", "PARTICULIÈRES", "relatif au CCTP joint"), "ccap"),
        (
            (
                "Cahier des clauses administratives particulières (CCAP)",
                "et cahier des clauses techniques particulières",
            ),
            "ccp",
        ),
        (("Marché 2026-12", "RÈGLEMENT DE LA CONSULTATION"), "rc"),
        (("ACTE D’ENGAGEMENT", "CCAP"), "ae"),
        (("Annexe 1 au CCTP", "Cadre de réponse"), "crt"),
        (("Annexe 1 au CCTP", "Liste des sites"), None),
        (("Note de service", "Le CCTP décrit le besoin de la commune."), None),
        (("Objet", "mot " * 400, "Cahier des clauses techniques particulières"), "cctp"),
        ((*["a"] * 70, "Cahier des clauses techniques particulières"), None),
        ((*["Commune de Montreuil " * 7] * 10, "Cahier des clauses techniques particulières"), None),
    ],
)
def test_the_title_page_names_the_part_where_the_file_name_does_not(texts: tuple[str, ...], part: str | None) -> None:
    assert recognise_part("document.docx", passages(*texts)) == part


def test_a_title_decides_between_two_parts_of_a_name_and_not_against_them() -> None:
    title = passages("Cahier des clauses administratives particulières")
    assert recognise_part("RC et CCAP.docx", title) == "ccap"
    assert recognise_part("RC et AE.docx", title) is None


def test_a_line_of_the_table_of_contents_names_nothing() -> None:
    (line,) = passages("Règlement de la consultation")
    contents = Passage("x", "paragraph", line.text, line.location, contents=True)
    assert recognise_part("document.docx", [contents]) is None


def test_a_part_that_is_given_wins_over_the_one_recognised() -> None:
    assert read_document("CCTP.txt", b"Texte").part == "cctp"
    assert read_document("CCTP.txt", b"Texte", "ccap").part == "ccap"


def test_every_part_of_the_vocabulary_can_be_recognised() -> None:
    vocabulary = files("clausier.criteria") / "vocabulary/parts.yaml"
    known = {entry["id"]: entry["title"] for entry in yaml12.load(vocabulary.read_text("utf-8"), "parts.yaml")}
    assert {recognise_part(f"{title}.docx", []) for title in known.values()} == set(known)
