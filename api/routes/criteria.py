"""GET /v1/criteria, /v1/facts, /v1/profiles: the base as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from clausier.api.context import AsOf, context_of, date_asked
from clausier.api.documentation import answers, refusals
from clausier.api.errors import Problem, faulty
from clausier.api.routes.common import Json, StrictRoute, written
from clausier.api.shapes import CriteriaPage, CriterionDetail, Facts, Profiles
from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import Criterion, LegalBasis, Reference, Release, Term
from clausier.engine.timeline import Law
from clausier.generators.data import release_json

router = APIRouter(tags=["Base"], route_class=StrictRoute)

CriterionId = Annotated[str, Path(description="l'identifiant, en minuscules ou non", examples=["nr-0012"])]
Theme = Annotated[str | None, Query(description="un thème de la base", examples=["inclusion"])]
Topic = Annotated[str | None, Query(description="un sujet de la base", examples=["accessibility"])]
Quality = Annotated[str | None, Query(description="une des sept qualités", examples=["frugal"])]
Limit = Annotated[int, Query(ge=1, le=200, description="critères par page")]
Offset = Annotated[int, Query(ge=0, le=100_000, description="critères à passer")]


@router.get("/criteria", summary="La liste des critères", responses=answers(CriteriaPage) | refusals(422))
async def list_criteria(
    request: Request,
    theme: Theme = None,
    topic: Topic = None,
    quality: Quality = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Les critères de la base, par identifiant, filtrés et page par page."""
    release = context_of(request).current.release
    faults = [
        *_unknown("theme", theme, release.themes),
        *_unknown("topic", topic, release.topics),
        *_unknown("quality", quality, release.qualities),
    ]
    if faults:
        raise faulty(faults)
    kept = [
        criterion
        for criterion in release.criteria.values()
        if theme in (None, criterion.theme)
        and topic in (None, criterion.topic)
        and (quality is None or quality in criterion.qualities)
    ]
    form = {
        "release": release_json(release),
        "total": len(kept),
        "offset": offset,
        "limit": limit,
        "criteria": [_entry(criterion) for criterion in kept[offset : offset + limit]],
    }
    return written(form)


def _unknown(name: str, value: str | None, known: Mapping[str, Term]) -> list[Fault]:
    if value is None or value in known:
        return []
    remedy = suggestion(value, known) or "Valeurs possibles : " + ", ".join(known)
    return [Fault(name, f"« {value[:60]} » est inconnu", remedy)]


def _entry(criterion: Criterion) -> Json:
    return {
        "id": criterion.id,
        "version": criterion.version,
        "status": criterion.status,
        "title": criterion.title,
        "theme": criterion.theme,
        "topic": criterion.topic,
        "qualities": dict(criterion.qualities),
        "ambition": criterion.ambition,
        "what": criterion.what,
    }


@router.get(
    "/criteria/{criterion_id}",
    summary="Un critère entier",
    responses=answers(CriterionDetail) | refusals(404, 410, 422),
)
async def show_criterion(request: Request, criterion_id: CriterionId, as_of: AsOf = None) -> Response:
    """Un critère tel que la base l'écrit, et le droit qui le fonde, avec ses dates, lu à une date."""
    context = context_of(request)
    edition, date = context.current, date_asked(context, as_of)
    release, name = edition.release, criterion_id.lower()
    criterion = release.criteria.get(name)
    if name in release.withdrawn:
        gone = release.withdrawn[name]
        instead = f"Remplacé par {', '.join(gone.replaced_by)}" if gone.replaced_by else "Il n'a pas de remplaçant"
        what = f"« {gone.title} » est retiré depuis le {gone.date}"
        raise Problem(410, f"{what} : {gone.reason}", [Fault("criterion_id", what, instead)])
    if criterion is None:
        near = suggestion(name, release.criteria)
        raise Problem(404, f"Ce critère n'existe pas. {near or '/v1/criteria en donne la liste.'}")
    law = Law(release.references)
    form = {
        "release": release_json(release),
        "as_of": date,
        "criterion": edition.criteria[name],
        "law": [_law(basis, release.references[basis.ref], law, date) for basis in criterion.legal_basis],
    }
    return written(form, as_of=date)


def _law(basis: LegalBasis, reference: Reference, law: Law, as_of: str) -> Json:
    return {
        "ref": reference.id,
        "kind": reference.kind,
        "citation": reference.citation,
        "title": reference.title,
        "summary": reference.summary,
        "role": basis.role,
        "why": basis.why,
        "status": law.status(reference.id, as_of),
        "in_force_from": reference.in_force_from,
        "in_force_to": reference.in_force_to,
        "replaced_by": reference.replaced_by,
        "url": reference.url,
        "confidence": reference.confidence,
        "checked_on": reference.checked.on,
        "checked_by": reference.checked.by,
        "checked_against": reference.checked.against,
        "doubt": reference.doubt,
        "milestones": dict(reference.milestones),
        "values": {
            name: [{"from": dated.since, "value": dated.value, "unit": dated.unit} for dated in values]
            for name, values in reference.values.items()
        },
    }


@router.get("/facts", summary="Les faits que l'on peut déclarer", responses=answers(Facts) | refusals(422))
async def list_facts(
    request: Request, level: Annotated[Literal["buyer", "purchase", "lot"] | None, Query()] = None
) -> Response:
    """Le vocabulaire des faits, avec la question de chacun et ses valeurs possibles."""
    release = context_of(request).current.release
    return written(
        {"release": release_json(release), "facts": [f for f in _facts(release) if level in (None, f["level"])]}
    )


def _facts(release: Release) -> list[Json]:
    return [
        {
            "id": fact.id,
            "type": fact.type,
            "level": fact.level,
            "label": fact.label,
            "question": fact.question,
            "unit": fact.unit,
            "minimum": fact.minimum,
            "values": dict(fact.values),
        }
        for fact in release.facts.values()
    ]


@router.get("/profiles", summary="Les profils de la base", responses=answers(Profiles))
async def list_profiles(request: Request) -> Response:
    """Les surcouches livrées avec la base, à donner par leur nom dans un achat."""
    release = context_of(request).current.release
    keys = ("title", "version", "summary", "imports")
    profiles = [{"id": name, **{k: profile.get(k) for k in keys}} for name, profile in release.profiles.items()]
    return written({"release": release_json(release), "profiles": profiles})
