"""What became of local authorities that were merged or given another code, in England since 2009.

Each reorganisation was checked on the net additional dwellings of the years around it: the figures of the old
authorities stop where those of the new one begin, and are of one size.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from forecasting.periods import Period


class Reorganisation(StrEnum):
    """How an authority ended."""

    MERGED = "merged"
    RECODED = "recoded"


@dataclass(frozen=True, slots=True)
class Successor:
    """The authority that took over from another on a day."""

    area: str
    successor: str
    on: date
    kind: Reorganisation


@cache
def successors() -> Mapping[str, Successor]:
    """The next authority after each one that is no more."""
    text = files("datasets.geography").joinpath("successors.csv").read_text("utf-8")
    return {
        row["area"]: Successor(
            row["area"], row["successor"], date.fromisoformat(row["on"]), Reorganisation(row["kind"])
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def predecessors(area: str) -> frozenset[str]:
    """The authorities whose place one took, directly."""
    return frozenset(one.area for one in successors().values() if one.successor == area)


def successor_on(area: str, day: date) -> str:
    """The authority responsible on a day for what was an area: itself where it still stood then.

    >>> successor_on("E07000190", date(2024, 4, 1))  # Taunton Deane, since 2019 part of two mergers
    'E06000066'
    """
    found = successors().get(area)
    while found is not None and found.on <= day:
        area = found.successor
        found = successors().get(area)
    return area


def retired(area: str, period: Period) -> bool:
    """Whether an authority had ended before a period began."""
    found = successors().get(area)
    return found is not None and found.on <= period.start


def carried_over(values: Mapping[tuple[str, Period], float]) -> Mapping[tuple[str, Period], float]:
    """Sums of old authorities for the new one, for the periods in which all of them and not the new one have a value.

    Only for what adds up: counts and amounts, never rates. Mergers of mergers are followed. Only an authority that
    has a value in some period is given earlier ones: figures from before it was thought of know nothing of it.
    """
    found: dict[tuple[str, Period], float] = {}
    held = dict(values)
    named = {area for area, _ in values}
    for area in sorted({one.successor for one in successors().values()}, key=_depth):
        parts = predecessors(area)
        periods = {period for code, period in held if code in parts}
        for period in periods:
            complete = all((part, period) in held for part in parts)
            if complete and (area, period) not in held:
                found[area, period] = held[area, period] = sum(held[part, period] for part in sorted(parts))
    return {key: value for key, value in found.items() if key[0] in named}


def _depth(area: str) -> int:
    """How many generations of reorganisation lie behind an authority."""
    return 1 + max((_depth(part) for part in predecessors(area)), default=-1)
