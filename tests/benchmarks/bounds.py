"""Percentages between 0 and 100: clipped with an atom at the bound, not bounded at all, or forecast on the logit scale.

    OMP_NUM_THREADS=1 python tests/benchmarks/bounds.py

The official annual series of the development half that are called percentages or proportions and lie between 0 and 100.
A share of exactly 0 or 100 has no logit and is moved inside by half the smallest change of its series. The logit is given
an advantage: the factor on its spread that makes its 80% ranges hold as often as those of the clipped forecast is
found on these same series. The second table keeps those with a value within ten points of a bound.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.engine import EngineSettings, forecast_batch
from forecasting.margins import LEVELS, MEDIAN, Margins, interpolation
from forecasting.models.history import Floats, History
from tests.benchmarks.engine_origins import evaluation, read

LOW, HIGH, NEAR = 0.0, 100.0, 10.0
ENDS = interpolation([0.1, 0.9, 0.025, 0.975])


def percentages() -> list[dict[str, Any]]:
    """Histories and outcomes of the percentages among the official annual series."""
    frame = read("official_ons_dev.parquet", "yearly")
    named = frame[frame.id.str.contains("ercent|roportion|%", regex=True)]
    module = evaluation()
    found = []
    for row in named.itertuples():
        x, y = np.asarray(row.x, float), np.asarray(row.xx, float)
        inside = min(x.min(), y.min()) >= LOW and max(x.max(), y.max()) <= HIGH
        scale = module.scale_of(x, 1)
        if inside and np.isfinite(scale):
            found.append({"id": row.id, "x": x, "y": y, "scale": scale})
    return found


def forecast(series: list[dict[str, Any]], *, bounded: bool) -> Floats:
    """Quantiles on the scale of the values."""
    low, high = (LOW, HIGH) if bounded else (None, None)
    histories = [History(s["x"], lower=low, upper=high, family="share") for s in series]
    return forecast_batch(histories, horizon=len(series[0]["y"])).quantiles


def forecast_logits(series: list[dict[str, Any]], *, factor: float) -> Floats:
    """Quantiles made on the logit scale, every distance from the median times ``factor``, and put back."""
    histories = []
    for s in series:
        change = np.abs(np.diff(s["x"]))
        inside = 0.5 * (change[change > 0].min() if (change > 0).any() else 1.0)
        share = np.clip(s["x"], LOW + inside, HIGH - inside) / HIGH
        histories.append(History(np.log(share / (1 - share)), family="share"))
    plain = EngineSettings(logarithms=False)
    logits = forecast_batch(histories, horizon=len(series[0]["y"]), engine=plain).quantiles
    middle = logits[:, :, MEDIAN : MEDIAN + 1]
    return np.asarray(HIGH / (1 + np.exp(-(middle + factor * (logits - middle)))))


def held(quantiles: Floats, outcomes: Floats) -> tuple[float, float]:
    """Shares inside the 80% and the 95% range."""
    low80, high80, low95, high95 = np.moveaxis(quantiles @ ENDS, 2, 0)
    return (
        float(((low80 <= outcomes) & (outcomes <= high80)).mean()),
        float(((low95 <= outcomes) & (outcomes <= high95)).mean()),
    )


def line(name: str, series: list[dict[str, Any]], quantiles: Floats, *, bounded: bool) -> str:
    """One row: scaled error, CRPS (mean and median over series), coverage, Brier, smallest and largest quantile."""
    outcomes, scale = np.stack([s["y"] for s in series]), np.array([s["scale"] for s in series])[:, None]
    error = outcomes[:, :, None] - quantiles
    weight = np.gradient(LEVELS) / np.gradient(LEVELS).sum()
    loss = 2 * (np.where(error >= 0, LEVELS * error, (LEVELS - 1) * error) * weight).sum(2) / scale
    off = (np.abs(outcomes - quantiles[:, :, MEDIAN]) / scale).mean()
    within80, within95 = held(quantiles, outcomes)
    module = evaluation()
    targets = module.synthetic_targets([{**s, "id": i} for i, s in enumerate(series)], 1)
    targets = targets[(targets.value >= LOW) & (targets.value <= HIGH)]
    low, high = (LOW, HIGH) if bounded else (None, None)
    margins = [Margins(grid, lower=low, upper=high) for grid in quantiles]
    said = np.array(
        [
            1 - margins[t.series_id].below(t.h - 1, t.value)
            if t.sign > 0
            else margins[t.series_id].cdf(t.h - 1, t.value)
            for t in targets.itertuples()
        ],
        dtype=float,
    )
    brier = module.probability_scores(said, targets.hit.to_numpy())["brier"]
    return (
        f"| {name} | {off:.3f} | {loss.mean():.3f} | {np.median(loss.mean(1)):.3f} | {within80:.3f} | "
        f"{within95:.3f} | {brier:.4f} | {quantiles.min():.1f} to {quantiles.max():.1f} |"
    )


def matched(series: list[dict[str, Any]], wanted: float) -> float:
    """The factor on the logit spread with which its 80% ranges hold as often as wanted."""
    outcomes = np.stack([s["y"] for s in series])
    factors = np.arange(0.5, 2.01, 0.05)
    misses = [abs(held(forecast_logits(series, factor=f), outcomes)[0] - wanted) for f in factors]
    return float(factors[int(np.argmin(misses))])


def main() -> None:
    series = percentages()
    close = [s for s in series if s["x"].min() < LOW + NEAR or s["x"].max() > HIGH - NEAR]
    for name, chosen in (("all", series), ("near a bound", close)):
        clipped = forecast(chosen, bounded=True)
        outcomes = np.stack([s["y"] for s in chosen])
        factor = matched(chosen, held(clipped, outcomes)[0])
        sys.stdout.write(f"{name}: {len(chosen)} series, factor {factor:.2f}\n")
        rows = (
            ("clipped, with an atom", clipped, True),
            ("not bounded", forecast(chosen, bounded=False), False),
            ("logit", forecast_logits(chosen, factor=1.0), True),
            ("logit, spread matched", forecast_logits(chosen, factor=factor), True),
        )
        for label, quantiles, bounded in rows:
            sys.stdout.write(line(label, chosen, quantiles, bounded=bounded) + "\n")


if __name__ == "__main__":
    main()
