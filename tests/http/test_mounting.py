"""clausier inside another application: under a prefix, with its own errors, and the host's own routes untouched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI, HTTPException
from starlette.testclient import TestClient

from clausier.api.app import create_app
from clausier.api.settings import Settings


@pytest.fixture
def host(tmp_path: Path) -> TestClient:
    """A host with routes, errors and documentation of its own."""
    app = FastAPI(title="Plateforme d'achat")

    @app.get("/criteria")
    def own() -> dict[str, str]:
        return {"owner": "host"}

    @app.get("/broken")
    def broken() -> None:
        raise HTTPException(404, "host's own words")

    app.mount("/achats", create_app(Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}")))
    return TestClient(app)


def test_the_host_keeps_its_routes_errors_and_documentation(host: TestClient) -> None:
    assert host.get("/criteria").json() == {"owner": "host"}
    assert host.get("/broken").json() == {"detail": "host's own words"}
    assert host.get("/nothing").json() == {"detail": "Not Found"}
    assert "X-Clausier-Release" not in host.get("/criteria").headers
    assert list(host.get("/openapi.json").json()["paths"]) == ["/criteria", "/broken"]


def test_ours_answer_under_the_prefix_with_our_problems(host: TestClient) -> None:
    assert host.get("/achats/v1/health").json()["status"] == "ok"
    assert host.post("/achats/v1/selections", json={"title": "x"}).status_code == 200
    for path in ("/achats/v1/nothing", "/achats/v1/criteria/nr-9999"):
        assert host.get(path).headers["Content-Type"] == "application/problem+json"
    assert host.get("/v1/health").status_code == 404


def test_private_links_and_documentation_hold_the_prefix(host: TestClient) -> None:
    made = host.post("/achats/v1/assessments", json={"tenderer": "A"})
    assert made.json()["link"].startswith("http://testserver/achats/v1/assessments/")
    assert host.get(made.json()["link"]).json()["tenderer"] == "A"
    assert "/achats/v1/selections" in host.get("/achats/v1/docs").text
    assert host.get("/achats/v1/openapi.json").json()["servers"] == [{"url": "/achats"}]


def test_importing_clausier_brings_no_web_framework() -> None:
    code = "import sys, clausier, clausier.engine.selection; print({'fastapi', 'sqlmodel'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
