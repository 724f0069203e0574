"""What the server says of itself in OpenAPI holds for whatever may be asked: no failure, and answers as declared."""

from __future__ import annotations

import contextlib
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accord.domain.scopes import SCOPES
from accord.domain.settings import Settings
from accord.library.people import open_people
from tests.server.conftest import Server

HELD = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

EXAMPLES = 3
PARTS = 3
EVERY = list(HealthCheck)


@pytest.fixture(scope="session")
def leave(server: Server) -> dict[str, str]:
    """The Authorization header below each path: of somebody to whom anything may happen."""
    with open_people(Settings(home=server.home)) as people:
        listener, own = people.listeners.add("Somebody")
    bearer, token = f"Bearer {server.token_for(*SCOPES, listener=listener)}", f"Token {own}"
    return {"/v1/": bearer, "/1/": token, "/accord/": token}


@pytest.fixture(scope="session")
def described(server: Server) -> Any:
    whole = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    # The one would end what the others need; the other takes an archive, which is no matter of a schema.
    return whole.exclude(method="DELETE", path="/accord/v1/me").exclude(path="/accord/v1/me/import")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_any_request_is_answered_as_declared(
    described: Any, leave: dict[str, str], part: int, mode: GenerationMode
) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 100
    wrong = {}
    for operation in operations[part::PARTS]:
        value = next((value for prefix, value in leave.items() if operation.path.startswith(prefix)), None)
        try:
            hold(operation, mode, {"Authorization": value} if value else {})
        except FailureGroup as failures:
            wrong[operation.label] = "\n".join(str(failure) for failure in failures.exceptions)
    assert not wrong, "\n\n".join(f"{label}: {what}" for label, what in wrong.items())


def hold(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    """Ask an endpoint what its declaration allows, or what it does not, a few times."""

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=EVERY)
    @given(operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=HELD)

    with contextlib.suppress(Unsatisfiable, SkipTest):  # there is nothing that it does not allow
        answered()
