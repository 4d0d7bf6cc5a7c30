"""Scores the engine on the benchmark's development half, as its own script does, without the command line.

    OMP_NUM_THREADS=1 python tests/benchmarks/engine_scores.py [--out-of-fold] [--sums] [--sets yearly,fred]

With ``--out-of-fold`` each series is forecast with constants fitted without it and its relatives: slower, and the
figures to expect on series nobody has seen. ``--sums`` adds the coverage of sums over the whole horizon.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.calibration import fit_panel
from forecasting.dependence import correlation
from forecasting.engine import DEFAULT, EngineSettings, forecast_batch
from forecasting.margins import Margins, interpolation
from forecasting.models.constants import FrequencyClass
from forecasting.models.history import Floats, History
from forecasting.paths import draw
from tests.benchmarks.engine_fit import BANDS, FAMILIES, RIDGE
from tests.benchmarks.engine_origins import SEASON, evaluation, fold_of, folds, origins, panel, read, root_of


@dataclass(frozen=True)
class Set:
    """One line of the table: a file, a frequency, how many series, and how short their past is made."""

    file: str
    frequency: str
    limit: int = 0
    last: int = 0


SETS = {
    "yearly": Set("series_dev.parquet", "yearly"),
    "yearly, last 10": Set("series_dev.parquet", "yearly", last=10),
    "quarterly": Set("series_dev.parquet", "quarterly"),
    "monthly": Set("series_dev.parquet", "monthly"),
    "official annual": Set("official_ons_dev.parquet", "yearly"),
    "official monthly": Set("official_fred_dev.parquet", "monthly"),
    "12 years": Set("long_dev.parquet", "yearly"),
    "16 quarters": Set("long_dev.parquet", "quarterly"),
    "36 months": Set("long_dev.parquet", "monthly", limit=700),
    "yearly, last 4": Set("series_dev.parquet", "yearly", last=4),
    "yearly, last 3": Set("series_dev.parquet", "yearly", last=3),
}


def fold_settings(frequency: str) -> list[EngineSettings]:
    """Engine settings by fold, each fitted without that fold."""
    kind = FrequencyClass(frequency)
    items = origins(frequency)
    learned, fold = panel(frequency, items), folds(items)
    settings = []
    for k in range(5):
        rest = np.flatnonzero(fold != k)
        constants = fit_panel(
            learned.subset(rest),
            frequency=kind,
            ridge=RIDGE[kind],
            folds=fold[rest],
            doubt=FAMILIES[kind],
            bands=BANDS[kind],
        )
        settings.append(EngineSettings(constants=((kind, constants),)))
    return settings


def forecasts(
    series: list[dict[str, Any]], frequency: str, settings: list[EngineSettings] | None
) -> tuple[Floats, Floats, Floats]:
    """Quantiles, tails and dependence of every series."""
    horizon = max(len(item["y"]) for item in series)
    parts = [DEFAULT] if settings is None else settings
    found: list[Any] = [None] * len(series)
    for k, engine in enumerate(parts):
        rows = [i for i, item in enumerate(series) if settings is None or fold_of(item["root"]) == k]
        histories = [History(series[i]["x"], season=SEASON[frequency]) for i in rows]
        batch = forecast_batch(histories, horizon=horizon, engine=engine)
        for place, row in enumerate(rows):
            found[row] = (batch.quantiles[place], batch.tail[place], batch.dependence[place])
    quantiles, tails, links = zip(*found, strict=True)
    return np.stack(quantiles), np.array(tails), np.stack(links)


def series_of(name: str) -> list[dict[str, Any]]:
    """The series of one line of the table: name, relatives, history and outcomes."""
    chosen = SETS[name]
    frame = read(chosen.file, chosen.frequency)
    frame = frame.head(chosen.limit) if chosen.limit else frame
    return [
        {
            "id": f"s{i}",
            "root": root_of(row.src, row.id),
            "x": np.asarray(row.x, float)[-chosen.last :],
            "y": np.asarray(row.xx, float),
        }
        for i, row in enumerate(frame.itertuples())
    ]


def scores(name: str, settings: list[EngineSettings] | None, *, sums: bool) -> str:
    """One line of the table."""
    import pandas as pd

    module, chosen, series = evaluation(), SETS[name], series_of(name)
    start = time.process_time()
    quantiles, tails, links = forecasts(series, chosen.frequency, settings)
    spent = time.process_time() - start
    levels = module.QUANTILES
    sides: Any = [[s["id"] for s in series], range(1, quantiles.shape[1] + 1)]
    index = pd.MultiIndex.from_product(sides)
    read_off = (quantiles @ interpolation(levels)).reshape(-1, len(levels))
    season = SEASON[chosen.frequency]
    found = module.forecast_scores(
        series, pd.DataFrame(read_off, index=index, columns=levels), season, chosen.frequency
    )
    wanted = module.synthetic_targets(series, season)
    p = np.empty(len(wanted))
    places = {s["id"]: i for i, s in enumerate(series)}
    for (key, h), rows in wanted.groupby(["series_id", "h"]):
        margins = Margins(quantiles[places[key]], tail=float(tails[places[key]]))
        value = rows.value.to_numpy()
        p[rows.index] = np.where(
            rows.sign.to_numpy() > 0, 1 - margins.below(h - 1, value), margins.cdf(h - 1, value)
        )
    hit = module.probability_scores(p, wanted.hit.to_numpy())
    line = (
        f"| {name} ({found['scored']}) | {found['owa']:.3f} | {found['crps']:.3f} | {found['cov80']:.3f} | "
        f"{found['cov95']:.3f} | {hit['brier']:.4f} | {hit['ece']:.3f} |"
    )
    if sums:
        line += f" {sum_coverage(series, quantiles, tails, links):.3f} |"
    by_horizon = found["cov80_by_h"][:: max(1, len(found["cov80_by_h"]) // 12)]
    return f"{line}  {spent:.1f} s, unanswered {found['missing_or_nan']}, 80% by horizon {by_horizon}"


def sum_coverage(
    series: list[dict[str, Any]], quantiles: Floats, tails: Floats, links: Floats, *, replicates: int = 4
) -> float:
    """Share of sums over the whole horizon inside the 80% interval of the sums of the product's own paths."""
    horizon = quantiles.shape[1]
    inside = []
    for seed, (grid, tail, row, item) in enumerate(zip(quantiles, tails, links, series, strict=True)):
        margins = Margins(grid, tail=float(tail))
        paths = draw(margins, correlation(row, horizon), seed=seed, replicates=replicates)
        low, high = np.quantile(paths.values.sum(1), [0.1, 0.9])
        inside.append(low <= item["y"].sum() <= high)
    return float(np.mean(inside))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out-of-fold", action="store_true")
    parser.add_argument("--sums", action="store_true")
    parser.add_argument("--sets", default=";".join(SETS), help="names separated by semicolons")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    known: dict[str, list[EngineSettings]] = {}
    for name in args.sets.split(";"):
        frequency = SETS[name].frequency
        if args.out_of_fold and frequency not in known:
            known[frequency] = fold_settings(frequency)
        sys.stdout.write(scores(name, known.get(frequency), sums=args.sums) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
