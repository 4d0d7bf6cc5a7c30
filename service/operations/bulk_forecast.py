"""Forecast every series of a file: quantiles at each step, in the order of the file, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.engine import ENGINE_VERSION, forecast_batch
from forecasting.judging.margin_rows import MarginRows
from service.operations.bulk_errors import HorizonOutOfRange, LevelOutOfRange
from service.operations.bulk_series import BulkSeries

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

METHOD = f"headway {ENGINE_VERSION}"
LONGEST = 730
_CELLS = 2**22  # numbers of one answer held at once: 32 MB, four times that as a table
_BATCH = 1024  # series that go to the engine together


@dataclass(frozen=True, eq=False)
class BulkQuantiles:
    """The forecasts of consecutive series: ``quantiles`` (S, H, Q), NaN where ``reasons`` says why not."""

    series: Sequence[BulkSeries]
    levels: tuple[float, ...]
    quantiles: Floats
    reasons: tuple[str | None, ...]


def check_request(*, horizon: int, levels: Sequence[float]) -> None:
    """Refuse a horizon or quantiles that cannot be answered. Raises HorizonOutOfRange or LevelOutOfRange."""
    if not 1 <= horizon <= LONGEST:
        raise HorizonOutOfRange(
            f"A horizon of {horizon} steps cannot be forecast.",
            field="horizon",
            value=horizon,
            remedy=f"Give a number from 1 to {LONGEST}.",
        )
    wrong = [level for level in levels if not 0 < level < 1]
    if wrong or not levels:
        raise LevelOutOfRange(
            f"{wrong[0]:g} is not a quantile." if wrong else "No quantile was asked for.",
            field="quantiles",
            value=wrong[0] if wrong else None,
            remedy="Give numbers between 0 and 1, such as 0.1,0.5,0.9.",
        )


def forecast_in_bulk(
    series: Sequence[BulkSeries],
    *,
    horizon: int,
    levels: Sequence[float],
    progress: Progress | None = None,
) -> Iterator[BulkQuantiles]:
    """Forecast series a stretch at a time, each on its own evidence: neighbours change nothing.

    Raises HorizonOutOfRange or LevelOutOfRange; never for a series.
    """
    check_request(horizon=horizon, levels=levels)
    stretch = max(_BATCH, _CELLS // (horizon * len(levels)))
    done = 0
    for start in range(0, len(series), stretch):
        here = series[start : start + stretch]
        quantiles = np.full((len(here), horizon, len(levels)), np.nan)
        reasons: list[str | None] = [None] * len(here)
        order = sorted(range(len(here)), key=lambda row: (here[row].season, len(here[row].dense)))
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            _forecast([here[row] for row in rows], rows, horizon, levels, quantiles, reasons)
            done += len(rows)
            if progress is not None:
                progress(done, len(series))
        yield BulkQuantiles(here, tuple(levels), quantiles, tuple(reasons))


def _forecast(
    series: Sequence[BulkSeries],
    rows: Sequence[int],
    horizon: int,
    levels: Sequence[float],
    quantiles: Floats,
    reasons: list[str | None],
) -> None:
    batch = forecast_batch([item.history() for item in series], horizon=horizon)
    good = np.flatnonzero(batch.ok)
    for place, row in enumerate(rows):
        reasons[row] = batch.reason[place]
    if not len(good):
        return
    bounds = bounds_of([series[place] for place in good.tolist()])
    repeated = [np.repeat(column, horizon) for column in (batch.tail[good], *bounds)]
    grid = batch.quantiles[good].reshape(len(good) * horizon, -1)
    answer = MarginRows(grid, *repeated).quantiles(np.asarray(levels))
    quantiles[np.asarray(rows)[good]] = answer.reshape(len(good), horizon, len(levels))


def bounds_of(series: Sequence[BulkSeries]) -> tuple[Floats, Floats]:
    """The hard bounds of each series, infinite where there are none."""
    lower = [-np.inf if s.indicator.lower is None else s.indicator.lower for s in series]
    upper = [np.inf if s.indicator.upper is None else s.indicator.upper for s in series]
    return np.array(lower, dtype=float), np.array(upper, dtype=float)
