"""Targets of a file that depend on whole paths, totals and standards: which can be judged by column, and their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment
from forecasting.engine import forecast_batch
from forecasting.errors import HeadwayError
from forecasting.frequency import Frequency
from forecasting.judging import standard_columns, total_columns
from forecasting.judging.case import Case
from forecasting.judging.common_draws import CommonDraws, enough
from forecasting.judging.concluding import consider
from forecasting.judging.flows import share_of, still_to_come
from forecasting.judging.judge import Evidencer, bucket
from forecasting.judging.level_columns import Course
from forecasting.judging.readiness import Need
from forecasting.judging.required_path import gap_now, required_path
from forecasting.judging.standard_columns import StandardNeeds, standard_figures
from forecasting.judging.thresholds import Thresholds
from forecasting.judging.total_columns import TotalNeeds, total_figures
from forecasting.judging.totals import Counted, counted, yearly_pace
from forecasting.judging.verdict import Record
from forecasting.targets import Comparator, Kind
from forecasting.verdicts import Verdict, likelihood, verdict_of
from service.operations.bulk_forecast import METHOD, bounds_of
from service.operations.bulk_levels import ON_GRID, SEED, recent_of
from service.operations.bulk_series import BulkSeries
from service.operations.rows import row_of

Floats = NDArray[np.float64]
Row = dict[str, Any]

_BATCH = 512


@dataclass(frozen=True, eq=False, slots=True)
class ReadyPath:
    """A total or a standard that needs nothing but a forecast of its series; ``counted`` is None for a standard."""

    index: int
    series: BulkSeries
    need: Need
    counted: Counted | None


class PathJudge:
    """Collects totals and standards and judges them, series by series of one frequency, in fixed batches."""

    def __init__(self, *, evidence_for: Evidencer) -> None:
        self._record: Callable[[str, int, int], Record] = cache(evidence_for)
        # By series and reach, so that no target's figures depend on what else is asked of its series.
        self._waiting: dict[tuple[str, int], list[ReadyPath]] = defaultdict(list)

    def take(self, index: int, case: Case, series: BulkSeries) -> Row | bool:
        """The row of a target that needs no forecast; True where it was taken in, False where ``judge`` must say more."""
        if series.frequency not in ON_GRID or series.indicator.monotone or series.widening != 1:
            return False
        target = case.target
        if not (target.kind.is_cumulative or target.kind is Kind.MAINTAIN):
            return False
        if target.comparator is Comparator.BETWEEN:
            return False
        try:
            considered = consider(case)
        except HeadwayError:
            return False
        if isinstance(considered, Assessment):
            return row_of(considered)
        if considered.resolution.threshold is None and target.kind is Kind.MAINTAIN:
            return False
        record = self._record(considered.series.frequency.value, considered.effective, considered.steps)
        if record.beyond:
            return False
        so_far = counted(considered) if target.kind.is_cumulative else None
        if so_far is not None and not so_far.shares:
            return False
        ready = ReadyPath(index, series, considered, so_far)
        self._waiting[series.id, bucket(considered.horizon)].append(ready)
        return True

    def rows(self, say: Callable[[int], None]) -> Iterator[tuple[int, Row | None]]:
        """The row of every target taken in; None where no model could be fitted to its series."""
        groups: dict[tuple[Frequency, int], list[list[ReadyPath]]] = defaultdict(list)
        for (_, horizon), waiting in self._waiting.items():
            groups[waiting[0].series.frequency, horizon].append(waiting)
        for (frequency, horizon), together in groups.items():
            together.sort(key=lambda waiting: len(waiting[0].series.dense))
            for start in range(0, len(together), _BATCH):
                found = list(_judge_batch(together[start : start + _BATCH], frequency, horizon))
                yield from found
                say(sum(row is not None for _, row in found))


def _judge_batch(
    together: Sequence[Sequence[ReadyPath]], frequency: Frequency, horizon: int
) -> Iterator[tuple[int, Row | None]]:
    """Forecast the series of a batch and judge their targets."""
    series = [waiting[0].series for waiting in together]
    forecast = forecast_batch([item.history() for item in series], horizon=horizon)
    for place in np.flatnonzero(~forecast.ok).tolist():
        yield from ((item.index, None) for item in together[place])
    good = np.flatnonzero(forecast.ok).tolist()
    course = Course(forecast.quantiles, forecast.tail, *bounds_of(series), forecast.dependence)
    items = [(item, place) for place in good for item in together[place]]
    totals = [pair for pair in items if pair[0].counted is not None]
    standards = [pair for pair in items if pair[0].counted is None]
    if totals:
        yield from _total_rows(totals, course)
    if standards:
        yield from _standard_rows(standards, course, recent_of(series, frequency))


@cache
def _draws(dimensions: int, draws: int) -> CommonDraws:
    return CommonDraws.of(dimensions, draws=draws, rng=np.random.default_rng(SEED))


def _total_rows(pairs: Sequence[tuple[ReadyPath, int]], course: Course) -> Iterator[tuple[int, Row]]:
    horizon = course.grid.shape[1]
    items, so_far = [item for item, _ in pairs], [item.counted for item, _ in pairs if item.counted]
    weights = [_weights(item.need, state, horizon) for item, state in zip(items, so_far, strict=True)]
    needs = TotalNeeds(
        series=np.array([place for _, place in pairs], dtype=np.intp),
        steps=np.array([item.need.steps for item in items], dtype=np.intp),
        horizon=np.array([item.need.horizon for item in items], dtype=np.intp),
        thresholds=Thresholds.of([state.threshold for state in so_far]),
        done=np.array([state.done.value for state in so_far]),
        error=np.array([state.done.error for state in so_far]),
        weight=np.stack([weight for weight, _ in weights]),
        follow=np.stack([follow for _, follow in weights]),
        sought=np.array([state.threshold.sign > 0 for state in so_far]),
    )
    draws = _draws(total_columns.dimensions(horizon), enough(horizon))
    figures = total_figures(needs, course, draws)
    gaps = needs.thresholds.short_of(figures.projected_p50).tolist()
    columns = zip(
        figures.probability.tolist(),
        figures.projected_p10.tolist(),
        figures.projected_p50.tolist(),
        figures.projected_p90.tolist(),
        gaps,
        figures.attained.tolist(),
        strict=True,
    )
    for item, state, (p, low, half, high, gap, attained) in zip(items, so_far, columns, strict=True):
        now = state.gap_now
        yield (
            item.index,
            _row(item, p, attained)
            | {
                "projected_p10": low,
                "projected_p50": half,
                "projected_p90": high,
                "projected_gap": gap,
                "gap_now": None if now is None else now.value,
                "required_rate": state.required,
                "recent_rate": yearly_pace(item.need.series),
            },
        )


def _weights(need: Need, state: Counted, horizon: int) -> tuple[Floats, Floats]:
    """The share of each step's flow that counts towards the window, and where the total is followed beyond it."""
    weight, follow = np.zeros(horizon), np.zeros(horizon)
    for share in state.shares:
        weight[share.step - 1] = share.weight
    if state.threshold.sign < 0:
        return weight, follow
    series, after = need.series, state.done.through
    if series.frequency.overlaps:
        last = series.period_at(series.step_of(need.prepared.origin) + need.horizon)
        for share in still_to_come(series, need.prepared.origin, after=after, end=last.end):
            if share.step <= need.horizon:
                follow[share.step - 1] = share.weight
        return weight, follow
    edge = state.shares[-1]
    follow[: edge.step] = weight[: edge.step]
    # Beyond the window the rest of its last period counts too.
    follow[edge.step - 1] = share_of(edge.period, after + timedelta(days=1), edge.period.end)
    follow[edge.step : need.horizon] = 1.0
    return weight, follow


