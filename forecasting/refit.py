"""Fits the spread anew on an installation's own past forecasts, and says whether the fit may be used.

How it is fitted says ``spread_fit``. The rule under which a fit is adopted is declared in ``Rule``; it is judged
on folds of whole series that were kept apart from the fit.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecasting import scores
from forecasting.bootstrap import by_cluster, resampled, standard_error
from forecasting.engine import EngineSettings
from forecasting.models.blocks import prepare
from forecasting.models.constants import FrequencyClass, PanelConstants
from forecasting.models.history import Floats
from forecasting.past_forecasts import Origin, Scored
from forecasting.replay import replay
from forecasting.spread_fit import SpreadFit, moved

_SEASON = {FrequencyClass.YEARLY: 1, FrequencyClass.QUARTERLY: 4, FrequencyClass.MONTHLY: 12}
_SEED = 20260102


@dataclass(frozen=True, slots=True)
class Rule:
    """When constants fitted on an installation's own series may replace the shipped ones.

    Enough: at least ``least_series`` independent series, and ``least_in_fold`` in each of ``folds`` folds. Better:
    on series kept apart, at least one measure is better by more than one standard error. Never worse: none is
    worse by more than one. The 80% range also counts as better, or worse, by how near it comes to 80%.
    """

    least_series: int = 200
    least_in_fold: int = 20
    folds: int = 5


MEASURES = ("crps", "interval_80", "interval_95", "brier", "log_score")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure with the shipped constants and with the fitted ones, on series the fit never saw.

    ``difference`` is fitted less shipped, negative is better; ``error`` its standard error, by bootstrap over
    whole series.
    """

    measure: str
    shipped: float
    fitted: float
    difference: float
    error: float

    @property
    def better(self) -> bool:
        """Better by more than one standard error."""
        return self.difference < -self.error

    @property
    def worse(self) -> bool:
        """Worse by more than one standard error."""
        return self.difference > self.error


@dataclass(frozen=True, eq=False)
class Refit:
    """What came of fitting one frequency class: whether it may be used, why or why not, and the constants."""

    frequency: FrequencyClass
    series: int
    origins: int
    adopted: bool
    reason: str
    comparisons: tuple[Comparison, ...] = ()
    moves: tuple[float, ...] = ()
    """d0 to d4."""
    constants: PanelConstants | None = field(default=None, repr=False)


def refit(
    origins: Sequence[Origin], *, frequency: FrequencyClass, shipped: PanelConstants, rule: Rule | None = None
) -> Refit:
    """Fit the spread on origins of one class and judge the fit by the rule; deterministic.

    Origins of another season, or that the engine refuses, are passed over. Where the rule is not met nothing is
    to be changed, and ``reason`` says why.
    """
    rule = rule or Rule()
    used = [o for o in origins if _usable(o, frequency)]
    clusters = sorted({origin.cluster for origin in used})
    fold = {name: zlib.crc32(name.encode()) % rule.folds for name in clusters}
    sizes = np.bincount(np.array(list(fold.values()), dtype=int), minlength=rule.folds)
    if len(clusters) < rule.least_series or sizes.min() < rule.least_in_fold:
        return Refit(frequency, len(clusters), len(used), adopted=False, reason=_too_few(len(clusters), rule))
    problem = SpreadFit.of(used, shipped=shipped)
    kept_apart = np.array([fold[origin.cluster] for origin in used])
    furthest = max(len(origin.outcomes) for origin in used)
    before = replay(used, horizon=furthest, engine=EngineSettings(constants=((frequency, shipped),)))
    after: list[tuple[NDArray[np.intp], Scored]] = []
    for k in range(rule.folds):
        rows = np.flatnonzero(kept_apart == k)
        constants = moved(shipped, problem.fitted(np.flatnonzero(kept_apart != k)))
        own = EngineSettings(constants=((frequency, constants),))
        after.append((rows, replay([used[row] for row in rows], horizon=furthest, engine=own)))
    comparisons = _compared(before, after)
    moves = problem.fitted(np.arange(len(used)))
    adopted, reason = _judged(comparisons)
    return Refit(
        frequency,
        len(clusters),
        len(used),
        adopted,
        reason,
        comparisons,
        tuple(moves.tolist()),
        moved(shipped, moves) if adopted else None,
    )


def _usable(origin: Origin, frequency: FrequencyClass) -> bool:
    if origin.history.season != _SEASON[frequency] or origin.widening != 1.0:
        return False
    return not isinstance(prepare(origin.history), str) and bool(np.isfinite(origin.outcomes).any())


def _too_few(count: int, rule: Rule) -> str:
    if count < rule.least_series:
        return f"{count} independent series; at least {rule.least_series} are needed."
    return f"Some of the {rule.folds} folds have fewer than {rule.least_in_fold} series."


def _compared(before: Scored, after: Sequence[tuple[NDArray[np.intp], Scored]]) -> tuple[Comparison, ...]:
    found = []
    for name in (*MEASURES, "off_80"):
        old = _by_origin(before, name)
        new = np.full_like(old, np.nan)
        for rows, scored in after:
            new[rows] = _by_origin(scored, name)
        found.append(
            _off_80(before.cluster, old, new) if name == "off_80" else _paired(name, before, old, new)
        )
    return tuple(found)


def _by_origin(scored: Scored, name: str) -> Floats:
    """One measure of every forecast, shape (N, …)."""
    if name == "brier":
        return scores.brier(scored.said, scored.met)
    if name == "log_score":
        return scores.log_score(scored.said, scored.met)
    values: Floats = scored.inside_80 if name == "off_80" else getattr(scored, name)
    return values


def _sums(cluster: Sequence[str], old: Floats, new: Floats) -> Floats:
    known = np.isfinite(old) & np.isfinite(new)
    axes = tuple(range(1, old.ndim))
    columns = [np.where(known, values, 0.0).sum(axes) for values in (old, new)]
    return by_cluster(cluster, np.stack([*columns, known.sum(axes)], axis=1))[1]


def _paired(name: str, before: Scored, old: Floats, new: Floats) -> Comparison:
    sums = _sums(before.cluster, old, new)
    shipped, fitted, count = sums.sum(0).tolist()
    drawn = resampled(sums, seed=_SEED)
    error = float(standard_error((drawn[:, 1] - drawn[:, 0]) / np.maximum(drawn[:, 2], 1)))
    return Comparison(name, shipped / count, fitted / count, (fitted - shipped) / count, error)


def _off_80(cluster: Sequence[str], old: Floats, new: Floats) -> Comparison:
    """How far from 80% the range held."""
    sums = _sums(cluster, old, new)

    def off(totals: Floats) -> Floats:
        return np.abs(totals[:, :2] / np.maximum(totals[:, 2:], 1) - 0.8)

    shipped, fitted = off(sums.sum(0)[None])[0].tolist()
    drawn = off(resampled(sums, seed=_SEED))
    return Comparison(
        "off_80", shipped, fitted, fitted - shipped, float(standard_error(drawn[:, 1] - drawn[:, 0]))
    )


def _judged(comparisons: Sequence[Comparison]) -> tuple[bool, str]:
    worse = [c.measure for c in comparisons if c.worse]
    better = [c.measure for c in comparisons if c.better]
    if worse:
        return False, f"Worse beyond noise on series kept apart: {', '.join(worse)}."
    if not better:
        return False, "Nothing better beyond noise on series kept apart."
    return True, f"Better beyond noise on series kept apart ({', '.join(better)}), nothing worse."
