"""What is said, of what, and which clauses are proposed: a handful, each with what to write instead."""

from pathlib import Path

import pytest
from tests.documents import drafts
from tests.documents.word_files import made, p

from clausier.api.edition import Edition
from clausier.engine.catalogue import Catalogue
from clausier.engine.dossier import Dossier
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped_bytes
from clausier.engine.review import review
from clausier.engine.selection import Selection, select
from clausier.generators.annotations import FINDINGS, HANDFUL, Annotations, Remark, annotate
from clausier.readers.dossier import assemble, read_document
from clausier.readers.structured import read_mapping

DATE = "2026-11-22"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Edition(shipped_bytes()).catalogue(None)


@pytest.fixture(scope="module")
def selection(catalogue: Catalogue) -> Selection:
    purchase = Path(__file__).parents[2] / "examples" / "achat.yaml"
    return select(catalogue, parse_purchase(read_mapping(purchase), catalogue, DATE))


def planned(
    catalogue: Catalogue, selection: Selection | None, dossier: Dossier
) -> tuple[tuple[Annotations, ...], list[Remark]]:
    found = annotate(catalogue, review(catalogue, dossier, DATE, selection))
    return found, [remark for one in found for comment in one.comments for remark in comment.remarks]


def lines(remark: Remark) -> str:
    return "\n".join("".join(run.text for run in line) for line in remark.lines)


def cctp(body: str, part: str | None = "cctp") -> Dossier:
    return assemble([read_document("projet.docx", made(body), part)])


def test_a_risk_says_the_law_its_state_and_a_better_wording(catalogue: Catalogue) -> None:
    _, remarks = planned(catalogue, None, cctp(p("Les documents sont remis au format Microsoft Word (.doc).")))
    (risk,) = (remark for remark in remarks if remark.title == "Risque : Format propriétaire imposé")
    assert "Microsoft Word" in risk.passage.text[risk.start : risk.end]
    assert "Mieux : Demandez un format ouvert" in lines(risk)
    assert "Code de la commande publique, art. R. 2111-7 (en vigueur depuis le 1er avril 2019)" in lines(risk)


def test_weak_words_get_what_is_weak_and_an_example_to_write_instead(
    catalogue: Catalogue, selection: Selection
) -> None:
    _, remarks = planned(catalogue, selection, cctp(p("Le titulaire s'engage à respecter le RGPD.")))
    (weak,) = (remark for remark in remarks if remark.title == "Protection des données personnelles : exigence faible")
    assert weak.what.startswith("Rappel de la loi")
    assert "Par exemple : " in lines(weak)
    assert "Critère NR-0002" in lines(weak)


def test_a_reason_is_told_once_in_a_document_and_what_to_write_each_time(catalogue: Catalogue) -> None:
    _, remarks = planned(catalogue, None, cctp("".join(p(f"Le module {n} sera convivial.") for n in range(3))))
    vague = [lines(remark) for remark in remarks if remark.title == "Risque : Exigence invérifiable"]
    assert [("Pourquoi : " in said, "Droit : " in said, "Mieux : " in said) for said in vague] == [
        (True, True, True),
        (False, False, True),
        (False, False, True),
    ]


def test_a_place_whose_words_the_remark_gives_is_not_quoted_beside_it(catalogue: Catalogue) -> None:
    weights = "".join(p(f"{name} : {weight} %") for name, weight in (("Prix", 40), ("Valeur technique", 75)))
    body = p("Critères de jugement des offres", style="Heading1") + weights
    _, remarks = planned(catalogue, None, assemble([read_document("rc.docx", made(body), "rc")]))
    (risk,) = (remark for remark in remarks if remark.title == "Risque : Poids des critères d'attribution")
    assert "115" in risk.what and "À rapprocher" not in lines(risk)


