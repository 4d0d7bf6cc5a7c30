"""How much of a change counts in a period, against integrals done by counting days."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.scenarios.timing import DAYS, elapsed, fading, moment, ramped

DAY = 1 / DAYS
FINE = np.linspace(0, 1, 20_001)


def year(number: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([moment(date(number, 1, 1))]), np.array([moment(date(number, 12, 31)) + DAY])


@pytest.mark.parametrize("ramp", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("number", [2026, 2027, 2028, 2031])
def test_a_ramp_is_averaged_over_the_days_of_a_period(number: int, ramp: float) -> None:
    begin = moment(date(2027, 4, 1))
    starts, ends = year(number)
    moments = starts + (ends - starts) * FINE
    exact = np.clip((moments - begin) / ramp, 0, 1) if ramp else (moments >= begin)
    assert ramped(starts, ends, begin=begin, ramp=ramp)[0] == pytest.approx(exact.mean(), abs=1e-4)


@pytest.mark.parametrize("number", [2026, 2027, 2030])
def test_years_gone_are_averaged_over_the_days_of_a_period(number: int) -> None:
    begin = moment(date(2027, 4, 1))
    starts, ends = year(number)
    moments = starts + (ends - starts) * FINE
    exact = np.maximum(moments - begin, 0).mean()
    assert elapsed(starts, ends, begin=begin)[0] == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize("number", [2026, 2027, 2030])
def test_a_shock_is_averaged_over_the_days_of_a_period(number: int) -> None:
    begin = moment(date(2027, 4, 1))
    starts, ends = year(number)
    moments = starts + (ends - starts) * FINE
    exact = np.where(moments >= begin, 0.5 ** (np.maximum(moments - begin, 0) / 2.0), 0).mean()
    assert fading(starts, ends, begin=begin, half_life=2.0)[0] == pytest.approx(exact, abs=1e-4)


def test_a_step_on_new_years_day_counts_in_full_from_that_year() -> None:
    begin = moment(date(2027, 1, 1))
    shares = [float(ramped(*year(number), begin=begin, ramp=0.0)[0]) for number in (2026, 2027, 2028)]
    assert shares == pytest.approx([0, 1, 1])
