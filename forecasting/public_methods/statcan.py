"""Statistics Canada, in the form that Open SDG publishes: achieved growth over needed growth, with a limit factor.

v = sign(y0)·d·CAGR without a target, divided by |CAGR needed| with one. A target that is reached is achieved
whatever the trend. The published replacement of zero by 0.001 is made only where it is asked for, and flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean

from forecasting.public_methods.growth import growth_rate
from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Point, Progress
from forecasting.public_methods.standing import Standing, standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

ACHIEVED = "target_achieved"
_HIGHEST = 5.0
_STEEPNESS = 4.44
_STAND_IN = 0.001

WITH_TARGET = Ladder(
    "growth achieved / growth needed",
    (Cut("substantial", 0.95), Cut("moderate", 0.60), Cut("limited", 0.0)),
    "deterioration",
)
WITHOUT_TARGET = Ladder(
    "growth a year in the wanted direction",
    (Cut("substantial", 0.015), Cut("moderate", 0.005), Cut("limited", 0.0)),
    "deterioration",
)
INDICATOR = Ladder(
    "mean score of the series of an indicator",
    (Cut("substantial", 2.5), Cut("moderate", 0.0), Cut("limited", -2.5)),
    "deterioration",
)

METHOD = Method(
    name="statcan",
    title="Statistics Canada / Open SDG progress",
    short="Statistics Canada",
    version="Open SDG 2.4.0 (2025)",
    asks="Has the indicator grown since the base year as fast as it had to, or is the target reached already?",
    compares="it sets compound growth since the base year against the growth needed from that same year, and "
    "calls a reached target achieved whatever the trend",
    limits="Two points decide. Once the target is reached a fall no longer shows. A zero needs a made-up value, "
    "and the result depends on which: it is refused unless asked for.",
    source="Statistics Canada, SDG progress methodology, "
    "https://sdggif-data-canada-oddcmi-donnee.github.io/methodology/ ; Open SDG 2.4.0, https://github.com/open-sdg/open-sdg",
    confidence=Tag.PRIMARY,
    ladders=(WITH_TARGET, WITHOUT_TARGET),
    leanings={
        ACHIEVED: Leaning.MET,
        "substantial": Leaning.ON_COURSE,
        "moderate": Leaning.SHORT,
        "limited": Leaning.SHORT,
        "deterioration": Leaning.AWAY,
    },
    principal=Principal("value", "growth achieved / growth needed"),
)
_NAMES = ("value", "score")


class ZeroPolicy(StrEnum):
    """What becomes of a zero: refused, or replaced by 0.001 as the published code does."""

    REFUSE = "refuse"
    PUBLISHED = "published"


class Goldilocks(StrEnum):
    """Indicators whose best value lies in the middle, turned into ones where less is better."""

    PARITY = "parity"
    SHARE = "share"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Graded:
    """A label and the score behind it, from −5 to 5."""

    label: str
    score: float


def limit_factor(base: float, limit: float) -> float:
    """How far positive thresholds are eased where a natural limit leaves little room; 1 far from it, 0 on it."""
    size, bound = abs(base), abs(limit)
    if size >= 2 * bound:
        return 1.0
    nearness = size / bound if size <= bound else (2 * bound - size) / bound
    return float(1 - nearness**_STEEPNESS)


def transformed(value: float, kind: Goldilocks) -> float:
    """A value of a two-sided indicator as a distance: parity max(y, 1/y), share 50 + |y − 50|, budget 100 + |y − 100|.

    Parity between 0.97 and 1.03 counts as equal. Raises ValueError for a parity that is not positive.
    """
    if kind is Goldilocks.SHARE:
        return 50 + abs(value - 50)
    if kind is Goldilocks.BUDGET:
        return 100 + abs(value - 100)
    if value <= 0:
        raise ValueError("a parity ratio is positive")
    return 1.0 if 0.97 <= settled(value) <= 1.03 else max(value, 1 / value)


def grade_against_target(value: float) -> Graded:
    """Label and score of v where a target is set (coefficients as published, to four decimals)."""
    if settled(value) >= 0.6:
        return Graded(WITH_TARGET.label(value), min(7.1429 * value - 4.2857, _HIGHEST))
    return Graded(WITH_TARGET.label(value), max(4.1667 * value - 2.5, -_HIGHEST))


def grade_without_target(value: float, *, factor: float = 1.0) -> Graded:
    """Label and score of v where no target is set; ``factor`` eases the positive thresholds near a limit."""
    v = settled(value)
    label = WITHOUT_TARGET.label(value, factor=factor)
    if v < 0:
        return Graded(label, max(125 * value - 2.5, -_HIGHEST))
    if settled(factor) == 0:
        return Graded(label, _HIGHEST)
    if v < settled(0.005 * factor):
        return Graded(label, 500 * value / factor - 2.5)
    if v < settled(0.015 * factor):
        return Graded(label, 250 * value / factor - 1.25)
    return Graded(label, min(500 * value / factor - 5, _HIGHEST))


def grade_indicator(scores: Sequence[Graded]) -> Graded:
    """The label of an indicator from its series: achieved only if all are, else by the mean score."""
    mean = fmean(item.score for item in scores)
    achieved = all(item.label == ACHIEVED for item in scores)
    return Graded(ACHIEVED if achieved else INDICATOR.label(mean), mean)


def judge(
    progress: Progress, *, limit: float | None = None, zero_policy: ZeroPolicy = ZeroPolicy.REFUSE
) -> Yardstick:
    """Statistics Canada's answer; ``limit`` is a natural limit of the indicator, used without a target only."""
    stand = standing(progress, needs_target=False)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    caveats: tuple[str, ...] = ()
    if zero_policy is ZeroPolicy.PUBLISHED:
        asked, caveats = _without_zeros(asked)
    base, latest = asked.base, asked.latest
    if base is None or latest is None or latest.time <= base.time:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.BASELINE_NOT_SET)
    window = asked.span(base.time, latest.time)
    actual = growth_rate(base.value, latest.value, years=latest.time - base.time)
    if asked.target is None or asked.target_time is None:
        reason = None if actual.reason is None else Why(actual.reason)
        return _free(progress, stand, base, actual.value, limit, reason, window, caveats)
    value, reason = _against(asked, base, actual.value, None if actual.reason is None else Why(actual.reason))
    if progress.until_date().met:
        return METHOD.answer(
            progress,
            stand,
            label=ACHIEVED,
            numbers={"value": value, "score": _HIGHEST},
            window=window,
            rule="target_reached",
            path="geometric",
            reason=reason,
            caveats=caveats,
        )
    if value is None:
        return METHOD.answer(
            progress, stand, label=None, numbers=dict.fromkeys(_NAMES), window=window, reason=reason
        )
    graded = grade_against_target(value)
    return METHOD.answer(
        progress,
        stand,
        label=graded.label,
        numbers={"value": value, "score": graded.score},
        window=window,
        rule="with_target",
        path="geometric",
        caveats=caveats,
    )


