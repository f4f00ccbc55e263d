"""The parts of the tender: which articles, in which order, with which values, blanks and lots."""

import io
from dataclasses import replace
from typing import Any

import docx
import odfdo
import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Ccag
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.selection import Selection, select
from clausier.generators.clauses import part_documents
from clausier.generators.document import Document, Heading, Paragraph, Run, Runs, Table, Toc, numbered
from clausier.generators.odt import odt_bytes
from clausier.generators.word import docx_bytes


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def outline(document: Document) -> list[str]:
    """Headings with their numbers."""
    numbers = numbered(document.blocks)
    return [f"{numbers[b.anchor]} {b.text}" for b in document.blocks if isinstance(b, Heading)]


def paragraphs(document: Document, style: str) -> list[str]:
    return [text(b.runs) for b in document.blocks if isinstance(b, Paragraph) and b.style == style]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_only_parts_with_a_clause_or_a_question_are_made_in_the_order_of_the_base(
    catalogue: Catalogue, selection: Selection
) -> None:
    assert list(part_documents(catalogue, selection)) == ["cctp", "ccap", "rc", "rgpd_annex", "crt", "price_schedule"]


def test_a_purchase_without_any_criterion_makes_no_part(catalogue: Catalogue) -> None:
    empty = select(catalogue, parse_purchase({"title": "Achat", "facts": {}}, catalogue, "2026-11-22"))
    assert part_documents(catalogue, empty) == {}


def test_the_title_block_says_whose_purchase_it_is_and_at_what_date(documents: dict[str, Document]) -> None:
    block = documents["cctp"].title_block
    assert block.buyer == "Commune d'Exemple"
    assert block.purchase == "Équipement de l'école & portail des familles"
    assert block.title == "Cahier des clauses techniques particulières"
    assert block.date == "À la date du 22 novembre 2026"


def test_the_notice_comes_first_then_the_table_of_contents(documents: dict[str, Document]) -> None:
    notice, toc, *_ = documents["cctp"].blocks
    assert isinstance(notice, Paragraph)
    assert text(notice.runs) == (
        "Projet de clauses à adapter et à faire relire. Établi avec la base 2026.11.0, profil « Syndicat d'Exemple », "
        "ambition « socle », droit applicable à la date du 22 novembre 2026. "
        "Les passages surlignés et entre crochets sont à compléter (3 passages). "
        "Sur 3 textes cités, 2 n'ont encore été relus par aucun juriste nommé. "
        "Pour l'ensemble du dossier, 1 clause reste à décider : voir la note de justification. "
        "Les lignes « NR-… » disent d'où vient chaque clause ; retirez-les avant publication."
    )
    assert isinstance(toc, Toc)


def test_a_long_table_of_contents_has_its_own_pages(
    catalogue: Catalogue, purchase_data: dict[str, Any], documents: dict[str, Document]
) -> None:
    criterion = catalogue.criteria["nr-9003"]
    many = tuple(replace(criterion.clauses[1], id=f"annexe-{n}") for n in range(31))
    other = replace(catalogue, criteria={**catalogue.criteria, "nr-9003": replace(criterion, clauses=many)})
    annex = part_documents(other, select(other, parse_purchase(purchase_data, other, "2026-11-22")))["rgpd_annex"]
    assert [b.new_page for b in annex.blocks if isinstance(b, Heading)] == [True] + [False] * 30
    assert not any(b.new_page for b in documents["cctp"].blocks if isinstance(b, Heading))
    (first, *_) = [
        p for p in docx.Document(io.BytesIO(docx_bytes(annex))).paragraphs if p.text == "Alerte en cas de violation"
    ]
    assert first.paragraph_format.page_break_before
    headers = odfdo.Document(io.BytesIO(odt_bytes(annex))).body.get_headers()
    assert headers[0].get_attribute("text:style-name") == "Heading_20_1Page"


def test_articles_are_grouped_by_theme(documents: dict[str, Document]) -> None:
    assert outline(documents["cctp"]) == [
        "1 Inclusion",
        "1.1 Parcours menés sans souris",
        "2 Réparabilité et réemploi",
        "2.1 Pièces détachées (lot 1)",
        "2.2 Pièces détachées (lot 2)",
    ]


def test_a_part_with_one_theme_has_no_level_above_its_articles(documents: dict[str, Document]) -> None:
    assert outline(documents["rgpd_annex"]) == ["1 Description du traitement", "2 Alerte en cas de violation"]


def test_values_and_blanks_are_told_apart_from_the_text(documents: dict[str, Document]) -> None:
    (runs,) = (
        b.runs for b in documents["cctp"].blocks if isinstance(b, Paragraph) and text(b.runs).startswith("À la vérif")
    )
    assert [run for run in runs if run.kind != "text"] == [
        Run("75", "value"),
        Run("[à compléter : parcours contrôlés]", "blank"),
    ]


