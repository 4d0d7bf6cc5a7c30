"""The stretch of a history that a family fits: from the first value to the last, of a length it can bear.

Families fit values measured in the typical change of the series, from its first value on, so that an
optimiser meets the same numbers whether a series counts pounds or billions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History

_GREATEST = 1e100


@dataclass(frozen=True, eq=False)
class Window:
    """The values a family fits, first and last of them observed, NaN where a period between is missing."""

    model: str
    values: Floats
    first: int
    """Place of the first value in the history."""
    ahead: int
    """Missing periods after the last value; the horizon starts after them."""
    season: int
    reference: float
    unit: float
    """Typical change from one observed value to the next; 1 for a series that never moved."""

    @classmethod
    def of(cls, history: History, *, model: str, least: int, longest: int = 400) -> Window:
        """Cut a history to what a family can read.

        ``least`` is the fewest observed values it needs, ``longest`` the most periods it looks back.
        Raises ModelFailed where there is too little, or something that is not a number.
        """
        values = np.asarray(history.values, dtype=np.float64)
        if values.ndim != 1:
            raise ModelFailed(model, "not_one_dimensional", "values must be a single row of numbers.")
        if np.isinf(values).any() or (np.abs(values[np.isfinite(values)]) > _GREATEST).any():
            raise ModelFailed(model, "not_finite", "a value is infinite or too large to compute with.")
        observed = np.flatnonzero(np.isfinite(values))
        if len(observed) > 0:
            observed = observed[observed > observed[-1] - longest]
        if len(observed) < least:
            raise ModelFailed(
                model,
                "too_short",
                f"it needs {least} observed values and has {len(observed)}.",
                value=len(observed),
            )
        first, last = int(observed[0]), int(observed[-1])
        seen = values[observed]
        unit = float(np.abs(np.diff(seen)).mean())
        return cls(
            model=model,
            values=values[first : last + 1],
            first=first,
            ahead=len(values) - 1 - last,
            season=max(int(history.season), 1),
            reference=float(seen[0]),
            unit=unit if unit > 0 else 1.0,
        )

    def __len__(self) -> int:
        return len(self.values)

    @property
    def observed(self) -> int:
        """How many values are there."""
        return int(np.isfinite(self.values).sum())

    @property
    def still(self) -> bool:
        """Whether every value is the same, so that there is nothing to fit."""
        return bool(np.nanmin(self.values) == np.nanmax(self.values))

    @property
    def standard(self) -> Floats:
        """The values from the first on, in units of the typical change; NaN where missing."""
        return (self.values - self.reference) / self.unit

    def bridged(self, values: Floats | None = None) -> Floats:
        """Values with straight lines over the gaps, for families that cannot bear any."""
        here = self.values if values is None else values
        known = np.flatnonzero(np.isfinite(here))
        return np.interp(np.arange(len(here)), known, here[known])

    def constant(self, horizon: int) -> Prediction:
        """The prediction of a series that never moved: the same value, with no spread of its own."""
        return Prediction(np.full(horizon, self.values[-1]), np.zeros(horizon))

    def prediction(
        self, location: Floats, spread: Floats, *, standard: bool, dependence: Floats | None = None
    ) -> Prediction:
        """A prediction for the horizons after the history, from what was fitted to this window.

        ``location`` and ``spread`` start right after the window's last value; ``standard`` says that
        they are in its standard units. Raises ModelFailed for a forecast that is not finite, or that
        runs away faster than the series has ever moved, as a fit to a wrong optimum does.
        """
        if standard:
            location, spread = self.reference + self.unit * location, self.unit * spread
        if not (np.isfinite(location).all() and np.isfinite(spread).all() and (spread >= 0).all()):
            raise ModelFailed(self.model, "not_finite", "its forecast is not a number.")
        seen = self.values[np.isfinite(self.values)]
        fastest = float(np.abs(np.diff(seen)).max(initial=0.0))
        steps = np.arange(1, len(location) + 1)
        limit = 3.0 * (float(np.ptp(seen)) + steps * fastest)
        if (np.abs(location - seen[-1]) > limit).any():
            raise ModelFailed(self.model, "diverged", "its forecast runs away from everything seen so far.")
        return Prediction(location[self.ahead :], spread[self.ahead :], dependence)
