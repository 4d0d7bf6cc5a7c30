"""OHID's marker: significance, one year that makes the trend, and when it cannot be calculated."""

from __future__ import annotations

from typing import Any

import pytest

from forecasting.indicators import Direction
from forecasting.public_methods import ohid_trend_marker as ohid
from forecasting.public_methods.ohid_trend_marker import Counts, marker
from forecasting.public_methods.yardstick import Leaning, Why
from tests.forecasting.public_methods.conftest import DOWN, UP, asked

YEARS = [2016.0, 2017.0, 2018.0, 2019.0, 2020.0]


def around(values: list[float], half: float) -> dict[str, Any]:
    return {"lower": [v - half for v in values], "upper": [v + half for v in values]}


def test_the_critical_value_is_that_of_one_degree_at_0_998() -> None:
    assert ohid.critical_value(0.998) == pytest.approx(ohid.CRITICAL, abs=5e-5)


def test_exactly_at_the_critical_value_is_not_significant() -> None:
    assert ohid.TREND.label(ohid.CRITICAL) == "not_significant"
    assert ohid.TREND.label(ohid.CRITICAL + 1e-6) == "significant"


def test_a_clear_rise_and_a_clear_fall() -> None:
    up, down = [10.0, 11.0, 12.0, 13.0, 14.0], [14.0, 13.0, 12.0, 11.0, 10.0]
    assert marker(YEARS, up, **around(up, 0.5)).label == "increasing"
    assert marker(YEARS, down, **around(down, 0.5)).label == "decreasing"
    wide = marker(YEARS, up, **around(up, 5.0))
    assert (wide.label, wide.reason) == ("no_significant_change", Why.NO_SIGNIFICANT_TREND)


def test_one_year_that_makes_the_trend_is_found() -> None:
    values = [10.0, 9.9, 9.8, 9.7, 14.0]
    found = marker(YEARS, values, **around(values, 0.4))
    assert (found.label, found.reason) == ("no_significant_change", Why.OUTLIER_FOUND)


@pytest.mark.parametrize(
    ("years", "half", "reason"),
    [
        (YEARS[:4], 0.5, Why.NOT_ENOUGH_DATA_POINTS),
        ([2014.0, *YEARS[1:]], 0.5, Why.NOT_ANNUAL),
        (YEARS, None, Why.NO_CONFIDENCE_LIMITS),
        (YEARS, 0.0, Why.DEGENERATE_LIMITS),
    ],
)
def test_what_cannot_be_calculated_says_why(years: list[float], half: float | None, reason: Why) -> None:
    values = [10.0, 11.0, 12.0, 13.0, 14.0][: len(years)]
    found = marker(years, values, **({} if half is None else around(values, half)))
    assert (found.label, found.reason) == ("cannot_be_calculated", reason)


def test_counts_of_none_or_of_all_have_no_trend() -> None:
    for events in ((0.0,) * 5, (100.0,) * 5):
        found = marker(YEARS, counts=Counts(events, (100.0,) * 5))
        assert (found.label, found.chi_squared) == ("no_significant_change", 0.0)
    assert marker(YEARS, counts=Counts((1.0,) * 5, (0.0,) * 5)).reason is Why.OUTSIDE_BOUNDS


def test_the_last_five_of_more_years_are_used() -> None:
    values = [99.0, 10.0, 11.0, 12.0, 13.0, 14.0]
    found = marker([2015.0, *YEARS], values, **around(values, 0.5))
    assert found.label == "increasing"


def test_the_marker_needs_no_target_and_leans_only_when_it_goes_the_wrong_way() -> None:
    values = [10.0, 11.0, 12.0, 13.0, 14.0]
    up = ohid.judge(asked(values, way=UP), **around(values, 0.5))
    down = ohid.judge(asked(values, way=DOWN), **around(values, 0.5))
    assert up.label == down.label == "increasing"
    assert (up.leaning, down.leaning) == (Leaning.SILENT, Leaning.AWAY)


@pytest.mark.parametrize("way", [Direction.NEUTRAL, None])
def test_a_trend_needs_no_better_direction(way: Direction | None) -> None:
    values = [10.0, 11.0, 12.0, 13.0, 14.0]
    found = ohid.judge(asked(values, way=way), **around(values, 0.5))
    assert (found.label, found.leaning) == ("increasing", Leaning.SILENT)


def test_overlapping_periods_and_parts_of_a_year_are_refused_each_by_its_name() -> None:
    values = asked([10.0, 11.0, 12.0, 13.0, 14.0])
    assert ohid.judge(values, overlapping=True).reason is Why.OVERLAPPING_PERIODS
    assert ohid.judge(values, annual=False).reason is Why.NOT_ANNUAL
