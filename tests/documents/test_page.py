"""The page of each criterion and the index: what they say, and that anyone can read them."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from clausier.engine.model import Release
from clausier.generators.page import criterion_html, criterion_markdown, index_html, withdrawn_html


def plain(page: str) -> str:
    """What is read on the page, spaces made ordinary."""
    body = html.document_fromstring(re.sub(r"(</(?:dt|dd|h3|th|td)>|<br>)", r" \1", page)).find("body")
    assert body is not None
    return " ".join(body.text_content().split())


@pytest.fixture(scope="module")
def pages(release: Release) -> dict[str, str]:
    pages = {criterion.id: criterion_html(criterion, release) for criterion in release.criteria.values()}
    pages["index"] = index_html(release)
    pages["nr-9090"] = withdrawn_html(release.withdrawn["nr-9090"], release)
    return pages


SAYINGS = [
    "NR-9001, version 1.2.0 en relecture",
    "Sur 2 textes cités, 1 n’a encore été relu par aucun juriste nommé.",
    "Qualité principale Inclusif",
    "Correspondance rgaa tout le référentiel",
    "À éviter « Le site sera accessible à tous. »",
    "Relu par D. Relecture, juriste d’Exemple, le 10 novembre 2026",
    "Confiance : élevée : texte officiel lu, ou deux sources concordantes.",
    "Obligatoire si toutes ces conditions sont réunies : « Organisme public » : oui",
    "Sauf si « Comporte des écrans » : non",
    "au moins 75 % des parcours suivants",
    "[à compléter : parcours contrôlés]",
    "Contrôle (à l’admission, par un tiers) : Essai par un tiers",
    "Pénalité (dérogation : CCAG-TIC, article 14) : Par dérogation à l’article 14 du CCAG-TIC",
    "40 % : Quelle part des parcours",
    "Non discriminatoire : Toute méthode équivalente est admise.",
    "Part des parcours réussis Trois parcours sur quatre, le temps d’une première version. 75 % 90 % 100 % de 50 à 100",
    "Question notée. Réponse : un nombre en %, de 0 à 100.",
    "0 point à 75, 10 points à 100, en proportion entre les deux.",
    "Une personne attribue ces points ; jusque-là, la note est un intervalle.",
    "Colonnes : Service ; Usagers par an (en personnes).",
    "à la remise de l’offre et à l’admission, formats pdf ou odt ; datée de 18 mois au plus",
    "Chaque année, l’acheteur (chaque année, sur tous les achats) : Rendre compte",
    "Attendu dans : CCTP (ou CCAP). Sinon : Aucune exigence d’accès de tous au service.",
    "Reconnu : « 75 % des parcours sont menés au clavier. »",
    "Non reconnu : « 75 % des parcours » (RC)",
    "Ne couvre pas les documents que l’acheteur publie ensuite.",
    "Version 1.2.0, 22 novembre 2026 (ajout) : Ajout du critère d’attribution.",
]


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_page_says_everything_of_its_criterion(saying: str, pages: dict[str, str]) -> None:
    assert saying in plain(pages["nr-9001"])


def test_a_pattern_is_shown_letter_for_letter(pages: dict[str, str]) -> None:
    codes = [code.text for code in html.document_fromstring(pages["nr-9001"]).iter("code")]
    assert codes == [r"\bparcours\b", r"\baccessible a tous\b"]


def test_every_page_can_be_read_by_anyone(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tree = html.document_fromstring(page)
        assert tree.get("lang") == "fr", name
        assert tree.findtext("head/title"), name
        levels = [int(str(h.tag)[1]) for h in tree.iter("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1, name
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), name
        skip = next(tree.iter("a"))
        assert skip.get("href") == "#contenu", name
        assert tree.get_element_by_id("contenu").tag == "main", name
        for table in tree.iter("table"):
            assert table.find("caption") is not None
            assert all(cell.get("scope") for cell in table.iter("th"))


def test_a_page_needs_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tree = html.document_fromstring(page)
        assert not list(tree.iter("script", "img", "iframe")), name
        assert all(link.get("rel") != "stylesheet" for link in tree.iter("link")), name
        (style,) = tree.iter("style")
        assert "url(" not in (style.text or ""), name


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_colour_stands_out_on_every_ground(pages: dict[str, str]) -> None:
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", pages["index"]))
    for ground in ("#ffffff", colours["fill"]):
        for name in ("ink", "navy", "grey", "link"):
            ratio = (luminance(ground) + 0.05) / (luminance(colours[name]) + 0.05)
            assert ratio >= 4.5, (name, ground)


def test_no_id_is_used_twice_and_no_local_link_is_dead(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tree = html.document_fromstring(page)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name
        for link in tree.iter("a"):
            address = link.get("href") or ""
            if address.startswith("#"):
                assert address[1:] in ids
            elif "://" not in address:
                assert address.removesuffix(".html") in pages


def test_text_of_the_base_is_never_taken_for_markup(release: Release) -> None:
    criterion = replace(
        release.criteria["nr-9001"], what="Un <script>alert(1)</script> & un « é »", title="<b>Titre</b>"
    )
    page = criterion_html(criterion, release)
    assert "<script>" not in page
    assert "<b>" not in page
    assert "Un <script>alert(1)</script> & un « é »" in plain(page)


def test_the_index_lists_every_criterion_by_theme_and_by_quality(pages: dict[str, str], release: Release) -> None:
    said = plain(pages["index"])
    themes, qualities = said.split("Par qualité Les sept")
    for criterion in release.criteria.values():
        assert f"{criterion.label} – {criterion.title}".replace("'", "’") in themes
    assert "Équitable Laisse leur place aux petits acteurs. NR-9004" in qualities
    assert "Y contribuent : NR-9005, NR-9007." in qualities
    assert "Critères retirés NR-9090 – Le site affiche un bandeau vert" in qualities


def test_a_withdrawn_criterion_keeps_its_page(pages: dict[str, str]) -> None:
    assert "Retiré de la base le 1er octobre 2026 : invérifiable. Remplacé par NR-9001." in plain(pages["nr-9090"])


@pytest.mark.parametrize(
    "line",
    [
        "# NR-9001 – Le service en ligne se lit et se remplit sans souris",
        "1. **Obligatoire** si « Organisme public » : oui, et « Familles achetées » comprend site ou service en ligne.",
        "- Part des parcours réussis : 75 % (socle), 90 % (avancée), 100 % (exemplaire). Bornes : de 50 à 100.",
        "- Délai de correction : 20 jours ouvrés. Bornes : de 1 à 90.",
        "- Dérogation : CCAG-TIC, article 14",
        "  https://exemple.invalid/loi-47",
        "  - Reconnu : « 75 % des parcours sont menés au clavier. »",
    ],
)
def test_markdown_says_the_same(line: str, release: Release) -> None:
    written = criterion_markdown(release.criteria["nr-9001"], release).replace("\u00a0", " ")
    assert any(found.startswith(line) for found in written.splitlines())


def test_markdown_has_no_run_of_empty_lines(release: Release) -> None:
    for criterion in release.criteria.values():
        written = criterion_markdown(criterion, release)
        assert "\n\n\n\n" not in written
        assert written.endswith("\n")
        assert not written.endswith("\n\n")
