"""The door holds to its own description, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from doors import PATIENCE, Door
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as given_cases
from hypothesis import strategies as st
from licet_http.methods import methods
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

QUESTIONS = 100
CHECKS = [
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
PATHS = [method.path for method in methods()]


@pytest.fixture(scope="module")
def described(http: Door) -> Any:
    return schemathesis.openapi.from_url(f"{http.url}/openapi.json")


def test_every_method_of_the_protos_but_the_stream_is_described(http: Door) -> None:
    told = httpx.get(f"{http.url}/openapi.json", timeout=PATIENCE).json()
    assert set(told["paths"]) == {*PATHS, "/health"}
    assert told["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_what_is_asked_at_random_is_answered_as_described(
    described: Any, path: str, mode: str
) -> None:
    operation = described[path]["POST"]
    generation = getattr(schemathesis.GenerationMode, mode.upper())
    asked = answered = 0

    @settings(
        max_examples=QUESTIONS,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given_cases(st.data())
    def ask(data: st.DataObject) -> None:
        nonlocal asked, answered
        case = data.draw(operation.as_strategy(generation_mode=generation))
        response = case.call_and_validate(checks=CHECKS, timeout=PATIENCE)
        asked += 1
        answered += response.status_code == 200

    ask()
    assert asked
    # Of sales made of nothing but their schema few say enough; of the rules anybody may ask.
    assert answered or "Decision" in path or mode == "negative"
