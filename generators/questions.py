"""Questions put to tenderers, in French: what answer is expected, and how points follow from it."""

from __future__ import annotations

from collections.abc import Iterator

from clausier.engine.clauses import french_number
from clausier.engine.questions import Answer, Column, Question, Score
from clausier.engine.text import lower_first
from clausier.generators.words import ANSWER, counted, enumeration, unit

THEN = {
    "zero": "Sans réponse après une demande de précision : 0 point.",
    "irregular": "Sans réponse après une demande de précision : l'offre est irrégulière.",
}
BY_A_PERSON = "Une personne attribue ces points ; jusque-là, la note est un intervalle."


def expected_answer(answer: Answer) -> str:
    """« un nombre en %, de 0 à 100 », « un tableau, un service par ligne »."""
    pieces = [ANSWER[answer.type]]
    if answer.unit:
        pieces[0] += f" en {unit(answer.unit)}"
    pieces += _bounds(answer.minimum, answer.maximum)
    if answer.max_words:
        pieces.append(f"{counted(answer.max_words, 'mot')} au plus")
    if answer.row:
        pieces.append(f"{answer.row} par ligne")
    return ", ".join(pieces)


def column(col: Column) -> str:
    """« Taux constaté (en %, de 0 à 100) »."""
    details = [f"en {unit(col.unit)}"] if col.unit else []
    details += _bounds(col.minimum, col.maximum)
    if col.values:
        details.append(enumeration([lower_first(label) for label in col.values.values()], "ou"))
    return f"{col.label} ({', '.join(details)})" if details else col.label


def _bounds(low: float | None, high: float | None) -> list[str]:
    if low is not None and high is not None:
        return [f"de {french_number(low)} à {french_number(high)}"]
    if low is not None:
        return [f"au moins {french_number(low)}"]
    return [f"au plus {french_number(high)}"] if high is not None else []


def scoring(question: Question) -> Iterator[str]:
    """One line for each way of earning points; nothing for a question that is not scored."""
    yield from scale_lines(question)
    if question.grid:
        yield BY_A_PERSON


def scale_lines(question: Question) -> Iterator[str]:
    """The same, as a tenderer needs it."""
    for option in question.options:
        if option.points is not None:
            yield f"{option.label} : {points(option.points)}"
    if question.score is not None:
        yield from _scale(question, question.score)
    for mark in question.grid:
        yield f"{points(mark.points)} : {mark.when}"


def _scale(question: Question, score: Score) -> Iterator[str]:
    columns = {col.id: col for col in question.answer.columns}
    if score.first_of:
        read = enumeration([f"« {columns[name].label} »" for name in score.first_of], "puis")
        yield f"Chaque ligne est notée sur {read}."
    if score.linear:
        (low, low_points), (high, high_points) = score.linear
        yield (
            f"{points(low_points)} à {french_number(low)}, {points(high_points)} à {french_number(high)}, "
            "en proportion entre les deux."
        )
    for at_least, earned in score.bands:
        yield (
            f"À partir de {french_number(at_least)} : {points(earned)}"
            if at_least is not None
            else (f"En dessous : {points(earned)}")
        )
    labels = {value: label for col in question.answer.columns for value, label in col.values.items()}
    labels |= {option.value: option.label for option in question.options}
    for value, earned in score.map.items():
        yield f"{labels.get(value, value)} : {points(earned)}"
    if score.weight_by:
        yield f"La note est la moyenne des lignes, pondérée par « {columns[score.weight_by].label} »."
    elif question.answer.type == "table":
        yield "La note est la moyenne des lignes."


def points(number: float) -> str:
    """« 1 point », « 7,5 points »; as French does, below two is singular."""
    return f"{french_number(number)} point{'s' if number >= 2 else ''}"


def meets(question: Question) -> str:
    """What a compliance answer must be, or an empty text."""
    return f"Réponse attendue : {wanted}." if (wanted := _wanted(question)) else ""


def demanded(question: Question) -> str:
    """The same, as the tenderer is told it."""
    return f"Est conforme : {wanted}." if (wanted := _wanted(question)) else ""


def _wanted(question: Question) -> str:
    if question.meets is None:
        return ""
    if isinstance(question.meets, bool):
        return "oui" if question.meets else "non"
    labels = {option.value: option.label for option in question.options}
    return enumeration([lower_first(labels.get(value, value)) for value in question.meets], "ou")


def without_answer(question: Question, use: str) -> str:
    """What an answer never given becomes; nothing where it would change nothing."""
    return THEN[question.answer.then] if use == "score" or question.answer.then == "irregular" else ""
