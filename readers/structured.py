"""Purchases, profiles and answers written in YAML or JSON files: one mapping a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clausier.engine import yaml12
from clausier.engine.faults import Fault, InputFaults
from clausier.readers.errors import ReadError
from clausier.readers.files import read_file

MAX_BYTES = 5_000_000


def read_mapping(path: Path) -> dict[str, Any]:
    """The keys and values of a .yaml or .json file. Raises ReadError, or InputFaults where its content is at fault."""
    data = read_file(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise ReadError(
            path.name, f"ce fichier dépasse {MAX_BYTES // 1_000_000} Mo", "Vérifiez que c'est le bon fichier"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = "Donnez un fichier .yaml ou .json, enregistré en UTF-8"
        raise ReadError(path.name, "ce fichier n'est pas un texte en UTF-8", remedy) from None
    value = _json(text, path.name) if path.suffix == ".json" else yaml12.load(text, path.name)
    if not isinstance(value, dict):
        raise InputFaults([Fault("", "le fichier ne contient pas de clés", "Partez d'un exemple du guide")], path.name)
    return value


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise InputFaults([Fault("", "trop de niveaux imbriqués", "Simplifiez la structure")], name) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        place = f"ligne {line}" if line else ""
        fault = Fault(place, "le fichier n'est pas du JSON lisible", "Vérifiez virgules, guillemets et accolades")
        raise InputFaults([fault], name) from error
