"""Forecasts as a long table: one row a series, period and quantile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from service.export.courses import QUANTILES, Course

COLUMNS = (
    "indicator_id", "area", "as_of", "engine", "origin", "frequency", "period", "start", "end", "horizon", "quantile",
    "value", "unit",
)  # fmt: skip
KEY = ("indicator_id", "area", "period", "quantile")


def forecast_rows(found: Iterable[Course]) -> Iterator[dict[str, Any]]:
    """The rows of some courses, by series, period and quantile."""
    for course in found:
        record = course.record
        own = {
            "indicator_id": record.indicator_id,
            "area": record.area,
            "as_of": record.as_of.isoformat(),
            "engine": record.engine,
            "origin": str(record.origin),
            "frequency": record.origin.frequency.value,
            "unit": course.indicator["unit"],
        }
        for step, (period, values) in enumerate(
            zip(course.periods, course.at(QUANTILES).tolist(), strict=True), 1
        ):
            when = {
                "period": str(period),
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "horizon": step,
            }
            for quantile, value in zip(QUANTILES, values, strict=True):
                yield {**own, **when, "quantile": quantile, "value": value}
