"""Replays see the past only, and their measures are those of the scores."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from forecasting import scores
from forecasting.backtest import TooFewOrigins, backtest, origins_of
from forecasting.families import forecast_with
from forecasting.models.base import Prediction
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History


def walk(n: int, seed: int = 0) -> Floats:
    return np.asarray(100 + np.cumsum(np.random.default_rng(seed).normal(0.2, 1.0, n)))


@dataclass(frozen=True)
class Witness:
    """A family that remembers what it was shown, and fails below a length."""

    seen: list[Floats] = field(default_factory=list)
    least: int = 0
    name: str = "witness"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        self.seen.append(history.values)
        if len(history.values) < self.least:
            raise ModelFailed(self.name, "too_short", "too short for a witness.")
        return Prediction(np.full(horizon, history.values[-1]), np.ones(horizon))


def test_a_family_sees_nothing_beyond_its_origin() -> None:
    values = walk(30)
    witness = Witness()
    found = backtest(History(values), models=[witness], horizon=4, origins=5)["witness"]
    assert found.origins == (22, 23, 24, 25, 26)
    assert [len(seen) for seen in witness.seen] == [22, 23, 24, 25, 26]
    for cut, outcome in zip(found.origins, found.outcomes, strict=True):
        np.testing.assert_array_equal(outcome, values[cut : cut + 4])
        np.testing.assert_array_equal(found.last[found.origins.index(cut)], values[cut - 1])


def test_origins_may_be_a_year_apart_and_stand_on_a_value() -> None:
    history = History(walk(60), season=12)
    assert origins_of(history, horizon=6, origins=3, step=12) == (30, 42, 54)
    gappy = history.values.copy()
    gappy[41] = np.nan
    with pytest.raises(TooFewOrigins) as caught:
        origins_of(History(gappy), horizon=6, origins=3, step=12)
    assert caught.value.value == 3


def test_replays_are_the_forecasts_of_that_day() -> None:
    history = History(walk(30), lower=0.0)
    found = backtest(history, models=["drift"], horizon=3, origins=2)["drift"]
    then = forecast_with(History(history.values[:26], lower=0.0), horizon=3, models=["drift"])
    np.testing.assert_array_equal(found.quantiles[0], then.quantiles)


def test_measures_are_means_of_the_scores() -> None:
    values = walk(40, seed=4)
    found = backtest(History(values), models=["drift"], horizon=3, origins=6)["drift"]
    expected = scores.crps(found.quantiles, found.outcomes) / found.scale[:, None]
    total, near = found.measures(), found.by_horizon()
    assert total.count == 18
    assert total.crps == pytest.approx(expected.mean())
    assert [m.crps for m in near] == pytest.approx(expected.mean(0))
    assert [m.count for m in near] == [6, 6, 6]
    for coverage, value in ((0.5, total.coverage_50), (0.8, total.coverage_80), (0.95, total.coverage_95)):
        assert value == pytest.approx(
            scores.inside(found.quantiles, found.outcomes, coverage=coverage).mean()
        )
    changes = scores.change_error(found.quantiles, found.outcomes, last=found.last) / found.scale[:, None]
    assert total.change_error == pytest.approx(np.sqrt((changes**2).mean()))
    said, met = found.target_cases
    assert said.shape == (6, 3, 6)
    assert total.brier == pytest.approx(((said - met) ** 2).mean())
    assert ((found.pit > 0) & (found.pit < 1)).all()
    assert total.log_score > 0


def test_targets_are_set_on_the_same_season_and_judged_on_what_came() -> None:
    values = np.tile([10.0, 20.0, 30.0, 40.0], 6) + np.arange(24.0)
    found = backtest(History(values, season=4), models=["seasonal_naive"], horizon=4, origins=3)[
        "seasonal_naive"
    ]
    base = np.array([values[cut - 4 : cut] for cut in found.origins])
    np.testing.assert_allclose(found.thresholds, base[..., None] * np.array([0.8, 0.9, 0.95, 1.05, 1.1, 1.2]))
    _, met = found.target_cases
    np.testing.assert_array_equal(met[..., 0], found.outcomes <= found.thresholds[..., 0])
    np.testing.assert_array_equal(met[..., 5], found.outcomes >= found.thresholds[..., 5])


def test_a_missing_outcome_is_not_scored() -> None:
    values = walk(30)
    values[27] = np.nan
    found = backtest(History(values), models=["drift"], horizon=3, origins=4)["drift"]
    assert np.isnan(found.outcomes).sum() == 3
    assert found.measures().count == 9
    assert np.isfinite(found.measures().crps)
    assert np.isnan(found.pit).sum() == 3


def test_a_failure_is_a_reason_and_its_stand_in_no_evidence() -> None:
    found = backtest(History(walk(30)), models=[Witness(least=25)], horizon=3, origins=5)["witness"]
    assert found.reasons == ("too_short", "too_short", None, None, None)
    assert found.answered == 3
    assert np.isnan(found.quantiles[:2]).all()
    assert found.measures().count == 9
    assert np.isfinite(found.measures().brier)
    none = backtest(History(walk(30)), models=[Witness(least=99)], horizon=3, origins=5)["witness"]
    assert none.measures().count == 0
    assert np.isnan(none.measures().crps)


def test_calibrated_replays_cover_what_they_say() -> None:
    covered, targets = [], []
    for seed in range(40):
        found = backtest(History(walk(40, seed=seed)), models=["grid"], horizon=4, origins=5)["grid"]
        covered.append(found.measures().coverage_80)
        targets.append(found.measures().brier)
    assert 0.72 < np.mean(covered) < 0.92
    assert np.mean(targets) < 0.12
