"""A rate as what it is the ratio of, so that its parts can be added up: through numerator and denominator only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from datasets.catalogue import IndicatorEntry
from forecasting.forecasts import Forecast
from forecasting.margins import Margins
from forecasting.periods import Period
from forecasting.series import Series
from service.operations.known_series import figures_known
from service.operations.places import REST, Places, places_of

if TYPE_CHECKING:
    from sqlmodel import Session

Floats = NDArray[np.float64]

_CLOSE = 0.02
"""How far a published rate may lie from its ratio: beyond, it is defined otherwise."""


@dataclass(frozen=True, eq=False)
class Ratio:
    """The places of a rate: their numerators, the denominators of the leaves as last published, and the factor.

    A rate is ``scale`` × numerator / denominator. Denominators are taken as they stand: they move slowly.
    """

    numerators: Places
    denominators: Floats
    whole: float
    scale: float

    def counted(self, rate: Forecast) -> Forecast:
        """The forecast of the whole's rate as one of its numerator."""
        factor = self.whole / self.scale
        margins = rate.margins
        scaled = Margins(
            margins.grid * factor,
            margins.tail,
            None if margins.lower is None else margins.lower * factor,
            None if margins.upper is None else margins.upper * factor,
        )
        series = self.numerators.series[self.numerators.tree.root]
        return replace(rate, series=series, margins=scaled)


def ratio_of(session: Session, entry: IndicatorEntry, rate: Series) -> Ratio | None:
    """The places of a rate; None where the catalogue does not say what it is the ratio of, or figures are missing."""
    if entry.numerator is None or entry.denominator is None:
        return None
    area = rate.area
    known = figures_known(session, [(entry.numerator, area), (entry.denominator, area)])
    above, below = known.get((entry.numerator, area)), known.get((entry.denominator, area))
    if above is None or below is None or above.series.frequency is not rate.frequency:
        return None
    scale = _scale(rate, above.series, below.series)
    places = places_of(session, entry.numerator, area, above.series)
    if scale is None or places is None:
        return None
    nodes = [name for name in places.tree.nodes if not name.endswith(REST)]
    held = figures_known(session, [(entry.denominator, name) for name in nodes])
    series = {name: item.series for (_, name), item in held.items()}
    if len(series) < len(nodes):
        return None
    common = set.intersection(*(set(one.periods) for one in series.values()))
    if not common:
        return None
    newest = max(common, key=lambda period: period.end)
    found = _of_leaves(places, {name: _at(one, newest) for name, one in series.items()})
    if min(found, default=0.0) <= 0:
        return None
    return Ratio(places, np.array(found), float(sum(found)), scale)


def _scale(rate: Series, above: Series, below: Series) -> float | None:
    """The factor of a rate, from every period in which all three are published; None where there is none for all."""
    upper = dict(zip(above.periods, above.values.tolist(), strict=True))
    lower = dict(zip(below.periods, below.values.tolist(), strict=True))
    factors = [
        value * lower[period] / upper[period]
        for period, value in zip(rate.periods, rate.values.tolist(), strict=True)
        if upper.get(period) and period in lower
    ]
    if not factors:
        return None
    scale = float(np.median(factors))
    return scale if scale > 0 and max(abs(f / scale - 1) for f in factors) <= _CLOSE else None


def _of_leaves(places: Places, denominators: Mapping[str, float]) -> list[float]:
    """The denominator of each leaf; that of a rest is what its siblings leave of the place they lie in."""
    tree = places.tree
    found = []
    for leaf in tree.leaves:
        if leaf in denominators:
            found.append(denominators[leaf])
            continue
        parent = leaf.removesuffix(REST)
        siblings = [part for part in tree.children[parent] if part != leaf]
        found.append(denominators[parent] - sum(denominators[part] for part in siblings))
    return found


def _at(series: Series, period: Period) -> float:
    return float(series.dense[series.step_of(period)])