def _free(
    progress: Progress,
    stand: Standing,
    base: Point,
    growth: float | None,
    limit: float | None,
    reason: Why | None,
    window: str,
    caveats: tuple[str, ...],
) -> Yardstick:
    if growth is None:
        return METHOD.answer(
            progress, stand, label=None, numbers=dict.fromkeys(_NAMES), window=window, reason=reason
        )
    value = (1 if base.value > 0 else -1) * progress.sign * growth
    factor = 1.0 if limit is None else limit_factor(base.value, limit)
    graded = grade_without_target(value, factor=factor)
    return METHOD.answer(
        progress,
        stand,
        label=graded.label,
        numbers={"value": value, "score": graded.score, "limit_factor": factor},
        window=window,
        rule="without_target",
        caveats=caveats,
    )


def _against(
    asked: Progress, base: Point, actual: float | None, refused: Why | None
) -> tuple[float | None, Why | None]:
    """v against the target, or why there is none."""
    if asked.target is None or asked.target_time is None:
        return None, Why.NO_TARGET_SET
    if settled(base.value) == settled(asked.target):
        return None, Why.BASE_EQUALS_TARGET
    needed = growth_rate(base.value, asked.target, years=asked.target_time - base.time)
    if needed.value is None:
        return None, None if needed.reason is None else Why(needed.reason)
    if actual is None:
        return None, refused
    if asked.meets(base.value):
        return None, Why.BASE_BEYOND_TARGET
    if settled(needed.value) == 0:
        return None, Why.BASE_EQUALS_TARGET
    return (1 if base.value > 0 else -1) * asked.sign * actual / abs(needed.value), None


def _without_zeros(asked: Progress) -> tuple[Progress, tuple[str, ...]]:
    zero = asked.target == 0 or 0 in asked.values
    if not zero:
        return asked, ()
    replaced = replace(
        asked,
        target=_STAND_IN if asked.target == 0 else asked.target,
        values=tuple(value or _STAND_IN for value in asked.values),
    )
    return replaced, ("zero_replaced_by_0.001",)
