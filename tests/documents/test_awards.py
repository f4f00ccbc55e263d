"""Award criteria as a tenderer reads them: the weights of each lot, and how an answer becomes points."""

from dataclasses import replace
from typing import Any

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Criterion
from clausier.engine.purchase import parse_purchase
from clausier.engine.selection import select
from clausier.generators.awards import MARKING, REST, REST_BY_LOT
from clausier.generators.clauses import part_documents
from clausier.generators.document import Document, Paragraph, Runs, Table


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def rules(catalogue: Catalogue, data: dict[str, Any], *changed: Criterion) -> Document:
    other = replace(catalogue, criteria={**catalogue.criteria, **{c.id: c for c in changed}})
    return part_documents(other, select(other, parse_purchase(data, other, "2026-11-22")))["rc"]


def test_the_scale_of_each_question_is_given(documents: dict[str, Document]) -> None:
    notation = tables(documents["rc"])[-1]
    assert notation.header == ("Ce qui est apprécié", "Barème sur 10", "Part de la note", "Points au plus")
    silent = "Sans réponse après une demande de précision : 0 point."
    assert [text(row[1]).split("\n") for row in notation.rows] == [
        ["0 point à 75, 10 points à 100, en proportion entre les deux.", silent],
        [
            "10 points : Étapes, personnes et outils sont nommés et datés.",
            "5 points : La méthode est décrite sans calendrier.",
            "0 point : Affirmation générale.",
            silent,
        ],
    ]


@pytest.mark.parametrize("lots", [True, False])
def test_the_rules_say_what_makes_the_whole_and_how_a_mark_is_made_up(
    lots: bool, catalogue: Catalogue, purchase_data: dict[str, Any]
) -> None:
    data = purchase_data if lots else {**purchase_data, "lots": []}
    printed = [text(b.runs) for b in rules(catalogue, data).blocks if isinstance(b, Paragraph)]
    assert (REST_BY_LOT in printed, REST in printed) == (lots, not lots)
    assert MARKING in printed


def by_lot(catalogue: Catalogue) -> Criterion:
    """The criterion judged lot by lot that also has an award clause, scored on its own question."""
    first, second = catalogue.criteria["nr-9001"], catalogue.criteria["nr-9002"]
    award = first.clauses[-1]
    assert award.scale is not None
    scale = replace(award.scale, weight=None, weights={"q-rate": 30, "q-method": 70})
    mine = replace(award, text="Durée de vie.", scale=scale, heading="Durée de vie")
    return replace(second, clauses=(*second.clauses, mine), questions=first.questions, evidence=first.evidence)


def test_lots_weighed_alike_share_a_table(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    weights = tables(rules(catalogue, purchase_data, by_lot(catalogue)))[0]
    assert weights.caption == "Critères d'attribution et pondérations"
    assert [text(row[1]) for row in weights.rows] == ["Sous-critère : accès de tous au service", "Durée de vie"]


def test_lots_weighed_otherwise_have_a_table_each(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    criterion = by_lot(catalogue)
    served = {"fact": "purchase.families", "any_of": ["server"]}
    alone = replace(criterion, clauses=(*criterion.clauses[:-1], replace(criterion.clauses[-1], when=served)))
    one, two, *_ = tables(rules(catalogue, purchase_data, alone))
    assert [one.caption, two.caption] == [
        "Critères d'attribution et pondérations – lot 1",
        "Critères d'attribution et pondérations – lot 2",
    ]
    assert [text(row[1]) for row in two.rows] == ["Sous-critère : accès de tous au service", "Durée de vie"]
    assert len(one.rows) == 1


def test_lots_asked_otherwise_have_a_notation_each(catalogue: Catalogue, purchase_data: dict[str, Any]) -> None:
    criterion = by_lot(catalogue)
    served = {"fact": "purchase.families", "any_of": ["server"]}
    rate, *others = criterion.questions
    mixed = replace(criterion, questions=(replace(rate, when=served), *others))
    one, two = tables(rules(catalogue, purchase_data, mixed))[-2:]
    assert [one.caption, two.caption] == ["Notation – Durée de vie – lot 1", "Notation – Durée de vie – lot 2"]
    assert [[text(cell) for cell in row[2:]] for row in one.rows] == [["100 %", "10"]]
    assert [[text(cell) for cell in row[2:]] for row in two.rows] == [["30 %", "3"], ["70 %", "7"]]
