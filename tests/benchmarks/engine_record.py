"""Backtests the engine on the development half, each series with constants fitted without it: the evidence.

    OMP_NUM_THREADS=1 python tests/benchmarks/engine_record.py [--check]

Writes ``forecasting/evidence.json``: coverage, Brier score and reliability by frequency class, length of series
and horizon, with the number of independent series. ``--check`` prints it and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from forecasting.calibration import fit_panel
from forecasting.engine import EngineSettings, forecast_batch
from forecasting.margins import Margins, interpolation
from forecasting.models.constants import FrequencyClass
from forecasting.models.history import Floats, History
from tests.benchmarks.engine_fit import BANDS, FAMILIES, RIDGE
from tests.benchmarks.engine_origins import HORIZON, SEASON, Origin, folds, origins, panel

RECORD = Path(__file__).resolve().parents[2] / "forecasting/evidence.json"
LENGTHS = {"yearly": (5, 10, 15, 25), "quarterly": (8, 24, 48), "monthly": (24, 48, 96)}
HORIZONS = {"yearly": (2, 4, 6, 9, 12), "quarterly": (4, 8, 12, 16), "monthly": (6, 12, 18, 24, 36)}
INTERVALS = (0.5, 0.8, 0.95)
Cell = dict[str, Any]


def out_of_fold(frequency: FrequencyClass, items: list[Origin]) -> tuple[Floats, Floats]:
    """Quantiles (N, H, P) and tails (N,) of every origin, forecast with constants that never saw its series."""
    learned, fold = panel(frequency, items), folds(items)
    quantiles, tails = None, np.zeros(len(items))
    for k in np.unique(fold):
        rows, rest = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        constants = fit_panel(
            learned.subset(rest),
            frequency=frequency,
            ridge=RIDGE[frequency],
            folds=fold[rest],
            doubt=FAMILIES[frequency],
            bands=BANDS[frequency],
        )
        histories = [History(items[row].values, season=SEASON[frequency]) for row in rows]
        found = forecast_batch(
            histories, horizon=HORIZON[frequency], engine=EngineSettings(constants=((frequency, constants),))
        )
        quantiles = np.zeros((len(items), *found.quantiles.shape[1:])) if quantiles is None else quantiles
        quantiles[rows], tails[rows] = found.quantiles, found.tail
    if quantiles is None:
        raise SystemExit("no origins")
    return quantiles, tails


def targets(item: Origin, season: int) -> list[tuple[int, float, int, bool]]:
    """Horizon, value, direction and outcome of the benchmark's targets, at every horizon bucket's end.

    The same as ``evaluate.synthetic_targets`` makes, without a table for each.
    """
    rows: list[tuple[int, float, int, bool]] = []
    x = item.values
    for h in HORIZONS[str(FrequencyClass.of(season))]:
        if h > len(item.outcomes) or not np.isfinite(item.outcomes[h - 1]):
            continue
        y = item.outcomes[h - 1]
        base = x[len(x) - season + (h - 1) % season] if season > 1 and len(x) >= season else x[-1]
        wanted = [(base + sign * k * abs(base), sign) for k in (0.05, 0.1, 0.2, 0.3) for sign in (1, -1)]
        if len(x) >= h + 6:
            changes = np.quantile(x[h:] - x[:-h], [0.25, 0.5, 0.75])
            wanted += [(x[-1] + change, 1) for change in changes]
        rows += [
            (h, float(value), sign, bool(y >= value if sign > 0 else y <= value))
            for value, sign in wanted
            if np.isfinite(value)
        ]
    return rows


def record(frequency: FrequencyClass) -> dict[str, Any]:
    """The record of one class."""
    items = origins(frequency)
    quantiles, tails = out_of_fold(frequency, items)
    season = SEASON[frequency]
    cells: dict[tuple[int, int], Cell] = defaultdict(
        lambda: {"roots": set(), "inside": [[], [], []], "said": [], "hit": []}
    )
    reading = [interpolation([(1 - c) / 2, (1 + c) / 2]) for c in INTERVALS]
    for row, item in enumerate(items):
        length = bucket(len(item.values), LENGTHS[frequency])
        ends = [quantiles[row] @ weights for weights in reading]
        for step in np.flatnonzero(np.isfinite(item.outcomes)):
            cell = cells[length, int(np.searchsorted(HORIZONS[frequency], step + 1))]
            cell["roots"].add(item.root)
            for held, end in zip(cell["inside"], ends, strict=True):
                held.append(end[step, 0] <= item.outcomes[step] <= end[step, 1])
        margins = Margins(quantiles[row], tail=float(tails[row]))
        for h, value, sign, hit in targets(item, season):
            p = 1 - margins.below(h - 1, value) if sign > 0 else margins.cdf(h - 1, value)
            cell = cells[length, HORIZONS[frequency].index(h)]
            cell["said"].append(float(p))
            cell["hit"].append(hit)
    return {"lengths": [length_row(frequency, k, cells) for k in range(len(LENGTHS[frequency]))]}


def bucket(n: int, starts: tuple[int, ...]) -> int:
    """Which length bucket a series falls in."""
    return max(int(np.searchsorted(starts, n, side="right")) - 1, 0)


def length_row(frequency: FrequencyClass, k: int, cells: dict[tuple[int, int], Cell]) -> dict[str, Any]:
    """The record of one length bucket."""
    starts, ends = LENGTHS[frequency], HORIZONS[frequency]
    rows = []
    for j, end in enumerate(ends):
        cell = cells.get((k, j))
        if cell is not None:
            rows.append({"from": 1 + (ends[j - 1] if j else 0), "to": end, **summary(cell)})
    return {"from": starts[k], "to": starts[k + 1] - 1 if k + 1 < len(starts) else None, "horizons": rows}


def summary(cell: Cell) -> dict[str, Any]:
    """Counts, coverage, Brier score and reliability of one cell."""
    said, hit = np.array(cell["said"]), np.array(cell["hit"], dtype=float)
    tenth: NDArray[np.intp] = np.minimum((said * 10).astype(int), 9)
    shares = {
        f"coverage_{round(100 * c)}": round(float(np.mean(held)), 4)
        for c, held in zip(INTERVALS, cell["inside"], strict=True)
    }
    return {
        "series": len(cell["roots"]),
        "forecasts": len(cell["inside"][0]),
        **shares,
        "brier": round(float(np.mean((said - hit) ** 2)), 4) if len(said) else None,
        "reliability": [
            [
                round(float(said[tenth == d].mean()), 4),
                round(float(hit[tenth == d].mean()), 4),
                int((tenth == d).sum()),
            ]
            for d in range(10)
            if (tenth == d).any()
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="print the record, write nothing")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    document = {"version": 2, "classes": {str(f): record(f) for f in FrequencyClass}}
    text = json.dumps(document, separators=(",", ":")) + "\n"
    if args.check:
        sys.stdout.write(text)
    else:
        RECORD.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
