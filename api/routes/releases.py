"""GET /v1/releases: the editions of the base, whole or summed up."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clausier.api.context import Context, context_of
from clausier.api.documentation import answers, refusals
from clausier.api.edition import Edition
from clausier.api.errors import Problem
from clausier.api.routes.common import Json, StrictRoute, signature, written
from clausier.api.shapes import ReleaseDetail, Releases

router = APIRouter(tags=["Base"], route_class=StrictRoute)

_NOT_FOUND = refusals(404, 422, 503)
_CONTENT = {**answers(description="Le fichier compilé de la version"), **_NOT_FOUND}


@router.get("/releases", summary="Les versions de la base", responses=answers(Releases))
async def list_releases(request: Request) -> Response:
    """Les versions installées, la plus récente d'abord ; `current` est celle qui répond."""
    context = context_of(request)
    editions = await run_in_threadpool(context.installed)
    return written({"releases": [_entry(edition, context) for edition in editions]})


@router.get("/releases/{name}", summary="Une version de la base", responses=answers(ReleaseDetail) | _NOT_FOUND)
async def show_release(request: Request, name: str) -> Response:
    """Une version, par son numéro ou par son empreinte. Celle d'une évaluation gardée se retrouve par son empreinte."""
    context = context_of(request)
    edition = await _edition(context, name)
    release = edition.release
    form = {
        **_entry(edition, context),
        "criteria": [{"id": c.id, "version": c.version, "title": c.title} for c in release.criteria.values()],
        "references": len(release.references),
        "facts": len(release.facts),
        "profiles": list(release.profiles),
        "withdrawn": list(release.withdrawn),
    }
    return written(form, release=release)


@router.get("/releases/{name}/content", summary="Le fichier d'une version", responses=_CONTENT)
async def download_release(request: Request, name: str) -> Response:
    """Le fichier compilé, à l'octet près : son empreinte SHA-256 est celle de la version."""
    edition = await _edition(context_of(request), name)
    return Response(edition.content, headers=signature(edition.release), media_type="application/json")


async def _edition(context: Context, name: str) -> Edition:
    edition = await run_in_threadpool(context.edition_named, name)
    if edition is None:
        raise Problem(404, "Cette version de la base n'est pas connue ici. /v1/releases donne celles qui le sont.")
    return edition


def _entry(edition: Edition, context: Context) -> Json:
    release = edition.release
    return {"version": release.version, "digest": release.digest, "current": edition is context.current}
