"""What past calls were worth, beside what simpler rules and other people said of the same targets on the same days.

Errors come from a bootstrap clustered by indicator: many calls on one indicator are not many cases. A yes or no is
compared twice: as it stands, and as the share of targets that were met when it was said of other indicators
(its best case, which official practice never states).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forecasting import scores
from forecasting.bootstrap import by_cluster, resampled, standard_error
from forecasting.past_calls import PastCall

Floats = NDArray[np.float64]

_SEED = 20260101
_TENTHS = 10
ENOUGH = 100
"""Independent indicators that a claim about calibration would need."""


class Rival(StrEnum):
    """What a probability is compared with."""

    NO_CHANGE = "no_change"
    STRAIGHT_LINE = "straight_line"
    PUBLISHED = "published"

    def said(self, call: PastCall) -> bool | None:
        """What it said where the call was made.

        Somebody else's word counts on the day on which it was given: on later days nobody knows whether it still held.
        """
        if self is Rival.PUBLISHED and not call.on_their_day:
            return None
        answer: bool | None = getattr(call, self.value)
        return answer


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our calls and a rival's, on the calls that both have.

    Brier scores: ours, the rival's yes or no as it stands, and made into a frequency (``recalibrated``). ``skill``
    is 1 − ours / recalibrated; ``gain`` their difference (positive where we are better) with its standard error,
    None with one indicator. ``right`` are the shares of calls on the right side of even.
    """

    rival: Rival
    calls: int
    indicators: int
    brier: float
    brier_bare: float
    brier_recalibrated: float | None
    skill: float | None
    gain: float | None
    gain_error: float | None
    right: float
    rival_right: float


@dataclass(frozen=True, slots=True)
class Tenth:
    """Probabilities said within one tenth, the share that came true, and how many."""

    said: float
    happened: float
    count: int


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What some past calls were worth.

    ``refused`` counts calls without a probability, which are not scored. ``met`` is the share of scored calls whose
    target was met, ``said`` the mean probability. ``enough`` says whether there are independent indicators enough to
    say anything about calibration.
    """

    calls: int
    refused: int
    targets: int
    indicators: int
    said: float | None
    met: float | None
    brier: float | None
    brier_error: float | None
    log_score: float | None
    right: float | None
    comparisons: tuple[Comparison, ...]
    reliability: tuple[Tenth, ...]

    @property
    def enough(self) -> bool:
        """Whether a claim about calibration could rest on these."""
        return self.indicators >= ENOUGH


def call_record(calls: Sequence[PastCall]) -> CallRecord:
    """Sum up calls; the order makes no difference."""
    scored = sorted(
        (c for c in calls if c.probability is not None),
        key=lambda c: (c.target_id, c.as_of, c.key, c.probability),
    )
    said, met = _said(scored), _met(scored)
    clusters = [c.indicator_id for c in scored]
    squares = scores.brier(said, met)
    return CallRecord(
        calls=len(calls),
        refused=len(calls) - len(scored),
        targets=len({c.target_id for c in calls}),
        indicators=len({c.indicator_id for c in calls}),
        said=_mean(said),
        met=_mean(met),
        brier=_mean(squares),
        brier_error=_error(clusters, squares),
        log_score=_mean(scores.log_score(said, met)),
        right=_mean(_right(said, met)),
        comparisons=tuple(found for rival in Rival if (found := _compared(scored, rival)) is not None),
        reliability=_tenths(said, met),
    )


def by(calls: Sequence[PastCall], key: Callable[[PastCall], str]) -> dict[str, CallRecord]:
    """The record of each group of calls, in the order of their names."""
    groups: dict[str, list[PastCall]] = {}
    for call in calls:
        groups.setdefault(key(call), []).append(call)
    return {name: call_record(groups[name]) for name in sorted(groups)}


def _said(calls: Sequence[PastCall]) -> Floats:
    return np.array([np.nan if c.probability is None else c.probability for c in calls], dtype=float)


def _met(calls: Sequence[PastCall]) -> Floats:
    return np.array([c.met for c in calls], dtype=float)


def _right(said: Floats, met: Floats) -> Floats:
    return np.where(said == 0.5, 0.5, ((said > 0.5) == (met > 0.5)).astype(float))


def _compared(scored: Sequence[PastCall], rival: Rival) -> Comparison | None:
    both = [c for c in scored if rival.said(c) is not None]
    if not both:
        return None
    said, met = _said(both), _met(both)
    theirs = np.array([rival.said(c) for c in both], dtype=float)
    clusters = [c.indicator_id for c in both]
    indicators = len(set(clusters))
    ours, bare = scores.brier(said, met), scores.brier(theirs, met)
    rated = _recalibrated(theirs, met, clusters) if indicators > 1 else None
    fair = None if rated is None else scores.brier(rated, met)
    level = None if fair is None else float(fair.mean())
    return Comparison(
        rival=rival,
        calls=len(both),
        indicators=indicators,
        brier=float(ours.mean()),
        brier_bare=float(bare.mean()),
        brier_recalibrated=level,
        skill=None if not level else 1 - float(ours.mean()) / level,
        gain=None if fair is None else float((fair - ours).mean()),
        gain_error=None if fair is None else _error(clusters, fair - ours),
        right=float(_right(said, met).mean()),
        rival_right=float(_right(theirs, met).mean()),
    )


def _recalibrated(said: Floats, met: Floats, clusters: Sequence[str]) -> Floats:
    """How often targets on other indicators were met when the same was said; Laplace's rule keeps it off 0 and 1."""
    labels = np.array(clusters)
    found = np.empty(len(said))
    for k in range(len(said)):
        alike = (labels != labels[k]) & (said == said[k])
        found[k] = (met[alike].sum() + 1) / (alike.sum() + 2)
    return found


def _error(clusters: Sequence[str], values: Floats) -> float | None:
    if len(set(clusters)) < 2:
        return None
    _, sums = by_cluster(clusters, np.stack([values, np.ones(len(values))], axis=1))
    drawn = resampled(sums, seed=_SEED)
    return float(standard_error(drawn[:, 0] / np.maximum(drawn[:, 1], 1)))


def _tenths(said: Floats, met: Floats) -> tuple[Tenth, ...]:
    place = np.minimum((said * _TENTHS).astype(int), _TENTHS - 1)
    return tuple(
        Tenth(float(said[here].mean()), float(met[here].mean()), int(here.sum()))
        for k in range(_TENTHS)
        if (here := place == k).any()
    )


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None
