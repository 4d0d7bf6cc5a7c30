"""Sums up what many past forecasts were worth: every score with its standard error, and what was said against
what happened.

Standard errors come from a bootstrap clustered by series. Nothing is summed over frequency classes, nor over
figures known at the time and figures as they were published later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting import scores
from forecasting.bootstrap import REPLICATES, by_cluster, resampled, standard_error
from forecasting.evidence import horizon_bounds, length_bounds
from forecasting.past_forecasts import Scored

Floats = NDArray[np.float64]
_SEED = 20260101
_TENTHS = 10
_ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its standard error; both None where nothing was scored, the error also with one series."""

    value: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Tenth:
    """Probabilities said within one tenth, the share that came true, how many, and the error of the difference."""

    said: float
    happened: float
    count: int
    error: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """The worth of forecasts of one kind.

    ``lengths`` and ``horizons`` are inclusive, None for all. ``series`` are independent series, ``forecasts``
    outcomes scored, ``targets`` probabilities scored. ``pit`` has the share of outcomes in each tenth of their
    forecast (a tenth each where it is right), ``reliability`` what was said and what happened.
    """

    footing: str
    frequency_class: str
    lengths: tuple[int, int | None] | None
    horizons: tuple[int, int] | None
    series: int
    forecasts: int
    targets: int
    crps: Estimate
    interval_80: Estimate
    interval_95: Estimate
    coverage_50: Estimate
    coverage_80: Estimate
    coverage_95: Estimate
    bias: Estimate
    change_error: Estimate
    brier: Estimate
    log_score: Estimate
    calibration_error: Estimate
    pit: tuple[float, ...]
    reliability: tuple[Tenth, ...]


MEASURES = (
    "crps",
    "interval_80",
    "interval_95",
    "coverage_50",
    "coverage_80",
    "coverage_95",
    "bias",
    "change_error",
    "brier",
    "log_score",
    "calibration_error",
)
"""The estimates of a cell, in the order they are shown."""
_MEANS = MEASURES[:-1]
_HELD = 2 * _MEANS.index("coverage_80") + 1
_TENTH_COLUMNS = slice(2 * len(_MEANS), 2 * len(_MEANS) + 3 * _TENTHS)
_PIT_COLUMNS = slice(_TENTH_COLUMNS.stop, _TENTH_COLUMNS.stop + _TENTHS)
_COLUMNS = _PIT_COLUMNS.stop


def cells(scored: Scored, *, replicates: int = REPLICATES) -> tuple[Cell, ...]:
    """Every kind of forecast there is: by footing and class, overall, by length, by horizon and by both.

    Single horizons come after the buckets of the record; a cell without a forecast is left out.
    """
    return tuple(_all(scored, replicates))


def _all(scored: Scored, replicates: int) -> Iterator[Cell]:
    footings, classes = np.array(scored.footing), np.array(scored.frequency_class)
    furthest = scored.crps.shape[1]
    for footing in dict.fromkeys(scored.footing):
        for name in dict.fromkeys(scored.frequency_class):
            rows = np.flatnonzero((footings == footing) & (classes == name))
            if not len(rows):
                continue
            buckets = [b for b in horizon_bounds(name) if b[0] <= furthest]
            singles = [(h, h) for h in range(1, furthest + 1) if (h, h) not in buckets]
            bounds = length_bounds(name)
            for lengths in (None, *bounds):
                chosen = rows
                if lengths is not None:
                    # What is shorter than the shortest bucket counts as of the shortest, as in the record.
                    least = 0 if lengths == bounds[0] else lengths[0]
                    chosen = rows[_within(scored.length[rows], least, lengths[1])]
                if not len(chosen):
                    continue
                sums = _sums(scored, chosen)
                for horizons in [None, *buckets, *(singles if lengths is None else ())]:
                    span = slice(None) if horizons is None else slice(horizons[0] - 1, horizons[1])
                    some = sums[:, span].sum(1)
                    if some[:, _HELD].any():
                        yield Cell(footing, name, lengths, horizons, **_figures(some, replicates))


def _within(length: NDArray[np.intp], low: int, high: int | None) -> NDArray[np.bool_]:
    inside = length >= low
    return np.asarray(inside if high is None else inside & (length <= high))


