"""What a forecast of a series stands on: comparable values, ready to be fitted, and how far they bear.

The same rules hold for a target's own forecast, so that a course made ahead of time gives a target the chance it
would be given anyway. Nothing is fitted here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from forecasting.breaks import Breaks, Prepared, prepare
from forecasting.forecasts import Forecast
from forecasting.frequency import Frequency
from forecasting.judging.case import Driving
from forecasting.judging.identity import driving_text
from forecasting.judging.readiness import FEWEST, effective_count, furthest
from forecasting.judging.verdict import Record
from forecasting.recalibration.calibration import SHIPPED, Calibration, engine_named
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly

Evidencer = Callable[[str, int, int], Record]

PREFIX = "course-"
"""What the key of a current course begins with; other forecasts have the key of their judgement."""

_LONG_AVERAGES = (Frequency.THREE_YEAR, Frequency.FIVE_YEAR)
_FEWEST_AVERAGES = 8
_LONGEST = 730


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """A series on the grid it is forecast on, with its comparable values and how many of them are independent.

    ``revision_error`` is the standard deviation of what the publisher usually still changes in its newest figure,
    ``calibration`` what the series is forecast with, ``driving`` what drives it.
    """

    series: Series
    prepared: Prepared
    effective: int
    breaks: Breaks
    revision_error: float = 0.0
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    def engine_name(self, engine: str) -> str:
        """The version of the engine with the calibration of the series, which is part of the key of its course."""
        return engine_named(engine, (self.calibration,))

    def reach(self, evidence_for: Evidencer) -> int:
        """The furthest step that may be given a probability: twice the horizons that could be tested."""
        name = self.series.frequency.value
        steps = range(1, _LONGEST + 1)
        return bisect_left(steps, True, key=lambda step: evidence_for(name, self.effective, step).beyond)

    def horizon(self, evidence_for: Evidencer) -> int:
        """How far a course is followed, so that attainment can be followed beyond the furthest date."""
        reach = self.reach(evidence_for)
        return furthest(self.series, reach) if reach else 0


def ground_of(
    series: Series,
    breaks: Breaks,
    *,
    revision_error: float = 0.0,
    calibration: Calibration = SHIPPED,
    driving: tuple[Driving, ...] = (),
) -> Ground | None:
    """The ground of a series, or None where too few values are comparable to be forecast."""
    grid = monthly(series) if is_sparse(series) else series
    prepared = prepare(grid, calibration.breaks_of(breaks))
    effective = effective_count(grid, prepared)
    if effective < FEWEST:
        return None
    if series.frequency in _LONG_AVERAGES and prepared.comparable < _FEWEST_AVERAGES:
        return None
    return Ground(grid, prepared, effective, breaks, revision_error, calibration, driving)


def cut_to(course: Forecast, horizon: int) -> Forecast:
    """The course over its first ``horizon`` steps: as far as the judgement of one date looks."""
    if course.horizon <= horizon:
        return course
    margins = course.margins
    return replace(course, margins=replace(margins, grid=margins.grid[:horizon]))


def course_key(ground: Ground, *, engine: str, horizon: int) -> str:
    """The key of a course: the same figures, breaks, bounds, usual revisions, engine and horizon have the same key."""
    series, digest = ground.series, sha256()
    parts = [
        repr(series.indicator),
        series.area,
        series.frequency.value,
        repr(ground.breaks),
        engine,
        str(horizon),
        *(f"{p}={v!r}" for p, v in zip(series.periods, series.values.tolist(), strict=True)),
    ]
    if ground.revision_error:
        parts.append(f"still revised by {ground.revision_error!r}")
    parts.extend(driving_text(ground.driving))
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\x1f")
    return f"{PREFIX}{digest.hexdigest()}"
