"""CPU seconds of the engine for 30,000 short series, and milliseconds for one.

    OMP_NUM_THREADS=1 python tests/benchmarks/engine_speed.py [--series 10000]

10,000 each of annual, quarterly and monthly series of the development half, repeated with a different factor
each time so that no two are alike, in batches of 2,048 as ``in_batches`` sorts them.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.engine import forecast_batch, in_batches
from forecasting.models.history import History
from tests.benchmarks.engine_origins import SEASON, evaluation, read

HORIZONS = {"yearly": 6, "quarterly": 8, "monthly": 18}


def histories(frequency: str, count: int) -> list[History]:
    """Series of the benchmark, each repetition scaled by another factor."""
    rows = [np.asarray(x, float) for x in read("series_dev.parquet", frequency).x]
    factors = 1 + 0.1 * np.random.default_rng(0).random(count)
    return [History(rows[i % len(rows)] * factors[i], season=SEASON[frequency]) for i in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=10_000, help="series of each frequency")
    args = parser.parse_args()
    evaluation()
    total = 0.0
    for frequency, horizon in HORIZONS.items():
        series = histories(frequency, args.series)
        forecast_batch(series[:1], horizon=horizon)
        start = time.process_time()
        for rows in in_batches(series, size=2048):
            forecast_batch([series[row] for row in rows], horizon=horizon)
        spent = time.process_time() - start
        total += spent
        start = time.perf_counter()
        for _ in range(20):
            forecast_batch(series[:1], horizon=horizon)
        one = (time.perf_counter() - start) / 20
        line = f"{frequency}: {spent:.2f} CPU s for {len(series):,} series; one in a warm process {1000 * one:.1f} ms\n"
        sys.stdout.write(line)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"together {total:.2f} CPU s; peak memory {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
