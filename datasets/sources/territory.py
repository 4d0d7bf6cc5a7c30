"""Whether the areas of a release fit together: parts and wholes, and authorities that are no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from datasets.catalogue.entries import IndicatorEntry
from datasets.geography.places import AUTHORITY, REGION, parts_of, places
from datasets.geography.successors import carried_over, retired, successor_on, successors
from datasets.sources.remarks import Remark, RemarkCode
from forecasting.findings import Severity
from forecasting.indicators import Aggregation
from forecasting.periods import Period

_ADDITIVE = (Aggregation.FLOW, Aggregation.STOCK)
_RATIO_UNITS = ("percent", "%", "per ", "rate", "index", "ratio", "weeks", "days")
Values = Mapping[tuple[str, Period], float]
"""Figures by area and period."""
_FAR = date.max
_SLACK = 0.001
"""Totals may differ from the sum of their parts by a thousandth, or by half of the last digit for each part."""


class Located(Protocol):
    """A figure of an area in a period."""

    @property
    def area(self) -> str:
        """The code of the area."""
        ...

    @property
    def period(self) -> Period:
        """The period."""
        ...

    @property
    def value(self) -> float | None:
        """The figure; None where there is a symbol instead."""
        ...


def adds_up(indicator: IndicatorEntry) -> bool:
    """Whether the values of parts make the value of the whole: counts and amounts, not shares, rates or averages."""
    unit = indicator.unit.casefold()
    return indicator.aggregation in _ADDITIVE and not any(word in unit for word in _RATIO_UNITS)


def territory(readings: Sequence[Located], indicator: IndicatorEntry) -> list[Remark]:
    """Remarks on the areas of a release."""
    values = {(item.area, item.period): item.value for item in readings if item.value is not None}
    remarks = _retired(values, indicator)
    if adds_up(indicator):
        remarks += _sums(values, indicator)
    return remarks


def _retired(values: Values, indicator: IndicatorEntry) -> list[Remark]:
    """Codes used after their end, and old authorities whose history stops where the new one's begins."""
    late = {area: period for area, period in values if area in successors() and retired(area, period)}
    remarks = []
    if late:
        area, period = next(iter(sorted(late.items())))
        remarks.append(
            Remark(
                RemarkCode.AREA_RETIRED,
                f"{len(late):,} areas have figures after they were reorganised, {_name(area)} in {period.label} for one: "
                f"since then its code is {successor_on(area, period.start)}.",
                Severity.CAUTION,
                indicator.id,
            )
        )
    if carried := carried_over(values):
        new = sorted({area for area, _ in carried})
        way = "--carry-over adds" if adds_up(indicator) else "Only counts can be added; nothing adds"
        remarks.append(
            Remark(
                RemarkCode.AREA_MERGED,
                f"{len(new):,} areas took over from others ({', '.join(_name(area) for area in new[:3])} …) and have no "
                f"earlier figures of their own. {way} up those of the areas before them.",
                Severity.INFO,
                indicator.id,
            )
        )
    return remarks


def _sums(values: Values, indicator: IndicatorEntry) -> list[Remark]:
    by_period: dict[Period, dict[str, float]] = {}
    for (area, period), value in values.items():
        by_period.setdefault(period, {})[area] = value
    compared = 0
    wrong: list[tuple[float, str, Period, float, float]] = []
    for period, held in by_period.items():
        for whole, value in held.items():
            parts = _parts(whole, held)
            if not parts:
                continue
            compared += 1
            total = sum(held[part] for part in parts)
            slack = max(_SLACK * abs(value), 0.5 * len(parts) * 10.0 ** -(indicator.decimals or 0))
            if abs(total - value) > slack:
                wrong.append((abs(total - value) / (abs(value) or 1.0), whole, period, value, total))
    if not wrong:
        return []
    _, whole, period, value, total = max(wrong, key=lambda one: one[0])
    return [
        Remark(
            RemarkCode.NOT_THE_SUM,
            f"{len(wrong):,} of {compared:,} totals are not the sum of their parts, {_name(whole)} in {period.label} for "
            f"one: {value:g}, and its parts add up to {total:g}.",
            Severity.CAUTION,
            indicator.id,
        )
    ]


def _parts(whole: str, values: Mapping[str, float]) -> frozenset[str]:
    """The parts of a whole where the release has all that stood then: regions before authorities.

    Authorities of before and after a reorganisation both belong to a region: which of them stood then is taken
    from the release, and a region counts only if every present authority of it or its predecessors is there.
    """
    place = places().get(whole)
    if place is None:
        return frozenset()
    regions = parts_of(whole, REGION)
    if regions and regions <= values.keys():
        return regions
    if place.level != REGION:
        return frozenset()
    everything = parts_of(whole, AUTHORITY)
    there = everything & values.keys()
    # Where a release has an authority and the one that took it over, the older one is a part of the newer.
    there -= {area for area in there if area in successors() and successor_on(area, _FAR) in there}
    standing = {area for area in everything if area not in successors()}
    covered = there | {successor_on(area, _FAR) for area in there}
    return there if there and standing <= covered else frozenset()


def _name(area: str) -> str:
    place = places().get(area)
    return area if place is None else place.name
