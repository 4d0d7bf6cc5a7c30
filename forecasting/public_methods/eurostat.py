"""Eurostat: the growth achieved over the growth needed to reach the target.

R = CAGR(base → latest)/CAGR(base → target); without a target the growth alone. Refused for zeros, changes of
sign and a base that is at the target or beyond it, where the growth needed is no growth towards it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from forecasting.public_methods.growth import growth_rate
from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Point, Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

SHORT_TERM_YEARS = 5.0
LONG_TERM_YEARS = 15.0
_HIGHEST = 5.0

WITH_TARGET = Ladder(
    "growth achieved / growth needed",
    (Cut("significant_progress", 0.95), Cut("moderate_progress", 0.60), Cut("insufficient_progress", 0.0)),
    "movement_away",
)
WITHOUT_TARGET = Ladder(
    "growth a year in the wanted direction",
    (
        Cut("significant_progress", 0.01),
        Cut("moderate_progress", 0.001),
        Cut("no_progress", -0.001, strict=True),
        Cut("moderate_movement_away", -0.01),
    ),
    "significant_movement_away",
)
GOAL = Ladder(
    "mean score of a goal",
    (
        Cut("significant_progress", 2.5, strict=True),
        Cut("moderate_progress", 0.25, strict=True),
        Cut("no_progress", -0.25),
        Cut("moderate_movement_away", -2.5),
    ),
    "significant_movement_away",
)

METHOD = Method(
    name="eurostat",
    title="Eurostat SDG indicators",
    short="Eurostat",
    version="monitoring report 2025",
    asks="Has the indicator grown as fast since the base year as it had to, to be on its way to the target?",
    compares="it sets compound growth since the base year against the growth needed from that same year, "
    "not against what is needed from now on",
    limits="Two points decide. It looks back from base to now, so a late start reads as a lasting deficit and a "
    "good start hides a stall. No answer for zeros or changes of sign.",
    source="Eurostat, Sustainable development in the European Union: monitoring report, "
    "https://ec.europa.eu/eurostat/statistics-explained/index.php?title=SDG_-_Introduction "
    "(thresholds as re-implemented by EUSTAT and Statistics Canada; the neutral band of ±0.1% from memory)",
    confidence=Tag.REIMPLEMENTATION,
    ladders=(WITH_TARGET, WITHOUT_TARGET),
    leanings={
        "significant_progress": Leaning.ON_COURSE,
        "moderate_progress": Leaning.SHORT,
        "insufficient_progress": Leaning.SHORT,
        "no_progress": Leaning.STILL,
        "movement_away": Leaning.AWAY,
        "moderate_movement_away": Leaning.AWAY,
        "significant_movement_away": Leaning.AWAY,
    },
    principal=Principal("ratio", "growth achieved / growth needed"),
)
_NAMES = ("cagr_actual", "cagr_required", "ratio", "score")


@dataclass(frozen=True, slots=True)
class Graded:
    """A label and the score behind it, from −5 to 5."""

    label: str
    score: float


def grade_ratio(ratio: float) -> Graded:
    """The label of a growth ratio and its score: 5/0.7·(R − 0.6) from 0.6 up, else 5/1.2·(R + 0.6) − 5."""
    score = 5 / 0.7 * (ratio - 0.6) if settled(ratio) >= 0.6 else 5 / 1.2 * (ratio + 0.6) - 5
    return Graded(WITH_TARGET.label(ratio), _capped(score))


def grade_growth(growth: float) -> Graded:
    """The label of a growth a year (a share, positive towards the wanted side) and its score, 250 times it."""
    return Graded(WITHOUT_TARGET.label(growth), _capped(250 * growth))


def grade_goal(scores: Sequence[float]) -> Graded:
    """The label of a goal from the mean of its indicators' scores."""
    mean = fmean(scores)
    return Graded(GOAL.label(mean), mean)


def _capped(score: float) -> float:
    return min(max(score, -_HIGHEST), _HIGHEST)


def judge(progress: Progress, *, years: float = SHORT_TERM_YEARS) -> Yardstick:
    """Eurostat's answer. Without a base of its own a target is measured over the last ``years``."""
    stand = standing(progress, needs_target=False)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    latest = asked.latest
    base = asked.base if asked.base_time is not None else asked.back(years)
    if latest is None or base is None or latest.time <= base.time:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.BASELINE_NOT_SET)
    window = asked.span(base.time, latest.time)
    actual = growth_rate(base.value, latest.value, years=latest.time - base.time)
    if asked.target is None or asked.target_time is None:
        return _free(progress, actual.value, None if actual.reason is None else Why(actual.reason), window)
    refused, required = _needed(asked, base)
    if refused is None and actual.reason is not None:
        refused = Why(actual.reason)
    if refused is not None or actual.value is None or required is None:
        numbers = {
            "cagr_actual": actual.value,
            "cagr_required": required,
            "ratio": None,
            "score": None,
        }
        return METHOD.answer(progress, stand, label=None, numbers=numbers, window=window, reason=refused)
    ratio = actual.value / required
    graded = grade_ratio(ratio)
    numbers = {
        "cagr_actual": actual.value,
        "cagr_required": required,
        "ratio": ratio,
        "score": graded.score,
    }
    return METHOD.answer(
        progress,
        stand,
        label=graded.label,
        numbers=numbers,
        window=window,
        rule="with_target",
        path="geometric",
    )


def _free(progress: Progress, growth: float | None, reason: Why | None, window: str) -> Yardstick:
    stand = standing(progress, needs_target=False)
    if growth is None:
        return METHOD.answer(
            progress, stand, label=None, numbers=dict.fromkeys(_NAMES), window=window, reason=reason
        )
    wanted = progress.sign * growth * (-1 if progress.values[-1] < 0 else 1)
    graded = grade_growth(wanted)
    numbers = {"cagr_actual": growth, "rounded_cagr": settled(growth), "score": graded.score}
    return METHOD.answer(
        progress, stand, label=graded.label, numbers=numbers, window=window, rule="without_target"
    )


def _needed(asked: Progress, base: Point) -> tuple[Why | None, float | None]:
    """Why the growth needed cannot be given, or that growth."""
    if asked.target is None or asked.target_time is None:
        return Why.NO_TARGET_SET, None
    if settled(base.value) == settled(asked.target):
        return Why.BASE_EQUALS_TARGET, None
    needed = growth_rate(base.value, asked.target, years=asked.target_time - base.time)
    if needed.value is None:
        return Why(needed.reason) if needed.reason is not None else None, None
    if asked.meets(base.value):
        return Why.BASE_BEYOND_TARGET, needed.value
    if settled(needed.value) == 0:
        return Why.BASE_EQUALS_TARGET, None
    return None, needed.value
