"""Open SDG: a data repository as a whole, as dozens of countries run one; indicators, metadata, targets out.

A repository has a file of figures an indicator (``data/indicator_3-2-1.csv``), one of metadata each
(``meta/3-2-1.md`` with YAML at its head, or plain YAML), and ``config_data.yml``. In the figures a blank cell
means "all": headline rows leave every group blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from datasets.dates import KnownDate
from datasets.observation import ObservationStatus
from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure, newest
from datasets.sources.finding import AtAddress
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment

NUMBER = re.compile(
    r"(?:indicator_)?(\d{1,2}-[0-9a-z]{1,2}-\d{1,2}[a-z]?(?:-\d+)?)\.(?:csv|md|ya?ml)", re.IGNORECASE
)
_UNITS = ("Units", "Unit measure", "Unit", "UNIT_MEASURE", "Unit of measure")
_SERIES = ("Series", "SERIES")
_ABOUT = (
    "Observation status",
    "OBS_STATUS",
    "Unit multiplier",
    "UNIT_MULT",
    "Footnotes",
    "COMMENT_OBS",
    "Source",
)
_STATUS = {
    "provisional": ObservationStatus.PROVISIONAL,
    "estimated": ObservationStatus.ESTIMATE,
    "estimated value": ObservationStatus.ESTIMATE,
    "provisional value": ObservationStatus.PROVISIONAL,
    "forecast value": ObservationStatus.FORECAST,
}
_CODE = "GeoCode"
_PLACE = re.compile(
    r"\b(?:country|region|(?:local )?authority|area|nation|county|district)\b(?! of)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SdgTarget:
    """A level a repository says is to be reached by a year, and whether more is better."""

    value: float
    year: int
    increase: bool
    series: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class SdgIndicator:
    """One indicator: its number, its words, its figures (None where none are reported) and its targets."""

    number: str
    title: str
    unit: str
    meta: Mapping[str, Any]
    table: Table | None
    targets: tuple[SdgTarget, ...] = ()
    increase: bool | None = None

    @property
    def goal(self) -> int:
        """The goal it belongs to."""
        return int(self.number.split(".")[0])


@dataclass(frozen=True, eq=False, slots=True)
class Repository:
    """A repository as read; ``problems`` names files that could not be, which do not stop the others."""

    name: str
    title: str
    indicators: tuple[SdgIndicator, ...]
    problems: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)


def read_repository(name: str, files: Mapping[str, bytes]) -> Repository:
    """Read a repository from its files by path. Raises NotThisFile where it holds no indicators at all."""
    data = {number: path for path in files if (number := _number(path, ".csv"))}
    meta = {
        number: path for path in files if (number := _number(path, ".md", ".yml", ".yaml")) and _is_meta(path)
    }
    if not data and not meta:
        raise NotThisFile(
            f"{name} holds neither data/indicator_….csv nor meta/….md.",
            field="folder",
            value=name,
            remedy="Give the folder of an Open SDG data repository.",
        )
    problems: list[str] = []
    indicators = []
    for number in sorted({*data, *meta}, key=_order):
        try:
            about = _front_matter(meta[number], files[meta[number]]) if number in meta else {}
            table = _table(data[number], files[data[number]]) if number in data else None
        except (LayoutChanged, FileRefused, NotThisFile) as error:
            problems.append(error.message)
            continue
        indicators.append(_indicator(number, about, table))
    if not indicators:
        raise LayoutChanged(file=name, expected="at least one indicator that can be read", found=problems)
    config = next(
        (_yaml(path, files[path]) for path in files if re.search(r"(^|/)config_data\.ya?ml$", path)), {}
    )
    branding = str(config.get("docs_branding") or f"Sustainable Development Goals ({name})")
    return Repository(name, branding, tuple(indicators), tuple(problems), config)


def _number(path: str, *endings: str) -> str | None:
    last = path.rsplit("/", 1)[-1]
    found = NUMBER.fullmatch(last)
    return found[1].lower() if found and last.lower().endswith(endings) else None


def _is_meta(path: str) -> bool:
    # Translations of a repository lie in folders of their own, below or beside.
    parts = path.split("/")[:-1]
    return not parts or parts[-1] in ("meta", "metadata", "indicators")


def _order(number: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(re.sub(r"\D", "", part) or 0), part) for part in number.split("-"))


def _yaml(path: str, data: bytes) -> dict[str, Any]:
    try:
        found = yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LayoutChanged(file=path, expected="YAML", found=[str(error).split("\n", 1)[0]]) from error
    return found if isinstance(found, dict) else {}


def _front_matter(path: str, data: bytes) -> dict[str, Any]:
    if path.lower().endswith(".md"):
        parts = re.split(rb"^---\s*$", data.replace(b"\r\n", b"\n"), maxsplit=2, flags=re.MULTILINE)
        if len(parts) < 3:
            raise LayoutChanged(
                file=path,
                expected="YAML between two lines “---”",
                found=[data[:60].decode("utf-8", "replace")],
            )
        data = parts[1]
    return _yaml(path, data)


def _indicator(number: str, meta: Mapping[str, Any], table: Table | None) -> SdgIndicator:
    dotted = str(meta.get("indicator_number") or number.replace("-", "."))
    words = [
        meta.get(key)
        for key in ("graph_title", "indicator_available", "national_indicator_available", "indicator_name")
    ]
    title = next(
        (str(word).strip() for word in words if word and not _is_key(str(word))), f"Indicator {dotted}"
    )
    targets, increase = _targets(meta)
    unit = str(meta.get("computation_units") or "").strip()
    return SdgIndicator(dotted, title, unit, meta, table, targets, increase)


def _is_key(text: str) -> bool:
    """Whether a text is a key into a translation (``global_indicators.3-2-1-title``)."""
    return re.fullmatch(r"[a-z_]+\.[\w.-]+", text.strip()) is not None


def _targets(meta: Mapping[str, Any]) -> tuple[tuple[SdgTarget, ...], bool | None]:
    options = meta.get("progress_calculation_options") or []
    found, increase = [], None
    for item in options if isinstance(options, list) else [options]:
        if not isinstance(item, dict):
            continue
        word = str(item.get("direction") or "").casefold()
        if word in ("positive", "negative"):
            increase = word == "positive"
        cell = read_cell(item.get("target"))
        if cell.value is not None and increase is not None:
            year = read_cell(item.get("target_year"))
            found.append(
                SdgTarget(
                    cell.value,
                    int(year.value or 2030),
                    increase,
                    str(item.get("series") or ""),
                    str(item.get("unit") or ""),
                )
            )
    return tuple(found), increase


def _table(path: str, data: bytes) -> Table:
    rows = read_rows(path, data)
    year, value = rows.column("Year", "TIME_PERIOD"), rows.column("Value", "OBS_VALUE")
    series, unit = rows.optional(*_SERIES), rows.optional(*_UNITS)
    code, status = rows.optional(_CODE, "REF_AREA"), rows.optional("Observation status", "OBS_STATUS")
    cells = [read_cell(rows.cell(row, value)) for row in rows.rows]
    if any(cell.absence is Absence.TEXT for cell in cells) and not any(
        cell.value is not None for cell in cells
    ):
        raise LayoutChanged(
            file=path,
            expected="numbers below “Value”",
            found=dict.fromkeys(cell.symbol for cell in cells),
            where="the header",
        )
    about = {year, value, series, unit, code, *(rows.optional(word) for word in _ABOUT)}
    groups = [index for index in range(len(rows.header)) if index not in about]
    places = [index for index in groups if _PLACE.search(rows.header[index])]

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        return _figures(rows, year, value, series, unit, code, status, groups, places) if wanted else ()

    last = path.rsplit("/", 1)[-1]
    return Table(last, last, ("Value",), read)


def _figures(
    rows: Rows,
    year: int,
    value: int,
    series: int | None,
    unit: int | None,
    code: int | None,
    status: int | None,
    groups: Sequence[int],
    places: Sequence[int],
) -> Iterator[Figure]:
    for line, row in enumerate(rows.rows, 2):
        cell = read_cell(rows.cell(row, value))
        if cell.absence is Absence.BLANK:
            continue
        text, area = rows.cell(row, year), rows.cell(row, code)
        about = {rows.header[i]: rows.cell(row, i) for i in groups if rows.cell(row, i)}
        # Where a code names the area, the columns of places only say it again.
        named = [about.pop(rows.header[i]) for i in places if area and rows.header[i] in about]
        name = named[-1] if named else ""
        about |= {"Year": text} if read_moment(text) is None else {}
        about |= {"Series": rows.cell(row, series)} if rows.cell(row, series) else {}
        about |= {"Unit": rows.cell(row, unit)} if rows.cell(row, unit) else {}
        yield figure(
            cell,
            measure="Value",
            period=read_moment(text),
            area=area,
            area_name=name,
            dimensions=about,
            status=_STATUS.get(rows.cell(row, status).casefold()),
            place=f"{rows.file}:{line}",
        )


def is_headline(item: Figure) -> bool:
    """Whether a figure is of everybody: no group beside its series, unit and place."""
    return not set(item.dimensions) - {"Series", "Unit"}


@dataclass(frozen=True, slots=True)
class OpenSdgFile(AtAddress):
    """One file of figures of such a repository, for a feed that wants a single indicator."""

    id: str = "open-sdg"
    publisher: str = ""
    title: str = "Open SDG"
    licence: str = ""
    hosts: tuple[str, ...] = ("raw.githubusercontent.com", "sdgdata.gov.uk")

    def read(self, name: str, data: bytes) -> Publication:
        """One table; groups left blank mean everybody."""
        if not NUMBER.fullmatch(name.rsplit("/", 1)[-1]):
            raise NotThisFile(
                f"{name} is not named after an indicator (indicator_3-2-1.csv).",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        table = _table(name, data)
        return Publication(name, name, (table,), edition=newest([table]))


def released(meta: Mapping[str, Any]) -> KnownDate | None:
    """The newest release among the sources an indicator names."""
    found = []
    for key, text in meta.items():
        if (
            re.fullmatch(r"source_release_date_\d+", str(key))
            and (period := read_moment(str(text))) is not None
        ):
            found.append(KnownDate.parse(period.end.isoformat()))
    return max(found, key=lambda date: date.day, default=None)


SOURCES = (OpenSdgFile(),)
