"""Stored forecasts: the same to the last bit."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series
from service.store.reads.forecasts import forecast, newest_forecast
from service.store.versions import data_version
from service.store.writes.forecasts import NewForecast, save_forecasts


@pytest.fixture
def made() -> Forecast:
    start = Period.parse("2020-01")
    series = Series.of(Indicator("waiting"), [(start + n, 60.0 + n / 7) for n in range(24)], area="E92000001")
    spread = np.sqrt(np.arange(1, 13))[:, None] * np.log(LEVELS / (1 - LEVELS))
    return Forecast(
        series,
        series.latest,
        Margins(series.latest_value + spread, 5.0, 0.0, 100.0),
        RANDOM_WALK,
        seed=2**64 - 59,
        engine="smoothing-1",
        models=("drift", "theta"),
        observations=24,
        borrowed_spread=True,
    )


def test_a_forecast_comes_back_to_the_last_bit(store, made, morning) -> None:
    new = NewForecast("f1", made, date(2022, 1, 13), "0.1.0", {"spread": 1 / 3})
    with store.session() as session:
        assert save_forecasts(session, [new], recorded=morning) == 1
    with store.read() as session:
        found = forecast(session, "f1")
        assert forecast(session, "f2") is None
    assert found is not None
    assert (found.indicator_id, found.area, found.as_of) == ("waiting", "E92000001", date(2022, 1, 13))
    assert (found.code_version, found.recorded_at, found.diagnostics["spread"]) == ("0.1.0", morning, 1 / 3)
    back = found.forecast(made.series)
    assert back.margins.grid.tobytes() == made.margins.grid.tobytes()
    assert (back.margins.tail, back.margins.lower, back.margins.upper) == (5.0, 0.0, 100.0)
    assert (back.origin, back.seed, back.engine) == (made.origin, made.seed, "smoothing-1")
    assert (back.models, back.observations, back.borrowed_spread) == (("drift", "theta"), 24, True)
    assert (
        back.paths(replicates=2, size=64).values.tobytes()
        == made.paths(replicates=2, size=64).values.tobytes()
    )
    with pytest.raises(ValueError, match="read-only"):
        found.margins[0, 0] = 1.0


def test_smaller_numbers_stay_small(store, made, morning) -> None:
    small = np.asarray(made.margins.grid, dtype=np.float32)
    thin = Forecast(made.series, made.origin, Margins(small), made.dependence, made.seed)  # type: ignore[arg-type]
    with store.session() as session:
        save_forecasts(session, [NewForecast("f1", thin, date(2022, 1, 13))], recorded=morning)
    with store.read() as session:
        found = forecast(session, "f1")
    assert found is not None
    assert found.margins.dtype == np.float32
    assert found.forecast(made.series).margins.grid.dtype == np.float64


def test_the_same_forecast_is_kept_once(store, made, morning) -> None:
    new = NewForecast("f1", made, date(2022, 1, 13))
    with store.session() as session:
        assert save_forecasts(session, [new, new], recorded=morning) == 1
    with store.read() as session:
        before = data_version(session)
    with store.session() as session:
        assert save_forecasts(session, [new], recorded=morning + timedelta(days=1)) == 0
    with store.read() as session:
        assert data_version(session) == before


def test_the_newest_forecast_of_a_series(store, made, morning) -> None:
    with store.session() as session:
        days = {"may": date(2022, 5, 1), "june": date(2022, 6, 1), "april": date(2022, 4, 1)}
        save_forecasts(session, [NewForecast(key, made, day) for key, day in days.items()], recorded=morning)
    with store.read() as session:

        def newest(**options: date) -> str | None:
            found = newest_forecast(session, "waiting", "E92000001", **options)
            return None if found is None else found.key

        assert newest() == "june"
        assert newest(as_of=date(2022, 5, 31)) == "may"
        assert newest(as_of=date(2022, 3, 31)) is None
        assert newest_forecast(session, "waiting", "S92000003") is None
