"""Requests drawn from the OpenAPI description: whatever is sent, the answer is one that the description announces.

A short run here. A longer one: CLAUSIER_FUZZ_EXAMPLES=200 .venv/bin/pytest tests/http/test_schemathesis.py
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from clausier.api.app import create_app
from clausier.api.settings import Settings

EXAMPLES = int(os.environ.get("CLAUSIER_FUZZ_EXAMPLES", "8"))
# Left out: positive_data_acceptance. A contract cannot say that a criterion exists or that 31 February does not.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]

_folder = tempfile.TemporaryDirectory(prefix="clausier-fuzz-")
app = create_app(Settings(database_url=f"sqlite:///{Path(_folder.name) / 'fuzz.sqlite3'}"))
schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app)


@pytest.fixture(scope="module")
def kept() -> str:
    """The token of an assessment that exists: a random one is never found."""
    token: str = TestClient(app).post("/v1/assessments", json={}).json()["token"]
    return token


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_description_announces(case: schemathesis.Case[Any], kept: str) -> None:
    if "token" in case.path_parameters and case.method in ("GET", "PUT", "PATCH"):
        case.path_parameters["token"] = kept
        case.headers["If-Match"] = "*"
    case.call_and_validate(checks=CHECKS)
