"""Targets on two series at once: the gap between two groups, and a quantity per unit of another.

The figure judged is made period by period from both. Its forecast is drawn from both forecasts together, with the
dependence of their surprises; two medians are never subtracted or divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Reason
from forecasting.breaks import Breaks
from forecasting.dependence import correlation
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.forecasts import Forecast
from forecasting.indicators import Aggregation, Direction, Indicator
from forecasting.joint_paths import draw_together
from forecasting.judging.case import Case, Role
from forecasting.judging.levels import consider_level
from forecasting.judging.part import Part
from forecasting.judging.parts import association_of, named, part_of, starts_of, together
from forecasting.judging.readiness import Need, refuse
from forecasting.judging.threshold import compared
from forecasting.margins import LEVELS, Margins
from forecasting.recalibration.calibration import SHIPPED
from forecasting.series import Series
from forecasting.targets import Kind, Operation, Target

Floats = NDArray[np.float64]
PAIRED = frozenset({Kind.GAP_BETWEEN_GROUPS, Kind.INTENSITY})
# A ratio is refused where more than this share of courses leads its denominator to zero.
_NEVER = 0.001


def operation_of(target: Target) -> Operation:
    """How the two series make one: an intensity is always a ratio."""
    return Operation.RATIO if target.kind is Kind.INTENSITY else target.operation


def consider_pair(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a target on two series from their common periods, else say what forecasts it needs."""
    others = case.of_role(Role.OTHER)
    if case.series is None or not others:
        return refuse(base, Reason.NO_DATA, "The target needs two series, and one of them is missing.")
    other = others[0]
    second = named(other, base)
    if isinstance(second, Assessment):
        return second
    operation = operation_of(case.target)
    if second.frequency is not case.series.frequency:
        text = f"“{other.name}” is measured by {second.frequency.words}, the other series by {case.series.frequency.words}."
        return refuse(base, Reason.SERIES_NOT_ALIKE, text)
    if operation is Operation.RATIO and not _one_sign(second.values):
        text = f"“{other.name}” is or passes through zero, so that no ratio to it is defined."
        return refuse(base, Reason.RATIO_UNDEFINED_ZERO, text)
    made = combined(case.series, second, operation)
    if made is None:
        return refuse(base, Reason.NO_DATA, "The two series have no period in common.")
    sign = "divided by" if operation is Operation.RATIO else "minus"
    own = case.indicator.title or case.indicator.id
    note = Finding(FindingCode.COMBINED, f"The figure judged is {own} {sign} {other.name}.")
    pair = replace(
        case,
        series=made,
        indicator=made.indicator,
        breaks=_both(case.fitted_breaks, other.fitted_breaks),
        companions=(),
        calibration=SHIPPED,
        driving=(),
    )
    base = replace(
        base,
        unit=made.indicator.unit,
        latest_period=made.latest,
        latest_value=made.latest_value,
        findings=(*base.findings, note),
    )
    found = consider_level(pair, base)
    if isinstance(found, Assessment):
        return found
    parts: list[Part] = []
    last = found.series.period_at(found.series.step_of(found.prepared.origin) + found.horizon)
    for name, series, own_case in ((case.indicator.id, case.series, case), (other.name, second, other)):
        part = part_of(name, series, own_case, found.base, until=last)
        if isinstance(part, Assessment):
            return part
        parts.append(part)
    association = association_of(parts)
    return replace(
        found,
        parts=tuple(parts),
        base=replace(
            found.base,
            together=together(association),
            findings=(*found.base.findings, _dependence(association.estimated, association.least)),
        ),
    )


def _dependence(estimated: bool, overlap: int) -> Finding:
    if estimated:
        return Finding(
            FindingCode.DEPENDENCE,
            f"How the series go together is estimated from {overlap} common surprises.",
        )
    text = f"Only {overlap} common surprises; the series are taken as independent."
    return Finding(FindingCode.DEPENDENCE, text, Severity.CAUTION)


def _one_sign(values: Floats) -> bool:
    return bool(np.all(values > 0) or np.all(values < 0))


def _both(first: Breaks, second: Breaks) -> Breaks:
    aside = (first.exceptional, second.exceptional)
    merged = (
        None if aside == (None, None) else tuple(dict.fromkeys(p for some in aside if some for p in some))
    )
    return Breaks(tuple(dict.fromkeys((*first.breaks, *second.breaks))), merged)


