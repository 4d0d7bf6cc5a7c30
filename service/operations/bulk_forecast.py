"""Forecast every series of a file: quantiles at each step, in the order of the file, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting.engine import DEFAULT, ENGINE_VERSION, EngineSettings, forecast_batch
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.margin_rows import MarginRows
from forecasting.margins import MEDIAN, Margins
from forecasting.models.history import History
from forecasting.recalibration.forecaster import Made
from service.operations.bulk_errors import HorizonOutOfRange, LevelOutOfRange

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

METHOD = f"headway {ENGINE_VERSION}"
LONGEST = 730
_CELLS = 2**22  # numbers of one answer held at once: 32 MB, four times that as a table
_BATCH = 1024  # series that go to the engine together


class Forecastable(Protocol):
    """A series that can be forecast: from a file, or from the catalogue.

    ``last`` is the ordinal of the newest fitted value where ``regular``; ``widening`` multiplies the spread, and
    ``revision_error`` is the standard deviation of what may still change in the newest value.
    """

    @property
    def id(self) -> str: ...
    @property
    def indicator(self) -> Indicator: ...
    @property
    def frequency(self) -> Frequency: ...
    @property
    def regular(self) -> bool: ...
    @property
    def last(self) -> int: ...
    @property
    def season(self) -> int: ...
    @property
    def dense(self) -> Floats: ...
    @property
    def widening(self) -> float: ...
    @property
    def revision_error(self) -> float: ...
    def history(self) -> History:
        """The series as the engine reads it."""
        ...

    def text_ahead(self, steps: int) -> str:
        """The period some steps ahead, in the notation of files."""
        ...


Instead = Callable[[Sequence[Forecastable], int], Mapping[int, Made]]
"""Forecasts of some of the series, by their place, made in another way than by the engine."""


@dataclass(frozen=True, eq=False)
class BulkQuantiles:
    """The forecasts of consecutive series: ``quantiles`` (S, H, Q), NaN where ``reasons`` says why not."""

    series: Sequence[Forecastable]
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
    series: Sequence[Forecastable],
    *,
    horizon: int,
    levels: Sequence[float],
    progress: Progress | None = None,
    engine: EngineSettings = DEFAULT,
    instead: Instead | None = None,
) -> Iterator[BulkQuantiles]:
    """Forecast series a stretch at a time, each on its own evidence: neighbours change nothing.

    ``engine`` may have constants of an installation's own, for series of its catalogue, and ``instead`` forecasts
    those of them that are forecast in another way.
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
            some = [here[row] for row in rows]
            _forecast(some, rows, horizon, levels, quantiles, reasons, engine, instead)
            done += len(rows)
            if progress is not None:
                progress(done, len(series))
        yield BulkQuantiles(here, tuple(levels), quantiles, tuple(reasons))


@np.errstate(over="ignore", invalid="ignore")
def _forecast(
    series: Sequence[Forecastable],
    rows: Sequence[int],
    horizon: int,
    levels: Sequence[float],
    quantiles: Floats,
    reasons: list[str | None],
    engine: EngineSettings,
    instead: Instead | None,
) -> None:
    batch = forecast_batch([item.history() for item in series], horizon=horizon, engine=engine)
    for place, made in (instead(series, horizon) if instead is not None else {}).items():
        batch.quantiles[place], batch.tail[place] = made.quantiles, made.tail
        batch.ok[place], batch.reason[place] = made.reason is None, made.reason
    good = np.flatnonzero(batch.ok)
    for place, row in enumerate(rows):
        reasons[row] = batch.reason[place]
    if not len(good):
        return
    answered = [series[place] for place in good.tolist()]
    bounds = bounds_of(answered)
    repeated = [np.repeat(column, horizon) for column in (batch.tail[good], *bounds)]
    grid = _revised(_widened(batch.quantiles[good], answered, bounds), answered, bounds)
    answer = MarginRows(grid.reshape(len(good) * horizon, -1), *repeated).quantiles(np.asarray(levels))
    quantiles[np.asarray(rows)[good]] = answer.reshape(len(good), horizon, len(levels))


def _widened(grid: Floats, series: Sequence[Forecastable], bounds: tuple[Floats, Floats]) -> Floats:
    """The margins with the spread that a partly comparable break asks for, within the bounds."""
    factor = np.array([item.widening for item in series])[:, None, None]
    if np.all(factor == 1):
        return grid
    middle = grid[:, :, MEDIAN, None]
    lower, upper = (bound[:, None, None] for bound in bounds)
    return np.where(factor == 1, grid, np.clip(middle + factor * (grid - middle), lower, upper))


def _revised(grid: Floats, series: Sequence[Forecastable], bounds: tuple[Floats, Floats]) -> Floats:
    """The margins with what the newest figure may still be revised by."""
    for row, item in enumerate(series):
        if item.revision_error:
            lower, upper = (float(bound[row]) if np.isfinite(bound[row]) else None for bound in bounds)
            grid[row] = Margins(grid[row], lower=lower, upper=upper).with_error(item.revision_error).grid
    return grid


def bounds_of(series: Sequence[Forecastable]) -> tuple[Floats, Floats]:
    """The hard bounds of each series, infinite where there are none; a counter starts from where it stands."""
    lower = [
        float(s.dense[-1])
        if s.indicator.monotone
        else -np.inf
        if s.indicator.lower is None
        else s.indicator.lower
        for s in series
    ]
    upper = [np.inf if s.indicator.upper is None else s.indicator.upper for s in series]
    return np.array(lower, dtype=float), np.array(upper, dtype=float)
