"""Short periods gathered into long ones, to the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.errors import PeriodsNotComparable
from forecasting.frequency import Frequency
from forecasting.gathering import gathered
from forecasting.indicators import Aggregation, Indicator
from forecasting.periods import Period
from forecasting.series import Series


def series(
    first: str, values: list[float], frequency: Frequency, *, aggregation: Aggregation = Aggregation.FLOW
) -> Series:
    start = Period.parse(first, frequency)
    return Series.of(
        Indicator("x", aggregation=aggregation), [(start + k, value) for k, value in enumerate(values)]
    )


def test_months_make_quarters_and_years_and_only_whole_ones() -> None:
    months = series("2022-02", [float(k) for k in range(2, 31)], Frequency.MONTH)
    quarters = gathered(months, Frequency.QUARTER)
    assert [str(p) for p in quarters.periods][:2] == ["2022-Q2", "2022-Q3"]
    assert quarters.values[0] == 4 + 5 + 6
    years = gathered(months, Frequency.YEAR)
    assert [str(p) for p in years.periods] == ["2023"]
    assert years.values[0] == sum(range(13, 25))
    assert str(gathered(months, Frequency.FINANCIAL_YEAR).periods[0]) == "2022/23"


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [(Aggregation.STOCK, 3.0), (Aggregation.RATE, (31 * 1 + 28 * 2 + 31 * 3) / 90), (Aggregation.FLOW, 6.0)],
)
def test_what_does_not_add_up_is_taken_at_the_end_or_averaged(
    aggregation: Aggregation, expected: float
) -> None:
    months = series("2023-01", [1.0, 2.0, 3.0], Frequency.MONTH, aggregation=aggregation)
    assert gathered(months, Frequency.QUARTER).values[0] == pytest.approx(expected)


def test_weeks_are_divided_between_years_by_days() -> None:
    weeks = series("2022-W01", [7.0] * 130, Frequency.WEEK)
    years = gathered(weeks, Frequency.YEAR)
    # One a day: the first week began on 3 January 2022, so that year is not whole.
    assert [str(p) for p in years.periods] == ["2023"]
    assert years.values[0] == pytest.approx(365)
    assert weeks.periods[0].start == date(2022, 1, 3)


def test_a_hole_leaves_its_long_period_out() -> None:
    start = Period.parse("2022-01")
    kept = [(start + k, 1.0) for k in range(36) if k != 20]
    years = gathered(Series.of(Indicator("x", aggregation=Aggregation.FLOW), kept), Frequency.YEAR)
    assert [str(p) for p in years.periods] == ["2022", "2024"]
    assert np.isnan(years.dense[1])


def test_what_cannot_be_gathered_is_typed() -> None:
    years = series("2010", [1.0] * 9, Frequency.YEAR)
    assert gathered(years, Frequency.YEAR) is years
    for wrong in (Frequency.QUARTER, Frequency.FINANCIAL_YEAR):
        with pytest.raises(PeriodsNotComparable):
            gathered(years, wrong)
    with pytest.raises(PeriodsNotComparable, match="year"):
        gathered(series("2022-03", [1.0] * 8, Frequency.MONTH), Frequency.YEAR)
