"""Keys and claimed requests, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from service.operations.keys import KeyNotFound, KeyWanted, create_key, take_back_key
from service.security.principal import Scope
from service.store.errors import ClaimLost
from service.store.key_records import KeyState
from service.store.reads.audit import AuditFilter, audit
from service.store.reads.keys import api_key, api_keys
from service.store.versions import data_version
from service.store.writes.idempotency import (
    ABANDONED_AFTER,
    KEPT_FOR,
    Claim,
    claim_request,
    keep_answer,
    release_claim,
)
from service.store.writes.keys import note_key_use

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def made(store, **fields):
    wanted = KeyWanted("Ann", Scope.EDITOR, **fields)
    with store.session() as session:
        return create_key(session, wanted, at=NINE, who="a test", why="To test")[1]


def claim(token: str, at: datetime = NINE, asked: str = "POST /v1/keys") -> Claim:
    return Claim("ann", "order-1", asked, "hash", token, at)


def claimed(store, one: Claim):
    with store.session() as session:
        return claim_request(session, one)


def test_a_key_is_kept_used_and_taken_back(store) -> None:
    with store.read() as session:
        version = data_version(session)
    key = made(store, expires_at=NINE + HOUR, early=True)
    for at in (NINE + HOUR, NINE):
        with store.session() as session:
            note_key_use(session, key.id, at=at)
    with store.read() as session:
        held = api_key(session, key.id)
        assert api_keys(session) == (held,)
        assert data_version(session) == version, "keys are no part of what is served"
    assert held is not None
    assert (held.hash, held.early, held.last_used_at) == (key.hash, True, NINE + HOUR)
    assert held.state(NINE) is KeyState.ACTIVE
    assert held.state(NINE + HOUR) is KeyState.EXPIRED
    for at in (NINE, NINE + HOUR):
        with store.session() as session:
            taken = take_back_key(session, key.id, at=at, who="a test", why="Lost")
        assert taken.revoked_at == NINE, "the first time counts"
        assert taken.state(NINE) is KeyState.REVOKED
    with store.read() as session:
        assert [line.action for line in audit(session, AuditFilter(), limit=9)] == [
            "key.revoked",
            "key.created",
        ]
    with pytest.raises(KeyNotFound), store.session() as session:
        take_back_key(session, "0" * 12, at=NINE, who="a test", why="Lost")


def test_a_request_is_claimed_answered_and_forgotten(store) -> None:
    assert claimed(store, claim("one")) is None
    under_way = claimed(store, claim("two"))
    assert under_way is not None
    assert under_way.status is None
    with store.session() as session:
        keep_answer(session, claim("one"), status=201, headers="{}", body="done")
    answered = claimed(store, claim("three", NINE + KEPT_FOR))
    assert answered is not None
    assert (answered.status, answered.body) == (201, "done")
    assert claimed(store, claim("four", NINE + KEPT_FOR + HOUR)) is None


def test_a_claim_is_given_back_or_taken_over(store) -> None:
    assert claimed(store, claim("one")) is None
    with store.session() as session:
        release_claim(session, claim("one"))
    assert claimed(store, claim("two")) is None
    assert claimed(store, claim("three", NINE + ABANDONED_AFTER + HOUR)) is None
    with pytest.raises(ClaimLost), store.session() as session:
        keep_answer(session, claim("two"), status=201, headers="{}", body="too late")


def test_of_many_claims_at_once_one_holds(store) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: claimed(store, claim(str(n))), range(8)))
    assert found.count(None) == 1
