"""What else a judgement says, on the page of a target and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from forecasting.measured import Acceleration, Placing, Progress, Timing, Together
from forecasting.measures import Undefined
from forecasting.periods import Period
from service.api.app import create_app
from service.board.english import further
from service.board.english.chances import percent
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

RECORDED = datetime(2026, 11, 24, tzinfo=UTC)
WAITS, COURTS, BUDGET = "nhs-rtt92-2029", "sst-crown-backlog", "uk-cb5"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    installation = open_installation(settings, recorded=RECORDED)
    judge_targets(installation, recorded=RECORDED, targets=[WAITS, COURTS, BUDGET])
    with TestClient(create_app(settings)) as running:
        yield running
    installation.close()


def section(client: TestClient, target: str) -> str:
    page = client.get(f"/targets/{target}").raise_for_status().text
    found = re.search(r'<section class="section" id="further".*?</section>', page, re.DOTALL)
    assert found is not None
    assert 'href="#further"' in page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found.group())))


def test_a_live_target_tells_change_time_paces_and_points(client: TestClient) -> None:
    words = section(client, WAITS)
    assert re.search(r"\d+% of the change asked for, after \d+% of the time since July 2024", words)
    assert "earlier stretches of 3 years" in words
    assert re.search(r"March 2026 65% 65\.3% Met March 2027 70%", words)


def test_a_wish_without_a_number_tells_its_direction_and_no_more(client: TestClient) -> None:
    words = section(client, COURTS)
    assert "Direction of travel" in words
    assert "That is not a chance of meeting a target." in words
    assert "At the date" not in words


def test_a_cap_tells_when_it_may_be_broken(client: TestClient) -> None:
    assert re.search(r"broken by 31 December 20\d\d", section(client, BUDGET))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Timing(1.02, 3.0, 1.0, None), "Now about 12 months behind the path; reached about 3 years after"),
        (Timing(-0.2, -2.4), "Now about 2 months ahead of the path; reached about 2 years before"),
        (Timing(0.0), "Now level with the path; as likely as not it is not reached"),
    ],
)
def test_early_and_late_in_words(found: Timing, said: str) -> None:
    assert further.timing(found).startswith(said)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Acceleration(2.04, 1.52, 4.4), "2.0 times the recent pace; 1.5 to 4.4 times"),
        (Acceleration(2.04, 1.52, None), "2.0 times the recent pace; at least 1.5 times"),
        (Acceleration(None, reason=Undefined.WRONG_DIRECTION), "Lately it has moved the wrong way"),
        (Acceleration(None, reason=Undefined.ALREADY_MET), ""),
    ],
)
def test_acceleration_in_words(found: Acceleration, said: str) -> None:
    assert further.acceleration(found).startswith(said)


def test_a_rank_a_bond_and_a_share_in_words() -> None:
    year = Period.parse("2024")
    placing = Placing(year, 2, 7, 1, ((1, 0.2), (2, 0.5), (3, 0.3), (4, 0.0)), 0.1)
    assert further.placing(placing, percent) == (
        "Rank 2 of 7 in 2024, shared with 1. At the date: rank 1 20%; rank 2 50%; rank 3 30%."
    )
    bond = Together(True, 23, -0.4, 0.25, 0.1, 0.5)
    assert "(−0.40, from 23 periods); if they were independent, 25%" in further.together(bond, percent)
    lost = Together(False, 0, 0.0, None, 0.0, 0.3)
    assert further.together(lost, percent).endswith("the whole has 30% at most.")
    at_target = Progress(year, 1.0, None, 20.0, None, Undefined.BASE_EQUALS_TARGET)
    assert further.progress(at_target).startswith("The target stands at the baseline")