def test_control_and_penalty_are_labelled(documents: dict[str, Document]) -> None:
    assert paragraphs(documents["ccap"], "control")[0] == (
        "Contrôle : Date de la notification et date de la correction constatée."
    )
    (penalty,) = paragraphs(documents["ccap"], "penalty")
    assert penalty.startswith("Pénalité : Par dérogation à l'article 14 du CCAG-TIC")


def test_a_trace_says_criterion_version_strength_and_law(documents: dict[str, Document]) -> None:
    assert paragraphs(documents["cctp"], "trace")[:2] == [
        "NR-9001 · cctp-parcours · v1.2.0 — critère obligatoire — Loi n° 2101-47 du pays d'Exemple, art. 47",
        "NR-9002 · cctp-pieces · v1.0.0 — critère à respecter ou à justifier — Code des achats d'Exemple, art. L. 12",
    ]


def test_lots_are_named_where_the_text_differs_and_only_there(documents: dict[str, Document]) -> None:
    assert paragraphs(documents["cctp"], "lots") == [
        "S'applique au lot 1 (Ordinateurs).",
        "S'applique au lot 2 (Serveurs).",
    ]
    assert paragraphs(documents["ccap"], "lots") == []


def test_the_ccap_closes_on_its_derogations(documents: dict[str, Document]) -> None:
    assert outline(documents["ccap"])[-1] == "3 Dérogations au CCAG"
    table = documents["ccap"].blocks[-1]
    assert isinstance(table, Table)
    assert [[text(cell) for cell in row] for row in table.rows] == [
        ["CCAG-TIC, article 14", "CCAP, article  – Correction des défauts d'accès", "Dérogation"],
        ["CCAG-TIC, article 33.1", "CCAP, article  – Garantie et prêt d'appareil", "Complément"],
    ]
    assert table.rows[0][1][1] == Run("", "reference", "nr-9001-ccap-correction")
    assert numbered(documents["ccap"].blocks)["nr-9001-ccap-correction"] == "1.1"


