"""Forecasting whole files: quantiles of the engine's own margins, in the order asked, alone or together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.engine import forecast_batch
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.margins import Margins
from service.operations import bulk_forecast
from service.operations.bulk_errors import HorizonOutOfRange, LevelOutOfRange
from service.operations.bulk_forecast import forecast_in_bulk
from service.operations.bulk_series import BulkSeries
from tests.service.operations.conftest import walk

LEVELS = (0.0001, 0.05, 0.5, 0.95, 0.9999)


def test_quantiles_are_those_of_the_margins(some_series: dict[str, BulkSeries]) -> None:
    series = list(some_series.values())
    (found,) = forecast_in_bulk(series, horizon=4, levels=LEVELS)
    assert list(found.series) == series
    for item, quantiles, reason in zip(series, found.quantiles, found.reasons, strict=True):
        batch = forecast_batch([item.history()], horizon=4)
        assert reason == batch.reason[0]
        if reason is not None:
            assert np.isnan(quantiles).all()
            continue
        margins = Margins(
            batch.quantiles[0], float(batch.tail[0]), item.indicator.lower, item.indicator.upper
        )
        for step in range(4):
            assert quantiles[step] == pytest.approx(margins.quantile(step, LEVELS), rel=1e-9)
            assert np.all(np.diff(quantiles[step]) >= 0)
    assert {reason for reason in found.reasons if reason} == {"too_short", "not_finite"}


def test_stretches_change_nothing(
    some_series: dict[str, BulkSeries], monkeypatch: pytest.MonkeyPatch
) -> None:
    series = list(some_series.values())
    (whole,) = forecast_in_bulk(series, horizon=3, levels=LEVELS)
    monkeypatch.setattr(bulk_forecast, "_CELLS", 1)
    monkeypatch.setattr(bulk_forecast, "_BATCH", 5)
    told: list[tuple[int, int]] = []
    parts = list(forecast_in_bulk(series, horizon=3, levels=LEVELS, progress=lambda *done: told.append(done)))
    assert len(parts) == -(-len(series) // 5)
    assert np.array_equal(np.concatenate([p.quantiles for p in parts]), whole.quantiles, equal_nan=True)
    assert told[-1] == (len(series), len(series))


def test_bounds_hold_in_the_tails() -> None:
    share = walk("share of all", Frequency.YEAR, 20, lower=99.0, upper=101.0)
    share = replace(share, values=np.clip(share.values, 99.0, 101.0))
    (found,) = forecast_in_bulk([share], horizon=6, levels=LEVELS)
    assert found.quantiles.min() == 99.0
    assert found.quantiles.max() == 101.0


def test_a_counter_never_falls_below_where_it_stands() -> None:
    counter = BulkSeries(
        Indicator("doses", monotone=True), Frequency.MONTH, np.arange(24200, 24230), np.arange(30.0) ** 1.5
    )
    (found,) = forecast_in_bulk([counter], horizon=6, levels=LEVELS)
    assert found.quantiles.min() >= counter.values[-1]


def test_a_partly_comparable_break_widens_the_spread(some_series: dict[str, BulkSeries]) -> None:
    plain, wide = some_series["A-26"], replace(some_series["A-26"], widening=1.1)
    (found,) = forecast_in_bulk([plain, wide], horizon=2, levels=(0.1, 0.5, 0.9))
    narrow, broad = np.diff(found.quantiles, axis=2)
    assert broad == pytest.approx(1.1 * narrow)


@pytest.mark.parametrize("horizon", [0, -1, 731])
def test_horizons_nobody_can_answer(horizon: int) -> None:
    with pytest.raises(HorizonOutOfRange) as caught:
        list(forecast_in_bulk([], horizon=horizon, levels=LEVELS))
    assert caught.value.field == "horizon"
    assert caught.value.remedy


@pytest.mark.parametrize("levels", [(), (0.0,), (0.5, 1.0), (10.0,)])
def test_levels_that_are_no_quantiles(levels: tuple[float, ...]) -> None:
    with pytest.raises(LevelOutOfRange):
        list(forecast_in_bulk([], horizon=1, levels=levels))
