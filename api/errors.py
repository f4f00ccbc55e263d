"""What goes wrong over HTTP, said as problem details (RFC 9457): a French sentence, and every fault with its remedy."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from clausier.engine.faults import Fault, InputFaults
from clausier.engine.release import ReleaseError
from clausier.generators.errors import WriteError
from clausier.readers.errors import ReadError, ReadErrors

log = logging.getLogger("clausier")

TITLES = {
    400: "La demande n'est pas lisible",
    404: "Rien à cette adresse",
    405: "Cette adresse ne se demande pas ainsi",
    410: "Ce critère est retiré de la base",
    412: "Ces réponses ont changé entre-temps",
    413: "L'envoi est trop volumineux",
    415: "Ce type de contenu n'est pas accepté",
    422: "Le contenu de la demande est à corriger",
    428: "Il manque l'en-tête If-Match",
    500: "Une erreur de notre côté",
    503: "Le service est momentanément indisponible",
}
DETAILS = {
    404: "Vérifiez l'adresse ; la documentation est sous /v1/docs.",
    405: "Les méthodes possibles sont dans l'en-tête Allow.",
    500: "L'erreur est notée. Réessayez plus tard ; si elle revient, signalez-la en disant ce que vous demandiez.",
    503: "La base de données ne répond pas. Réessayez dans un instant.",
}


class Problem(Exception):
    """An answer that is not the one hoped for. Raise it anywhere in a route."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail or DETAILS.get(status, "")
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


def problem_response(problem: Problem) -> Response:
    """`title` depends on the status alone; `detail` and `faults` on what was asked."""
    form: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(problem.status, HTTPStatus(problem.status).phrase),
        "status": problem.status,
        "detail": problem.detail,
        "faults": [{"where": f.where, "what": f.what, "remedy": f.remedy} for f in problem.faults],
    }
    # A fault quotes what was handed in, which may hold half a surrogate pair: escaped, it stays JSON.
    body = json.dumps(form, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, problem.status, problem.headers, media_type="application/problem+json")


def faulty(faults: Sequence[Fault]) -> Problem:
    count = len(faults)
    return Problem(422, "Un défaut à corriger." if count == 1 else f"{count} défauts à corriger.", faults)


def as_problem(error: Exception) -> Problem:
    """The problem that says an error of the engine, the readers, the generators or the framework."""
    match error:
        case Problem():
            return error
        case InputFaults():
            return faulty(error.faults)
        case ReadErrors():
            return faulty([Fault(e.where, e.what, e.remedy) for e in error.errors])
        case ReadError() | WriteError():
            return faulty([Fault(error.where, error.what, error.remedy)])
        case ReleaseError():
            log.error("%s", error)
            return Problem(500)
        case RequestValidationError():
            return faulty([_parameter_fault(entry) for entry in error.errors()])
        case HTTPException():
            return Problem(error.status_code, headers=error.headers)
        case OperationalError() | InterfaceError():
            log.error("La base de données ne répond pas : %s", error.orig)
            return Problem(503, headers={"Retry-After": "10"})
    log.error("Erreur imprévue", exc_info=error)
    return Problem(500)


def _parameter_fault(entry: Mapping[str, Any]) -> Fault:
    """A fault of a parameter of the address or of a header, from pydantic's description of it."""
    where = ".".join(str(step) for step in entry["loc"][1:])
    limits = entry.get("ctx", {})
    match entry["type"]:
        case "missing":
            return Fault(where, "paramètre absent", "Ajoutez-le")
        case "int_parsing" | "int_from_float" | "int_type" | "int_parsing_size":
            return Fault(where, "ce n'est pas un nombre entier", "Écrivez par exemple 20")
        case "bool_parsing" | "bool_type":
            return Fault(where, "ce n'est ni vrai ni faux", "Écrivez true ou false")
        case "greater_than_equal":
            return Fault(where, "nombre trop petit", f"Le minimum est {limits.get('ge')}")
        case "less_than_equal":
            return Fault(where, "nombre trop grand", f"Le maximum est {limits.get('le')}")
        case "literal_error" | "enum":
            return Fault(
                where,
                "valeur inconnue",
                "Valeurs possibles : " + str(limits.get("expected", "")).replace("'", "").replace(" or ", ", "),
            )
        case "string_pattern_mismatch":  # dates are the only parameters that have a form
            return Fault(where, "ce n'est pas une date", "Écrivez la date ainsi : 2026-11-22")
        case "string_too_long":
            return Fault(where, "texte trop long", f"Écrivez au plus {limits.get('max_length')} caractères")
    return Fault(where, "cette valeur ne convient pas", "Voyez la documentation, sous /v1/docs")


async def _handle(_request: Request, error: Exception) -> Response:
    return problem_response(as_problem(error))


def install(app: FastAPI) -> None:
    """Answer every error by a problem, on this application alone."""
    for kind in (
        Problem,
        InputFaults,
        ReadError,
        WriteError,
        ReleaseError,
        RequestValidationError,
        HTTPException,
        OperationalError,
        InterfaceError,
    ):
        app.add_exception_handler(kind, _handle)
