"""The penalty for ranges that hold too often or too seldom."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import stdtrit

from forecasting.bands import Bands

NU = 4.0
Floats = NDArray[np.float64]


def bands(count: int, *, strength: float = 10.0) -> Bands:
    """Two collections at two horizons, and a quarter of the cases in none."""
    collection = np.array([0, 0, 1, -1], dtype=np.intp)[np.arange(count) % 4]
    horizon = (np.arange(count) // 4 % 2).astype(np.intp)
    return Bands.of(collection, horizon, weight=np.ones(count), strength=strength)


def calibrated(count: int) -> Floats:
    """Distances of outcomes as a Student t has them, every case of eight alike."""
    return np.repeat(stdtrit(NU, 0.5 + 0.5 * (np.arange(count // 8) + 0.5) / (count // 8)), 8)


def test_ranges_that_hold_cost_nothing() -> None:
    total, slope, _ = bands(800).penalty(calibrated(800), nu=NU)
    assert total == pytest.approx(0.0, abs=1e-3)
    assert np.abs(slope).max() < 1e-3


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_ranges_too_wide_or_too_narrow_cost_and_the_slope_leads_back(factor: float) -> None:
    held = bands(800)
    distance = factor * calibrated(800)
    total, slope, _ = held.penalty(distance, nu=NU)
    better, _, _ = held.penalty(distance - 1e-3 * slope / np.abs(slope).max(), nu=NU)
    assert total > 0.1
    assert better < total
    assert np.sign(slope[slope != 0]).tolist() == [np.sign(factor - 1)] * int((slope != 0).sum())
    assert not slope[3::4].any(), "a case of no collection pays nothing"


def test_the_slopes_are_those_of_the_penalty() -> None:
    held, distance = bands(80), 1.5 * calibrated(80)
    _, slope, by_nu = held.penalty(distance, nu=NU)
    for k in range(0, 80, 11):
        step = np.zeros(80)
        step[k] = 1e-6
        up, down = (held.penalty(distance + sign * step, nu=NU)[0] for sign in (1, -1))
        assert (up - down) / 2e-6 == pytest.approx(slope[k], abs=1e-6)
    up, down = (held.penalty(distance, nu=NU + sign * 1e-5)[0] for sign in (1, -1))
    assert (up - down) / 2e-5 == pytest.approx(by_nu, rel=0.01)


def test_without_strength_nothing_is_asked() -> None:
    total, slope, by_nu = bands(80, strength=0.0).penalty(3 * calibrated(80), nu=NU)
    assert (total, by_nu) == (0.0, 0.0)
    assert not slope.any()
