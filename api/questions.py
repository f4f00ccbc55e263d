"""The questions a tenderer will be asked, in the JSON form that a response page needs, with how each is marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import french_number
from clausier.engine.model import Criterion
from clausier.engine.questions import Evidence, Question
from clausier.engine.ternary import Situation
from clausier.generators.questions import THEN, demanded, points, scoring

Json = dict[str, Any]


def criterion_questions(catalogue: Catalogue, criterion: Criterion, situations: Iterable[Situation]) -> list[Json]:
    """The questions of a criterion, but those that every situation (the purchase, or each of its lots) rules out.

    `asked` is null, with the missing facts, where it is not known yet whether the question is asked.
    """
    situations = list(situations)
    forms: list[Json] = []
    for question in criterion.questions:
        asked, missing = _asked(catalogue, question, situations)
        if asked is not False:
            forms.append({**_question(question, criterion), "asked": asked, "missing": missing})
    return forms


def _asked(catalogue: Catalogue, question: Question, situations: list[Situation]) -> tuple[bool | None, list[str]]:
    if question.when is None:
        return True, []
    values = [catalogue.value(question.when, situation) for situation in situations]
    if True in values:
        return True, []
    if None not in values:
        return False, []
    missing = [fact for s in situations for fact in catalogue.trace(question.when, s).missing()]
    return None, list(dict.fromkeys(missing))


def _question(question: Question, criterion: Criterion) -> Json:
    answer = question.answer
    evidence = {entry.id: entry for entry in criterion.evidence}
    return {
        "id": question.id,
        "use": question.use,
        "text": question.text,
        "type": answer.type,
        "unit": answer.unit,
        "minimum": answer.minimum,
        "maximum": answer.maximum,
        "max_words": answer.max_words,
        "row": answer.row,
        "columns": [
            {
                "id": column.id,
                "label": column.label,
                "type": column.type,
                "unit": column.unit,
                "minimum": column.minimum,
                "maximum": column.maximum,
                "values": dict(column.values),
            }
            for column in answer.columns
        ],
        "options": [{"value": o.value, "label": o.label, "points": o.points} for o in question.options],
        "evidence": [_evidence(evidence[name]) for name in question.evidence],
        "if_unanswered": answer.then,
        "scoring": " ".join(_scoring(question, criterion)),
    }


def _evidence(entry: Evidence) -> Json:
    return {
        "id": entry.id,
        "label": entry.label,
        "stage": list(entry.stage),
        "formats": list(entry.formats),
        "at_least": entry.at_least,
        "max_age_months": entry.max_age_months,
        "check": entry.check,
    }


def _scoring(question: Question, criterion: Criterion) -> Iterable[str]:
    """How the answer is marked, one French sentence after another."""
    if question.use == "information":
        yield "Cette réponse informe l'acheteur ; elle n'est pas notée."
        return
    if question.use == "compliance":
        yield f"Condition à remplir. {demanded(question)}".rstrip()
    else:
        yield f"Note sur 10 : {' ; '.join(line.rstrip('.') for line in scoring(question))}."
    for clause in criterion.clauses:
        if clause.scale and question.id in clause.scale.weights:
            share, maximum = french_number(clause.scale.weights[question.id]), points(clause.scale.maximum)
            yield f"Elle compte pour {share} % du critère « {clause.heading} », noté sur {maximum}."
    if question.use == "score" or question.answer.then == "irregular":
        yield THEN[question.answer.then]
