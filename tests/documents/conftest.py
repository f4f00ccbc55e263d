"""The fictional base and purchase that every test of documents prints."""

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
