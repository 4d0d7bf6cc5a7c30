"""How surprises go together, and paths drawn together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm, spearmanr

from forecasting.association import FEWEST, associate, correlation_of, surprises
from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.joint_paths import draw_together
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series


def series(values: np.ndarray, first: str = "1990") -> Series:
    start = Period.parse(first)
    return Series.of(Indicator("x"), [(start + k, float(v)) for k, v in enumerate(values)])


def days(values: list[float]) -> dict[date, float]:
    return {date(1990 + k, 12, 31): value for k, value in enumerate(values)}


def test_the_correlation_is_that_of_the_ranks_read_as_a_gaussian_copula() -> None:
    rng = np.random.default_rng(5)
    draws = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=40)
    found, overlap = correlation_of(days(draws[:, 0].tolist()), days(draws[:, 1].tolist()))
    assert overlap == 40
    assert found == pytest.approx(2 * np.sin(np.pi * spearmanr(*draws.T).statistic / 6))
    # Ranks do not care how large a surprise is.
    stretched, _ = correlation_of(days((draws[:, 0] ** 3).tolist()), days(draws[:, 1].tolist()))
    assert stretched == pytest.approx(found)


def test_with_fewer_than_fifteen_common_periods_series_are_taken_as_independent() -> None:
    few = [float(k) for k in range(FEWEST - 1)]
    assert correlation_of(days(few), days(few)) == (0.0, FEWEST - 1)
    together = associate([days(few), days(few)])
    assert not together.estimated
    assert together.correlation.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    enough = [*few, 99.0]
    assert associate([days(enough), days(enough)]).estimated


def test_three_pairs_that_contradict_each_other_still_make_a_correlation_matrix() -> None:
    rng = np.random.default_rng(2)
    first = rng.standard_normal(30)
    second = first + 0.3 * rng.standard_normal(30)
    third = np.concatenate([-first[:15], second[15:]])
    found = associate([days(v.tolist()) for v in (first, second, third)]).correlation
    assert np.linalg.eigvalsh(found).min() > 0
    assert np.diag(found) == pytest.approx(1.0)


def test_surprises_forget_trend_and_season_and_leave_out_what_is_set_aside() -> None:
    n = np.arange(30)
    straight = surprises(series(3.0 * n))
    assert max(abs(v) for v in straight.values()) < 1e-9
    quarters = Series.of(
        Indicator("q"),
        [(Period.parse("2010-Q1") + k, float(5 * (k % 4) + 0.1 * k)) for k in range(40)],
    )
    assert max(abs(v) for v in surprises(quarters).values()) < 0.5
    jumped = surprises(series(np.where(n == 20, 100.0, 3.0 * n)), set_aside=[20])
    assert date(2010, 12, 31) not in jumped
    assert max(abs(v) for v in jumped.values()) < 1e-9


def normal(mean: float, sd: float, *, horizon: int = 4) -> Forecast:
    known = series(np.arange(10.0))
    grid = mean + sd * np.sqrt(np.arange(1, horizon + 1))[:, None] * norm.ppf(LEVELS)
    return Forecast(known, known.latest, Margins(grid), RANDOM_WALK, 3)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.5, 0.9])
def test_drawn_together_two_walks_have_their_own_margins_and_the_joint_chance_of_theory(rho: float) -> None:
    both = [normal(0.0, 1.0), normal(5.0, 2.0)]
    first, second = draw_together(both, np.array([[1.0, rho], [rho, 1.0]]), seed=11)
    for paths, forecast in ((first, both[0]), (second, both[1])):
        levels = np.quantile(paths[:, 3], [0.1, 0.5, 0.9])
        assert levels == pytest.approx(forecast.margins.quantile(3, [0.1, 0.5, 0.9]), abs=0.02)
    chance = float(((first[:, 3] > 0) & (second[:, 3] > 5)).mean())
    theory = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([0, 0])
    assert chance == pytest.approx(float(theory), abs=0.015)


def test_a_forecast_that_begins_later_shares_the_surprises_of_the_same_periods() -> None:
    both = [normal(0.0, 1.0), normal(0.0, 1.0)]
    tied = np.array([[1.0, 0.99], [0.99, 1.0]])
    first, second = draw_together(both, tied, seed=4, starts=[0, 1])
    # Step 2 of the first is step 1 of the second: two steps of a walk against the later of them.
    ranks = [np.argsort(np.argsort(column)) for column in (first[:, 1], second[:, 0])]
    assert np.corrcoef(ranks[0], ranks[1])[0, 1] == pytest.approx(0.99 / np.sqrt(2), abs=0.03)
