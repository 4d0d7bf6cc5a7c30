"""What a week and a year are worth together: the engine on a real daily series, with both seasons and with the week alone.

    OMP_NUM_THREADS=1 python tests/benchmarks/daily_seasons.py --file daily.csv [--horizon 28] [--origins 60]

The file has a column of dates and a column of values, the first two, one row a day; days left out are missing. The engine
finds a yearly pattern only in three years or more and reads no more than the latest months otherwise, so the same series
cut to its latest 1,000 days is forecast with the week alone, and nothing else changes. From each origin the following
days are scored: mean absolute error and CRPS against the in-sample change from week to week, and coverage.
"""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.engine import forecast_batch
from forecasting.margins import LEVELS, MEDIAN, interpolation
from forecasting.models.history import Floats, History
from forecasting.models.long_season import DAYS_OF_YEAR, WEEK

SHORT = 1_000
LEAST = round(4 * DAYS_OF_YEAR)
"""The first origin: four years, one more than the yearly pattern needs."""
ENDS = interpolation([0.1, 0.9, 0.025, 0.975])


def read(path: Path) -> Floats:
    """A daily series on a grid of days, NaN where a day is missing."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    day = np.array([date.fromisoformat(row[0][:10]).toordinal() for row in rows])
    value = np.array([float(row[1]) if row[1] else np.nan for row in rows])
    series = np.full(int(day.max() - day.min()) + 1, np.nan)
    series[day - day.min()] = value
    return series


def scored(quantiles: Floats, outcomes: Floats, scale: float) -> list[float]:
    """Scaled error of the median, scaled CRPS, 80% and 95% held of one forecast."""
    known = np.isfinite(outcomes)
    grid, y = quantiles[known], outcomes[known]
    error = y[:, None] - grid
    weight = np.gradient(LEVELS) / np.gradient(LEVELS).sum()
    loss = 2 * (np.where(error >= 0, LEVELS * error, (LEVELS - 1) * error) * weight).sum(1)
    low80, high80, low95, high95 = (grid @ ENDS).T
    return [
        float(np.abs(y - grid[:, MEDIAN]).mean() / scale),
        float(loss.mean() / scale),
        float(((low80 <= y) & (y <= high80)).mean()),
        float(((low95 <= y) & (y <= high95)).mean()),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--horizon", type=int, default=28)
    parser.add_argument("--origins", type=int, default=60)
    args = parser.parse_args()
    series = read(args.file)
    if len(series) < LEAST + args.horizon:
        raise SystemExit(f"{args.file} has {len(series)} days; {LEAST + args.horizon} are needed")
    origins = np.linspace(LEAST, len(series) - args.horizon, args.origins).astype(int)
    found: dict[str, list[list[float]]] = {"week and year": [], "week alone": [], "same day last week": []}
    for origin in origins:
        past, later = series[:origin], series[origin : origin + args.horizon]
        scale = float(np.nanmean(np.abs(past[WEEK:] - past[:-WEEK])))
        for name, values in (("week and year", past), ("week alone", past[-SHORT:])):
            answer = forecast_batch([History(values, season=WEEK)], horizon=args.horizon)
            found[name].append(scored(answer.quantiles[0], later, scale))
        naive = np.resize(past[-WEEK:], args.horizon)
        error = float(np.nanmean(np.abs(later - naive)) / scale)
        found["same day last week"].append([error, error, np.nan, np.nan])
    for name, rows in found.items():
        error, crps, held80, held95 = np.nanmean(np.array(rows)[:, :2], axis=0).tolist() + [
            float(np.mean([row[k] for row in rows])) for k in (2, 3)
        ]
        sys.stdout.write(f"| {name} | {error:.3f} | {crps:.3f} | {held80:.3f} | {held95:.3f} |\n")


if __name__ == "__main__":
    main()
