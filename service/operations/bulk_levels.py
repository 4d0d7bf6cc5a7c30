"""Level targets of a file: which can be judged by column, and their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.breaks import Prepared
from forecasting.engine import BatchForecast, forecast_batch
from forecasting.frequency import Frequency
from forecasting.judging.first_dates import surprises
from forecasting.judging.judge import Evidencer, bucket
from forecasting.judging.level_columns import Course, LevelFigures, LevelNeeds, level_figures
from forecasting.judging.pace import additive_seasons, recent_length, recent_slopes
from forecasting.judging.readiness import FEW, FEWEST, effective_count, furthest
from forecasting.judging.threshold import Resolved, Threshold, resolve_threshold, uncertain
from forecasting.judging.thresholds import Thresholds
from forecasting.judging.verdict import Record
from forecasting.periods import Period
from forecasting.seasonality import additive_season
from forecasting.targets import Kind, Target
from forecasting.trajectories import decimal_year
from forecasting.verdicts import likelihood, verdict_of
from service.operations.bulk_forecast import METHOD, bounds_of
from service.operations.bulk_series import BulkSeries, period_of, period_text

Floats = NDArray[np.float64]
Row = dict[str, Any]

_BATCH = 512
SEED = 20260101  # of the surprises behind dates of attainment, the same for every file
ON_GRID = frozenset(Frequency) - {Frequency.POINT, Frequency.DAY, Frequency.THREE_YEAR, Frequency.FIVE_YEAR}


@dataclass(frozen=True, eq=False, slots=True)
class ReadyLevel:
    """A level target that needs nothing but a forecast of its series."""

    index: int
    target: Target
    series: BulkSeries
    as_of: date
    resolution: Resolved
    threshold: Threshold
    resolved: int
    steps: int
    horizon: int
    short: bool


@lru_cache(maxsize=65536)
def _last_ending_by(frequency: Frequency, day: date) -> int:
    period = Period.containing(day, frequency)
    return period.ordinal if period.end <= day else period.ordinal - 1


@lru_cache(maxsize=65536)
def _time(frequency: Frequency, ordinal: int) -> float:
    return decimal_year(period_of(frequency, ordinal).end)


def _effective(series: BulkSeries) -> int:
    if not series.frequency.overlaps:
        return len(series.values)
    count = len(series.values)
    whole = Prepared(series.dense, 0, period_of(series.frequency, series.last), count)
    return effective_count(series.series, whole)


def ready_level(
    index: int, target: Target, series: BulkSeries, *, as_of: date, evidence_for: Evidencer
) -> ReadyLevel | None:
    """The target if it is live, plain and rateable; None where ``judge`` must say more about it."""
    due, frequency = target.due, series.frequency
    if not target.kind.is_level or due is None or frequency not in ON_GRID or due < as_of:
        return None
    if (
        target.milestones
        or target.history
        or target.announced
        or target.unrateable
        or target.scope_one_way
        or target.path != "linear"
    ):
        return None
    if series.indicator.monotone or series.indicator.origin is not None:
        return None
    effective = _effective(series)
    resolved = _last_ending_by(frequency, due)
    steps = resolved - series.last
    if steps < 1 or effective < FEWEST:
        return None
    resolution = resolve_threshold(target, series.series)
    if resolution.threshold is None or evidence_for(frequency.value, effective, steps).beyond:
        return None
    return ReadyLevel(
        index,
        target,
        series,
        as_of,
        resolution,
        resolution.threshold,
        resolved,
        steps,
        furthest(series.series, steps),
        effective < FEW,
    )


class LevelJudge:
    """Collects level targets and judges them, series by series of one frequency, in fixed batches."""

    def __init__(self, *, evidence_for: Evidencer) -> None:
        self.record: Callable[[str, int, int], Record] = cache(evidence_for)
        # By series and reach, so that no target's figures depend on what else is asked of its series.
        self._waiting: dict[tuple[str, int], list[ReadyLevel]] = defaultdict(list)

    def add(self, ready: ReadyLevel) -> None:
        """Take a target in."""
        self._waiting[ready.series.id, bucket(ready.horizon)].append(ready)

    def rows(self, say: Callable[[int], None]) -> Iterator[tuple[int, Row | None]]:
        """The row of every target taken in; None where no model could be fitted to its series."""
        groups: dict[tuple[Frequency, int], list[list[ReadyLevel]]] = defaultdict(list)
        for (_, horizon), waiting in self._waiting.items():
            groups[waiting[0].series.frequency, horizon].append(waiting)
        for (frequency, horizon), together in groups.items():
            together.sort(key=lambda waiting: len(waiting[0].series.dense))
            for start in range(0, len(together), _BATCH):
                batch = together[start : start + _BATCH]
                found = list(_judge_batch(batch, frequency, horizon))
                yield from found
                say(sum(row is not None for _, row in found))


def _judge_batch(
    together: Sequence[Sequence[ReadyLevel]], frequency: Frequency, horizon: int
) -> Iterator[tuple[int, Row | None]]:
    """Forecast the series of a batch and judge their targets."""
    series = [waiting[0].series for waiting in together]
    forecast = forecast_batch([item.history() for item in series], horizon=horizon)
    yield from (
        (item.index, None) for place in np.flatnonzero(~forecast.ok).tolist() for item in together[place]
    )
    items = [item for place in np.flatnonzero(forecast.ok).tolist() for item in together[place]]
    if not items:
        return
    owner = np.array(
        [place for place in np.flatnonzero(forecast.ok).tolist() for _ in together[place]], dtype=np.intp
    )
    needs = _needs(items, owner, series)
    surprise = surprises(horizon, rng=np.random.default_rng(SEED))
    figures = level_figures(
        needs, _course(series, forecast), steps_per_year=frequency.steps_per_year, surprise=surprise
    )
    slopes = recent_of(series, frequency)[owner]
    yield from _rows(items, figures, slopes)


def _course(series: Sequence[BulkSeries], forecast: BatchForecast) -> Course:
    lower, upper = bounds_of(series)
    return Course(forecast.quantiles, forecast.tail, lower, upper, forecast.dependence)


def _needs(items: Sequence[ReadyLevel], owner: NDArray[np.intp], series: Sequence[BulkSeries]) -> LevelNeeds:
    frequency = series[0].frequency
    anchors = [_anchor(item) for item in items]
    steps = np.array([item.steps for item in items], dtype=np.intp)
    return LevelNeeds(
        series=owner,
        steps=steps,
        horizon=np.array([item.horizon for item in items], dtype=np.intp),
        thresholds=Thresholds.of([item.threshold for item in items]),
        latest_value=np.array([item.series.values[-1] for item in items]),
        latest_time=np.array([_time(frequency, item.series.last) for item in items]),
        anchor_time=np.array([time for time, _ in anchors]),
        anchor_value=np.array([value for _, value in anchors]),
        due=np.array([_time(frequency, item.resolved) for item in items]),
        season_shift=_season_shift(series, owner, steps),
    )


def _anchor(item: ReadyLevel) -> tuple[float, float]:
    """Where the required path starts: the baseline of a change, else the first value."""
    start, baseline = item.target.baseline.period, item.resolution.baseline
    if start is not None and baseline is not None:
        return decimal_year(start.end), baseline
    return _time(item.series.frequency, int(item.series.ordinals[0])), float(item.series.values[0])


def _season_shift(series: Sequence[BulkSeries], owner: NDArray[np.intp], steps: NDArray[np.intp]) -> Floats:
    """What puts the newest value of each target's series on the season of its date; 0 where there is none."""
    season = series[0].frequency.season
    shift = np.zeros(len(owner))
    moved = np.flatnonzero(steps % season != 0) if season > 1 else np.array([], dtype=np.intp)
    needed = np.unique(owner[moved])
    effects = np.zeros((len(series), season))
    by_length: dict[int, list[int]] = defaultdict(list)
    for place in needed.tolist():
        dense = series[place].dense
        if len(dense) == len(series[place].values):
            by_length[len(dense)].append(place)
        else:
            one = additive_season(dense, season)
            effects[place] = 0.0 if one is None else one
    for places in by_length.values():
        found, seasonal = additive_seasons(np.stack([series[place].dense for place in places]), season)
        effects[places] = np.where(seasonal[:, None], found, 0.0)
    last = np.array([len(item.dense) - 1 for item in series])[owner[moved]]
    here, there = last % season, (last + steps[moved]) % season
    shift[moved] = effects[owner[moved], there] - effects[owner[moved], here]
    return shift


