"""What makes a forecast wider, seen from outside."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from forecasting.engine import forecast_batch
from forecasting.margins import Margins
from forecasting.models.history import History

Floats = NDArray[np.float64]
RNG = np.random.default_rng(5)
QUIET: Floats = 100 + np.cumsum(RNG.choice([-1.0, 1.0], size=40))


def width(values: Floats, horizon: int = 1) -> float:
    """Width of the 80% range, in mean absolute changes."""
    batch = forecast_batch([History(values, season=1)], horizon=6)
    low, high = Margins(batch.quantiles[0], tail=float(batch.tail[0])).interval(0.8)[horizon - 1]
    return float(high - low) / float(np.abs(np.diff(values)).mean())


def test_a_surprise_at_the_end_widens_more_than_the_same_one_long_ago() -> None:
    step = np.full(40, 5.0)
    latest, early = QUIET.copy(), QUIET.copy()
    latest[-1:] += step[-1:]
    early[6:] += step[6:]
    assert width(latest) > width(early)


def test_a_quantity_that_has_grown_gets_wider_steps() -> None:
    # The same changes, at a level they have reached from below and from above.
    assert width(np.cumsum(np.abs(QUIET)) + 1) > width((np.cumsum(np.abs(QUIET)) + 1)[::-1].copy())


@pytest.mark.parametrize("count", [3, 4, 5])
def test_a_handful_of_values_says_nothing_finer(count: int) -> None:
    # Of three values the last is no surprise yet: ranges of short series stay of a size.
    calm = np.array([10.0, 11.0, 10.5, 11.5, 11.0])[-count:]
    assert 1.0 < width(calm) < 12.0
