"""Department for Education: data sets of Explore Education Statistics, whatever their columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from datasets.dates import KnownDate
from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure
from datasets.sources.finding import OGL, AtAddress, nothing
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from datasets.sources.wording import is_note_heading
from forecasting.frequency import Frequency
from forecasting.periods import Period

_API = "https://api.education.gov.uk/statistics/v1/data-sets"
_CODES = {
    "national": "country",
    "regional": "region",
    "local authority": "new_la",
    "local authority district": "lad",
    "school": "school_urn",
    "ward": "ward",
    "parliamentary constituency": "pcon",
    "provider": "provider_ukprn",
    "local enterprise partnership": "local_enterprise_partnership",
    "local skills improvement plan area": "lsip",
    "opportunity area": "opportunity_area",
    "english devolved area": "english_devolved_area",
    "mayoral combined authority": "mayoral_combined_authority",
    "police force area": "police_force_area",
    "rsc region": "rsc_region",
    "multi-academy trust": "trust_id",
    "planning area": "planning_area",
    "institution": "institution_id",
    "sponsor": "sponsor_id",
}
_PLACE = re.compile(
    r"(?:country|region|old_la|new_la|la|lad|school|ward|pcon|provider|trust|sponsor|institution|planning_area|"
    r"local_enterprise_partnership|lsip|opportunity_area|english_devolved_area|mayoral_combined_authority|"
    r"police_force_area|rsc_region)(?:_lead)?(?:_(?:code|name|urn|laestab|id|ukprn|upin))*"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARLY = {
    "academic year": Frequency.ACADEMIC_YEAR,
    "financial year": Frequency.FINANCIAL_YEAR,
    "tax year": Frequency.FINANCIAL_YEAR,
    "calendar year": Frequency.YEAR,
    "reporting year": Frequency.YEAR,
}


_PART = re.compile(
    r"(?:(?:autumn|spring|summer)(?:,? (?:and|&)? ?(?:autumn|spring|summer))*|full year|final|part \d)(?: terms?)?(?: \(.*\))?"
)
"""Parts of a year without a notation of their own: figures of the year, but of a group that a feed must name."""


@dataclass(frozen=True, slots=True)
class ExploreEducation(AtAddress):
    """One CSV a data set: a row a period, place and group; measures and filters side by side."""

    id: str = "dfe/ees"
    publisher: str = "Department for Education"
    title: str = "Explore Education Statistics"
    licence: str = OGL
    hosts: tuple[str, ...] = (
        "api.education.gov.uk",
        "explore-education-statistics.service.gov.uk",
        "content.explore-education-statistics.service.gov.uk",
    )

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The newest version of a data set, by its id, its address in the API or the address of its file.

        Raises NothingPublished where the feed gives none of them, or no version is out.
        """
        if not address:
            raise nothing(self.id, "the feed", "data set: give its id")
        place = address if "://" in address else f"{_API}/{address}"
        if not re.search(r"/data-sets/[^/]+/?$", place):
            return [Edition(place, self.title)]
        about = web.json(place)
        latest = about.get("latestVersion") if isinstance(about, dict) else None
        if not isinstance(about, dict) or not isinstance(latest, dict):
            raise nothing(self.id, place, "version")
        title = f"{about.get('title') or self.title}, version {latest.get('version', '')}"
        day = str(latest.get("published") or "")[:10]
        return [
            Edition(f"{place.rstrip('/')}/csv", title, KnownDate.parse(day) if _DAY.fullmatch(day) else None)
        ]

    def read(self, name: str, data: bytes) -> Publication:
        """One table; columns with numbers or symbols are measures, the others groups."""
        rows = read_rows(name, data)
        if rows.optional("col_name") is not None and rows.optional("col_type") is not None:
            raise NotThisFile(
                f"{name} describes the columns of a data set and holds no figures.",
                field="file",
                value=name,
                remedy="Give the data file that goes with it.",
            )
        if rows.optional("time_period") is None and rows.optional("geographic_level") is None:
            raise NotThisFile(
                f"{name} has neither “time_period” nor “geographic_level”.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        when, level = rows.column("time_period"), rows.column("geographic_level")
        named = rows.optional("time_identifier")
        others = [
            index
            for index, heading in enumerate(rows.header)
            if index not in (when, level, named)
            and not _PLACE.fullmatch(heading.casefold())
            and not is_note_heading(heading)
            and _says_something(rows, index)
        ]
        measures = [index for index in others if _is_measure(rows, index)]
        if not measures:
            raise LayoutChanged(file=name, expected="columns of numbers", found=rows.header)
        table = _table(
            rows,
            when=when,
            named=named,
            level=level,
            measures=measures,
            groups=[i for i in others if i not in measures],
        )
        newest = max(
            (_period(rows.cell(row, when), rows.cell(row, named), name) for row in rows.rows),
            key=lambda p: p.end,
        )
        return Publication(name, self.title, (table,), edition=newest.label)


def _says_something(rows: Rows, index: int) -> bool:
    """Whether a column holds more than blanks and symbols for what is not there."""
    cells = (read_cell(rows.cell(row, index)) for row in rows.rows)
    return any(cell.value is not None or cell.absence is Absence.TEXT for cell in cells)


def _is_measure(rows: Rows, index: int) -> bool:
    """Numbers and symbols only, with at least one number; a text among them makes it a group."""
    cells = [read_cell(rows.cell(row, index)) for row in rows.rows]
    return any(cell.value is not None for cell in cells) and not any(
        cell.absence is Absence.TEXT for cell in cells
    )


@lru_cache(maxsize=4096)
def _period(text: str, identifier: str, file: str) -> Period:
    word = " ".join(identifier.casefold().split())
    digits = re.sub(r"\D", "", text)
    if len(digits) not in (4, 6):
        raise LayoutChanged(
            file=file, expected="a year such as 202324 or 2023", found=[text], where="time_period"
        )
    year = int(digits[:4])
    if found := re.fullmatch(r"week (\d{1,2})", word):
        return _parsed(f"{year} Week {found[1]}", file)
    if found := re.fullmatch(
        r"(?:(calendar|financial|academic|tax) year )?q(?:uarter )?([1-4])(?:-q?([1-4]))?", word
    ):
        # Quarters of a financial or academic year are counted from April or September.
        start = {"financial": 1, "tax": 1}.get(found[1] or "", 0)
        return Period(Frequency.QUARTER, year * 4 + start + int(found[3] or found[2]) - 1)
    month = read_moment(f"{identifier} {year}")
    if month is not None and month.frequency is Frequency.MONTH:
        return month
    for named, frequency in _YEARLY.items():
        if word.startswith(named):
            return Period(frequency, year)
    if word and not _PART.fullmatch(word):
        raise LayoutChanged(
            file=file,
            expected="what part of a year it is, such as “Academic year”, “Autumn term” or “Week 37”",
            found=[identifier],
            where="time_identifier",
        )
    return Period(Frequency.ACADEMIC_YEAR if len(digits) == 6 else Frequency.YEAR, year)


def _parsed(text: str, file: str) -> Period:
    period = read_moment(text)
    if period is None:
        raise LayoutChanged(file=file, expected="a week of the year", found=[text], where="time_identifier")
    return period


def _place_columns(rows: Rows, level: str) -> tuple[int | None, int | None]:
    stem = _CODES.get(level, level.replace(" ", "_"))
    code = rows.optional(f"{stem}_code") if rows.optional(f"{stem}_code") is not None else rows.optional(stem)
    short = stem.removeprefix("new_").split("_urn")[0].split("_ukprn")[0].split("_id")[0]
    return code, rows.optional(f"{short}_name")


def _table(
    rows: Rows, *, when: int, named: int | None, level: int, measures: Sequence[int], groups: Sequence[int]
) -> Table:
    columns = tuple(rows.header[index] for index in measures)
    places: dict[str, tuple[int | None, int | None]] = {}

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        chosen = [(columns[position], measures[position]) for position in wanted]
        for line, row in enumerate(rows.rows, 2):
            word = rows.cell(row, level).casefold()
            if word not in places:
                places[word] = _place_columns(rows, word)
            code, label = places[word]
            period = _period(rows.cell(row, when), rows.cell(row, named), rows.file)
            about = {rows.header[index]: rows.cell(row, index) for index in groups}
            about["geographic_level"] = word
            if named is not None:
                identifier = rows.cell(row, named)
                about["time_identifier"] = identifier
                if _PART.fullmatch(" ".join(identifier.casefold().split())):
                    about["part_of_year"] = identifier
            for measure, index in chosen:
                cell = read_cell(rows.cell(row, index))
                if cell.absence is not Absence.BLANK:
                    yield figure(
                        cell,
                        measure=measure,
                        period=period,
                        area=rows.cell(row, code),
                        area_name=rows.cell(row, label),
                        dimensions=about,
                        place=f"{rows.file}:{line}",
                    )

    return Table(rows.file, rows.file, columns, read)


SOURCES = (ExploreEducation(),)
