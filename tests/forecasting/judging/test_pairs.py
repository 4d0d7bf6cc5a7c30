"""Targets on two series: made period by period, forecast from both together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.assessment import Assessment, Reason
from forecasting.association import associate, surprises
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.concluding import consider
from forecasting.judging.judge import judge
from forecasting.judging.pairs import compose
from forecasting.judging.parts import own_need
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.judging.verdict import Record
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Kind, Operation
from forecasting.verdicts import Verdict

RNG = np.random.default_rng(8)
COMMON = RNG.standard_normal(24)
FIRST = 70 + np.cumsum(0.3 + COMMON + 0.5 * RNG.standard_normal(24))
SECOND = 50 + np.cumsum(0.5 + COMMON + 0.5 * RNG.standard_normal(24))


def other(values: np.ndarray, *, first: str = "1996", frequency: str = "A", **indicator: object) -> Companion:
    start = Period.parse(first, frequency)
    made = Indicator(**{"id": "y", "unit": "percent", **indicator})  # type: ignore[arg-type]
    return Companion(Role.OTHER, "y", Series.of(made, [(start + k, float(v)) for k, v in enumerate(values)]))


def pair(
    case: Callable[..., Case], second: Companion, *, values: np.ndarray = FIRST, **target: object
) -> Case:
    words = {"kind": Kind.GAP_BETWEEN_GROUPS, "comparator": "<=", "value": 15.0, "period": "2024"}
    made = case(values.tolist(), first="1996", **{**words, **target})
    return replace(made, companions=(second,))


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


def test_the_gap_is_drawn_from_both_forecasts_with_their_dependence(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    need = needed(pair(case, other(SECOND)))
    forecasts = [
        forecast_for(own_need(need, part), mean=mean, sd=sd)
        for part, mean, sd in zip(need.parts, (60.0, 50.0), (3.0, 4.0), strict=True)
    ]
    gap = compose(need, forecasts, seed=5)
    assert gap is not None
    rho = associate([surprises(part.series) for part in need.parts]).correlation[0, 1]
    assert 0.5 < rho < 0.95
    spread = np.sqrt(9 + 16 - 2 * rho * 12)
    grid = gap.margins.quantile(need.steps - 1, [0.1, 0.5, 0.9])
    assert grid == pytest.approx(10 + spread * norm.ppf([0.1, 0.5, 0.9]), abs=0.12)
    assert need.base.together is not None
    assert need.base.together.estimated


def test_a_ratio_is_drawn_from_both_and_never_divides_medians(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    need = needed(pair(case, other(SECOND), operation=Operation.RATIO, value=1.2))
    forecasts = [
        forecast_for(own_need(need, part), mean=mean, sd=sd)
        for part, mean, sd in zip(need.parts, (60.0, 50.0), (1.0, 8.0), strict=True)
    ]
    ratio = compose(need, forecasts, seed=5)
    assert ratio is not None
    low, middle, high = ratio.margins.quantile(need.steps - 1, [0.1, 0.5, 0.9]).tolist()
    assert middle == pytest.approx(1.2, abs=0.02)
    assert high - middle > 1.2 * (
        middle - low
    )  # a ratio leans to the right where its denominator is uncertain


def test_a_denominator_that_may_be_nothing_gives_no_ratio(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    need = needed(pair(case, other(SECOND), operation=Operation.RATIO, value=1.2))
    forecasts = [forecast_for(own_need(need, part), mean=10.0, sd=5.0) for part in need.parts]
    assert compose(need, forecasts, seed=5) is None


def test_what_each_pair_may_not_be(case: Callable[..., Case]) -> None:
    for second, reason in (
        (Companion(Role.OTHER, "y", None), Reason.NO_DATA),
        (other(SECOND[:20], first="2000-Q1", frequency="Q"), Reason.SERIES_NOT_ALIKE),
        (other(SECOND[:2], first="2031"), Reason.NO_DATA),
    ):
        found = consider(pair(case, second))
        assert isinstance(found, Assessment)
        assert (found.verdict, found.reason) == (Verdict.NO_VERDICT, reason)
        assert found.reason_text
    through_zero = consider(pair(case, other(SECOND - 52), operation=Operation.RATIO))
    assert isinstance(through_zero, Assessment)
    assert through_zero.reason is Reason.RATIO_UNDEFINED_ZERO


def test_few_common_surprises_are_independent_and_it_is_said(case: Callable[..., Case]) -> None:
    need = needed(pair(case, other(SECOND[-12:], first="2008")))
    assert need.base.together is not None
    assert not need.base.together.estimated
    assert any("taken as independent" in finding.message for finding in need.base.findings)


def test_a_gap_between_alike_groups_is_surer_than_between_strangers(case: Callable[..., Case]) -> None:
    alone = np.random.default_rng(99)
    strange = 50 + np.cumsum(0.5 + 1.1 * alone.standard_normal(24))
    alike, apart = (
        found.assessment
        for found in judge(
            [pair(case, other(values)) for values in (SECOND, strange)], evidence_for=record_for
        )
    )
    assert alike.probability is not None
    assert alike.unit == "percentage points"
    assert "percentage points" in alike.statement
    assert alike.projection is not None
    assert apart.projection is not None
    width = [p.eight_in_ten.high - p.eight_in_ten.low for p in (alike.projection, apart.projection)]
    assert width[0] < width[1]


def test_an_intensity_is_a_ratio_whatever_the_operation_says(case: Callable[..., Case]) -> None:
    made = pair(case, other(SECOND, unit="GWh"), kind=Kind.INTENSITY, value=1.3)
    found = judge([made], evidence_for=lambda *_: Record())[0]
    assert found.assessment.latest_value == pytest.approx(FIRST[-1] / SECOND[-1])
    assert found.assessment.unit == "percent per GWh"
    assert found.forecast is not None


def test_a_past_gap_is_decided_by_the_figures(case: Callable[..., Case]) -> None:
    found = consider(pair(case, other(SECOND), period="2015", as_of="2020-06-30"))
    assert isinstance(found, Assessment)
    assert found.outcome is not None
    assert found.outcome.value == pytest.approx(FIRST[19] - SECOND[19])
