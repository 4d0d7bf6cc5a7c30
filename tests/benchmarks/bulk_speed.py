"""CPU time and memory of the bulk commands, file in to file out.

    python tests/benchmarks/bulk_speed.py [--series 30000]

A third each of annual, quarterly and monthly series of mixed lengths, with seasons, trends and noise, through
``headway forecast`` and, with one target each, through ``headway assess``: once levels, once totals and standards in
turn. At a thirtieth and a third of the size too, so that cost can be seen to be linear. Prints one JSON object; exits
with 1 where a budget of the design is missed or cost grows faster than the number of series.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

CPU_BUDGET_S, MEMORY_BUDGET_MB = {"forecast": 25.0, "assess": 25.0, "assess_paths": 60.0}, 1000
"""For 30,000 series, or as many targets; totals and standards reach twice as far and are drawn."""
SLOPE = 1.15
"""How many times dearer a series may be in 30,000 than between 1,000 and 10,000."""
LENGTHS = {1: (10, 31), 4: (24, 61), 12: (48, 121)}
HORIZON = 12


def label(season: int, step: int) -> str:
    """The period some steps after the end of 2020."""
    year, part = divmod(2020 * season + season - 1 + step, season)
    return {1: f"{year}", 4: f"{year}-Q{part + 1}", 12: f"{year}-{part + 1:02d}"}[season]


def write_files(folder: Path, count: int, rng: np.random.Generator) -> int:
    """Write observations.csv, targets.csv (levels) and paths.csv (totals, standards); returns the number of observations."""
    rows, names = 0, ("observations.csv", "targets.csv", "paths.csv")
    with contextlib.ExitStack() as stack:
        data, targets, paths = (stack.enter_context((folder / name).open("w")) for name in names)
        data.write("series_id,period,value\n")
        targets.write("target_id,series_id,kind,comparator,target_value,target_period\n")
        paths.write(
            "target_id,series_id,kind,comparator,target_value,target_period,window_start,window_end\n"
        )
        for i in range(count):
            season = (1, 4, 12)[i % 3]
            n = int(rng.integers(*LENGTHS[season]))
            cycle = np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
            values = 100 + np.cumsum(rng.normal(0.2, 1.5, n)) + 4 * cycle
            for k, value in enumerate(values.tolist()):
                data.write(f"s{i},{label(season, k + 1 - n)},{value:.2f}\n")
            wanted = values[-1] * rng.uniform(0.9, 1.1)
            targets.write(f"t{i},s{i},level,>=,{wanted:.2f},{label(season, int(rng.integers(2, 13)))}\n")
            years = int(rng.integers(2, 5))
            if i % 2:
                asked = f"cumulative_sum,>=,{values[-season:].sum() * years * rng.uniform(0.98, 1.02):.2f}"
            else:
                asked = f"maintain,>=,{values[-1] - rng.uniform(-3, 10):.2f}"
            paths.write(f"p{i},s{i},{asked},,2021-01-01,{2020 + years}-12-31\n")
            rows += n
    return rows


def cost(arguments: list[str]) -> dict[str, float]:
    """Wall and CPU seconds and the peak memory of one command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "service.cli", *arguments]
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall_s": round(time.perf_counter() - start, 2),
        "cpu_s": round(cpu, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


def run(count: int) -> dict[str, Any]:
    """Both commands on so many series."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_files(folder, count, np.random.default_rng(1))
        observations = ["--observations", str(folder / "observations.csv")]
        asked = ["--horizon", str(HORIZON), "--quantiles", "0.1,0.5,0.9", "--out", str(folder / "f.csv")]
        files = {"assess": folder / "targets.csv", "assess_paths": folder / "paths.csv"}
        answers = ["--out", str(folder / "a.csv")]
        return {
            "series": count,
            "observations": rows,
            "forecast": cost(["forecast", *observations, *asked]),
            **{
                name: cost(["assess", *observations, "--targets", str(file), *answers])
                for name, file in files.items()
            },
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=30_000)
    wanted = parser.parse_args().series
    measured = [run(count) for count in (max(wanted // 30, 10), max(wanted // 3, 30), wanted)]
    small, middle, large = measured
    missed = []
    for name in ("forecast", "assess", "assess_paths"):
        budget = CPU_BUDGET_S[name] * max(wanted / 30_000, 0.2)
        if large[name]["cpu_s"] > budget or large[name]["peak_mb"] > MEMORY_BUDGET_MB:
            missed.append(f"{name} is over budget")
        early = (middle[name]["cpu_s"] - small[name]["cpu_s"]) / (middle["series"] - small["series"])
        late = (large[name]["cpu_s"] - middle[name]["cpu_s"]) / (large["series"] - middle["series"])
        large[name]["ms_a_series"] = round(1000 * late, 3)
        if late > SLOPE * early and wanted >= 30_000:
            missed.append(f"{name} costs more the more there are")
    sys.stdout.write(json.dumps(measured, indent=1) + "\n")
    sys.exit("; ".join(missed) if missed else 0)
