"""The « cadre de réponse »: which questions are asked, for which lots, and where each is answered."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import odfdo
import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Criterion
from clausier.engine.purchase import parse_purchase
from clausier.engine.questions import Column, Option, Question
from clausier.engine.selection import select
from clausier.generators.answer_form import BY_LOT, HOW
from clausier.generators.clauses import part_documents
from clausier.generators.document import Block, Document, Heading, Paragraph, Runs, Table, numbered
from clausier.generators.odt import odt_bytes
from clausier.generators.word import docx_bytes

Change = Callable[[Criterion], Criterion]


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def outline(document: Document) -> list[str]:
    numbers = numbered(document.blocks)
    return [f"{numbers[b.anchor]} {b.text}" for b in document.blocks if isinstance(b, Heading)]


def identifiers(document: Document) -> list[str]:
    return [text(b.runs) for b in document.blocks if isinstance(b, Paragraph) and b.style == "identifier"]


def after(document: Document, identifier: str) -> tuple[Block, ...]:
    """What follows an identifier, up to the next heading."""
    blocks = document.blocks
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and text(b.runs) == identifier)
    end = next((i for i, b in enumerate(blocks) if i > start and isinstance(b, Heading)), len(blocks))
    return blocks[start + 1 : end]


def before(document: Document, identifier: str) -> str:
    """What is said of a question: the paragraph above its identifier."""
    blocks = document.blocks
    found = next(i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and text(b.runs) == identifier)
    paragraph = blocks[found - 1]
    assert isinstance(paragraph, Paragraph)
    return text(paragraph.runs)


@pytest.fixture
def form_with(catalogue: Catalogue, purchase_data: dict[str, Any]) -> Callable[..., Document]:
    """The form of the fixture's purchase, with a criterion changed or facts added."""

    def made(change: Change | None = None, name: str = "nr-9001", **more: Any) -> Document:
        criteria = {**catalogue.criteria, name: (change or (lambda c: c))(catalogue.criteria[name])}
        other = replace(catalogue, criteria=criteria)
        data = {**purchase_data, **more}
        return part_documents(other, select(other, parse_purchase(data, other, "2026-11-22")))["crt"]

    return made


def asking(**change: Any) -> Change:
    """The criterion with one question, its first, changed."""
    return lambda c: replace(c, questions=(replace(c.questions[0], **change), *c.questions[1:]))


def test_questions_are_grouped_by_theme_then_criterion(documents: dict[str, Document]) -> None:
    assert outline(documents["crt"]) == [
        "1 Questions – Inclusion",
        "1.1 Le service en ligne se lit et se remplit sans souris",
        "1.1.1 Quelle part des parcours votre service permet-il aujourd'hui de mener sans souris ?",
        "1.1.2 Qui contrôle l'accès, à quelles étapes et avec quels outils ?",
        "1.1.3 Quels services comprend votre offre ?",
        "2 Questions – Réparabilité et réemploi",
        "2.1 Les appareils achetés se réparent et durent",
        "2.1.1 Garantissez-vous les pièces pendant la durée demandée ?",
    ]
    assert identifiers(documents["crt"]) == [
        "NR-9001 · q-rate",
        "NR-9001 · q-method",
        "NR-9001 · q-services",
        "NR-9002 · q-years",
    ]


def test_the_form_says_how_it_is_filled_in_and_that_each_lot_has_its_own(
    documents: dict[str, Document], form_with: Callable[..., Document]
) -> None:
    assert f"{HOW} {BY_LOT}" in [text(b.runs) for b in documents["crt"].blocks if isinstance(b, Paragraph)]
    assert HOW in [text(b.runs) for b in form_with(lots=[]).blocks if isinstance(b, Paragraph)]


def test_a_question_says_what_it_counts_for_and_what_is_expected(documents: dict[str, Document]) -> None:
    crt = documents["crt"]
    assert before(crt, "NR-9001 · q-rate") == (
        "Notée : 40 % de la note « Sous-critère : accès de tous au service » (barème : RC, article 1.1). "
        "Réponse : un nombre en %, de 0 à 100. Sans réponse après une demande de précision : 0 point."
    )
    assert before(crt, "NR-9001 · q-services") == (
        "Pour information, jamais notée. Réponse : un tableau, un service par ligne."
    )
    assert before(crt, "NR-9002 · q-years") == (
        "À respecter, jamais notée. Réponse : oui ou non. Est conforme : oui. "
        "Sans réponse après une demande de précision : l'offre est irrégulière."
    )


def test_a_number_has_a_cell_and_its_evidence_a_line(documents: dict[str, Document]) -> None:
    place, proofs = after(documents["crt"], "NR-9001 · q-rate")
    assert isinstance(place, Table)
    assert isinstance(proofs, Table)
    assert (place.header, place.rows) == (("Réponse (en %)",), (((),),))
    assert proofs.header == ("Preuve à joindre", "Âge maximal", "Pièce remise", "Date de la pièce")
    assert [[text(cell) for cell in row] for row in proofs.rows] == [
        ["Rapport d'essai des parcours", "18 mois", "", ""]
    ]


def test_a_table_has_its_columns_and_three_empty_rows(documents: dict[str, Document]) -> None:
    (place,) = after(documents["crt"], "NR-9001 · q-services")
    assert isinstance(place, Table)
    assert place.header == ("Service", "Usagers par an (en personnes)")
    assert place.rows == (((), ()),) * 3


