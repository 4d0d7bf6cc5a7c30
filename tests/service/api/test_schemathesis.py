"""The whole description asked by schemathesis over a real connection: good data, bad data, and chains of requests.

The same few questions every time; ``tests/benchmarks/schemathesis_campaign.py`` asks many others.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
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
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store
from tests.service.api.conftest import MORNING
from tests.service.api.real_entries import RealEntries

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
def own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the filled store, for what is asked here changes it; without limits on rates."""
    home = tmp_path_factory.mktemp("asked")
    with closing(sqlite3.connect(settings.home / "headway.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(home / "headway.db"),))
    return settings.model_copy(update={"home": home, "rate_anonymous": "off", "rate_key": "off"})


@pytest.fixture(scope="module")
def headers(own: Settings) -> dict[str, str]:
    """A key that may do everything."""
    with open_store(own.store_url) as store, store.session() as session:
        key, _ = create_key(
            session, KeyWanted("All", Scope.ADMIN, private=True), at=MORNING, who="a test", why="To test"
        )
    return {"Authorization": f"Bearer {key.text}"}


@pytest.fixture(scope="module")
def address(own: Settings) -> Iterator[str]:
    """A server over that store."""
    server = uvicorn.Server(uvicorn.Config(create_app(own), port=0, log_level="error"))
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
def api(own: Settings) -> Any:
    """The description, as schemathesis reads it."""
    return schemathesis.openapi.from_dict(create_app(own).openapi())


@pytest.fixture(scope="module")
def real(address: str, headers: dict[str, str]) -> RealEntries:
    """What there is to ask about."""
    return RealEntries(address, headers)


def operations(api: Any) -> list[Any]:
    """Every operation that ends; one format of each, for the others share its parameters."""
    found = [result.ok() for result in api.get_all_operations()]
    return [one for one in found if not _SUFFIX.search(one.path) and not one.path.endswith("/events")]


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_no_question_gets_an_answer_that_is_not_described(
    api: Any, address: str, real: RealEntries, mode: schemathesis.GenerationMode
) -> None:
    every = operations(api)
    answered = {operation.label for operation in every if 200 <= ask(operation, address, real, mode) < 300}
    if mode is schemathesis.GenerationMode.POSITIVE:
        # Most questions get past the first check: what is there is asked for, with a key that may.
        assert len(answered) > 0.5 * len(every), sorted(
            one.label for one in every if one.label not in answered
        )


def ask(operation: Any, address: str, real: RealEntries, mode: schemathesis.GenerationMode) -> int:
    """A few made-up requests to one operation; the smallest status of an answer."""
    statuses = []

    @seed(4171)
    @limits(**{**FEW, "max_examples": 1 if mode.is_negative else 2})
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        real.before_call(None, case, {})
        answer = case.call_and_validate(base_url=address, checks=CHECKS, timeout=60)
        statuses.append(answer.status_code)

    # Where nothing is asked for, nothing can be wrong.
    with suppress(Unsatisfiable):
        asked()
    return min(statuses, default=0)


def test_chains_of_requests_end_as_described(api: Any, address: str, real: RealEntries) -> None:
    """What one answer names is asked for next: a job, a note, a page of a list."""

    class Chain(api.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, _: Any) -> dict[str, Any]:
            return {"base_url": address, "timeout": 60}

        def before_call(self, case: Any) -> None:
            real.before_call(None, case, {})

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    seed(4171)(Chain.TestCase)
    Chain.run(settings=limits(**{**FEW, "max_examples": 5, "stateful_step_count": 6}))
