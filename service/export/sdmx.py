"""Observations and forecasts as SDMX-CSV 2.0: which structure, which components, which codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datasets.observation import ObservationStatus
from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.api.csv_table import Verbatim
from service.export.courses import QUANTILES, Course

AGENCY, VERSION = "HEADWAY", "1.0"
_INFORMATION = "I"
_STRANGE = re.compile(r"[^A-Za-z0-9_@$\-]")
_YEAR_STARTS = {
    Frequency.FINANCIAL_YEAR: Verbatim("--04-01"),
    Frequency.ACADEMIC_YEAR: Verbatim("--09-01"),
}
_DURATIONS = {Frequency.YEAR_ENDING: "P1Y", Frequency.THREE_YEAR: "P3Y", Frequency.FIVE_YEAR: "P5Y"}
STATUS_CODES = {
    ObservationStatus.FINAL.value: ("A", "Normal value"),
    ObservationStatus.PROVISIONAL.value: ("P", "Provisional value"),
    ObservationStatus.ESTIMATE.value: ("E", "Estimated value"),
    ObservationStatus.FORECAST.value: ("F", "Forecast value"),
}
MISSING = ("O", "Missing value")
"""Why it is missing the publisher alone could say."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A data flow and its structure: what identifies a value, and what is said of it."""

    name: str
    title: str
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The header of a file."""
        return ("STRUCTURE", "STRUCTURE_ID", "ACTION", *self.dimensions, "OBS_VALUE", *self.attributes)

    @property
    def identity(self) -> dict[str, str]:
        """What every row begins with."""
        return {
            "STRUCTURE": "dataflow",
            "STRUCTURE_ID": f"{AGENCY}:DF_{self.name}({VERSION})",
            "ACTION": _INFORMATION,
        }


_SERIES = ("FREQ", "INDICATOR", "REF_AREA")
_SAID = ("OBS_STATUS", "UNIT_MEASURE", "DECIMALS", "REPORTING_YEAR_START_DAY")
OBSERVATIONS = Flow(
    "OBSERVATIONS", "Observations", (*_SERIES, "TIME_PERIOD"), (*_SAID, "PUBLICATION_DATE", "KNOWLEDGE")
)
FORECASTS = Flow(
    "FORECASTS",
    "Forecasts on the current course",
    (*_SERIES, "QUANTILE", "TIME_PERIOD"),
    (*_SAID, "ORIGIN_DATE", "ENGINE"),
)
FLOWS = (OBSERVATIONS, FORECASTS)


def code(text: str) -> str:
    """A text as an SDMX identifier; what none may have in it becomes an underscore."""
    return _STRANGE.sub("_", text)


def quantile_code(level: float) -> str:
    """The code of a quantile by its percentage.

    >>> quantile_code(0.025), quantile_code(0.5)
    ('P2_5', 'P50')
    """
    return f"P{level * 100:g}".replace(".", "_")


def time_period(period: Period) -> str:
    """A period as SDMX writes it.

    A financial or academic year is a reporting year, whose first day an attribute gives; a window is its first day
    with its length.

    >>> time_period(Period.parse("2024/25", "FY")), time_period(Period.parse("YE-2024-06"))
    ('2024-A1', '2023-07-01/P1Y')
    """
    frequency = period.frequency
    if frequency in _YEAR_STARTS:
        return f"{period.start.year}-A1"
    if frequency in _DURATIONS:
        return f"{period.start.isoformat()}/{_DURATIONS[frequency]}"
    if frequency is Frequency.POINT:
        return str(period.end.year) if period.anchor is None else period.end.isoformat()
    return str(period)


def year_start(frequency: Frequency) -> str | None:
    """The day a reporting year begins on, where it is not the first of January."""
    return _YEAR_STARTS.get(frequency)


def observation_rows(
    indicator: Mapping[str, Any], items: Iterable[tuple[str, Period, Mapping[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """The observations of one indicator: area, period and what is known of the value."""
    own = {
        **OBSERVATIONS.identity,
        "INDICATOR": code(indicator["id"]),
        "UNIT_MEASURE": indicator["unit"],
        "DECIMALS": indicator["decimals"],
    }
    for area, period, item in items:
        status = MISSING if item["value"] is None else STATUS_CODES.get(item["status"], STATUS_CODES["final"])
        yield {
            **own,
            "FREQ": code(period.frequency.value),
            "REF_AREA": code(area),
            "TIME_PERIOD": time_period(period),
            "OBS_VALUE": item["value"],
            "OBS_STATUS": status[0],
            "REPORTING_YEAR_START_DAY": year_start(period.frequency),
            "PUBLICATION_DATE": item["published"],
            "KNOWLEDGE": item["knowledge"],
        }


def forecast_rows(found: Iterable[Course]) -> Iterator[dict[str, Any]]:
    """The quantiles of some courses."""
    codes = [quantile_code(level) for level in QUANTILES]
    for course in found:
        record = course.record
        own = {
            **FORECASTS.identity,
            "FREQ": code(record.origin.frequency.value),
            "INDICATOR": code(record.indicator_id),
            "REF_AREA": code(record.area),
            "OBS_STATUS": STATUS_CODES["forecast"][0],
            "UNIT_MEASURE": course.indicator["unit"],
            "DECIMALS": course.indicator["decimals"],
            "REPORTING_YEAR_START_DAY": year_start(record.origin.frequency),
            "ORIGIN_DATE": record.as_of.isoformat(),
            "ENGINE": record.engine,
        }
        for period, values in zip(course.periods, course.at(QUANTILES).tolist(), strict=True):
            when = time_period(period)
            for quantile, value in zip(codes, values, strict=True):
                yield {**own, "QUANTILE": quantile, "TIME_PERIOD": when, "OBS_VALUE": value}
