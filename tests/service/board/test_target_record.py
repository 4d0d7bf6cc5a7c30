"""What the page of a target says of its past: earlier forecasts, pictures, calls, and who chose its calibration."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from service.board.english import calibrations
from service.store.calibration_records import Action, CalibrationEvent


def event(
    action: Action, number: int | None, before: int | None, why: str = "better on every origin."
) -> str:
    at = datetime(2026, 6, 11, 9, tzinfo=UTC)
    return calibrations.event(
        CalibrationEvent("waits", "E92000001", at, "A. Analyst", action, number, before, 2, why, "rule")
    )


@pytest.mark.parametrize(
    ("action", "number", "before", "said"),
    [
        (Action.PROMOTED, 12, 9, "A. Analyst put calibration 12 to work in place of 9: better on every origin."),
        (Action.PROMOTED, 12, None, "A. Analyst put calibration 12 to work: better on every origin."),
        (Action.REJECTED, 13, 12, "A. Analyst turned calibration 13 down: better on every origin."),
        (Action.ROLLED_BACK, None, 12, "A. Analyst went back to the engine as it ships in place of 12: better on every origin."),
    ],
)  # fmt: skip
def test_who_chose_a_calibration_when_and_why(
    action: Action, number: int | None, before: int | None, said: str
) -> None:
    assert event(action, number, before) == said


def test_a_judgement_before_this_one_is_a_thin_line_and_a_picture_of_its_own(client: TestClient) -> None:
    page = client.get("/targets/off").text
    assert "thin blue: an earlier forecast" in page
    assert page.count('src="/v1/targets/off/charts/probability.svg?width=340&amp;theme=auto"') == 1
    assert 'href="/v1/targets/off/charts/probability.csv"' in page
    # What was judged once has no history to draw.
    assert "/charts/probability" not in client.get("/targets/on").text
    # Every chance by a date is "under 10%" or more finely told: dates that differ are drawn.
    for address in re.findall(r'srcset="([^"]+)"', page):
        assert client.get(html.unescape(address)).status_code == 200


def test_a_chart_can_be_taken_along_and_shown_elsewhere(client: TestClient) -> None:
    page = client.get("/targets/homes").text
    for ending in ("svg", "png", "vl.json"):
        assert f'href="/v1/targets/homes/charts/trajectory.{ending}"' in page
    assert 'href="/v1/targets/homes/trajectory.parquet"' in page
    shown = html.unescape(
        next(text for text in re.findall(r"<code>(.*?)</code>", page, re.DOTALL) if "iframe" in text)
    )
    assert 'src="http://testserver/embed/targets/homes/trajectory"' in shown
    # What is copied is itself sound markup: a title with a tag in it stays a text.
    assert 'title="1.5 million &lt;b&gt;homes&lt;/b&gt; &amp; more"' in shown
    assert client.get("/embed/targets/homes/trajectory").status_code == 200
