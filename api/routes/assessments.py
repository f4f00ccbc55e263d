"""POST /v1/assessments and what follows: a tenderer's answers, kept behind a private link."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clausier.api.assessments import (
    Checked,
    assessment_form,
    check,
    checked_again,
    edition_asked,
    result_json,
    with_more,
)
from clausier.api.body import read_object
from clausier.api.context import DAY, Context, context_of, date_asked
from clausier.api.documentation import PURCHASE_EXAMPLE, answers, json_body, refusals
from clausier.api.edition import Edition
from clausier.api.errors import Problem
from clausier.api.routes.common import Json, StrictRoute, written
from clausier.api.shapes import Assessment, CreatedAssessment, Result
from clausier.api.store.repository import Kept, StaleRevision, new_token

router = APIRouter(tags=["Fournisseurs"], route_class=StrictRoute)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ETAG = re.compile(r'"([0-9]{1,9})"')
# The address itself is the secret: no cache may keep the page, no page may pass its address on.
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_UNKNOWN = "Aucune évaluation n'est gardée à cette adresse : elle a été effacée, ou le lien est incomplet."

_ANSWERS: Json = {
    "nr-0024": {
        "q-automatic": {"value": "scheduled", "evidence": [{"id": "export-sample", "date": "2026-10-05"}]},
        "q-schema": {"value": None},
    }
}
_FROM_ANSWERS = {"tenderer": "Fournisseur d'Exemple", "as_of": "2026-11-22", "answers": _ANSWERS}
_FROM_PURCHASE = {"tenderer": "Fournisseur d'Exemple", "purchase": PURCHASE_EXAMPLE, "answers": {}}
_MORE = {"answers": _ANSWERS}

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="l'ETag reçu en lisant l'évaluation", max_length=80)
]
AsOf = Annotated[
    str | None, Query(description="date à laquelle lire droit et preuves (celle de l'évaluation)", pattern=DAY)
]


@router.post(
    "/assessments/preview",
    summary="Noter des réponses sans les garder",
    responses=answers(Result) | refusals(400, 413, 415, 422),
    openapi_extra=json_body("Assessment_to_make", reponses=_FROM_ANSWERS, achat=_FROM_PURCHASE),
)
async def preview_assessment(request: Request) -> Response:
    """Le même résultat que pour une évaluation gardée ; rien n'est écrit."""
    checked = await _handed_in(request, context_of(request))
    return written(result_json(checked), release=checked.catalogue.release, as_of=checked.draft.as_of)


@router.post(
    "/assessments",
    status_code=201,
    summary="Garder des réponses",
    responses=answers(CreatedAssessment, 201, "Gardées, avec leur lien privé") | refusals(400, 413, 415, 422, 503),
    openapi_extra=json_body("Assessment_to_make", reponses=_FROM_ANSWERS, achat=_FROM_PURCHASE),
)
async def create_assessment(request: Request) -> Response:
    """Les réponses, même partielles, sont gardées avec la version de la base qui les note.

    `token` n'est donné qu'ici, et dans le lien : gardez-le, il n'est pas conservé en clair.
    """
    context = context_of(request)
    checked = await _handed_in(request, context)
    release, token = checked.catalogue.release, new_token()
    content = context.edition_of(release.digest).content
    kept = await run_in_threadpool(context.store.add, token, (release.digest, release.version), content, checked.draft)
    response = _answer(request, kept, checked, token, status=201, token_shown=True)
    response.headers["Location"] = _link(request, token)
    return response


@router.get(
    "/assessments/{token}",
    summary="Reprendre des réponses gardées",
    responses=answers(Assessment) | refusals(404, 422, 503),
)
async def show_assessment(request: Request, token: str) -> Response:
    """Les réponses et leur note, sur la version de la base où elles ont été faites. L'ETag sert à les changer."""
    kept, checked = await _found(request, token)
    return _answer(request, kept, checked, token)


@router.get(
    "/assessments/{token}/result",
    summary="La note de réponses gardées, à une date",
    responses=answers(Result) | refusals(404, 422, 503),
)
async def show_result(request: Request, token: str, as_of: AsOf = None) -> Response:
    """Une preuve valable aujourd'hui peut être périmée à la date demandée."""
    context = context_of(request)
    date = date_asked(context, as_of) if as_of is not None else None
    _, checked = await _found(request, token)
    form = result_json(checked, date)
    response = written(form, release=checked.catalogue.release, as_of=form["as_of"])
    response.headers.update(_PRIVATE)
    return response


_CHANGES = answers(Assessment) | refusals(400, 404, 412, 413, 415, 422, 428, 503)


