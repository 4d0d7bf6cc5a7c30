"""What must hold for any series whatever: order, scale, direction, company, gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forecasting.dependence import correlation
from forecasting.engine import EngineSettings, forecast_batch
from forecasting.models.history import History

Floats = NDArray[np.float64]
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALUES = st.lists(
    st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda v: round(v, 3)),
    min_size=5,
    max_size=40,
).map(np.array)
SEASONS = st.sampled_from([1, 4, 12])


@QUICK
@given(values=VALUES, season=SEASONS)
def test_quantiles_are_finite_and_in_order(values: Floats, season: int) -> None:
    found = forecast_batch([History(values, season=season)], horizon=8)
    assert found.ok[0]
    assert np.isfinite(found.quantiles).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()


@QUICK
@given(values=VALUES, season=SEASONS, power=st.integers(min_value=-9, max_value=9))
def test_another_unit_changes_only_the_unit(values: Floats, season: int, power: int) -> None:
    factor = 10.0**power
    base = forecast_batch([History(values, season=season)], horizon=6).quantiles[0]
    moved = forecast_batch([History(values * factor, season=season)], horizon=6).quantiles[0]
    size = max(float(np.abs(values).max()), float(np.abs(base).max()), 1e-9)
    np.testing.assert_allclose(moved / factor, base, atol=1e-6 * size)


def wave(n: int, seed: int) -> Floats:
    return np.asarray(50 + np.cumsum(np.random.default_rng(seed).normal(0.4, 1.0, n)))


@pytest.mark.parametrize("seed", range(6))
def test_another_zero_point_changes_only_the_zero_point_without_logarithms(seed: int) -> None:
    values = wave(24, seed)
    plain = EngineSettings(logarithms=False)
    base = forecast_batch([History(values)], horizon=6, engine=plain).point[0]
    moved = forecast_batch([History(values + 400.0)], horizon=6, engine=plain).point[0]
    # The step against the level is one of the inputs, so the shift is felt a little.
    np.testing.assert_allclose(moved - 400.0, base, atol=0.5 * np.abs(np.diff(values)).mean())


@pytest.mark.parametrize("seed", range(6))
def test_upside_down_is_the_mirror_image_without_logarithms(seed: int) -> None:
    values = wave(24, seed)
    plain = EngineSettings(logarithms=False)
    up = forecast_batch([History(values)], horizon=6, engine=plain).quantiles[0]
    down = forecast_batch([History(-values)], horizon=6, engine=plain).quantiles[0]
    width = up[:, -1:] - up[:, :1]
    assert (np.abs(-down[:, ::-1] - up) / width).max() < 0.1


@pytest.mark.parametrize("season", [1, 4, 12])
@pytest.mark.parametrize("seed", range(4))
def test_a_series_of_both_signs_upside_down_is_the_mirror_image(season: int, seed: int) -> None:
    values = wave(48, seed) + 3 * np.sin(2 * np.pi * np.arange(48) / season)
    values -= values.mean()
    up = forecast_batch([History(values, season=season)], horizon=8).quantiles[0]
    down = forecast_batch([History(-values, season=season)], horizon=8).quantiles[0]
    np.testing.assert_allclose(-down[:, ::-1], up, atol=1e-9 * np.ptp(values))


@QUICK
@given(values=VALUES, place=st.integers(min_value=1, max_value=3))
def test_a_gap_is_answered_and_spoils_nobody(values: Floats, place: int) -> None:
    holed = values.copy()
    holed[-1 - place] = np.nan
    neighbour = History(wave(len(values), 1))
    together = forecast_batch([neighbour, History(holed), neighbour], horizon=5)
    alone = forecast_batch([neighbour], horizon=5)
    assert np.array_equal(together.quantiles[0], alone.quantiles[0])
    assert np.array_equal(together.quantiles[2], alone.quantiles[0])
    if np.isfinite(holed).sum() >= 3:
        assert together.ok[1]
        assert np.isfinite(together.quantiles[1]).all()


def test_thirty_bad_series_among_a_thousand_leave_the_rest_as_they_were() -> None:
    rng = np.random.default_rng(11)
    good = [History(wave(int(rng.integers(5, 50)), seed)) for seed in range(970)]
    bad = [
        History(np.array([1.0, np.inf, 3.0, 4.0, 5.0])),
        History(np.array([])),
        History(np.full(9, np.nan)),
    ] * 10
    places = rng.permutation(1000)
    mixed: list[History] = [*good, *bad]
    shuffled = [mixed[i] for i in places]
    found = forecast_batch(shuffled, horizon=4)
    alone = forecast_batch(good, horizon=4)
    assert found.ok.sum() == 970
    for position, source in enumerate(places):
        if source < 970:
            assert np.array_equal(found.quantiles[position], alone.quantiles[source])
        else:
            assert found.reason[position] in {"not_finite", "too_short"}


@QUICK
@given(
    alpha=st.floats(0, 1),
    beta=st.floats(0, 1),
    phi=st.floats(0, 1),
    gamma=st.floats(0, 0.6),
    season=st.sampled_from([1, 4, 12]),
    level=st.floats(0, 5),
    drift=st.floats(0, 5),
)
def test_a_correlation_is_a_correlation(
    *, alpha: float, beta: float, phi: float, gamma: float, season: int, level: float, drift: float
) -> None:
    found = correlation([alpha, beta, phi, gamma, season, level, drift], 24)
    np.testing.assert_allclose(found, found.T)
    np.testing.assert_allclose(np.diag(found), 1.0)
    assert np.linalg.eigvalsh(found).min() > -1e-9


@pytest.mark.parametrize("season", [1, 4, 12, 7, 52])
@pytest.mark.parametrize("n", [5, 8, 30, 200])
def test_no_series_of_five_values_or_more_is_refused_or_without_a_number(*, season: int, n: int) -> None:
    steps = np.cumsum(np.random.default_rng(n).normal(size=n))
    awkward = [
        np.full(n, 3.0),
        np.zeros(n),
        steps * 1e12,
        steps * 1e-12,
        np.where(np.arange(n) == n // 2, 1e6, 1.0),
        np.resize([1.0, -1.0], n),
        np.exp(np.linspace(0, 20, n)),
        -np.exp(np.linspace(0, 20, n)),
        np.r_[np.ones(n - 1), 50.0],
    ]
    found = forecast_batch([History(values, season=season) for values in awkward], horizon=24)
    assert found.ok.all()
    assert np.isfinite(found.quantiles).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
