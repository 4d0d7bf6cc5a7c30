"""Places by their GSS code: name, level, and the place each lies in.

``areas.csv`` was put together from the codes and names in published tables. That local authorities add up to counties
and regions, and regions to England, was checked on the net additional dwellings of every year since 2001/02 (MHCLG,
Live Tables 120 and 122).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ENGLAND = "E92000001"
AUTHORITY, COUNTY, METROPOLITAN_COUNTY, REGION = "local authority", "county", "metropolitan county", "region"


@dataclass(frozen=True, slots=True)
class Place:
    """One place; ``parent`` is empty for the United Kingdom."""

    code: str
    name: str
    level: str
    parent: str


@cache
def places() -> Mapping[str, Place]:
    """Every place by its code, those that are no more included."""
    text = files("datasets.geography").joinpath("areas.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["area"]: Place(row["area"], row["name"], row["level"], row["parent"]) for row in rows}


@cache
def parts_of(code: str, level: str) -> frozenset[str]:
    """The places of a level that lie in a place, however deep: the authorities of a region, the regions of England.

    >>> len(parts_of("E92000001", "region"))
    9
    """
    return frozenset(
        place.code for place in places().values() if place.level == level and lies_in(place.code, code)
    )


def lies_in(code: str, other: str) -> bool:
    """Whether a place lies in another (no place lies in itself)."""
    known = places()
    place = known.get(code)
    while place is not None and place.parent:
        if place.parent == other:
            return True
        place = known.get(place.parent)
    return False
