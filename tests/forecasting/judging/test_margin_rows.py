"""Many margins side by side say what each says alone."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.judging.margin_rows import MarginRows
from forecasting.judging.threshold import Threshold
from forecasting.judging.thresholds import Thresholds
from forecasting.margins import LEVELS, Margins
from forecasting.targets import Comparator


def some_margins() -> list[Margins]:
    """Margins of every shape: wide, skewed, narrow, a single value, on one bound, on two."""
    rng = np.random.default_rng(3)
    grids = [np.sort(rng.normal(50, 20, len(LEVELS))), np.sort(rng.exponential(5, len(LEVELS)))]
    grids += [np.full(len(LEVELS), 7.0), np.sort(np.round(rng.normal(3, 1, len(LEVELS))))]
    margins = [Margins(grid[None], tail) for grid in grids for tail in (3.0, 5.0)]
    clipped = np.clip(np.sort(rng.normal(2, 6, len(LEVELS))), 0, 8)
    return [
        *margins,
        Margins(clipped[None], 4.0, lower=0.0),
        Margins(clipped[None], 4.0, lower=0.0, upper=8.0),
    ]


def side_by_side(margins: list[Margins]) -> MarginRows:
    return MarginRows(
        np.concatenate([m.grid for m in margins]),
        np.array([m.tail for m in margins]),
        np.array([-np.inf if m.lower is None else m.lower for m in margins]),
        np.array([np.inf if m.upper is None else m.upper for m in margins]),
    )


@pytest.mark.parametrize("value", [-1e6, -1.0, 0.0, 1.0, 3.0, 7.0, 8.0, 30.0, 51.3, 200.0, 1e9])
def test_distribution_is_that_of_each_margin(value: float) -> None:
    margins = some_margins()
    rows = side_by_side(margins)
    asked = np.full(len(margins), value)
    assert rows.cdf(asked) == pytest.approx([float(m.cdf(0, value)) for m in margins], abs=1e-15)
    assert rows.below(asked) == pytest.approx([float(m.below(0, value)) for m in margins], abs=1e-15)


def test_every_grid_point_is_read_alike() -> None:
    margins = some_margins()
    rows = side_by_side(margins)
    for column in range(len(LEVELS)):
        asked = rows.grid[:, column]
        alone = [float(m.cdf(0, v)) for m, v in zip(margins, asked, strict=True)]
        assert rows.cdf(asked) == pytest.approx(alone, abs=1e-15)


def test_quantiles_are_those_of_each_margin_tails_included() -> None:
    margins = some_margins()
    levels = np.array([1e-9, 1e-4, 0.0005, 0.003, 0.1, 0.5, 0.83, 0.9995, 0.99999])
    found = side_by_side(margins).quantiles(levels)
    for row, margin in zip(found, margins, strict=True):
        assert row == pytest.approx(margin.quantile(0, levels), rel=1e-9, abs=1e-9)
        assert np.all(np.diff(row) >= -1e-9)


@pytest.mark.parametrize("comparator", list(Comparator))
@pytest.mark.parametrize("value", [-4.0, 0.0, 3.0, 7.0, 47.5, 100.0])
def test_thresholds_judge_like_one_threshold(comparator: Comparator, value: float) -> None:
    margins = some_margins()
    one = Threshold(comparator, value, value + 2 if comparator is Comparator.BETWEEN else None)
    many = Thresholds.of([one] * len(margins))
    alone = [one.probability(m, 0) for m in margins]
    assert many.probability(side_by_side(margins)) == pytest.approx(alone, abs=1e-15)
    values = np.array([value - 5, value - 1e-12, value, value + 1e-12, value + 1, value + 2, value + 9])
    repeated = Thresholds.of([one] * len(values))
    assert repeated.met(values).tolist() == [bool(one.met(v)) for v in values.tolist()]
    assert repeated.short_of(values) == pytest.approx([one.short_of(v) for v in values.tolist()])


def test_a_large_figure_with_decimals_that_equals_its_threshold_meets_it() -> None:
    value = 1051183290.6
    one = Threshold(Comparator.AT_LEAST, value)
    assert bool(one.met(value))
    assert Thresholds.of([one]).met(np.array([value])).tolist() == [True]
