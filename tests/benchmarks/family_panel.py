"""The development half of the benchmark, as histories and what followed, in the order its compilers drew it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forecasting.models.history import History

Floats = NDArray[np.float64]

BENCH = Path(__file__).resolve().parents[2] / "../shared/bench/data"
SEASONS = {"yearly": 1, "quarterly": 4, "monthly": 12}


@dataclass(frozen=True, eq=False)
class Case:
    """One series cut at its origin."""

    id: str
    history: History
    future: Floats


def panel(frequency: str, *, file: str = "series_dev.parquet", start: int = 0, count: int = 40) -> list[Case]:
    """A stretch of the development half, the order of which is random."""
    import pandas as pd

    path = (BENCH / file).resolve()
    if not path.is_file():
        raise SystemExit(f"the benchmark data ({file}) does not stand beside this repository")
    frame = pd.read_parquet(path)
    frame = frame[frame.freq == frequency]
    if "ord" in frame:
        frame = frame.sort_values("ord")
    return [
        Case(
            str(row.id),
            History(np.asarray(row.x, dtype=float), season=SEASONS[frequency]),
            np.asarray(row.xx, dtype=float),
        )
        for row in frame.iloc[start : start + count].itertuples()
    ]
