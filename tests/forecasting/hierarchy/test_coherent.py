"""Paths of a whole and its parts: they add up, the whole keeps its margin, what is known stays known."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.association import surprises
from forecasting.breaks import Breaks
from forecasting.courses import forecast_courses
from forecasting.ground import ground_of
from forecasting.hierarchy.coherent import coherent_paths
from forecasting.hierarchy.tree import Tree
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.series import Series

TREE = Tree("E", {"E": ("N", "S"), "N": ("a", "b"), "S": ("c", "d")})
HOMES = Indicator("homes", unit="homes", lower=0.0)


@pytest.fixture(scope="module")
def nation():
    rng = np.random.default_rng(11)
    years = [Period.parse(str(year)) for year in range(2000, 2025)]
    leaves = np.maximum(200 + rng.normal(0, 12, (25, 4)).cumsum(0) + rng.normal(0, 8, (25, 1)), 5)
    values = leaves @ TREE.summing.T
    series = {
        name: Series.of(HOMES, list(zip(years, values[:, k].tolist(), strict=True)), area=name)
        for k, name in enumerate(TREE.nodes)
    }
    # The whole is published a year ahead of its parts.
    series |= {
        name: Series.of(HOMES, list(zip(one.periods[:-1], one.values[:-1].tolist(), strict=True)), area=name)
        for name, one in series.items()
        if name != "E"
    }
    grounds = [ground_of(series[name], Breaks()) for name in TREE.nodes]
    courses = forecast_courses([ground for ground in grounds if ground is not None], [8] * 7)
    return series, dict(zip(TREE.nodes, courses, strict=True))


def drawn(nation, *, seed=5):
    series, forecasts = nation
    told = {name: surprises(one) for name, one in series.items()}
    periods = [Period.parse(text) for text in ("2024", "2025", "2028")]
    return coherent_paths(TREE, forecasts, told, periods, seed=seed, lower=0.0)


def test_parts_add_up_in_every_path_and_the_whole_keeps_its_margin(nation):
    found = drawn(nation)
    nodes = found.nodes
    assert nodes[..., 0] == pytest.approx(nodes[..., 1] + nodes[..., 2])
    whole = np.sort(nodes[:, 2, 0])
    margin = nation[1]["E"].margins.quantile(2025 + 3 - 2025, (np.arange(len(whole)) + 0.5) / len(whole))
    assert whole == pytest.approx(margin, rel=1e-9)


def test_a_published_whole_is_what_its_parts_add_up_to(nation):
    found = drawn(nation)
    assert found.nodes[:, 0, 0] == pytest.approx(np.full(len(found.leaves), nation[0]["E"].latest_value))
    assert found.leaves[:, 0].std(0).min() > 0


def test_none_falls_below_the_bound_and_the_same_seed_gives_the_same(nation):
    found = drawn(nation)
    assert found.leaves.min() >= 0
    assert np.array_equal(found.leaves, drawn(nation).leaves)
    assert not np.array_equal(found.leaves, drawn(nation, seed=6).leaves)


def test_the_parts_stay_near_what_they_were_forecast_to_be(nation):
    found = drawn(nation)
    for k, name in enumerate(TREE.leaves):
        median = nation[1][name].margins.median[1]
        spread = found.leaves[:, 1, k].std()
        assert abs(np.median(found.leaves[:, 1, k]) - median) < 1.5 * spread
