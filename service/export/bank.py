"""Forecasts in the long schema of the Bank of England's package ``forecast_evaluation``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from forecasting.frequency import Frequency
from service.export.courses import QUANTILES, Course
from service.store.records import Edition

COLUMNS = (
    "date", "vintage_date", "variable", "frequency", "source", "forecast_horizon", "quantile", "value",
)  # fmt: skip
OUTTURN_COLUMNS = ("date", "vintage_date", "variable", "frequency", "value")
FREQUENCIES = (Frequency.QUARTER, Frequency.MONTH)
"""What the package reads."""


def bank_rows(found: Iterable[Course]) -> Iterator[dict[str, Any]]:
    """The rows of the monthly and quarterly courses; others the package does not read, so they are left out.

    ``forecast_horizon`` counts as the package does: the first period after the last one known is 0. A date is the
    last day of its period.
    """
    for course in found:
        record = course.record
        if record.origin.frequency not in FREQUENCIES:
            continue
        own = {
            "vintage_date": record.as_of.isoformat(),
            "variable": f"{record.indicator_id}/{record.area}",
            "frequency": record.origin.frequency.value,
            "source": f"headway {record.engine}",
        }
        for step, (period, values) in enumerate(
            zip(course.periods, course.at(QUANTILES).tolist(), strict=True)
        ):
            when = {"date": period.end.isoformat(), "forecast_horizon": step}
            for quantile, value in zip(QUANTILES, values, strict=True):
                yield {**own, **when, "quantile": quantile, "value": value}


def outturn_rows(editions: Iterable[tuple[str, str, Edition]]) -> Iterator[dict[str, Any]]:
    """The figures of monthly and quarterly series, each edition on the basis in force with its date as a vintage.

    Each comes with its indicator and area. Editions without a date, and periods without a value, are left out.
    """
    for indicator_id, area, edition in editions:
        published = edition.release.published
        if published is None or edition.value is None or edition.basis:
            continue
        yield {
            "date": edition.period.end.isoformat(),
            "vintage_date": published.isoformat(),
            "variable": f"{indicator_id}/{area}",
            "frequency": edition.period.frequency.value,
            "value": edition.value,
        }
