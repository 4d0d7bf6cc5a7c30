"""Fits the constants of each family's spread on the development half, and writes them down.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.fit_family_spread [--series 200] [--families ets,prophet]

The first 40 series of each frequency are left alone: ``families.py`` measures on those. Maximum
likelihood of the Student t on errors in units of s0, over near horizons and over the long ones (12 years,
16 quarters, 36 months). Without a term in ln² h the scale is a power of the horizon, which goes on sensibly
beyond what was fitted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forecasting.engine import ENGINE_VERSION
from forecasting.family_spread import typical_step
from forecasting.models.failures import ModelFailed
from forecasting.models.registry import available, create
from tests.benchmarks.family_panel import SEASONS, Case, panel

Floats = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "forecasting/family_constants.json"
MEASURED_ON = 40
UNENDING = 1_000_000
"""The power law holds at every horizon."""


BOUNDS = ((None, None), (-0.5, 1.0), (0.5, 1.3), (3.0, 30.0))
"""A family's own spread must count, and a few runaway series must not make every tail endless."""


def cases(frequency: str, count: int) -> list[Case]:
    """Series with near and with far futures, none of them measured on."""
    aside = {case.id for case in panel(frequency, count=MEASURED_ON)}
    near = panel(frequency, start=MEASURED_ON, count=count)
    far = panel(frequency, file="long_dev.parquet", count=2 * count)
    return near + [case for case in far if case.id not in aside][: count // 2]


def errors(family: str, frequency: str, count: int) -> tuple[Floats, Floats, Floats]:
    """Horizon, error and spread of every forecast in units of s0, in long columns."""
    rows = []
    model = create(family)
    for case in cases(frequency, count):
        try:
            found = model.predict(case.history, horizon=len(case.future))
        except ModelFailed as failure:
            sys.stderr.write(f"  {family} {case.id}: {failure.reason}\n")
            continue
        step = typical_step(case.history)
        if step > 0:
            h = np.arange(1, len(case.future) + 1)
            rows.append(np.stack([h, (case.future - found.location) / step, found.spread / step]))
    h, error, spread = np.concatenate(rows, axis=1)
    return h, error, spread


def fit(h: Floats, error: Floats, spread: Floats) -> dict[str, object]:
    """The constants with the greatest likelihood."""
    from scipy import optimize, stats

    ln, ratio = np.log(h), np.log(np.maximum(spread, 1e-3))

    def loss(p: Floats) -> float:
        log_scale = p[0] + p[1] * ln + p[2] * ratio
        return float(-(stats.t.logpdf(error / np.exp(log_scale), p[3]) - log_scale).mean())

    p = optimize.minimize(loss, [0.0, 0.0, 1.0, 4.0], method="L-BFGS-B", bounds=BOUNDS).x
    return {
        "c": [round(float(p[0]), 5), round(float(p[1]), 5), 0.0],
        "g": round(float(p[2]), 5),
        "nu": round(float(p[3]), 4),
        "calibrated_horizon": UNENDING,
        "fitted_horizon": int(h.max()),
    }


def main() -> None:
    """Fit what is asked for and keep the rest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--families", default=",".join(name for name in available() if name != "grid"))
    args = parser.parse_args()
    document = json.loads(FILE.read_text("utf-8"))
    for family in args.families.split(","):
        entry = document["families"].setdefault(family, {})
        for frequency in SEASONS:
            start = time.perf_counter()
            h, error, spread = errors(family, frequency, args.series)
            entry[frequency] = fit(h, error, spread) | {"series": int((h == 1).sum())}
            seconds = time.perf_counter() - start
            sys.stdout.write(f"{family:22s}{frequency:10s}{entry[frequency]} {seconds:.0f} s\n")
            sys.stdout.flush()
    document["engine"] = ENGINE_VERSION
    FILE.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
