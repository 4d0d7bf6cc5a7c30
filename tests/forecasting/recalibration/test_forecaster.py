"""Forecasts with a calibration: none is the engine itself, bit for bit; each choice does what it says."""

from __future__ import annotations

import numpy as np

from forecasting.breaks import Breaks, prepare
from forecasting.engine import forecast_batch
from forecasting.judging.case import Driving
from forecasting.judging.treatments import Scale
from forecasting.margins import MEDIAN
from forecasting.models.history import History
from forecasting.recalibration.calibration import SHIPPED, Calibration, Constants, DrivenBy, Spread
from forecasting.recalibration.forecaster import Made, Past, forecast_pasts
from forecasting.recalibration.origins import (
    PastOrigin,
    origins_over_periods,
    replay_many,
    replay_with,
)
from forecasting.replay import replay
from forecasting.series import Series
from tests.forecasting.recalibration.conftest import yearly


def made(series: Series, calibration: Calibration, *driving: Driving) -> Made:
    prepared = prepare(series, calibration.breaks_of(Breaks()))
    history = History.of(series.indicator, prepared.values, season=series.season)
    return forecast_pasts([Past(history, series, prepared.first_step, driving)], calibration, horizon=6)[0]


def test_without_a_choice_it_is_the_engine_itself(drifting: Series) -> None:
    found = made(drifting, SHIPPED)
    history = History.of(drifting.indicator, drifting.dense, season=1)
    own = forecast_batch([history], horizon=6)
    assert found.quantiles.tobytes() == own.quantiles[0].tobytes()
    assert found.dependence.tobytes() == own.dependence[0].tobytes()
    assert (found.tail, found.reason, found.models[0]) == (float(own.tail[0]), None, "grid_ets")


def test_replayed_without_a_choice_it_scores_as_the_engine_does(past: list[PastOrigin]) -> None:
    found = replay_with(past, SHIPPED, horizon=5).scored
    own = replay([one.origin for one in past], horizon=5)
    for name in ("crps", "interval_80", "inside_95", "pit", "said", "met", "bias", "change_error"):
        assert getattr(found, name).tobytes() == getattr(own, name).tobytes(), name


def test_each_choice_does_what_it_says(drifting: Series) -> None:
    plain = made(drifting, SHIPPED).quantiles
    wide = made(drifting, Calibration(spread=Spread(factor=1.5))).quantiles
    middle = plain[:, MEDIAN, None]
    assert np.allclose(wide - middle, 1.5 * (plain - middle))
    logarithmic = made(drifting, Calibration(scale=Scale.LOGARITHMIC)).quantiles
    assert (logarithmic > 0).all()
    upper, lower = logarithmic[-1, -1] - logarithmic[-1, MEDIAN], logarithmic[-1, MEDIAN] - logarithmic[-1, 0]
    assert upper > lower, "skewed upwards on the scale of the quantity"
    mixed = made(drifting, Calibration(models=("grid", "drift"), weights=(("grid", 3.0), ("drift", 1.0))))
    drift = made(drifting, Calibration(models=("drift",))).quantiles
    assert np.allclose(mixed.quantiles, 0.75 * plain + 0.25 * drift)
    assert mixed.models == ("grid", "drift")
    shipped = made(drifting, Calibration(spread=Spread(constants=Constants.SHIPPED)))
    assert shipped.quantiles.tobytes() == plain.tobytes()


def test_a_series_that_is_not_positive_is_read_as_it_is() -> None:
    below = yearly([-3.0, 1.0, 2.0, 0.5, 4.0, 3.0, 5.0, 4.5, 6.0, 7.0])
    found = made(below, Calibration(scale=Scale.LOGARITHMIC))
    assert found.quantiles.tobytes() == made(below, Calibration(scale=Scale.RAW)).quantiles.tobytes()


def test_bounds_hold_whatever_is_chosen() -> None:
    share = yearly(np.linspace(80, 98, 20).tolist(), lower=0.0, upper=100.0)
    for calibration in (Calibration(spread=Spread(factor=3.0)), Calibration(scale=Scale.LOGARITHMIC)):
        found = made(share, calibration).quantiles
        assert found.min() >= 0
        assert found.max() <= 100


def test_what_drives_a_series_moves_its_forecast() -> None:
    rng = np.random.default_rng(2)
    starts = np.cumsum(rng.normal(0, 1, 40)) + 50
    homes = yearly((starts[:-2] * 2 + rng.normal(0, 0.2, 38)).tolist(), first=1987)
    driver = yearly(starts.tolist(), first=1985, name="starts")
    by = Calibration(models=("sarimax",), regressors=(DrivenBy("starts", 2),))
    driven = made(homes, by, Driving(driver, 2))
    alone = made(homes, Calibration(models=("sarimax",)))
    width = [np.ptp(one.quantiles[0, [10, -11]]) for one in (driven, alone)]
    assert driven.reason is None
    assert width[0] < 0.7 * width[1], "what is known of the driver leaves less to doubt"


def test_several_series_replayed_at_once_are_replayed_as_alone(
    drifting: Series, past: list[PastOrigin]
) -> None:
    other = origins_over_periods(
        yearly((drifting.values[::-1] + 40).tolist(), name="other"), horizon=5, origins=9
    )
    for calibration in (
        SHIPPED,
        Calibration(spread=Spread(factor=1.2)),
        Calibration(scale=Scale.LOGARITHMIC),
    ):
        together = replay_many([past, other], calibration, horizon=5)
        for some, found in zip((past, other), together, strict=True):
            alone = replay_with(some, calibration, horizon=5)
            assert found.quantiles.tobytes() == alone.quantiles.tobytes()
            assert found.scored.crps.tobytes() == alone.scored.crps.tobytes()
            assert found.scored.cluster == alone.scored.cluster