@router.put(
    "/assessments/{token}",
    summary="Remplacer des réponses gardées",
    responses=_CHANGES,
    openapi_extra=json_body("Assessment_to_make", reponses=_FROM_ANSWERS),
)
async def replace_assessment(request: Request, token: str, if_match: IfMatch = None) -> Response:
    """Tout est remplacé, sauf la version de la base. If-Match doit porter l'ETag lu : 412 si l'évaluation a changé."""
    kept, revision, body = await _change(request, token, if_match)
    body.pop("release", None)
    context = context_of(request)
    return await _save(request, token, revision, check(body, context, await _edition(context, kept)))


@router.patch(
    "/assessments/{token}",
    summary="Ajouter des réponses",
    responses=_CHANGES,
    openapi_extra=json_body("More_answers", reponses=_MORE),
)
async def add_answers(request: Request, token: str, if_match: IfMatch = None) -> Response:
    """Les réponses données s'ajoutent ou remplacent celles des mêmes questions ; null les efface."""
    kept, revision, more = await _change(request, token, if_match)
    context = context_of(request)
    edition = await _edition(context, kept)
    return await _save(request, token, revision, check(with_more(kept.draft, more), context, edition))


@router.delete(
    "/assessments/{token}",
    status_code=204,
    summary="Effacer des réponses gardées",
    responses=answers(None, 204, "Effacées") | refusals(404, 422, 503),
)
async def erase_assessment(request: Request, token: str) -> Response:
    """Rien n'en reste, sauf la version de la base qui les notait."""
    context = context_of(request)
    if not _TOKEN.fullmatch(token) or not await run_in_threadpool(context.store.erase, token):
        raise Problem(404, _UNKNOWN)
    return Response(status_code=204, headers=_PRIVATE)


async def _handed_in(request: Request, context: Context) -> Checked:
    body = await read_object(request, context.settings.max_body_bytes)
    edition = await run_in_threadpool(edition_asked, body, context)
    return check(body, context, edition)


async def _kept(context: Context, token: str) -> Kept:
    kept = await run_in_threadpool(context.store.find, token) if _TOKEN.fullmatch(token) else None
    if kept is None:
        raise Problem(404, _UNKNOWN)
    return kept


async def _edition(context: Context, kept: Kept) -> Edition:
    return await run_in_threadpool(context.edition_of, kept.release)


async def _found(request: Request, token: str) -> tuple[Kept, Checked]:
    context = context_of(request)
    kept = await _kept(context, token)
    return kept, await run_in_threadpool(checked_again, kept, context)


async def _change(request: Request, token: str, if_match: str | None) -> tuple[Kept, int, dict[str, Any]]:
    """What is kept, the revision that the caller may write over, and the body; refused before the body is read."""
    context = context_of(request)
    kept = await _kept(context, token)
    revision = _expected(if_match, kept)
    return kept, revision, await read_object(request, context.settings.max_body_bytes)


def _expected(if_match: str | None, kept: Kept) -> int:
    """The revision to write over: the one that the caller has read."""
    if if_match is None:
        raise Problem(428, "Donnez dans If-Match l'ETag reçu en lisant l'évaluation.", headers=_etag(kept))
    if if_match.strip() == "*":
        return kept.revision
    revisions = [int(found) for found in _ETAG.findall(if_match)]
    if kept.revision not in revisions:
        raise Problem(412, "Relisez l'évaluation, puis reportez vos changements.", headers=_etag(kept))
    return kept.revision


def _etag(kept: Kept) -> dict[str, str]:
    return {"ETag": f'"{kept.revision}"'}


async def _save(request: Request, token: str, revision: int, checked: Checked) -> Response:
    store = context_of(request).store
    try:
        kept = await run_in_threadpool(store.write, token, revision, checked.draft)
    except StaleRevision:
        raise Problem(412, "Relisez l'évaluation, puis reportez vos changements.") from None
    if kept is None:
        raise Problem(404, _UNKNOWN)
    return _answer(request, kept, checked, token)


def _answer(
    request: Request, kept: Kept, checked: Checked, token: str, *, status: int = 200, token_shown: bool = False
) -> Response:
    form = assessment_form(kept, checked, _link(request, token))
    if token_shown:
        form["token"] = token
    response = written(form, release=checked.catalogue.release, as_of=kept.draft.as_of, status=status)
    response.headers.update({**_PRIVATE, **_etag(kept)})
    return response


def _link(request: Request, token: str) -> str:
    # root_path is the prefix that a host application mounts us under; Starlette's base_url leaves it out.
    here = str(request.base_url.replace(path=request.scope.get("root_path", "")))
    return f"{context_of(request).settings.public_url or here}/v1/assessments/{token}"
