"""Weights are earned, shrunk, and equal where there is nothing to learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from forecasting.families import forecast_with
from forecasting.models.base import Prediction
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History
from forecasting.weighing import FEWEST, weigh_by_backtest


def trend(n: int, seed: int = 0) -> History:
    return History(100 + 3.0 * np.arange(n) + np.random.default_rng(seed).normal(0, 0.5, n))


@dataclass(frozen=True)
class Off:
    """A family that misses by a fixed amount."""

    name: str
    miss: float
    least: int = 0

    def predict(self, history: History, *, horizon: int) -> Prediction:
        if len(history.values) < self.least:
            raise ModelFailed(self.name, "too_short", "too short.")
        truth: Floats = 100 + 3.0 * (len(history.values) + np.arange(horizon, dtype=float))
        return Prediction(truth + self.miss, np.full(horizon, 0.5))


def test_a_family_that_misses_gets_nothing() -> None:
    found = weigh_by_backtest(trend(40), models=["drift", Off("wild", 40.0)])
    assert found.earned
    assert found.weights == {"drift": 1.0, "wild": 0.0}
    assert found.scores["wild"] > found.scores["drift"]


def test_weights_lie_between_the_record_and_equality() -> None:
    history = trend(60)
    found = weigh_by_backtest(history, models=[Off("near", 0.0), Off("far", 0.4)], origins=8)
    assert found.origins == 8
    inverse = np.array([1 / found.scores["near"], 1 / found.scores["far"]])
    record = inverse / inverse.sum()
    assert record[0] > found.weights["near"] > 0.5
    assert found.weights["near"] == pytest.approx(0.5 * record[0] + 0.5 * 0.5)
    assert sum(found.weights.values()) == pytest.approx(1.0)
    few = weigh_by_backtest(history, models=[Off("near", 0.0), Off("far", 0.4)], origins=3)
    assert abs(few.weights["near"] - 0.5) == pytest.approx(3 / 11 * abs(_record(few.scores) - 0.5))


def _record(scores: dict[str, float]) -> float:
    return (1 / scores["near"]) / (1 / scores["near"] + 1 / scores["far"])


def test_a_family_must_answer_from_every_origin() -> None:
    found = weigh_by_backtest(trend(40), models=[Off("late", 0.0, least=33), "drift"], horizon=3)
    assert found.weights["late"] == 0.0
    assert found.weights["drift"] == 1.0


def test_the_yardstick_is_among_the_evidence_but_gets_no_weight_unless_chosen() -> None:
    found = weigh_by_backtest(trend(40), models=[Off("near", 0.0), Off("far", 0.1)])
    assert "drift" in found.scores
    assert set(found.weights) == {"near", "far"}


def test_too_short_a_series_is_weighed_equally() -> None:
    found = weigh_by_backtest(trend(7), models=["grid", "drift"])
    assert not found.earned
    assert found.origins == 0
    assert found.weights == {"grid": 0.5, "drift": 0.5}
    enough = weigh_by_backtest(trend(9), models=["grid", "drift"], horizon=1, origins=1)
    assert enough.origins == FEWEST


def test_where_none_beats_the_yardstick_weights_are_equal() -> None:
    found = weigh_by_backtest(trend(40), models=[Off("one", 30.0), Off("two", 50.0)])
    assert not found.earned
    assert found.weights == {"one": 0.5, "two": 0.5}


def test_weights_go_straight_into_a_forecast() -> None:
    history = trend(40)
    found = weigh_by_backtest(history, models=["grid", "drift", "theta"], origins=4)
    forecast = forecast_with(history, horizon=3, models=["grid", "drift", "theta"], weights=found.weights)
    assert forecast.ok
    assert set(forecast.weights) == {name for name, weight in found.weights.items() if weight > 0}


def test_prophet_enters_only_where_it_earns_it() -> None:
    rng = np.random.default_rng(9)
    steps = History(50 + np.cumsum(rng.choice([-2.0, 2.0], size=40)))
    found = weigh_by_backtest(steps, models=["grid", "prophet"], origins=3, horizon=3)
    earned = found.scores["prophet"] <= found.scores["drift"]
    assert (found.weights["prophet"] > 0) == earned
