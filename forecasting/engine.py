"""Forecasts any number of series at once: location, spread, dependence, each series on its own evidence.

One bad series becomes a reason and the rest are answered. A result depends on the history alone: not on
what else is in the batch, not on the number of workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.combination import combine, dependence
from forecasting.dependence import FIELDS, RANDOM_WALK
from forecasting.margins import LEVELS, MEDIAN
from forecasting.models.blocks import Block, Prepared, blocks, prepare
from forecasting.models.constants import FrequencyClass, spread_constants
from forecasting.models.history import Floats, History
from forecasting.models.members import fit_members
from forecasting.spread import calibrated_scale, student_quantiles

ENGINE_VERSION = "1"
_RELATIVE_FLOOR = 1e-3
"""Least scale of a series that never moved, as a share of its level, where no rounding unit is known."""
_RATED = 5
"""Fewer observed values than this and the spread leans on the panel more than on the series."""


@dataclass(frozen=True)
class EngineSettings:
    """What may be chosen about a forecast. ``logarithms`` lets positive series be read on the log scale too."""

    logarithms: bool = True


DEFAULT = EngineSettings()


@dataclass(frozen=True, eq=False)
class BatchForecast:
    """Calibrated predictive margins of N series at H horizons, and what came of each series."""

    quantiles: Floats
    """Values at ``margins.LEVELS``, shape (N, H, P), nondecreasing along the levels, within the bounds."""
    tail: Floats
    """Power of the tails outside the levels, shape (N,)."""
    dependence: Floats
    """Rows for ``dependence.correlation``, shape (N, D)."""
    ok: NDArray[np.bool_]
    """Whether the series was answered, shape (N,); where false its numbers are NaN."""
    reason: list[str | None]
    """Why not, as a stable code."""
    sigma1: Floats
    """Calibrated one-step scale, shape (N,)."""
    effective_n: NDArray[np.intp]
    """Observed values the forecast rests on, shape (N,)."""
    borrowed: NDArray[np.bool_]
    """True where fewer than five values were observed, so that the spread is borrowed from the panel."""

    @property
    def point(self) -> Floats:
        """The median, shape (N, H)."""
        return self.quantiles[:, :, MEDIAN]


def forecast_batch(
    histories: Sequence[History], *, horizon: int, engine: EngineSettings = DEFAULT
) -> BatchForecast:
    """Forecast every series ``horizon`` periods past its last observed value.

    Raises ValueError for a horizon below one; never for a series. Memory is that of the answer (N · H ·
    P numbers) and a little: split a very large batch as you like, the numbers stay the same.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1, not {horizon}")
    count = len(histories)
    out = BatchForecast(
        quantiles=np.full((count, horizon, len(LEVELS)), np.nan),
        tail=np.full(count, np.nan),
        dependence=np.full((count, len(FIELDS)), np.nan),
        ok=np.zeros(count, dtype=bool),
        reason=[None] * count,
        sigma1=np.full(count, np.nan),
        effective_n=np.zeros(count, dtype=np.intp),
        borrowed=np.zeros(count, dtype=bool),
    )
    prepared: list[Prepared | None] = []
    for row, history in enumerate(histories):
        item = prepare(history)
        if isinstance(item, str):
            out.reason[row] = item
            prepared.append(None)
        else:
            prepared.append(item)
    for block in blocks(prepared):
        _forecast_block(block, [histories[row] for row in block.rows], horizon, engine, out)
    return out


def _forecast_block(
    block: Block, histories: Sequence[History], horizon: int, engine: EngineSettings, out: BatchForecast
) -> None:
    with np.errstate(over="ignore", under="ignore"):
        members = fit_members(block, horizon=horizon + block.ahead, logarithms=engine.logarithms)
        location, spread = combine(members)
        constants = spread_constants(FrequencyClass.of(block.season))
        scale = calibrated_scale(spread, step=members.step, constants=constants)
        links = dependence(members)
    real = len(block.rows)
    location, scale = location[block.ahead :, :real].T, scale[block.ahead :, :real].T
    last = np.abs(block.values[-1, :real])
    floor = np.array([_floor(history, value) for history, value in zip(histories, last, strict=True)])
    scale = np.maximum(scale, floor[:, None])
    quantiles = location[:, :, None] + scale[:, :, None] * student_quantiles(constants.nu)
    for column, history in enumerate(histories):
        quantiles[column] = _within(quantiles[column], history, float(block.values[-1, column]))
    rows = block.rows
    finite = np.asarray(np.isfinite(quantiles).all((1, 2)))
    out.quantiles[rows] = quantiles
    out.tail[rows] = constants.nu
    out.dependence[rows] = np.where(np.isfinite(links[:real]).all(1)[:, None], links[:real], RANDOM_WALK)
    out.ok[rows] = finite
    out.sigma1[rows] = scale[:, 0]
    out.effective_n[rows] = members.observed[:real]
    out.borrowed[rows] = members.observed[:real] < _RATED
    for row in rows[~finite]:
        out.reason[row] = "not_computable"


def _floor(history: History, last: float) -> float:
    """The spread never falls below half the publication unit; a series that never moved gets a sliver."""
    if history.rounding > 0:
        return 0.5 * history.rounding
    values = np.asarray(history.values, dtype=float)
    values = values[np.isfinite(values)]
    return _RELATIVE_FLOOR * last if np.ptp(values) == 0 else 0.0


def _within(quantiles: Floats, history: History, last: float) -> Floats:
    """Clip to the hard bounds, and for a counter to the last value and to no fall between horizons."""
    if history.monotone:
        quantiles = np.maximum.accumulate(np.maximum(quantiles, last), axis=0)
    if history.lower is not None or history.upper is not None:
        quantiles = np.clip(quantiles, history.lower, history.upper)
    return quantiles
