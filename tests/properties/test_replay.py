"""What must hold of any replay: nothing is seen in advance, units do not matter, nor do order and company."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecasting.models.history import History
from forecasting.past_forecasts import Origin
from forecasting.reliability import MEASURES, cells
from forecasting.replay import replay

QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALUES = st.lists(
    st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda v: round(v, 3)),
    min_size=5,
    max_size=30,
).map(np.array)
LATER = st.lists(
    st.one_of(st.just(float("nan")), st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)),
    min_size=1,
    max_size=5,
).map(np.array)
SEASONS = st.sampled_from([1, 4, 12])


def origin(values: np.ndarray, later: np.ndarray, season: int = 1, name: str = "s") -> Origin:
    return Origin(name, History(values, season=season), later, "yearly")


@QUICK
@given(values=VALUES, later=LATER, other=LATER, season=SEASONS)
def test_what_is_said_does_not_depend_on_what_happened(
    values: np.ndarray, later: np.ndarray, other: np.ndarray, season: int
) -> None:
    size = min(len(later), len(other))
    one = replay([origin(values, later[:size], season)], horizon=size)
    two = replay([origin(values, other[:size], season)], horizon=size)
    both = np.isfinite(one.said) & np.isfinite(two.said)
    np.testing.assert_array_equal(one.said[both], two.said[both])


@QUICK
@given(values=VALUES, later=LATER, season=SEASONS)
def test_scores_are_where_scores_can_be(values: np.ndarray, later: np.ndarray, season: int) -> None:
    found = replay([origin(values, later, season)], horizon=len(later))
    known = np.isfinite(later)
    assert (np.isfinite(found.inside_80[0]) == known).all()
    assert (np.isfinite(found.pit[0]) == known).all()
    for name in ("pit", "said", "inside_50", "inside_80", "inside_95", "met"):
        values_ = getattr(found, name)
        seen = values_[np.isfinite(values_)]
        assert ((seen >= 0) & (seen <= 1)).all(), name
    for name in ("crps", "interval_80", "interval_95"):
        values_ = getattr(found, name)
        assert (values_[np.isfinite(values_)] >= 0).all(), name
    # A wider range holds whatever a narrower one holds.
    assert (found.inside_50[0][known] <= found.inside_80[0][known]).all()
    assert (found.inside_80[0][known] <= found.inside_95[0][known]).all()


@QUICK
@given(seed=st.integers(0, 10**6), power=st.integers(-6, 6))
def test_another_unit_changes_no_score(seed: int, power: int) -> None:
    values = 50 + np.random.default_rng(seed).normal(0, 1, 24).cumsum()
    factor = 2.0**power
    plain = replay([origin(values[:20], values[20:])], horizon=4)
    moved = replay([origin(values[:20] * factor, values[20:] * factor)], horizon=4)
    for name in ("crps", "interval_80", "bias", "pit"):
        np.testing.assert_allclose(getattr(moved, name), getattr(plain, name), rtol=1e-5, atol=1e-5)


@QUICK
@given(order=st.permutations(range(8)))
def test_the_order_of_origins_changes_no_sum(order: list[int]) -> None:
    rng = np.random.default_rng(7)
    made = [rng.normal(0, 1, 16).cumsum() for _ in range(8)]
    origins = [origin(values[:12], values[12:], name=f"s{k // 2}") for k, values in enumerate(made)]
    plain = cells(replay(origins, horizon=4), replicates=40)
    mixed = cells(replay([origins[k] for k in order], horizon=4), replicates=40)
    assert [(c.lengths, c.horizons, c.series, c.forecasts) for c in plain] == [
        (c.lengths, c.horizons, c.series, c.forecasts) for c in mixed
    ]
    for one, two in zip(plain, mixed, strict=True):
        for name in MEASURES:
            for part in ("value", "error"):
                np.testing.assert_allclose(
                    getattr(getattr(one, name), part) or 0.0,
                    getattr(getattr(two, name), part) or 0.0,
                    rtol=1e-9,
                    atol=1e-12,
                )
