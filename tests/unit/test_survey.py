"""A survey counts what judging each purchase one by one would give."""

from collections import Counter
from pathlib import Path

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import Purchase, parse_purchase
from clausier.engine.release import shipped
from clausier.engine.selection import select
from clausier.engine.survey import survey
from clausier.readers.structured import read_mapping

PURCHASES = sorted((Path(__file__).parents[1] / "purchases").glob("*.yaml"))


@pytest.mark.parametrize("as_of", ["2024-06-30", "2026-08-20", "2026-08-21", "2026-11-22"])
def test_the_counts_are_those_of_each_selection(as_of: str) -> None:
    catalogue: Catalogue = whole_catalogue(shipped())
    purchases: list[Purchase] = [
        parse_purchase({**read_mapping(path), "as_of": as_of}, catalogue, as_of) for path in PURCHASES
    ]
    expected: dict[str, Counter[str]] = {name: Counter() for name in catalogue.criteria}
    for purchase in purchases:
        for item in select(catalogue, purchase).items:
            expected[item.criterion.id][item.strength or item.verdict] += 1
    for concerned in survey(catalogue, purchases, as_of):
        counts = expected[concerned.criterion.id]
        assert concerned.to_decide == counts["unknown"]
        assert concerned.left_aside == counts["does_not_apply"]
        assert dict(concerned.applies) == {k: v for k, v in counts.items() if k not in ("unknown", "does_not_apply")}
