"""The justification note: everything that was decided, and everything that was not, with its reason."""

from typing import Any

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped
from clausier.engine.selection import select
from clausier.generators.document import Block, Document, Heading, ListBlock, Paragraph, Runs, Table
from clausier.generators.justification import justification


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def section(document: Document, title: str) -> list[Block]:
    """The blocks under a heading of the first level."""
    blocks = list(document.blocks)
    tops = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    start = next(n for n in tops if getattr(blocks[n], "text", "") == title)
    return blocks[start + 1 : next((n for n in tops if n > start), len(blocks))]


def lines(blocks: list[Block]) -> list[str]:
    """Everything that is read in these blocks, a table's cells parted by bars."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                found.append(text(block.runs))
            case ListBlock():
                found += [text(item) for item in block.items]
            case Table():
                found += [" | ".join(map(text, row)) for row in block.rows]
    return found


@pytest.fixture(scope="module")
def note(documents: dict[str, Document]) -> Document:
    return documents["note"]


def note_of(catalogue: Catalogue, data: dict[str, Any]) -> Document:
    return justification(catalogue, select(catalogue, parse_purchase(data, catalogue, "2026-11-22")))


def test_the_summary_counts_what_follows(note: Document) -> None:
    assert lines(section(note, "Synthèse")) == [
        "2 critères | De portée « obligatoire »",
        "1 critère | De portée « à respecter ou à justifier »",
        "1 critère | À décider : un ou plusieurs faits manquent",
        "2 critères | Sans objet, ou au-delà de l'ambition choisie",
        "1 critère | Hors du profil",
        "9 clauses | Dans les pièces, dont 1 avec pénalité",
        "4 questions | À lire par chaque candidat, 1 h au plus",
        "4 textes | À l'appui. Sur 4 textes cités, 3 n'ont encore été relus par aucun juriste nommé.",
        "Un critère examiné lot par lot peut compter dans plusieurs lignes.",
    ]


def test_what_the_buyer_declared_is_written_down(note: Document) -> None:
    found = lines(section(note, "L'achat tel qu'il est décrit"))
    assert "Organisme public | Oui | Tout l'achat" in found
    assert "Fin du marché | 31 décembre 2029 | Tout l'achat" in found
    assert "Familles achetées | Ordinateurs portables | Lot 1" in found
    assert "un fait absent du tableau est inconnu, jamais supposé faux." in " ".join(found)


def test_a_kept_criterion_says_its_strength_reason_law_and_clauses(note: Document) -> None:
    found = lines(section(note, "Critères retenus"))
    start = found.index("NR-9001 – Le service en ligne se lit et se remplit sans souris")
    assert found[start + 1 : start + 9] == [
        "Portée : obligatoire ; critère NR-9001, version 1.2.0.",
        "Motif : Un organisme public achète un service en ligne (loi n° 2101-47 du pays d'Exemple, art. 47).",
        "Pourquoi : Un service qu'on ne peut pas remplir prive des habitants de leurs droits ; "
        "corriger après livraison coûte plus cher.",
        "Sauf si : la réponse l'écarte : « L'achat comporte-t-il des pages que des personnes utilisent ? »",
        "Textes :",
        "Loi n° 2101-47 du pays d'Exemple, art. 47 – obligation de l'acheteur ; en vigueur depuis le 1er avril 2019. "
        "Demande que tout service public en ligne soit accessible.",
        "Loi n° 2105-3 du pays d'Exemple, art. 1er – obligation du titulaire ; "
        "pas encore en vigueur : le sera le 1er janvier 2030. S'appliquera aux bornes d'accueil.",
        "Clauses : CCTP, article 1.1 ; CCAP, article 1.1 ; RC, article 1.1.",
    ]


def test_lots_judged_alike_share_one_section(note: Document) -> None:
    titles = [line for line in lines(section(note, "Critères retenus")) if line.startswith("NR-9002")]
    assert titles == ["NR-9002 – Les appareils achetés se réparent et durent"]


def test_doubt_and_way_out_are_written(note: Document) -> None:
    found = lines(section(note, "Critères retenus"))
    assert "Si l'acheteur s'en écarte : Écrire au dossier pourquoi la durée de vie n'a pas été exigée." in found
    assert any(line.startswith("Point de droit non tranché : Aucune source lue") for line in found)


def test_the_strongest_criteria_come_first(note: Document) -> None:
    headings = [b.text[:7] for b in section(note, "Critères retenus") if isinstance(b, Heading)]
    assert headings == ["NR-9001", "NR-9003", "NR-9002"]


def test_each_text_says_who_checked_it_or_that_nobody_has(note: Document) -> None:
    found = lines(section(note, "Textes cités et vérification"))
    assert (
        "Loi n° 2101-47 du pays d'Exemple, art. 47 | En vigueur depuis le 1er avril 2019 | "
        "Relu par D. Relecture, juriste d'Exemple, le 10 novembre 2026 (recueil des lois d'Exemple)."
    ) in found
    assert (
        "Code des achats d'Exemple, art. L. 12 | En vigueur depuis le 1er janvier 2021 et jusqu'au 31 décembre 2028 | "
        "Comparé à sa source le 22 novembre 2026 (copie consolidée d'Exemple) ; aucun juriste ne l'a encore relu. "
        "Réserve : Un décret d'application est annoncé sans date."
    ) in found


def test_an_award_criterion_answers_the_four_safeguards(note: Document) -> None:
    (_, row) = lines(section(note, "Critères d'attribution : les quatre garanties"))
    assert row.split(" | ") == [
        "NR-9001 – Sous-critère : accès de tous au service",
        "Porte sur le service acheté, non sur la politique de l'entreprise.",
        "Deux réponses courtes suffisent.",
        "Le rapport d'essai et la méthode se contrôlent.",
        "Toute méthode équivalente est admise.",
    ]


def test_what_is_undecided_comes_with_its_questions_and_blanks(note: Document) -> None:
    found = lines(section(note, "Ce qui reste à décider"))
    assert (
        "NR-9003 – Les données personnelles confiées restent sous la main de l'acheteur | "
        "Clause « Données de santé » | Catégories de données"
    ) in found
    assert (
        "NR-9004 – Une part du travail est confiée à des personnes éloignées de l'emploi | "
        "S'applique-t-il ? Au plus : « obligatoire » | Valeur estimée"
    ) in found
    assert "Valeur estimée – Quelle est la valeur estimée du besoin ? (concerne 1 critère)" in found
    assert "CCTP, article 2.2 – [à compléter : atelier de réparation]" in found


def test_what_is_left_out_says_why(note: Document) -> None:
    found = lines(section(note, "Ce qui n'est pas retenu, et pourquoi"))
    assert found == [
        "NR-9005 – Les habitants participent à l'amélioration du service | "
        "Proposé à partir de l'ambition « exemplaire »",
        "NR-9006 – Le fournisseur reprend les appareils en fin de vie | "
        "Loi n° 2105-3 du pays d'Exemple, art. 1er : pas encore en vigueur : le sera le 1er janvier 2030",
        "NR-9007 – Un lot est réservé à des structures d'insertion | "
        "Écarté par le profil « Syndicat d'Exemple » : traité par la centrale d'achat d'Exemple",
        "NR-9001 | « Essais avec des usagers » | Réservée à l'ambition « exemplaire »",
    ]


def test_an_exception_and_declared_facts_are_reasons_too(release: Any) -> None:
    facts = {
        "buyer.public": True,
        "purchase.families": ["laptop"],
        "purchase.has_screens": False,
        "purchase.personal_data": True,
        "purchase.categories": ["ordinary"],
        "purchase.estimated_value": 1000,
    }
    document = note_of(whole_catalogue(release), {"title": "Achat", "facts": facts})
    found = lines(section(document, "Ce qui n'est pas retenu, et pourquoi"))
    assert (
        "NR-9001 – Le service en ligne se lit et se remplit sans souris | "
        "Exception : rien n'est affiché à l'écran (loi n° 2101-47 du pays d'Exemple, art. 47)"
    ) in found
    assert (
        "NR-9004 – Une part du travail est confiée à des personnes éloignées de l'emploi | "
        "D'après ce qui est déclaré, « Valeur estimée » : 1\u202f000 € HT"
    ) in found
    assert "NR-9003 | « Données de santé » | Sans objet : « Catégories de données » ne comprend pas santé" in found


def test_values_changed_from_the_default_name_who_chose_them(note: Document) -> None:
    assert lines(section(note, "Valeurs choisies")) == [
        "NR-9001 – Délai de correction | 10 jours ouvrés | 20 jours ouvrés | Le profil « Syndicat d'Exemple »",
        "NR-9001 – Pénalité de retard | 200 € par jour ouvré | 150 € par jour ouvré | L'acheteur, pour cet achat",
        "NR-9002 – Appareils concernés (lot 1) | Ordinateurs portables | Aucune | "
        "L'acheteur, par le fait « Familles achetées »",
        "NR-9002 – Appareils concernés (lot 2) | Serveurs : calcul et stockage | Aucune | "
        "L'acheteur, par le fait « Familles achetées »",
    ]


def test_advice_that_no_text_imposes_is_called_advice() -> None:
    catalogue = whole_catalogue(shipped())
    facts = {"buyer.category": "local_authority", "purchase.families": ["web"], "buyer.subject_to_ccp": True}
    rows = lines(
        section(note_of(catalogue, {"title": "Site", "facts": facts}), "Obligations et conseils hors des clauses")
    )
    assert "Un conseil n'oblige personne." in rows[0]
    advice = [row for row in rows if "| Conseil : " in row]
    assert advice and len(advice) < len(rows) - 1


def test_duties_are_listed_by_stage_with_what_is_unknown(note: Document) -> None:
    _, *rows = lines(section(note, "Obligations et conseils hors des clauses"))
    assert [row.split(" | ")[0] for row in rows] == ["Avant le lancement", "Avant le lancement", "Après l'admission"]
    assert rows[1] == (
        "Avant le lancement | L'acheteur | Décider si une analyse d'impact est nécessaire. "
        "À confirmer : « Quelles catégories de données personnelles ? » | "
        "Les données sont sensibles (règlement d'Exemple sur les données, art. 28) – NR-9003"
    )


def test_derogations_are_listed_by_article_of_the_ccag(note: Document) -> None:
    assert lines(section(note, "Dérogations au CCAG")) == [
        "CCAG-TIC, article 14 | Dérogation | CCAP, article 1.1",
        "CCAG-TIC, article 33.1 | Complément | CCAP, article 2.1",
    ]


def test_a_purchase_that_refers_to_no_ccag_derogates_from_none(
    catalogue: Catalogue, purchase_data: dict[str, Any]
) -> None:
    document = note_of(catalogue, {**purchase_data, "facts": {**purchase_data["facts"], "purchase.ccag": "none"}})
    assert lines(section(document, "Dérogations au CCAG")) == [
        "Les clauses retenues ne dérogent à aucun article d'un CCAG."
    ]


def test_the_articles_of_another_ccag_are_to_be_looked_up(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    document = note_of(catalogue, {**purchase_data, "facts": {**purchase_data["facts"], "purchase.ccag": "fcs"}})
    listed = " ".join(lines(section(document, "Dérogations au CCAG")))
    assert "CCAG-FCS, article qui correspond à l'article 14 du CCAG-TIC [à vérifier]" in listed


def test_the_qualities_show_their_blind_spots(note: Document) -> None:
    sentence, *rows = lines(section(note, "Les sept qualités du numérique"))
    assert sentence.endswith("qu'aucun critère retenu ne sert à titre principal : Équitable.")
    assert rows[2:] == [
        "Protecteur – Défend la vie privée. | NR-9003 | NR-9001",
        "Équitable – Laisse leur place aux petits acteurs. | Aucun : angle mort | Aucun",
    ]


def test_a_purchase_of_which_nothing_is_known_still_has_a_note(catalogue: Catalogue) -> None:
    found = lines(list(note_of(catalogue, {"title": "Achat"}).blocks))
    assert "Aucun critère n'est retenu pour cet achat." in found
    assert "Aucun fait n'a été déclaré." in found
    assert "Organisme public – Êtes-vous un organisme public ? (concerne 1 critère)" in found
