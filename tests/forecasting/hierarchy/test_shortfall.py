"""A gap shared out among places: by hand, and adding up in every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.hierarchy.shortfall import share_out, share_out_rate, shares_of
from forecasting.hierarchy.tree import Tree

TREE = Tree("E", {"E": ("N", "S"), "N": ("a", "b"), "S": ("c",)})


def test_by_hand():
    values = np.array([[10.0, 20.0, 30.0]])
    places = share_out(TREE, values, np.array([0.25, 0.25, 0.5]), required=100.0, sign=1)
    found = {place.area: place for place in places}
    assert [place.area for place in places] == ["E", "N", "S", "a", "b", "c"]
    assert (found["E"].mean, found["E"].required, found["E"].share) == (40.0, 100.0, 1.0)
    assert [found[name].mean for name in "abc"] == [15.0, 5.0, 20.0]
    assert found["N"].mean == 20.0
    assert found["N"].projected == (30.0, 30.0, 30.0)
    assert [found[name].rank for name in "abc"] == [2, 3, 1]
    assert (found["N"].rank, found["N"].parent, found["E"].parent) == (None, "E", None)


def test_where_less_is_better_too_much_is_short():
    places = share_out(TREE, np.array([[10.0, 20.0, 30.0]]), shares_of([1, 1, 2]), required=40.0, sign=-1)
    assert {place.area: place.mean for place in places}["E"] == 20.0


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, -1]))
def test_the_parts_add_up_to_the_whole(seed, sign):
    rng = np.random.default_rng(seed)
    values, shares = rng.gamma(2, 10, (64, 3)), shares_of(rng.gamma(1, 1, 3).tolist())
    found = {p.area: p for p in share_out(TREE, values, shares, required=70.0, sign=sign)}
    assert found["a"].mean + found["b"].mean == pytest.approx(found["N"].mean)
    assert sum(found[name].mean for name in "abc") == pytest.approx(found["E"].mean)
    assert found["E"].mean == pytest.approx(sign * (70.0 - values.sum(1).mean()))
    for place in found.values():
        assert place.shortfall[0] <= place.shortfall[1] <= place.shortfall[2]
        assert 0 <= place.chance <= 1
        if place.rank is not None:
            assert place.rank_low is not None
            assert place.rank_high is not None
            assert 1 <= place.rank_low <= place.rank_high <= 3


def test_a_rate_is_shared_by_its_denominator():
    numerators, denominators = np.array([[30.0, 10.0, 60.0]]), np.array([100.0, 100.0, 200.0])
    places = share_out_rate(TREE, numerators, denominators, required=50.0, sign=1, scale=100.0)
    found = {place.area: place for place in places}
    # 100 of 400 is 25%: 25 points short; a is 20 points short with a quarter of the weight.
    assert found["E"].projected[1] == pytest.approx(25.0)
    assert found["E"].mean == pytest.approx(25.0)
    assert found["a"].mean == pytest.approx(5.0)
    assert found["N"].projected[1] == pytest.approx(20.0)
    assert found["N"].required == pytest.approx(50.0)
    assert sum(found[name].mean for name in "abc") == pytest.approx(25.0)


def test_a_whole_of_nothing_is_shared_evenly():
    assert shares_of([0.0, 0.0]).tolist() == [0.5, 0.5]
