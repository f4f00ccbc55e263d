"""The file of answers that a tenderer fills in: every question of a purchase, with nothing answered yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clausier.engine.model import Criterion
from clausier.engine.questions import Question
from clausier.engine.selection import Selection
from clausier.generators.errors import WriteError
from clausier.generators.questions import expected_answer


def asked(selection: Selection) -> Iterator[tuple[Criterion, tuple[Question, ...]]]:
    """Each applying criterion once, with its questions, in order of id."""
    criteria = {item.criterion.id: item.criterion for item in selection.applying()}
    for criterion in criteria.values():
        yield criterion, criterion.questions


def blank_answers(selection: Selection) -> dict[str, Any]:
    """The JSON form (`schemas/answers.schema.json`); each comment holds the question, for the person who answers."""
    return {
        "tenderer": "",
        "answers": {
            criterion.id: {
                q.id: {"value": None, "comment": f"{q.text} ({expected_answer(q.answer)})"} for q in questions
            }
            for criterion, questions in asked(selection)
        },
    }


def write_answers(selection: Selection, path: Path) -> None:
    """Write a new file of answers; raises WriteError, and never writes over one that exists."""
    write_once(path, json.dumps(blank_answers(selection), ensure_ascii=False, indent=2) + "\n")


def write_once(path: Path, text: str) -> None:
    """Write a file that does not exist yet; raises WriteError."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise WriteError("ce fichier existe déjà", str(path), "Choisissez un autre nom") from error
    except OSError as error:
        raise WriteError("ce fichier ne peut pas être écrit", str(path), "Vérifiez le dossier et vos droits") from error
