"""How the parts of one target go together: common surprises, carried to the dates on which the parts are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment
from forecasting.association import associate, surprises
from forecasting.breaks import prepare
from forecasting.indicators import Direction
from forecasting.judging.case import Case
from forecasting.judging.pairs import series_judged
from forecasting.paths import copula
from forecasting.targets import Kind

Floats = NDArray[np.float64]
_REPLICATES, _SIZE = 8, 4096


@dataclass(frozen=True, eq=False, slots=True)
class Shocks:
    """The correlation between the events "this part is met", (K, K), and what it rests on.

    ``overlap`` is the smallest number of common surprises of any pair; ``estimated`` that every pair has enough.
    """

    correlation: Floats
    overlap: int
    estimated: bool

    @property
    def mean(self) -> float:
        """The mean correlation over the pairs."""
        count = len(self.correlation)
        return float(self.correlation[~np.eye(count, dtype=bool)].mean()) if count > 1 else 0.0


def shocks_of(cases: Sequence[Case], parts: Sequence[Assessment]) -> Shocks | None:
    """The common shocks of several parts from their series; None where a part has no series or no direction.

    Surprises are taken to stay for good, as in a random walk, so that two parts share those of the days both
    forecasts cover: the correlation of their surprises times the days in common over the geometric mean of both
    spans. It is turned round where one part wants a rise and the other a fall.
    """
    spans, signs, found = [], [], []
    for case, part in zip(cases, parts, strict=True):
        sign, series = _sign(case), series_judged(case)
        if series is None or part.resolved is None or sign == 0:
            return None
        prepared = prepare(series, case.fitted_breaks)
        found.append(surprises(series, first_step=prepared.first_step, set_aside=prepared.set_aside))
        spans.append((series.latest.end, part.resolved.end))
        signs.append(sign)
    if len(found) < 2:
        return None
    association = associate(found)
    carried = np.array([[_common(one, other) for other in spans] for one in spans])
    correlation = association.correlation * carried * np.outer(signs, signs)
    np.fill_diagonal(correlation, 1.0)
    return Shocks(correlation, association.least, association.estimated)


def _sign(case: Case) -> int:
    said = Direction.NEUTRAL if case.target.kind is Kind.RANK else case.target.direction
    return (said if said is not Direction.NEUTRAL else case.indicator.direction).sign


def _common(one: tuple[date, date], other: tuple[date, date]) -> float:
    """The days two spans share over the geometric mean of their lengths; 0 where they share none."""
    days = (min(one[1], other[1]) - max(one[0], other[0])).days
    lengths = [(end - start).days for start, end in (one, other)]
    return days / float(np.sqrt(lengths[0] * lengths[1])) if days > 0 and min(lengths) > 0 else 0.0


def at_least_together(
    k: int, probabilities: Sequence[float], correlation: Floats, *, seed: int
) -> tuple[float, float]:
    """P(at least k of the events) under a Gaussian copula, and its standard error.

    Each event keeps its probability exactly, to one draw in N; (hits + ½)/(N + 1), as for paths.
    """
    chances = np.asarray(probabilities, dtype=float)
    shares = np.empty(_REPLICATES)
    for block in range(_REPLICATES):
        normal = copula(correlation, rng=np.random.default_rng([seed, 3, block]), size=_SIZE)
        ranks = normal.argsort(axis=0).argsort(axis=0)
        hits = (ranks + (block + 0.5) / _REPLICATES) / _SIZE < chances
        shares[block] = (hits.sum(axis=1) >= k).mean()
    count = _REPLICATES * _SIZE
    error = float(shares.std(ddof=1) / np.sqrt(_REPLICATES))
    return float((shares.mean() * count + 0.5) / (count + 1)), error
