"""Forecasts histories with a calibration, in the shape the engine answers in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.engine import DEFAULT, BatchForecast, EngineSettings, forecast_batch
from forecasting.errors import HeadwayError
from forecasting.families import FamilyForecast, forecast_with
from forecasting.judging.case import Driving
from forecasting.judging.treatments import Scale
from forecasting.margins import MEDIAN
from forecasting.models.calendar import Calendar
from forecasting.models.history import Floats, History
from forecasting.models.regressors import Regressor
from forecasting.recalibration.calibration import Calibration, Constants
from forecasting.series import Series

REGRESSOR_UNUSABLE = "regressor_unusable"
ENGINE_MODELS = ("grid_ets", "log_grid_ets", "theta")


@dataclass(frozen=True, eq=False)
class Past:
    """The past of one series on its own scale, with where it stands: what a calibration forecasts from.

    ``grid`` is the series on the grid it is forecast on, ``first_step`` where the history begins on it.
    """

    history: History
    grid: Series
    first_step: int
    driving: tuple[Driving, ...] = ()


@dataclass(frozen=True, eq=False)
class Made:
    """What a calibration says of one series: quantiles (H, P), NaN with a ``reason`` where it says nothing."""

    quantiles: Floats
    tail: float
    dependence: Floats
    models: tuple[str, ...]
    observations: int
    borrowed: bool
    reason: str | None = None
    notes: tuple[str, ...] = ()
    """What a reader should know: families left out, a stand-in."""


def forecast_pasts(
    pasts: Sequence[Past],
    calibration: Calibration,
    *,
    horizon: int,
    engine: EngineSettings = DEFAULT,
    scale: Scale = Scale.BOTH,
    strict: bool = False,
) -> list[Made]:
    """Forecast each past ``horizon`` periods ahead with one calibration.

    ``scale`` overrides that of the calibration, as a treatment of sensitivity asks. A series that is not positive
    is never read on the logarithmic scale. What should drive a series and cannot is left out with a note; ``strict``
    gives a reason instead, as a comparison asks. Each answer depends on its own past alone. Raises UnknownModel or
    WeightsInvalid for a calibration that cannot be; never for a series.
    """
    settings = settings_of(calibration, engine)
    asked = calibration.scale if scale is Scale.BOTH else scale
    scales = [_possible(asked, past.history) for past in pasts]
    histories = [_read_on(past.history, own) for past, own in zip(pasts, scales, strict=True)]
    if calibration.models:
        made = [
            _by_families(
                past,
                history,
                calibration,
                horizon,
                replace(settings, logarithms=own is Scale.BOTH),
                strict=strict,
            )
            for past, history, own in zip(pasts, histories, scales, strict=True)
        ]
    else:
        made = _by_engine(histories, scales, horizon, settings)
    return [
        _finished(one, past.history, own, calibration.spread.factor)
        for one, past, own in zip(made, pasts, scales, strict=True)
    ]


def settings_of(calibration: Calibration, engine: EngineSettings) -> EngineSettings:
    """The engine with the constants that a calibration asks for."""
    return replace(engine, constants=()) if calibration.spread.constants is Constants.SHIPPED else engine


def _possible(scale: Scale, history: History) -> Scale:
    if scale is not Scale.LOGARITHMIC:
        return scale
    values = np.asarray(history.values, dtype=float)
    return scale if np.nanmin(values) > 0 else Scale.RAW


def _read_on(history: History, scale: Scale) -> History:
    if scale is not Scale.LOGARITHMIC:
        return history
    # Bounds and rounding belong to the quantity itself.
    return History(np.log(history.values), history.season, monotone=history.monotone, family=history.family)


def _by_engine(
    histories: Sequence[History], scales: Sequence[Scale], horizon: int, engine: EngineSettings
) -> list[Made]:
    found: list[Made | None] = [None] * len(histories)
    for both in (True, False):
        rows = [row for row, scale in enumerate(scales) if (scale is Scale.BOTH) is both]
        if not rows:
            continue
        own = replace(engine, logarithms=both)
        batch = forecast_batch([histories[row] for row in rows], horizon=horizon, engine=own)
        for place, row in enumerate(rows):
            found[row] = _row(batch, place)
    return [one for one in found if one is not None]


def _row(batch: BatchForecast, place: int) -> Made:
    return Made(
        batch.quantiles[place],
        float(batch.tail[place]),
        batch.dependence[place],
        ENGINE_MODELS,
        int(batch.effective_n[place]),
        bool(batch.borrowed[place]),
        batch.reason[place],
    )


def _by_families(
    past: Past,
    history: History,
    calibration: Calibration,
    horizon: int,
    engine: EngineSettings,
    *,
    strict: bool,
) -> Made:
    weights = dict(calibration.weights) or None
    calendar = Calendar.of(past.grid, first_step=past.first_step)

    def made(driving: Sequence[Regressor]) -> FamilyForecast:
        return forecast_with(
            history,
            horizon=horizon,
            models=calibration.models,
            weights=weights,
            calendar=calendar,
            regressors=driving,
            engine=engine,
        )

    notes: list[str] = []
    try:
        driving = [
            Regressor.of(one.series, series=past.grid, lag=one.lag, first_step=past.first_step)
            for one in past.driving
        ]
    except HeadwayError as error:
        notes.append(error.message)
        driving = []
    found = made(driving)
    failed = [one for one in found.failures if one.reason.startswith("regressor_")]
    unusable = bool(failed) or len(driving) < len(calibration.regressors)
    if failed and not strict:
        notes.append(f"{failed[0].message} Forecast without what should drive it.")
        found = made([])
    values = np.asarray(history.values, dtype=float)
    return Made(
        found.quantiles,
        found.tail,
        found.dependence,
        tuple(found.weights),
        int(np.isfinite(values).sum()),
        borrowed=False,
        reason=REGRESSOR_UNUSABLE if strict and unusable else found.reason,
        notes=(*notes, *(finding.message for finding in found.findings)),
    )


def _finished(made: Made, history: History, scale: Scale, factor: float) -> Made:
    grid = made.quantiles
    if scale is Scale.LOGARITHMIC:
        with np.errstate(over="ignore"):
            grid = np.exp(grid)
    if factor != 1.0:
        middle = grid[:, MEDIAN, None]
        grid = middle + factor * (grid - middle)
    lower = history.lower
    if history.monotone:
        values = np.asarray(history.values, dtype=float)
        lower = float(values[np.isfinite(values)][-1])
    if grid is not made.quantiles and (lower is not None or history.upper is not None):
        grid = np.clip(grid, lower, history.upper)
    reason = made.reason
    if reason is None and not np.isfinite(grid).all():
        reason = "not_computable"
    return replace(made, quantiles=grid, reason=reason)
