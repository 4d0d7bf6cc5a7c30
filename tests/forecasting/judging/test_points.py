"""A moving target is judged point by point, and its headline is the point that decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.concluding import conclude_with, consider, finished
from forecasting.judging.readiness import Need
from forecasting.judging.verdict import Record
from forecasting.periods import Period
from forecasting.targets import Kind, Milestone
from forecasting.verdicts import Verdict

TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]  # 2010 to 2019
STEPS = (("2016", 57.0), ("2018", 62.0), ("2021", 66.0), ("2024", 70.0))


def moving(case: Callable[..., Case], **more: object) -> Case:
    points = tuple(Milestone(Period.parse(period), value) for period, value in STEPS)
    return case(TEN, kind=Kind.MILESTONES, value=None, milestones=points, **more)


def judged(made: Case, forecast_for: Callable[..., Forecast], **numbers: object) -> Assessment:
    need = consider(made)
    assert isinstance(need, Need)
    forecast = forecast_for(need, **numbers)
    return conclude_with(
        need, forecast, variants={"default": forecast}, record=Record(trusted_low=True, trusted_high=True),
        code_version="", key="0" * 64,
    )  # fmt: skip


def test_every_point_has_its_own_judgement(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = judged(moving(case), forecast_for, mean=67.0, sd=2.0)
    told = [(str(p.period), p.required, p.verdict) for p in found.points]
    assert told == [
        ("2016", 57.0, Verdict.MET),
        ("2018", 62.0, Verdict.MISSED),
        ("2021", 66.0, Verdict.ON_TRACK),
        ("2024", 70.0, Verdict.OFF_TRACK),
    ]
    assert [p.value for p in found.points] == [58.0, 61.0, None, None]
    assert found.points[2].probability == pytest.approx(0.6915, abs=0.002)
    # The headline is the last point.
    assert found.probability == found.points[3].probability
    assert (str(found.resolved), found.required_value) == ("2024", 70.0)


def test_the_target_may_name_the_point_that_decides(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = judged(moving(case, period="2021"), forecast_for, mean=67.0, sd=2.0)
    assert (str(found.resolved), found.required_value) == ("2021", 66.0)
    assert len(found.points) == 3


def test_a_point_set_later_is_not_known_yet(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    late = (
        Milestone(Period.parse("2022"), 66.0),
        Milestone(Period.parse("2024"), 70.0, True, date(2021, 1, 1)),
    )
    found = judged(
        case(TEN, kind=Kind.MILESTONES, value=None, milestones=late), forecast_for, mean=67.0, sd=2.0
    )
    assert (str(found.resolved), found.points) == ("2022", ())


def test_a_level_with_milestones_shows_them_even_when_it_is_over(case: Callable[..., Case]) -> None:
    made = case(
        TEN,
        value=62.0,
        period="2019",
        milestones=(Milestone(Period.parse("2015"), 56.0),),
        as_of="2020-06-30",
    )
    settled = consider(made)
    assert isinstance(settled, Assessment)
    found = finished(settled, made, "0" * 64)
    assert [(str(p.period), p.verdict) for p in found.points] == [
        ("2015", Verdict.MISSED),
        ("2019", Verdict.MET),
    ]


def test_a_point_before_the_series_begins_is_not_waited_for(case: Callable[..., Case]) -> None:
    made = case(
        TEN,
        value=62.0,
        period="2019",
        milestones=(Milestone(Period.parse("2005"), 40.0),),
        as_of="2020-06-30",
    )
    settled = consider(made)
    assert isinstance(settled, Assessment)
    assert finished(settled, made, "0" * 64).points[0].verdict is Verdict.NO_VERDICT
