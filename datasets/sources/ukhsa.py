"""UK Health Security Agency: files of its dashboard, one time series each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datasets.sources.delimited import read_json, shaped
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, figure, fixed, newest
from datasets.sources.finding import OGL, AtAddress
from datasets.sources.marks import read_cell
from datasets.sources.moments import read_moment

_ABOUT = ("topic", "metric_group", "geography_type", "age", "sex", "stratum", "metric_frequency")


@dataclass(frozen=True, slots=True)
class Dashboard(AtAddress):
    """A header that says what and where, then dates and values; values under embargo are left out."""

    id: str = "ukhsa/dashboard"
    publisher: str = "UKHSA"
    title: str = "UKHSA data dashboard"
    licence: str = OGL
    hosts: tuple[str, ...] = ("ukhsa-dashboard.data.gov.uk", "api.ukhsa-dashboard.data.gov.uk")

    def read(self, name: str, data: bytes) -> Publication:
        """One table, whose column is the metric."""
        found = read_json(name, data)
        if not isinstance(found, dict) or "time_series" not in found:
            raise NotThisFile(
                f"{name} holds no “time_series”.", field="file", value=name, remedy="Choose another source."
            )
        rows = found["time_series"]
        if not isinstance(rows, list) or "metric" not in found:
            raise LayoutChanged(file=name, expected="“metric” and a list “time_series”", found=list(found))
        with shaped(name, "“metric” and a list “time_series”"):
            table = fixed(name, str(found["metric"]), _figures(name, found, rows))
        return Publication(name, str(found["metric"]), (table,), edition=newest([table]))


def _figures(name: str, found: dict[str, Any], rows: list[Any]) -> Iterator[Figure]:
    about = {key: str(found[key]) for key in _ABOUT if found.get(key) is not None}
    for index, row in enumerate(rows):
        period = read_moment(row.get("date")) if isinstance(row, dict) else None
        if period is None or "metric_value" not in row:
            raise LayoutChanged(
                file=name,
                expected="“date” and “metric_value”",
                found=list(row) if isinstance(row, dict) else [str(row)],
                where=f"time_series[{index}]",
            )
        if row.get("is_public", True):
            yield figure(
                read_cell(row["metric_value"]),
                measure=str(found["metric"]),
                period=period,
                area=str(found.get("geography_code", "")),
                area_name=str(found.get("geography", "")),
                dimensions=about,
                place=f"time_series[{index}]",
            )


SOURCES = (Dashboard(),)
