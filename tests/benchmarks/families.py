"""Measures every family beside the default engine on 40 series of each frequency of the development half.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.families [--series 40] [--families grid,ets] [--calibration own|engine]

OWA against Naive2, CRPS on the MASE scale, coverage of the 80% and 95% intervals, and seconds for a series. A
combination is written with plus signs (``grid+ets``), ``weighed:grid+ets`` with the weights each series' own
replay gives. No family's constants were fitted on the first 40 series; from the 241st on (``--start 240``) only on
some that are also in the long set, cut earlier.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting import family_spread, scores
from forecasting.families import FamilyForecast, forecast_with
from forecasting.margins import MEDIAN
from forecasting.models.registry import available
from forecasting.models.seasonal_adjustment import seasonal_factors
from forecasting.weighing import weigh_by_backtest
from tests.benchmarks.family_panel import SEASONS, Case, panel

Floats = NDArray[np.float64]
WEIGHED = "weighed:"
COMBINED = ("grid+theta", "grid+ets", "grid+sarimax+theta", "ets+sarimax+theta")


def naive2(case: Case) -> Floats:
    """The last value of the seasonally adjusted series with the season put back: the M4 yardstick."""
    x, season = case.history.values, case.history.season
    factors = seasonal_factors(x[:, None], season=season)[:, 0]
    n = len(x)
    return np.asarray(x[-1] / factors[(n - 1) % season] * factors[(n + np.arange(len(case.future))) % season])


@dataclass(frozen=True)
class Row:
    """One family on one frequency."""

    owa: float
    crps: float
    covered_80: float
    covered_95: float
    seconds: float
    failed: int


def answer(case: Case, choice: str) -> FamilyForecast:
    """What a user would get, with weights earned on the case's own past where asked for."""
    models = choice.removeprefix(WEIGHED).split("+")
    weights = None
    if choice.startswith(WEIGHED):
        weights = weigh_by_backtest(case.history, models=models).weights
    return forecast_with(case.history, horizon=len(case.future), models=models, weights=weights)


def measure(cases: list[Case], choice: str) -> Row:
    """Forecast every case and score it; what failed stands in as it would for a user."""
    lists: list[list[float]] = [[] for _ in range(7)]
    mase, smape, mase2, smape2, crps, hits80, hits95 = lists
    failed, start = 0, time.perf_counter()
    answers = [answer(case, choice) for case in cases]
    seconds = (time.perf_counter() - start) / len(cases)
    for case, found in zip(cases, answers, strict=True):
        failed += bool(found.failures)
        y, q = case.future, found.quantiles
        scale = scores.naive_scale(case.history.values, season=case.history.season)
        for point, absolute, relative in ((q[:, MEDIAN], mase, smape), (naive2(case), mase2, smape2)):
            absolute.append(np.abs(y - point).mean() / scale)
            relative.append((200 * np.abs(y - point) / np.maximum(np.abs(y) + np.abs(point), 1e-12)).mean())
        crps.append(scores.crps(q, y).mean() / scale)
        hits80.append(scores.inside(q, y, coverage=0.8).mean())
        hits95.append(scores.inside(q, y, coverage=0.95).mean())
    owa = 0.5 * (np.mean(mase) / np.mean(mase2) + np.mean(smape) / np.mean(smape2))
    return Row(
        float(owa), float(np.mean(crps)), float(np.mean(hits80)), float(np.mean(hits95)), seconds, failed
    )


def main() -> None:
    """Print one table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=40)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--families", default=",".join([*available(), *COMBINED]))
    parser.add_argument("--calibration", choices=("own", "engine"), default="own")
    args = parser.parse_args()
    if args.calibration == "engine":
        family_spread.shipped()["families"].clear()
    out = sys.stdout
    out.write("| family | frequency | OWA | CRPS | cov. 80% | cov. 95% | ms a series | failed |\n")
    out.write("|---|---|---|---|---|---|---|---|\n")
    for frequency in SEASONS:
        cases = panel(frequency, start=args.start, count=args.series)
        for family in args.families.split(","):
            measure(cases[:1], family)  # what is loaded on first use is not the family's time
            row = measure(cases, family)
            out.write(
                f"| {family} | {frequency} | {row.owa:.3f} | {row.crps:.3f} | {row.covered_80:.3f} "
                f"| {row.covered_95:.3f} | {1000 * row.seconds:.1f} | {row.failed} |\n"
            )
            out.flush()


if __name__ == "__main__":
    main()
