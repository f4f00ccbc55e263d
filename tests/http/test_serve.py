"""`clausier serve` as a person starts it: a real process, a real port, a clean stop."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


def start(tmp_path: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    settings = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1", **environment}
    settings.pop("CLAUSIER_DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "clausier.api.cli", "serve", *options],
        env=settings,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(tmp_path, "--port", "0")
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_answers_and_stops_cleanly(
    server: subprocess.Popen[str], tmp_path: Path, stop: signal.Signals
) -> None:
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.fullmatch(r"clausier est ouvert sur (http://127\.0\.0\.1:\d+) \(documentation : \1/v1/docs\)\n", line)
    assert found, line
    with httpx.Client(base_url=found[1], trust_env=False) as client:
        assert client.get("/v1/health").json()["status"] == "ok"
        made = client.post("/v1/assessments", json={"tenderer": "Exemple"})
        assert made.json()["link"].startswith(found[1])
        assert client.get(made.json()["link"]).json()["tenderer"] == "Exemple"
    server.send_signal(stop)
    out, errors = server.communicate(timeout=20)
    assert (server.returncode, out, errors) == (0, "", "")
    assert [path.name for path in (tmp_path / "clausier").iterdir()] == ["clausier.sqlite3"]


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        out, errors = start(tmp_path, "--port", port).communicate(timeout=60)
    assert out == ""
    assert errors == (
        f"Le port {port} est déjà occupé. Fermez l'autre programme, ou choisissez un autre port avec --port.\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--port", "70000"), "Le port 70000 n'existe pas"),
        (("--port", "-1"), "Le port -1 n'existe pas"),
        (("--host", "nulle.part.invalid"), "est inconnue de ce poste"),
        (("--host", "192.0.2.1"), "ne peut pas être ouverte"),
    ],
)
def test_an_address_that_cannot_be_opened_is_said_so(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    process = start(tmp_path, *options)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said in errors
    assert len(errors.splitlines()) == 1


def test_a_setting_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    process = start(tmp_path, CLAUSIER_MAX_UPLOAD_BYTES="beaucoup")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "CLAUSIER_MAX_UPLOAD_BYTES" in errors