def series_judged(case: Case) -> Series | None:
    """The series whose values decide: that of the case, or what its two series make."""
    others = case.of_role(Role.OTHER)
    if case.target.kind not in PAIRED or case.series is None or not others or others[0].series is None:
        return case.series
    return combined(case.series, others[0].series, operation_of(case.target))


def combined(first: Series, second: Series, operation: Operation) -> Series | None:
    """The difference or ratio of two series in the periods both have; None where there is none."""
    rows, statuses = [], []
    for period, value, status in zip(first.periods, first.values.tolist(), first.statuses, strict=True):
        other = second.value_at(period)
        if other is not None:
            made = value - other if operation is Operation.DIFFERENCE else value / other
            rows.append((period, float(compared(made))))
            statuses.append(status)
    if not rows:
        return None
    return Series.of(
        _indicator(first.indicator, second.indicator, operation), rows, area=first.area, statuses=statuses
    )


def _indicator(first: Indicator, second: Indicator, operation: Operation) -> Indicator:
    if operation is Operation.RATIO:
        positive = all(one.lower is not None and one.lower >= 0 for one in (first, second))
        unit = "" if first.unit == second.unit else f"{first.unit} per {second.unit}".strip()
        return Indicator(
            id=first.id, title=first.title, unit=unit, direction=Direction.NEUTRAL,
            lower=0.0 if positive else None, aggregation=Aggregation.RATE, family="rate",
        )  # fmt: skip
    places = [one.decimals for one in (first, second) if one.decimals is not None]
    return Indicator(
        id=first.id,
        title=first.title,
        unit="percentage points" if first.unit.startswith("percent") else first.unit,
        decimals=max(places) if len(places) == 2 else None,
        direction=Direction.NEUTRAL,
        aggregation=Aggregation.RATE,
        family="gap",
    )


def compose(need: Need, forecasts: Sequence[Forecast], *, seed: int) -> Forecast | None:
    """The forecast of the difference or ratio, from both series drawn together.

    None where too many courses lead the denominator of a ratio to zero.
    """
    first, second = need.parts
    operation = operation_of(need.case.target)
    origin = need.series.step_of(need.prepared.origin)
    periods = [need.series.period_at(origin + step) for step in range(1, need.horizon + 1)]
    drawn = draw_together(
        forecasts,
        association_of(need.parts).correlation,
        seed=seed,
        starts=starts_of(need.parts, forecasts, periods[0]),
    )
    sides = []
    for part, paths in zip((first, second), drawn, strict=True):
        steps = [part.step(period) for period in periods]
        columns = [
            paths[:, step - 1] if step >= 1 else np.full(len(paths), part.known(period))
            for step, period in zip(steps, periods, strict=True)
        ]
        sides.append(np.stack(columns, axis=1))
    values = sides[0] - sides[1] if operation is Operation.DIFFERENCE else _ratio(sides, second)
    return None if values is None else _forecast(need, forecasts, values, seed)


def _ratio(sides: Sequence[Floats], part: Part) -> Floats | None:
    sign = 1.0 if part.series.latest_value > 0 else -1.0
    below = sign * sides[1] <= 0
    if below.mean() > _NEVER:
        return None
    least = float(np.abs(sides[1][~below]).min())
    return np.asarray(sides[0] / np.where(below, sign * least, sides[1]))


def _forecast(need: Need, forecasts: Sequence[Forecast], values: Floats, seed: int) -> Forecast:
    grid = np.quantile(values, LEVELS, axis=0).T
    indicator = need.case.indicator
    return Forecast(
        series=need.series,
        origin=need.prepared.origin,
        margins=Margins(
            np.asarray(
                np.clip(grid, indicator.lower, indicator.upper) if indicator.lower is not None else grid
            ),
            min(f.margins.tail for f in forecasts),
            indicator.lower,
            indicator.upper,
        ),
        dependence=_nearest(forecasts, values),
        seed=seed,
        engine=forecasts[0].engine,
        models=forecasts[0].models,
        observations=min(f.observations for f in forecasts),
        borrowed_spread=any(f.borrowed_spread for f in forecasts),
    )


def _nearest(forecasts: Sequence[Forecast], values: Floats) -> Floats:
    """Of the dependences of both series the one nearest to that of what they make."""
    horizon = values.shape[1]
    if horizon == 1:
        return forecasts[0].dependence
    ranks = values.argsort(axis=0).argsort(axis=0)
    seen = np.corrcoef(ranks.T)
    apart = [float(np.abs(correlation(f.dependence, horizon) - seen).sum()) for f in forecasts]
    return forecasts[int(np.argmin(apart))].dependence
