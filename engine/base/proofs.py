"""Proof beside the claim: a criterion whose examples leave something unproved is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausier.engine.faults import Fault

Data = Mapping[str, Any]


def proof_faults(criterion: Data, path: str) -> list[Fault]:
    """What the inline tests of a criterion do not prove yet."""
    tests = criterion["tests"]
    wanted = [
        *_verdicts(tests),
        *_conditional_clauses(criterion, tests),
        *_needs(criterion, tests),
        *_scores(criterion, tests),
    ]
    return [Fault(f"{path} : tests", what, "Ajoutez ce test") for what in wanted]


def _verdicts(tests: list[Data]) -> Iterator[str]:
    proved = {test["expect"].get("verdict") for test in tests if "draft" not in test}
    for verdict, words in (
        ("applies", "un achat auquel il s'applique"),
        ("does_not_apply", "un achat auquel il ne s'applique pas"),
        ("unknown", "un achat pour lequel on ne sait pas"),
    ):
        if verdict not in proved:
            yield f"aucun test ne montre {words}"


def _conditional_clauses(criterion: Data, tests: list[Data]) -> Iterator[str]:
    expected = {name for test in tests for name in test["expect"].get("clauses", ())}
    for clause in criterion["clauses"]:
        if "when" in clause:
            if clause["id"] not in expected:
                yield f"aucun test ne montre la clause {clause['id']} retenue"
            if f"!{clause['id']}" not in expected:
                yield f"aucun test ne montre la clause {clause['id']} écartée"


def _needs(criterion: Data, tests: list[Data]) -> Iterator[str]:
    drafts = [test for test in tests if "draft" in test]
    for need in criterion["coverage"]:
        shown = {test["expect"].get("needs", {}).get(need["id"]) for test in drafts}
        if len(criterion["coverage"]) == 1:
            shown |= {test["expect"].get("verdict") for test in drafts}
        if not shown & {"missing", "weak"} and not any(t["expect"].get("verdict") == "missing" for t in drafts):
            yield f"aucun projet ne montre le besoin {need['id']} absent ou faible"
    if not any(test["expect"].get("verdict") in ("satisfied", "weak") for test in drafts):
        yield "aucun projet ne montre le critère traité"


def _scores(criterion: Data, tests: list[Data]) -> Iterator[str]:
    shown = {name for test in tests for name in test["expect"].get("score", {})}
    awards = [clause["id"] for clause in criterion["clauses"] if "scale" in clause]
    for name in awards:
        if name not in shown:
            yield f"aucune réponse ne montre la note de {name}"
    if not awards and "criterion" not in shown and any(q["use"] == "score" for q in criterion["questions"]):
        yield "aucune réponse ne montre la note du critère"