def test_the_reader_is_not_drowned(catalogue: Catalogue, selection: Selection) -> None:
    vague = "".join(p(f"Le module {n} sera convivial et intuitif pour les agents.") for n in range(40))
    sworn = "".join(p(f"Pour le lot {n}, le titulaire s'engage à respecter le RGPD.") for n in range(40))
    _, remarks = planned(catalogue, selection, cctp(vague + sworn))
    counts = {title: sum(remark.title == title for remark in remarks) for title in {r.title for r in remarks}}
    assert counts["Risque : Exigence invérifiable"] == FINDINGS
    assert counts["Protection des données personnelles : exigence faible"] == HANDFUL
    assert any("appellent la même remarque (34)" in lines(remark) for remark in remarks)


def test_what_is_fine_gets_no_comment(catalogue: Catalogue, selection: Selection) -> None:
    body = p("Le titulaire corrige ou contourne une faille critique en sept jours et le prouve au comité suivant.")
    _, remarks = planned(catalogue, selection, cctp(body))
    assert not [remark for remark in remarks if remark.title.startswith("Sécurité : exigence")]


def test_headers_and_footers_take_no_comment(catalogue: Catalogue, selection: Selection) -> None:
    dossier = assemble([read_document("projet.docx", drafts.in_sections(), "cctp")])
    assert any(passage.kind == "header" for passage in dossier.passages)
    _, remarks = planned(catalogue, selection, dossier)
    assert remarks
    assert not [remark for remark in remarks if remark.passage.kind in ("header", "footer")]


def test_where_nothing_shows_the_purchase_no_clause_is_proposed_and_the_first_comment_says_why(
    catalogue: Catalogue,
) -> None:
    ((found,), _) = planned(catalogue, None, cctp(p("Le site sera convivial.")))
    assert found.insertions == ()
    assert found.opening is not None
    assert "suivent l'achat lu dans le projet" in lines(found.opening)


def test_a_missing_need_gets_the_clause_that_answers_it(catalogue: Catalogue, selection: Selection) -> None:
    body = p("Accessibilité", "Heading1") + p("Le service respecte 80 % des critères du RGAA, audit à l'appui.")
    ((found,), _) = planned(catalogue, selection, cctp(body))
    accessible = {clause.reference: clause for clause in found.insertions if clause.reference.startswith("NR-0012")}
    assert set(accessible) == {"NR-0012/cctp-declaration"}
    (clause,) = accessible.values()
    assert clause.what == "La déclaration d'accessibilité n'est pas préparée."
    assert clause.title == "Clause proposée NR-0012/cctp-declaration"


def test_clauses_go_to_the_part_they_are_written_for(catalogue: Catalogue, selection: Selection) -> None:
    both = [read_document(f"{part}.docx", made(p("Le site est refait.")), part) for part in ("cctp", "ccap")]
    (technical, administrative), _ = planned(catalogue, selection, assemble(both))
    assert {clause.reference.split("/")[1].split("-")[0] for clause in technical.insertions} == {"cctp"}
    assert {clause.reference.split("/")[1].split("-")[0] for clause in administrative.insertions} == {"ccap"}


def test_one_book_of_both_clauses_gets_both(catalogue: Catalogue, selection: Selection) -> None:
    ((found,), _) = planned(catalogue, selection, cctp(p("Le site est refait."), "ccp"))
    assert {clause.reference.split("/")[1].split("-")[0] for clause in found.insertions} == {"cctp", "ccap"}


def test_a_document_of_unknown_part_gets_no_clause(catalogue: Catalogue, selection: Selection) -> None:
    ((found,), _) = planned(catalogue, selection, cctp(p("Le site est refait."), None))
    assert found.insertions == ()


def test_a_clause_pasted_by_the_buyer_is_known_whatever_fills_its_blanks(
    catalogue: Catalogue, selection: Selection
) -> None:
    pasted = (
        "À la vérification d'aptitude, le service respecte 95 % au minimum des critères applicables du référentiel "
        "général d'amélioration de l'accessibilité (RGAA), selon un calendrier que l'acheteur arrête."
    )
    ((found,), _) = planned(catalogue, selection, cctp(p(pasted)))
    assert "NR-0012/cctp-niveau" not in {clause.reference for clause in found.insertions}
