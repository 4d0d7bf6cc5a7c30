"""When a target is first reached as likely as not, without drawing paths for each."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.dependence import RANDOM_WALK, correlation
from forecasting.judging.first_dates import loadings, middle_step, surprises
from forecasting.margins import LEVELS, Margins
from forecasting.paths import draw

PARAMETERS = np.array(
    [
        RANDOM_WALK,
        [0.3, 0.1, 0.9, 0.2, 4.0, 0.5, 0.02],
        [0.7, 0.05, 0.98, 0.1, 12.0, 0.0, 0.1],
        [0.0, 0.0, 1.0, 0.0, 1.0, 2.0, 0.0],
    ]
)


@pytest.mark.parametrize("horizon", [1, 2, 12, 36])
def test_loadings_make_the_correlation_of_the_forecast(horizon: int) -> None:
    for row, load in zip(PARAMETERS, loadings(PARAMETERS, horizon), strict=True):
        assert load @ load.T == pytest.approx(correlation(row, horizon), abs=1e-10)


def margins_of_a_drift(horizon: int, drift: float) -> Margins:
    normal = np.sort(np.random.default_rng(1).standard_normal(200_001))
    shape = normal[(LEVELS * 200_000).astype(int)]
    step = np.arange(1, horizon + 1)
    return Margins(drift * step[:, None] + np.sqrt(step)[:, None] * shape, tail=30.0)


@pytest.mark.parametrize("drift", [0.0, 0.1, 0.3, -0.2])
@pytest.mark.parametrize("threshold", [0.5, 1.5, 3.0])
def test_the_middle_is_that_of_drawn_paths(drift: float, threshold: float) -> None:
    horizon = 40
    margins = margins_of_a_drift(horizon, drift)
    met = np.array([[1 - float(margins.below(h, threshold)) for h in range(horizon)]])
    found = middle_step(
        1 - met,
        np.ones_like(met),
        dependence=RANDOM_WALK[None],
        series=np.array([0]),
        surprise=surprises(horizon, rng=np.random.default_rng(2)),
    )
    paths = draw(margins, correlation(RANDOM_WALK, horizon), seed=5).values
    reached = np.maximum.accumulate(paths >= threshold, axis=1).mean(0)
    # Two estimates of one chance agree to a few hundredths: the step found is one where paths are about even.
    if found[0] == 0:
        assert reached[-1] < 0.53
    else:
        assert reached[found[0] - 1] > 0.47
        assert found[0] == 1 or reached[found[0] - 2] < 0.53


def test_bounds_settle_without_draws_and_the_horizon_of_a_target_counts() -> None:
    start = np.zeros((3, 4))
    stop = np.array([[0.6, 0.7, 0.8, 0.9], [0.1, 0.1, 0.1, 0.1], [0.01, 0.6, 0.6, 0.0]])
    found = middle_step(
        start,
        stop,
        dependence=RANDOM_WALK[None],
        series=np.zeros(3, dtype=np.intp),
        surprise=np.zeros((6, 2), np.float32),
    )
    assert found.tolist() == [1, 0, 2]


def test_a_band_is_not_a_threshold() -> None:
    """A path can leave a band, so the chance of having been inside it grows although the band stays as likely."""
    horizon = 8
    start, stop = np.full((1, horizon), 0.3), np.full((1, horizon), 0.65)
    independent = np.array([[0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]])
    surprise = surprises(horizon, rng=np.random.default_rng(3))
    found = middle_step(start, stop, dependence=independent, series=np.array([0]), surprise=surprise)
    # Independent horizons: 1 − 0.65² = 0.58 at the second step.
    assert found.tolist() == [2]


def test_an_answer_does_not_depend_on_the_other_targets() -> None:
    horizon, count = 12, 50
    rng = np.random.default_rng(4)
    start = np.sort(rng.uniform(0.4, 1.0, (count, horizon)), axis=1)[:, ::-1]
    stop, series = np.ones((count, horizon)), rng.integers(0, 4, count).astype(np.intp)
    surprise = surprises(horizon, rng=np.random.default_rng(5))
    together = middle_step(start, stop, dependence=PARAMETERS, series=series, surprise=surprise)
    alone = [
        middle_step(start[[k]], stop[[k]], dependence=PARAMETERS, series=series[[k]], surprise=surprise)[0]
        for k in range(count)
    ]
    assert together.tolist() == alone
