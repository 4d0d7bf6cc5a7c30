"""The rules of thumb: nothing changes, and a straight line, asked by the rules of each kind of target."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.periods import Period
from forecasting.reference_calls import line, meets, reference_calls, unchanged
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target, Window

RISING = Indicator("rising", unit="homes", direction=Direction.INCREASE)


def need(values: list[float], *, kind: Kind = Kind.LEVEL, value: float, year: int = 2024, **more) -> Need:
    first = 2021 - len(values) + 1
    series = Series.of(RISING, [(Period.parse(str(first + k)), v) for k, v in enumerate(values)])
    target = Target(
        id="t", kind=kind, comparator=Comparator.AT_LEAST, value=value,
        period=None if "window" in more else Period.parse(str(year)), **more,
    )  # fmt: skip
    found = consider(Case(target, RISING, "", series, as_of=date(2022, 3, 1), charted=False))
    assert isinstance(found, Need), found
    return found


def test_standing_still_and_a_line_by_hand():
    values = np.array([9.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    assert unchanged(values, season=1, horizon=3).tolist() == [4, 4, 4]
    assert line(values, season=1, horizon=3) == pytest.approx([5, 6, 7])
    assert line(np.array([1.0, 2.0]), season=1, horizon=2) is None


def test_standing_still_keeps_the_season():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan, 7.0, 8.0])
    assert unchanged(values, season=4, horizon=6).tolist() == [5, 8, 7, 8, 5, 8]


def test_numpy_fits_the_same_line():
    rng = np.random.default_rng(7)
    values = rng.normal(size=24).cumsum()
    slope, level = np.polyfit(np.arange(20), values[-20:], 1)
    assert line(values, season=4, horizon=2) == pytest.approx([level + slope * 20, level + slope * 21])


@pytest.mark.parametrize(
    ("value", "expected"), [(14.0, (False, True)), (11.0, (True, True)), (15.0, (False, False))]
)
def test_a_level(value, expected):
    assert reference_calls(need([7.0, 8.0, 9.0, 10.0, 11.0], value=value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(33.0, (True, True)), (39.0, (False, True)), (40.0, (False, False))]
)
def test_a_total_over_a_window(value, expected):
    window = Window(date(2022, 1, 1), date(2024, 12, 31))
    found = need([7.0, 8.0, 9.0, 10.0, 11.0], kind=Kind.CUMULATIVE_SUM, value=value, window=window)
    assert reference_calls(found) == expected


def test_a_course_is_met_where_it_touches_the_threshold():
    found = need([7.0, 8.0, 9.0, 10.0, 11.0], value=14.0)
    exact = np.full(found.horizon, 14.0)
    assert meets(found, exact)
    assert not meets(found, exact - 1e-6)
