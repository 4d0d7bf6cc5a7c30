"""Why an assessment moved, over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.earlier import judge_earlier
from service.operations.explain import explain_changes
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NHS = "/v1/targets/nhs-rtt92-2029/changes"
ALONE = "/v1/targets/uk-cb5/changes"


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store in which one target was judged twice and explained, and another once."""
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, targets=["nhs-rtt92-2029", "uk-cb5"])
        judge_earlier(installation, recorded=MORNING, wanted=["nhs-rtt92-2029"])
        explain_changes(installation, recorded=MORNING)
    finally:
        installation.close()
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


def test_the_parts_add_up_to_the_change(explained: TestClient) -> None:
    found = explained.get(NHS).json()
    step = found["steps"][0]
    assert found["together"] == step
    assert {part["cause"] for part in step["parts"]} == {"observations", "revisions", "calibration", "target"}
    assert sum(part["probability"] for part in step["parts"]) == pytest.approx(step["change"], abs=1e-12)
    moved = step["after"]["probability"] - step["before"]["probability"]
    assert step["change"] == pytest.approx(moved, abs=1e-12)
    assert [part["probability"] for part in step["parts"] if not part["changed"]] == [0.0, 0.0]
    assert step["after"] == found["current"]
    assert step["new_periods"]
    assert step["statement"]


def test_back_to_the_assessment_that_stood_on_a_day(explained: TestClient) -> None:
    found = explained.get(f"{NHS}?since=2020-01-01").json()
    assert found["since"] == "2020-01-01"
    assert found["links"]["self"].endswith("?since=2020-01-01")
    assert len(found["steps"]) == 1
    today = found["current"]["as_of"]
    assert explained.get(f"{NHS}?since={today}").json()["steps"] == []


def test_a_target_judged_once_has_no_steps(explained: TestClient) -> None:
    found = explained.get(ALONE).json()
    assert found["steps"] == []
    assert found["together"] is None
    assert found["current"]["probability"] is not None


def test_it_is_a_table_too(explained: TestClient) -> None:
    response = explained.get(f"{NHS}.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    step = explained.get(NHS).json()["steps"][0]
    assert len(rows) == 1
    assert float(rows[0]["to_probability"]) == step["after"]["probability"]
    for part in step["parts"]:
        assert float(rows[0][f"probability_{part['cause']}"]) == pytest.approx(part["probability"])


def test_it_is_answered_from_what_is_stored(explained: TestClient) -> None:
    first = explained.get(NHS)
    assert explained.get(NHS, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/targets/no-such-target/changes", 404, "unknown_id"),
        ("/v1/targets/uk-homes-1.5m/changes", 404, "not_assessed"),
        (f"{NHS}?since=lately", 422, "parameters_invalid"),
        (f"{NHS}?until=2025-01-01", 422, "parameters_invalid"),
    ],
)
def test_what_cannot_be_answered(explained: TestClient, address: str, status: int, code: str) -> None:
    response = explained.get(address)
    assert response.status_code == status
    assert response.json()["code"] == code
