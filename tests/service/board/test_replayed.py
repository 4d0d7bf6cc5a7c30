"""The replay of a target's own series on its page: a sentence, a link, and nothing where nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.board.english.quantities import Quantities
from service.board.english.replayed import sentence
from service.board.english.units import unit_of
from service.operations.backtest_series import replay_series
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NHS = "nhs-rtt92-2029"
DATA = {
    "origins": 8,
    "forecasts": 168,
    "coverage_80": 0.7619047619,
    "mean_error": 3.337822362,
    "mean_error_unchanged": 1.978653571,
}


def test_the_sentence_counts_what_held_and_compares_with_no_change() -> None:
    said = sentence(DATA, Quantities(unit_of("percent"), 1))
    assert said.startswith("From 8 past days, the range meant to hold 8 in 10 figures held 128 of 168 (76%).")
    assert "missed by 3.3 points; the last figure left unchanged would have missed by 2.0 points." in said
    assert said.endswith("One series shows nothing about calibration.")


def test_nothing_compared_is_nothing_said() -> None:
    assert sentence({**DATA, "coverage_80": None}, Quantities(unit_of("percent"), 1)) == ""


@pytest.mark.slow
def test_the_page_links_the_replay_once_it_is_stored(tmp_path) -> None:
    settings = Settings(home=tmp_path)
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, targets=[NHS])
        with TestClient(create_app(settings)) as client:
            before = client.get(f"/targets/{NHS}").raise_for_status().text
            assert f"/v1/targets/{NHS}/backtest" not in before
            replay_series(installation, recorded=MORNING)
            after = client.get(f"/targets/{NHS}").raise_for_status().text
        assert f'href="/v1/targets/{NHS}/backtest"' in after
        assert f'href="/v1/targets/{NHS}/backtest.csv"' in after
        assert "the range meant to hold 8 in 10 figures held" in after
    finally:
        installation.close()
