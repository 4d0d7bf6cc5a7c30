"""One line of a targets file with the series it is judged on, as the case that ``judge`` is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.series import Series
from forecasting.targets import Target
from service.operations.bulk_series import BulkSeries


@dataclass(frozen=True, eq=False, slots=True)
class BulkTarget:
    """One line of a targets file.

    ``any_k`` is how many components must be met, None for the kind's own rule. ``other``, ``peers`` and
    ``scenario`` name further series of the file; ``direction`` says which way is better where the series does not.
    """

    target: Target
    series_id: str
    any_k: int | None = None
    other: str = ""
    peers: tuple[str, ...] = ()
    scenario: str = ""
    direction: Direction | None = None


def newest(series: BulkSeries) -> date:
    """The day a series speaks from: its newest publication, else the end of its newest period."""
    return series.published or series.series.latest.end


def case_of(item: BulkTarget, series: Mapping[str, BulkSeries], *, as_of: date | None) -> Case:
    """The case that ``judge`` would be given, figures only.

    A target on several series speaks from the newest of them, unless a day is given; a scenario reaches ahead of
    what is known and is left out of that.
    """
    found = series.get(item.series_id)
    others = [series[name] for name in (item.other, *item.peers) if name in series]
    days = [newest(one) for one in (found, *others) if one is not None]
    indicator = _directed(Indicator(item.series_id) if found is None else found.indicator, item.direction)
    return Case(
        target=item.target if item.any_k is None else replace(item.target, any_k=item.any_k),
        indicator=indicator,
        area="",
        series=None if found is None else _measured(found.series, indicator),
        as_of=as_of or max(days, default=item.target.due or date.min),
        charted=False,
        companions=_companions(item, series),
    )


def _directed(indicator: Indicator, direction: Direction | None) -> Indicator:
    if direction is None or indicator.direction is not Direction.NEUTRAL:
        return indicator
    return replace(indicator, direction=direction)


def _measured(series: Series, indicator: Indicator) -> Series:
    return series if series.indicator is indicator else replace(series, indicator=indicator)


def _companions(item: BulkTarget, series: Mapping[str, BulkSeries]) -> tuple[Companion, ...]:
    named = [
        *((Role.OTHER, name) for name in (item.other,) if name),
        *((Role.PEER, name) for name in item.peers),
        *((Role.SCENARIO, name) for name in (item.scenario,) if name),
    ]
    return tuple(
        Companion(role, name, None if (one := series.get(name)) is None else one.series)
        for role, name in named
    )
