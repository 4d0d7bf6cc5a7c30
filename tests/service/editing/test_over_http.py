"""Editing over HTTP: who may, on what was read, once, everything wrong at once, seen by readers at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.jobs.words import JobKind
from service.security.principal import Scope
from service.store import Store
from service.store.reads.audit import AuditFilter, audit
from tests.service.editing.conftest import FIELDS

PLAN = "/v1/targets/plan"
WHY = {"reason": "It was announced"}


def put(client: TestClient, address: str, tag: str | None, **body: Any) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    return client.put(address, json={**WHY, **body}, headers=headers)


def tag(client: TestClient, address: str = PLAN) -> str:
    return str(client.get(address).headers["etag"])


def test_a_target_is_written_seen_and_taken_away(editor: TestClient) -> None:
    before = editor.get(PLAN).json()
    assert before["record"] | {"recorded_from": None, "version": None} == {
        "owner": "folder:own", "version": None, "recorded_from": None, "warnings": [],
    }  # fmt: skip
    assert editor.get(f"{PLAN}/assessment").status_code == 200
    answer = put(editor, PLAN, tag(editor), target={**FIELDS, "value": 130})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["target"]["value"], told["targets"]) == (130, ["plan", "both"])
    assert told["job"].startswith("edit-plan-")
    assert answer.headers["etag"] == f'"{told["version"]}"'
    seen = editor.get(PLAN).json()
    assert seen["value"] == 130
    assert [one["code"] for one in seen["record"]["warnings"]] == ["judged_anew"]
    refused = editor.get(f"{PLAN}/assessment")
    assert refused.status_code == 404
    assert refused.json()["code"] == "not_assessed"
    assert "was changed on" in refused.json()["detail"]
    assert editor.get(f"{PLAN}/trajectory.csv").status_code == 404
    listed = {one["id"]: one["judgement"] for one in editor.get("/v1/targets").json()["items"]}
    assert listed["plan"] is None
    assert listed["other"] is not None
    gone = editor.delete(f"{PLAN}?reason=A+slip", headers={"If-Match": f'"{told["version"]}"'})
    assert gone.status_code == 200
    assert {**gone.json()["target"], "record": None} == {**before, "record": None}
    versions = editor.get(f"{PLAN}/versions").json()["items"]
    assert [(one["owner"], one["in_force"], one["entry"]["value"]) for one in versions] == [
        ("editor", False, 130),
        ("folder:own", True, 120),
    ]


def test_a_new_target_is_created(editor: TestClient) -> None:
    answer = put(editor, "/v1/targets/mine", None, target=FIELDS)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/targets/mine"
    assert editor.get("/v1/targets/mine").json()["title"] == "More homes"
    assert put(editor, "/v1/targets/mine", None, target=FIELDS).status_code == 428
    page = editor.get("/targets/mine")
    assert page.status_code == 200
    assert "It is being judged anew" in page.text
    assert "The chart comes with the new judgement." in page.text


def test_who_may(client: TestClient, key) -> None:
    expected = {None: 401, Scope.READ: 403, Scope.ANALYST: 403, Scope.EDITOR: 428, Scope.ADMIN: 428}
    for scope, status in expected.items():
        headers = {} if scope is None else key(scope)
        for address, name, body in (
            (PLAN, "target", {}),
            (f"{PLAN}/milestones", "milestones", []),
            (f"{PLAN}/milestones/2026-27", "milestone", {}),
            ("/v1/indicators/starts/breaks/2015-16", "break", {}),
        ):
            answer = client.put(address, json={**WHY, name: body}, headers=headers)
            assert answer.status_code == status, (address, answer.text)
            if name != "milestones":
                assert client.delete(f"{address}?reason=x", headers=headers).status_code == status
        note = client.post(f"{PLAN}/notes", json={"text": "Something"}, headers=headers)
        assert note.status_code == {428: 201}.get(status, status)


def test_on_what_was_read(editor: TestClient) -> None:
    read, target = tag(editor), {**FIELDS, "value": 130}
    version = editor.get(PLAN).json()["record"]["version"]
    assert put(editor, PLAN, None, target=target).status_code == 428
    assert put(editor, PLAN, '"something else"', target=target).status_code == 412
    assert put(editor, "/v1/targets/mine", '"something"', target=FIELDS).status_code == 412
    assert put(editor, PLAN, read, target=target).status_code == 200
    assert put(editor, PLAN, read, target={**target, "value": 140}).status_code == 412
    assert put(editor, PLAN, f'"{version}"', target={**target, "value": 140}).status_code == 412
    assert (
        editor.delete("/v1/targets/other?reason=x", headers={"If-Match": "*"}).json()["code"]
        == "nothing_edited"
    )
    assert editor.delete("/v1/targets/none?reason=x", headers={"If-Match": "*"}).status_code == 404


def test_of_two_at_once_one_is_made(editor: TestClient) -> None:
    read = tag(editor)
    with ThreadPoolExecutor(2) as pool:
        found = list(
            pool.map(lambda value: put(editor, PLAN, read, target={**FIELDS, "value": value}), (131, 132))
        )
    assert sorted(one.status_code for one in found) == [200, 412]
    won = next(one for one in found if one.status_code == 200).json()["target"]["value"]
    assert editor.get(PLAN).json()["value"] == won


def test_sent_again_it_is_made_once(editor: TestClient, store: Store) -> None:
    headers = {"If-Match": tag(editor), "Idempotency-Key": "once"}
    body = {**WHY, "target": {**FIELDS, "value": 130}}
    first, again = (editor.put(PLAN, json=body, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    with store.read() as session:
        assert len(audit(session, AuditFilter(subject_kind="target"), limit=5)) == 1


def test_every_fault_has_its_path_its_value_and_what_is_allowed(editor: TestClient) -> None:
    target = {
        **FIELDS,
        "kind": "levl",
        "value": "many",
        "more": {"a": 1},
        "milestones": [{"period": "2026/27"}],
    }
    answer = put(editor, PLAN, tag(editor), target=target)
    assert answer.status_code == 422
    found = {one["path"]: one for one in answer.json()["errors"]}
    assert set(found) == {
        "body.target.kind", "body.target.value", "body.target.more", "body.target.milestones.0",
    }  # fmt: skip
    assert found["body.target.kind"]["detail"]["value"] == "levl"
    assert "level" in found["body.target.kind"]["detail"]["allowed"]
    assert found["body.target.value"]["detail"]["remedy"]
    one = put(
        editor, f"{PLAN}/milestones/2026-27", tag(editor), milestone={"period": "2026/27", "value": "x"}
    )
    assert [fault["path"] for fault in one.json()["errors"]] == ["body.milestone.value"]
    assert editor.get(PLAN).json()["value"] == 120


@pytest.mark.parametrize(
    "body",
    [
        "[]", "{}", '{"reason": "x"}', '{"reason": "x", "target": []}', '{"reason": " ", "target": {}}',
        '{"reason": "x", "target": {"value": 1e999}}', '{"reason": "x", "target": {"value": NaN}}',
        '{"reason": "x", "target": {"title": "\\ud800"}}', '{"reason": "x", "target": {"title": "\\u0000"}}',
        '{"reason": "x", "target": {"\\ud800": 1}}', '{"reason": "x", "target": ' + '{"a":' * 900 + "1" + "}" * 901,
        '{"reason": "x", "target": {"value": 1' + "0" * 400 + "}}", '{"reason": "x", "target": {"history": [null]}}',
        '{"reason": "x", "target": {"milestones": {"a": 1}, "window": 3, "baseline": [], "peers": 1}}',
    ],
)  # fmt: skip
def test_no_body_brings_it_down(shared_editor: TestClient, body: str) -> None:
    headers = {"If-Match": "*", "Content-Type": "application/json"}
    answer = shared_editor.put(PLAN, content=body, headers=headers)
    assert answer.status_code == 422, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    json.dumps(answer.json())
    assert shared_editor.get(PLAN).json()["record"]["owner"] == "folder:own"


def test_milestones_and_breaks(editor: TestClient) -> None:
    listed = editor.get(f"{PLAN}/milestones").json()
    assert [one["id"] for one in listed["items"]] == ["2026-27", "2027-28"]
    assert put(editor, f"{PLAN}/milestones", tag(editor), milestones=[]).status_code == 200
    one = put(
        editor, f"{PLAN}/milestones/2028-29", tag(editor), milestone={"period": "2028/29", "value": 110}
    )
    assert [item["value"] for item in one.json()["target"]["milestones"]] == [110]
    headers = {"If-Match": one.headers["etag"]}
    assert editor.delete(f"{PLAN}/milestones/2028-29?reason=x", headers=headers).status_code == 200
    assert editor.get(f"{PLAN}/milestones").json()["total"] == 0
    starts = "/v1/indicators/starts"
    sent = {"period": "2026/27", "kind": "coverage", "comparable": "partly", "explanation": "=1+1 <b>x</b>"}
    accepted = put(editor, f"{starts}/breaks/2026-27", tag(editor, starts), **{"break": sent})
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["targets"] == ["plan", "both", "other"]
    assert [one["id"] for one in editor.get(f"{starts}/breaks").json()["items"]] == ["2015-16", "2026-27"]
    assert editor.get(starts).json()["record"]["owner"] == "editor"
    page = editor.get("/indicators/starts").text
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page
    back = editor.delete(
        f"{starts}/breaks/2026-27?reason=A+slip", headers={"If-Match": accepted.headers["etag"]}
    )
    assert back.json()["indicator"]["record"]["owner"] == "folder:own"
    assert editor.get(f"{starts}/versions").json()["total"] == 2


def test_what_is_private_stays_so(editor: TestClient, key) -> None:
    assert put(editor, "/v1/targets/secret", None, target=FIELDS).json()["code"] == "id_taken"
    for answer in (
        editor.get("/v1/targets/secret/versions"),
        editor.get("/v1/targets/secret/milestones"),
        editor.get("/v1/targets/secret/notes"),
        editor.post("/v1/targets/secret/notes", json={"text": "x"}),
        editor.delete("/v1/targets/secret?reason=x", headers={"If-Match": "*"}),
        put(editor, "/v1/targets/secret/milestones", "*", milestones=[]),
        put(editor, "/v1/indicators/hidden/breaks/2015-16", "*", **{"break": {}}),
        editor.put("/v1/targets/secret/notes/1", json={"text": "x", **WHY}, headers={"If-Match": "*"}),
    ):
        assert answer.status_code == 404, answer.text
        assert "hidden" not in answer.json()["detail"] or "indicator" in answer.json()["detail"]
    before = editor.get("/v1/targets").headers["etag"]
    sees = key(private=True)
    wrote = editor.put(
        "/v1/targets/mine", json={**WHY, "target": {**FIELDS, "indicator": "hidden"}}, headers=sees
    )
    assert wrote.status_code == 201
    noted = editor.post("/v1/targets/secret/notes", json={"text": "Hush"}, headers=sees)
    assert noted.status_code == 201
    assert editor.get("/v1/targets").headers["etag"] == before, "the public notices nothing"
    assert editor.get("/v1/targets/mine").status_code == 404
    assert editor.get("/v1/targets/secret/notes", headers=sees).json()["total"] == 1
    made_of = {"kind": "all_of", "components": ["plan", "other"], "visibility": "private"}
    hidden = {
        name: value
        for name, value in FIELDS.items()
        if name not in ("indicator", "area", "comparator", "value", "period")
    }
    put_hidden = editor.put("/v1/targets/hush", json={**WHY, "target": {**hidden, **made_of}}, headers=sees)
    assert put_hidden.status_code == 201, put_hidden.text
    told = put(editor, PLAN, tag(editor), target={**FIELDS, "value": 130}).json()
    assert told["targets"] == ["plan", "both"], "what depends on it unseen is not named"


def test_a_reassessment_is_asked_for(editor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def start(kind: JobKind, request: dict[str, Any], *, by: str, id_: str | None = None) -> str:
        asked.append((kind, request, by, id_))
        return id_ or ""

    monkeypatch.setattr(editor.app.state.jobs, "start", start)  # type: ignore[attr-defined]
    told = put(editor, PLAN, tag(editor), target={**FIELDS, "value": 130}).json()
    words = put(
        editor, PLAN, f'"{told["version"]}"', target={**FIELDS, "value": 130, "title": "Other"}
    ).json()
    assert words["targets"] == []
    assert words["job"] is None
    ((kind, request, by, id_),) = asked
    assert (kind, request["targets"], id_) == (JobKind.REASSESSMENT, ["plan", "both"], told["job"])
    assert by.endswith(": Ann")
    # An accepted break has the series forecast anew, whatever rests on it; one that says nothing new asks for nothing.
    starts = "/v1/indicators/starts"
    sent = {"period": "2026/27", "kind": "coverage", "comparable": "partly", "explanation": "Counted apart"}
    accepted = put(editor, f"{starts}/breaks/2026-27", tag(editor, starts), **{"break": sent})
    assert accepted.json()["job"] == asked[-1][3]
    assert asked[-1][1]["indicators"] == ["starts"]
    again = put(editor, f"{starts}/breaks/2026-27", tag(editor, starts), **{"break": sent}).json()
    assert (again["job"], len(asked)) == (None, 2)
