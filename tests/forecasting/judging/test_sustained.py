"""Standards held for several periods: settled from what is known, else never likelier than the last period alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider, judged_with, probability_of
from forecasting.judging.levels import level_probability
from forecasting.judging.readiness import Need
from forecasting.judging.sustained import running
from forecasting.targets import Kind
from forecasting.verdicts import Verdict

TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]  # 2010 to 2019


def standard(case: Callable[..., Case], *, periods: int, period: str = "2023", **more: object) -> Case:
    return case(
        TEN, kind=Kind.SUSTAINED_STANDARD, value=62.0, period=period, periods_required=periods, **more
    )


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


def test_it_is_never_likelier_than_the_last_period_and_falls_with_every_period_asked(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = []
    for periods in (1, 2, 3, 4):
        need = needed(standard(case, periods=periods))
        forecast = forecast_for(need, mean=63.0, sd=2.0)
        found.append(probability_of(need, forecast))
        assert found[-1] <= level_probability(need, forecast)
        assert judged_with(need, forecast).probability == found[-1]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(0.6915, abs=0.002)  # Φ(½): one period alone is a level


def test_a_known_period_that_failed_settles_it(case: Callable[..., Case]) -> None:
    # 2018 (61) is one of the three periods up to 2020, and below 62.
    live = consider(standard(case, periods=3, period="2020"))
    assert isinstance(live, Assessment)
    assert (live.verdict, live.probability, live.certain) == (Verdict.MISSED, 0.0, True)
    over = consider(standard(case, periods=2, period="2019", as_of="2020-06-30"))
    assert isinstance(over, Assessment)
    assert over.verdict is Verdict.MISSED
    assert over.outcome is not None
    assert over.outcome.value == 61.0


def test_known_periods_that_held_count_towards_it(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    # 2019 (63) held, so that only 2020 is open of the two.
    need = needed(standard(case, periods=2, period="2020"))
    forecast = forecast_for(need, mean=63.0, sd=2.0)
    assert probability_of(need, forecast) == pytest.approx(level_probability(need, forecast), abs=0.001)


def test_held_in_each_of_the_last_periods() -> None:
    met = np.array([[True, True, False, True, True, True]])
    assert running(np.array([False, True]), met, count=3).tolist() == [
        [False, True, False, False, False, True]
    ]
    assert running(np.array([], dtype=bool), met, count=1).tolist() == met.tolist()


def test_a_standard_that_was_met_all_along_is_met(case: Callable[..., Case]) -> None:
    met = consider(
        case(
            TEN, kind=Kind.SUSTAINED_STANDARD, value=57.0, period="2019", periods_required=3,
            as_of=date(2020, 6, 30).isoformat(),
        )
    )  # fmt: skip
    assert isinstance(met, Assessment)
    assert met.verdict is Verdict.MET
