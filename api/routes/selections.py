"""POST /v1/selections: the criteria that apply to a purchase."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from clausier.api.body import read_object
from clausier.api.context import context_of
from clausier.api.documentation import PURCHASE_EXAMPLE, answers, json_body, refusals
from clausier.api.purchases import judged
from clausier.api.routes.common import StrictRoute, written
from clausier.api.shapes import Selection
from clausier.generators.data import selection_json

router = APIRouter(tags=["Acheteurs"], route_class=StrictRoute)

_WITH_PROFILE = {
    **PURCHASE_EXAMPLE,
    "profile": {
        "id": "syndicat-exemple",
        "title": "Profil du syndicat d'Exemple",
        "exclude": [{"id": "nr-0012", "reason": "Déjà couvert par le marché d'audit du syndicat."}],
    },
}


@router.post(
    "/selections",
    summary="Les critères qui s'appliquent à un achat",
    responses=answers(Selection) | refusals(400, 413, 415, 422),
    openapi_extra=json_body("Purchase_to_select", achat=PURCHASE_EXAMPLE, avec_un_profil=_WITH_PROFILE),
)
async def make_selection(
    request: Request,
    trace: Annotated[bool, Query(description="montrer comment chaque condition a été jugée")] = False,
) -> Response:
    """Chaque critère est jugé : il s'applique, ne s'applique pas, ou reste inconnu, avec les faits qui manquent."""
    context = context_of(request)
    body = await read_object(request, context.settings.max_body_bytes)
    catalogue, selection = await judged(body, context)
    return written(selection_json(catalogue, selection, traced=trace), as_of=selection.purchase.as_of)
