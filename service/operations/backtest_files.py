"""Past origins of an analyst's own file, and of files in the layout of the forecasting benchmark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from datasets.reading.columns import UNPUBLISHED
from datasets.reading.observations import ObservationTable, read_observations
from forecasting.assessment import Knowledge
from forecasting.breaks import Breaks
from forecasting.models.history import History
from forecasting.past_forecasts import Origin
from service.operations.backtest import Panel
from service.operations.backtest_errors import BenchmarkUnreadable
from service.operations.backtest_origins import (
    ORIGINS,
    OVER_PERIODS,
    Stand,
    apart,
    cut,
    stand_at,
    told,
)
from service.operations.bulk_series import BulkSeries, series_of

Progress = Callable[[int, int], None]

COLUMNS = ("src", "id", "freq", "n", "h", "x", "xx")
SEASONS = {"yearly": 1, "quarterly": 4, "monthly": 12}
_SHORT = "series have fewer than six values"
_NO_BREAKS = Breaks()
# Cuts and variants of one series carry its name before one of these; they are not independent of each other.
_VARIANT = re.compile(r"[@|]")


def panel_of_file(
    path: Path, *, horizon: int | None = None, origins: int = ORIGINS, progress: Progress | None = None
) -> Panel:
    """Past origins of every series of a bulk file.

    Where the file says when its figures were published, an origin is a day of publication and what was known
    on it; else the series are cut by periods. Raises the errors of the reader.
    """
    table = read_observations(path)
    today = series_of(table.as_of(None))
    found: dict[str, list[Stand]] = {name: [] for name in today}
    if table.dated:
        days = _days(table, origins)
        for done, day in enumerate(days, start=1):
            for name, series in series_of(table.as_of(day)).items():
                known = _stand(series, today[name], Knowledge.REAL_TIME.value, day, horizon)
                if known is not None and all(known.period != one.period for one in found[name]):
                    found[name].append(known)
            if progress is not None:
                progress(done, len(days))
    else:
        for done, (name, series) in enumerate(today.items(), start=1):
            found[name] = list(_over_periods(series, origins, horizon))
            if progress is not None and (done % 256 == 0 or done == len(today)):
                progress(done, len(today))
    left = Counter({_SHORT: sum(not stands for stands in found.values())})
    all_origins = tuple(stand.origin for stands in found.values() for stand in stands)
    return Panel(path.name, all_origins, told(left))


def _days(table: ObservationTable, count: int) -> list[date]:
    """Days of publication, evenly spread over all but the newest, oldest first."""
    days = np.unique(table.published[table.published != UNPUBLISHED])[:-1]
    if not len(days):
        return []
    place = np.unique(np.linspace(0, len(days) - 1, min(count, len(days))).round().astype(int))
    return [date.fromordinal(int(days[k])) for k in place]


def _over_periods(series: BulkSeries, count: int, horizon: int | None) -> Iterator[Stand]:
    step, found = apart(series.season), 0
    for length in range(len(series.values) - 1, 0, -step):
        if found >= count:
            return
        stand = _stand_of_cut(series, length, horizon)
        if stand is not None:
            found += 1
            yield stand


def _stand_of_cut(series: BulkSeries, length: int, horizon: int | None) -> Stand | None:
    return stand_at(
        cut(series.series, length),
        breaks_then=_NO_BREAKS,
        today=series.grid,
        breaks_today=_NO_BREAKS,
        cluster=series.id,
        footing=OVER_PERIODS,
        horizon=horizon,
    )


def _stand(
    series: BulkSeries, today: BulkSeries, footing: str, day: date, horizon: int | None
) -> Stand | None:
    return stand_at(
        series.series,
        breaks_then=_NO_BREAKS,
        today=today.grid,
        breaks_today=_NO_BREAKS,
        cluster=series.id,
        footing=footing,
        day=day,
        horizon=horizon,
    )


def panels_of_benchmark(path: Path, *, horizon: int | None = None) -> list[Panel]:
    """One panel for each Parquet file of a folder (or the file itself), each series from its one origin.

    Columns ``src id freq n h x xx``: ``x`` is the history, ``xx`` the values kept back. Files of a folder that
    have other columns are passed over. Raises BenchmarkUnreadable where none is left.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    panels = [panel for file in files if (panel := _panel(file, horizon, alone=not path.is_dir()))]
    if not panels:
        raise BenchmarkUnreadable(
            f"{path} holds no benchmark.",
            field="benchmark",
            value=str(path),
            remedy=f"Give a Parquet file with the columns {', '.join(COLUMNS)}, or a folder of such files.",
        )
    return panels


def _panel(file: Path, horizon: int | None, *, alone: bool) -> Panel | None:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        names = parquet.read_schema(file).names
        missing = [name for name in COLUMNS if name not in names]
        if missing and not alone:
            return None
        if missing:
            raise BenchmarkUnreadable(
                f"{file.name} has no column {', '.join(missing)}.",
                field="columns",
                value=", ".join(names),
                remedy=f"A benchmark has the columns {', '.join(COLUMNS)}.",
            )
        rows = parquet.read_table(file, columns=list(COLUMNS)).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise BenchmarkUnreadable(
            f"{file} cannot be read: {error}",
            field="benchmark",
            value=str(file),
            remedy="Give a Parquet file, or a folder of Parquet files.",
        ) from error
    return Panel(file.stem, tuple(_origin(row, file, horizon) for row in rows))


def _origin(row: dict[str, Any], file: Path, horizon: int | None) -> Origin:
    season = SEASONS.get(row["freq"])
    if season is None:
        raise BenchmarkUnreadable(
            f"{file.name}: series {row['id']} has the frequency “{row['freq']}”.",
            field="freq",
            value=str(row["freq"]),
            remedy=f"Known are {', '.join(SEASONS)}.",
        )
    values, later = np.asarray(row["x"], dtype=float), np.asarray(row["xx"], dtype=float)
    for name, numbers in (("x", values), ("xx", later)):
        if numbers.ndim != 1 or not np.isfinite(numbers).any():
            raise BenchmarkUnreadable(
                f"{file.name}: series {row['id']} has no number in {name}.",
                field=name,
                value=str(row["id"]),
                remedy="Leave out series without a history or without an outcome.",
            )
    root = _VARIANT.split(str(row["id"]), maxsplit=1)[0]
    return Origin(
        f"{row['src']}:{root}", History(values, season=season), later[:horizon], row["freq"], OVER_PERIODS
    )
