"""Scenarios as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forecasting.scenarios.changes import (
    ComparatorPace,
    Delay,
    EarlierTrend,
    LevelShift,
    Policy,
    Resume,
    ScenarioKind,
    Shock,
)
from forecasting.scenarios.failures import ScenarioInvalid
from forecasting.scenarios.stated import FIELDS, stated

START = date(2026, 5, 1)


def change(**given: Any) -> object:
    return stated(given).scenario(start=START, pace_of=lambda area: {"E1": 2.5}[area]).change


def test_numbers_and_moments_are_read_as_they_are_written() -> None:
    found = change(scenario="policy", effect="1,250", low="−5", high="2000", ramp="3", **{"from": "2027"})
    assert found == Policy(1250.0, date(2027, 1, 1), 3.0, -5.0, 2000.0)
    assert change(scenario="level-shift", effect=2, **{"from": "2027-Q2"}) == LevelShift(
        2.0, date(2027, 4, 1)
    )
    assert change(scenario="level_shift", effect=2, **{"from": "2027-04-15"}) == LevelShift(
        2.0, date(2027, 4, 15)
    )
    assert change(kind="shock", effect=-3, half_life=2) == Shock(-3.0, START, 2.0)
    assert change(scenario="delay", years="0.5") == Delay(0.5)


def test_what_is_left_empty_is_not_there() -> None:
    given = {"scenario": "policy", "effect": "5", "from": "", "low": "", "high": "", "ramp": None}
    assert stated(given).scenario(start=START, pace_of=lambda _: 0.0).change == Policy(5.0, START)


def test_an_earlier_trend_begins_and_ends_with_its_years() -> None:
    found = change(scenario="earlier_trend", since="2012", until="2019", resume="level")
    assert found == EarlierTrend(date(2012, 1, 1), date(2019, 12, 31), START, Resume.LEVEL)


def test_the_pace_of_an_area_is_looked_up() -> None:
    assert change(scenario="comparator_pace", area="E1") == ComparatorPace(2.5, START, "E1")
    assert change(scenario="comparator_pace", pace=1) == ComparatorPace(1.0, START)


def test_a_scenario_has_the_name_of_its_kind_or_its_own() -> None:
    assert stated({"scenario": "level_shift", "effect": 1}).name == "level shift"
    assert stated({"scenario": "level_shift", "effect": 1, "name": "More beds"}).name == "More beds"


@pytest.mark.parametrize(
    ("given", "field", "remedy"),
    [
        ({}, "scenario", "Choose"),
        ({"scenario": "polcy", "effect": 1}, "scenario", "policy"),
        ({"scenario": "policy"}, "effect", "Give effect"),
        ({"scenario": "policy", "effect": "lots"}, "effect", "plain number"),
        ({"scenario": "policy", "effect": "nan"}, "effect", "plain number"),
        ({"scenario": "policy", "effect": True}, "effect", "plain number"),
        ({"scenario": "policy", "effect": 1, "years": 2}, "years", "ramp"),
        ({"scenario": "policy", "effect": 1, "from": "soon"}, "from", "2027-04"),
        ({"scenario": "policy", "effect": 1, "from": "2027/28"}, "from", "2027"),
        ({"scenario": "policy", "effect": 5, "low": 1}, "high", "both"),
        ({"scenario": "earlier_trend", "since": "2019", "until": "2012"}, "until", "before"),
        ({"scenario": "earlier_trend", "since": "2012", "until": "2019", "resume": "all"}, "resume", "level"),
        ({"scenario": "comparator_pace"}, "area", "either"),
        ({"scenario": "comparator_pace", "area": "E1", "pace": 1}, "area", "either"),
        ({"scenario": "shock", "effect": 1, "half_life": 0}, "half_life", "level shift"),
        ({"scenario": "delay", "years": -1}, "years", "years"),
    ],
)
def test_what_is_wrong_names_field_value_and_remedy(given: dict[str, Any], field: str, remedy: str) -> None:
    with pytest.raises(ScenarioInvalid) as refused:
        stated(given)
    assert refused.value.field == field
    assert remedy in (refused.value.remedy or "")


def test_every_kind_says_which_fields_it_takes() -> None:
    assert set(FIELDS) == set(ScenarioKind)
