"""The forecast of a need whose series has a calibration of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.engine import EngineSettings
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.identity import seed_of
from forecasting.judging.readiness import Need
from forecasting.judging.treatments import PARTIAL_WIDENING, Treatment
from forecasting.margins import Margins
from forecasting.models.history import History
from forecasting.recalibration.forecaster import Past, forecast_pasts


def calibrated(
    need: Need, treatment: Treatment, values: NDArray[np.float64], *, key: str, engine: EngineSettings
) -> Forecast | None:
    """The forecast under one treatment of the data; None where nothing could be fitted.

    ``values`` are those that the treatment leaves; its scale, where it names one, goes before that of the calibration.
    """
    case, grid = need.case, need.series
    calibration = case.calibration
    history = History.of(case.indicator, values, season=grid.season)
    step = need.prepared.first_step + len(need.prepared.values) - len(values)
    past = Past(history, grid, step, case.driving)
    made = forecast_pasts([past], calibration, horizon=need.horizon, engine=engine, scale=treatment.scale)[0]
    if made.reason is not None:
        return None
    indicator, lower = case.indicator, case.indicator.lower
    if indicator.monotone:  # a counter starts from where it stands
        lower = float(need.prepared.values[-1])
    margins = Margins(made.quantiles, made.tail, lower, indicator.upper)
    if any(f.code is FindingCode.BREAK_PARTLY for f in need.prepared.findings):
        margins = margins.widened(PARTIAL_WIDENING)
    if case.revision_error:
        margins = margins.with_error(case.revision_error)
    if not np.isfinite(margins.grid).all():
        return None
    return Forecast(
        series=grid,
        origin=need.prepared.origin,
        margins=margins,
        dependence=made.dependence,
        seed=seed_of(key) if calibration.seed is None else calibration.seed,
        engine=case.engine_name(engine.version),
        models=made.models,
        observations=made.observations,
        borrowed_spread=made.borrowed,
    )