def recent_of(series: Sequence[BulkSeries], frequency: Frequency) -> Floats:
    """The change a year over the last five years of each series, NaN with fewer than three values."""
    length = recent_length(frequency.steps_per_year)
    recent = np.full((len(series), length), np.nan)
    for place, item in enumerate(series):
        tail = item.dense[-length:]
        recent[place, length - len(tail) :] = tail
    return recent_slopes(recent, steps_per_year=frequency.steps_per_year)


def _rows(items: Sequence[ReadyLevel], figures: LevelFigures, slopes: Floats) -> Iterator[tuple[int, Row]]:
    columns = {
        name: _listed(getattr(figures, name))
        for name in (
            "projected_p10", "projected_p50", "projected_p90", "projected_gap", "gap_now", "required_rate",
        )
    }  # fmt: skip
    probability, attained, recent = figures.probability.tolist(), figures.attained.tolist(), _listed(slopes)
    for k, item in enumerate(items):
        series, p = item.series, uncertain(probability[k])
        yield (
            item.index,
            {
                "target_id": item.target.id,
                "series_id": series.id,
                "as_of": item.as_of.isoformat(),
                "latest_period": period_text(series.frequency, series.last),
                "latest_value": float(series.values[-1]),
                "target_value": _asked(item),
                "target_period": period_text(series.frequency, item.resolved),
                **{name: column[k] for name, column in columns.items()},
                "probability": p,
                "verdict": verdict_of(p, short_data=item.short).value,
                "likelihood": likelihood(p).term,
                "attainment_p50": series.text_ahead(attained[k]) if attained[k] else None,
                "recent_rate": recent[k],
                "method": METHOD,
                "reason": None,
            },
        )


def _asked(item: ReadyLevel) -> float:
    return item.target.functional_zero if item.target.kind is Kind.ELIMINATION else item.threshold.value


def _listed(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
