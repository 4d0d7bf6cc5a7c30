"""JSON-stat, versions 1 and 2, bare or wrapped: Eurostat, Nomis, Norway, and PxWeb's answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datasets.dates import KnownDate
from datasets.sources.cube import Cube, Dimension
from datasets.sources.delimited import read_json, shaped
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, Table, fixed, newest
from datasets.sources.finding import AtAddress
from datasets.sources.moments import read_moment
from forecasting.frequency import Frequency


@dataclass(frozen=True, slots=True)
class JsonStat(AtAddress):
    """Any data set in the format, from any publisher; the feed says whose it is."""

    id: str = "json-stat"
    publisher: str = ""
    title: str = "JSON-stat data set"
    licence: str = ""
    hosts: tuple[str, ...] = ("ec.europa.eu", "data.ssb.no", "www.nomisweb.co.uk", "ws.cso.ie", "api.scb.se")

    def read(self, name: str, data: bytes) -> Publication:
        """A table a data set, whose columns are its metrics (its title where it has none)."""
        found = read_json(name, data)
        sets = list(_datasets(found))
        if not sets:
            raise NotThisFile(
                f"{name} holds no JSON-stat data set.",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        with shaped(name, "dimensions, categories and values as JSON-stat has them"):
            tables = tuple(_table(name, key, item) for key, item in sets)
        updated = str(sets[0][1].get("updated") or "")
        return Publication(name, tables[0].title, tables, _day(updated), newest(tables))


def _datasets(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(found, dict):
        return
    if isinstance(found.get("dimension"), dict) and "value" in found:
        yield str(found.get("label") or "data set"), found
        return
    for key, item in found.items():
        if isinstance(item, dict) and isinstance(item.get("dimension"), dict) and "value" in item:
            yield str(key), item


def _day(text: str) -> KnownDate | None:
    period = read_moment(text.split("T")[0].split(" ")[0])
    return KnownDate.parse(str(period)) if period is not None and period.frequency is Frequency.DAY else None


def _table(name: str, key: str, item: dict[str, Any]) -> Table:
    sides = item["dimension"]
    ids = item.get("id") or sides.get("id")
    size = item.get("size") or sides.get("size")
    if not isinstance(ids, list) or not isinstance(size, list) or any(one not in sides for one in ids):
        raise LayoutChanged(
            file=name, expected="“id” and “size” of the dimensions", found=list(sides), where=key
        )
    dimensions = tuple(_dimension(name, one, sides[one]) for one in ids)
    # Some servers leave sides of one category out of “size”.
    told = [int(number) for number in size]
    if [len(side.codes) for side in dimensions] != told and math.prod(told) != math.prod(
        len(side.codes) for side in dimensions
    ):
        raise LayoutChanged(
            file=name,
            expected=f"as many categories as “size” says ({size})",
            found=[f"{side.id}: {len(side.codes)}" for side in dimensions],
            where=key,
        )
    roles = item.get("role") or sides.get("role") or {}
    values = item["value"]
    cube = Cube(
        name,
        str(item.get("label") or item.get("title") or key),
        dimensions,
        {int(k): v for k, v in values.items()} if isinstance(values, dict) else values,
        _symbols(item.get("status")),
        time=next(iter(roles.get("time", ())), "time" if "time" in ids else None),
        place=next(iter(roles.get("geo", ())), "geo" if "geo" in ids else None),
        metric=next(iter(roles.get("metric", ())), None),
    )
    last = max(cube.values, default=-1) if isinstance(cube.values, Mapping) else len(cube.values) - 1
    if last >= cube.size or (not isinstance(cube.values, Mapping) and last + 1 != cube.size):
        raise FileRefused(
            f"{name} has {last + 1:,} values for {cube.size:,} cells.",
            field="value",
            value=last + 1,
            remedy="Fetch it again.",
        )
    return fixed(key, cube.title, cube.figures())


def _dimension(name: str, key: str, side: dict[str, Any]) -> Dimension:
    category = side.get("category") or {}
    labels = category.get("label") or {}
    index = category.get("index")
    if isinstance(index, dict):
        codes = sorted(index, key=lambda code: int(index[code]))
    elif isinstance(index, list):
        codes = [str(code) for code in index]
    elif labels:
        codes = list(labels)
    else:
        raise LayoutChanged(
            file=name, expected="“index” or “label” of the categories", found=list(category), where=key
        )
    return Dimension(
        key, str(side.get("label") or key), tuple(codes), tuple(str(labels.get(code, code)) for code in codes)
    )


def _symbols(status: Any) -> dict[int, str]:
    if isinstance(status, dict) and isinstance(status.get("value"), list):
        status = status["value"]
    if isinstance(status, list):
        return {index: str(word) for index, word in enumerate(status) if word}
    if isinstance(status, dict):
        return {int(key): str(word) for key, word in status.items() if str(key).isdigit() and word}
    return {}


SOURCES = (JsonStat(),)
