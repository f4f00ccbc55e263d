"""POST /v1/reviews: a draft read in memory, then forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clausier.api.body import parse_object
from clausier.api.context import Context, context_of, date_asked
from clausier.api.documentation import answers, refusals
from clausier.api.errors import faulty
from clausier.api.purchases import read_purchase, under
from clausier.api.routes.common import Json, StrictRoute, compact, signature
from clausier.api.shapes import Review
from clausier.api.uploads import Upload, read_upload
from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.recogniser import shipped_recogniser
from clausier.engine.review import Review as Found
from clausier.engine.review import review
from clausier.engine.selection import select
from clausier.generators.report import report
from clausier.generators.review_data import review_json
from clausier.generators.sarif import review_sarif
from clausier.generators.web import html_bytes
from clausier.readers.dossier import assemble, read_document
from clausier.readers.errors import ReadError, ReadErrors

router = APIRouter(tags=["Acheteurs"], route_class=StrictRoute)

FIELDS = ("parts", "purchase", "as_of", "profile")
_FORM: Json = {
    "type": "object",
    "required": ["files"],
    "additionalProperties": False,
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": {"type": "string", "format": "binary"},
            "description": "les documents du dossier : .docx, .odt, .pdf, .doc, .txt ou .md",
        },
        "parts": {
            "type": "array",
            "items": {"type": "string"},
            "description": "la pièce d'un fichier, quand son nom ne la dit pas : « projet.docx=cctp »",
        },
        "purchase": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "l'achat en JSON, pour écarter ce qui ne le concerne pas",
        },
        "as_of": {"type": "string", "description": "date à laquelle le droit est lu (aujourd'hui)"},
        "profile": {"type": "string", "description": "le nom d'un profil de la base"},
    },
}
_DRAFT = "Article 4. Accessibilité\n\nLe site est conforme au RGAA, ce que le titulaire prouve par un audit.\n"
_EXAMPLE = {"files": [_DRAFT], "as_of": "2026-11-22"}
_ANSWERS = answers(Review)
_ANSWERS[200]["content"] = {
    "application/sarif+json": {"schema": {"type": "object", "description": "un journal SARIF 2.1.0"}},
    "text/html": {"schema": {"type": "string", "description": "le rapport, en une page"}},
}


@router.post(
    "/reviews",
    summary="La relecture d'un projet de marché",
    responses=_ANSWERS | refusals(400, 413, 415, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": _FORM, "examples": {"projet": {"value": _EXAMPLE}}}},
        }
    },
)
async def make_review(request: Request) -> Response:
    """Chaque sujet reçoit un constat, avec les passages cités. Le projet est lu en mémoire, ni gardé ni journalisé.

    L'en-tête `Accept` choisit la forme : JSON par défaut, `application/sarif+json`, ou le rapport en `text/html`.
    """
    context = context_of(request)
    upload = await read_upload(request, context.settings.max_upload_bytes, FIELDS)
    media = _media(request.headers.get("accept", ""))
    as_of, body = await run_in_threadpool(_answer, upload, context, media)
    headers = {**signature(as_of=as_of), "Vary": "Accept"}
    return Response(body, headers=headers, media_type=media)


def _media(accepted: str) -> str:
    """The first form we know among those accepted: a browser names HTML first, a program asks for anything."""
    named = (media.partition(";")[0].strip().lower() for media in accepted.split(","))
    return next((media for media in named if media in _FORMS), "application/json")


def _answer(upload: Upload, context: Context, media: str) -> tuple[str, bytes]:
    """The date of the law and the body; the work of a thread."""
    catalogue, found = _review(upload, context)
    return found.as_of, _FORMS[media](catalogue, found)


def _json(_: Catalogue, found: Found) -> bytes:
    return compact(review_json(found))


def _sarif(catalogue: Catalogue, found: Found) -> bytes:
    return compact(review_sarif(catalogue, found))


def _html(catalogue: Catalogue, found: Found) -> bytes:
    return html_bytes(report(catalogue, found))


_FORMS: Mapping[str, Callable[[Catalogue, Found], bytes]] = {
    "application/json": _json,
    "application/sarif+json": _sarif,
    "text/html": _html,
}


def _review(upload: Upload, context: Context) -> tuple[Catalogue, Found]:
    as_of = upload.one("as_of") or None
    date = date_asked(context, as_of)
    catalogue = context.current.catalogue(upload.one("profile") or None)
    parts = _parts(upload, catalogue.release.parts)
    selection, text = None, upload.one("purchase")
    if text:
        body = parse_object(text.encode("utf-8", "surrogatepass"))
        if as_of:
            body["as_of"] = as_of
        try:
            own, purchase = read_purchase(body, context, context.current)
        except InputFaults as error:
            raise faulty(under("purchase", error)) from None
        if "profile" in body:
            catalogue = own
        selection, date = select(catalogue, purchase), purchase.as_of
    documents, errors = [], []
    for name, data in upload.files:
        try:
            documents.append(read_document(name, data, parts.get(name)))
        except ReadError as error:
            errors.append(error)
    if errors:
        raise ReadErrors(errors)
    return catalogue, review(catalogue, assemble(documents), date, selection, shipped_recogniser())


def _parts(upload: Upload, known: Mapping[str, object]) -> dict[str, str]:
    """The part that each named file plays, from « fichier=pièce ». Raises Problem."""
    names = [name for name, _ in upload.files]
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for choice in upload.fields.get("parts", []):
        name, _, part = choice.rpartition("=")
        if part not in known or not name:
            remedy = "Écrivez fichier=pièce, avec une de ces pièces : " + ", ".join(known)
            faults.append(Fault("parts", f"« {choice[:80]} » ne désigne pas une pièce", remedy))
        elif name not in names:
            remedy = suggestion(name, names) or "Documents donnés : " + ", ".join(names)
            faults.append(Fault("parts", f"aucun document ne s'appelle « {name[:80]} »", remedy))
        else:
            found[name] = part
    if faults:
        raise faulty(faults)
    return found
