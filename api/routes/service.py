"""GET /v1/health."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from clausier import __version__
from clausier.api.context import context_of
from clausier.api.documentation import answers
from clausier.api.routes.common import StrictRoute, written
from clausier.api.shapes import Health
from clausier.generators.data import release_json

router = APIRouter(tags=["Service"], route_class=StrictRoute)


@router.get("/health", summary="Dire si le service répond", responses=answers(Health))
async def health(request: Request) -> Response:
    """Le service répond et sa base est lisible. La base de données n'est pas interrogée."""
    return written(
        {"status": "ok", "version": __version__, "release": release_json(context_of(request).current.release)}
    )
