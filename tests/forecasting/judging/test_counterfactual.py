"""Against a stated scenario a target is a level; without one there is no probability, and the direction is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from forecasting.assessment import Reason
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.concluding import consider, probability_of
from forecasting.judging.judge import judge
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Kind
from forecasting.verdicts import Verdict

TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]  # 2010 to 2019
KIND = Kind.RELATIVE_TO_COUNTERFACTUAL


def against(case: Callable[..., Case], scenario: dict[str, float]) -> Case:
    rows = [(Period.parse(period), value) for period, value in scenario.items()]
    other = Companion(Role.SCENARIO, "without", Series.of(Indicator("without"), rows))
    return replace(case(TEN, kind=KIND, value=2.0, period="2024"), companions=(other,))


def test_the_threshold_is_the_scenario_and_the_difference(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    need = consider(against(case, {"2023": 60.0, "2024": 64.0}))
    assert isinstance(need, Need)
    assert need.base.required_value == 66.0
    assert any("without" in finding.message for finding in need.base.findings)
    assert probability_of(need, forecast_for(need, mean=66.0, sd=2.0)) == pytest.approx(0.5, abs=0.002)


def test_without_a_scenario_only_the_direction_is_told(case: Callable[..., Case]) -> None:
    for made in (case(TEN, kind=KIND, value=2.0, period="2024"), against(case, {"2023": 60.0})):
        found = judge([made], evidence_for=record_for)[0].assessment
        assert (found.verdict, found.reason) == (Verdict.NO_VERDICT, Reason.COUNTERFACTUAL)
        assert found.probability is None
        assert found.travel is not None
        assert found.travel.better > 0.5
        assert "not a chance of meeting anything" in found.statement


def test_the_direction_of_travel_is_the_chance_of_beating_today(
    case: Callable[..., Case],
) -> None:
    found = []
    for direction in (Direction.INCREASE, Direction.DECREASE):
        made = case(
            TEN, kind=Kind.DIRECTIONAL, comparator=None, value=None, indicator={"direction": direction}
        )
        travel = judge([made], evidence_for=record_for)[0].assessment.travel
        assert travel is not None
        assert (str(travel.since), travel.value, str(travel.period)) == ("2019", 63.0, "2020")
        found.append(travel.better)
    assert sum(found) == pytest.approx(1.0, abs=0.15)  # what is left is the chance of no change at all
    assert found[0] > found[1]


def test_months_are_compared_with_the_same_season(case: Callable[..., Case]) -> None:
    season = 5 * np.sin(2 * np.pi * np.arange(72) / 12)
    made = case(
        (60 + season + 0.1 * np.arange(72)).tolist(), first="2014-01", frequency="M",
        kind=Kind.DIRECTIONAL, comparator=">=", value=None, period="2021-07",
    )  # fmt: skip
    travel = judge([made], evidence_for=record_for)[0].assessment.travel
    assert travel is not None
    assert str(travel.period) == "2020-12"  # a whole year after December 2019


def test_nothing_is_told_where_no_way_is_better_or_the_series_is_too_short(case: Callable[..., Case]) -> None:
    for made in (
        case(TEN, kind=Kind.DIRECTIONAL, comparator=None, value=None),
        case([1.0, 2.0], kind=Kind.DIRECTIONAL, comparator=">=", value=None),
    ):
        found = judge([made], evidence_for=record_for)[0].assessment
        assert found.reason is Reason.NO_TARGET_SET
        assert found.travel is None


def test_a_date_too_far_ahead_is_brought_back_to_a_year(case: Callable[..., Case]) -> None:
    made = case(TEN, kind=Kind.DIRECTIONAL, comparator=">=", value=None, period="2090")
    travel = judge([made], evidence_for=record_for)[0].assessment.travel
    assert travel is not None
    assert str(travel.period) == "2020"
