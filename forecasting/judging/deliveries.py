"""Every delivery trajectory of a target, as a judgement tells it."""

from __future__ import annotations

from forecasting.assessment import Assessment
from forecasting.delivery import DeliveryTrajectory, drawn, known_on
from forecasting.indicators import Direction
from forecasting.judging.case import Case
from forecasting.judging.required_path import held_at
from forecasting.measured import PathTold
from forecasting.trajectories import Trajectory, Waypoint, decimal_year


def paths_told(assessment: Assessment, case: Case) -> tuple[PathTold, ...]:
    """The trajectories known on the day of a judgement, with the gap of the newest figure to each."""
    return tuple(_told(one, assessment, case) for one in known_on(case.target.deliveries, case.as_of))


def _told(delivery: DeliveryTrajectory, assessment: Assessment, case: Case) -> PathTold:
    end = None
    if assessment.resolved is not None and assessment.required_value is not None:
        end = Waypoint(decimal_year(assessment.resolved.end), assessment.required_value)
    held = None if case.series is None else held_at(case.series, delivery.points[0][0])
    path = drawn(delivery, start=None, end=end, held=held)
    asked = ((point.period, path.at(decimal_year(point.period.end))) for point in assessment.track)
    return PathTold(
        name=delivery.name,
        default=delivery.default,
        official=delivery.official,
        reanchored=delivery.reanchored,
        recorded=delivery.recorded,
        citation=delivery.citation,
        gap=_gap(path, assessment, case),
        points=tuple((period, value) for period, value in asked if value is not None),
    )


def _gap(path: Trajectory, assessment: Assessment, case: Case) -> float | None:
    """The newest figure against the path, in the season and unit in which the default gap is told."""
    now = assessment.gap_now
    direction = case.target.direction
    if now is None or direction is Direction.NEUTRAL:
        return None
    required = path.at(decimal_year(now.period.end))
    if required is None:
        return None
    further = required - now.required
    return now.value + (further if direction is Direction.INCREASE else -further)
