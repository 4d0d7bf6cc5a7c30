"""Whether a leading indicator helps: monthly US statistics with and without what is said to move first.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.leading [--origins 6]

Pairs and lags were fixed before anything was computed, from what the publishers and textbooks say of them (permits a
month before starts, starts half a year before building jobs, orders a quarter before output, the spread of interest
rates a year before unemployment, those out of work for 15 to 26 weeks a quarter before those out for longer). Each
series of the benchmark's development half is cut at several past origins, eighteen months apart; the indicator ends
where the series ends and is forecast from there, with its own uncertainty. Twelve months ahead; CRPS on the MASE scale.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from forecasting.engine import forecast_batch
from forecasting.families import forecast_with
from forecasting.margins import LEVELS, MEDIAN, interpolation
from forecasting.models.history import Floats, History
from forecasting.models.regressors import Regressor
from tests.benchmarks.engine_origins import evaluation, read

HORIZON, PAST, APART = 12, 180, 18
FAMILIES = ("sarimax", "unobserved_components")
QUANTILES = np.arange(1, 100) / 100


@dataclass(frozen=True)
class Pair:
    """A series, what moves first, and how many months earlier."""

    series: str
    leader: str
    lag: int


PAIRS = (
    Pair("HOUST", "PERMIT", 1),
    Pair("HOUSTMW", "PERMITMW", 1),
    Pair("USCONS", "HOUST", 6),
    Pair("IPBUSEQ", "DGORDER", 3),
    Pair("IPFINAL", "ACOGNO", 3),
    Pair("UNRATE", "T10YFFM", 12),
    Pair("UEMP27OV", "UEMP15T26", 3),
)


@dataclass
class Sums:
    """What has been added up for one way of forecasting one pair."""

    crps: float = 0.0
    error: float = 0.0
    inside: float = 0.0
    count: int = 0

    def add(self, quantiles: Floats, outcome: Floats, scale: float) -> None:
        """One origin: quantiles (H, P) at the levels of margins."""
        read_off = quantiles @ interpolation(QUANTILES)
        miss = outcome[:, None] - read_off
        self.crps += float(2 * np.maximum(QUANTILES * miss, (QUANTILES - 1) * miss).mean() / scale)
        self.error += float(np.abs(outcome - quantiles[:, MEDIAN]).mean() / scale)
        low, high = (quantiles[:, int(np.argmin(np.abs(LEVELS - p)))] for p in (0.1, 0.9))
        self.inside += float(np.mean((low <= outcome) & (outcome <= high)))
        self.count += 1

    def __str__(self) -> str:
        n = max(self.count, 1)
        return f"{self.crps / n:.3f} / {self.error / n:.3f} / {self.inside / n:.2f}"


def whole(name: str) -> Floats:
    """A series with what followed it."""
    frame = read("official_fred_dev.parquet", "monthly")
    row = frame[frame.id == f"{name}@0"].iloc[0]
    return np.concatenate([np.asarray(row.x, float), np.asarray(row.xx, float)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--origins", type=int, default=6)
    origins = parser.parse_args().origins
    scale_of = evaluation().scale_of
    ways = ["grid", *FAMILIES, *(f"{name} led" for name in FAMILIES)]
    together = {way: Sums() for way in ways}
    sys.stdout.write(f"| series ← indicator (lag) | {' | '.join(ways)} |\n|{'---|' * (len(ways) + 1)}\n")
    for pair in PAIRS:
        series, leader = whole(pair.series), whole(pair.leader)
        length = min(len(series), len(leader))
        series, leader = series[-length:], leader[-length:]
        found = {way: Sums() for way in ways}
        for k in range(origins):
            origin = length - HORIZON - APART * k
            if origin < PAST // 2:
                break
            past = slice(max(0, origin - PAST), origin)
            history, outcome = History(series[past], season=12), series[origin : origin + HORIZON]
            scale = scale_of(series[past], 12)
            led = (Regressor(pair.leader, leader[past], lag=pair.lag, season=12),)
            answers = {"grid": forecast_batch([history], horizon=HORIZON).quantiles[0]}
            for name in FAMILIES:
                for way, regressors in ((name, ()), (f"{name} led", led)):
                    made = forecast_with(history, horizon=HORIZON, models=[name], regressors=regressors)
                    answers[way] = made.quantiles
            for way, quantiles in answers.items():
                found[way].add(quantiles, outcome, scale)
                together[way].add(quantiles, outcome, scale)
        cells = " | ".join(str(found[way]) for way in ways)
        sys.stdout.write(f"| {pair.series} ← {pair.leader} ({pair.lag}) | {cells} |\n")
        sys.stdout.flush()
    sys.stdout.write(f"| all | {' | '.join(str(together[way]) for way in ways)} |\n")


if __name__ == "__main__":
    main()
