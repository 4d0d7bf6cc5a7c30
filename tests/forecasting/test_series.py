"""A series sorts and checks its observations, knows its grid, and says what a reader must know."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.errors import (
    ConflictingObservations,
    EmptySeries,
    MixedFrequencies,
    NotANumber,
    PeriodsNotComparable,
)
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.series import Series

RATE = Indicator("rate", decimals=1)


def series(frequency: str, rows: dict[str, float], **more: object) -> Series:
    return Series.of(RATE, [(Period.parse(p, frequency), v) for p, v in rows.items()], **more)  # type: ignore[arg-type]


def codes(made: Series) -> list[FindingCode]:
    return [finding.code for finding in made.checks]


def test_rows_in_any_order_make_the_same_series() -> None:
    made = series("FY", {"2022/23": 3.0, "2020/21": 1.0, "2021/22": 2.0})
    assert [str(p) for p in made.periods] == ["2020/21", "2021/22", "2022/23"]
    assert made.values.tolist() == [1.0, 2.0, 3.0]
    assert str(made.latest) == "2022/23"
    assert made.latest_value == 3.0
    assert made.checks == ()


def test_values_cannot_be_changed() -> None:
    made = series("A", {"2022": 3.0, "2023": 1.0})
    with pytest.raises(ValueError, match="read-only"):
        made.values[0] = 9.0
    with pytest.raises(ValueError, match="read-only"):
        made.dense[0] = 9.0


def test_a_missing_period_is_a_missing_step_and_a_finding() -> None:
    made = series("A", {"2019": 1.0, "2020": 2.0, "2023": 5.0})
    assert made.steps.tolist() == [0, 1, 4]
    np.testing.assert_array_equal(made.dense, [1.0, 2.0, np.nan, np.nan, 5.0])
    assert made.value_at(Period.parse("2020")) == 2.0
    assert made.value_at(Period.parse("2021")) is None
    assert made.value_at(Period.parse("2018")) is None
    assert made.value_at(Period.parse("2024")) is None
    assert made.value_at(Period.parse("2020-Q1")) is None
    assert codes(made) == [FindingCode.GAPS]
    assert "2 of 5" in made.checks[0].message


def test_an_identical_repeat_is_dropped_and_reported() -> None:
    rows = [(Period.parse("2023"), 4.0), (Period.parse("2024"), 5.0), (Period.parse("2023"), 4.0)]
    made = Series.of(RATE, rows)
    assert made.values.tolist() == [4.0, 5.0]
    assert codes(made) == [FindingCode.DUPLICATES]


@pytest.mark.parametrize("words", [["final", "provisional"], ["provisional", "final"]])
def test_the_status_of_a_repeat_does_not_depend_on_the_order_of_rows(words: list[str]) -> None:
    rows = [(Period.parse("2024"), 5.0), (Period.parse("2024"), 5.0), (Period.parse("2023"), 5.5)]
    assert Series.of(RATE, rows, statuses=[*words, "final"]).statuses == ("final", "provisional")


def test_two_values_for_one_period_are_refused() -> None:
    rows = [(Period.parse("2023"), 4.0), (Period.parse("2023"), 4.5)]
    with pytest.raises(ConflictingObservations) as caught:
        Series.of(RATE, rows)
    assert caught.value.value == 4.5
    assert caught.value.field == "value"
    assert caught.value.remedy


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_is_refused_with_its_period(value: float) -> None:
    with pytest.raises(NotANumber, match="2024-03"):
        series("M", {"2024-02": 1.0, "2024-03": value})


def test_no_observation_is_refused() -> None:
    with pytest.raises(EmptySeries):
        Series.of(RATE, [])


def test_two_frequencies_are_refused() -> None:
    rows = [(Period.parse("2024/25", "FY"), 1.0), (Period.parse("2024/25", "AY"), 1.0)]
    with pytest.raises(MixedFrequencies, match="financial year"):
        Series.of(RATE, rows)


def test_a_constant_series_says_so() -> None:
    assert codes(series("A", {"2021": 5.0, "2022": 5.0, "2023": 5.0})) == [FindingCode.CONSTANT]
    assert codes(series("A", {"2021": 5.0})) == []


@pytest.mark.parametrize(
    ("statuses", "reported"),
    [
        (["final", "provisional", "provisional"], 2),
        (["provisional", "final", "estimate"], 1),
        (["provisional", "provisional", "final"], 0),
        # A survey whose every value is an estimate has no provisional end.
        (["estimate", "estimate", "estimate"], 0),
    ],
)
def test_a_provisional_end_says_so(statuses: list[str], reported: int) -> None:
    made = series("A", {"2021": 5.0, "2022": 5.1, "2023": 5.2}, statuses=statuses)
    found = [f.message for f in made.checks if f.code is FindingCode.PROVISIONAL]
    assert len(found) == (1 if reported else 0)
    assert all(f"newest {reported} values" in message for message in found)


@pytest.mark.parametrize(
    ("points", "cadence", "season", "following"),
    [
        (["2020-03-31", "2021-03-31", "2023-03-31"], 12, 1, "2024-03-31"),
        (["2020-03-31", "2020-09-30", "2021-03-31"], 6, 2, "2021-09-30"),
        (["2020-12-31", "2023-02-28", "2023-03-31"], 1, 12, "2023-04-30"),
        (["2020-01-31", "2020-04-30"], 3, 4, "2020-07-31"),
        (["2019", "2020", "2022"], 12, 1, "2023"),
        (["2021-11-15"], 12, 1, "2022-11-15"),
        # The 28th is no month end except in February.
        (["2021-11-28", "2022-11-28"], 12, 1, "2023-11-28"),
        (["2023-02-28"], 12, 1, "2024-02-29"),
        (["2021-01-30", "2021-03-30"], 2, 6, "2021-05-30"),
        # Every five months no season comes round.
        (["2021-01-31", "2021-06-30"], 5, 1, "2021-11-30"),
    ],
)
def test_points_in_time_lie_on_a_grid_of_months(
    points: list[str], cadence: int, season: int, following: str
) -> None:
    made = series("POINT", {p: float(k) for k, p in enumerate(points)})
    assert made.cadence_months == cadence
    assert made.season == season
    assert made.steps_per_year == 12 / cadence
    assert str(made.period_at(int(made.steps[-1]) + 1)) == following
    assert made.period_at(0) == made.periods[0]
    assert made.value_at(made.periods[-1]) == len(points) - 1


def test_two_points_in_one_month_are_refused() -> None:
    with pytest.raises(ConflictingObservations, match="two points in one month"):
        series("POINT", {"2021-03-01": 1.0, "2021-03-31": 2.0})


def test_points_with_and_without_a_day_are_refused() -> None:
    with pytest.raises(MixedFrequencies, match="known by their year"):
        series("POINT", {"2019": 1.0, "2020-11-30": 2.0})


def test_a_period_off_the_grid_is_refused() -> None:
    yearly = series("POINT", {"2020-03-31": 1.0, "2021-03-31": 2.0})
    with pytest.raises(PeriodsNotComparable, match="not on the grid"):
        yearly.step_of(Period.parse("2021-09-30", "POINT"))
    with pytest.raises(PeriodsNotComparable):
        yearly.step_of(Period.parse("2021-03-31"))
    assert yearly.value_at(Period.parse("2021-09-30", "POINT")) is None


@pytest.mark.parametrize(
    ("frequency", "first", "day", "expected"),
    [
        ("FY", "2015/16", "2029-08-31", "2028/29"),
        ("FY", "2015/16", "2029-03-31", "2028/29"),
        ("FY", "2015/16", "2029-03-30", "2027/28"),
        ("A", "2015", "2029-12-30", "2028"),
        ("AY", "2015/16", "2029-08-31", "2028/29"),
        ("Q", "2015-Q1", "2029-08-31", "2029-Q2"),
        ("M", "2007-08", "2029-03-31", "2029-03"),
        ("W", "2020-W01", "2029-07-15", "2029-W28"),
        ("D", "2020-01-01", "2029-07-15", "2029-07-15"),
        ("YE-Q", "YE-2015-03", "2029-05-31", "YE-2029-03"),
        ("A3", "2015/16-2017/18", "2029-08-31", "2026/27-2028/29"),
        ("A5", "2008-2012", "2022-12-31", "2018-2022"),
        ("POINT", "2010", "2029-12-31", "2029"),
        ("POINT", "2010", "2029-11-30", "2028"),
        ("POINT", "2010-03-31", "2029-07-15", "2029-03-31"),
        # Before the first observation too.
        ("M", "2007-08", "2001-05-02", "2001-04"),
    ],
)
def test_a_date_is_judged_at_the_last_period_that_ends_by_then(
    frequency: str, first: str, day: str, expected: str
) -> None:
    made = series(frequency, {first: 1.0})
    assert str(made.last_period_ending_by(date.fromisoformat(day))) == expected


def test_an_ending_date_is_found_at_once_on_a_long_daily_grid() -> None:
    first = Period.containing(date(1990, 1, 1), Frequency.DAY)
    made = Series.of(RATE, [(first, 1.0), (first + 12_000, 2.0)])
    calls = 0
    original = Series.period_at

    def counted(self: Series, step: int) -> Period:
        nonlocal calls
        calls += 1
        return original(self, step)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Series, "period_at", counted)
        assert made.last_period_ending_by(date(2060, 1, 1)).end == date(2060, 1, 1)
        assert made.last_period_ending_by(date(1950, 1, 1)).end == date(1950, 1, 1)
    assert calls < 200
