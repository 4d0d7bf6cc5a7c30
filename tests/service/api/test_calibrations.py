"""Calibrations over HTTP: read, compared, promoted, rejected and rolled back, by those who may, on what they read."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from service.api.app import create_app
from service.api.schemas.calibration import CalibrationCore
from service.jobs.kinds.kind import Asked
from service.jobs.kinds.reassessment import Reassessment
from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.operations.keys import KeyWanted, create_key
from service.operations.recalibration.recalibrating import recalibrate
from service.operations.recalibration.request import Choices, Request
from service.operations.recalibration.shown import COLUMNS
from service.security.principal import Scope
from service.settings import Settings
from tests.service.api.conftest import HOMES, MORNING

INDICATOR, AREA = "net_additional_dwellings", "E92000001"
BACK = f"/v1/indicators/{INDICATOR}/calibration/rollback"


@pytest.fixture(scope="module")
def recalibrated(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, dict[str, str]]:
    """The installation with three challengers, and a key for each scope."""
    home = tmp_path_factory.mktemp("recalibrated") / "home"
    shutil.copytree(settings.home, home)
    own = settings.model_copy(update={"home": home})
    installation = open_installation(own, recorded=MORNING)
    try:
        for place, models in enumerate((("theta",), ("drift",), ("grid", "drift")), start=1):
            request = Request("To see", names=(HOMES,), choices=Choices(models=models), origins=8, horizon=4)
            recalibrate(installation, request, who="ann", recorded=MORNING + timedelta(minutes=place))
        keep_courses(installation, recorded=MORNING, only=[(INDICATOR, AREA)])
        keys = {}
        with installation.store.session() as session:
            for scope in (Scope.READ, Scope.ANALYST):
                key, _ = create_key(
                    session, KeyWanted(scope.value, scope), at=MORNING, who="ann", why="For tests"
                )
                keys[scope.value] = key.text
    finally:
        installation.close()
    return own, keys


@pytest.fixture
def service(recalibrated: tuple[Settings, dict[str, str]], tmp_path: Path) -> Iterator[TestClient]:
    """A client of a copy of it, as an analyst."""
    settings, keys = recalibrated
    shutil.copytree(settings.home, tmp_path / "home")
    app = create_app(settings.model_copy(update={"home": tmp_path / "home"}))
    headers = {"Authorization": f"Bearer {keys['analyst']}"}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as running:
        yield running


def decide(service: TestClient, address: str, version: int | None = 0, **sent: Any) -> Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return service.post(address, json={"reason": "It is better", **sent}, headers=headers)


def test_calibrations_are_listed_filtered_and_paged(service: TestClient) -> None:
    every = service.get("/v1/calibrations").raise_for_status().json()
    assert [item["id"] for item in every["items"]] == [3, 2, 1]
    assert (
        every["items"][2] | {"calibration": "theta", "state": "challenger", "area": AREA} == every["items"][2]
    )
    for query, expected in (
        (f"target={HOMES}", 3),
        (f"indicator={INDICATOR}&state=challenger", 3),
        ("state=champion", 0),
        ("target=nhs-rtt92-2029", 0),
    ):
        assert service.get(f"/v1/calibrations?{query}").json()["total"] == expected, query
    first = service.get("/v1/calibrations?limit=2").json()
    second = service.get(first["links"]["next"]).json()
    assert [item["id"] for item in (*first["items"], *second["items"])] == [3, 2, 1]
    assert service.get("/v1/calibrations?indicator=nothing").status_code == 404
    assert service.get("/v1/calibrations?state=better").status_code == 422
    rows = list(csv.DictReader(io.StringIO(service.get("/v1/calibrations.csv").text)))
    assert [row["calibration"] for row in rows] == ["grid + drift", "drift", "theta"]


def test_one_calibration_and_its_comparison(service: TestClient) -> None:
    one = service.get("/v1/calibrations/1").raise_for_status()
    shown = one.json()
    assert (shown["champion_version"], shown["events"], shown["choices"]["models"]) == (0, [], ["theta"])
    again = service.get("/v1/calibrations/1", headers={"If-None-Match": one.headers["ETag"]})
    assert again.status_code == 304
    found = service.get(shown["links"]["comparison"]).raise_for_status().json()
    assert found["statement"] == shown["statement"]
    measures = {(m["measure"], m["part"], m["from"]) for m in found["measures"]}
    assert {("crps", "confirming", None), ("brier", "confirming", 1), ("pit", "choosing", None)} <= measures
    assert found["items"][0]["forecasts"][0].keys() >= {"actual", "champion", "challenger"}
    rows = list(csv.DictReader(io.StringIO(service.get("/v1/calibrations/1/comparison.csv").text)))
    assert len(rows) == len(found["measures"])
    for address in ("/v1/calibrations/99", "/v1/calibrations/99/comparison"):
        assert service.get(address).json()["code"] == "unknown_id"


def test_a_promotion_takes_a_scope_a_reason_and_what_was_read(
    recalibrated: tuple[Settings, dict[str, str]], service: TestClient
) -> None:
    address = "/v1/calibrations/1/promote"
    reader = {"Authorization": f"Bearer {recalibrated[1]['read']}", "If-Match": '"0"'}
    assert service.post(address, json={"reason": "x"}, headers=reader).status_code == 403
    assert service.post(address, json={"reason": "x"}, headers={"Authorization": ""}).status_code in (
        401,
        428,
    )
    assert decide(service, address, None).json()["code"] == "version_missing"
    assert decide(service, address, reason=" ").status_code == 422
    assert decide(service, address, 4).status_code == 412
    assert service.get("/v1/calibrations?state=champion").json()["total"] == 0


def test_of_two_who_promote_at_once_one_is_refused(service: TestClient) -> None:
    seen = service.get("/v1/calibrations/1").json()["champion_version"]
    made = decide(service, "/v1/calibrations/1/promote", seen)
    assert made.status_code == 202
    told = made.json()
    assert told["targets"] == [HOMES, "homes-1m-2024", "homes-300k-rate"]
    assert (told["before"], told["after"], told["champion_version"]) == (None, 1, 1)
    job = service.get(f"/v1/jobs/{told['job']}").raise_for_status().json()
    assert (job["kind"], job["state"]) == ("reassessment", "waiting")
    assert decide(service, "/v1/calibrations/2/promote", seen).status_code == 412
    late = decide(service, "/v1/calibrations/2/promote", 1)
    assert (late.status_code, late.json()["code"]) == (409, "champion_changed")
    assert service.get("/v1/calibrations?state=champion").json()["items"][0]["id"] == 1
    events = service.get("/v1/calibrations/1").json()["events"]
    assert [(one["action"], one["why"]) for one in events] == [("promoted", "It is better")]


def test_sent_again_under_its_key_a_promotion_is_made_once(service: TestClient) -> None:
    headers = {"If-Match": '"0"', "Idempotency-Key": "promote-1"}
    one, two = (
        service.post("/v1/calibrations/1/promote", json={"reason": "Better"}, headers=headers)
        for _ in range(2)
    )
    assert (one.status_code, two.status_code) == (202, 202)
    assert one.json() == two.json()
    assert two.headers["Idempotent-Replayed"] == "true"


def test_a_rejected_challenger_is_kept_and_not_promoted(service: TestClient) -> None:
    gone = decide(service, "/v1/calibrations/2/reject", reason="Too plain")
    assert gone.status_code == 200
    assert (gone.json()["action"], gone.json()["champion_version"]) == ("rejected", 0)
    refused = decide(service, "/v1/calibrations/2/promote")
    assert (refused.status_code, refused.json()["code"]) == (409, "calibration_not_open")
    assert "Too plain" in refused.json()["detail"]
    assert service.get("/v1/calibrations/2").json()["decision"] == "Too plain"
    assert decide(service, "/v1/calibrations/77/reject").status_code == 404


def test_a_champion_is_rolled_back(service: TestClient) -> None:
    nothing = decide(service, BACK)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_roll_back")
    decide(service, "/v1/calibrations/3/promote").raise_for_status()
    assert decide(service, BACK, 0).status_code == 412
    back = decide(service, BACK, 1, area=AREA)
    assert (back.status_code, back.json()["after"], back.json()["champion_version"]) == (202, None, 2)
    assert service.get("/v1/calibrations/3").json()["state"] == "retired"
    assert decide(service, "/v1/indicators/nothing/calibration/rollback").status_code == 404


def test_until_the_job_is_done_a_forecast_says_that_it_is_outdated_and_no_draft_stands_on_it(
    recalibrated: tuple[Settings, dict[str, str]], service: TestClient, tmp_path: Path
) -> None:
    address = f"/v1/forecasts/{INDICATOR}/{AREA}"
    listed = f"/v1/forecasts?indicator={INDICATOR}&area={AREA}"
    draft = {"indicator": INDICATOR, "area": AREA, "kind": "level", "value": 250_000, "by": "2028/29"}
    before = service.get(address).raise_for_status().json()
    assert (before["outdated"], service.get(listed).json()["items"][0]["outdated"]) == (False, False)
    assert service.post("/v1/targets/draft/assess", json=draft).status_code == 200
    told = decide(service, "/v1/calibrations/1/promote").raise_for_status().json()
    assert told["job"]
    waiting = service.get(address).json()
    assert (waiting["outdated"], waiting["key"]) == (True, before["key"])
    assert service.get(listed).json()["items"][0]["outdated"] is True
    refused = service.post("/v1/targets/draft/assess", json=draft)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_current_course")
    settings = recalibrated[0].model_copy(update={"home": tmp_path / "home"})
    installation = open_installation(settings, recorded=MORNING + timedelta(hours=1))
    try:
        # What the job does where no target rests on the series.
        asked = {"targets": [], "indicators": [INDICATOR]}
        at = MORNING + timedelta(hours=1)
        job = Reassessment(Asked("r", asked, "ann", at, settings, installation))
        done = [job.do(part.task, part.names) for part in job.plan().parts if AREA in str(part.names)]
        with installation.store.session() as session:
            job.publish(session, done)
    finally:
        installation.close()
    after = service.get(address).json()
    assert (after["outdated"], service.get(listed).json()["items"][0]["outdated"]) == (False, False)
    assert after["engine"].startswith(f"{before['engine']}+cal.")
    assert service.post("/v1/targets/draft/assess", json=draft).status_code == 200


def test_the_fields_of_a_calibration_are_the_same_in_tables_and_in_the_api() -> None:
    assert tuple(CalibrationCore.model_fields) == COLUMNS
