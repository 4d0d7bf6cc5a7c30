"""Series with a past to compare forecasts on."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.recalibration.origins import PastOrigin, origins_over_periods
from forecasting.series import Series


def yearly(values: list[float], *, first: int = 1990, name: str = "waits", **kwargs: object) -> Series:
    """A series of years."""
    points = [(Period.parse(str(first + k)), value) for k, value in enumerate(values)]
    return Series.of(Indicator(name, **kwargs), points, area="X")  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def drifting() -> Series:
    """Thirty-two years of a figure that grows, with noise of its own."""
    rng = np.random.default_rng(4)
    return yearly((100 + np.cumsum(rng.normal(1.0, 2.0, 32))).tolist())


@pytest.fixture(scope="session")
def past(drifting: Series) -> list[PastOrigin]:
    """Its past origins, five years ahead."""
    return origins_over_periods(drifting, horizon=5, origins=16)
