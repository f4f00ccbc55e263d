"""Three-valued conditions: closures, traces and bit sets agree, and the two laws hold whatever the condition."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausier.engine.batch import Batch
from clausier.engine.model import Checked, Dated, DerivedFact, Reference
from clausier.engine.ternary import Situation, compile_condition, trace
from clausier.engine.timeline import Law

CATEGORIES = ["state", "hospital", "other"]
FAMILIES = ["web", "saas", "laptop"]
DATES = ["2026-08-20", "2026-08-21", "2026-08-22", "2027-01-12"]


def _reference(name: str, since: str | None, until: str | None = None, **values: Any) -> Reference:
    return Reference(
        name, "loi", name, name, name, name, since, until, None, None, "high", Checked("2026-11-22", None, "x"), None,
        {k: tuple(Dated(*pair) for pair in v) for k, v in values.items()}, {"stage": "2027-01-12"},
    )  # fmt: skip


LAW = Law(
    {
        "climate": _reference("climate", "2026-08-22"),
        "repealed": _reference("repealed", "2021-03-10", "2026-08-20"),
        "thresholds": _reference("thresholds", "2026-01-01", None, floor=[("2026-08-21", 216000)]),
        "undated": _reference("undated", None),
    }
)
DERIVED = {"purchase.is_web": DerivedFact("purchase.is_web", "web", {"fact": "purchase.families", "any_of": ["web"]})}

leaf = st.one_of(
    st.builds(lambda v: {"fact": "buyer.subject_to_ccp", "is": v}, st.booleans()),
    st.builds(lambda v: {"fact": "buyer.category", "in": v}, st.lists(st.sampled_from(CATEGORIES), min_size=1)),
    st.builds(
        lambda op, v: {"fact": "purchase.families", op: v},
        st.sampled_from(["any_of", "all_of"]),
        st.lists(st.sampled_from(FAMILIES), min_size=1),
    ),
    st.builds(
        lambda op, v: {"fact": "purchase.estimated_value", op: v},
        st.sampled_from(["at_least", "below"]),
        st.one_of(st.sampled_from([0, 40000, 216000]), st.just({"ref": "thresholds", "value": "floor"})),
    ),
    st.builds(lambda v: {"fact": "purchase.is_web", "is": v}, st.booleans()),
    st.builds(lambda r: {"in_force": r}, st.sampled_from(sorted(LAW.references))),
    st.builds(
        lambda r: {"in_force": r, "at": "purchase.contract_end", "milestone": "stage"},
        st.sampled_from(["climate", "repealed"]),
    ),
)
conditions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(lambda c: {"all": c}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda c: {"any": c}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda c: {"not": c}, inner),
    ),
    max_leaves=8,
)
known = {
    "buyer.subject_to_ccp": st.booleans(),
    "buyer.category": st.sampled_from(CATEGORIES),
    "purchase.families": st.frozensets(st.sampled_from(FAMILIES)),
    "purchase.estimated_value": st.sampled_from([0, 39999, 40000, 215999, 216000, 1e6]),
    "purchase.contract_end": st.sampled_from(DATES),
}
complete = st.fixed_dictionaries(known)
partial = st.fixed_dictionaries({}, optional=known)
dates = st.sampled_from(DATES)


@given(conditions, partial, dates)
def test_a_closure_gives_what_the_trace_explains(condition: Any, facts: Any, as_of: str) -> None:
    situation = Situation(facts, as_of, LAW)
    assert compile_condition(condition, DERIVED)(situation) is trace(condition, situation, DERIVED).value


@given(conditions, st.lists(partial, min_size=1, max_size=9), dates)
def test_bit_sets_give_what_closures_give(condition: Any, fact_sets: Any, as_of: str) -> None:
    masks = Batch(fact_sets, as_of, LAW).evaluate(condition, DERIVED)
    test = compile_condition(condition, DERIVED)
    for number, facts in enumerate(fact_sets):
        value = test(Situation(facts, as_of, LAW))
        assert bool(masks.true >> number & 1) is (value is True)
        assert bool(masks.false >> number & 1) is (value is False)


@given(conditions, complete, st.sets(st.sampled_from(sorted(known))), dates)
def test_a_known_value_never_changes_when_a_fact_is_added(
    condition: Any, facts: Any, hidden: set[str], as_of: str
) -> None:
    before = trace(condition, Situation({k: v for k, v in facts.items() if k not in hidden}, as_of, LAW), DERIVED).value
    after = trace(condition, Situation(facts, as_of, LAW), DERIVED).value
    assert before is None or before is after


@given(conditions, complete, st.sets(st.sampled_from(sorted(known))), dates)
def test_a_fact_that_is_not_missing_never_changes_the_value(
    condition: Any, facts: Any, hidden: set[str], as_of: str
) -> None:
    seen = {k: v for k, v in facts.items() if k not in hidden}
    step = trace(condition, Situation(seen, as_of, LAW), DERIVED)
    useless = {k: facts[k] for k in hidden - set(step.missing())}
    assert trace(condition, Situation({**seen, **useless}, as_of, LAW), DERIVED).value is step.value


@given(conditions, partial, dates)
def test_an_unknown_value_always_says_what_it_waits_for(condition: Any, facts: Any, as_of: str) -> None:
    step = trace(condition, Situation(facts, as_of, LAW), DERIVED)
    assert (step.value is None) is bool(step.missing() or step.undated())


@pytest.mark.parametrize(
    ("at", "climate", "repealed", "undated"),
    [("2026-08-20", False, True, None), ("2026-08-21", False, False, None), ("2026-08-22", True, False, None)],
)
def test_the_law_is_read_to_the_day(at: str, climate: bool, repealed: bool, undated: None) -> None:
    assert (LAW.in_force("climate", at), LAW.in_force("repealed", at), LAW.in_force("undated", at)) == (
        climate,
        repealed,
        undated,
    )


def test_a_figure_of_law_has_no_value_before_its_first_date() -> None:
    assert LAW.value("thresholds", "floor", "2026-08-20") is None
    dated = LAW.value("thresholds", "floor", "2026-08-21")
    assert dated is not None and dated.value == 216000
