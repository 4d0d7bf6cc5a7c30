"""Coherence of what is read off the same paths and the same margins."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.dependence import correlation
from forecasting.margins import LEVELS, Margins
from forecasting.paths import Paths, draw

FIXED = settings(derandomize=True, max_examples=40)
REPLICATES, SIZE = 8, 64
N = REPLICATES * SIZE


@st.composite
def futures(draw_: st.DrawFn, *, monotone: bool = False) -> tuple[Margins, Paths]:
    rng = np.random.default_rng(draw_(st.integers(0, 2**32 - 1)))
    horizon = draw_(st.integers(1, 10))
    gaps = rng.gamma(0.5, size=(horizon, len(LEVELS))) * rng.choice([0.0, 1.0], size=(1, len(LEVELS)))
    gaps[:, -1] += 0.1
    grid = rng.normal(0, 3, (horizon, 1)) + np.cumsum(gaps, axis=1)
    if monotone:
        grid = np.maximum.accumulate(grid, axis=0)
    lower = float(grid.min()) if draw_(st.booleans()) else None
    margins = Margins(grid, draw_(st.floats(2, 10)), lower)
    row = [rng.uniform(0, 1), rng.uniform(0, 0.3), rng.uniform(0, 1), 0.0, 1.0, rng.gamma(1), rng.gamma(0.3)]
    paths = draw(
        margins,
        correlation(row, horizon),
        seed=int(rng.integers(2**31)),
        monotone=monotone,
        replicates=REPLICATES,
        size=SIZE,
    )
    return margins, paths


@FIXED
@given(futures(), st.floats(-5, 30))
def test_paths_and_margins_give_one_answer(future: tuple[Margins, Paths], threshold: float) -> None:
    margins, paths = future
    for h in range(len(margins)):
        at_least, _ = paths.share(paths.values[:, h] >= threshold)
        assert abs(at_least - (1 - margins.below(h, threshold))) <= 1 / N + 1e-9
        above, _ = paths.share(paths.values[:, h] > threshold)
        assert abs(above - (1 - margins.cdf(h, threshold))) <= 1 / N + 1e-9


@FIXED
@given(futures(), st.floats(-5, 30), st.integers(1, 6))
def test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage(
    future: tuple[Margins, Paths], threshold: float, k: int
) -> None:
    _, paths = future
    met = paths.values >= threshold
    k = min(k, met.shape[1])
    sustained = met[:, -k:].all(axis=1).mean()
    shorter = met[:, -max(1, k - 1) :].all(axis=1).mean()
    end, first = met[:, -1].mean(), met.any(axis=1).mean()
    assert sustained <= shorter <= end <= first
    by_date = np.maximum.accumulate(met, axis=1).mean(axis=0)
    assert (np.diff(by_date) >= 0).all()
    assert by_date[-1] == first


@FIXED
@given(futures(), st.lists(st.floats(-5, 30), min_size=2, max_size=6))
def test_a_harder_threshold_is_never_likelier(future: tuple[Margins, Paths], thresholds: list[float]) -> None:
    margins, paths = future
    ordered = np.sort(thresholds)
    for functional in (
        lambda met: met[:, -1],
        lambda met: met.any(axis=1),
        lambda met: met.all(axis=1),
    ):
        shares = [paths.share(functional(paths.values >= t))[0] for t in ordered]
        assert (np.diff(shares) <= 0).all()
    exact = [1 - margins.below(len(margins) - 1, t) for t in ordered]
    assert (np.diff(exact) <= 1e-12).all()
    totals = [paths.share(paths.values.sum(axis=1) >= t)[0] for t in ordered]
    assert (np.diff(totals) <= 0).all()


@FIXED
@given(futures(monotone=True))
def test_no_path_of_a_counter_falls(future: tuple[Margins, Paths]) -> None:
    margins, paths = future
    assert (np.diff(paths.values, axis=1) >= 0).all()
    strata = (np.arange(N) + 0.5) / N
    highest = np.full(N, -np.inf)
    for h in range(len(margins)):
        highest = np.maximum(highest, margins.quantile(h, strata))
        np.testing.assert_array_equal(np.sort(paths.values[:, h]), highest)


@FIXED
@given(futures())
def test_an_event_and_its_opposite_share_out_every_path(future: tuple[Margins, Paths]) -> None:
    _, paths = future
    hit = paths.values[:, -1] >= np.median(paths.values)
    assert paths.share(hit)[0] + paths.share(~hit)[0] == 1.0
    np.testing.assert_allclose(paths.probability(hit)[0] + paths.probability(~hit)[0], 1.0)
    assert 0 < paths.probability(hit)[0] < 1
