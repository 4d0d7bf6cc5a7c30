"""Past origins of the benchmark's development half: histories of several lengths and what followed.

Beside the origins the benchmark gives, each series is cut shorter at the start (as official series are) and
at the end (earlier origins), so that the constants learn from short histories and from long horizons.
"""

from __future__ import annotations

import importlib.util
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.combination import WEIGHTS
from forecasting.models.history import Floats, History
from forecasting.panel import Panel, describe_histories

BENCH = Path(__file__).resolve().parents[2] / "../shared/bench"
SEASON = {"yearly": 1, "quarterly": 4, "monthly": 12}
HORIZON = {"yearly": 12, "quarterly": 16, "monthly": 36}
FITTED_HORIZONS = {
    "yearly": range(1, 13),
    "quarterly": range(1, 17),
    "monthly": (1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36),
}
SHORTENED = {"yearly": (10, 6), "quarterly": (20,), "monthly": (40,)}
EARLIER = {"yearly": ((2, 4, 8, 12), 7), "quarterly": ((3, 8, 13), 12), "monthly": ((7, 29), 30)}
"""Periods to step back, and the shortest history to leave."""
OFFICIAL = ("ons_sdg", "fredmd")
DOUBT = 0.5
_WEIGHT: dict[str, dict[str, tuple[float, float]]] = {
    # kind: weight of the competition series, weight of official series
    "yearly": {
        "main": (1, 0.6),
        "last10": (0.7, 0),
        "last6": (0.2, 0.1),
        "long": (0.5, 0.15),
        "long_last10": (0.25, 0.1),
        "long_last6": (0.1, 0.05),
        "earlier": (0.3, 0.15),
    },
    "quarterly": {
        "main": (1, 0),
        "last20": (0.4, 0),
        "long": (0.5, 0),
        "long_last20": (0.2, 0),
        "earlier": (0.4, 0),
    },
    "monthly": {
        "main": (1, 0.7),
        "last40": (0.3, 0.2),
        "long": (0.5, 0.3),
        "long_last40": (0.2, 0.1),
        "earlier": (0.4, 0.25),
    },
}


@dataclass(frozen=True, eq=False)
class Origin:
    """A series cut at an origin."""

    kind: str
    source: str
    root: str
    """What the series is a variant of; relatives share a fold."""
    values: Floats
    outcomes: Floats


@cache
def evaluation() -> ModuleType:
    """The benchmark's own scoring script; ends with a message where it does not stand beside the repository."""
    path = (BENCH / "evaluate.py").resolve()
    if not path.is_file():
        raise SystemExit(f"the forecasting benchmark is not here: {path}")
    spec = importlib.util.spec_from_file_location("bench_evaluate", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"cannot read {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(file: str, frequency: str) -> Any:
    """One of the benchmark's files, one frequency of it."""
    import pandas as pd

    frame = pd.read_parquet((BENCH / "data" / file).resolve())
    return frame[frame.freq == frequency]


def root_of(source: str, name: str) -> str:
    """What a series is a variant of: cuts of one FRED series, indicators of one goal."""
    return {"fredmd": f"fredmd:{name.split('@')[0]}", "ons_sdg": f"ons_sdg:{name.split('|')[0]}"}.get(
        source, f"{source}:{name}"
    )


def fold_of(root: str, *, count: int = 5) -> int:
    """The fold of a series and all its relatives, by checksum of its name."""
    return zlib.crc32(root.encode()) % count


def origins(frequency: str) -> list[Origin]:
    """Every origin of a frequency."""
    found: list[Origin] = []

    def add(kind: str, row: Any, values: Floats, outcomes: Floats) -> None:
        ahead = np.full(HORIZON[frequency], np.nan)
        held = min(len(ahead), len(outcomes))
        ahead[:held] = outcomes[:held]
        found.append(Origin(kind, row.src, root_of(row.src, row.id), values, ahead))

    official = {"yearly": "official_ons_dev.parquet", "monthly": "official_fred_dev.parquet"}.get(frequency)
    for file in ("series_dev.parquet", *([official] if official else [])):
        for row in read(file, frequency).itertuples():
            values, later = np.asarray(row.x, float), np.asarray(row.xx, float)
            whole = np.concatenate([values, later])
            add("main", row, values, later)
            for length in SHORTENED[frequency]:
                if len(values) > length:
                    add(f"last{length}", row, values[-length:], later)
            steps, least = EARLIER[frequency]
            for back in steps:
                if len(values) - back >= least:
                    add("earlier", row, values[:-back], whole[len(values) - back :])
    for row in read("long_dev.parquet", frequency).itertuples():
        values, later = np.asarray(row.x, float), np.asarray(row.xx, float)
        add("long", row, values, later)
        for length in SHORTENED[frequency]:
            if len(values) > length:
                add(f"long_last{length}", row, values[-length:], later)
    return found


def folds(items: list[Origin], *, count: int = 5) -> NDArray[np.intp]:
    """The fold of each origin."""
    return np.array([fold_of(item.root, count=count) for item in items], dtype=np.intp)


def panel(frequency: str, items: list[Origin]) -> Panel:
    """The origins as calibration reads them.

    Scores weigh an error by the seasonal naive scale and by what is usual at that horizon; location weighs it by
    the geometric mean of that and of the spread the members expect, which carries over better from one
    collection of series to another.
    """
    module = evaluation()
    season = SEASON[frequency]
    histories = [History(item.values, season=season) for item in items]
    described = describe_histories(histories, horizon=HORIZON[frequency], doubt=DOUBT)
    outcomes = np.stack([item.outcomes for item in items])
    scale = np.array([module.scale_of(item.values, season) for item in items])
    step = described.features.step
    plain = described.level + step * (
        WEIGHTS[:, None, None] * (described.departures[:3] + described.departures[4:7])
    ).sum(0)
    miss = np.minimum(np.abs(outcomes - plain.T) / scale[:, None], 50.0)
    score, case = np.zeros_like(outcomes), np.zeros_like(outcomes)
    official = np.array([item.source in OFFICIAL for item in items])
    kinds = np.array([item.kind for item in items])
    for kind, weights in _WEIGHT[frequency].items():
        for is_official, weight in zip((False, True), weights, strict=True):
            rows = np.flatnonzero((kinds == kind) & (official == is_official) & np.isfinite(scale))
            if not len(rows) or not weight:
                continue
            known = np.isfinite(miss[rows])
            usual = np.where(known, miss[rows], 0.0).sum(0) / np.maximum(known.sum(0), 1)
            usual = np.where(usual > 0, usual, 1.0)
            # four or three steps back are four or three panels, weighted as one each
            panels = len(EARLIER[frequency][0]) if kind == "earlier" else 1
            share = weight * panels / known.sum()
            score[rows] = 2 * share * (step[rows] / scale[rows])[:, None] / usual
            case[rows] = share
    expected = np.maximum(described.spread.T / step[:, None], 0.05)
    location = np.sqrt(score * np.where(score > 0, case / expected, 0.0))
    horizons = np.array(list(FITTED_HORIZONS[frequency]), dtype=np.intp)
    return Panel(described, outcomes, location, score, case, horizons, collections(items))


def collections(items: list[Origin]) -> NDArray[np.intp]:
    """Which origins are held to the bands together: competition series, the same cut short, official, long ahead."""
    kinds = np.array([item.kind for item in items])
    official = np.array([item.source in OFFICIAL for item in items])
    short = np.char.startswith(kinds, "last") & ~official
    main = kinds == "main"
    found = np.select([main & ~official, short, main & official, kinds == "long"], [0, 1, 2, 3], default=-1)
    return found.astype(np.intp)
