"""Keys: who they are taken for, and what is said when they open nothing."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

import time_machine

from service.operations.keys import take_back_key
from service.security import key_ring
from service.security.key_text import KeyText

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def asked(client, key: str | None = None, **headers: str):
    sent = headers if key is None else {"Authorization": f"Bearer {key}", **headers}
    return client.get("/v1", headers=sent)


def refused(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def test_a_key_reads_what_anybody_reads(client, key) -> None:
    plain, keyed = asked(client), asked(client, key())
    assert plain.status_code == keyed.status_code == 200
    assert plain.json() == keyed.json()


def test_a_key_comes_in_either_header(client, key) -> None:
    text = key()
    assert client.get("/v1", headers={"X-API-Key": text}).status_code == 200
    both = {"X-API-Key": text, "Authorization": f"bearer  {text}"}
    assert client.get("/v1", headers=both).status_code == 200
    refused(asked(client, text, **{"X-API-Key": key()}), 401, "key_malformed")


NO_KEYS = (
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Basic YTpi",
    "Bearer hw_0123456789ab_short",
    "Bearer é",
    "hw_1",
)


def test_what_is_no_key_is_refused(client) -> None:
    for sent in NO_KEYS:
        answer = client.get("/v1", headers={"Authorization": sent.encode("latin-1")})
        told = refused(answer, 401, "key_malformed")
        assert told["errors"][0]["path"] == "header.authorization", sent


def test_an_unknown_key_and_a_wrong_secret_are_told_alike(client, key) -> None:
    known = KeyText.parse(key())
    assert known is not None
    wrong = KeyText(known.id, KeyText.new().secret).text
    first = refused(asked(client, KeyText.new().text), 401, "key_unknown")
    second = refused(asked(client, wrong), 401, "key_unknown")
    assert {**first, "request_id": ""} == {**second, "request_id": ""}
    challenge = asked(client, wrong).headers["www-authenticate"]
    assert challenge.startswith(
        'Bearer realm="Headway", error="invalid_token", error_description="Check the key'
    )


def test_a_key_ends_at_its_instant(client, key) -> None:
    text = key(expires_at=LATER)
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False):
        assert asked(client, text).status_code == 200
    with time_machine.travel(LATER, tick=False):
        told = refused(asked(client, text), 401, "key_expired")
        assert "2027-01-01" in told["detail"]


def test_a_revoked_key_opens_nothing_within_a_second(client, key, store, monkeypatch) -> None:
    text = key()
    now = [1000.0]
    monkeypatch.setattr(client.app.state.key_ring, "_clock", lambda: now[0])
    assert asked(client, text).status_code == 200
    with store.session() as session:
        take_back_key(session, text.split("_")[1], at=datetime.now(UTC), who="another process", why="Lost")
    now[0] += key_ring.KNOWN_SECONDS + 0.01
    assert key_ring.KNOWN_SECONDS <= 0.9
    refused(asked(client, text), 401, "key_revoked")


def test_no_part_of_the_secret_is_in_the_store(settings, key) -> None:
    text = key()
    secret = text.split("_", 2)[2]
    files = [path.read_bytes() for path in settings.home.iterdir() if path.is_file()]
    assert any(text.split("_")[1].encode() in held for held in files)
    assert not any(secret.encode() in held or secret[:12].encode() in held for held in files)


def test_hashes_are_compared_in_constant_time(client, key, monkeypatch) -> None:
    compared, plainly = [], hmac.compare_digest

    def compare(one, other):
        compared.append((one, other))
        return plainly(one, other)

    monkeypatch.setattr("service.security.key_ring.hmac.compare_digest", compare)
    refused(asked(client, KeyText.new().text), 401, "key_unknown")
    assert len(compared) == 1, "an unknown id is compared as well"
