"""SDMX, from Eurostat or any other registry: messages in XML or JSON through sdmx1, and SDMX-CSV."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datasets.observation import ObservationStatus
from datasets.sources.delimited import Rows, looks_like_page, read_json, read_rows
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile, SourceError
from datasets.sources.figures import Figure, Publication, figure, fixed, newest
from datasets.sources.finding import AtAddress
from datasets.sources.marks import read_cell
from datasets.sources.moments import read_moment
from datasets.sources.wording import is_note_heading
from datasets.sources.workbook import refuse_doctype

_PLACES = ("REF_AREA", "GEO", "geo", "LOCATION", "COUNTRY", "AREA")
_TIMES = ("TIME_PERIOD", "TIME", "time")
_STATUS = {
    "P": ObservationStatus.PROVISIONAL,
    "E": ObservationStatus.ESTIMATE,
    "F": ObservationStatus.FORECAST,
}
_ATTRIBUTES = frozenset(
    {"OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "OBS_CONF", "UNIT_MULT", "DECIMALS", "COMMENT_OBS", "TIME_FORMAT", "COLLECTION"}
)  # fmt: skip
_ABOUT_FILE = frozenset(
    {"STRUCTURE", "STRUCTURE_ID", "DATAFLOW", "ACTION", "LAST UPDATE", "UPDATED", "STRUCTURE_NAME"}
)


@dataclass(frozen=True, slots=True)
class Sdmx(AtAddress):
    """Any data message; the key of a series is its group, ``REF_AREA`` or ``GEO`` its area."""

    id: str = "sdmx"
    publisher: str = ""
    title: str = "SDMX data"
    licence: str = ""
    hosts: tuple[str, ...] = (
        "ec.europa.eu",
        "data-api.ecb.europa.eu",
        "sdmx.oecd.org",
        "api.insee.fr",
        "bdm.insee.fr",
    )

    def locate(self, address: str) -> str:
        """The query of the feed, or a Eurostat data set by its code."""
        if "://" in address:
            return address
        return f"https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/{address}?format=SDMX-CSV"

    def read(self, name: str, data: bytes) -> Publication:
        """One table, whose column is the flow; a message of structures alone raises NotThisFile."""
        beginning = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if beginning == b"<":
            if looks_like_page(data):
                raise _other(name)
            refuse_doctype(name, data)
            if b"sdmx" not in data[:8192].lower():
                raise _other(name)
            return _message(name, data, "XML")
        if beginning == b"{":
            found = read_json(name, data)
            if "dataSets" not in found and "dataSets" not in (found.get("data") or {}):
                raise _other(name)
            return _message(name, data, "JSON")
        return _rows(name, data)


def _other(name: str) -> NotThisFile:
    return NotThisFile(
        f"{name} is no SDMX data message.", field="file", value=name, remedy="Choose another source."
    )


def _message(name: str, data: bytes, kind: str) -> Publication:
    try:
        import sdmx
        from sdmx.message import DataMessage
    except ImportError as error:
        raise SourceError(
            "Reading SDMX messages needs the package sdmx1.",
            field="file",
            value=name,
            remedy="Install headway[sdmx].",
        ) from error
    # Its remarks on attributes without values are no concern of whoever loads figures.
    logging.getLogger("sdmx").setLevel(logging.ERROR)
    try:
        # It prints what it has read so far where it cannot go on.
        with contextlib.redirect_stdout(io.StringIO()):
            message: Any = sdmx.read_sdmx(io.BytesIO(data), format=kind)
    except Exception as error:
        raise FileRefused(
            f"{name} is no SDMX message, or is damaged: {error}.",
            field="file",
            value=name,
            remedy="Fetch it again.",
        ) from error
    if not isinstance(message, DataMessage):
        raise NotThisFile(
            f"{name} describes a structure and holds no figures.",
            field="file",
            value=name,
            remedy="Give the data message.",
        )
    if not message.data:
        raise LayoutChanged(file=name, expected="a data set", found=[type(message).__name__])
    table = fixed(name, name, (item for dataset in message.data for item in _observations(dataset, name)))
    return Publication(name, name, (table,), edition=newest([table]))


def _observations(dataset: Any, name: str) -> Iterator[Figure]:
    flow = getattr(getattr(dataset, "described_by", None), "id", None) or getattr(
        getattr(dataset, "structured_by", None), "id", None
    )
    for index, item in enumerate(dataset.obs):
        key = {str(one): str(value.value) for one, value in item.key.values.items()}
        attributes = {str(one): str(value.value) for one, value in item.attrib.items()}
        yield _figure(key, attributes, item.value, measure=str(flow or name), place=f"obs[{index}]")


def _figure(
    key: dict[str, str], attributes: dict[str, str], value: Any, *, measure: str, place: str
) -> Figure:
    time = next((one for one in _TIMES if one in key), None)
    where = next((one for one in _PLACES if one in key), None)
    area = key[where] if where else attributes.get("REF_AREA", "")
    groups = {one: text for one, text in key.items() if one not in (time, where)}
    return figure(
        read_cell(value),
        measure=measure,
        period=None if time is None else read_moment(key[time]),
        area=area,
        dimensions=groups,
        status=_STATUS.get(attributes.get("OBS_STATUS", "").upper()[:1]),
        place=place,
    )


def _rows(name: str, data: bytes) -> Publication:
    rows = read_rows(name, data)
    value = rows.optional("OBS_VALUE")
    if value is None:
        raise NotThisFile(
            f"{name} has no column “OBS_VALUE”.", field="file", value=name, remedy="Choose another source."
        )
    table = fixed(name, name, _csv_figures(rows, value))
    return Publication(name, name, (table,), edition=newest([table]))


def _csv_figures(rows: Rows, value: int) -> Iterator[Figure]:
    flow = rows.optional("STRUCTURE_ID", "DATAFLOW")
    # The standard puts the dimensions before the value and the attributes after it.
    before = [index for index in range(value) if not _is_about(rows.header[index])]
    after = [i for i in range(len(rows.header)) if i not in before and i != value]
    time = next((index for name in _TIMES if (index := rows.optional(name)) is not None), None)
    if time is None:
        periods = [i for i in before if all(read_moment(rows.cell(row, i)) for row in rows.rows)]
        time = periods[-1] if periods else None
    if time is None:
        raise LayoutChanged(
            file=rows.file, expected="a column “TIME_PERIOD”", found=rows.header, where="the header"
        )
    dimensions = [index for index in before if index != time]
    for line, row in enumerate(rows.rows, 2):
        if read_moment(rows.cell(row, time)) is None:
            raise LayoutChanged(
                file=rows.file, expected="a period", found=[rows.cell(row, time)], where=f"line {line}"
            )
        key = {rows.header[i].upper() if rows.header[i].upper() in _PLACES else rows.header[i]: rows.cell(row, i).split(":")[0] for i in dimensions}  # fmt: skip
        attributes = {rows.header[i].upper(): rows.cell(row, i) for i in after}
        yield _figure(
            {**key, _TIMES[0]: rows.cell(row, time)},
            attributes,
            rows.cell(row, value),
            measure=rows.cell(row, flow) or rows.file,
            place=f"{rows.file}:{line}",
        )


def _is_about(heading: str) -> bool:
    return heading.upper() in _ABOUT_FILE or heading.upper() in _ATTRIBUTES or is_note_heading(heading)


SOURCES = (Sdmx(),)
