"""Periods as publishers use them: what days they cover, how they are called, how they step."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from forecasting.errors import PeriodsNotComparable
from forecasting.frequency import Frequency
from forecasting.periods import Period, month_end


@pytest.mark.parametrize(
    ("text", "frequency", "start", "end"),
    [
        ("2024", "A", "2024-01-01", "2024-12-31"),
        ("2024/25", "FY", "2024-04-01", "2025-03-31"),
        ("1999/00", "FY", "1999-04-01", "2000-03-31"),
        ("2024/25", "AY", "2024-09-01", "2025-08-31"),
        ("2024-Q1", "Q", "2024-01-01", "2024-03-31"),
        ("2023-Q4", "Q", "2023-10-01", "2023-12-31"),
        ("2024-02", "M", "2024-02-01", "2024-02-29"),
        ("2023-12", "M", "2023-12-01", "2023-12-31"),
        ("2024-W05", "W", "2024-01-29", "2024-02-04"),
        ("2020-W53", "W", "2020-12-28", "2021-01-03"),
        ("2021-W01", "W", "2021-01-04", "2021-01-10"),
        ("2021-02-14", "D", "2021-02-14", "2021-02-14"),
        ("YE-2024-06", "YE-Q", "2023-07-01", "2024-06-30"),
        ("YE-2024-03", "YE-Q", "2023-04-01", "2024-03-31"),
        ("YE-2023-12", "YE-Q", "2023-01-01", "2023-12-31"),
        ("2021/22-2023/24", "A3", "2021-04-01", "2024-03-31"),
        ("2018-2022", "A5", "2018-01-01", "2022-12-31"),
        ("2024-03-31", "POINT", "2024-03-31", "2024-03-31"),
        ("2024", "POINT", "2024-01-01", "2024-12-31"),
    ],
)
def test_the_days_a_period_covers(text: str, frequency: str, start: str, end: str) -> None:
    period = Period.parse(text, frequency)
    assert period.start == date.fromisoformat(start)
    assert period.end == date.fromisoformat(end)
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "frequency", "label", "when"),
    [
        ("2029-03", "M", "March 2029", "in March 2029"),
        ("2024/25", "FY", "2024/25", "in 2024/25"),
        ("2024-Q2", "Q", "April to June 2024", "in April to June 2024"),
        ("YE-2024-06", "YE-Q", "year ending June 2024", "in the year ending June 2024"),
        ("2021-02-14", "D", "14 February 2021", "on 14 February 2021"),
        ("2024-03-31", "POINT", "31 March 2024", "on 31 March 2024"),
        ("2024", "POINT", "2024", "in 2024"),
        ("2024-W05", "W", "week ending 4 February 2024", "in the week ending 4 February 2024"),
        ("2021/22-2023/24", "A3", "2021/22 to 2023/24", "in 2021/22 to 2023/24"),
        ("2018-2022", "A5", "2018 to 2022", "in 2018 to 2022"),
    ],
)
def test_periods_are_called_as_publishers_call_them(text: str, frequency: str, label: str, when: str) -> None:
    period = Period.parse(text, frequency)
    assert period.label == label
    assert period.when == when


def test_a_financial_year_carries_the_label_of_its_start_where_pandas_labels_the_end() -> None:
    year = Period.parse("2024/25", Frequency.FINANCIAL_YEAR)
    assert str(year.to_pandas()) == "2025"
    assert str(Period.from_pandas(year.to_pandas(), Frequency.FINANCIAL_YEAR)) == "2024/25"


def test_steps_cross_the_turn_of_the_year() -> None:
    assert str(Period.parse("2024-11") + 3) == "2025-02"
    assert str(Period.parse("2024-Q1") - 1) == "2023-Q4"
    assert str(Period.parse("YE-2024-03") - 1) == "YE-2023-12"
    assert str(Period.parse("2024-W01") - 1) == "2023-W52"
    assert str(Period.parse("2024-02-29") + 1) == "2024-03-01"
    assert str(Period.parse("1999/00", "FY") + 1) == "2000/01"
    assert Period.parse("2025-02") - Period.parse("2024-11") == 3


@pytest.mark.parametrize("operation", [operator.sub, operator.lt, operator.le, operator.gt, operator.ge])
def test_two_notations_are_never_compared(operation: Callable[[Period, Period], object]) -> None:
    financial, academic = Period.parse("2024/25", "FY"), Period.parse("2024/25", "AY")
    with pytest.raises(PeriodsNotComparable, match="start or end dates"):
        operation(financial, academic)
    assert financial != academic


def test_a_point_of_the_leap_day_falls_on_the_last_day_of_other_februaries() -> None:
    leap = Period.parse("2024-02-29", Frequency.POINT)
    assert (leap + 1).end == date(2025, 2, 28)
    assert (leap + 4).end == date(2028, 2, 29)


def test_a_window_overlaps_the_days_it_shares() -> None:
    year = Period.parse("2024/25", "FY")
    assert year.overlap(date(2024, 7, 9), date(2029, 8, 31)) == 266
    assert year.overlap(date(2020, 1, 1), date(2030, 1, 1)) == year.days == 365
    assert year.overlap(date(2025, 3, 31), date(2025, 3, 31)) == 1
    assert year.overlap(date(2025, 4, 1), date(2026, 3, 31)) == 0


def test_the_middle_of_a_year_is_its_half() -> None:
    assert Period.parse("2023").midpoint == pytest.approx(2023.5, abs=0.002)
    assert Period.parse("2024/25", "FY").midpoint == pytest.approx(2024.75, abs=0.003)


@pytest.mark.parametrize(
    ("year", "month", "last"), [(2024, 2, 29), (2023, 14, 29), (2024, 0, 31), (2024, 12, 31)]
)
def test_a_month_may_run_past_the_year(year: int, month: int, last: int) -> None:
    assert month_end(year, month).day == last


def test_a_day_before_a_week_begins_belongs_to_the_week_before() -> None:
    sunday = date(2024, 2, 4)
    assert str(Period.containing(sunday, Frequency.WEEK)) == "2024-W05"
    assert str(Period.containing(sunday + timedelta(days=1), Frequency.WEEK)) == "2024-W06"
