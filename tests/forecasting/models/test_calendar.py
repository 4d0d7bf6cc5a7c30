"""Dates behind a history: spacing, working days, Easter."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.indicators import Indicator
from forecasting.models.calendar import Calendar, easter_sunday
from forecasting.periods import Period
from forecasting.series import Series


def test_months_and_days_follow_one_another() -> None:
    assert Calendar(date(2023, 11, 1), months=1).begins(3) == [
        date(2023, 11, 1),
        date(2023, 12, 1),
        date(2024, 1, 1),
    ]
    assert Calendar(date(2024, 2, 28), days=1).begins(3)[-1] == date(2024, 3, 1)
    assert Calendar(date(2020, 4, 1), months=12).begins(2)[1] == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("season", "days", "months"), [(1, 0, 12), (4, 0, 3), (12, 0, 1), (7, 1, 0), (52, 7, 0), (53, 7, 0)]
)
def test_an_assumed_calendar_has_the_right_spacing(season: int, days: int, months: int) -> None:
    found = Calendar.assumed(season)
    assert (found.days, found.months) == (days, months)


def test_working_days_are_counted_as_they_fall() -> None:
    found = Calendar(date(2023, 1, 1), months=1).working_days(14)
    for k, start in enumerate(Calendar(date(2023, 1, 1), months=1).begins(14)):
        stop = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        days = [start + timedelta(days=d) for d in range((stop - start).days)]
        weekdays = sum(day.weekday() < 5 for day in days)
        assert found[k] == weekdays - 2.5 * (len(days) - weekdays)


@pytest.mark.parametrize(
    "day",
    [
        date(1961, 4, 2),
        date(1984, 4, 22),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2038, 4, 25),
    ],
)
def test_easter_falls_when_the_church_says(day: date) -> None:
    assert easter_sunday(day.year) == day


def test_easter_is_shared_by_the_months_it_touches() -> None:
    found = Calendar(date(2018, 1, 1), months=1).easter(24)
    by_year = found.reshape(2, 12).sum(1)
    np.testing.assert_allclose(by_year, 1.0)
    # In 2018 Easter Sunday was 1 April: the six days before lie in March.
    np.testing.assert_allclose(found[2:4], [6 / 8, 2 / 8])
    np.testing.assert_allclose(found[15], 1.0)  # 21 April 2019


@pytest.mark.parametrize(
    ("texts", "first", "days", "months"),
    [
        (("2021-02-14", "2021-02-15"), date(2021, 2, 14), 1, 0),
        (("2024-W05", "2024-W06"), date(2024, 1, 29), 7, 0),
        (("2024-03", "2024-04"), date(2024, 3, 1), 0, 1),
        (("2024-Q3", "2024-Q4"), date(2024, 7, 1), 0, 3),
        (("2024", "2025"), date(2024, 1, 1), 0, 12),
    ],
)
def test_a_series_knows_its_calendar(texts: tuple[str, ...], first: date, days: int, months: int) -> None:
    series = Series.of(Indicator("x"), [(Period.parse(text), 1.0) for text in texts])
    found = Calendar.of(series)
    assert found == Calendar(first, days, months)
    later = Calendar.of(series, first_step=1)
    assert later.first == found.begins(2)[1]
