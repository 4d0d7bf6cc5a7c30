"""A forecast: the predictive distribution over future paths if behaviour continues as in the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.margins import Margins
from forecasting.paths import REPLICATES, SIZE, Paths, draw, within
from forecasting.periods import Period
from forecasting.series import Series

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Forecast:
    """The current course of one series from the period after ``origin``, with everything paths need.

    ``margins`` holds the distribution at each step, ``dependence`` the parameters of the correlation
    between steps, ``seed`` the chance. Nothing here needs a model to be drawn from.
    """

    series: Series
    origin: Period
    margins: Margins
    dependence: Floats
    seed: int
    engine: str = ""
    models: tuple[str, ...] = ()
    observations: int = 0
    borrowed_spread: bool = False

    @property
    def horizon(self) -> int:
        """How many steps the forecast reaches."""
        return len(self.margins)

    def period_at(self, step: int) -> Period:
        """The period ``step`` steps ahead; the first is 1."""
        return self.series.period_at(self.series.step_of(self.origin) + step)

    def paths(self, *, horizon: int | None = None, replicates: int = REPLICATES, size: int = SIZE) -> Paths:
        """Sample paths over the first ``horizon`` steps."""
        margins, correlation = self._first(self.horizon if horizon is None else horizon)
        return draw(
            margins,
            correlation,
            seed=self.seed,
            monotone=self.series.indicator.monotone,
            replicates=replicates,
            size=size,
        )

    def within(self, low: float, high: float) -> Flags:
        """Which of the standard number of sample paths lie between two values, both included, at each step: (N, H).

        The same as comparing the values of ``paths``, in a fraction of the time.
        """
        if self.series.indicator.monotone:
            values = self.paths().values
            return np.asarray((values >= low) & (values <= high))
        return within(*self._first(self.horizon), low=low, high=high, seed=self.seed)

    def _first(self, steps: int) -> tuple[Margins, Floats]:
        """Margins and correlation of the first steps."""
        from forecasting.dependence import correlation

        margins = self.margins
        return (
            Margins(margins.grid[:steps], margins.tail, margins.lower, margins.upper),
            correlation(self.dependence, steps),
        )
