"""Holds coverage at every horizon and reliability in every tenth against their bands, with errors clustered by series.

    OMP_NUM_THREADS=1 python tests/benchmarks/engine_checks.py [--out-of-fold] [--sets "yearly;official annual"]

A horizon is in its band where its 80% ranges hold to within 4 points or 2.5 standard errors, a tenth of probability
with 100 cases where what was said came true to within 5 points or 2 standard errors, whichever is more. Standard errors
are those of a bootstrap over series, relatives (cuts of one series, indicators of one goal) kept together.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from forecasting.engine import EngineSettings
from forecasting.margins import Margins, interpolation
from forecasting.models.history import Floats
from tests.benchmarks.engine_origins import SEASON, evaluation
from tests.benchmarks.engine_scores import SETS, fold_settings, forecasts, series_of

DRAWS = 500
LEAST_CASES = 100
ENDS = interpolation([0.1, 0.9, 0.025, 0.975])


def clustered_error(values: Floats, roots: NDArray[np.str_]) -> Floats:
    """Standard error of each column's mean, shape (H,), over series drawn again with all their relatives."""
    names, place = np.unique(roots, return_inverse=True)
    total, count = (np.zeros((len(names), values.shape[1])) for _ in range(2))
    np.add.at(total, place, np.nan_to_num(values))
    np.add.at(count, place, np.isfinite(values))
    size = len(names)
    drawn = np.random.default_rng(0).multinomial(size, np.full(size, 1 / size), size=DRAWS)
    return np.asarray(((drawn @ total) / (drawn @ count)).std(0))


def horizon_check(inside: Floats, roots: NDArray[np.str_]) -> list[str]:
    """The horizons at which 80% ranges held too often or too seldom, as text."""
    held, error = inside.mean(0), clustered_error(inside, roots)
    out = np.abs(held - 0.8) > np.maximum(0.04, 2.5 * error)
    return [f"{h + 1}: {held[h]:.3f} ± {error[h]:.3f}" for h in np.flatnonzero(out)]


def decile_check(said: Floats, hit: Floats, roots: NDArray[np.str_]) -> tuple[int, list[str]]:
    """How many tenths have 100 cases, and those of them in which what was said did not come true as often, as text."""
    tenth = np.minimum((said * 10).astype(int), 9)
    judged, out = 0, []
    for k in range(10):
        rows = np.flatnonzero(tenth == k)
        if len(rows) < LEAST_CASES:
            continue
        judged += 1
        gap = (hit - said)[rows]
        error = float(clustered_error(gap[:, None], roots[rows])[0])
        if abs(gap.mean()) > max(0.05, 2 * error):
            out.append(
                f"{said[rows].mean():.2f} → {hit[rows].mean():.2f} ± {error:.2f} ({len(rows):,} targets)"
            )
    return judged, out


def probabilities(
    series: list[dict[str, Any]], season: int, quantiles: Floats, tails: Floats
) -> tuple[Floats, Floats, NDArray[np.str_]]:
    """What was said of each of the benchmark's targets, what happened, and whose relative the series is."""
    places = {s["id"]: i for i, s in enumerate(series)}
    wanted = evaluation().synthetic_targets(series, season)
    said = np.empty(len(wanted))
    for (key, h), rows in wanted.groupby(["series_id", "h"]):
        margins = Margins(quantiles[places[key]], tail=float(tails[places[key]]))
        value = rows.value.to_numpy()
        above = rows.sign.to_numpy() > 0
        said[rows.index] = np.where(above, 1 - margins.below(h - 1, value), margins.cdf(h - 1, value))
    roots = np.array([series[places[key]]["root"] for key in wanted.series_id])
    return said, wanted.hit.to_numpy(), roots


def check(name: str, settings: list[EngineSettings] | None) -> str:
    """One row of the table."""
    chosen = SETS[name]
    series = [
        s for s in series_of(name) if np.isfinite(evaluation().scale_of(s["x"], SEASON[chosen.frequency]))
    ]
    quantiles, tails, _ = forecasts(series, chosen.frequency, settings)
    outcomes = np.stack([s["y"] for s in series])
    low80, high80, low95, high95 = np.moveaxis(quantiles @ ENDS, 2, 0)
    inside = ((low80 <= outcomes) & (outcomes <= high80)).astype(float)
    within95 = float(((low95 <= outcomes) & (outcomes <= high95)).mean())
    roots = np.array([s["root"] for s in series])
    wide = horizon_check(inside, roots)
    said, hit, whose = probabilities(series, SEASON[chosen.frequency], quantiles, tails)
    judged, off = decile_check(said, hit, whose)
    by_horizon = inside.mean(0)
    return (
        f"| {name} | {inside.mean():.3f} | {by_horizon.min():.3f} to {by_horizon.max():.3f} | {within95:.3f} | "
        f"{outcomes.shape[1] - len(wide)} of {outcomes.shape[1]} | {'; '.join(wide) or 'none'} | "
        f"{judged - len(off)} of {judged} | {'; '.join(off) or 'none'} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out-of-fold", action="store_true")
    parser.add_argument("--sets", default=";".join(list(SETS)[:9]), help="names separated by semicolons")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    known: dict[str, list[EngineSettings]] = {}
    for name in args.sets.split(";"):
        frequency = SETS[name].frequency
        if args.out_of_fold and frequency not in known:
            known[frequency] = fold_settings(frequency)
        sys.stdout.write(check(name, known.get(frequency)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
