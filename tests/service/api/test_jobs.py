"""Jobs over HTTP: asked for, followed and stopped; who may, and what is named to whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.api.jobs import shown
from service.jobs.job import Job
from service.jobs.words import JobKind, JobState
from service.operations.installation import open_installation
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store
from service.store.sight import Sight

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CATALOGUE = """\
mission: {id: trial, title: Trial, jurisdiction: Nowhere, ambition: More., status: live, citation: Invented.}
indicators:
  - {id: homes, title: Homes, definition: Homes., unit: homes, direction: increase, aggregation: stock, frequency: A,
     family: mixed, coverage: Nowhere, publisher: Office, release: Homes, table: homes.csv}
targets:
  - {id: open-target, title: Open, wording: Open., kind: level, indicator: homes, area: N, comparator: ">=", value: 1,
     period: "2028", announced: 2020-06-01, status: live, citation: Invented.}
  - {id: hidden-target, title: Hidden, wording: Hidden., kind: level, indicator: homes, area: N, comparator: ">=",
     value: 2, period: "2028", announced: 2020-06-01, status: live, citation: Invented., visibility: private}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, FastAPI]:
    folder = tmp_path_factory.mktemp("trial")
    (folder / "trial.yaml").write_text(CATALOGUE, encoding="utf-8")
    settings = Settings(home=folder / "home", bundled=False, catalogue=(folder,))
    open_installation(settings, recorded=NOW).close()
    return settings, create_app(settings)


@pytest.fixture(scope="module")
def client(service: tuple[Settings, FastAPI]) -> Iterator[TestClient]:
    with TestClient(service[1]) as client:
        yield client


@pytest.fixture(scope="module")
def keys(service: tuple[Settings, FastAPI]) -> dict[str, dict[str, str]]:
    """Headers with a key of each sort."""
    found = {}
    with open_store(service[0].store_url) as store, store.session() as session:
        for name, wanted in {
            "reader": KeyWanted("reader", Scope.READ),
            "analyst": KeyWanted("analyst", Scope.ANALYST),
            "insider": KeyWanted("insider", Scope.ANALYST, private=True),
        }.items():
            key, _ = create_key(session, wanted, at=NOW, who="a test", why="To test")
            found[name] = {"Authorization": f"Bearer {key.text}"}
    return found


