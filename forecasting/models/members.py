"""Fits the members of the combination to one block of series: raw smoothing, log smoothing, Theta."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.models.blocks import Block
from forecasting.models.constants import FrequencyClass, smoothing_grid
from forecasting.models.exponential_smoothing import (
    SmoothingPosterior,
    SmoothingTables,
    make_tables,
    posterior,
)
from forecasting.models.features import Features, describe
from forecasting.models.history import Floats
from forecasting.models.logarithmic import from_logarithms, to_logarithms
from forecasting.models.long_season import GREATEST_SEASON
from forecasting.models.seasonal_adjustment import seasonal_factors
from forecasting.models.table_store import TableStore
from forecasting.models.theta import ThetaTables, make_theta_tables, theta

_RHYTHM = 12
"""Stretches compared in a series whose long season has been taken out, in periods."""
_smoothing: TableStore[SmoothingTables] = TableStore(capacity=160 * 2**20)
_theta: TableStore[ThetaTables] = TableStore(capacity=48 * 2**20)


@dataclass(frozen=True, eq=False)
class Members:
    """What each member says about a block, in the unit of the series."""

    location: Floats
    """Shape (3, H, S): raw, log, Theta."""
    spread: Floats
    """Shape (3, H, S): one standard deviation, as each member believes."""
    level: Floats
    """The raw smoothing models without a trend, shape (H, S): where the series stays if it does not drift."""
    damped: Floats
    """The raw smoothing models with a damped trend, shape (H, S)."""
    features: Features
    observed: NDArray[np.intp]
    """Observed values, shape (S,)."""
    raw: SmoothingPosterior
    raw_tables: SmoothingTables


@dataclass(frozen=True, eq=False)
class _Smoothed:
    """One grid fitted to a block, with the way back to the unit of the values."""

    posterior: SmoothingPosterior
    tables: SmoothingTables
    reference: Floats
    scale: Floats

    def moments(self) -> tuple[Floats, Floats]:
        mean, deviation = self.posterior.moments
        return self.back(mean), self.scale * deviation

    def back(self, mean: Floats) -> Floats:
        return self.reference + self.scale * mean


def fit_members(block: Block, *, horizon: int, logarithms: bool = True) -> Members:
    """Fit every member to a block; ``horizon`` counts from the last observed period.

    Without ``logarithms``, and for a series that is not positive throughout, the log member repeats the raw one.
    """
    n = len(block.values)
    frequency = FrequencyClass.of(block.season)
    season = block.season if block.season <= GREATEST_SEASON else 1
    positive = np.asarray((block.values > 0).all(0)) & logarithms

    real = len(block.rows)
    raw = _smooth("raw", frequency, season, block.values, block.missing, horizon, real)
    raw_location, raw_spread = raw.moments()

    logged = to_logarithms(block.values, positive=positive)
    logs = _smooth("log", frequency, season, logged, block.missing, horizon, real)
    largest = np.abs(block.values).max(0)
    log_location, log_spread = from_logarithms(*logs.moments(), largest=largest)
    log_location = np.where(positive, log_location, raw_location)
    log_spread = np.where(positive, log_spread, raw_spread)

    factors = seasonal_factors(block.values, season=season)
    adjusted = block.values / factors[np.arange(n) % season]
    tables = _theta.get((n, horizon), lambda: make_theta_tables(length=n, horizon=horizon))
    theta_location, theta_spread = theta(tables, adjusted, real=real)
    back = factors[(n + np.arange(horizon)) % season]

    trend, phi = raw.tables.grid.trend, raw.tables.grid.phi
    return Members(
        location=np.stack([raw_location, log_location, theta_location * back]),
        spread=np.stack([raw_spread, log_spread, theta_spread * np.abs(back)]),
        level=raw.back(raw.posterior.mean_within(~trend)),
        damped=raw.back(raw.posterior.mean_within(trend & (phi < 1))),
        features=describe(block.values, adjusted, season=_RHYTHM if season < block.season else season),
        observed=n - block.missing.sum(0),
        raw=raw.posterior,
        raw_tables=raw.tables,
    )


def _smooth(
    name: str,
    frequency: FrequencyClass,
    season: int,
    values: Floats,
    missing: NDArray[np.bool_],
    horizon: int,
    real: int,
) -> _Smoothed:
    """Average one grid over a block in units of its typical change, relative to the first value."""
    n = len(values)
    grid = smoothing_grid(name, frequency, season)
    tables = _smoothing.get(
        (grid.name, season, n, horizon), lambda: make_tables(grid, length=n, horizon=horizon)
    )
    reference = values[0]
    relative = values - reference
    size = np.abs(relative).max(0)
    size = np.where(size > 0, size, 1.0)
    relative = relative / size
    roughness = mean_squared_change(relative, season=season)
    unit = np.sqrt(np.where(roughness > 0, roughness, 1.0))
    fitted = posterior(tables, relative / unit, missing=missing, roughness=np.ones_like(unit), real=real)
    return _Smoothed(fitted, tables, reference, size * unit)


def mean_squared_change(values: Floats, *, season: int) -> Floats:
    """Typical squared change from period to period, or season to season where that is smaller, shape (S,)."""
    change = (np.diff(values, axis=0) ** 2).mean(0)
    if season > 1 and len(values) > season + 3:
        seasonal = ((values[season:] - values[:-season]) ** 2).mean(0)
        change = np.minimum(change, seasonal + 0.01 * change)
    return np.asarray(change)
