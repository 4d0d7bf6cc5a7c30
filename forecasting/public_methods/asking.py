"""From a target and its figures to what the public methods are asked.

The methods are made for yearly figures. A series with a season, or of rolling years, is asked about by the same part
of each year; figures before a break that the publisher calls not comparable are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forecasting.assessment import Assessment, Reason
from forecasting.breaks import last_cut
from forecasting.errors import PeriodsNotComparable
from forecasting.frequency import Frequency
from forecasting.judging.case import Case
from forecasting.judging.readiness import past
from forecasting.judging.threshold import Resolved, resolve_threshold
from forecasting.periods import Period
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.yardstick import Why
from forecasting.series import Series
from forecasting.targets import Kind
from forecasting.verdicts import Verdict

_FINAL = "final"
_SHOWN = 3
_LEVELS = frozenset({Kind.LEVEL, Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP, Kind.ELIMINATION})
_WHY = {
    Reason.NO_THRESHOLD: Why.NO_TARGET_SET,
    Reason.NO_METRIC: Why.METRIC_UNCLEAR,
    Reason.COUNTERFACTUAL: Why.NOT_OBSERVABLE,
    Reason.SCOPE_DIFFERS: Why.NOT_OBSERVABLE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One target as the methods are asked about it.

    ``yearly`` holds one figure a year, ``whole`` every comparable figure (for control charts); ``overlapping``
    says that neighbouring figures share days, ``thinned`` that the yearly figures are the same part of each year.
    ``notes`` is what a reader must know of the figures themselves: periods without one, and figures not final.
    """

    yearly: Progress
    whole: Progress
    overlapping: bool
    thinned: bool
    notes: tuple[str, ...] = ()


def moment(day: date) -> float:
    """A period by its last day in years: a calendar year counts as its own number."""
    return day.year - 1 + day.month / 12


def asked_of(case: Case, assessment: Assessment | None = None) -> Asked:
    """What the public methods are asked about a case, beside its assessment where there is one."""
    target, series = case.target, case.series
    resolved = resolve_threshold(target, series)
    way = target.direction if target.direction.sign else case.indicator.direction
    refused = _refused(case, resolved)
    met_then = None if assessment is None else assessment.probability
    outcome = None if assessment is None else assessment.outcome
    due = target.due
    common: dict[str, object] = {
        "strict": resolved.threshold is not None
        and resolved.threshold.comparator.strict
        and target.kind is not Kind.ELIMINATION,
        "scale": case.indicator.upper if case.indicator.lower == 0 else None,
        "percent": case.indicator.unit.startswith("percent"),
        "expired": due is not None and past(case, due),
        "still_met": met_then,
        "recorded": None if outcome is None else "met" if outcome.met else "missed",
        "vintage": case.as_of.isoformat(),
    }
    if assessment is not None and assessment.verdict is Verdict.AWAITING_OUTCOME:
        common["expired"] = True
    value = None if resolved.threshold is None else resolved.threshold.value
    if target.kind is Kind.ELIMINATION:
        value = target.functional_zero
    common["target"] = value
    if series is None:
        empty = Progress((), (), way, refused=refused, **common)  # type: ignore[arg-type]
        return Asked(empty, empty, overlapping=False, thinned=False)
    cut = last_cut(series, case.breaks)
    first = 0 if cut is None else series.step_of(cut)
    base = target.baseline.period
    common["broken"] = target.kind.is_change and cut is not None and base is not None and base.end < cut.end
    times = _Times(series)
    deciding = None if due is None else series.last_period_ending_by(due)
    common["target_time"] = None if deciding is None else times.of(deciding)
    common["base_time"] = None if base is None else times.of(base)
    stride = _stride(series)
    newest = deciding if common["expired"] and deciding is not None else series.latest
    anchor = series.step_of(newest)
    steps = [int(step) for step in series.steps if step >= first]
    alike = [step for step in steps if (anchor - step) % stride == 0]
    return Asked(
        yearly=_progress(series, alike, way, refused, common),
        whole=_progress(series, steps, way, _trend_refused(case), common),
        overlapping=series.frequency.overlaps,
        thinned=stride > 1,
        notes=tuple(_notes(series, first)),
    )


def _notes(series: Series, first: int) -> Iterator[str]:
    """Figures that are missing or not final, from the first comparable one on."""
    held = [int(step) for step in series.steps if step >= first]
    missing = held[-1] - held[0] + 1 - len(held) if held else 0
    if missing:
        yield f"{missing} {'period has' if missing == 1 else 'periods have'} no figure; nothing was put in"
    open_ = [
        period.label
        for period, status, step in zip(series.periods, series.statuses, series.steps, strict=True)
        if step >= first and status != _FINAL
    ]
    if open_:
        shown = ", ".join(open_[-_SHOWN:])
        yield f"not final: {f'{len(open_)} figures, the newest {shown}' if len(open_) > _SHOWN else shown}"


def _progress(
    series: Series, steps: list[int], way: object, refused: Why | None, common: dict[str, object]
) -> Progress:
    times, dense = _Times(series), series.dense
    return Progress(
        tuple(times.at(step) for step in steps),
        tuple(float(dense[step]) for step in steps),
        way,  # type: ignore[arg-type]
        refused=refused,
        labels=tuple(series.period_at(step).label for step in steps),
        **common,  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True)
class _Times:
    """Moments on the grid of a series, evenly spaced, so that seven years are exactly seven."""

    series: Series

    def at(self, step: int) -> float:
        return moment(self.series.periods[0].end) + step / self.series.steps_per_year

    def of(self, period: Period) -> float:
        try:
            return self.at(self.series.step_of(period))
        except PeriodsNotComparable:
            return moment(period.end)


def _stride(series: Series) -> int:
    """How many steps lie between the same part of two years; 1 where figures are yearly already."""
    if series.season > 1 or series.frequency in (Frequency.YEAR_ENDING, Frequency.DAY):
        return max(1, round(series.steps_per_year))
    return 1


def _refused(case: Case, resolved: Resolved) -> Why | None:
    """Why the methods that look at the way to a target do not apply."""
    target = case.target
    definition = _trend_refused(case)
    if definition is not None:
        return definition
    if target.unrateable is not None:
        reason = Reason(target.unrateable)
        return _WHY.get(reason) or _as_why(reason)
    if target.scope_one_way:
        return Why.NOT_OBSERVABLE
    if target.kind is Kind.DIRECTIONAL:
        return Why.NO_TARGET_SET
    if target.kind is Kind.RELATIVE_TO_COUNTERFACTUAL:
        return Why.NOT_OBSERVABLE
    if target.kind not in _LEVELS:
        return Why.KIND_NOT_COVERED
    if target.due is None:
        return Why.DATE_MISSING
    if resolved.threshold is None:
        reason = resolved.reason or Reason.NO_TARGET_SET
        return _WHY.get(reason) or _as_why(reason)
    return None


def _trend_refused(case: Case) -> Why | None:
    """Why no method applies at all: there is nothing measured."""
    return Why.METRIC_UNCLEAR if case.indicator.id == "" else None


def _as_why(reason: Reason) -> Why:
    try:
        return Why(reason.value)
    except ValueError:
        return Why.METRIC_UNCLEAR
