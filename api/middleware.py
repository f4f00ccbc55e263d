"""Around every answer: which base gave it, and a plain sentence where something unforeseen happened."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausier import __version__
from clausier.api.context import Context
from clausier.api.errors import as_problem, problem_response
from clausier.engine.release import ReleaseError
from clausier.readers.errors import ReadError

RELEASE_HEADER = "X-Clausier-Release"
DIGEST_HEADER = "X-Clausier-Digest"
VERSION_HEADER = "X-Clausier-Version"
AS_OF_HEADER = "X-Clausier-As-Of"


class Envelope:
    """Sets the headers that a route has not set itself; a replayed evaluation names its own release."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        self.app = app
        self.context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_signed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers().items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_signed)
        except Exception as error:
            if started:
                raise
            await problem_response(as_problem(error))(scope, receive, send_signed)

    def _headers(self) -> dict[str, str]:
        headers = {VERSION_HEADER: __version__, "X-Content-Type-Options": "nosniff"}
        try:
            release = self.context.current.release
        except (ReleaseError, ReadError):
            return headers
        return {**headers, RELEASE_HEADER: release.version, DIGEST_HEADER: release.digest}
