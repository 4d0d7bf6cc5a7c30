"""The rows of a target's chart: measured history, required path, forecast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Projection, Range, TrackPoint
from forecasting.margins import Margins, interpolation
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.trajectories import Trajectory, decimal_year

Floats = NDArray[np.float64]
SHOWN = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_WEIGHTS = interpolation(SHOWN)


def measured_track(
    series: Series, path: Trajectory | None, *, first_step: int = 0, set_aside: frozenset[int] = frozenset()
) -> tuple[TrackPoint, ...]:
    """History with the path beside it; values before a break are marked not comparable."""
    return tuple(
        TrackPoint(
            period=period,
            actual=float(value),
            status=status,
            required=None if path is None else path.at(decimal_year(period.end)),
            set_aside=int(step) in set_aside,
            comparable=int(step) >= first_step,
        )
        for period, value, status, step in zip(
            series.periods, series.values, series.statuses, series.steps, strict=True
        )
    )


def fan(quantiles: Floats, periods: Sequence[Period], path: Trajectory | None) -> tuple[TrackPoint, ...]:
    """Forecast rows from quantiles of shape (H, 7) at the shown levels."""
    return tuple(
        TrackPoint(
            period=period,
            required=None if path is None else path.at(decimal_year(period.end)),
            quantiles=tuple(float(q) for q in row),
        )
        for period, row in zip(periods, quantiles, strict=True)
    )


def shown_quantiles(margins: Margins) -> Floats:
    """The seven shown quantiles of each margin, shape (H, 7)."""
    return np.asarray(margins.grid @ _WEIGHTS)


def projection(period: Period, quantiles: Floats) -> Projection:
    """The projected value and its intervals from the seven shown quantiles."""
    q = [float(v) for v in quantiles]
    return Projection(period, q[3], Range(q[2], q[4]), Range(q[1], q[5]), Range(q[0], q[6]))
