"""Slopes and seasons of many series are those of each."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.pace import additive_seasons, recent_length, recent_slopes
from forecasting.judging.required_path import recent_slope
from forecasting.periods import Period
from forecasting.seasonality import additive_season
from forecasting.series import Series


@pytest.mark.parametrize("frequency", [Frequency.YEAR, Frequency.QUARTER, Frequency.MONTH, Frequency.WEEK])
@pytest.mark.parametrize("count", [2, 3, 5, 30, 300])
def test_slopes(frequency: Frequency, count: int) -> None:
    rng = np.random.default_rng(count)
    length = recent_length(frequency.steps_per_year)
    first = {Frequency.YEAR: 1720}.get(frequency, 1900 * int(frequency.steps_per_year))
    for missing in ((), (1,), (1, 2, 9)):
        kept = [k for k in range(count) if k not in missing or k == count - 1]
        values = rng.normal(size=count).cumsum()
        series = Series.of(Indicator("x"), [(Period(frequency, first + k), float(values[k])) for k in kept])
        tail = np.full((1, length), np.nan)
        dense = series.dense[-length:]
        tail[0, length - len(dense) :] = dense
        found = recent_slopes(tail, steps_per_year=frequency.steps_per_year)[0]
        alone = recent_slope(series, first_step=0, set_aside=frozenset())
        assert np.isnan(found) if alone is None else found == pytest.approx(alone, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("season", [1, 4, 7, 12])
@pytest.mark.parametrize("count", [11, 24, 36, 61])
def test_seasons(season: int, count: int) -> None:
    rng = np.random.default_rng(season)
    wave = np.sin(2 * np.pi * np.arange(count) / max(season, 2))
    values = np.stack([rng.normal(size=count).cumsum() + size * wave for size in (0, 0.5, 3, 10)])
    values = np.concatenate([values, np.full((1, count), 5.0)])
    effects, seasonal = additive_seasons(values, season)
    for row, effect, found in zip(values, effects, seasonal.tolist(), strict=True):
        alone = additive_season(row, season)
        assert found == (alone is not None)
        if alone is not None:
            assert effect == pytest.approx(alone, rel=1e-9, abs=1e-9)


def test_a_wave_is_a_season() -> None:
    wave = np.tile([0.0, 3.0, 0.0, -3.0], 8)[None] + np.arange(32) * 0.1
    effects, seasonal = additive_seasons(wave, 4)
    assert seasonal.tolist() == [True]
    assert effects[0] == pytest.approx([0, 3, 0, -3], abs=1e-9)
