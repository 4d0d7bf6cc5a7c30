"""What many forecasts were worth: means, tenths, and errors that know which forecasts belong together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from forecasting.bootstrap import by_cluster, resampled, standard_error
from forecasting.past_forecasts import TARGETS, Scored
from forecasting.reliability import MEASURES, Cell, cells
from forecasting.scores import calibration_error
from forecasting.tally import Tally

ARRAYS = (
    *("length", "crps", "interval_80", "interval_95", "inside_50", "inside_80", "inside_95"),
    *("pit", "bias", "change_error", "said", "met"),
)


def scored(
    clusters: int = 40,
    each: int = 3,
    *,
    horizon: int = 4,
    seed: int = 0,
    footing: str = "over_periods",
    frequency_class: str = "yearly",
) -> Scored:
    rng = np.random.default_rng(seed)
    count, shape = clusters * each, (clusters * each, horizon)
    said = rng.random((*shape, TARGETS))
    return Scored(
        cluster=tuple(f"s{k // each}" for k in range(count)),
        frequency_class=(frequency_class,) * count,
        footing=(footing,) * count,
        length=rng.integers(5, 40, count),
        reasons=(None,) * count,
        crps=rng.gamma(2, 1, shape),
        interval_80=rng.gamma(3, 1, shape),
        interval_95=rng.gamma(4, 1, shape),
        inside_50=(rng.random(shape) < 0.5).astype(float),
        inside_80=(rng.random(shape) < 0.8).astype(float),
        inside_95=(rng.random(shape) < 0.95).astype(float),
        pit=rng.random(shape),
        bias=rng.normal(0, 1, shape),
        change_error=rng.normal(0, 2, shape),
        said=said,
        met=(rng.random(said.shape) < said).astype(float),
    )


def whole(found: tuple[Cell, ...]) -> Cell:
    return next(cell for cell in found if cell.lengths is None and cell.horizons is None)


def test_measures_are_plain_means():
    given = scored()
    cell = whole(cells(given))
    assert cell.crps.value == pytest.approx(given.crps.mean())
    assert cell.coverage_80.value == pytest.approx(given.inside_80.mean())
    assert cell.bias.value == pytest.approx(given.bias.mean())
    assert cell.change_error.value == pytest.approx(np.sqrt((given.change_error**2).mean()))
    assert cell.brier.value == pytest.approx(((given.said - given.met) ** 2).mean())
    assert cell.calibration_error.value == pytest.approx(
        calibration_error(given.said.ravel(), given.met.ravel())
    )
    assert (cell.series, cell.forecasts, cell.targets) == (40, given.crps.size, given.said.size)
    assert sum(cell.pit) == pytest.approx(1)
    assert sum(tenth.count for tenth in cell.reliability) == given.said.size


def test_cells_part_footing_class_length_and_horizon():
    one, other = scored(), scored(seed=1, footing="real_time")
    joined: dict[str, Any] = {
        name: getattr(one, name) + getattr(other, name)
        for name in ("cluster", "frequency_class", "footing", "reasons")
    }
    joined |= {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in ARRAYS}
    both = replace(one, **joined)
    found = cells(both)
    assert {cell.footing for cell in found} == {"over_periods", "real_time"}
    mine = [cell for cell in found if cell.footing == "over_periods"]
    assert mine == list(cells(one))
    overall = whole(tuple(mine))
    by_length = [cell for cell in mine if cell.horizons is None and cell.lengths is not None]
    assert sum(cell.forecasts for cell in by_length) == overall.forecasts
    singles = [c for c in mine if c.lengths is None and c.horizons and c.horizons[0] == c.horizons[1]]
    assert [cell.horizons for cell in singles] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert [cell.crps.value for cell in singles] == pytest.approx(one.crps.mean(0).tolist())


def test_missing_forecasts_leave_no_trace():
    given = scored()
    hole = replace(given, inside_80=given.inside_80.copy(), crps=given.crps.copy(), said=given.said.copy())
    rows = [k for k, name in enumerate(hole.cluster) if name == "s0"]
    for name in ("inside_80", "crps", "said"):
        getattr(hole, name)[rows] = np.nan
    cell = whole(cells(hole))
    assert cell.series == 39
    assert cell.crps.value == pytest.approx(np.delete(given.crps, rows, axis=0).mean())


def test_one_series_has_no_error_and_nothing_no_cell():
    alone = whole(cells(scored(1)))
    assert all(getattr(alone, name).error is None for name in MEASURES)
    assert all(getattr(alone, name).value is not None for name in MEASURES)
    nothing = replace(scored(2), inside_80=np.full((6, 4), np.nan))
    assert cells(nothing) == ()


def test_the_error_of_a_mean_of_independent_series_is_the_textbook_one():
    given = scored(400, 1, horizon=1, seed=3)
    cell = whole(cells(given))
    assert cell.crps.error == pytest.approx(given.crps.std(ddof=1) / 20, rel=0.12)
    assert cell.coverage_80.error == pytest.approx(np.sqrt(0.16 / 400), rel=0.15)


def test_forecasts_of_one_series_are_not_independent():
    given = scored(50, 1, horizon=1, seed=4)
    copied: dict[str, Any] = {name: np.repeat(getattr(given, name), 8, axis=0) for name in ARRAYS}
    many = replace(
        given,
        cluster=tuple(name for name in given.cluster for _ in range(8)),
        frequency_class=given.frequency_class * 8,
        footing=given.footing * 8,
        reasons=given.reasons * 8,
        **copied,
    )
    few, lots = whole(cells(given)), whole(cells(many))
    assert lots.forecasts == 8 * few.forecasts
    for name in MEASURES:
        assert getattr(lots, name).value == pytest.approx(getattr(few, name).value)
        assert getattr(lots, name).error == pytest.approx(getattr(few, name).error)


def test_the_same_twice():
    assert cells(scored()) == cells(scored())


def test_sums_by_cluster_and_their_drawings():
    names, sums = by_cluster(["b", "a", "b"], np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]))
    assert names == ["a", "b"]
    np.testing.assert_array_equal(sums, [[2, 20], [4, 40]])
    drawn = resampled(sums, seed=1, replicates=50)
    np.testing.assert_allclose(drawn[:, 1], 10 * drawn[:, 0])
    assert set(drawn[:, 0]) == {4.0, 6.0, 8.0}
    np.testing.assert_array_equal(drawn, resampled(sums, seed=1, replicates=50))


def test_a_standard_error_passes_over_what_is_missing():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, 5.0]])
    found = standard_error(values)
    assert found[0] == pytest.approx(np.std([1, 3], ddof=1))
    assert np.isnan(found[1])


def part(given: Scored, rows: slice) -> Scored:
    cut: dict[str, Any] = {
        name: getattr(given, name)[rows]
        for name in (*ARRAYS, "cluster", "frequency_class", "footing", "reasons")
    }
    return replace(given, **cut)


def test_parts_add_up_to_the_whole() -> None:
    """Whatever the parts: here a series has origins in both of them."""
    given = scored(30, 4, seed=6)
    tally = Tally()
    for rows in (slice(0, 50), slice(50, 51), slice(51, None)):
        tally.add(part(given, rows))
    together, apart = cells(given), cells(tally)
    assert [(c.lengths, c.horizons, c.series, c.forecasts) for c in together] == [
        (c.lengths, c.horizons, c.series, c.forecasts) for c in apart
    ]
    for one, two in zip(together, apart, strict=True):
        for name in MEASURES:
            assert getattr(two, name).value == pytest.approx(getattr(one, name).value, rel=1e-5, abs=1e-6)
            assert getattr(two, name).error == pytest.approx(getattr(one, name).error, rel=1e-4, abs=1e-6)
