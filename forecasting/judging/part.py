"""One of the several series behind a target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.breaks import Breaks, Prepared
from forecasting.judging.case import Driving
from forecasting.periods import Period
from forecasting.recalibration.calibration import SHIPPED, Calibration
from forecasting.series import Series


@dataclass(frozen=True, eq=False)
class Part:
    """One series of a target on several: its grid, what of it is fitted, and how far it must reach."""

    name: str
    series: Series
    breaks: Breaks
    prepared: Prepared
    horizon: int
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    def step(self, period: Period) -> int:
        """How far ahead of this part's own origin a period lies; 0 or less where it is past."""
        return self.series.step_of(period) - self.series.step_of(self.prepared.origin)

    def known(self, period: Period) -> float:
        """The value of a past period, a missing one bridged by its neighbours."""
        dense = self.series.dense
        steps = np.flatnonzero(np.isfinite(dense))
        return float(np.interp(self.series.step_of(period), steps, dense[steps]))
