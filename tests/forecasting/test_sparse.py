"""Daily counters that are read only now and then are put on a monthly grid."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator, Origin
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly, nearest_month


def daily(rows: dict[str, float], origin: Origin | None = None, statuses: list[str] | None = None) -> Series:
    pairs = [(Period.parse(day), value) for day, value in rows.items()]
    return Series.of(Indicator("counter", origin=origin), pairs, area="E92000001", statuses=statuses)


def test_a_reading_goes_to_the_nearest_month_end() -> None:
    for step in range(4 * 366):
        day = date(2023, 1, 1) + timedelta(days=step)
        here = Period.containing(day, Frequency.MONTH)
        ends = {month: abs((month.end - day).days) for month in (here - 1, here, here + 1)}
        found = nearest_month(day)
        assert ends[found] == min(ends.values()) <= 16
    assert str(nearest_month(date(2023, 2, 14))) == "2023-01"
    assert str(nearest_month(date(2023, 2, 15))) == "2023-02"
    assert str(nearest_month(date(2024, 1, 31))) == "2024-01"


@pytest.mark.parametrize(("every", "sparse"), [(1, False), (6, False), (9, True), (30, True)])
def test_fewer_than_one_value_a_week_is_sparse(every: int, sparse: bool) -> None:
    first = Period.parse("2024-01-01")
    made = Series.of(Indicator("c"), [(first + every * k, float(k)) for k in range(30)])
    assert is_sparse(made) is sparse


def test_other_frequencies_are_never_sparse() -> None:
    made = Series.of(Indicator("c"), [(Period.parse("2000-01"), 1.0), (Period.parse("2020-01"), 2.0)])
    assert not is_sparse(made)


def test_readings_keep_values_and_statuses_and_say_where_they_went() -> None:
    made = monthly(
        daily(
            {"2024-03-29": 10.0, "2024-07-02": 30.0, "2024-10-15": 60.0},
            statuses=["final", "final", "estimate"],
        )
    )
    assert made.frequency is Frequency.MONTH
    assert [str(p) for p in made.periods] == ["2024-03", "2024-06", "2024-09"]
    np.testing.assert_array_equal(made.values, [10.0, 30.0, 60.0])
    assert made.statuses == ("final", "final", "estimate")
    assert made.area == "E92000001"
    assert [f.code for f in made.findings] == [FindingCode.IRREGULAR]


def test_two_readings_of_one_month_keep_the_later() -> None:
    made = monthly(daily({"2024-03-18": 10.0, "2024-04-02": 12.0, "2024-09-30": 30.0}))
    assert made.value_at(Period.parse("2024-03")) == 12.0
    assert len(made) == 2


def test_the_known_origin_of_a_counter_is_its_first_value() -> None:
    made = monthly(daily({"2025-09-30": 150.0}, origin=Origin(date(2024, 7, 1))))
    assert [str(p) for p in made.periods] == ["2024-06", "2025-09"]
    assert made.values.tolist() == [0.0, 150.0]


def test_an_origin_after_the_first_reading_changes_nothing() -> None:
    made = monthly(daily({"2024-03-31": 10.0, "2024-09-30": 30.0}, origin=Origin(date(2024, 7, 1))))
    assert made.values.tolist() == [10.0, 30.0]


def test_a_repeat_found_on_reading_is_still_told() -> None:
    rows = [
        (Period.parse("2024-03-31"), 1.0),
        (Period.parse("2024-09-30"), 2.0),
        (Period.parse("2024-03-31"), 1.0),
    ]
    made = monthly(Series.of(Indicator("c"), rows))
    assert {f.code for f in made.findings} == {FindingCode.DUPLICATES, FindingCode.IRREGULAR}
