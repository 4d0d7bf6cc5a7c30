"""Prophet on a real daily series, quiet, repeatable, and within what it was told."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from datasets.catalogue import load_catalogue
from datasets.observations import load_statistics
from datasets.releases import known_as_of
from forecasting.errors import ForecastError
from forecasting.families import forecast_with
from forecasting.indicators import Indicator
from forecasting.margins import MEDIAN, Margins
from forecasting.models.calendar import Calendar
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History
from forecasting.models.prophet_family import Growth, ProphetModel
from forecasting.periods import Period
from forecasting.series import Series

DAY = date(2021, 1, 31)


@pytest.fixture(scope="module")
def first_doses() -> tuple[Series, Series]:
    """First doses in the United Kingdom: as known on 31 January 2021, and as known today."""
    catalogue = load_catalogue()
    entry = catalogue.indicators["covid_first_doses_cum"]
    statistics = load_statistics(catalogue.indicators)
    rows = [
        row
        for row in statistics.observations
        if (row.indicator, row.area) == ("covid_first_doses_cum", "K02000001")
    ]

    def series(as_of: date | None) -> Series:
        known = known_as_of(rows, as_of=as_of, lag_days=entry.lag_days, bases=statistics.bases)
        return Series.of(
            Indicator("covid_first_doses_cum", lower=0.0, monotone=True, decimals=0, family="count"),
            [(item.period, item.observation.value) for item in known],
        )

    return series(DAY), series(None)


def history_of(series: Series) -> History:
    return History(series.dense, season=series.season, lower=0.0, rounding=1.0, monotone=True, family="count")


def test_the_vaccination_goal_as_seen_a_fortnight_before(first_doses: tuple[Series, Series]) -> None:
    known, later = first_doses
    assert known.latest.end <= DAY
    history = history_of(known)
    assert np.isnan(history.values[1:7]).all()  # weekly readings at first
    horizon = (date(2021, 2, 15) - known.latest.end).days
    calendar = Calendar(known.periods[0].start, days=1)
    found = forecast_with(history, horizon=horizon, models=["prophet"], calendar=calendar)
    assert found.ok
    assert found.weights == {"prophet": 1.0}
    assert not found.findings
    outcome = later.value_at(Period.parse("2021-02-15"))
    assert outcome is not None
    assert outcome > 15_000_000
    assert found.quantiles[-1, MEDIAN] == pytest.approx(outcome, rel=0.12)
    margins = Margins(found.quantiles, found.tail, 0.0, None)
    assert 0.05 < float(margins.cdf(horizon - 1, outcome)) < 0.95
    assert 0.2 < 1 - float(margins.below(horizon - 1, 15_000_000)) < 0.95
    # A running total never falls, from the last reading on.
    assert (found.quantiles[0] >= known.latest_value).all()
    assert (np.diff(found.quantiles, axis=0) >= 0).all()


def test_the_same_history_gives_the_same_numbers(first_doses: tuple[Series, Series]) -> None:
    history = history_of(first_doses[0])
    one, other = (ProphetModel().predict(history, horizon=10) for _ in range(2))
    np.testing.assert_array_equal(one.location, other.location)
    np.testing.assert_array_equal(one.spread, other.spread)


def test_nothing_is_printed_logged_or_left_behind(
    first_doses: tuple[Series, Series],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    loggers = {name: logging.getLogger(name).disabled for name in ("prophet", "cmdstanpy")}
    with caplog.at_level(logging.DEBUG):
        ProphetModel().predict(history_of(first_doses[0]), horizon=5)
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.name.startswith(("prophet", "cmdstanpy"))]
    assert list(tmp_path.iterdir()) == []
    assert {name: logging.getLogger(name).disabled for name in loggers} == loggers


def daily(n: int, seed: int = 0) -> Floats:
    return np.asarray(200 + np.cumsum(np.random.default_rng(seed).normal(0.2, 0.5, n)))


def test_public_holidays_are_known() -> None:
    calendar = Calendar(date(2022, 1, 1), days=1)
    dates = calendar.begins(365 * 2)
    christmas = np.array([(day.month, day.day) in ((12, 25), (12, 26)) for day in dates])
    values = daily(730) - 80.0 * christmas
    history = History(values[:700], season=7)
    known = ProphetModel(calendar=calendar, country="GB").predict(history, horizon=30)
    unknown = ProphetModel(calendar=calendar).predict(history, horizon=30)
    dip = christmas[700:]
    assert dip.sum() == 2
    assert known.location[dip].max() < known.location[~dip].min() - 30
    assert unknown.location[dip].max() > unknown.location[~dip].min() - 30


def test_logistic_growth_stays_below_its_cap() -> None:
    time = np.arange(60)
    values = 95 / (1 + np.exp(-(time - 35) / 8)) + np.random.default_rng(1).normal(0, 0.5, 60)
    history = History(values, season=1)
    free = ProphetModel().predict(history, horizon=40)
    capped = ProphetModel(growth=Growth.LOGISTIC, cap=100.0, floor=0.0).predict(history, horizon=40)
    assert capped.location.max() <= 100.0
    assert capped.location[-1] == pytest.approx(97, abs=4)
    assert free.location[-1] > 105


def test_a_change_of_slope_may_be_dated() -> None:
    time = np.arange(100.0)
    values = np.where(time < 60, 2 * time, 120 - 1.5 * (time - 60)) + daily(100) * 0.02
    calendar = Calendar(date(2024, 1, 1), days=1)
    turn = calendar.begins(61)[-1]
    told = ProphetModel(calendar=calendar, changepoints=(turn,)).predict(
        History(values, season=7), horizon=20
    )
    np.testing.assert_allclose(np.diff(told.location).mean(), -1.5, atol=0.2)


def test_a_long_monthly_series_has_its_year() -> None:
    wave = np.tile(10 * np.sin(2 * np.pi * np.arange(12) / 12), 9)
    values = 100 + 0.2 * np.arange(108) + wave + np.random.default_rng(3).normal(0, 0.5, 108)
    found = ProphetModel().predict(History(values, season=12), horizon=12)
    assert np.corrcoef(found.location, wave[:12])[0, 1] > 0.97


def test_constants_short_series_and_contradictions() -> None:
    np.testing.assert_array_equal(ProphetModel().predict(History(np.full(12, 5.0)), horizon=3).location, 5.0)
    with pytest.raises(ModelFailed, match="needs 10"):
        ProphetModel().predict(History(np.arange(9.0)), horizon=3)
    with pytest.raises(ForecastError, match="saturates"):
        ProphetModel(growth=Growth.LOGISTIC)
    with pytest.raises(ForecastError, match="not above the floor"):
        ProphetModel(growth=Growth.LOGISTIC, cap=1.0, floor=2.0)


def test_a_country_prophet_does_not_know_is_a_typed_failure() -> None:
    with pytest.raises(ModelFailed) as caught:
        ProphetModel(country="Atlantis").predict(History(daily(40), season=7), horizon=3)
    assert caught.value.reason == "fit_failed"
