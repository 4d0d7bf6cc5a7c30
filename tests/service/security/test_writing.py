"""Writes over HTTP: with a reason, made once, on what was read, audited, and all of it or nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from fastapi.testclient import TestClient

from service.api import writing
from service.security.principal import Scope
from service.store.reads.audit import AuditFilter, audit
from service.store.reads.keys import api_keys
from service.store.writes.idempotency import ABANDONED_AFTER, Claim, claim_request, keep_answer

SENT = {"name": "A dashboard", "scope": "read", "reason": "It reads every minute"}


@pytest.fixture
def admin(client: TestClient, key) -> TestClient:
    """A client with an admin's key."""
    client.headers["Authorization"] = f"Bearer {key(Scope.ADMIN, name='Ann')}"
    return client


def made(admin: TestClient, once: str | None = None, **fields: Any):
    headers = {} if once is None else {"Idempotency-Key": once}
    return admin.post("/v1/keys", json={**SENT, **fields}, headers=headers)


def lines(store, action: str):
    with store.read() as session:
        return audit(session, AuditFilter(action=action), limit=10)


def test_a_key_made_over_http_works_and_is_audited(admin, store) -> None:
    answer = made(admin, early=True)
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["location"] == told["links"]["self"] == f"/v1/keys/{told['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert admin.get("/v1", headers={"Authorization": f"Bearer {told['key']}"}).status_code == 200
    line = lines(store, "key.created")[0]
    assert line.who.endswith(": Ann")
    assert (line.subject.id, line.before, line.why) == (told["id"], None, SENT["reason"])
    assert line.after["early"] is True
    assert "hash" not in line.after
    assert told["key"] not in str(line)
    shown = admin.get(f"/v1/audit?subject=key/{told['id']}").json()["items"]
    assert [one["number"] for one in shown] == [line.number]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"reason": ""}, "body.reason"),
    ({"reason": "   "}, "body.reason"),
    ({"name": ""}, "body.name"),
    ({"scope": "god"}, "body.scope"),
    ({"expires_at": "2020-01-01T00:00:00Z"}, "body.expires_at"),
    ({"expires_at": "2099-01-01T00:00:00"}, "body.expires_at"),
    ({"hash": "x"}, "body.hash"),
]


def test_what_is_wrong_is_named_and_nothing_is_made(admin, store) -> None:
    for wrong, where in WRONG:
        answer = made(admin, once="k", **wrong)
        assert answer.status_code == 422, wrong
        assert where in {fault["path"] for fault in answer.json()["errors"]}, wrong
    with store.read() as session:
        assert len(api_keys(session)) == 1
    assert made(admin, once="k").status_code == 201, "what failed may be sent again"


def test_the_same_request_is_made_once(admin, store) -> None:
    first, again = made(admin, "order-1"), made(admin, '"order-1"')
    assert first.status_code == again.status_code == 201
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert again.json() == {**first.json(), "key": None}, "the key itself was kept nowhere"
    assert len(lines(store, "key.created")) == 2
    assert made(admin, "order-2").json()["id"] != first.json()["id"]


def test_another_request_under_the_same_key_is_refused(admin) -> None:
    made(admin, "order-1")
    other = made(admin, "order-1", name="Another")
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


def test_an_idempotency_key_is_one_visible_text(admin) -> None:
    for once in ("", " ", "é", "a b", "x" * 256):
        answer = admin.post("/v1/keys", json=SENT, headers={"Idempotency-Key": once.encode("latin-1")})
        assert answer.status_code == 422, once
        assert answer.json()["errors"][0]["path"] == "header.idempotency-key"


def test_a_day_later_it_is_forgotten(admin) -> None:
    first = made(admin, "order-1").json()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=False):
        assert made(admin, "order-1").json()["id"] != first["id"]


