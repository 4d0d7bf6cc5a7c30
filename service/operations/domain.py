"""From the entries of a catalogue to what the mathematics judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from datasets.catalogue import (
    IndicatorEntry,
    MilestoneBasis,
    MilestoneEntry,
    MilestoneKind,
    OutcomeEntry,
    StatusEntry,
    TargetEntry,
    TrajectoryEntry,
)
from forecasting.assessment import Outcome
from forecasting.breaks import Break, Breaks
from forecasting.delivery import DeliveryTrajectory
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.targets import Baseline, Milestone, StatusChange, Target, TargetStatus, Window
from forecasting.trajectories import Bend, Shape


def indicator_of(entry: IndicatorEntry) -> Indicator:
    """The indicator as the mathematics knows it."""
    return Indicator(
        id=entry.id,
        title=entry.title,
        unit=entry.unit,
        decimals=entry.decimals,
        direction=entry.direction,
        lower=entry.lower,
        upper=entry.upper,
        aggregation=entry.aggregation,
        monotone=entry.monotone,
        family=entry.family.value,
        lag_days=entry.lag_days or 0,
        origin=entry.origin,
    )


def breaks_of(entry: IndicatorEntry, *, area: str, as_of: date | None = None) -> Breaks:
    """The breaks of an indicator in one area, as they were known on a date."""
    known = tuple(
        Break(item.period, item.kind, item.comparable, item.explanation)
        for item in entry.breaks
        if item.area in (None, area)
        and (as_of is None or item.recorded is None or item.recorded.day <= as_of)
    )
    return Breaks(known, entry.exceptional.periods if entry.exceptional is not None else None)


def _known(recorded: date | None, fallback: date | None) -> date | None:
    return recorded if recorded is not None else fallback


def _milestone(entry: MilestoneEntry, target: TargetEntry) -> Milestone:
    announced = None if target.announced is None else target.announced.day
    recorded = None if entry.recorded is None else entry.recorded.day
    return Milestone(
        entry.period, entry.value, entry.kind is MilestoneKind.OFFICIAL, _known(recorded, announced)
    )


def _delivery(entry: TrajectoryEntry, target: TargetEntry) -> DeliveryTrajectory:
    announced = None if target.announced is None else target.announced.day
    recorded = None if entry.recorded is None else entry.recorded.day
    return DeliveryTrajectory(
        name=entry.name,
        points=tuple((point.period, point.value) for point in entry.points),
        shape=Shape(entry.shape.value),
        bend=Bend(scale=entry.scale, exponent=entry.exponent),
        recorded=_known(recorded, announced),
        official=entry.kind is MilestoneKind.OFFICIAL,
        default=entry.default,
        reanchored=entry.reanchored,
        citation=entry.citation,
    )


def _status(entry: StatusEntry) -> StatusChange:
    return StatusChange(entry.status, None if entry.date is None else entry.date.day, entry.note)


def _always_known(change: StatusChange) -> StatusChange:
    return change if change.date is not None else replace(change, date=date.min)


def _history(entry: TargetEntry) -> tuple[StatusChange, ...]:
    """The dated life of a target, ended by its status and outcome where the history does not say so itself.

    An undated end counts as known only as of today; a target whose outcome is pending has been so since
    the day it fell due.
    """
    changes = [_status(item) for item in entry.history]
    said = changes[-1].status if changes else TargetStatus.LIVE
    if entry.status is not TargetStatus.LIVE and said is not entry.status:
        when = None
        if entry.outcome is not None and entry.outcome.recorded is not None:
            when = entry.outcome.recorded.day
        elif entry.status is TargetStatus.PENDING_OUTCOME:
            when = due_of(entry)
        changes.append(StatusChange(entry.status, when))
    return tuple(changes)


def due_of(entry: TargetEntry) -> date | None:
    """The last day on which the target may still be met."""
    if entry.window is not None and entry.window.end is not None:
        return entry.window.end
    return None if entry.period is None else entry.period.end


def target_of(entry: TargetEntry, *, today: bool) -> Target:
    """The target as the mathematics knows it; milestones that are totals or averages of windows stay outside.

    ``today`` says that everything on record is known, an undated change of status included.
    """
    window = None if entry.window is None else Window(entry.window.start, entry.window.end)
    baseline = Baseline()
    if entry.baseline is not None:
        # A baseline that the publisher restates with every edition is taken from the series itself.
        value = None if entry.baseline.restated else entry.baseline.value
        baseline = Baseline(entry.baseline.period, value)
    return Target(
        id=entry.id,
        kind=entry.kind,
        comparator=entry.comparator,
        value=entry.value,
        upper=entry.upper,
        period=entry.period,
        window=window,
        baseline=baseline,
        milestones=tuple(_milestone(m, entry) for m in entry.milestones if m.basis is MilestoneBasis.LEVEL),
        deliveries=tuple(_delivery(one, entry) for one in entry.trajectories),
        periods_required=entry.periods_required,
        functional_zero=entry.functional_zero,
        announced=None if entry.announced is None else entry.announced.day,
        scope=entry.scope,
        scope_one_way=entry.scope_known_one_way,
        unrateable=None if entry.unrateable is None else entry.unrateable.reason.value,
        unrateable_explanation="" if entry.unrateable is None else entry.unrateable.explanation,
        history=tuple(map(_always_known, _history(entry))) if today else _history(entry),
        components=entry.components,
        operation=entry.operation,
        any_k=entry.any_k,
        reading=entry.reading,
    )


def recorded_outcome(entry: TargetEntry, *, as_of: date | None) -> Outcome | None:
    """The outcome as an official source recorded it, where that was known by a date.

    An undated record is known as of today only.
    """
    outcome: OutcomeEntry | None = entry.outcome
    if outcome is None or outcome.status not in (TargetStatus.MET, TargetStatus.MISSED):
        return None
    recorded = None if outcome.recorded is None else outcome.recorded.day
    if as_of is not None and (recorded is None or recorded > as_of):
        return None
    due = due_of(entry)
    period = entry.period
    if entry.kind.is_cumulative or period is None:
        if due is None:
            return None
        period = Period(Frequency.DAY, due.toordinal())
    return Outcome(period, outcome.value, outcome.status is TargetStatus.MET, recorded, outcome.citation)
