"""200 criteria × 1,000 fact sets, 30 % of the facts missing: ours against JSONLogic, ZEN and a plain closure tree.

Every engine starts from the same Python dictionaries and gives 200,000 answers. Exact answers have three values
(Kleene); an engine that answers yes or no where the facts do not decide is counted as silently wrong.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from time import perf_counter
from typing import Any

from clausier.engine.batch import Batch
from clausier.engine.ternary import Situation, compile_condition
from clausier.engine.timeline import Law

CRITERIA, FACT_SETS, MISSING = 200, 1000, 0.3
AS_OF = "2026-11-22"
LAW = Law({})
Facts = dict[str, Any]
Answers = list[list[Any]]  # [fact set][criterion] → True, False, None or an error text


def make_condition(rng: random.Random, depth: int = 0) -> Facts:
    """About six comparisons, nested in all, any and not as those of the base."""
    if depth == 2 or (depth and rng.random() < 0.4):
        return make_leaf(rng)
    kind = rng.choice(["all", "any", "all", "any", "not"]) if depth else rng.choice(["all", "any"])
    if kind == "not":
        return {"not": make_condition(rng, depth + 1)}
    return {kind: [make_condition(rng, depth + 1) for _ in range(rng.randint(2, 4))]}


def make_leaf(rng: random.Random) -> Facts:
    kind = rng.randrange(4)
    name = f"f{kind}_{rng.randrange(12)}"
    if kind == 0:
        return {"fact": name, "is": rng.random() < 0.5}
    if kind == 1:
        return {"fact": name, "in": rng.sample("abcdefgh", rng.randint(1, 4))}
    if kind == 2:
        return {"fact": name, "any_of": rng.sample("abcdefgh", rng.randint(1, 4))}
    return {"fact": name, rng.choice(["at_least", "below"]): rng.randrange(0, 500_000, 1000)}


def make_facts(rng: random.Random) -> Facts:
    facts: Facts = {}
    for number in range(12):
        for kind in range(4):
            if rng.random() < MISSING:
                continue
            name = f"f{kind}_{number}"
            if kind == 0:
                facts[name] = rng.random() < 0.5
            elif kind == 1:
                facts[name] = rng.choice("abcdefgh")
            elif kind == 2:
                facts[name] = frozenset(rng.sample("abcdefgh", rng.randint(0, 3)))
            else:
                facts[name] = rng.randrange(500_000)
    return facts


def ours_closures(conditions: list[Facts], sets: list[Facts]) -> Callable[[], Answers]:
    tests = [compile_condition(c, {}) for c in conditions]

    def run() -> Answers:
        answers = []
        for facts in sets:
            situation = Situation(facts, AS_OF, LAW)
            answers.append([test(situation) for test in tests])
        return answers

    return run


def ours_batch(conditions: list[Facts], sets: list[Facts]) -> Callable[[], Answers]:
    def run() -> Answers:
        batch = Batch(sets, AS_OF, LAW)
        columns = []
        for condition in conditions:
            masks = batch.evaluate(condition, {})
            true, false = (f"{mask:0{len(sets)}b}"[::-1] for mask in (masks.true, masks.false))
            columns.append([t == "1" or (None if f == "0" else False) for t, f in zip(true, false, strict=True)])
        return [list(row) for row in zip(*columns, strict=True)]

    return run


def plain_closures(conditions: list[Facts], sets: list[Facts]) -> Callable[[], Answers]:
    """The least that gives three values: what the goal is measured against."""

    def build(c: Facts) -> Callable[[Facts], Any]:
        if "all" in c or "any" in c:
            inner, stop = [build(x) for x in c.get("all") or c["any"]], "any" in c

            def junction(facts: Facts) -> Any:
                value: Any = not stop
                for test in inner:
                    found = test(facts)
                    if found is stop:
                        return stop
                    if found is None:
                        value = None
                return value

            return junction
        if "not" in c:
            test = build(c["not"])
            return lambda facts: None if (v := test(facts)) is None else not v
        name = c["fact"]
        (operator,) = (k for k in c if k != "fact")
        want = frozenset(c[operator]) if operator in ("in", "any_of") else c[operator]
        compare: dict[str, Callable[[Any], Any]] = {
            "is": lambda v: v == want,
            "in": lambda v: v in want,
            "any_of": lambda v: not v.isdisjoint(want),
            "at_least": lambda v: v >= want,
            "below": lambda v: v < want,
        }
        chosen = compare[operator]
        return lambda facts: None if (v := facts.get(name)) is None else chosen(v)

    tests = [build(c) for c in conditions]
    return lambda: [[test(facts) for test in tests] for facts in sets]


def datalogic(conditions: list[Facts], sets: list[Facts]) -> Callable[[], Answers]:
    import datalogic_py

    def translate(c: Facts) -> Any:
        if "all" in c or "any" in c:
            return {"and" if "all" in c else "or": [translate(x) for x in c.get("all") or c["any"]]}
        if "not" in c:
            return {"!": [translate(c["not"])]}
        name = {"var": c["fact"]}
        (operator,) = (k for k in c if k != "fact")
        want = c[operator]
        if operator == "any_of":
            return {"some": [name, {"in": [{"var": ""}, want]}]}
        return {{"is": "==", "in": "in", "at_least": ">=", "below": "<"}[operator]: [name, want]}

    engine = datalogic_py.Engine()
    rules = [engine.compile(json.dumps({"!!": [translate(c)]})) for c in conditions]
    session = engine.session()

    def run() -> Answers:
        answers = []
        for facts in sets:
            handle = datalogic_py.DataHandle(json.dumps(facts, default=list))
            found = session.evaluate_many(rules, handle)
            answers.append([_read(x) for x in found])
        return answers

    return run


def _read(answer: Any) -> Any:
    return {"true": True, "false": False, "null": None}.get(answer, "error") if isinstance(answer, str) else "error"


def zen(conditions: list[Facts], sets: list[Facts]) -> Callable[[], Answers]:
    import zen as zen_engine

    def translate(c: Facts) -> str:
        if "all" in c or "any" in c:
            word = " and " if "all" in c else " or "
            return "(" + word.join(translate(x) for x in c.get("all") or c["any"]) + ")"
        if "not" in c:
            return f"not ({translate(c['not'])})"
        (operator,) = (k for k in c if k != "fact")
        name, want = c["fact"], json.dumps(c[operator])
        if operator == "any_of":
            return f"some({name}, # in {want})"
        return f"{name} {({'is': '==', 'in': 'in', 'at_least': '>=', 'below': '<'})[operator]} {want}"

    expressions = [zen_engine.compile_expression(translate(c)) for c in conditions]

    def one(expression: Any, facts: Facts) -> Any:
        try:
            return expression.evaluate(facts)
        except RuntimeError:
            return "error"

    def run() -> Answers:
        answers = []
        for facts in sets:
            plain = {k: list(v) if isinstance(v, frozenset) else v for k, v in facts.items()}
            answers.append([one(expression, plain) for expression in expressions])
        return answers

    return run


ENGINES = {
    "clausier, lot par lot (batch)": ours_batch,
    "clausier, un par un (closures)": ours_closures,
    "arbre de fermetures nu": plain_closures,
    "datalogic-py": datalogic,
    "zen-engine": zen,
}


def measure(runs: int = 5) -> dict[str, Any]:
    """Median seconds of each engine, runs interleaved, and how its answers compare with the exact ones."""
    rng = random.Random(2026)
    conditions = [make_condition(rng) for _ in range(CRITERIA)]
    sets = [make_facts(rng) for _ in range(FACT_SETS)]
    runners = {name: make(conditions, sets) for name, make in ENGINES.items()}
    exact = runners["arbre de fermetures nu"]()
    table: dict[str, Any] = {}
    for name, run in runners.items():
        flat = [(a, e) for got, want in zip(run(), exact, strict=True) for a, e in zip(got, want, strict=True)]
        table[name] = {
            "silently_wrong": sum(a != "error" and a is not e for a, e in flat),
            "raised": sum(a == "error" for a, _ in flat),
            "raised_though_known": sum(a == "error" and e is not None for a, e in flat),
            "seconds": [],
        }
    for _ in range(runs):
        for name, run in runners.items():
            start = perf_counter()
            run()
            table[name]["seconds"].append(perf_counter() - start)
    for row in table.values():
        row["seconds"] = sorted(row["seconds"])[runs // 2]
        row["per_second"] = round(CRITERIA * FACT_SETS / row["seconds"])
    unknown = sum(e is None for want in exact for e in want)
    return {"answers": CRITERIA * FACT_SETS, "unknown": unknown, "engines": table}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1, ensure_ascii=False))
