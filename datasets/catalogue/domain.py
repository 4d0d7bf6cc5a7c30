"""Catalogue entries as the mathematics reads them."""

from __future__ import annotations

from datasets.catalogue.entries import IndicatorEntry, MilestoneBasis, MilestoneKind, TargetEntry
from forecasting.indicators import Indicator
from forecasting.targets import Baseline, Milestone, StatusChange, Target, Window


def indicator_of(entry: IndicatorEntry) -> Indicator:
    """What is measured, without where it is published. An unknown lag counts as none."""
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


def target_of(entry: TargetEntry) -> Target:
    """What is promised, without who promised it.

    The recorded outcome becomes the last event of the history, so that it is invisible before its day. A
    baseline the publisher restates is left to the data. Milestones that are totals or averages of a window are
    left out: they cannot be compared with one period.
    """
    baseline = entry.baseline
    return Target(
        id=entry.id,
        kind=entry.kind,
        comparator=entry.comparator,
        value=entry.value,
        upper=entry.upper,
        period=entry.period,
        window=None if entry.window is None else Window(entry.window.start, entry.window.end),
        baseline=Baseline()
        if baseline is None
        else Baseline(baseline.period, None if baseline.restated and baseline.period else baseline.value),
        milestones=tuple(
            Milestone(
                point.period,
                point.value,
                point.kind is MilestoneKind.OFFICIAL,
                None if point.recorded is None else point.recorded.day,
            )
            for point in entry.milestones
            if point.basis is MilestoneBasis.LEVEL
        ),
        periods_required=entry.periods_required,
        functional_zero=entry.functional_zero,
        announced=None if entry.announced is None else entry.announced.day,
        scope=entry.scope,
        scope_one_way=entry.scope_known_one_way,
        unrateable=None if entry.unrateable is None else entry.unrateable.reason.value,
        unrateable_explanation="" if entry.unrateable is None else entry.unrateable.explanation,
        history=_history(entry),
        components=entry.components,
    )


def _history(entry: TargetEntry) -> tuple[StatusChange, ...]:
    events = [
        StatusChange(event.status, None if event.date is None else event.date.day, event.note)
        for event in entry.history
    ]
    if entry.outcome is not None:
        recorded = entry.outcome.recorded
        events.append(
            StatusChange(entry.outcome.status, None if recorded is None else recorded.day, entry.outcome.note)
        )
    elif not events or events[-1].status is not entry.status:
        events.append(StatusChange(entry.status, None))
    return tuple(events)
