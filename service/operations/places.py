"""The places a whole is made of, with their figures, as far as they add up to it.

Authorities that are no more are counted in those that followed them. A place without enough figures of its own, or
whose figures have ended, is not left out of the sum: what the places named do not account for stands in a place of
its own, "the rest".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from datasets.geography.successors import carried_over, retired
from forecasting.breaks import Breaks
from forecasting.ground import Ground, ground_of
from forecasting.hierarchy.tree import Tree
from forecasting.indicators import Aggregation, Indicator
from forecasting.periods import Period
from forecasting.series import Series
from service.operations.known_series import KnownSeries, figures_known
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.records import AreaRecord

Floats = NDArray[np.float64]

REST = ":rest"
"""What the name of the rest of a place ends with."""
FEWEST = 8
"""Fewest figures of a place that is named: fewer go into the rest."""
_LATE = 2
_ROUNDING = 0.002
_ADDING = (Aggregation.STOCK, Aggregation.FLOW)


@dataclass(frozen=True, eq=False)
class Places:
    """A whole and its places: the tree, the series of every node, what forecasts stand on, and names."""

    tree: Tree
    series: Mapping[str, Series]
    grounds: Mapping[str, Ground]
    names: Mapping[str, str]
    levels: Mapping[str, str]


def adds_up(indicator: Indicator) -> bool:
    """Whether the figures of parts are to be added: counts and amounts are, rates and averages are not."""
    return indicator.aggregation in _ADDING and indicator.unit not in ("percent", "%")


def places_of(session: Session, indicator_id: str, whole: str, own: Series) -> Places | None:
    """The places of an indicator that lie in a whole, whose figures are ``own``; None where there are none."""
    register = {record.code: record for record in areas(session)}
    inside = [
        record.code
        for record in areas(session, indicator_id=indicator_id)
        if whole in _above(record.code, register)
    ]
    if not inside:
        return None
    known = figures_known(session, [(indicator_id, code) for code in inside])
    figures = {area: item for (_, area), item in known.items() if item.series.frequency is own.frequency}
    held = _carried(figures)
    newest = _usual_latest(held.values(), own)
    series = {area: held[area] for area in figures if _bears(held[area], newest, figures[area].breaks)}
    if own.latest - newest > _LATE:
        return None
    tree_of = _parents(series, whole, register)
    breaks = {area: figures[area].breaks for area in series}
    series[whole] = own
    children: dict[str, tuple[str, ...]] = {}
    for place, parts in tree_of.items():
        rest = _rest(series[place], [series[part] for part in parts], place)
        if rest is None:
            children[place] = tuple(parts)
        elif len(rest) >= FEWEST:
            name = f"{place}{REST}"
            series[name], breaks[name] = rest, Breaks()
            children[place] = (*parts, name)
    if whole not in children:
        return None
    tree = Tree(whole, _reached(children, whole))
    grounds = {
        name: ground
        for name in tree.nodes
        if name != whole and (ground := ground_of(series[name], breaks[name])) is not None
    }
    if len(grounds) < len(tree.nodes) - 1:
        return None
    return Places(
        tree,
        {name: series[name] for name in tree.nodes},
        grounds,
        {name: _name(name, register) for name in tree.nodes},
        {name: _level(name, register) for name in tree.nodes},
    )


def _above(code: str, register: Mapping[str, AreaRecord]) -> list[str]:
    """The places a place lies in, the nearest first."""
    found: list[str] = []
    record = register.get(code)
    while record is not None and record.parent and record.parent not in found:
        found.append(record.parent)
        record = register.get(record.parent)
    return found


def _carried(figures: Mapping[str, KnownSeries]) -> dict[str, Series]:
    """Every series with the sums of the authorities it took over from."""
    values = {
        (area, period): float(value)
        for area, item in figures.items()
        for period, value in zip(item.series.periods, item.series.values.tolist(), strict=True)
    }
    earlier: dict[str, list[tuple[Period, float]]] = {}
    for (area, period), value in carried_over(values).items():
        earlier.setdefault(area, []).append((period, value))
    found: dict[str, Series] = {}
    for area, item in figures.items():
        more = earlier.get(area)
        own = list(zip(item.series.periods, item.series.values.tolist(), strict=True))
        found[area] = Series.of(item.indicator, [*(more or ()), *own], area=area) if more else item.series
    return found


def _usual_latest(series: Iterable[Series], whole: Series) -> Period:
    """The newest period of most places: single ones may have a later figure from elsewhere."""
    counted = Counter(one.latest for one in series)
    return max(counted, key=lambda period: (counted[period], period.end), default=whole.latest)


def _bears(series: Series, newest: Period, breaks: Breaks) -> bool:
    """Whether a place still stands, has figures enough, and as new as those of most.

    One whose figures ended earlier is counted elsewhere by now: a county whose districts became one authority.
    """
    if retired(series.area, newest) or series.latest < newest or len(series) < FEWEST:
        return False
    return ground_of(series, breaks) is not None


def _parents(series: Iterable[str], whole: str, register: Mapping[str, AreaRecord]) -> dict[str, list[str]]:
    """The parts of each place: every place under the nearest one above it that has figures too."""
    named = {whole, *series}
    found: dict[str, list[str]] = {}
    for area in sorted(named - {whole}):
        above = next(place for place in _above(area, register) if place in named)
        found.setdefault(above, []).append(area)
    return found


def _rest(whole: Series, parts: list[Series], place: str) -> Series | None:
    """What the parts do not account for, as a series; None where they add up to the whole but for rounding."""
    held = [dict(zip(part.periods, part.values.tolist(), strict=True)) for part in parts]
    common = [
        (period, value, sum(one[period] for one in held))
        for period, value in zip(whole.periods, whole.values.tolist(), strict=True)
        if all(period in one for one in held)
    ]
    if common and all(
        abs(value - total) <= max(_ROUNDING * abs(value), 0.5 * len(parts)) for _, value, total in common
    ):
        return None
    indicator = replace(whole.indicator, monotone=False)
    rows = [(period, value - total) for period, value, total in common]
    # Nothing is left to be forecast of a rest that can be less than nothing.
    if indicator.lower is not None and any(value < indicator.lower for _, value in rows):
        indicator = replace(indicator, lower=None)
    return (
        Series.of(indicator, rows, area=f"{place}{REST}")
        if rows
        else Series.of(indicator, [(whole.latest, 0.0)])
    )


def _reached(children: Mapping[str, tuple[str, ...]], whole: str) -> dict[str, tuple[str, ...]]:
    found, waiting = dict[str, tuple[str, ...]](), [whole]
    while waiting:
        name = waiting.pop()
        if name in children:
            found[name] = children[name]
            waiting.extend(children[name])
    return found


def _name(name: str, register: Mapping[str, AreaRecord]) -> str:
    if name.endswith(REST):
        return f"Rest of {_name(name.removesuffix(REST), register)}"
    record = register.get(name)
    return name if record is None else record.name or name


def _level(name: str, register: Mapping[str, AreaRecord]) -> str:
    record = register.get(name.removesuffix(REST))
    return "rest" if name.endswith(REST) else ((record.level if record is not None else None) or "")
