"""The questions put to the tenderers of one purchase: which are asked, for which lots, and what they count for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

from clausier.engine.clauses import FilledClause
from clausier.engine.model import Clause
from clausier.engine.questions import Question
from clausier.engine.selection import Item, kept_clauses
from clausier.engine.ternary import Situation
from clausier.generators.frame import Frame, anchor


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what it counts for in this purchase.

    `award` is the clause that scores it and `share` its part of that clause's mark, in percent; None where it is not
    scored. `unsure` where a fact is missing to know whether it is asked.
    """

    question: Question
    use: Literal["score", "compliance", "information"]
    award: FilledClause | None
    share: float | None
    unsure: bool

    @property
    def signature(self) -> Hashable:
        """What tells it apart from the same question put to another lot."""
        return self.question.id, self.use, anchor(self.award) if self.award else "", self.share, self.unsure


def asked(frame: Frame, item: Item) -> tuple[Asked, ...]:
    """The questions of a criterion, in its order.

    A question scored by an award clause that was not kept is not asked: its answer would change nothing. Where the
    criterion has no award clause at all, it is asked for information.
    """
    awards = [clause for clause in item.criterion.clauses if clause.scale]
    kept = [clause for clause in kept_clauses(item) if clause.scale]
    return tuple(_asked(frame, item, bool(awards), kept))


def _asked(frame: Frame, item: Item, weighed: bool, kept: list[Clause]) -> Iterator[Asked]:
    for question in item.criterion.questions:
        value = applies(frame, item, question)
        if value is False:
            continue
        if question.use != "score":
            yield Asked(question, question.use, None, None, value is None)
        elif award := next((clause for clause in kept if question.id in shares(frame, item, clause)), None):
            share = shares(frame, item, award)[question.id]
            yield Asked(question, "score", _article(frame, item, award), share, value is None)
        elif not weighed:
            yield Asked(question, "information", None, None, value is None)


def applies(frame: Frame, item: Item, question: Question) -> bool | None:
    """Whether the facts of the purchase, or of the item's lot, let the question be asked; None while one is missing."""
    if question.when is None:
        return True
    purchase = frame.selection.purchase
    lot = next((lot.facts for lot in purchase.lots if lot.id == item.lot), {})
    situation = Situation({**purchase.facts, **lot}, purchase.as_of, frame.catalogue.law, item.values)
    return frame.catalogue.value(question.when, situation)


def shares(frame: Frame, item: Item, clause: Clause) -> dict[str, float]:
    """What part of the mark each question makes, in percent: that of a question ruled out goes to the others."""
    if clause.scale is None:
        return {}
    questions = {question.id: question for question in item.criterion.questions}
    weights = {
        name: weight
        for name, weight in clause.scale.weights.items()
        if applies(frame, item, questions[name]) is not False
    }
    total = sum(weights.values())
    return {name: weight * 100 / total for name, weight in weights.items()}


def _article(frame: Frame, item: Item, clause: Clause) -> FilledClause:
    """An award clause as it is printed for this item."""
    return next(
        filled
        for filled in frame.filled
        if filled.criterion.id == item.criterion.id
        and filled.clause.id == clause.id
        and (item.lot is None or item.lot in filled.lots)
    )
