"""Bodies at the door: bounded while they arrive, read strictly, refused with a sentence rather than half understood."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Iterator
from typing import Any, NoReturn

from fastapi import Request

from clausier.api.errors import Problem, faulty
from clausier.engine.faults import Fault

MAX_DEPTH = 32  # levels; a purchase has four, a clause added by a profile a dozen
MAX_NUMBER = 1e15  # above any amount; whole numbers stay exact in every JSON reader
# What neither XML, hence Word, nor PostgreSQL can hold: control characters, halves of surrogate pairs, non-characters.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


async def bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body chunk by chunk, given up as soon as it exceeds `limit` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:15]) > limit:
        raise too_large(limit)
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise too_large(limit)
        yield chunk


def too_large(limit: int) -> Problem:
    size = f"{limit // 1_000_000} Mo" if limit >= 1_000_000 else f"{limit} octets"
    return Problem(413, f"La limite est de {size} pour un envoi. Divisez-le, ou allégez ses images.")


async def read_object(request: Request, limit: int) -> dict[str, Any]:
    """The JSON object that a request holds.

    Raises Problem: 415 for another type of content, 413 over `limit` bytes, 400 for what is not JSON, 422 for values
    that cannot be kept.
    """
    _expect_json(request)
    body = b"".join([chunk async for chunk in bounded(request, limit)])
    return parse_object(body)


def _expect_json(request: Request) -> None:
    media, _, options = request.headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", options, re.IGNORECASE)
    if media.strip().lower() != "application/json" or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise Problem(415, "Envoyez du JSON en UTF-8, avec l'en-tête Content-Type: application/json.")


def parse_object(body: bytes) -> dict[str, Any]:
    """The object written in these bytes; stricter than `json`, which takes NaN, doubled keys and any depth."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except UnicodeDecodeError:
        raise Problem(400, "Le texte n'est pas en UTF-8. Enregistrez-le en UTF-8.") from None
    except RecursionError:
        raise too_deep() from None
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        fault = Fault(place, "ce n'est pas du JSON lisible", "Vérifiez virgules, guillemets et accolades")
        raise Problem(400, "Le corps de la demande n'est pas du JSON lisible.", [fault]) from None
    except ValueError:
        # Python reads no number of more than 4,300 digits.
        raise faulty([Fault("", "un nombre est démesuré", "Corrigez-le")]) from None
    if not isinstance(value, dict):
        raise faulty([Fault("", "un objet JSON est attendu", "Écrivez des clés et des valeurs entre accolades")])
    faults = list(_unusable(value))
    if faults:
        raise faulty(faults[:20])
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise Problem(400, f"« {name} » n'est pas du JSON : écrivez un nombre, ou null si vous ne savez pas.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Problem(400, f"La clé « {twice[:60]} » est écrite deux fois dans le même objet. Gardez-en une.")
    return found


def too_deep() -> Problem:
    return Problem(400, f"Trop de niveaux imbriqués : la limite est de {MAX_DEPTH}. Simplifiez la structure.")


def _unusable(value: Any) -> Iterator[Fault]:
    """Every number out of reach and text that cannot be written, with its place; a loop, so that no depth can hurt."""
    waiting: list[tuple[Any, str, int]] = [(value, "", 1)]
    while waiting:
        current, where, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise too_deep()
        if isinstance(current, dict):
            for key, inner in current.items():
                if _UNWRITABLE.search(key):
                    yield Fault(where, "une clé contient un caractère interdit", "Retirez-le")
                else:
                    waiting.append((inner, f"{where}.{key}" if where else key, depth + 1))
        elif isinstance(current, list):
            waiting += [(inner, f"{where}[{n}]", depth + 1) for n, inner in enumerate(current, start=1)]
        elif isinstance(current, str) and _UNWRITABLE.search(current):
            yield Fault(where, "ce texte contient un caractère interdit", "Retirez les caractères de contrôle")
        elif isinstance(current, (int, float)) and not abs(current) <= MAX_NUMBER:
            yield Fault(where, "ce nombre est démesuré", "Restez sous un million de milliards")
