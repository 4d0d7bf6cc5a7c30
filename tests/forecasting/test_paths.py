"""Sample paths agree with the exact margins, keep the dependence, respect bounds and counters, and repeat."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from forecasting.dependence import RANDOM_WALK, correlation, error_covariance
from forecasting.margins import LEVELS, MEDIAN, Margins
from forecasting.paths import REPLICATES, SIZE, Paths, copula, draw, within

N = REPLICATES * SIZE
H = 8


def random_walk(drift: float = 1.0, sigma: float = 2.0, horizon: int = H) -> Margins:
    step = np.arange(1, horizon + 1)[:, None]
    return Margins(drift * step + sigma * np.sqrt(step) * norm.ppf(LEVELS))


WALK = correlation(RANDOM_WALK, H)


def test_a_random_walk_has_the_correlation_of_a_random_walk() -> None:
    i, j = np.indices((H, H)) + 1
    np.testing.assert_allclose(WALK, np.sqrt(np.minimum(i, j) / np.maximum(i, j)))


def test_dependence_is_a_correlation_for_any_parameters() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        alpha, beta, phi, gamma = rng.uniform(0, 1, 4)
        row = np.array([alpha, beta * alpha, phi, gamma, rng.choice([1, 4, 12]), *rng.gamma(1, 2, 2)])
        made = correlation(row, 30)
        np.testing.assert_allclose(made, made.T)
        np.testing.assert_allclose(np.diag(made), 1.0)
        assert np.linalg.eigvalsh(made).min() > -1e-9
        assert (np.diff(np.diag(error_covariance(row, 30))) >= -1e-9).all()


def test_a_shared_drift_binds_the_far_future_together() -> None:
    loose = correlation([0.3, 0.0, 0.9, 0.0, 1.0, 0.0, 0.0], 10)
    bound = correlation([0.3, 0.0, 0.9, 0.0, 1.0, 0.0, 5.0], 10)
    assert (bound[0, 1:] > loose[0, 1:]).all()


def test_each_horizon_is_one_stratified_sample_of_its_margin() -> None:
    margins = random_walk()
    paths = draw(margins, WALK, seed=11)
    assert paths.values.shape == (N, H)
    for h in range(H):
        expected = margins.quantile(h, (np.arange(N) + 0.5) / N)
        np.testing.assert_array_equal(np.sort(paths.values[:, h]), expected)


def test_the_share_beyond_a_threshold_is_the_probability_to_one_in_n() -> None:
    margins = random_walk()
    paths = draw(margins, WALK, seed=12)
    for h in (0, 3, 7):
        for threshold in np.linspace(-6, 20, 53):
            share, _ = paths.share(paths.values[:, h] >= threshold)
            assert abs(share - (1 - margins.below(h, threshold))) <= 1 / N


def test_the_drawn_correlation_is_the_one_asked_for() -> None:
    paths = draw(random_walk(), WALK, seed=13)
    np.testing.assert_allclose(np.corrcoef(paths.values.T), WALK, atol=0.03)


def test_nearly_equal_horizons_can_be_drawn() -> None:
    whole = np.full((40, 40), 1.0)
    paths = draw(random_walk(horizon=40), whole, seed=1)
    ranks = paths.values[:SIZE].argsort(axis=0).argsort(axis=0)
    assert np.corrcoef(ranks.T).min() > 0.999


def test_the_same_seed_gives_the_same_paths_bit_for_bit() -> None:
    one, other = draw(random_walk(), WALK, seed=99), draw(random_walk(), WALK, seed=99)
    assert one.values.tobytes() == other.values.tobytes()
    assert draw(random_walk(), WALK, seed=100).values.tobytes() != one.values.tobytes()


def test_the_copula_is_drawn_in_mirrored_pairs() -> None:
    normal = copula(WALK, rng=np.random.default_rng(3), size=100)
    np.testing.assert_array_equal(normal[:50], -normal[50:])


def test_bounds_hold_in_every_path() -> None:
    margins = Margins(np.clip(random_walk().grid, 0, 10), lower=0, upper=10)
    paths = draw(margins, WALK, seed=4)
    assert paths.values.min() == 0
    assert paths.values.max() == 10


def counter(spread: float, floor: float = 0.0) -> Margins:
    step = np.arange(1, H + 1)[:, None]
    grid = 2 * step + spread * np.sqrt(step) * norm.ppf(LEVELS)
    return Margins(np.maximum.accumulate(np.maximum(grid, floor)), lower=floor)


@pytest.mark.parametrize("spread", [0.1, 3.0, 40.0])
@pytest.mark.parametrize("alpha", [0.05, 1.0])
def test_a_counter_never_falls_and_keeps_its_margins(spread: float, alpha: float) -> None:
    margins = counter(spread)
    row = RANDOM_WALK.copy()
    row[0] = alpha
    paths = draw(margins, correlation(row, H), seed=21, monotone=True)
    assert (np.diff(paths.values, axis=1) >= 0).all()
    assert paths.values.min() >= 0.0
    for h in range(H):
        expected = margins.quantile(h, (np.arange(N) + 0.5) / N)
        np.testing.assert_allclose(np.sort(paths.values[:, h]), expected)


def test_a_counter_reaches_a_total_by_a_date_or_has_it_at_the_date() -> None:
    margins = counter(6.0)
    paths = draw(margins, WALK, seed=22, monotone=True)
    ever = np.maximum.accumulate(paths.values >= 12, axis=1).mean(axis=0)
    exact = [1 - margins.below(h, 12) for h in range(H)]
    np.testing.assert_allclose(ever, exact, atol=1 / N)


def test_a_counter_keeps_the_dependence_that_its_rise_allows() -> None:
    paths = draw(counter(3.0), WALK, seed=23, monotone=True)
    ranks = paths.values.argsort(axis=0).argsort(axis=0)
    np.testing.assert_allclose(np.corrcoef(ranks.T), WALK, atol=0.1)


def test_the_standard_error_covers_what_happens() -> None:
    last_two = WALK[-2:, -2:] * np.outer(2 * np.sqrt([7, 8]), 2 * np.sqrt([7, 8]))
    exact = float(multivariate_normal([-7 + 10, -8 + 10], last_two).cdf([0, 0]))
    misses = []
    for seed in range(20):
        paths = draw(random_walk(), WALK, seed=seed)
        share, error = paths.share(np.all(paths.values[:, -2:] >= 10, axis=1))
        assert 0 < error < 0.02
        misses.append((share - exact) / error)
    assert np.abs(misses).max() < 6
    assert np.mean(np.abs(misses) < 2.4) >= 0.8


def test_a_probability_from_draws_is_never_exactly_0_or_1() -> None:
    paths = Paths(np.zeros((4000, 1)), 8)
    never, _ = paths.probability(np.zeros(4000, dtype=bool))
    always, _ = paths.probability(np.ones(4000, dtype=bool))
    assert never == pytest.approx(0.000124968757811)
    assert always == pytest.approx(1 - never)
    some, _ = paths.probability(np.arange(4000) < 1000)
    assert some == pytest.approx(1000.5 / 4001)


def test_fewer_paths_may_be_asked_for() -> None:
    margins = random_walk()
    paths = draw(margins, WALK, seed=5, replicates=4, size=64)
    assert paths.values.shape == (256, H)
    share, error = paths.share(paths.values[:, -1] >= margins.grid[-1, MEDIAN])
    assert share == 0.5
    assert error < 0.01


@pytest.mark.parametrize(("replicates", "size"), [(REPLICATES, SIZE), (5, 100)])
def test_paths_between_two_values_are_found_without_putting_them_together(replicates: int, size: int) -> None:
    bounded = Margins(np.clip(random_walk().grid, 0, 10), lower=0, upper=10)
    for seed, margins in enumerate((random_walk(), bounded, random_walk(horizon=1))):
        links = WALK[: len(margins), : len(margins)]
        values = draw(margins, links, seed=seed, replicates=replicates, size=size).values
        reached = float(values[7, 0])
        for low, high in (
            (5.0, np.inf), (-np.inf, 5.0), (2.0, 8.0), (8.0, 2.0), (-np.inf, np.inf), (0.0, 10.0), (10.0, 10.0),
            (reached, np.inf), (-np.inf, reached), (reached, reached), (-1e9, 1e9), (1e9, np.inf), (-np.inf, -1e9),
        ):  # fmt: skip
            found = within(margins, links, low=low, high=high, seed=seed, replicates=replicates, size=size)
            np.testing.assert_array_equal(found, (values >= low) & (values <= high))
