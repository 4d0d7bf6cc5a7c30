"""A season is found where there is one, and not where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.seasonality import additive_season


def noisy(years: int, season: int, strength: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    pattern = strength * np.sin(2 * np.pi * np.arange(season) / season)
    n = years * season
    values = 100 + 0.3 * np.arange(n) + np.tile(pattern, years) + rng.normal(0, 1, n)
    return values, pattern


@pytest.mark.parametrize("season", [4, 7, 12])
def test_a_strong_season_is_recovered_at_its_place_in_the_cycle(season: int) -> None:
    values, pattern = noisy(10, season, 8.0)
    effects = additive_season(values, season)
    assert effects is not None
    np.testing.assert_allclose(effects, pattern, atol=1.5)
    assert effects.sum() == pytest.approx(0.0, abs=1e-9)


def test_the_first_value_is_position_0_wherever_the_series_begins() -> None:
    values, pattern = noisy(10, 12, 8.0)
    effects = additive_season(values[5:], 12)
    assert effects is not None
    np.testing.assert_allclose(effects, np.roll(pattern, -5), atol=1.6)


def test_noise_and_trend_alone_have_no_season() -> None:
    found = [additive_season(noisy(8, 12, 0.0, seed=s)[0], 12) is not None for s in range(60)]
    # The test is one-sided at 5% by design.
    assert np.mean(found) <= 0.12


@pytest.mark.parametrize(
    "values",
    [
        np.arange(35.0),
        np.full(60, 4.0),
        np.r_[np.arange(20.0), np.full(40, np.nan)],
        np.arange(60.0),
    ],
    ids=["two cycles", "constant", "too few known", "a straight line"],
)
def test_where_a_season_cannot_show_there_is_none(values: np.ndarray) -> None:
    assert additive_season(values, 12) is None


def test_a_yearly_series_has_no_season() -> None:
    assert additive_season(np.arange(30.0), 1) is None


def test_gaps_and_one_exceptional_year_do_not_change_the_pattern() -> None:
    values, pattern = noisy(10, 12, 8.0)
    values[30:42] -= 12.0 * np.sin(np.arange(12) / 4)
    values[[3, 50, 77]] = np.nan
    effects = additive_season(values, 12)
    assert effects is not None
    np.testing.assert_allclose(effects, pattern, atol=3.0)


def test_turning_the_series_round_turns_the_season_round() -> None:
    values, _ = noisy(6, 4, 5.0)
    up, down = additive_season(values, 4), additive_season(-3 * values + 7, 4)
    assert up is not None
    assert down is not None
    np.testing.assert_allclose(down, -3 * up)
