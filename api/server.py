"""`clausier serve`: the HTTP door opened on one address, with one French sentence and nothing else."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from types import FrameType

import uvicorn

from clausier.api.app import create_app
from clausier.api.settings import Settings
from clausier.api.store.engine import make_engine

HIGHEST_PORT = 65_535


class _CannotListen(Exception):
    """The French sentence to print."""


def serve(host: str, port: int) -> int:
    """Serve until interrupted; 0 after a clean stop, 2 where the address cannot be used.

    Raises InputFaults or ReleaseError where the settings or the base cannot be used.
    """
    settings = Settings.from_environment()
    if settings.database_url:
        make_engine(settings.database_url).dispose()  # a wrong address is said now, not to the first vendor
    app = create_app(settings)
    app.state.clausier.current  # noqa: B018  # an unreadable base is said now, not at the first request
    try:
        listening = _listen(host, port)
    except _CannotListen as error:
        print(error, file=sys.stderr)
        return 2
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{listening.getsockname()[1]}"
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    signal.signal(signal.SIGTERM, _leave)
    print(f"clausier est ouvert sur {url} (documentation : {url}/v1/docs)", flush=True)
    try:
        # uvicorn stops cleanly, then raises again the signal that it received.
        uvicorn.Server(config).run(sockets=[listening])
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        listening.close()
        app.state.clausier.store.close()
    return 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= HIGHEST_PORT:
        raise _CannotListen(f"Le port {port} n'existe pas. Choisissez-en un de 1 à {HIGHEST_PORT} avec --port.")
    try:
        family, kind, _, _, where = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise _CannotListen(f"L'adresse « {host} » est inconnue de ce poste. Essayez --host 127.0.0.1.") from None
    listening = socket.socket(family, kind)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise _CannotListen(
                f"Le port {port} est déjà occupé. Fermez l'autre programme, ou choisissez un autre port avec --port."
            ) from None
        if error.errno == errno.EACCES:
            raise _CannotListen(f"Le port {port} est réservé. Choisissez-en un de 1024 à {HIGHEST_PORT}.") from None
        raise _CannotListen(f"L'adresse « {host} » ne peut pas être ouverte. Essayez --host 127.0.0.1.") from None
    return listening