def waiting(client: TestClient) -> int:
    """How many jobs wait, as a monitoring system is told."""
    found = re.search(r'^headway_jobs\{state="waiting"\} (\d+)', client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_jobs_take_a_key_of_an_analyst(client, keys):
    for method, path in (("GET", "/v1/jobs"), ("GET", "/v1/jobs/x"), ("GET", "/v1/jobs/x/events"),
                         ("POST", "/v1/reassessments"), ("POST", "/v1/recalibrations"), ("POST", "/v1/jobs/x/cancel"), ("POST", "/v1/jobs/x/resume")):  # fmt: skip
        assert client.request(method, path).status_code == 401, path
        assert client.request(method, path, headers=keys["reader"]).status_code == 403, path
        assert "hidden" not in client.request(method, path).text


def test_a_job_is_begun_once_followed_and_stopped(client, keys):
    headers = {**keys["analyst"], "Idempotency-Key": "once"}
    sent = {"targets": ["open-target"], "reason": "New figures"}
    begun = client.post("/v1/reassessments", json=sent, headers=headers)
    assert begun.status_code == 202, begun.text
    job = begun.json()
    assert begun.headers["Location"] == job["links"]["self"] == f"/v1/jobs/{job['id']}"
    assert (job["state"], job["progress"], job["result"]) == ("waiting", None, None)
    assert job["request"] == {"targets": ["open-target"]}
    assert "headway worker" in job["note"]
    again = client.post("/v1/reassessments", json=sent, headers=headers)
    assert again.json()["id"] == job["id"]
    assert [one["id"] for one in client.get("/v1/jobs", headers=keys["analyst"]).json()["items"]] == [
        job["id"]
    ]
    held = client.get(job["links"]["self"], headers=keys["analyst"])
    assert held.json()["id"] == job["id"]
    assert held.headers["Cache-Control"] == "private, no-cache"
    lists = client.get("/v1/jobs", headers=keys["analyst"])
    for address, first in ((job["links"]["self"], held), ("/v1/jobs", lists)):
        tagged = {**keys["analyst"], "If-None-Match": first.headers["ETag"]}
        kept = client.get(address, headers=tagged)
        assert (kept.status_code, kept.content) == (304, b"")
        assert kept.headers["ETag"] == first.headers["ETag"]
    assert waiting(client) == 1
    stopped = client.post(job["links"]["cancel"], json={"reason": "A mistake"}, headers=keys["analyst"])
    assert stopped.json()["state"] == "cancelled"
    for address, first in ((job["links"]["self"], held), ("/v1/jobs", lists)):
        tagged = {**keys["analyst"], "If-None-Match": first.headers["ETag"]}
        assert client.get(address, headers=tagged).status_code == 200, "a job that goes on has another tag"
    assert waiting(client) == 0
    assert 'headway_jobs{state="cancelled"} 1.0' in client.get("/metrics").text
    with client.stream("GET", job["links"]["events"], headers=keys["analyst"]) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        (event, data), rest = answer.read().decode().strip().split("\n", 1), None
        assert rest is None
    assert event == "event: end"
    assert json.loads(data.removeprefix("data: "))["state"] == "cancelled"


def test_what_cannot_be_asked_for_is_refused_before_it_is_a_job(client, keys):
    def refused(path, sent, status=422):
        answer = client.post(path, json={"reason": "Why not", **sent}, headers=keys["analyst"])
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        return json.dumps(answer.json()["errors"])

    assert "body.targets" in refused("/v1/reassessments", {"targets": ["nothing"]})
    # What is private is as if it were not there.
    assert refused("/v1/reassessments", {"targets": ["hidden-target"]}).replace(
        "hidden-target", "x"
    ) == refused("/v1/reassessments", {"targets": ["absent-target"]}).replace("absent-target", "x")
    assert "not several of them" in refused(
        "/v1/reassessments", {"targets": ["open-target"], "mission": "trial"}
    )
    assert "body.mission" in refused("/v1/recalibrations", {"mission": "nothing"})
    assert "one of them" in refused("/v1/recalibrations", {})
    assert "body.regressors" in refused(
        "/v1/recalibrations", {"targets": ["open-target"], "regressors": {"nothing": 1}}
    )
    assert "modles" in refused("/v1/recalibrations", {"targets": ["open-target"], "modles": ["grid"]})
    assert client.get("/v1/jobs/nothing", headers=keys["analyst"]).status_code == 404
    over = client.get("/v1/jobs", headers=keys["analyst"]).json()["items"]
    assert all(one["state"] == "cancelled" for one in over)


def test_only_what_failed_is_resumed(client, keys):
    def asked(path):
        return client.post(path, json={"reason": "Go on"}, headers=keys["analyst"])

    assert asked("/v1/jobs/nothing/resume").status_code == 404
    begun = client.post("/v1/reassessments", json={"reason": "New figures"}, headers=keys["analyst"]).json()
    refused = asked(f"{begun['links']['self']}/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_not_failed")
    assert "resume" not in begun["links"]
    client.post(begun["links"]["cancel"], json={"reason": "Done"}, headers=keys["analyst"])
    assert "begin it anew" in asked(f"{begun['links']['self']}/resume").text


def test_a_failed_job_says_how_to_go_on_and_what_goes_on(service):
    job = Job("r-1", JobKind.REASSESSMENT, JobState.FAILED, {}, "somebody", NOW, NOW, NOW, "1")
    with open_store(service[0].store_url) as store, store.read(Sight(NOW)) as session:
        assert shown(session, job)["links"]["resume"] == "/v1/jobs/r-1/resume"
        links = shown(session, replace(job, resumes="r-0", resumed_by="r-2"))["links"]
    assert (links["resumes"], links["resumed_by"]) == ("/v1/jobs/r-0", "/v1/jobs/r-2")
    assert "resume" not in links


def test_a_private_target_is_named_to_those_who_see_it(client, keys):
    begun = client.post(
        "/v1/reassessments",
        json={"targets": ["open-target", "hidden-target"], "reason": "All of it"},
        headers=keys["insider"],
    )
    assert begun.json()["request"]["targets"] == ["open-target", "hidden-target"]
    others = client.get(begun.json()["links"]["self"], headers=keys["analyst"])
    assert others.json()["request"]["targets"] == ["open-target"]
    assert "hidden" not in others.text
    assert (
        client.post(
            begun.json()["links"]["cancel"], json={"reason": "Done"}, headers=keys["insider"]
        ).status_code
        == 200
    )


def test_findings_and_results_name_nothing_private(service):
    job = Job(
        "r-1", JobKind.RECALIBRATION, JobState.DONE, {"names": ["hidden-target"], "mission": None}, "somebody", NOW,
        NOW, NOW, "1", findings=({"name": "hidden-target", "code": "x", "message": "hidden-target is odd"},),
        result={"targets": ["hidden-target"], "problems": [{"name": ["homes", "N"], "code": "x", "message": "odd"}]},
    )  # fmt: skip
    with open_store(service[0].store_url) as store:
        with store.read(Sight(NOW)) as session:
            told = json.dumps(shown(session, job), default=str)
        with store.read(Sight(NOW, private=True)) as session:
            whole = json.dumps(shown(session, job), default=str)
    assert "hidden" not in told
    assert "odd" in told
    assert whole.count("hidden-target") == 4


def test_the_engine_of_the_jobs_is_imported_by_who_asks_for_one(root: Path):
    import subprocess
    import sys

    code = "import sys; from service.api.app import create_app; print('dbos' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "False"


def test_whoever_only_asks_for_the_head_of_a_stream_is_let_go(client, keys):
    begun = client.post("/v1/reassessments", json={"reason": "To follow"}, headers=keys["analyst"]).json()
    head = client.head(begun["links"]["events"], headers={**keys["analyst"], "Last-Event-ID": "7"})
    assert head.status_code == 200
    assert head.headers["content-type"].startswith("text/event-stream")
    assert not head.content
    cancel = client.post(begun["links"]["cancel"], json={"reason": "Done"}, headers=keys["analyst"])
    assert cancel.status_code == 200


def test_only_so_many_follow_jobs_at_once(client, keys, service, monkeypatch):
    monkeypatch.setattr("service.api.routes.jobs._FOLLOWERS", 0)
    begun = client.post("/v1/reassessments", json={"reason": "To follow"}, headers=keys["analyst"]).json()
    answer = client.get(begun["links"]["events"], headers=keys["analyst"])
    assert (answer.status_code, answer.json()["code"]) == (503, "jobs_unavailable")
    assert "follow jobs already" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0
    client.post(begun["links"]["cancel"], json={"reason": "Done"}, headers=keys["analyst"])
