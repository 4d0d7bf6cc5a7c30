"""Office for National Statistics: time series as CSV, and indicators of Explore Local Statistics as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datasets.dates import KnownDate
from datasets.sources.delimited import read_json, read_lines, shaped
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure
from datasets.sources.finding import OGL, AtAddress
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment
from datasets.sources.whole import refuse_cut
from forecasting.frequency import Frequency
from forecasting.periods import Period

_ROWS_ABOVE = 40
_Dated = tuple[int, Period, list[str]]


@dataclass(frozen=True, slots=True)
class TimeSeries(AtAddress):
    """Rows of metadata, then years, quarters and months below each other; one or many series across."""

    id: str = "ons/time-series"
    publisher: str = "ONS"
    title: str = "Time series"
    licence: str = OGL
    hosts: tuple[str, ...] = ("www.ons.gov.uk",)

    def locate(self, address: str) -> str:
        """The file behind the page of a series (``…/timeseries/mgsx/lms``), which the site makes on demand."""
        if "generator" in address or address.endswith(".csv"):
            return address
        path = address.split("www.ons.gov.uk", 1)[-1]
        return f"https://www.ons.gov.uk/generator?format=csv&uri={path}"

    def read(self, name: str, data: bytes) -> Publication:
        """A table a release date; columns are headed ``title / CDID``."""
        rows = _rows(name, data)
        start = next((index for index, row in enumerate(rows[:_ROWS_ABOVE]) if read_moment(row[0])), None)
        heads = {row[0].strip().casefold(): row[1:] for row in rows[: start or 0]}
        if "title" not in heads and "cdid" not in heads:
            raise NotThisFile(
                f"{name} has no rows “Title” and “CDID” above its figures.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        if start is None or "title" not in heads or "cdid" not in heads:
            raise LayoutChanged(
                file=name,
                expected="rows “Title” and “CDID”, then years, quarters or months",
                found=[row[0] for row in rows[:_ROWS_ABOVE]],
                where="the first column",
            )
        body = [
            (start + index, period, row)
            for index, row in enumerate(rows[start:])
            if (period := read_moment(row[0])) is not None
        ]
        codes = [code.strip() for code in heads["cdid"]]
        titles = [*(" ".join(text.split()) for text in heads["title"]), *[""] * len(codes)]
        dates = [*heads.get("release date", ()), *[""] * len(codes)]
        groups: dict[str, list[int]] = {}
        for index, code in enumerate(codes):
            if code:
                groups.setdefault(dates[index].strip(), []).append(index)
        tables = tuple(
            _table(name, titles, codes, members, body, _known(text)) for text, members in groups.items()
        )
        published = max((t.published for t in tables if t.published), key=lambda date: date.day, default=None)
        return Publication(name, self.title, tables, published, body[-1][1].label)


def _rows(name: str, data: bytes) -> list[list[str]]:
    rows, ended = read_lines(name, data)
    heads = next((index for index, row in enumerate(rows[:_ROWS_ABOVE]) if read_moment(row[0])), 1)
    refuse_cut(name, rows[heads - 1 :], ended=ended)
    return rows


def _table(
    name: str,
    titles: Sequence[str],
    codes: Sequence[str],
    members: Sequence[int],
    body: Sequence[_Dated],
    published: KnownDate | None,
) -> Table:
    columns = tuple(f"{titles[index]} / {codes[index]}" for index in members)

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        for line, period, row in body:
            for position in wanted:
                index = members[position]
                cell = read_cell(row[index + 1] if index + 1 < len(row) else "")
                if cell.absence is not Absence.BLANK:
                    yield figure(
                        cell,
                        measure=columns[position],
                        period=period,
                        dimensions={"CDID": codes[index]},
                        place=f"{name}:{line + 1}",
                    )

    return Table(name, "Time series", columns, read, published)


def _known(text: str) -> KnownDate | None:
    period = read_moment(text)
    return KnownDate.parse(str(period)) if period is not None and period.frequency is Frequency.DAY else None


@dataclass(frozen=True, slots=True)
class LocalStatistics(AtAddress):
    """Explore Local Statistics: columns of codes, periods and values instead of records."""

    id: str = "ons/local"
    publisher: str = "ONS"
    title: str = "Explore Local Statistics"
    licence: str = OGL
    hosts: tuple[str, ...] = ("www.ons.gov.uk", "raw.githubusercontent.com")

    def read(self, name: str, data: bytes) -> Publication:
        """One table with the indicator as its column; the year counts as the feed's indicator says."""
        found = read_json(name, data)
        if not isinstance(found, dict) or "areacd" not in found:
            raise NotThisFile(
                f"{name} has no column “areacd”.", field="file", value=name, remedy="Choose another source."
            )
        domain = next((key for key in found if key.startswith(("xDomain", "period", "date"))), None)
        lengths = {
            len(found[key]) for key in ("areacd", "value", domain) if isinstance(found.get(key or ""), list)
        }
        if domain is None or "value" not in found or len(lengths) != 1:
            raise LayoutChanged(
                file=name, expected="columns “areacd”, “value” and a period of one length", found=list(found)
            )
        code = str(found.get("code") or self.title)
        with shaped(name, "columns “areacd”, “value” and a period of one length"):
            figures = tuple(_local(found, code, domain))
        return Publication(
            name, code, (Table(code, code, (code,), lambda wanted: figures if wanted else ()),)
        )


def _local(found: dict[str, Any], code: str, domain: str) -> Iterator[Figure]:
    for index, (area, value, moment) in enumerate(
        zip(found["areacd"], found["value"], found[domain], strict=True)
    ):
        period = read_moment(moment)
        if period is None:
            raise LayoutChanged(file=code, expected="a period", found=[str(moment)], where=domain)
        yield figure(read_cell(value), measure=code, period=period, area=str(area), place=f"value[{index}]")


SOURCES = (TimeSeries(), LocalStatistics())
