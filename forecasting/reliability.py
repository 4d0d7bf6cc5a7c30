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

from forecasting.bootstrap import REPLICATES, resampled, standard_error
from forecasting.evidence import horizon_bounds, length_bounds
from forecasting.past_forecasts import Scored
from forecasting.tally import HELD, MEANS, PIT_COLUMNS, TENTH_COLUMNS, TENTHS, Tally

Floats = NDArray[np.float64]
_SEED = 20260101


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


MEASURES = (*MEANS, "calibration_error")
"""The estimates of a cell, in the order they are shown."""


def cells(scored: Scored | Tally, *, replicates: int = REPLICATES) -> tuple[Cell, ...]:
    """Every kind of forecast there is: by footing and class, overall, by length, by horizon and by both.

    Single horizons come after the buckets of the record; a cell without a forecast is left out.
    """
    tally = scored if isinstance(scored, Tally) else _tallied(scored)
    return tuple(_all(tally, replicates))


def _tallied(scored: Scored) -> Tally:
    tally = Tally()
    tally.add(scored)
    return tally


def _all(tally: Tally, replicates: int) -> Iterator[Cell]:
    for (footing, name), furthest in tally.kinds.items():
        buckets = [b for b in horizon_bounds(name) if b[0] <= furthest]
        singles = [(h, h) for h in range(1, furthest + 1) if (h, h) not in buckets]
        for lengths in (None, *length_bounds(name)):
            sums = tally.sums((footing, name), lengths)
            for horizons in [None, *buckets, *(singles if lengths is None else ())]:
                span = slice(None) if horizons is None else slice(horizons[0] - 1, horizons[1])
                some = sums[:, span].sum(1)
                if some[:, HELD].any():
                    yield Cell(footing, name, lengths, horizons, **_figures(some, replicates))


def _figures(sums: Floats, replicates: int) -> dict[str, Any]:
    """What a cell holds, from the sums of its series (S, columns)."""
    held = sums[:, HELD]
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
    table = total[0, TENTH_COLUMNS].reshape(TENTHS, 3)
    histogram = total[0, PIT_COLUMNS]
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
    table = totals[:, TENTH_COLUMNS].reshape(len(totals), TENTHS, 3)
    count = table[..., 0]
    off = np.where(count > 0, (table[..., 2] - table[..., 1]) / np.maximum(count, 1), np.nan)
    return standard_error(off)


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _mean_of(name: str) -> Callable[[Floats], Floats]:
    place = 2 * MEANS.index(name)

    def of(totals: Floats) -> Floats:
        count = totals[:, place + 1]
        return np.where(count > 0, totals[:, place] / np.maximum(count, 1), np.nan)

    return of


def _root_mean_square(totals: Floats) -> Floats:
    return np.sqrt(_mean_of("change_error")(totals))


def _distance(totals: Floats) -> Floats:
    """Expected calibration error: the mean distance between what was said and what happened."""
    table = totals[:, TENTH_COLUMNS].reshape(len(totals), TENTHS, 3)
    count = table[..., 0].sum(1)
    off = np.abs(table[..., 1] - table[..., 2]).sum(1)
    return np.where(count > 0, off / np.maximum(count, 1), np.nan)


_STATISTICS = {name: _mean_of(name) for name in MEANS} | {
    "change_error": _root_mean_square,
    "calibration_error": _distance,
}
