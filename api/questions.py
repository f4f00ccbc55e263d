"""The questions a tenderer will be asked, in the JSON form that a response page needs, with how each is marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import french_number
from clausier.engine.model import Criterion
from clausier.engine.questions import Evidence, Question, Score
from clausier.engine.ternary import Situation

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
        yield f"Condition à remplir : {_expected(question)}."
    elif question.grid:
        marks = " ; ".join(f"{_points(mark.points)} : {mark.when.rstrip('.')}" for mark in question.grid)
        yield f"Une personne note la réponse selon cette grille : {marks}."
    elif question.options:
        marks = " ; ".join(f"« {option.label} » : {_points(option.points or 0)}" for option in question.options)
        yield f"Note sur 10 : {marks}."
    elif question.score:
        yield from _score(question, question.score)
    for clause in criterion.clauses:
        if clause.scale and question.id in clause.scale.weights:
            share, maximum = french_number(clause.scale.weights[question.id]), _points(clause.scale.maximum)
            yield f"Elle compte pour {share} % du critère « {clause.heading} », noté sur {maximum}."
    if question.answer.then == "irregular":
        yield "Sans réponse après une demande de précision, l'offre est irrégulière."
    elif question.use == "score":
        yield "Sans réponse après une demande de précision, elle vaut zéro point."


def _expected(question: Question) -> str:
    if isinstance(question.meets, tuple):
        labels = {option.value: option.label for option in question.options}
        return "répondre " + " ou ".join(f"« {labels.get(value, value)} »" for value in question.meets)
    return "répondre « non »" if question.meets is False else "répondre « oui »"


def _score(question: Question, score: Score) -> Iterable[str]:
    read = next((column for column in question.answer.columns if column.id in score.first_of), question.answer)
    unit = f" {read.unit}" if read.unit else ""
    labels = {column.id: column.label for column in question.answer.columns}
    if score.first_of:
        columns = ", à défaut ".join(f"« {labels.get(name, name)} »" for name in score.first_of)
        weight = f", pondérée par « {labels.get(score.weight_by, score.weight_by)} »" if score.weight_by else ""
        yield f"Chaque ligne est notée sur {columns} ; la note est la moyenne des lignes{weight}."
    if score.linear:
        (start, low), (end, high) = score.linear
        yield (
            f"Note sur 10 : {_points(low)} jusqu'à {french_number(start)}{unit}, {_points(high)} à partir de "
            f"{french_number(end)}{unit}, en proportion entre les deux."
        )
    elif score.bands:
        steps = [
            f"{_points(points)} à partir de {french_number(floor)}{unit}" if floor is not None
            else f"{_points(points)} en dessous"
            for floor, points in score.bands
        ]  # fmt: skip
        yield f"Note sur 10 : {' ; '.join(steps)}."
    elif score.map:
        yield "Note sur 10 : " + " ; ".join(f"« {v} » : {_points(points)}" for v, points in score.map.items()) + "."


def _points(points: float) -> str:
    return f"{french_number(points)} point{'s' if points >= 2 else ''}"
