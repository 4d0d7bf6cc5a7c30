"""Scores against closed forms, and against what they must do at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from forecasting import scores
from forecasting.margins import LEVELS, Margins


def gaussian_crps(mean: float, deviation: float, outcome: float) -> float:
    """σ [z(2Φ(z) − 1) + 2φ(z) − 1/√π] (Gneiting and Raftery, 2007, eq. 21)."""
    z = (outcome - mean) / deviation
    return float(deviation * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)))


def student_crps(nu: float, outcome: float) -> float:
    """Closed form for the standard Student t (Jordan, Krüger and Lerch, 2019, appendix A)."""
    from scipy.special import beta

    z, law = outcome, stats.t(nu)
    last = 2 * np.sqrt(nu) / (nu - 1) * beta(0.5, nu - 0.5) / beta(0.5, nu / 2) ** 2
    return float(z * (2 * law.cdf(z) - 1) + 2 * law.pdf(z) * (nu + z**2) / (nu - 1) - last)


@pytest.mark.parametrize("outcome", [-6.0, -1.3, 0.0, 0.2, 2.5, 9.0])
@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (3.0, 0.1), (-2.0, 40.0)])
def test_crps_of_a_normal_distribution(mean: float, deviation: float, outcome: float) -> None:
    y = mean + deviation * outcome
    quantiles = mean + deviation * stats.norm.ppf(LEVELS)
    found = float(scores.crps(quantiles, np.array(y)))
    assert found == pytest.approx(gaussian_crps(mean, deviation, y), rel=3e-3)


@pytest.mark.parametrize("outcome", [-5.0, -0.7, 0.0, 1.1, 8.0])
@pytest.mark.parametrize("nu", [3.0, 6.0, 30.0])
def test_crps_of_a_student_distribution(nu: float, outcome: float) -> None:
    found = float(scores.crps(stats.t.ppf(LEVELS, nu), np.array(outcome)))
    assert found == pytest.approx(student_crps(nu, outcome), rel=6e-3)


def test_crps_of_a_uniform_distribution() -> None:
    # ∫ (F − 1{y ≤ x})² dx on [0, 1] is (y³ + (1 − y)³) / 3.
    outcome = 0.3
    found = float(scores.crps(LEVELS.copy(), np.array(outcome)))
    assert found == pytest.approx((outcome**3 + (1 - outcome) ** 3) / 3, rel=3e-3)


def test_crps_of_a_certain_forecast_is_the_absolute_error() -> None:
    quantiles = np.full((2, 3, len(LEVELS)), 4.0)
    outcomes = np.array([[4.0, 5.0, 1.5], [np.nan, 4.0, 0.0]])
    np.testing.assert_allclose(scores.crps(quantiles, outcomes), np.abs(outcomes - 4.0))


def test_crps_prefers_the_truth_on_average() -> None:
    draws = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)

    def mean(deviation: float, shift: float = 0.0) -> float:
        quantiles = np.broadcast_to(shift + deviation * stats.norm.ppf(LEVELS), (2000, len(LEVELS)))
        return float(scores.crps(quantiles, draws).mean())

    assert mean(1.0) == pytest.approx(1 / np.sqrt(np.pi), rel=3e-3)  # E CRPS of a calibrated normal is σ/√π
    assert mean(1.0) < min(mean(0.7), mean(1.4), mean(1.0, shift=0.3))


def test_interval_score_of_a_normal_distribution() -> None:
    quantiles = stats.norm.ppf(LEVELS)
    end = stats.norm.ppf(0.9)
    assert float(scores.interval_score(quantiles, np.array(0.0), coverage=0.8)) == pytest.approx(2 * end)
    above = float(scores.interval_score(quantiles, np.array(end + 0.5), coverage=0.8))
    assert above == pytest.approx(2 * end + 2 / 0.2 * 0.5)
    below = float(scores.interval_score(quantiles, np.array(-end - 0.5), coverage=0.8))
    assert below == pytest.approx(above)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.95])
def test_intervals_cover_what_they_say(coverage: float) -> None:
    draws = np.random.default_rng(4).normal(size=20_000)
    quantiles = np.broadcast_to(stats.norm.ppf(LEVELS), (20_000, len(LEVELS)))
    hits = scores.inside(quantiles, draws, coverage=coverage)
    assert hits.mean() == pytest.approx(coverage, abs=0.012)
    assert np.isnan(scores.inside(quantiles[:1], np.array([np.nan]), coverage=coverage)).all()


def test_pit_is_uniform_for_a_calibrated_forecast_and_the_middle_of_an_atom() -> None:
    rng = np.random.default_rng(2)
    margins = Margins(np.broadcast_to(stats.norm.ppf(LEVELS), (4000, len(LEVELS))), 30.0)
    placed = scores.pit(margins, rng.normal(size=4000))
    assert stats.kstest(placed, "uniform").pvalue > 0.01
    clipped = Margins(np.maximum(stats.norm.ppf(LEVELS), 0.0)[None], 5.0, lower=0.0)
    assert scores.pit(clipped, np.array([0.0]))[0] == pytest.approx(0.25, abs=0.01)
    assert np.isnan(scores.pit(clipped, np.array([np.nan]))[0])


def test_scores_of_probabilities() -> None:
    p, hit = np.array([1.0, 0.0, 0.5, 0.8]), np.array([1.0, 1.0, 0.0, 1.0])
    np.testing.assert_allclose(scores.brier(p, hit), [0, 1, 0.25, 0.04])
    np.testing.assert_allclose(
        scores.log_score(p, hit), [-np.log(0.999), -np.log(0.001), np.log(2), -np.log(0.8)]
    )
    said = np.repeat([0.15, 0.75], 100)
    happened = np.r_[np.ones(15), np.zeros(85), np.ones(60), np.zeros(40)]
    assert scores.calibration_error(said, happened) == pytest.approx(0.5 * 0.15)


def test_bias_and_error_of_the_change() -> None:
    quantiles = np.broadcast_to(np.array([11.0, 13.0, 13.0])[:, None], (3, len(LEVELS)))
    outcomes = np.array([10.0, 13.0, 15.0])
    np.testing.assert_allclose(scores.bias(quantiles, outcomes), [1, 0, -2])
    found = scores.change_error(quantiles, outcomes, last=np.array(9.0))
    np.testing.assert_allclose(found, [(11 - 9) - (10 - 9), (13 - 11) - (13 - 10), 0 - 2])


def test_the_scale_of_a_history() -> None:
    assert scores.naive_scale(np.array([1.0, 3.0, 2.0]), season=1) == pytest.approx(1.5)
    assert scores.naive_scale(np.array([1.0, 5.0, 2.0, 7.0]), season=2) == pytest.approx(1.5)
    assert scores.naive_scale(np.array([1.0, np.nan, 2.0, 4.0]), season=1) == pytest.approx(2.0)
    assert scores.naive_scale(np.array([1.0, 2.0]), season=12) == pytest.approx(1.0)
    assert scores.naive_scale(np.tile([1.0, 2.0], 4), season=2) == pytest.approx(1.0)
    assert np.isnan(scores.naive_scale(np.full(5, 2.0), season=1))


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.floats(-50, 50),
    st.floats(1e-6, 1e6),
)
def test_scores_scale_with_the_unit(mean: float, deviation: float, z: float, factor: float) -> None:
    quantiles, outcome = mean + deviation * stats.norm.ppf(LEVELS), np.array(mean + z * deviation)
    for score in (
        scores.crps,
        lambda q, y: scores.interval_score(q, y, coverage=0.95),
    ):
        one, other = score(quantiles, outcome), score(factor * quantiles, factor * outcome)
        # Losses are differences from the level, so they keep no more digits than it leaves them.
        np.testing.assert_allclose(other, factor * one, rtol=1e-6, atol=1e-9 * factor * (1 + abs(mean)))
        assert one >= 0
