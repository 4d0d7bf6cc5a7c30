"""What every family of models hands back, so that all go through the same calibration of the spread.

A family is a class with a ``name`` and a ``predict``. It says where it expects the value and how wide
it believes its own one-standard-deviation spread to be; it never makes quantiles, because stock
intervals are too narrow. ``forecasting.spread`` turns any ``Prediction`` into calibrated margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from forecasting.models.history import Floats, History


@dataclass(frozen=True, eq=False)
class Prediction:
    """A location and a spread for each of H horizons, before calibration.

    ``location`` and ``spread`` have shape (H,). ``dependence`` is one row for
    ``forecasting.dependence.correlation``, or None where the family knows nothing better than the
    dependence of a random walk.
    """

    location: Floats
    spread: Floats
    dependence: Floats | None = None


@runtime_checkable
class Model(Protocol):
    """A family of forecasting models that can be asked for a prediction of one series."""

    @property
    def name(self) -> str:
        """The name an analyst chooses it by, such as ``sarimax``."""
        ...

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast the next ``horizon`` periods of one series.

        Raises a ForecastError where the family cannot fit this series.
        """
        ...
