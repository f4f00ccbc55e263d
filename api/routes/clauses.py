"""POST /v1/clauses: the documents to put in the tender."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clausier.api.body import read_object
from clausier.api.context import context_of
from clausier.api.documentation import JUSTIFICATION, PURCHASE_EXAMPLE, Responses, json_body, refusals
from clausier.api.errors import faulty
from clausier.api.purchases import judged
from clausier.api.routes.common import StrictRoute, signature
from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import Release
from clausier.engine.selection import Selection
from clausier.generators.clauses import part_documents
from clausier.generators.document import Document
from clausier.generators.files import FILE_NAMES, NOTE
from clausier.generators.justification import justification
from clausier.generators.odt import odt_bytes
from clausier.generators.package import packed
from clausier.generators.word import docx_bytes

router = APIRouter(tags=["Acheteurs"], route_class=StrictRoute)

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "zip": "application/zip",
}
_WRITERS = {"docx": docx_bytes, "odt": odt_bytes}
_UNSAFE = re.compile(r"[^\w .,()-]+")

Part = Annotated[
    str | None, Query(description="une pièce (cctp, ccap, rc, rgpd_annex…) ou « justification » ; sans elle, toutes")
]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_DOCUMENT: Responses = {
    200: {
        "description": "Le document, ou l'archive de tous",
        "content": {media: _BINARY for media in MEDIA_TYPES.values()},
        "headers": {"Content-Disposition": {"schema": {"type": "string"}, "description": "le nom du fichier"}},
    }
}


@router.post(
    "/clauses",
    summary="Les pièces du marché, en document",
    responses=_DOCUMENT | refusals(400, 413, 415, 422, 500),
    response_class=Response,
    openapi_extra=json_body("Purchase_to_select", achat=PURCHASE_EXAMPLE),
)
async def write_clauses(
    request: Request, part: Part = None, format: Annotated[Literal["docx", "odt"], Query()] = "docx"
) -> Response:
    """Une pièce en .docx ou .odt ; sans `part`, une archive .zip de toutes les pièces et de la note de justification.

    Le même achat donne les mêmes octets un autre jour.
    """
    context = context_of(request)
    body = await read_object(request, context.settings.max_body_bytes)
    _check_part(part, context.current.release)
    catalogue, selection = await judged(body, context)
    purchase = selection.purchase
    data, kind, label = await run_in_threadpool(_write, catalogue, selection, part, format)
    disposition = {"Content-Disposition": attachment(f"{label} - {purchase.title}", kind)}
    return Response(data, headers=disposition | signature(as_of=purchase.as_of), media_type=MEDIA_TYPES[kind])


def _check_part(part: str | None, release: Release) -> None:
    known = [*release.parts, JUSTIFICATION]
    if part is not None and part not in known:
        remedy = suggestion(part, known) or "Pièces possibles : " + ", ".join(known)
        raise faulty([Fault("part", f"pièce inconnue « {part[:60]} »", remedy)])


def _write(catalogue: Catalogue, selection: Selection, part: str | None, form: str) -> tuple[bytes, str, str]:
    """The bytes, their format, and what to call them."""
    write = _WRITERS[form]
    documents: dict[str, Document] = {} if part == JUSTIFICATION else part_documents(catalogue, selection)
    if part is None or part == JUSTIFICATION:
        documents[JUSTIFICATION] = justification(catalogue, selection)
    if part is None:
        names = {**FILE_NAMES, JUSTIFICATION: NOTE}
        members = {f"{names[name]}.{form}": write(document) for name, document in documents.items()}
        return packed(members, min(members)), "zip", "Pièces"
    if part not in documents:
        remedy = f"Pièces qui ont des clauses : {', '.join(documents)}" if documents else "Précisez l'achat"
        raise faulty([Fault("part", f"aucune clause à mettre dans « {part} » pour cet achat", remedy)])
    label = "Justification" if part == JUSTIFICATION else catalogue.release.parts[part].label
    return write(documents[part]), form, label


def attachment(name: str, extension: str) -> str:
    """Content-Disposition (RFC 6266): a plain name for every client, the true one for those that read UTF-8."""
    clean = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", name)).split())[:120].strip(" .")
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode()
    plain = " ".join(plain.split()) or "document"
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{quote(f'{clean or plain}.{extension}')}"
