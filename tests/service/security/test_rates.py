"""How many requests are answered: for whom they count, what the headers say, and when there is room again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi.testclient import TestClient
from pydantic import ValidationError

from service.api.app import create_app
from service.security.address import NOWHERE, client_of
from service.security.rates import Counters, Rate
from service.settings import Settings

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

Served = Callable[..., TestClient]


@pytest.fixture
def served(settings: Settings) -> Served:
    """A client at an address, of an application with some settings."""

    def serve(address: str = "192.0.2.1", **fields: object) -> TestClient:
        chosen = {"rate_anonymous": "3/minute", "rate_key": "5/minute", **fields}
        app = create_app(settings.model_copy(update=chosen))
        return TestClient(app, raise_server_exceptions=False, client=(address, 5000))

    return serve


def test_so_many_and_no_more_until_the_window_is_over(served: Served) -> None:
    with served() as client, time_machine.travel(NOON, tick=False) as clock:
        for left in (2, 1, 0):
            answer = client.get("/v1")
            assert answer.status_code == 200
            assert answer.headers["ratelimit-policy"] == '"anonymous";q=3;w=60'
            assert answer.headers["ratelimit"] == f'"anonymous";r={left};t=60'
        clock.shift(20)
        refused = client.get("/v1")
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_requests"
        assert refused.headers["retry-after"] == "40"
        assert refused.headers["ratelimit"] == '"anonymous";r=0;t=40'
        assert refused.headers["cache-control"] == "no-store"
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 429
        assert "Wait 40 seconds" in page.text
        clock.shift(40)
        assert client.get("/v1").status_code == 200


def test_a_key_is_counted_apart_and_allowed_more(served: Served, key) -> None:
    first, second = (f"Bearer {key(name=name)}" for name in "ab")
    with served() as client, time_machine.travel(NOON, tick=False):
        for _ in range(5):
            assert client.get("/v1", headers={"Authorization": first}).status_code == 200
        refused = client.get("/v1", headers={"Authorization": first})
        assert refused.status_code == 429
        assert refused.headers["ratelimit-policy"] == '"key";q=5;w=60'
        assert "allowed more" not in refused.json()["detail"]
        assert client.get("/v1", headers={"Authorization": second}).status_code == 200
        assert client.get("/v1").status_code == 200


def test_guessing_keys_counts_as_well(served: Served) -> None:
    with served() as client, time_machine.travel(NOON, tick=False):
        answers = [client.get("/v1", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_a_304_and_a_refusal_count_too(served: Served) -> None:
    with served() as client, time_machine.travel(NOON, tick=False):
        tag = client.get("/v1").headers["etag"]
        assert (
            client.get("/v1", headers={"If-None-Match": tag}).headers["ratelimit"] == '"anonymous";r=1;t=60'
        )
        assert client.get("/v1/nothing").headers["ratelimit"] == '"anonymous";r=0;t=60'
        assert client.get("/v1", headers={"If-None-Match": tag}).status_code == 429


def test_health_and_files_are_free_and_limits_can_be_off(served: Served) -> None:
    with served() as client:
        for _ in range(5):
            answer = client.get("/health/live")
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers
    with served(rate_anonymous="off") as client:
        for _ in range(5):
            answer = client.get("/v1")
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_a_forwarded_address_is_believed_only_of_ones_own_proxies(served: Served) -> None:
    def answers(client: TestClient) -> list[int]:
        sent = [{"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"} for n in range(5)]
        return [client.get("/v1", headers=headers).status_code for headers in sent]

    with served() as client:
        assert answers(client)[-1] == 429, "made-up addresses help nobody"
    with served(trusted_proxies=1) as client:
        assert answers(client)[-1] == 429, "nor what stands before what the proxy wrote"
    with served(trusted_proxies=2) as client:
        assert answers(client) == [200] * 5


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "counted"),
    [
        ("192.0.2.1", None, 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 1, "203.0.113.9"),
        ("192.0.2.1", None, 1, "192.0.2.1"),
        ("192.0.2.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("192.0.2.1", "203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", None, 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, 0, "192.0.2.1"),
        ("192.0.2.1", "[2001:db8::1]", 1, "2001:db8::/64"),
        ("192.0.2.1", "rubbish", 1, NOWHERE),
        ("", None, 0, NOWHERE),
    ],
)
def test_whom_a_request_counts_for(peer: str, forwarded: str | None, trusted: int, counted: str) -> None:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    scope = {"client": (peer, 1) if peer else None, "headers": headers}
    assert client_of(scope, trusted_proxies=trusted) == counted


def test_counting_takes_no_more_room_than_it_may(monkeypatch) -> None:
    monkeypatch.setattr("service.security.rates._MOST_COUNTED", 10)
    counters = Counters()
    with time_machine.travel(NOON, tick=False) as clock:
        for client in range(10):
            counters.count(str(client), 60)
        clock.shift(timedelta(seconds=30))
        counters.count("late", 60)
        for client in range(200):
            counters.count(f"new {client}", 60)
        assert len(counters._windows) <= 10
        assert counters.count("new 199", 60) == (2, 60)
        clock.shift(timedelta(seconds=60))
        assert counters.count("new 199", 60) == (1, 60)
        rate = Rate("x", "2/second")
        assert [rate.hit("a").allowed for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    "limit", ["", "lots", "0/minute", "-1/minute", "5/fortnight", "5", "5/minute; 1/second"]
)
def test_a_limit_that_says_nothing_is_refused(limit: str) -> None:
    with pytest.raises(ValidationError, match="600/minute"):
        Settings(rate_anonymous=limit or "-")
