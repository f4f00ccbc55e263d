"""The fictional base and purchase that every test of documents prints."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clausier.engine import yaml12
from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Release
from clausier.engine.overlay import resolve_profile
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import from_content
from clausier.engine.selection import Selection, select
from clausier.generators.clauses import part_documents
from clausier.generators.document import Block, Document, Heading, ListBlock, Paragraph, Radar, Run, Table, Toc
from clausier.generators.justification import justification

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def release() -> Release:
    content = yaml12.load((FIXTURES / "base.yaml").read_text("utf-8"), "base.yaml")
    return from_content(content, "0123456789abcdef" * 4)


@pytest.fixture(scope="session")
def catalogue(release: Release) -> Catalogue:
    return resolve_profile(release, "syndicat-exemple")


@pytest.fixture(scope="session")
def purchase_data() -> dict[str, Any]:
    """Two lots of different equipment and a web service; the value and the data categories are not known yet."""
    return {
        "title": "Équipement de l'école & portail des familles",
        "buyer_name": "Commune d'Exemple",
        "as_of": "2026-11-22",
        "profile": "syndicat-exemple",
        "facts": {
            "buyer.public": True,
            "purchase.procedure": "adapted",
            "purchase.ccag": "tic",
            "purchase.contract_end": "2029-12-31",
            "purchase.families": ["web", "laptop", "server"],
            "purchase.personal_data": True,
        },
        "lots": [
            {"id": "1", "title": "Ordinateurs", "facts": {"purchase.families": ["laptop"]}},
            {"id": "2", "title": "Serveurs", "facts": {"purchase.families": ["server"]}},
        ],
        "parameters": {"nr-9001": {"late": 200}},
    }


@pytest.fixture(scope="session")
def selection(catalogue: Catalogue, purchase_data: dict[str, Any]) -> Selection:
    return select(catalogue, parse_purchase(purchase_data, catalogue, "2026-11-22"))


@pytest.fixture(scope="session")
def documents(catalogue: Catalogue, selection: Selection) -> dict[str, Document]:
    """Every document of the selection: the parts by id, and the note under `note`."""
    return {**part_documents(catalogue, selection), "note": justification(catalogue, selection)}


@pytest.fixture(scope="session")
def sampler(documents: dict[str, Document]) -> Document:
    """One of each thing a document may hold, for the writers."""
    runs = (
        Run("texte\nsur deux lignes "),
        Run("valeur", "value"),
        Run("[blanc]", "blank"),
        Run("fort", "strong"),
        Run("accent", "emphasis"),
        Run("en passant", "aside"),
        Run("adresse", "link", "https://exemple.invalid/a?b=1&c=2"),
        Run("", "reference", "third"),
    )
    blocks: tuple[Block, ...] = (
        Toc("Sommaire", 3),
        Heading(1, "Premier", "first"),
        Heading(2, "Deuxième", "second"),
        Heading(3, "Troisième", "third"),
        Paragraph(runs),
        ListBlock((runs, runs)),
        Table("Légende", "Description", ("Un", "Deux"), (1, 2), ((runs, (Run("deux"),)),) * 12),
        Paragraph(runs, "quote"),
        Radar(
            Table("Parts", "Description", ("Un", "Deux"), (1, 2), (((Run("a"),), runs),) * 3),
            (0.5, None, 1),
            "Dessin",
            "Ce que montre le dessin",
        ),
    )
    return replace(documents["cctp"], blocks=blocks)
