"""The HTTP door as one application, which another FastAPI or Starlette application may mount under a prefix."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from clausier import __version__
from clausier.api import docs_page, errors
from clausier.api.context import Context
from clausier.api.documentation import DESCRIPTION, TAGS, DocumentedApp
from clausier.api.middleware import Envelope
from clausier.api.routes import assessments, clauses, criteria, questions, releases, reviews, selections, service
from clausier.api.settings import Settings
from clausier.api.store.repository import Store

ROUTERS = (docs_page, service, releases, criteria, selections, clauses, reviews, questions, assessments)


def create_app(settings: Settings | None = None) -> FastAPI:
    """A new application, which shares nothing with another one. `settings` come from the environment by default.

    Nothing is opened here: the base is read and the store opened when a request first needs them, because the start-up
    of a mounted application is never run. `app.state.clausier.store.close()` lets the connections go.
    """
    settings = settings or Settings.from_environment()
    context = Context(settings, Store(settings.database_url))
    app = DocumentedApp(
        title="clausier",
        summary="Moteur de critères pour les achats publics numériques responsables",
        description=DESCRIPTION,
        version=__version__,
        openapi_tags=TAGS,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0 ; textes de la base : CC BY 4.0"},
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.clausier = context
    errors.install(app)
    app.add_middleware(Envelope, context=context)
    for module in ROUTERS:
        app.include_router(module.router, prefix="/v1")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.clausier.store.close()