def _sums(scored: Scored, rows: NDArray[np.intp]) -> Floats:
    """All that is summed up, over the origins of each series: shape (S, H, columns)."""
    cluster = np.array(scored.cluster)[rows].tolist()
    names = {name: place for place, name in enumerate(sorted(set(cluster)))}
    total = np.zeros((len(names), scored.crps.shape[1], _COLUMNS))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = slice(start, start + _ROWS_AT_ONCE)
        found, sums = by_cluster(cluster[some], _columns(scored, rows[some]))
        total[[names[name] for name in found]] += sums
    return total


def _columns(scored: Scored, rows: NDArray[np.intp]) -> Floats:
    """Sum and count of every mean, then count, said and met of each tenth, then the histogram: (N, H, columns)."""
    said, met = scored.said[rows], scored.met[rows]
    plain = (
        *(scored.crps, scored.interval_80, scored.interval_95),
        *(scored.inside_50, scored.inside_80, scored.inside_95, scored.bias),
    )
    means = [values[rows] for values in plain]
    means += [scored.change_error[rows] ** 2, scores.brier(said, met), scores.log_score(said, met)]
    columns: list[Floats] = []
    for values in means:
        known = np.isfinite(values)
        over = tuple(range(2, values.ndim))
        columns += [np.where(known, values, 0.0).sum(over), known.sum(over).astype(float)]
    tenth = np.where(np.isfinite(said), np.minimum(np.nan_to_num(said) * _TENTHS, _TENTHS - 1), -1).astype(
        int
    )
    for k in range(_TENTHS):
        here = tenth == k
        columns += [here.sum(2), np.where(here, said, 0.0).sum(2), np.where(here, met, 0.0).sum(2)]
    pit = scored.pit[rows]
    place = np.where(np.isfinite(pit), np.minimum(np.nan_to_num(pit) * _TENTHS, _TENTHS - 1), -1).astype(int)
    columns += [place == k for k in range(_TENTHS)]
    return np.stack(columns, axis=2).astype(float)


def _figures(sums: Floats, replicates: int) -> dict[str, Any]:
    """What a cell holds, from the sums of its series (S, columns)."""
    held = sums[:, _HELD]
    # A series without an outcome here is none of the independent ones.
    sums, held = sums[held > 0], held[held > 0]
    total = sums.sum(0)[None]
    # The same drawings for every cell: what is compared then differs by what it is, not by chance.
    drawn = resampled(sums, seed=_SEED, replicates=replicates)
    alone = len(sums) < 2
    found: dict[str, Any] = {}
    for name, of in _STATISTICS.items():
        error = None if alone else _plain(float(standard_error(of(drawn))))
        found[name] = Estimate(_plain(float(of(total)[0])), error)
    table = total[0, _TENTH_COLUMNS].reshape(_TENTHS, 3)
    histogram = total[0, _PIT_COLUMNS]
    return found | {
        "series": len(sums),
        "forecasts": int(held.sum()),
        "targets": int(table[:, 0].sum()),
        "pit": tuple((histogram / histogram.sum()).tolist()) if histogram.sum() else (),
        "reliability": tuple(
            Tenth(p / n, y / n, int(n), None if alone else _plain(error))
            for (n, p, y), error in zip(table.tolist(), _tenth_errors(drawn).tolist(), strict=True)
            if n
        ),
    }


def _tenth_errors(totals: Floats) -> Floats:
    """The error of what happened less what was said in each tenth, shape (10,), from drawings (R, columns)."""
    table = totals[:, _TENTH_COLUMNS].reshape(len(totals), _TENTHS, 3)
    count = table[..., 0]
    off = np.where(count > 0, (table[..., 2] - table[..., 1]) / np.maximum(count, 1), np.nan)
    return standard_error(off)


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _mean_of(name: str) -> Callable[[Floats], Floats]:
    place = 2 * _MEANS.index(name)

    def of(totals: Floats) -> Floats:
        count = totals[:, place + 1]
        return np.where(count > 0, totals[:, place] / np.maximum(count, 1), np.nan)

    return of


def _root_mean_square(totals: Floats) -> Floats:
    return np.sqrt(_mean_of("change_error")(totals))


def _distance(totals: Floats) -> Floats:
    """Expected calibration error: the mean distance between what was said and what happened."""
    table = totals[:, _TENTH_COLUMNS].reshape(len(totals), _TENTHS, 3)
    count = table[..., 0].sum(1)
    off = np.abs(table[..., 1] - table[..., 2]).sum(1)
    return np.where(count > 0, off / np.maximum(count, 1), np.nan)


_STATISTICS = {name: _mean_of(name) for name in _MEANS} | {
    "change_error": _root_mean_square,
    "calibration_error": _distance,
}
