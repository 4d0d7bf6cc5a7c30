"""Closed forms of a random walk against scipy, against each other and against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import invgauss

from forecasting.random_walk import RandomWalk, at_least, implied_sigma

WALKS = st.builds(RandomWalk, st.floats(-3, 3), st.floats(0.1, 5))


@settings(derandomize=True, max_examples=80)
@given(
    drift=st.floats(0.05, 3), sigma=st.floats(0.2, 5), distance=st.floats(0.1, 20), steps=st.floats(0.5, 60)
)
def test_first_passage_of_a_walk_that_drifts_there_is_inverse_gaussian(
    drift: float, sigma: float, distance: float, steps: float
) -> None:
    mean, shape = distance / drift, (distance / sigma) ** 2
    expected = invgauss.cdf(steps, mean / shape, scale=shape)
    assert RandomWalk(drift, sigma).ever_by(distance, steps=steps) == pytest.approx(expected, abs=1e-7)
    assert RandomWalk(drift, sigma).mean_time(distance) == pytest.approx(mean)


@settings(derandomize=True, max_examples=60)
@given(walk=WALKS, distance=st.floats(0.1, 20), steps=st.floats(0.5, 60))
def test_ever_is_no_rarer_than_at_the_end_and_grows_with_time(
    walk: RandomWalk, distance: float, steps: float
) -> None:
    assert walk.beyond(distance, steps=steps) <= walk.ever_by(distance, steps=steps) + 1e-12
    assert walk.ever_by(distance, steps=steps) <= walk.ever_by(distance, steps=2 * steps) + 1e-12
    assert walk.ever_by(distance, steps=steps) <= walk.ever(distance) + 1e-12


@settings(derandomize=True, max_examples=60)
@given(walk=WALKS, chance=st.floats(0.05, 0.95), steps=st.floats(1, 40))
def test_distances_have_the_chance_they_were_asked_for(walk: RandomWalk, chance: float, steps: float) -> None:
    assert walk.beyond(walk.distance_beyond(chance, steps=steps), steps=steps) == pytest.approx(
        chance, abs=1e-9
    )
    assert walk.ever_by(walk.distance_ever_by(chance, steps=steps), steps=steps) == pytest.approx(
        chance, abs=1e-9
    )


@settings(derandomize=True, max_examples=60)
@given(walk=WALKS, chance=st.floats(0.05, 0.95), distance=st.floats(0.1, 10))
def test_the_time_by_which_it_arrives_has_that_chance_or_never_comes(
    walk: RandomWalk, chance: float, distance: float
) -> None:
    time = walk.time_by(distance, chance)
    if time is None:
        assert walk.ever(distance) <= chance or walk.drift == pytest.approx(0, abs=1e-2)
    else:
        assert walk.ever_by(distance, steps=time) == pytest.approx(chance, abs=1e-7)


def test_what_is_reached_already_is_certain_and_drift_away_may_never_arrive() -> None:
    walk = RandomWalk(-0.5, 2.0)
    assert walk.ever_by(0.0, steps=3) == 1.0
    assert walk.ever(-1.0) == 1.0
    assert walk.time_by(-1.0, 0.9) == 0.0
    assert walk.time_by(2.0, 0.9) is None
    assert walk.mean_time(2.0) is None
    assert walk.ever(2.0) == pytest.approx(math.exp(-0.5))


def test_the_sum_of_levels_is_that_of_simulated_walks() -> None:
    rng = np.random.default_rng(5)
    paths = 200 + np.cumsum(rng.normal(10, 15, (200_000, 5)), axis=1)
    mean, sd = RandomWalk(10, 15).sum_of_levels(200, steps=5)
    total = paths.sum(axis=1)
    assert total.mean() == pytest.approx(mean, abs=1)
    assert total.std() == pytest.approx(sd, rel=0.01)
    assert (total >= 1250).mean() == pytest.approx(at_least(1250, mean=mean, sd=sd), abs=0.003)


@pytest.mark.parametrize(("headroom", "chance"), [(10.0, 0.4), (-10.0, 0.6), (10.0, 0.5), (0.0, 0.7)])
def test_headroom_and_chance_that_contradict_each_other_are_refused(headroom: float, chance: float) -> None:
    with pytest.raises(ValueError, match="contradict"):
        implied_sigma(headroom, chance)


@pytest.mark.parametrize("sigma", [0.0, -1.0, float("inf")])
def test_a_walk_needs_steps(sigma: float) -> None:
    with pytest.raises(ValueError, match="positive step"):
        RandomWalk(1.0, sigma)