def test_of_two_at_once_one_is_made(admin, store, monkeypatch) -> None:
    entered, go_on = threading.Event(), threading.Event()
    plainly = writing._change

    def slowly(*args: Any):
        # The claim is a turn of its own: it is over, and the work has not begun.
        entered.set()
        assert go_on.wait(10)
        return plainly(*args)

    monkeypatch.setattr(writing, "_change", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(made, admin, "order-1")
        assert entered.wait(10)
        second = made(admin, "order-1")
        go_on.set()
        assert first.result().status_code == 201
    assert second.status_code == 409
    assert second.json()["code"] == "request_under_way"
    assert len(lines(store, "key.created")) == 2
    assert made(admin, "order-1").headers["idempotent-replayed"] == "true"


def test_many_at_once_make_one(admin, store) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: made(admin, "order-1"), range(6)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert sum(answer.status_code == 201 for answer in answers) >= 1
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len(lines(store, "key.created")) == 2


def test_a_claim_left_behind_is_taken_over_and_its_owner_comes_too_late(store) -> None:
    now = datetime.now(UTC)

    def claim(token: str, at: datetime) -> Claim:
        return Claim("ann", "order-1", "POST /v1/keys", "hash", token, at)

    old, new = claim("old", now), claim("new", now + ABANDONED_AFTER + timedelta(seconds=1))
    with store.session() as session:
        assert claim_request(session, old) is None
    with store.session() as session:
        assert claim_request(session, claim("other", now)) is not None
    with store.session() as session:
        assert claim_request(session, new) is None
    with pytest.raises(Exception, match="begun again"), store.session() as session:
        keep_answer(session, old, status=200, headers="{}", body="{}")


def test_a_change_says_what_it_changes(admin, store) -> None:
    told = made(admin).json()
    own = f"/v1/keys/{told['id']}?reason=Lost"
    tag = admin.get(f"/v1/keys/{told['id']}").headers["etag"]
    missing = admin.delete(own)
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    for stale in ('"x"', f"W/{tag}", ""):
        answer = admin.delete(own, headers={"If-Match": stale})
        assert (answer.status_code, answer.json()["code"]) == (412, "version_outdated"), stale
    assert admin.get("/v1", headers={"X-API-Key": told["key"], "Authorization": ""}).status_code == 401
    done = admin.delete(own, headers={"If-Match": f'"x", {tag}'})
    assert done.status_code == 200
    assert done.json()["state"] == "revoked"
    assert done.headers["etag"] != tag
    again = admin.delete(own, headers={"If-Match": tag})
    assert again.status_code == 412
    assert admin.delete(own, headers={"If-Match": "*"}).status_code == 200
    assert len(lines(store, "key.revoked")) == 1
    assert admin.delete("/v1/keys/0123456789ab?reason=x", headers={"If-Match": "*"}).status_code == 404
    assert admin.delete(f"/v1/keys/{told['id']}", headers={"If-Match": "*"}).status_code == 422


def test_a_revocation_over_http_bites_at_once(admin) -> None:
    told = made(admin).json()
    sent = {"Authorization": f"Bearer {told['key']}"}
    assert admin.get("/v1", headers=sent).status_code == 200
    admin.delete(f"/v1/keys/{told['id']}?reason=Lost", headers={"If-Match": "*"})
    assert admin.get("/v1", headers=sent).json()["code"] == "key_revoked"


def test_a_change_that_is_not_audited_is_not_kept(admin, store, monkeypatch) -> None:
    monkeypatch.setattr(writing.Act, "noted", lambda self: None)
    answer = made(admin, "order-1")
    assert answer.status_code == 500
    assert "Unaudited" not in answer.text
    with store.read() as session:
        assert len(api_keys(session)) == 1
    monkeypatch.undo()
    assert made(admin, "order-1").status_code == 201


def test_the_audit_is_paged_and_its_cursors_belong_to_it(admin) -> None:
    for _ in range(3):
        made(admin)
    first = admin.get("/v1/audit?limit=2").json()
    assert first["total"] == 4
    second = admin.get(first["links"]["next"]).json()
    numbers = [one["number"] for page in (first, second) for one in page["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 4
    assert "next" not in second["links"]
    cursor = first["links"]["next"].split("cursor=")[1]
    for strange in (f"/v1/audit?limit=2&action=key.created&cursor={cursor}", "/v1/audit?cursor=WyJhYmMiXQ"):
        assert admin.get(strange).json()["code"] == "cursor_invalid"
    assert admin.get("/v1/audit?since=2099-01-01T00:00:00Z").json()["total"] == 0
    assert admin.get("/v1/audit?since=2020-01-01").status_code == 422


def test_keys_and_the_audit_are_sent_again_only_when_they_have_changed(admin) -> None:
    for address in ("/v1/audit?subject=key", "/v1/keys"):
        # The key that asks is noted as used once.
        admin.get(address)
        admin.app.state.key_ring._notes.submit(lambda: None).result(10)
        first = admin.get(address)
        held = {"If-None-Match": first.headers["etag"]}
        assert first.headers["cache-control"] == "private, no-cache"
        kept = admin.get(address, headers=held)
        assert (kept.status_code, kept.content) == (304, b"")
        assert admin.head(address, headers=held).status_code == 304
        made(admin)
        assert admin.get(address, headers=held).status_code == 200


def test_last_use_is_noted_and_changes_no_etag(client, key, store) -> None:
    text = key()
    before = client.get("/v1").headers["etag"]
    client.get("/v1", headers={"Authorization": f"Bearer {text}"})
    client.app.state.key_ring._notes.submit(lambda: None).result(10)
    with store.read() as session:
        (record,) = api_keys(session)
    assert record.last_used_at is not None
    assert client.get("/v1", headers={"If-None-Match": before}).status_code == 304
