"""What holds for every series: its order, its grid and the period that decides a date."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.series import Series

FIXED = settings(derandomize=True, max_examples=80)
STARTS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
VALUES = st.floats(-1e6, 1e6)
INDICATOR = Indicator("any")


@st.composite
def observations(draw: st.DrawFn) -> list[tuple[Period, float]]:
    frequency = draw(st.sampled_from(list(Frequency)))
    first = Period.containing(draw(STARTS), frequency)
    if frequency is Frequency.POINT:
        if draw(st.booleans()):
            first = Period(Frequency.POINT, first.ordinal)
        else:
            months = draw(st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True))
            day = first.end.day
            month_end = draw(st.booleans())
            rows = []
            for offset in sorted({0, *months}):
                month = first.end.year * 12 + first.end.month - 1 + offset
                following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
                last = following - timedelta(days=1)
                point = last if month_end else last.replace(day=min(day, 27))
                rows.append(Period(Frequency.POINT, point.year, (point.month, point.day)))
            return [(period, draw(VALUES)) for period in rows]
    steps = draw(st.lists(st.integers(0, 40), min_size=1, max_size=15, unique=True))
    return [(first + step, draw(VALUES)) for step in steps]


@FIXED
@given(observations(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[Period, float]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Series.of(INDICATOR, rows), Series.of(INDICATOR, shuffled)
    assert one.periods == other.periods
    np.testing.assert_array_equal(one.values, other.values)
    assert one.statuses == other.statuses
    assert one.checks == other.checks
    assert list(one.periods) == sorted(one.periods, key=lambda p: p.end)


@FIXED
@given(observations(), st.integers(-30, 60))
def test_steps_and_periods_are_inverse(rows: list[tuple[Period, float]], step: int) -> None:
    series = Series.of(INDICATOR, rows)
    assert series.step_of(series.period_at(step)) == step
    assert series.period_at(step + 1).end > series.period_at(step).end
    for period, value in rows:
        assert series.period_at(series.step_of(period)) == period
        assert series.value_at(period) == value
    assert series.steps[0] == 0
    assert np.isfinite(series.dense).sum() == len(rows)


@FIXED
@given(observations(), st.integers(-9000, 9000))
def test_the_last_period_ending_by_a_date(rows: list[tuple[Period, float]], days: int) -> None:
    series = Series.of(INDICATOR, rows)
    day = series.latest.end + timedelta(days=days)
    found = series.last_period_ending_by(day)
    assert found.end <= day
    assert series.period_at(series.step_of(found) + 1).end > day


@settings(derandomize=True, max_examples=25)
@given(observations(), st.integers(-500, 500))
def test_the_last_period_by_search_is_the_one_found_by_trying_all(
    rows: list[tuple[Period, float]], days: int
) -> None:
    series = Series.of(INDICATOR, rows)
    day = series.latest.end + timedelta(days=days)
    here = int(series.steps[-1])
    reach = 520 if series.frequency is Frequency.DAY else 90
    tried = [series.period_at(step) for step in range(here - reach, here + reach)]
    brute = max((p for p in tried if p.end <= day), key=lambda p: p.end)
    assert series.last_period_ending_by(day) == brute


@FIXED
@given(observations())
def test_a_yearly_season_has_as_many_steps_as_a_year(rows: list[tuple[Period, float]]) -> None:
    series = Series.of(INDICATOR, rows)
    if series.frequency in (Frequency.QUARTER, Frequency.MONTH):
        assert series.season == series.steps_per_year
    if series.frequency is Frequency.POINT and series.season > 1:
        # One cycle later is the same month.
        there, back = series.period_at(series.season), series.period_at(0)
        assert (there.end.year, there.end.month) == (back.end.year + 1, back.end.month)
    assert series.season >= 1
