"""CPU seconds a series, and the accuracy bought with them, beside named libraries in one run.

    sh .ci/peers [--series 200]          # makes build/bench-venv the first time; part of `make bench`

The engine, and statsforecast's AutoETS, AutoTheta and DynamicOptimizedTheta, get the same series and the same horizon
in one process and one thread, warmed up. The peers are asked for one interval while the clock runs, which is their
cheapest question, and for every quantile afterwards, to be scored; the engine always gives every quantile. It is timed
on the same series, and again on thousands of them, as it is used. Series are those of the benchmark's
development half where it stands beside the repository, else made up (then nothing is scored).
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", NIXTLA_ID_AS_COL="1")

import argparse
import importlib
import json
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd

from forecasting.engine import ENGINE_VERSION, forecast_batch, in_batches
from forecasting.margins import interpolation
from forecasting.models.history import Floats, History
from tests.benchmarks.engine_origins import BENCH, SEASON, evaluation, read

HORIZON = {"yearly": 6, "quarterly": 8, "monthly": 18}
PEERS = ("AutoETS", "AutoTheta", "DynamicOptimizedTheta")
LEVELS = np.unique(np.r_[0.005, 0.025, np.arange(1, 100) / 100, 0.975, 0.995].round(4))
"""The quantiles asked for: those the benchmark scores."""
MANY = 10_000
_BATCH = 1024


@dataclass(frozen=True, eq=False)
class Run:
    """What one forecaster did with a set of series: CPU milliseconds a series, and quantiles (N, H, len(LEVELS))."""

    name: str
    milliseconds: float
    quantiles: Floats


def chosen(frequency: str, count: int) -> list[dict[str, Any]]:
    """Series spread evenly over the benchmark's, or made up where it is not here."""
    if (BENCH / "data").is_dir():
        frame = read("series_dev.parquet", frequency)
        frame = frame.iloc[np.linspace(0, len(frame) - 1, min(count, len(frame))).astype(int)]
        return [
            {"id": f"s{k}", "x": np.asarray(row.x, float), "y": np.asarray(row.xx, float)}
            for k, row in enumerate(frame.itertuples())
        ]
    rng, season = np.random.default_rng(1), SEASON[frequency]
    made = []
    for k in range(count):
        n = int(rng.integers(*{1: (14, 40), 4: (24, 60), 12: (60, 126)}[season]))
        wave = 6 * np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
        made.append({"id": f"s{k}", "x": 100 + np.cumsum(rng.normal(0.3, 2.0, n)) + wave, "y": np.array([])})
    return made


def engine(rows: list[Floats], *, season: int, horizon: int) -> Run:
    """The engine, from the numbers to all quantiles, in the batches in which the command line uses it."""
    forecast_batch([History(rows[0], season=season)], horizon=horizon)
    answer = np.empty((len(rows), horizon, len(LEVELS)))
    start = time.process_time()
    histories = [History(values, season=season) for values in rows]
    reading = interpolation(LEVELS)
    for places in in_batches(histories, size=_BATCH):
        found = forecast_batch([histories[place] for place in places], horizon=horizon)
        answer[places] = found.quantiles @ reading
    return Run("headway", _per_series(start, rows), answer)


def peer(name: str, rows: list[Floats], *, season: int, horizon: int) -> Run:
    """A statsforecast model through its own batch interface, one job; the clock runs for one interval only."""
    models, core = (importlib.import_module(f"statsforecast.{part}") for part in ("models", "core"))
    lengths = [len(values) for values in rows]
    columns = {
        "unique_id": np.repeat(np.arange(len(rows)), lengths),
        "ds": np.concatenate([np.arange(n) for n in lengths]),
        "y": np.concatenate(rows),
    }
    frame = pd.DataFrame(columns)

    def asked(table: pd.DataFrame, level: list[float]) -> pd.DataFrame:
        model = getattr(models, name)(season_length=season)
        stand_in = models.SeasonalNaive(season_length=season)
        runner = core.StatsForecast(models=[model], freq=1, n_jobs=1, fallback_model=stand_in)
        return runner.forecast(df=table, h=horizon, level=level)

    asked(frame[frame.unique_id < 2], [80])
    start = time.process_time()
    asked(frame, [80])
    spent = _per_series(start, rows)
    widths = np.round(200 * np.abs(LEVELS - 0.5), 6)
    table = asked(frame, sorted(set(widths.tolist()) - {0.0}))
    named = {0.0: name} | {
        float(np.sign(-1 if f"{name}-lo-" in c else 1)) * round(float(c.rsplit("-", 1)[1]), 6): c
        for c in table.columns
        if c.startswith((f"{name}-lo-", f"{name}-hi-"))
    }
    wanted = [named[float(np.sign(level - 0.5) * width)] for level, width in zip(LEVELS, widths, strict=True)]
    quantiles = table[wanted].to_numpy().reshape(len(rows), horizon, len(LEVELS))
    return Run(name, spent, np.sort(quantiles, axis=2))


def _per_series(start: float, rows: list[Floats]) -> float:
    return 1000 * (time.process_time() - start) / len(rows)


def scored(run: Run, series: list[dict[str, Any]], frequency: str) -> dict[str, Any]:
    """Time, and accuracy where there are outcomes."""
    line: dict[str, Any] = {"ms": round(run.milliseconds, 4)}
    if not len(series[0]["y"]):
        return line
    index = pd.MultiIndex.from_product([[s["id"] for s in series], range(1, run.quantiles.shape[1] + 1)])
    table = pd.DataFrame(run.quantiles.reshape(-1, len(LEVELS)), index=index, columns=LEVELS)
    found = evaluation().forecast_scores(series, table, SEASON[frequency], frequency)
    return line | {key: found[key] for key in ("scored", "missing_or_nan", "crps", "owa", "cov80", "cov95")}


def compare(frequency: str, count: int, *, many: int) -> dict[str, Any]:
    """All forecasters on series of one frequency."""
    series, season = chosen(frequency, count), SEASON[frequency]
    rows, horizon = [item["x"] for item in series], HORIZON[frequency]
    for item in series:
        item["y"] = item["y"][:horizon]
    runs = [engine(rows, season=season, horizon=horizon)]
    runs += [peer(name, rows, season=season, horizon=horizon) for name in PEERS]
    factors = 1 + 0.1 * np.random.default_rng(0).random(many)
    crowd = [rows[k % len(rows)] * factors[k] for k in range(many)]
    together = engine(crowd, season=season, horizon=horizon).milliseconds
    lines = {run.name: scored(run, series, frequency) for run in runs}
    lines["headway"]["ms_of_many"] = round(together, 4)
    for run in runs[1:]:
        lines[run.name]["times_headway"] = round(run.milliseconds / runs[0].milliseconds, 1)
        lines[run.name]["times_headway_of_many"] = round(run.milliseconds / together, 1)
    return {"series": len(rows), "horizon": horizon, "many": many, "forecasters": lines}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=200, help="series of each frequency")
    parser.add_argument("--many", type=int, default=MANY, help="series the engine is timed on together")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    version = importlib.import_module("statsforecast").__version__
    found: dict[str, Any] = {"engine": ENGINE_VERSION, "statsforecast": version}
    for frequency in HORIZON:
        found[frequency] = compare(frequency, args.series, many=args.many)
        sys.stderr.write(f"{frequency} done\n")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
