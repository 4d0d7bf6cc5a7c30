"""The whole description asked by schemathesis over a real connection: good data, bad data, and chains of requests.

The same few questions every time; ``tests/benchmarks/schemathesis_campaign.py`` asks many others.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.api.app import create_app
from service.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW: dict[str, Any] = {
    "max_examples": 2,
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
_SUFFIX = re.compile(r"\.[a-z][a-z.-]*$")


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """A server over the prepared store, without limits on rates."""
    app = create_app(settings.model_copy(update={"rate_anonymous": "off", "rate_key": "off"}))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            thread.join(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def api(settings: Settings) -> Any:
    """The description, as schemathesis reads it."""
    return schemathesis.openapi.from_dict(create_app(settings).openapi())


def operations(api: Any) -> list[Any]:
    """Every operation; one format of each, for the others share its parameters."""
    found = [result.ok() for result in api.get_all_operations()]
    return [one for one in found if not _SUFFIX.search(one.path)]


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_no_question_gets_an_answer_that_is_not_described(
    api: Any, address: str, mode: schemathesis.GenerationMode
) -> None:
    for operation in operations(api):
        ask(operation, address, mode)


def ask(operation: Any, address: str, mode: schemathesis.GenerationMode) -> None:
    """A few made-up requests to one operation."""

    @seed(4171)
    @limits(**FEW)
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(base_url=address, checks=CHECKS, timeout=30)

    # Where nothing is asked for, nothing can be wrong.
    with suppress(Unsatisfiable):
        asked()