def test_a_ccap_without_derogation_says_so(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    facts = {"purchase.estimated_value": 200000}
    found = select(catalogue, parse_purchase({"title": "Achat", "facts": facts}, catalogue, "2026-11-22"))
    ccap = part_documents(catalogue, found)["ccap"]
    assert isinstance(ccap.blocks[-1], Paragraph)
    assert text(ccap.blocks[-1].runs) == "Le présent projet de clauses ne déroge à aucun article d'un CCAG."


def test_a_derogation_of_another_part_is_listed_by_its_article(
    catalogue: Catalogue, purchase_data: dict[str, Any]
) -> None:
    criterion = catalogue.criteria["nr-9001"]
    correction = replace(criterion.clauses[1], part="rgpd_annex")
    moved = replace(criterion, clauses=(criterion.clauses[0], correction))
    other = replace(catalogue, criteria={**catalogue.criteria, "nr-9001": moved})
    found = select(other, parse_purchase(purchase_data, other, "2026-11-22"))
    table = part_documents(other, found)["ccap"].blocks[-1]
    assert isinstance(table, Table)
    assert text(table.rows[0][1]) == "Annexe RGPD, article 2.1 – Correction des défauts d'accès"


def test_the_rules_of_consultation_are_ordered_for_the_candidate(release: Any, purchase_data: dict[str, Any]) -> None:
    catalogue = whole_catalogue(release)
    found = select(catalogue, parse_purchase(purchase_data, catalogue, "2026-11-22"))
    assert outline(part_documents(catalogue, found)["rc"]) == [
        "1 Allotissement",
        "1.1 Lot réservé",
        "2 Critères d'attribution",
        "2.1 Sous-critère : accès de tous au service",
    ]


def test_award_criteria_have_weights_and_shares_but_no_safeguards(documents: dict[str, Document]) -> None:
    weights, shares = tables(documents["rc"])
    assert [text(cell) for cell in weights.rows[0]] == [
        "Valeur technique",
        "Sous-critère : accès de tous au service",
        "",
        "10 %",
        "10",
    ]
    assert [[text(cell) for cell in row][2:] for row in shares.rows] == [["40 %", "4"], ["60 %", "6"]]
    assert "politique de l'entreprise" not in str(documents["rc"].blocks)


@pytest.mark.parametrize("weight", [None, "unset"])
def test_a_weight_nobody_has_set_is_left_to_the_buyer(
    weight: str | None, catalogue: Catalogue, purchase_data: dict[str, Any]
) -> None:
    data = purchase_data
    criterion = catalogue.criteria["nr-9001"]
    award = criterion.clauses[-1]
    assert award.scale is not None
    if weight is None:
        award = replace(award, scale=replace(award.scale, weight=None))
    else:
        data = {**data, "parameters": {"nr-9001": {"weight": None}}}
    changed = replace(criterion, clauses=(*criterion.clauses[:-1], award))
    other = replace(catalogue, criteria={**catalogue.criteria, "nr-9001": changed})
    found = select(other, parse_purchase(data, other, "2026-11-22"))
    weights = tables(part_documents(other, found)["rc"])[0]
    assert weights.rows[0][3] == (Run("[à fixer]", "blank"),)


def test_a_heading_of_award_that_the_base_does_not_name_takes_the_theme(
    catalogue: Catalogue, purchase_data: dict[str, Any]
) -> None:
    criterion = catalogue.criteria["nr-9001"]
    award = criterion.clauses[-1]
    assert award.scale is not None
    own = replace(award, scale=replace(award.scale, group="own_heading"))
    other = replace(
        catalogue,
        criteria={**catalogue.criteria, "nr-9001": replace(criterion, clauses=(*criterion.clauses[:-1], own))},
    )
    found = select(other, parse_purchase(purchase_data, other, "2026-11-22"))
    assert text(tables(part_documents(other, found)["rc"])[0].rows[0][0]) == "Inclusion"


def test_a_title_with_any_character_is_printed_as_it_is(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    odd = {**purchase_data, "title": "<b>Achat</b>  & \x0b« 𝔞 »\ud83d", "buyer_name": "A & <text:s/> B\x00"}
    found = select(catalogue, parse_purchase(odd, catalogue, "2026-11-22"))
    document = part_documents(catalogue, found)["rc"]
    word = docx.Document(io.BytesIO(docx_bytes(document)))
    writer = odfdo.Document(io.BytesIO(odt_bytes(document)))
    printed = [" ".join(paragraph.text.split()) for paragraph in word.paragraphs]
    written = [" ".join(paragraph.get_formatted_text().split()) for paragraph in writer.body.get_paragraphs()]
    for line in ("<b>Achat</b> & « 𝔞 »", "A & <text:s/> B"):
        assert line in printed
        assert line in written


def test_derogations_follow_the_articles_of_the_contract(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    """Two derogations to one article share a line; the first article of the contract comes first."""
    repair = catalogue.criteria["nr-9002"]
    warranty = repair.clauses[1]
    clauses = (
        replace(warranty, id="a", heading="Délai", ccag=Ccag("tic-14", "derogates")),
        replace(warranty, id="b", heading="Prêt", ccag=Ccag("tic-9", "derogates")),
        replace(warranty, id="c", part="cctp", heading="Essai", ccag=Ccag("tic-2", "derogates")),
    )
    other = replace(catalogue, criteria={**catalogue.criteria, "nr-9002": replace(repair, clauses=clauses)})
    parts = part_documents(other, select(other, parse_purchase(purchase_data, other, "2026-11-22")))
    table = parts["ccap"].blocks[-1]
    assert isinstance(table, Table)
    assert [[text(cell) for cell in row] for row in table.rows] == [
        [
            "CCAG-TIC, article 14",
            "CCAP, article  – Correction des défauts d'accès\nCCAP, article  – Délai",
            "Dérogation",
        ],
        ["CCAG-TIC, article 9", "CCAP, article  – Prêt", "Dérogation"],
        ["CCAG-TIC, article 2", "CCTP, article 2.1 – Essai", "Dérogation"],
    ]


def test_prices_come_in_the_order_of_their_articles(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    service, repair = catalogue.criteria["nr-9001"], catalogue.criteria["nr-9002"]
    price = replace(repair.clauses[-1], heading="Prix des essais")
    changed = replace(service, theme="social", clauses=(*service.clauses, price))
    other = replace(catalogue, criteria={**catalogue.criteria, "nr-9001": changed})
    found = select(other, parse_purchase(purchase_data, other, "2026-11-22"))
    schedule = part_documents(other, found)["price_schedule"]
    numbers = numbered(schedule.blocks)
    (table,) = tables(schedule)
    assert [numbers[row[0][1].target] for row in table.rows] == ["2.1", "3.1"]


def test_the_price_schedule_begins_on_a_table_to_fill_in(documents: dict[str, Document]) -> None:
    schedule = documents["price_schedule"]
    assert outline(schedule) == ["1 Bordereau à remplir", "2 Prix des pièces détachées"]
    (table,) = tables(schedule)
    assert table.header == ("Désignation", "Unité", "Prix HT")
    (row,) = table.rows
    assert row[0][1] == Run("", "reference", "nr-9002-price-pieces-1-2")
    assert [text(cell) for cell in row] == ["Prix des pièces détachées (article )", "[à préciser]", ""]
    assert table.lines > 1
