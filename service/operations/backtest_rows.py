"""A backtest as rows: one a kind of forecast, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from forecasting.engine import ENGINE_VERSION
from forecasting.reliability import MEASURES, Cell, Estimate
from service.operations.backtest import Result
from service.operations.backtest_targets import PastCase
from service.operations.rounding import rounded

Row = dict[str, Any]

KIND = ("data", "footing", "frequency_class", "length", "horizon")
COUNTS = ("series", "forecasts", "targets")
_PIT = tuple(f"pit_{k}" for k in range(10))
_TENTHS = tuple(f"{what}_{k}" for k in range(10) for what in ("said", "happened", "count", "error"))
COLUMNS = (
    *KIND,
    *COUNTS,
    *(name for measure in MEASURES for name in (measure, f"{measure}_se")),
    *_PIT,
    *_TENTHS,
)
CASE_COLUMNS = (
    *("target_id", "title", "mission_id", "indicator_id", "as_of", "due", "knowledge"),
    *("verdict", "probability", "reason", "met"),
)


def rows_of(results: Sequence[Result]) -> Iterator[Row]:
    """One flat row for each cell of each result, in the order of ``COLUMNS``."""
    for result in results:
        for cell in result.cells:
            yield {name: row.get(name) for row in (_flat(result.name, cell),) for name in COLUMNS}


def _flat(name: str, cell: Cell) -> Row:
    row: Row = {
        "data": name,
        "footing": cell.footing,
        "frequency_class": cell.frequency_class,
        "length": span(cell.lengths),
        "horizon": span(cell.horizons),
    }
    row |= {count: getattr(cell, count) for count in COUNTS}
    for measure in MEASURES:
        found: Estimate = getattr(cell, measure)
        row |= {measure: rounded(found.value), f"{measure}_se": rounded(found.error)}
    row |= {f"pit_{k}": rounded(share) for k, share in enumerate(cell.pit)}
    for tenth in cell.reliability:
        k = min(int(tenth.said * 10), 9)
        row |= {f"{what}_{k}": rounded(getattr(tenth, what)) for what in ("said", "happened", "error")}
        row[f"count_{k}"] = tenth.count
    return row


def span(ends: tuple[int, int | None] | None) -> str:
    """Two ends in words for a column: "5-9", "25+", "3"; all is empty."""
    if ends is None:
        return ""
    low, high = ends
    if high is None:
        return f"{low}+"
    return f"{low}" if low == high else f"{low}-{high}"


def document_of(results: Sequence[Result], *, constants: Mapping[str, str]) -> Row:
    """The whole backtest as one document; ``constants`` names the constants in force by frequency class."""
    return {
        "engine": ENGINE_VERSION,
        "constants": dict(constants),
        "data": [
            {
                "name": result.name,
                "series": result.series,
                "origins": result.origins,
                "refused": dict(result.refused),
                "notes": list(result.notes),
                "cells": [_document(cell) for cell in result.cells],
            }
            for result in results
        ],
    }


def _document(cell: Cell) -> Row:
    return {
        "footing": cell.footing,
        "frequency_class": cell.frequency_class,
        "length": _ends(cell.lengths),
        "horizon": _ends(cell.horizons),
        **{count: getattr(cell, count) for count in COUNTS},
        **{measure: _estimate(getattr(cell, measure)) for measure in MEASURES},
        "pit": [rounded(share) for share in cell.pit],
        "reliability": [
            {name: rounded(value) for name, value in asdict(tenth).items()} for tenth in cell.reliability
        ],
    }


def _estimate(found: Estimate) -> Row:
    return {"value": rounded(found.value), "se": rounded(found.error)}


def _ends(ends: tuple[int, int | None] | None) -> Row | None:
    return None if ends is None else {"from": ends[0], "to": ends[1]}


def case_rows(cases: Sequence[PastCase]) -> Iterator[Row]:
    """One row for each past target and day, in the order of ``CASE_COLUMNS``."""
    for case in cases:
        row = {name: getattr(case, name) for name in CASE_COLUMNS}
        yield row | {
            "as_of": case.as_of.isoformat(),
            "due": case.due.isoformat(),
            "probability": rounded(case.probability),
            "met": "met" if case.met else "missed",
        }
