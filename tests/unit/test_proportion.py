"""What a tender asks of each candidate is counted, and a small purchase that asks too much is told so."""

from typing import Any

import pytest

from clausier.engine.catalogue import Catalogue
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped
from clausier.engine.selection import select
from clausier.generators.asked import asked
from clausier.generators.frame import Frame
from clausier.generators.proportion import Proportion, proportion, proportion_text

FACTS: dict[str, Any] = {
    "buyer.category": "local_authority",
    "purchase.families": ["web", "hosting"],
    "purchase.personal_data": True,
}


def frame(catalogue: Catalogue, **more: Any) -> Frame:
    data = {"title": "Site", "facts": FACTS | more.pop("facts", {}), **more}
    return Frame(catalogue, select(catalogue, parse_purchase(data, catalogue, "2026-11-22")))


@pytest.fixture(scope="module")
def base() -> Catalogue:
    return whole_catalogue(shipped())


def worth(base: Catalogue, euros: int) -> Proportion:
    return proportion(frame(base, facts={"purchase.estimated_value": euros}))


def test_one_question_a_thousand_euros_is_the_landmark(base: Catalogue) -> None:
    asks = worth(base, 150_000).questions
    assert 20 < asks < 200
    assert worth(base, asks * 1_000).excessive is False
    assert worth(base, asks * 1_000 - 1).excessive is True


def test_questions_are_those_put_to_the_candidates(base: Catalogue) -> None:
    whole = frame(base)
    put = sum(len(asked(whole, item)) for item in whole.selection.applying())
    assert proportion(whole).questions == put


def test_without_a_value_nothing_is_called_excessive(base: Catalogue) -> None:
    found = proportion(frame(base))
    assert (found.allowed, found.excessive) == (None, False)
    assert "trop" not in proportion_text(found)


def test_what_a_law_asks_for_is_never_named_among_what_could_go(base: Catalogue) -> None:
    whole = frame(base, facts={"purchase.estimated_value": 20_000})
    bound = {item.criterion.id for item in whole.selection.applying() if item.strength != "recommended"}
    found = proportion(whole)
    assert bound and not bound & {criterion.id for criterion, _ in found.optional}
    counts = [count for _, count in found.optional]
    assert counts == sorted(counts, reverse=True)
    assert "premiers-pas" in proportion_text(found)


def test_a_question_put_for_two_lots_counts_once(base: Catalogue) -> None:
    lots = [{"id": "1", "title": "Nord"}, {"id": "2", "title": "Sud"}]
    assert proportion(frame(base, lots=lots)).questions == proportion(frame(base)).questions


def test_the_first_steps_stay_in_proportion_where_the_whole_base_does_not(base: Catalogue) -> None:
    small = {"purchase.estimated_value": 40_000}
    assert proportion(frame(base, facts=small)).excessive
    assert not proportion(frame(resolve_profile(shipped(), "premiers-pas"), facts=small)).excessive
