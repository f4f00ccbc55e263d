"""What every route does: refuse an unknown parameter, write its answer as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from clausier.api.errors import faulty
from clausier.api.middleware import AS_OF_HEADER, DIGEST_HEADER, RELEASE_HEADER
from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import Release

Json = dict[str, Any]


class StrictRoute(APIRoute):
    """A route that says so when a parameter of the address is misspelt, rather than answer another question."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        lists = {p.alias for p in self.dependant.query_params if "list" in str(p.field_info.annotation)}
        known = {p.alias for p in self.dependant.query_params}

        async def check(request: Request) -> Response:
            faults = []
            for name in request.query_params:
                if name not in known:
                    remedy = suggestion(name, known) or (
                        "Paramètres possibles : " + ", ".join(sorted(known)) if known else "Retirez-le"
                    )
                    faults.append(Fault(name[:80], "paramètre inconnu", remedy))
                elif name not in lists and len(request.query_params.getlist(name)) > 1:
                    faults.append(Fault(name, "paramètre donné deux fois", "Gardez-en un"))
            if faults:
                raise faulty(faults)
            return await handle(request)

        return check


def written(form: Json, *, release: Release | None = None, as_of: str | None = None, status: int = 200) -> Response:
    """A JSON answer, serialised once, with the headers that say which base and which date it stands on."""
    return Response(compact(form), status, signature(release, as_of), media_type="application/json")


def compact(form: Json) -> bytes:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()


def signature(release: Release | None = None, as_of: str | None = None) -> dict[str, str]:
    headers = {RELEASE_HEADER: release.version, DIGEST_HEADER: release.digest} if release else {}
    return {**headers, AS_OF_HEADER: as_of} if as_of else headers
