"""The picture of a backtest, from its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forecasting.reliability import Cell, Estimate
from service.charts.reliability import HeldPoint, ReliabilityRow, SaidPoint, reliability
from service.cli import backtest_words as words
from service.operations.backtest import Result

MOST = 8
"""Most kinds of series drawn; those with the most series come first."""
_FEW_SERIES = 10
"""Kinds with fewer series are left to the table, unless there is no other."""
_FEW_AT_A_HORIZON = 5
_TO_SHOW_CALIBRATION = 100
TITLE = "What was said, and what happened"
SUBTITLE = "Bars and bands reach two standard errors either way, by bootstrap over whole series."
_RANGES = ((0.5, "coverage_50"), (0.8, "coverage_80"), (0.95, "coverage_95"))


def specification(results: Sequence[Result]) -> dict[str, Any]:
    """The Vega-Lite specification of the picture of a backtest."""
    wholes = [
        (result, cell)
        for result in results
        for cell in result.cells
        if cell.lengths is None and cell.horizons is None
    ]
    enough = [item for item in wholes if item[1].series >= _FEW_SERIES] or wholes
    chosen = sorted(enough, key=lambda item: -item[1].series)[:MOST]
    return reliability([_row(*item) for item in chosen], title=TITLE, subtitle=SUBTITLE)


def _row(result: Result, whole: Cell) -> ReliabilityRow:
    kind = (whole.footing, whole.frequency_class)
    held = [
        HeldPoint(cell.horizons[0], promised, found.value, found.error)
        for cell in result.cells
        if (cell.footing, cell.frequency_class) == kind
        and cell.lengths is None
        and cell.horizons is not None
        and cell.horizons[0] == cell.horizons[1]
        and cell.series >= min(_FEW_AT_A_HORIZON, whole.series)
        for promised, name in _RANGES
        if (found := _estimate(cell, name)).value is not None
    ]
    return ReliabilityRow(
        title=f"{words.series(whole.frequency_class)}: {result.name}",
        subtitle=f"{whole.series:,} independent series, {whole.forecasts:,} forecasts, figures "
        f"{words.FOOTING[whole.footing]}."
        + ("" if whole.series >= _TO_SHOW_CALIBRATION else " Too few to show calibration."),
        said=tuple(SaidPoint(t.said, t.happened, t.count, t.error) for t in whole.reliability),
        held=tuple(sorted(held, key=lambda point: (point.promised, point.horizon))),
        step=words.STEP[whole.frequency_class],
    )


def _estimate(cell: Cell, name: str) -> Estimate:
    found: Estimate = getattr(cell, name)
    return found
