"""GET and POST /v1/questions: what a tenderer will be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from clausier.api.assessments import named_criteria
from clausier.api.body import read_object
from clausier.api.context import AsOf, context_of, date_asked
from clausier.api.documentation import PURCHASE_EXAMPLE, answers, json_body, refusals
from clausier.api.purchases import judged
from clausier.api.questions import criterion_questions
from clausier.api.routes.common import Json, StrictRoute, written
from clausier.api.shapes import Questions
from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Criterion
from clausier.engine.selection import Item
from clausier.engine.ternary import Situation
from clausier.generators.data import release_json

router = APIRouter(tags=["Fournisseurs"], route_class=StrictRoute)

Criteria = Annotated[
    list[str] | None, Query(description="identifiants, répétés ou séparés par des virgules", examples=[["nr-0012"]])
]


@router.get("/questions", summary="Les questions de critères choisis", responses=answers(Questions) | refusals(422))
async def list_questions(request: Request, criteria: Criteria = None, as_of: AsOf = None) -> Response:
    """Les questions des critères nommés, ou de tous. Sans achat, celles qui dépendent d'un fait restent en suspens."""
    context = context_of(request)
    date, catalogue = date_asked(context, as_of), context.current.catalogue()
    wanted = [name.strip().lower() for names in criteria or () for name in names.split(",") if name.strip()]
    ids = named_criteria(wanted, catalogue) if criteria else list(catalogue.criteria)
    situation = Situation({}, date, catalogue.law)
    forms = [_form(catalogue, catalogue.criteria[name], [], [situation]) for name in ids]
    return _written(catalogue, forms, date)


@router.post(
    "/questions",
    summary="Les questions qu'un achat posera",
    responses=answers(Questions) | refusals(400, 413, 415, 422),
    openapi_extra=json_body("Purchase_to_select", achat=PURCHASE_EXAMPLE),
)
async def questions_of_purchase(request: Request) -> Response:
    """Les questions des critères qui s'appliquent à l'achat, sans celles que ses faits écartent."""
    context = context_of(request)
    body = await read_object(request, context.settings.max_body_bytes)
    catalogue, selection = await judged(body, context)
    purchase = selection.purchase
    facts_of: dict[str | None, Mapping[str, Any]] = {None: purchase.facts}
    facts_of |= {lot.id: {**purchase.facts, **lot.facts} for lot in purchase.lots}
    items: dict[str, list[Item]] = {}
    for item in selection.applying():
        items.setdefault(item.criterion.id, []).append(item)
    forms = [
        _form(
            catalogue,
            catalogue.criteria[name],
            [item.lot for item in concerned if item.lot is not None],
            [Situation(facts_of[i.lot], purchase.as_of, catalogue.law, i.values) for i in concerned],
        )
        for name, concerned in items.items()
    ]
    return _written(catalogue, forms, purchase.as_of)


def _form(catalogue: Catalogue, criterion: Criterion, lots: list[str], situations: list[Situation]) -> Json:
    return {
        "id": criterion.id,
        "version": criterion.version,
        "title": criterion.title,
        "lots": lots,
        "questions": criterion_questions(catalogue, criterion, situations),
    }


def _written(catalogue: Catalogue, forms: list[Json], as_of: str) -> Response:
    form = {
        "release": release_json(catalogue.release),
        "as_of": as_of,
        "profile": list(catalogue.layers),
        "criteria": [form for form in forms if form["questions"]],
    }
    return written(form, as_of=as_of)