def _standard_rows(
    pairs: Sequence[tuple[ReadyPath, int]], course: Course, recent: Floats
) -> Iterator[tuple[int, Row]]:
    items, places = [item for item, _ in pairs], [place for _, place in pairs]
    thresholds = [item.need.resolution.threshold for item in items]
    asked = [threshold for threshold in thresholds if threshold is not None]
    horizon = course.grid.shape[1]
    needs = StandardNeeds(
        series=np.array(places, dtype=np.intp),
        steps=np.array([item.need.steps for item in items], dtype=np.intp),
        horizon=np.array([item.need.horizon for item in items], dtype=np.intp),
        thresholds=Thresholds.of(asked),
        breached=np.array([item.need.base.breached_since is not None for item in items]),
    )
    draws = _draws(standard_columns.dimensions(horizon), enough(horizon))
    figures = standard_figures(needs, course, draws)
    columns = zip(
        figures.probability.tolist(),
        figures.projected_p10.tolist(),
        figures.projected_p50.tolist(),
        figures.projected_p90.tolist(),
        figures.projected_gap.tolist(),
        figures.attained.tolist(),
        recent[places].tolist(),
        strict=True,
    )
    for item, threshold, (p, low, half, high, gap, attained, slope) in zip(
        items, asked, columns, strict=True
    ):
        need, series = item.need, item.need.series
        path = required_path(need.case, series, need.resolved, threshold, baseline=None)
        now = gap_now(series, path, threshold, resolved=need.resolved, standing=True)
        years = need.steps / series.steps_per_year
        breached = need.base.breached_since is not None
        yield (
            item.index,
            _row(item, p, attained)
            | {
                "projected_p10": low,
                "projected_p50": half,
                "projected_p90": high,
                "projected_gap": gap,
                "gap_now": None if now is None else now.value,
                "required_rate": (threshold.value - series.latest_value) / years if breached else None,
                "recent_rate": None if np.isnan(slope) else slope,
            },
        )


def _row(item: ReadyPath, probability: float, attained: int) -> Row:
    base = item.need.base
    verdict = (
        Verdict.BREACHED
        if base.breached_since is not None
        else verdict_of(probability, short_data=item.need.short)
    )
    return row_of(base) | {
        "probability": probability,
        "verdict": verdict.value,
        "likelihood": likelihood(probability).term,
        "attainment_p50": item.series.text_ahead(attained) if attained else None,
        "method": METHOD,
    }
