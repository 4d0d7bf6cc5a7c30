"""The replay of each target's own series, kept where it can be read: what would have been said, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.catalogue import TargetEntry
from forecasting.engine import forecast_batch, in_batches
from forecasting.margins import interpolation
from forecasting.periods import Period
from forecasting.recalibration.calibration import Calibration, engine_named
from forecasting.recalibration.origins import PastOrigin, replay_with
from forecasting.replay import widened
from forecasting.series import Series
from service.documents import dumps, to_document
from service.operations.backtest_catalogue import PastSeries, past_series, stands_of, today_of
from service.operations.backtest_origins import Stand, class_of, furthest, grid_of
from service.operations.champions import champions_of
from service.operations.constants import Engine, engine_of
from service.operations.installation import Installation
from service.operations.recalibration.past import origin_of, series_driving
from service.store.reads.catalogue import targets
from service.store.reads.replays import replay_keys
from service.store.writes.replays import NewReplay, save_replays

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Document = dict[str, Any]

LEVELS = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
_RANGES = {"coverage_50": ("p25", "p75"), "coverage_80": ("p10", "p90"), "coverage_95": ("p2_5", "p97_5")}
_LAYOUT = "1"
"""Part of the key of a replay: another layout is another document."""
_DIGITS = 10


@dataclass(frozen=True, eq=False)
class _Work:
    item: PastSeries
    key: str
    grid: Series
    stands: list[Stand]
    calibration: Calibration


def replay_series(installation: Installation, *, recorded: datetime, progress: Progress | None = None) -> int:
    """Replay the series of every target whose figures, breaks or engine have changed; say how many those were.

    What is up to date is left alone, so that doing it twice is the same as doing it once.
    """
    new = work_out_replays(installation, series_to_replay(installation), progress=progress)
    if new:
        with installation.store.session() as session:
            save_replays(session, new, recorded=recorded)
    return len(new)


def series_to_replay(installation: Installation) -> list[tuple[str, str]]:
    """The series of every target, by indicator and area."""
    with installation.store.read() as session:
        entries = [record.entry(TargetEntry) for record in targets(session)]
    return sorted({(e.indicator, e.area) for e in entries if e.indicator is not None and e.area is not None})


def work_out_replays(
    installation: Installation, names: Sequence[tuple[str, str]], *, progress: Progress | None = None
) -> list[NewReplay]:
    """The replays of some series that are missing or out of date; nothing is kept."""
    engine = engine_of(installation)
    with installation.store.read() as session:
        held = replay_keys(session, names)
        champions = champions_of(session)
    work: list[_Work] = []
    for item in past_series(installation, names=names):
        calibration = champions.of(item.entry.id, item.area)
        key = _key(installation, item, engine_named(engine.name, (calibration,)))
        if held.get((item.entry.id, item.area)) == key:
            continue
        stands, _ = stands_of(installation, item)
        today = today_of(installation, item)
        if today is not None:
            work.append(_Work(item, key, grid_of(today), stands, calibration))
    return [
        NewReplay(w.item.entry.id, w.item.area, w.key, text)
        for w, text in _documents(installation, work, engine, progress)
    ]


def _key(installation: Installation, item: PastSeries, engine: str) -> str:
    parts = (
        _LAYOUT,
        engine,
        repr(item.entry),
        repr(installation.bases_of(item.entry.id, item.area)),
        *(f"{o.period}={o.value!r}|{o.published}|{o.basis}|{o.release}" for o in item.observations),
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _documents(
    installation: Installation, work: Sequence[_Work], engine: Engine, progress: Progress | None
) -> Iterator[tuple[_Work, str]]:
    plain = [one for one in work if not one.calibration.version]
    yield from _by_engine(plain, engine, progress)
    for one in work:
        if one.calibration.version:
            drivers = series_driving(installation, one.item.area, one.calibration.regressors)
            origins = [origin_of(installation, stand, drivers) for stand in one.stands]
            mine = _by_champion(one, origins, engine)
            yield one, dumps(_document(one, mine, engine)).decode()


def _by_champion(one: _Work, origins: Sequence[PastOrigin], engine: Engine) -> list[Floats]:
    """What the champion of a series would have said from its origins; NaN where it could not have been one yet."""
    if not origins:
        return []
    horizon = furthest(origins[0].origin.frequency_class)
    said = replay_with(origins, one.calibration, horizon=horizon, engine=engine.settings)
    grid = said.quantiles @ interpolation(list(LEVELS.values()))
    return [grid[row, : len(past.origin.outcomes)] for row, past in enumerate(origins)]


def _by_engine(
    work: Sequence[_Work], engine: Engine, progress: Progress | None
) -> Iterator[tuple[_Work, str]]:
    stands = [stand for one in work for stand in one.stands]
    quantiles = _quantiles(stands, engine, progress)
    start = 0
    for one in work:
        mine = quantiles[start : start + len(one.stands)]
        start += len(one.stands)
        yield one, dumps(_document(one, mine, engine)).decode()


def _quantiles(stands: Sequence[Stand], engine: Engine, progress: Progress | None) -> list[Floats]:
    """The quantiles at ``LEVELS`` of every origin, shape (H, 7) each, as far as its outcomes reach."""
    reading = interpolation(list(LEVELS.values()))
    found: list[Floats] = [np.empty((0, len(LEVELS)))] * len(stands)
    by_reach: dict[int, list[int]] = {}
    for place, stand in enumerate(stands):
        by_reach.setdefault(furthest(stand.origin.frequency_class), []).append(place)
    done = 0
    for horizon, places in sorted(by_reach.items()):
        for rows in in_batches([stands[place].origin.history for place in places], size=512):
            chosen = [places[row] for row in rows.tolist()]
            origins = [stands[place].origin for place in chosen]
            batch = forecast_batch([o.history for o in origins], horizon=horizon, engine=engine.settings)
            grid = widened(batch.quantiles, origins) @ reading
            for row, place in enumerate(chosen):
                found[place] = grid[row, : len(stands[place].origin.outcomes)]
            done += len(chosen)
            if progress is not None:
                progress(done, len(stands))
    return found


def _document(one: _Work, quantiles: Sequence[Floats], engine: Engine) -> Document:
    items = [
        _origin(stand, grid, one.grid)
        for stand, grid in zip(one.stands, quantiles, strict=True)
        if np.isfinite(grid).all()
    ]
    lines = [line for item in items for line in item["forecasts"]]
    footings = Counter(item["footing"] for item in items)
    return {
        "indicator_id": one.item.entry.id,
        "area": one.item.area,
        "unit": one.item.entry.unit,
        "frequency_class": class_of(one.grid),
        "engine": engine_named(engine.name, (one.calibration,)),
        "origins": len(items),
        "forecasts": len(lines),
        "footings": dict(sorted(footings.items())),
        **{name: _held(lines, *ends) for name, ends in _RANGES.items()},
        "mean_error": _mean([abs(line["p50"] - line["actual"]) for line in lines]),
        "mean_error_unchanged": _mean(
            [abs(item["last_value"] - line["actual"]) for item in items for line in item["forecasts"]]
        ),
        "items": items,
    }


def _origin(stand: Stand, grid: Floats, series: Series) -> Document:
    step = series.step_of(stand.period)
    return {
        "as_of": None if stand.day is None else stand.day.isoformat(),
        "last_period": to_document(stand.period),
        "last_value": stand.origin.last,
        "footing": stand.origin.footing,
        "observations": stand.origin.length,
        "forecasts": [
            {
                "horizon": ahead,
                "period": _period(series, step + ahead),
                **{
                    name: float(f"{value:.{_DIGITS}g}")
                    for name, value in zip(LEVELS, grid[ahead - 1].tolist(), strict=True)
                },
                "actual": actual,
            }
            for ahead, actual in enumerate(stand.origin.outcomes.tolist(), start=1)
            if np.isfinite(actual)
        ],
    }


def _period(series: Series, step: int) -> Document:
    period: Period = series.period_at(step)
    found: Document = to_document(period)
    return found


def _held(lines: Sequence[Document], low: str, high: str) -> float | None:
    return _mean([float(line[low] <= line["actual"] <= line[high]) for line in lines])


def _mean(values: Sequence[float]) -> float | None:
    return float(f"{sum(values) / len(values):.{_DIGITS}g}") if values else None
