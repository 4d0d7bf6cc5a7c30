"""Reconciliation against the public library, and what must hold whatever the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.hierarchy.errors import shrunk_correlation
from forecasting.hierarchy.reconciliation import Weights, covariance, kept_within, reconcile
from forecasting.hierarchy.tree import Tree, TreeInvalid

ENGLAND = Tree("E", {"E": ("N", "S"), "N": ("a", "b"), "S": ("c", "d", "e")})


def figures(seed: int, periods: int = 24):
    """History of every node, its fitted values, and base forecasts three steps ahead."""
    rng = np.random.default_rng(seed)
    leaves = rng.normal(size=(periods, 5)).cumsum(0) + 50
    history = (leaves @ ENGLAND.summing.T).T
    scale = np.array([[3.0], [2.0], [2.0], [1.0], [1.0], [1.5], [0.7], [1.0]])
    fitted = history + rng.normal(size=history.shape) * scale
    ahead = history[:, -1:] + rng.normal(size=(8, 3)) * 2
    return history, fitted, ahead


@pytest.mark.parametrize("weights", list(Weights))
def test_it_is_what_hierarchicalforecast_makes(weights):
    from hierarchicalforecast.methods import MinTrace

    history, fitted, ahead = figures(3)
    theirs = MinTrace(method=weights.value).fit_predict(
        S=ENGLAND.summing, y_hat=ahead, y_insample=history, y_hat_insample=fitted
    )["mean"]
    known = covariance(weights, ENGLAND.summing, errors=(history - fitted).T)
    ours = reconcile(ahead.T, ENGLAND.summing, known, keep_whole=False) @ ENGLAND.summing.T
    assert pytest.approx(theirs, abs=1e-6) == ours.T


@given(st.integers(0, 2**32 - 1))
def test_the_whole_stays_and_its_parts_add_up(seed):
    history, fitted, ahead = figures(seed)
    known = covariance(Weights.SHRUNK, ENGLAND.summing, errors=(history - fitted).T)
    leaves = reconcile(ahead.T, ENGLAND.summing, known)
    assert leaves.sum(-1) == pytest.approx(ahead[0], rel=1e-12)


def test_keeping_the_whole_is_minimum_trace_with_a_whole_of_no_error():
    history, fitted, ahead = figures(5)
    known = covariance(Weights.VARIANCE, ENGLAND.summing, errors=(history - fitted).T)
    certain = known.copy()
    certain[0, 0] = 1e-10
    expected = reconcile(ahead.T, ENGLAND.summing, certain, keep_whole=False)
    assert reconcile(ahead.T, ENGLAND.summing, known) == pytest.approx(expected, rel=1e-6)


def test_what_adds_up_already_is_left_alone():
    leaves = np.array([[3.0, 4.0, 5.0, 6.0, 7.0]])
    base = leaves @ ENGLAND.summing.T
    assert reconcile(base, ENGLAND.summing, np.eye(8)) == pytest.approx(leaves)


def test_a_part_that_is_known_is_not_moved():
    base = np.array([[30.0, 9.0, 18.0, 3.0, 4.0, 5.0, 6.0, 7.0]])
    known = np.diag([1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    found = reconcile(base, ENGLAND.summing, known)
    assert found[0, 0] == pytest.approx(3.0, abs=1e-6)
    assert found.sum() == pytest.approx(30.0)


@given(
    st.lists(st.floats(-50, 50), min_size=5, max_size=5),
    st.floats(0, 200),
)
def test_bounded_parts_still_add_up(values, whole):
    leaves = np.array([values])
    leaves = leaves + (whole - leaves.sum()) / 5
    found = kept_within(leaves, np.array([whole]), lower=0.0)
    assert found.min() >= -1e-9
    assert found.sum() == pytest.approx(whole, abs=1e-7)
    if leaves.min() >= 0:
        assert np.array_equal(found, leaves)


def test_independent_noise_is_drawn_to_independence_and_a_common_cause_is_not():
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(25, 60))
    found, share = shrunk_correlation(noise)
    assert share > 0.8
    assert np.abs(found[~np.eye(60, dtype=bool)]).max() < 0.3
    common = noise + 3 * rng.normal(size=(25, 1))
    held, little = shrunk_correlation(common)
    assert little < 0.2
    assert held[~np.eye(60, dtype=bool)].mean() > 0.7


def test_few_common_periods_are_no_dependence():
    rng = np.random.default_rng(2)
    both = rng.normal(size=(14, 1)) + 0.01 * rng.normal(size=(14, 2))
    found, share = shrunk_correlation(both)
    assert (found[0, 1], share) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("children", "value"),
    [
        ({"E": ("N", "N")}, "N"),
        ({"E": ("N",), "N": ("E",)}, "E"),
        ({"E": ("N",), "X": ("y",)}, "X"),
        ({"E": ()}, "E"),
    ],
)
def test_what_is_no_tree_is_refused(children, value):
    with pytest.raises(TreeInvalid) as caught:
        Tree("E", children)
    assert caught.value.value == value


def test_a_tree_knows_its_parts():
    assert ENGLAND.nodes == ("E", "N", "S", "a", "b", "c", "d", "e")
    assert ENGLAND.leaves == ("a", "b", "c", "d", "e")
    assert ENGLAND.summing[:3].tolist() == [[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 0, 1, 1, 1]]
    assert (ENGLAND.parent_of("c"), ENGLAND.parent_of("E")) == ("S", None)
