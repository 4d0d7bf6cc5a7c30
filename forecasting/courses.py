"""The current course of any number of series: one forecast each, as far ahead as a probability may be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.engine import DEFAULT, BatchForecast, EngineSettings, forecast_batch
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.ground import PREFIX, Ground, course_key
from forecasting.judging.identity import seed_of
from forecasting.judging.treatments import PARTIAL_WIDENING
from forecasting.margins import Margins
from forecasting.models.history import Floats, History
from forecasting.recalibration.calibration import SHIPPED
from forecasting.recalibration.forecaster import Past, forecast_pasts

_MODELS = ("grid_ets", "log_grid_ets", "theta")


def key_of(ground: Ground, horizon: int, *, engine: EngineSettings = DEFAULT) -> str:
    """The key of the course that the engine as it is would make."""
    return course_key(ground, engine=ground.engine_name(engine.version), horizon=horizon)


def forecast_courses(
    grounds: Sequence[Ground], horizons: Sequence[int], *, engine: EngineSettings = DEFAULT
) -> list[Forecast | None]:
    """The course of each series over its horizon; None where no model could be fitted.

    Each depends on its own series alone. At every step it has the margin that a target's own forecast has there.
    """
    found: list[Forecast | None] = [None] * len(grounds)
    together: dict[int, list[int]] = defaultdict(list)
    for place, horizon in enumerate(horizons):
        if horizon and grounds[place].calibration != SHIPPED:
            found[place] = _calibrated(grounds[place], horizon, engine)
        elif horizon:
            together[horizon].append(place)
    for horizon, places in together.items():
        histories = [_history(grounds[place]) for place in places]
        batch = forecast_batch(histories, horizon=horizon, engine=engine)
        for row, place in enumerate(places):
            found[place] = _forecast(grounds[place], batch, row, engine)
    return found


def _calibrated(ground: Ground, horizon: int, engine: EngineSettings) -> Forecast | None:
    past = Past(_history(ground), ground.series, ground.prepared.first_step, ground.driving)
    made = forecast_pasts([past], ground.calibration, horizon=horizon, engine=engine)[0]
    if made.reason is not None:
        return None
    found = _finished(ground, made.quantiles, made.tail, made.dependence, engine)
    return replace(
        found,
        models=made.models,
        observations=made.observations,
        borrowed_spread=made.borrowed,
        seed=found.seed if ground.calibration.seed is None else ground.calibration.seed,
    )


def _history(ground: Ground) -> History:
    indicator = ground.series.indicator
    return History.of(indicator, ground.prepared.values, season=ground.series.season)


def _forecast(ground: Ground, batch: BatchForecast, row: int, engine: EngineSettings) -> Forecast | None:
    grid = batch.quantiles[row]
    if not np.isfinite(grid).all():
        return None
    found = _finished(ground, grid, float(batch.tail[row]), batch.dependence[row], engine)
    return replace(found, observations=int(batch.effective_n[row]), borrowed_spread=bool(batch.borrowed[row]))


def _finished(
    ground: Ground, grid: Floats, tail: float, dependence: Floats, engine: EngineSettings
) -> Forecast:
    """The course with what is true of the series beyond its models."""
    indicator = ground.series.indicator
    # A counter starts from where it stands.
    lower = float(ground.prepared.values[-1]) if indicator.monotone else indicator.lower
    margins = Margins(grid, tail, lower, indicator.upper)
    if any(item.code is FindingCode.BREAK_PARTLY for item in ground.prepared.findings):
        margins = margins.widened(PARTIAL_WIDENING)
    if ground.revision_error:
        margins = margins.with_error(ground.revision_error)
    return Forecast(
        series=ground.series,
        origin=ground.prepared.origin,
        margins=margins,
        dependence=dependence,
        seed=seed_of(key_of(ground, len(grid), engine=engine).removeprefix(PREFIX)),
        engine=ground.engine_name(engine.version),
        models=_MODELS,
    )
