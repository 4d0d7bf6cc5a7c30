"""Whether readings can be right: one value for each area and period, within the bounds of the indicator."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from datasets.catalogue.entries import IndicatorEntry
from datasets.sources.errors import ReleaseRejected
from datasets.sources.readings import Reading
from datasets.sources.remarks import Remark, RemarkCode
from forecasting.findings import Severity
from forecasting.periods import Period

_TWICE_LIMIT = 0.05
_STRAY = 0.01
_ROUNDING = 1e-6


def once(
    readings: Sequence[Reading], indicator: IndicatorEntry, file: str, remarks: list[Remark]
) -> list[Reading]:
    """One value for each area and period; two different ones are left out, and many of them refused."""
    by_key: dict[tuple[str, Period], list[Reading]] = {}
    for item in readings:
        by_key.setdefault((item.area, item.period), []).append(item)
    twice = [items for items in by_key.values() if len({item.value for item in items}) > 1]
    if twice:
        one, other, *_ = twice[0]
        said = (
            f"{file} gives {one.value:g} and {other.value:g} for {one.area} in {one.period.label} "
            f"({one.place}, {other.place})"
        )
        if len(twice) > max(2, _TWICE_LIMIT * len(by_key)):
            raise ReleaseRejected(
                f"{said} and contradicts itself {len(twice):,} times in all.",
                field="feed",
                value=indicator.id,
                remedy="The feed picks more than one group: name the groups under “where”.",
            )
        remarks.append(
            Remark(RemarkCode.TWO_VALUES, f"{said}; neither is taken.", Severity.CAUTION, indicator.id)
        )
    return [items[0] for items in by_key.values() if len({item.value for item in items}) == 1]


def within_bounds(
    readings: Sequence[Reading], indicator: IndicatorEntry, file: str, remarks: list[Remark]
) -> list[Reading]:
    """The possible values. A rounding error is taken as the bound, a stray value left out, many refused."""
    low = -math.inf if indicator.lower is None else indicator.lower
    high = math.inf if indicator.upper is None else indicator.upper
    kept: list[Reading] = []
    wrong: list[Reading] = []
    for item in readings:
        nearest_bound = min(max(item.value, low), high)
        if abs(nearest_bound - item.value) <= _ROUNDING * max(1.0, abs(item.value)):
            kept.append(item if nearest_bound == item.value else replace(item, value=nearest_bound))
        else:
            wrong.append(item)
    if wrong:
        first = wrong[0]
        said = (
            f"{file} gives {first.value:g} {indicator.unit} for “{indicator.id}” in {first.area}, "
            f"{first.period.label} ({first.place}), outside what is possible"
        )
        if len(wrong) > _STRAY * len(readings):
            raise ReleaseRejected(
                f"{said}; {len(wrong):,} such values of {len(readings):,}.",
                field="value",
                value=first.value,
                remedy="Check the unit: the factor of the feed may have to change.",
            )
        remarks.append(
            Remark(
                RemarkCode.OUT_OF_BOUNDS,
                f"{said}; {len(wrong):,} such values are left out.",
                Severity.SERIOUS,
                indicator.id,
            )
        )
    return kept


def note_left_out(
    remarks: list[Remark], absent: int, nameless: Mapping[str, int], indicator: IndicatorEntry
) -> None:
    if absent:
        remarks.append(
            Remark(
                RemarkCode.NOT_MEASURED,
                f"{absent:,} cells hold a symbol instead of a number.",
                indicator=indicator.id,
            )
        )
    if nameless:
        shown = ", ".join(list(nameless)[:5])
        remarks.append(
            Remark(
                RemarkCode.AREAS_LEFT_OUT,
                f"{len(nameless):,} rows without an area code are left out ({shown} …).",
                indicator=indicator.id,
            )
        )
