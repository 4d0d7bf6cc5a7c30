"""Past origins of a series with all that a calibration may want to know of what was known there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

import numpy as np

from forecasting.breaks import Breaks, prepare
from forecasting.engine import DEFAULT, EngineSettings
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.judging.case import Driving
from forecasting.judging.treatments import PARTIAL_WIDENING
from forecasting.margins import LEVELS
from forecasting.models.constants import FrequencyClass
from forecasting.models.history import Floats, History
from forecasting.past_forecasts import Origin, Scored
from forecasting.periods import Period
from forecasting.recalibration.calibration import Calibration, DrivenBy
from forecasting.recalibration.forecaster import Past, forecast_pasts
from forecasting.replay import score, widened
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly

LEAST = 5
"""Fewest comparable values that a calibration must leave to learn from."""
TOO_FEW = "too_few_left"
NOT_YET = "not_yet_in_effect"


@dataclass(frozen=True, eq=False)
class PastOrigin:
    """One origin in the past of a series.

    ``origin`` is what the engine as it ships would learn from there, with what then happened: the unit of all scores.
    ``grid`` and ``breaks`` are what was known on ``day``, ``driving`` the series known then that may drive it.
    """

    period: Period
    day: date | None
    origin: Origin
    grid: Series
    breaks: Breaks = field(default_factory=Breaks)
    driving: Mapping[DrivenBy, Series] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Replayed:
    """What a calibration said from each origin: quantiles (N, H, P), tails (N,), and what that was worth."""

    quantiles: Floats
    scored: Scored


def replay_with(
    origins: Sequence[PastOrigin],
    calibration: Calibration,
    *,
    horizon: int,
    engine: EngineSettings = DEFAULT,
) -> Replayed:
    """Forecast from every origin with a calibration and score it; an origin where it says nothing has a reason.

    It says nothing where the periods it names had not come yet, so that it is not compared with itself.
    """
    count = len(origins)
    quantiles, tail = np.full((count, horizon, len(LEVELS)), np.nan), np.full(count, np.nan)
    reasons: list[str | None] = [TOO_FEW] * count
    wide = [1.0] * count
    pasts: list[tuple[int, Past]] = []
    for row, one in enumerate(origins):
        if not _in_effect(calibration, one):
            reasons[row] = NOT_YET
            continue
        prepared = prepare(one.grid, calibration.breaks_of(one.breaks))
        if prepared.comparable < LEAST or prepared.origin != one.period:
            continue
        history = History.of(one.grid.indicator, prepared.values, season=one.grid.season)
        driving = tuple(
            Driving(series, by.lag)
            for by in calibration.regressors
            if (series := one.driving.get(by)) is not None
        )
        pasts.append((row, Past(history, one.grid, prepared.first_step, driving)))
        if any(item.code is FindingCode.BREAK_PARTLY for item in prepared.findings):
            wide[row] = PARTIAL_WIDENING
    some = [past for _, past in pasts]
    made = forecast_pasts(some, calibration, horizon=horizon, engine=engine, strict=True)
    for (row, _), found in zip(pasts, made, strict=True):
        reasons[row] = found.reason
        if found.reason is None:
            quantiles[row], tail[row] = found.quantiles, found.tail
    references = [replace(one.origin, widening=factor) for one, factor in zip(origins, wide, strict=True)]
    spread = widened(quantiles, references)
    return Replayed(spread, score(references, quantiles=spread, tail=tail, reasons=reasons))


def replay_many(
    many: Sequence[Sequence[PastOrigin]],
    calibration: Calibration,
    *,
    horizon: int,
    engine: EngineSettings = DEFAULT,
) -> list[Replayed]:
    """``replay_with`` for several series at once: the same numbers, in a fraction of the time."""
    whole = replay_with([one for some in many for one in some], calibration, horizon=horizon, engine=engine)
    found, start = [], 0
    for some in many:
        rows = slice(start, start + len(some))
        held = {one.name: getattr(whole.scored, one.name)[rows] for one in fields(Scored)}
        found.append(Replayed(whole.quantiles[rows], Scored(**held)))
        start += len(some)
    return found


def _in_effect(calibration: Calibration, one: PastOrigin) -> bool:
    """Whether the periods a calibration names had come by then: before, it would be another calibration."""
    last = one.grid.latest.end
    named = (*calibration.breaks, *(() if calibration.since is None else (calibration.since,)))
    if any(period.end > last for period in named):
        return False
    aside_alone = set(calibration.choices) == {"excluded"}
    return not aside_alone or any(period.end < last for period in calibration.excluded)


def origins_over_periods(
    series: Series,
    *,
    breaks: Breaks | None = None,
    horizon: int,
    origins: int = 20,
    apart: int | None = None,
    driving: Mapping[DrivenBy, Series] | None = None,
) -> list[PastOrigin]:
    """Origins of a series cut by periods, on values as they stand today; the latest, oldest first.

    ``apart`` is in periods (None: half a season). What drives the series is cut at the same days.
    """
    series = monthly(series) if is_sparse(series) else series
    own = breaks or Breaks()
    whole = prepare(series, own)
    dense = np.full(len(series.dense), np.nan)
    dense[whole.first_step : whole.first_step + len(whole.values)] = whole.values
    step_apart = apart or max(1, series.season // 2)
    found: list[PastOrigin] = []
    wanted = len(dense) - 2
    for place in range(len(series) - 1, 0, -1):
        if len(found) >= origins:
            break
        step = int(series.steps[place - 1])
        if step > wanted:
            continue
        known = _cut(series, place)
        prepared = prepare(known, own)
        outcomes = dense[step + 1 : step + 1 + horizon]
        if prepared.comparable < LEAST or prepared.origin != known.latest or not np.isfinite(outcomes).any():
            continue
        history = History.of(series.indicator, prepared.values, season=series.season)
        cluster = f"{series.indicator.id}/{series.area}"
        origin = Origin(cluster, history, outcomes, _class_of(series), "over_periods")
        drives = {
            by: cut for by, one in (driving or {}).items() if (cut := _until(one, known.latest)) is not None
        }
        found.append(PastOrigin(known.latest, None, origin, known, own, drives))
        wanted = step - step_apart
    return found[::-1]


def _class_of(series: Series) -> str:
    if series.frequency.overlaps:
        return "overlapping"
    other = {Frequency.WEEK: "weekly", Frequency.DAY: "daily"}.get(series.frequency)
    return other or FrequencyClass.of(series.season).value


def _cut(series: Series, count: int) -> Series:
    return replace(
        series,
        periods=series.periods[:count],
        values=series.values[:count],
        statuses=series.statuses[:count],
    )


def _until(series: Series, period: Period) -> Series | None:
    count = sum(one.end <= period.end for one in series.periods)
    return _cut(series, count) if count >= LEAST else None
