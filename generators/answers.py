"""The file of answers that a tenderer fills in: every question of a purchase, with nothing answered yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Criterion
from clausier.engine.questions import Question
from clausier.engine.selection import Selection
from clausier.generators.asked import asked
from clausier.generators.errors import WriteError
from clausier.generators.frame import Frame
from clausier.generators.questions import expected_answer


def criteria_asked(catalogue: Catalogue, selection: Selection) -> list[tuple[Criterion, tuple[Question, ...]]]:
    """Each applying criterion with the questions that the response frame asks for it, whatever the lot."""
    frame = Frame(catalogue, selection)
    questions: dict[str, dict[str, Question]] = {}
    for item in selection.applying():
        found = questions.setdefault(item.criterion.id, {})
        found.update({entry.question.id: entry.question for entry in asked(frame, item)})
    return [(catalogue.criteria[name], tuple(found.values())) for name, found in questions.items() if found]


def blank_answers(catalogue: Catalogue, selection: Selection) -> dict[str, Any]:
    """The JSON form (`schemas/answers.schema.json`); each comment holds the question, for the person who answers."""
    return {
        "tenderer": "",
        "answers": {
            criterion.id: {
                q.id: {"value": None, "comment": f"{q.text} ({expected_answer(q.answer)})"} for q in questions
            }
            for criterion, questions in criteria_asked(catalogue, selection)
        },
    }


def write_answers(catalogue: Catalogue, selection: Selection, path: Path) -> None:
    """Write a new file of answers; raises WriteError, and never writes over one that exists."""
    write_once(path, json.dumps(blank_answers(catalogue, selection), ensure_ascii=False, indent=2) + "\n")


def write_once(path: Path, text: str) -> None:
    """Write a file that does not exist yet; raises WriteError."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise WriteError("ce fichier existe déjà", str(path), "Choisissez un autre nom") from error
    except OSError as error:
        raise WriteError("ce fichier ne peut pas être écrit", str(path), "Vérifiez le dossier et vos droits") from error
