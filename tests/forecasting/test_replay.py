"""Past origins replayed: each scored alone, targets tried on both sides, bounds and counters honoured."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import scores
from forecasting.engine import forecast_batch
from forecasting.margins import Margins
from forecasting.models.history import History
from forecasting.past_forecasts import LEVEL_CHANGES, RISING, TARGETS, Origin
from forecasting.replay import replay


def walk(count: int, *, seed: int = 0, start: float = 100.0) -> np.ndarray:
    return start + np.random.default_rng(seed).normal(0, 1, count).cumsum()


def origin(seed: int = 0, *, known: int = 20, later: int = 4, **more) -> Origin:
    values = walk(known + later, seed=seed)
    history = History(values[:known], **more)
    return Origin(f"s{seed}", history, values[known:], "yearly")


def test_scores_are_those_of_the_forecast_itself():
    one = origin(3)
    found = replay([one], horizon=4)
    said = forecast_batch([one.history], horizon=4)
    scale = scores.naive_scale(one.history.values, season=1)
    np.testing.assert_allclose(found.crps[0], scores.crps(said.quantiles[0], one.outcomes) / scale)
    np.testing.assert_allclose(
        found.interval_80[0], scores.interval_score(said.quantiles[0], one.outcomes, coverage=0.8) / scale
    )
    np.testing.assert_array_equal(
        found.inside_95[0], scores.inside(said.quantiles[0], one.outcomes, coverage=0.95)
    )
    margins = Margins(said.quantiles[0], float(said.tail[0]))
    np.testing.assert_allclose(found.pit[0], scores.pit(margins, one.outcomes), rtol=1e-12)
    np.testing.assert_allclose(found.bias[0], (said.point[0] - one.outcomes) / scale)


def test_probabilities_of_the_targets_tried_are_those_of_the_margin():
    one = origin(5)
    found = replay([one], horizon=4)
    said = forecast_batch([one.history], horizon=4)
    margins = Margins(said.quantiles[0], float(said.tail[0]))
    tried = one.targets(4)
    assert tried.shape == (4, TARGETS)
    for h in range(4):
        for k, rising in enumerate(RISING):
            value = tried[h, k]
            expected = 1 - margins.below(h, value) if rising else margins.cdf(h, value)
            assert found.said[0, h, k] == pytest.approx(float(expected), abs=1e-12)
            assert found.met[0, h, k] == (one.outcomes[h] >= value if rising else one.outcomes[h] <= value)


def test_targets_ask_for_shares_of_the_last_level_and_changes_seen_before():
    values = np.array([10.0, 12.0, 11.0, 13.0, 12.0, 14.0, 13.0, 15.0])
    tried = Origin("a", History(values), np.array([16.0]), "yearly").targets(2)
    np.testing.assert_allclose(tried[0, : len(LEVEL_CHANGES)], 15 * (1 + np.array(LEVEL_CHANGES)))
    np.testing.assert_allclose(
        tried[0, len(LEVEL_CHANGES) :], 15 + np.quantile(np.diff(values), [0.25, 0.5, 0.75])
    )
    assert np.isfinite(tried[1]).all()
    short = Origin("b", History(values[:6]), np.array([1.0]), "yearly").targets(2)
    assert np.isnan(short[:, len(LEVEL_CHANGES) :]).all()
    seasonal = Origin("c", History(values, season=4), np.array([1.0]), "quarterly").targets(5)
    np.testing.assert_allclose(seasonal[:, 4] / 1.05, [12, 14, 13, 15, 12])


def test_an_origin_is_scored_alike_in_any_company():
    crowd = [origin(seed, known=15 + seed % 3) for seed in range(12)]
    together, alone = replay(crowd, horizon=4), replay([crowd[7]], horizon=4)
    for name in ("crps", "interval_95", "inside_80", "pit", "said", "met", "change_error"):
        np.testing.assert_array_equal(getattr(together, name)[7], getattr(alone, name)[0])


def test_outcomes_that_are_missing_or_beyond_the_horizon_are_not_scored():
    one = origin(1)
    gap = Origin("g", one.history, np.array([np.nan, one.outcomes[1]]), "yearly")
    found = replay([gap], horizon=3)
    for name in ("crps", "inside_80", "pit", "bias"):
        assert np.isnan(getattr(found, name)[0]).tolist() == [True, False, True]
    assert np.isnan(found.said[0, 0]).all()
    assert np.isfinite(found.said[0, 1]).any()


def test_what_the_engine_refuses_has_a_reason_and_no_score():
    bad = Origin("bad", History(np.array([1.0, np.inf, 2.0, 3.0, 4.0])), np.array([1.0]), "yearly")
    found = replay([bad, origin(2)], horizon=2)
    assert found.reasons[0] == "not_finite"
    assert found.reasons[1] is None
    assert found.answered == 1
    assert np.isnan(found.crps[0]).all()
    assert np.isfinite(found.crps[1]).any()


def test_a_counter_never_falls_and_bounds_hold_in_what_is_said():
    rising = np.arange(20.0) + np.random.default_rng(0).random(20)
    counter = Origin("n", History(np.maximum.accumulate(rising), monotone=True), rising[-1:] + 1, "yearly")
    found = replay([counter], horizon=1)
    below = [k for k, change in enumerate(LEVEL_CHANGES) if change < 0]
    assert found.said[0, 0, below].max() == 0.0
    share = Origin(
        "p", History(np.full(12, 99.0) + np.arange(12) / 12, upper=100.0), np.array([100.0]), "yearly"
    )
    over = replay([share], horizon=1).said[0, 0]
    assert over[LEVEL_CHANGES.index(0.05)] == 0.0


def test_a_partly_comparable_break_widens():
    plain = origin(4)
    wide = Origin("w", plain.history, plain.outcomes, "yearly", widening=1.5)
    found = replay([plain, wide], horizon=4)
    assert (found.interval_80[1] != found.interval_80[0]).all()
    np.testing.assert_allclose(found.bias[1], found.bias[0])


def test_a_horizon_below_one_is_refused():
    with pytest.raises(ValueError, match="horizon"):
        replay([origin()], horizon=0)


def test_nothing_gives_nothing():
    assert len(replay([], horizon=3)) == 0
