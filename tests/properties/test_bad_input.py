"""Series nobody would choose: strange magnitudes, spikes, shifts, gaps, great length, bad neighbours."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from forecasting.engine import forecast_batch, in_batches
from forecasting.margins import LEVELS, MEDIAN
from forecasting.models.history import History
from service.cli.main import app
from service.operations.bulk_files import read_bulk
from service.operations.bulk_forecast import forecast_in_bulk

Floats = NDArray[np.float64]
SEASONS = (1, 4, 12)
TENTH, NINTH = (int(np.argmin(np.abs(LEVELS - p))) for p in (0.1, 0.9))


def walk(n: int, seed: int = 0, *, season: int = 1) -> Floats:
    noise = np.cumsum(np.random.default_rng(seed).normal(0.3, 1.0, n))
    wave = 5 * np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
    return np.asarray(60 + noise + wave)


def quantiles(values: Floats, *, season: int = 1, horizon: int = 6) -> Floats:
    found = forecast_batch([History(values, season=season)], horizon=horizon)
    assert found.ok[0], found.reason[0]
    assert np.isfinite(found.quantiles).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    return found.quantiles[0]


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("factor", [1e-12, 1e-6, 1e6, 1e12])
def test_magnitude_changes_nothing_but_the_unit(season: int, factor: float) -> None:
    values = walk(48, season=season)
    base, scaled = quantiles(values, season=season), quantiles(values * factor, season=season)
    np.testing.assert_allclose(scaled / factor, base, rtol=1e-6)


@pytest.mark.parametrize("season", SEASONS)
def test_values_of_opposite_magnitudes_share_a_batch(season: int) -> None:
    rows = [walk(40, seed, season=season) * 10.0**power for seed, power in enumerate((-12, 0, 12, -3, 5))]
    together = forecast_batch([History(row, season=season) for row in rows], horizon=5)
    for place, row in enumerate(rows):
        np.testing.assert_array_equal(together.quantiles[place], quantiles(row, season=season, horizon=5))


@pytest.mark.parametrize("season", SEASONS)
def test_an_appended_gap_moves_the_forecast_one_step_on(season: int) -> None:
    values = walk(40, 3, season=season)
    plain = quantiles(values, season=season, horizon=7)
    later = quantiles(np.r_[values, np.nan], season=season, horizon=6)
    # The horizon starts after the gap; the values known are the same.
    np.testing.assert_allclose(later, plain[1:], rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.float64])
def test_integers_are_numbers(dtype: type) -> None:
    values: NDArray[Any] = np.round(walk(30, 2)).astype(dtype)
    np.testing.assert_allclose(quantiles(values), quantiles(np.round(walk(30, 2))), rtol=1e-6)


@pytest.mark.parametrize("season", SEASONS)
def test_a_series_that_alternates_stays_between_its_two_values(season: int) -> None:
    found = quantiles(np.tile([10.0, 20.0], 24), season=season)
    assert (found[:, MEDIAN] > 4).all()
    assert (found[:, MEDIAN] < 26).all()
    assert found[:, TENTH].min() > -10
    assert found[:, NINTH].max() < 40


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("place", [0, 20, -2])
def test_one_spike_does_not_set_the_course(season: int, place: int) -> None:
    values = 100 + 0.1 * walk(40, 5)
    spoilt = values.copy()
    spoilt[place] += 500
    found = quantiles(spoilt, season=season)
    assert np.abs(found[:, MEDIAN] - values[-1]).max() < 0.35 * 500
    assert (found[:, NINTH] - found[:, TENTH]).max() < 2500


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("size", [-40.0, 40.0])
def test_a_new_level_at_the_last_point_is_neither_ignored_nor_run_away_with(season: int, size: float) -> None:
    values = 100 + 0.1 * walk(40, 7)
    moved = values.copy()
    moved[-1] += size
    before, after = quantiles(values, season=season), quantiles(moved, season=season)
    share = (after[:, MEDIAN] - before[:, MEDIAN]) / size
    assert share.min() > -0.1
    assert share.max() < 1.6
    # One new value of forty steps makes the future less certain, never more.
    assert ((after[:, NINTH] - after[:, TENTH]) > (before[:, NINTH] - before[:, TENTH])).all()


@pytest.mark.parametrize("season", [1, 4, 7, 12])
def test_ten_thousand_observations_are_answered(season: int) -> None:
    values = walk(10_000, 9, season=season)
    found = quantiles(values, season=season, horizon=12)
    assert np.abs(found[:, MEDIAN] - values[-1]).max() < 40


def test_length_season_and_company_are_mixed_freely() -> None:
    rng = np.random.default_rng(4)
    rows = [History(walk(int(n), k, season=s), season=s) for k, (n, s) in enumerate(zip(rng.integers(3, 300, 90), rng.choice([1, 4, 7, 12, 52], 90), strict=True))]  # fmt: skip
    together = forecast_batch(rows, horizon=4)
    order = rng.permutation(len(rows))
    shuffled = forecast_batch([rows[k] for k in order], horizon=4)
    assert together.ok.all()
    np.testing.assert_array_equal(shuffled.quantiles, together.quantiles[order])
    for size in (1, 7, 64):
        for places in in_batches(rows, size=size):
            part = forecast_batch([rows[k] for k in places], horizon=4)
            np.testing.assert_array_equal(part.quantiles, together.quantiles[places])
    np.testing.assert_array_equal(together.dependence[order], shuffled.dependence)


def observations(path: Path, *, spoilt: str = "", count: int = 60) -> Path:
    lines = ["series_id,period,value"]
    for k in range(count):
        for year, value in enumerate(walk(8 + k % 20, k)):
            lines.append(f"s{k:03d},{2000 + year},{value:.3f}")
    lines += [line for line in spoilt.split(";") if line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_same_command_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    given = observations(tmp_path / "o.csv")
    targets = tmp_path / "t.csv"
    rows = ["target_id,series_id,kind,comparator,target_value,target_period,window_start,window_end"]
    for k in range(60):
        rows.append(f"l{k},s{k:03d},level,>=,{60 + k % 7},2030,,")
        rows.append(f"c{k},s{k:03d},cumulative_sum,>=,{300 + k},,2025-01-01,2030-06-30")
        rows.append(f"m{k},s{k:03d},maintain,<=,{70 + k % 9},,2028-01-01,2031-12-31")
    targets.write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name in ("a", "b"):
        for ending in ("csv", "parquet"):
            forecast = ["forecast", "--observations", str(given), "--horizon", "6"]
            app([*forecast, "--out", str(tmp_path / f"f{name}.{ending}")], standalone_mode=False)
        assess = ["assess", "--observations", str(given), "--targets", str(targets)]
        app([*assess, "--out", str(tmp_path / f"j{name}.csv")], standalone_mode=False)
    for one, other in (("fa.csv", "fb.csv"), ("fa.parquet", "fb.parquet"), ("ja.csv", "jb.csv")):
        assert filecmp.cmp(tmp_path / one, tmp_path / other, shallow=False), one


def test_the_order_of_rows_and_series_in_a_file_changes_no_number(tmp_path: Path) -> None:
    given = observations(tmp_path / "o.csv")
    header, *lines = given.read_text(encoding="utf-8").splitlines()
    mixed = tmp_path / "mixed.csv"
    np.random.default_rng(0).shuffle(lines)
    mixed.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    found = []
    for path in (given, mixed):
        series = read_bulk(path).series
        parts = forecast_in_bulk(list(series.values()), horizon=5, levels=(0.1, 0.5, 0.9))
        found.append({item.id: part.quantiles[k] for part in parts for k, item in enumerate(part.series)})
    assert found[0].keys() == found[1].keys()
    for name, numbers in found[0].items():
        np.testing.assert_array_equal(found[1][name], numbers)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ("bad,2020,1e300;bad,2021,-1e300;bad,2022,1e300;bad,2023,0", "not_finite"),
        ("bad,2020,5", "too_short"),
        ("bad,1900,5;bad,2020,7", "too_short"),
    ],
)
def test_one_bad_series_is_one_reason_and_the_rest_are_answered(
    tmp_path: Path, spoilt: str, reason: str
) -> None:
    clean = read_bulk(observations(tmp_path / "clean.csv")).series
    series = read_bulk(observations(tmp_path / "spoilt.csv", spoilt=spoilt)).series
    (before,) = forecast_in_bulk(list(clean.values()), horizon=5, levels=(0.1, 0.5, 0.9))
    (after,) = forecast_in_bulk(list(series.values()), horizon=5, levels=(0.1, 0.5, 0.9))
    assert [(s.id, r) for s, r in zip(after.series, after.reasons, strict=True) if r] == [("bad", reason)]
    answered = {item.id: after.quantiles[k] for k, item in enumerate(after.series)}
    for k, item in enumerate(before.series):
        np.testing.assert_array_equal(answered[item.id], before.quantiles[k])


@pytest.mark.slow
def test_one_bad_series_among_thirty_thousand() -> None:
    """The rest are answered with the numbers they have alone."""
    rows = [walk(6 + k % 9, k % 61) for k in range(29_999)]
    bad = 17_321
    rows.insert(bad, np.array([1.0, np.inf, np.nan, 4.0, 5.0, 6.0, 7.0]))
    refused, answered = [], 0
    sample: dict[int, Floats] = {}
    histories = [History(row) for row in rows]
    for places in in_batches(histories, size=4096):
        found = forecast_batch([histories[k] for k in places], horizon=2)
        refused += [(int(places[k]), found.reason[k]) for k in np.flatnonzero(~found.ok)]
        answered += int(found.ok.sum())
        sample |= {int(k): found.quantiles[j] for j, k in enumerate(places) if k % 4999 == 0}
    assert refused == [(bad, "not_finite")]
    assert answered == 29_999
    for k, numbers in sample.items():
        np.testing.assert_array_equal(forecast_batch([histories[k]], horizon=2).quantiles[0], numbers)
