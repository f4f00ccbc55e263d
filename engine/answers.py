"""A tenderer's answers at the edge: their JSON form checked against the questions, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausier.engine.assess import Given, Proof
from clausier.engine.catalogue import Catalogue
from clausier.engine.contracts import contract_faults
from clausier.engine.facts import is_iso_date, is_number, known_facts
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.model import Criterion
from clausier.engine.purchase import unknown_criterion
from clausier.engine.questions import Column, Question

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """`given` maps criterion id → question id → answer; `facts` are those of the purchase answered to."""

    tenderer: str
    as_of: str
    facts: Mapping[str, Any]
    given: Mapping[str, Mapping[str, Given]]


def parse_answers(data: Data, catalogue: Catalogue, as_of: str) -> Answers:
    """Answers from their JSON form (`schemas/answers.schema.json`). Raises InputFaults with every fault found."""
    faults = contract_faults("answers", data)
    if faults:
        raise InputFaults(faults)
    release = catalogue.release
    facts, faults = known_facts(data.get("facts", {}), release.facts, release.derived)
    given: dict[str, dict[str, Given]] = {}
    for criterion_id, answers in data["answers"].items():
        where = f"answers.{criterion_id}"
        criterion = catalogue.criteria.get(criterion_id)
        if criterion is None:
            faults.append(unknown_criterion(criterion_id, catalogue, where))
            continue
        questions = {question.id: question for question in criterion.questions}
        for question_id, answer in answers.items():
            place = f"{where}.{question_id}"
            if question_id not in questions:
                remedy = suggestion(question_id, questions) or "Questions : " + ", ".join(questions)
                faults.append(Fault(place, f"{criterion.label} n'a pas de question « {question_id} »", remedy))
                continue
            faults += answer_faults(questions[question_id], criterion, answer, place)
            given.setdefault(criterion_id, {})[question_id] = Given(
                answer.get("value"),
                tuple(Proof(proof["id"], proof["date"]) for proof in answer.get("evidence", ())),
                answer.get("mark"),
            )
    date = data.get("as_of", as_of)
    if not is_iso_date(date):
        faults.append(Fault("as_of", f"« {date} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22"))
    if faults:
        raise InputFaults(faults)
    return Answers(data.get("tenderer", ""), date, facts, given)


def answer_faults(question: Question, criterion: Criterion, answer: Data, where: str) -> list[Fault]:
    """What is wrong with one answer; a null value is an answer not given yet."""
    faults: list[Fault] = []
    known = {evidence.id for evidence in criterion.evidence}
    for number, proof in enumerate(answer.get("evidence", ()), start=1):
        place = f"{where}.evidence[{number}]"
        if proof["id"] not in known:
            remedy = suggestion(proof["id"], known) or "Preuves de ce critère : " + ", ".join(sorted(known))
            faults.append(Fault(place, f"preuve inconnue « {proof['id']} »", remedy))
        if not is_iso_date(proof["date"]):
            faults.append(Fault(place, f"« {proof['date']} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22"))
    mark = answer.get("mark")
    if mark is not None:
        marks = [m.points for m in question.grid]
        if not marks:
            faults.append(Fault(f"{where}.mark", "cette question n'est pas notée par une personne", "Retirez mark"))
        elif not min(marks) <= mark <= max(marks):
            faults.append(
                Fault(
                    f"{where}.mark",
                    f"{mark:g} est hors du barème",
                    f"De {min(marks):g} à {max(marks):g} points",
                )
            )
    value = answer.get("value")
    if value is None:
        return faults
    if question.answer.type == "table":
        return faults + _table_faults(question, value, where)
    shape = Column(
        question.id,
        question.text,
        question.answer.type,
        question.answer.unit,
        question.answer.minimum,
        question.answer.maximum,
        {option.value: option.label for option in question.options},
    )
    problem = _problem(shape, value)
    if not problem and question.answer.max_words and isinstance(value, str):
        words = len(value.split())
        if words > question.answer.max_words:
            problem = (f"{words} mots", f"Restez sous {question.answer.max_words} mots")
    return faults + ([Fault(where, *problem)] if problem else [])


def _table_faults(question: Question, value: Any, where: str) -> list[Fault]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return [Fault(where, "une liste de lignes est attendue", f"Une ligne décrit {question.answer.row}")]
    columns = {column.id: column for column in question.answer.columns}
    faults: list[Fault] = []
    for number, row in enumerate(value, start=1):
        for name, cell in row.items():
            place = f"{where}[{number}].{name}"
            if name not in columns:
                remedy = suggestion(name, columns) or "Colonnes : " + ", ".join(columns)
                faults.append(Fault(place, "colonne inconnue", remedy))
            elif cell is not None:
                problem = _problem(columns[name], cell)
                if not problem and question.score and name == question.score.weight_by and cell < 0:
                    problem = (f"« {cell:g} » est négatif", "Écrivez une quantité")
                if problem:
                    faults.append(Fault(place, *problem))
    return faults


def _problem(column: Column, value: Any) -> tuple[str, str] | None:
    match column.type:
        case "boolean":
            return None if isinstance(value, bool) else (f"« {value} » n'est ni vrai ni faux", "Écrivez true ou false")
        case "choice":
            if isinstance(value, str) and value in column.values:
                return None
            return (f"choix inconnu « {value} »", "Choix possibles : " + ", ".join(column.values))
        case "date":
            return (
                None
                if is_iso_date(value)
                else (f"« {value} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22")
            )
        case "text":
            return None if isinstance(value, str) else (f"« {value} » n'est pas un texte", "Mettez-le entre guillemets")
    if not is_number(value):
        return (f"« {value} » n'est pas un nombre", "Écrivez un nombre sans espace ni unité")
    if column.type == "integer" and value != int(value):
        return (f"« {value} » n'est pas un nombre entier", "Arrondissez-le")
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = " et ".join(
            ([f"au moins {low:g}"] if low is not None else []) + ([f"au plus {high:g}"] if high is not None else [])
        )
        return (
            f"« {value:g} » est hors des bornes",
            f"La valeur va {bounds}" if low is None or high is None else f"De {low:g} à {high:g}",
        )
    return None