def test_a_choice_has_a_box_for_each_option(documents: dict[str, Document], form_with: Callable[..., Document]) -> None:
    (place,) = after(documents["crt"], "NR-9002 · q-years")
    assert isinstance(place, Table)
    assert [[text(cell) for cell in row] for row in place.rows] == [["☐", "Oui"], ["☐", "Non"]]
    options = (Option("all", "Tout", 10), Option("some", "Une part", 5))

    def choice(criterion: Criterion) -> Criterion:
        answer = replace(criterion.questions[0].answer, type="choice", unit=None)
        return asking(answer=answer, options=options, score=None)(criterion)

    place = after(form_with(choice), "NR-9001 · q-rate")[0]
    assert isinstance(place, Table)
    assert [[text(cell) for cell in row] for row in place.rows] == [["☐", "Tout"], ["☐", "Une part"]]


def test_no_place_to_answer_is_counted_among_what_the_buyer_must_fill(documents: dict[str, Document]) -> None:
    notice = documents["crt"].blocks[0]
    assert isinstance(notice, Paragraph)
    assert "à compléter" not in text(notice.runs)
    assert "sous une question, non." in text(notice.runs)


def test_a_scored_question_is_not_asked_where_its_award_clause_is_not_kept(
    form_with: Callable[..., Document],
) -> None:
    form = form_with(lambda c: replace(c, clauses=(*c.clauses[:-1], replace(c.clauses[-1], ambition="exemplary"))))
    assert identifiers(form) == ["NR-9001 · q-services", "NR-9002 · q-years"]


def test_without_any_award_clause_a_scored_question_is_asked_for_information(
    form_with: Callable[..., Document],
) -> None:
    form = form_with(lambda c: replace(c, clauses=c.clauses[:-1]))
    assert before(form, "NR-9001 · q-rate").startswith("Pour information, jamais notée. Réponse : un nombre")


def test_a_question_ruled_out_by_the_facts_is_not_asked_and_its_share_goes_to_the_others(
    form_with: Callable[..., Document],
) -> None:
    form = form_with(asking(when={"fact": "buyer.public", "is": False}))
    assert "NR-9001 · q-rate" not in identifiers(form)
    assert before(form, "NR-9001 · q-method").startswith("Notée : 100 % de la note")


def test_a_question_that_waits_for_a_fact_is_asked_and_says_so(form_with: Callable[..., Document]) -> None:
    form = form_with(asking(when={"fact": "purchase.estimated_value", "at_least": 90000}))
    assert "[question à garder si : «" in before(form, "NR-9001 · q-rate")


def test_lots_asked_otherwise_have_their_own_questions(form_with: Callable[..., Document]) -> None:
    served = {"fact": "purchase.families", "any_of": ["server"]}

    def more(criterion: Criterion) -> Criterion:
        extra: Question = replace(criterion.questions[0], id="q-server", text="Combien de baies ?", when=served)
        return replace(criterion, questions=(*criterion.questions, extra))

    form = form_with(more, name="nr-9002")
    assert identifiers(form)[3:] == [
        "NR-9002 · q-years – lot 1",
        "NR-9002 · q-years – lot 2",
        "NR-9002 · q-server – lot 2",
    ]
    assert "2.2 Les appareils achetés se réparent et durent (lot 2)" in outline(form)


def test_clauses_of_the_form_come_before_its_questions(form_with: Callable[..., Document]) -> None:
    def moved(criterion: Criterion) -> Criterion:
        return replace(criterion, clauses=(replace(criterion.clauses[0], part="crt"), *criterion.clauses[1:]))

    assert outline(form_with(moved))[:2] == ["1 Parcours menés sans souris", "2 Questions – Inclusion"]


def test_a_cell_to_fill_in_is_tall_and_ruled_in_both_formats(documents: dict[str, Document]) -> None:
    word = docx.Document(io.BytesIO(docx_bytes(documents["crt"])))
    rows = [row.height for table in word.tables for row in table.rows if row.height]
    assert rows
    assert not [p for p in word.paragraphs if p.style and p.style.name == "Caption"]
    first = word.tables[0]._tbl.tblPr.find(docx.oxml.ns.qn("w:tblBorders"))
    assert [child.tag.rpartition("}")[2] for child in first] == ["left", "right", "insideV"]
    target = odfdo.Document(io.BytesIO(odt_bytes(documents["crt"])))
    heights = target.content.get_elements("//style:table-row-properties[@style:min-row-height]")
    ruled = target.body.get_elements("//table:table-cell[@table:style-name='CelluleRemplir']")
    assert heights
    assert ruled


def test_a_column_of_choices_says_them_in_its_header(form_with: Callable[..., Document]) -> None:
    def listed(criterion: Criterion) -> Criterion:
        *others, last = criterion.questions
        columns = (Column("kind", "Genre", "choice", None, None, None, {"a": "Public", "b": "Privé"}),)
        return replace(criterion, questions=(*others, replace(last, answer=replace(last.answer, columns=columns))))

    (place,) = after(form_with(listed), "NR-9001 · q-services")
    assert isinstance(place, Table)
    assert place.header == ("Genre (public ou privé)",)
