"""The table under the chart: the same figures, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.assessment import TrackPoint
from forecasting.indicators import Direction
from service.board.case import Case
from service.board.english import charting, labels, numbers
from service.charts.figure import HIGH, LOW, MIDDLE

_RECENT, _AHEAD = 12, 8


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One period of the table; empty cells hold a dash."""

    period: str
    note: str
    measured: str
    required: str
    gap: str
    expected: str
    between: str
    is_forecast: bool


def rows_of(case: Case) -> tuple[FigureRow, ...]:
    """Every period of the track."""
    track = case.assessment.track if case.assessment is not None else ()
    return tuple(_row(case, point) for point in track)


def chosen(case: Case, rows: Sequence[FigureRow]) -> tuple[FigureRow, ...]:
    """A few telling rows: the newest measured, and forecasts spread evenly to the last."""
    track = case.assessment.track if case.assessment is not None else ()
    measured = [index for index, point in enumerate(track) if point.actual is not None][-_RECENT:]
    ahead = [index for index, point in enumerate(track) if point.actual is None and point.quantiles]
    if len(ahead) > _AHEAD:
        last = len(ahead) - 1
        ahead = [ahead[round(place * last / (_AHEAD - 1))] for place in range(_AHEAD)]
    return tuple(rows[index] for index in sorted({*measured, *ahead}))


def _row(case: Case, point: TrackPoint) -> FigureRow:
    quantities = case.quantities
    step = charting.step_of(case)
    decimals = numbers.decimals_of(step)
    dash = labels.DASH
    is_forecast = point.actual is None and bool(point.quantiles)
    required = dash if point.required is None else _required(case, point.required)
    return FigureRow(
        period=point.period.label,
        note=_note(point, is_forecast=is_forecast),
        measured=dash if point.actual is None else quantities.measured_figure(point.actual),
        required=required,
        gap=_gap(case, point, step),
        expected=dash
        if not is_forecast
        else numbers.plain(round(point.quantiles[MIDDLE] / step) * step, decimals),
        between=dash
        if not is_forecast
        else f"{numbers.plain(round(point.quantiles[LOW] / step) * step, decimals)} to "
        f"{numbers.plain(round(point.quantiles[HIGH] / step) * step, decimals)}",
        is_forecast=is_forecast,
    )


def _required(case: Case, value: float) -> str:
    decimals = case.quantities.decimals
    return numbers.published(value, decimals if decimals is not None else 1 if abs(value) < 1000 else 0)


def _gap(case: Case, point: TrackPoint, step: float) -> str:
    if point.required is None:
        return labels.DASH
    sign = -1 if case.wants is Direction.DECREASE else 1
    if point.actual is not None:
        away = (point.required - point.actual) * sign
        return numbers.signed(away, case.quantities.decimals if case.quantities.decimals is not None else 1)
    if point.quantiles:
        away = (point.required - point.quantiles[MIDDLE]) * sign
        return numbers.signed(round(away / step) * step, numbers.decimals_of(step))
    return labels.DASH


def _note(point: TrackPoint, *, is_forecast: bool) -> str:
    if is_forecast:
        return labels.FIGURES_FORECAST
    notes = [point.status] if point.status and point.status != "final" else []
    if point.set_aside:
        notes.append(labels.FIGURES_ASIDE)
    if not point.comparable:
        notes.append(labels.FIGURES_NOT_COMPARABLE)
    return ", ".join(notes)
