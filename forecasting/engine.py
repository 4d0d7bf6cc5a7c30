"""Forecasts any number of series at once: location, spread, dependence, each series on its own evidence.

One bad series becomes a reason and the rest are answered. A result depends on the history alone: not on
what else is in the batch, not on the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.combination import dependence, describe_members, locate
from forecasting.dependence import FIELDS, RANDOM_WALK
from forecasting.engine_version import ENGINE_VERSION as ENGINE_VERSION
from forecasting.limits import least_scale, within_limits
from forecasting.margins import LEVELS, MEDIAN
from forecasting.models.blocks import Block, Prepared, blocks, prepare
from forecasting.models.constants import FrequencyClass, PanelConstants, panel_constants
from forecasting.models.history import Floats, History
from forecasting.models.members import fit_members
from forecasting.staying import stay_probability, touches_zero, with_atom
from forecasting.width import quantiles, widen

_RATED = 5
"""Fewer observed values than this and the spread leans on the panel more than on the series."""


@dataclass(frozen=True)
class EngineSettings:
    """What may be chosen about a forecast.

    ``logarithms`` lets positive series be read on the log scale too. ``constants`` replace the shipped ones
    for some frequency classes, as after a refit on an installation's own record; ``version`` is then another.
    """

    logarithms: bool = True
    constants: tuple[tuple[FrequencyClass, PanelConstants], ...] = ()
    version: str = ENGINE_VERSION

    def constants_for(self, frequency: FrequencyClass) -> PanelConstants:
        """The constants in force for a frequency class."""
        return dict(self.constants).get(frequency) or panel_constants(frequency)


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
        here = [(histories[row], prepared[row]) for row in block.rows]
        cases = [(history, item) for history, item in here if item is not None]
        _forecast_block(block, cases, horizon, engine, out)
    return out


def in_batches(histories: Sequence[History], *, size: int) -> Iterator[NDArray[np.intp]]:
    """Which histories to forecast together, at most ``size`` at a time: those of one season and length.

    The order changes the time it takes, never a number: tables are made once for a length, and blocks fill up.
    """
    order = sorted(range(len(histories)), key=lambda i: (histories[i].season, np.size(histories[i].values)))
    for start in range(0, len(order), size):
        yield np.array(order[start : start + size], dtype=np.intp)


def _forecast_block(
    block: Block,
    cases: Sequence[tuple[History, Prepared]],
    horizon: int,
    engine: EngineSettings,
    out: BatchForecast,
) -> None:
    histories = [history for history, _ in cases]
    frequency = FrequencyClass.of(block.season)
    constants = engine.constants_for(frequency)
    with np.errstate(over="ignore", under="ignore"):
        members = fit_members(block, horizon=horizon + block.ahead, logarithms=engine.logarithms)
        description = describe_members(
            members, doubt=_doubt(histories, constants, columns=block.values.shape[1])
        )
        location = locate(description, constants)
        scale, skew = widen(description, location, constants)
        links = dependence(members, frequency=frequency)
    real = len(block.rows)
    location, scale, skew = (item[block.ahead :, :real].T for item in (location, scale, skew))
    moved = np.array([bool(np.ptp(item.values[np.isfinite(item.values)]) > 0) for _, item in cases])
    scale = np.where(moved[:, None], scale, 0.0)
    scale = np.maximum(scale, np.array([least_scale(history) for history in histories])[:, None])
    grids = quantiles(location, scale, skew, nu=constants.nu)
    for column, (history, item) in enumerate(cases):
        grids[column] = _settled(grids[column], history, item)
    rows = block.rows
    finite: NDArray[np.bool_] = np.array([bool(np.isfinite(grid).all()) for grid in grids], dtype=bool)
    out.quantiles[rows] = np.where(finite[:, None, None], grids, np.nan)
    out.tail[rows] = constants.nu
    sound = np.isfinite(links[:real]).all(axis=1, keepdims=True)
    out.dependence[rows] = np.where(sound, links[:real], RANDOM_WALK)
    out.ok[rows] = finite
    out.sigma1[rows] = scale[:, 0]
    out.effective_n[rows] = members.observed[:real]
    out.borrowed[rows] = members.observed[:real] < _RATED
    for row in rows[~finite]:
        out.reason[row] = "not_computable"


def _doubt(histories: Sequence[History], constants: PanelConstants, *, columns: int) -> Floats:
    """κ of each column by the family of its quantity; padding takes the general one."""
    general = constants.doubt["unknown"]
    known = [constants.doubt.get(history.family, general) for history in histories]
    return np.array(known + [general] * (columns - len(known)))


def _settled(grid: Floats, history: History, item: Prepared) -> Floats:
    """One series' quantiles with what is known beyond the models: the year, standing still, zero, hard limits."""
    pattern = item.pattern_ahead(len(grid))
    if pattern is not None and item.pattern is not None:
        return within_limits(grid + pattern[:, None], history)
    values = item.values
    last = float(values[-1])
    if touches_zero(values):
        grid = np.maximum(grid, 0.0)
    if not history.monotone:
        share = stay_probability(values, item.ahead + len(grid))[item.ahead :]
        grid = with_atom(grid, value=last, share=share)
    return within_limits(grid, history)
