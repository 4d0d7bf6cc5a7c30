"""Sustainable Development Solutions Network: arrows that set recent pace against the pace needed since the base.

Ratio = linear change a year lately over the linear change a year needed from base to target date. What lies
beyond the target is ignored, as the published method ignores what lies beyond its green threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

DECREASING, STAGNATING = "decreasing", "stagnating"
IMPROVING, ON_TRACK = "moderately_improving", "on_track_or_maintaining"

ARROWS = Ladder(
    "pace achieved / pace needed",
    (Cut(ON_TRACK, 1.0), Cut(IMPROVING, 0.5), Cut(STAGNATING, 0.0)),
    DECREASING,
)
GOAL = Ladder(
    "mean rescaled score of a goal (0 to 4)",
    (Cut(ON_TRACK, 3.0), Cut(IMPROVING, 2.0), Cut(STAGNATING, 1.0)),
    DECREASING,
)

METHOD = Method(
    name="sdsn",
    title="Sustainable Development Report arrows (SDSN)",
    short="SDSN",
    version="2024",
    asks="Is the yearly change at least what a straight line from the base year to the target needs?",
    compares="it sets the yearly change so far against the straight line from the base year, without asking what "
    "is needed from now on",
    limits="The pace needed is that of the base year: time lost since then does not raise it. Averages of arrows "
    "over a goal treat ranks as numbers.",
    source="SDSN, Sustainable Development Report 2024, methods, https://dashboards.sdgindex.org/chapters/methodology "
    "(the 50% cut from memory)",
    confidence=Tag.MEMORY,
    ladders=(ARROWS,),
    leanings={
        ON_TRACK: Leaning.ON_COURSE,
        IMPROVING: Leaning.SHORT,
        STAGNATING: Leaning.STILL,
        DECREASING: Leaning.AWAY,
    },
    principal=Principal("ratio", "pace achieved / pace needed"),
)
_NAMES = ("ratio", "recent", "needed")


def arrow_of(ratio: float) -> str:
    """The arrow of a ratio of paces."""
    return ARROWS.label(ratio)


def goal_arrow(rescaled_scores: Sequence[float]) -> tuple[float, str]:
    """The mean of indicator scores rescaled to 0–4, and the arrow of the goal."""
    mean = fmean(rescaled_scores)
    return mean, GOAL.label(mean)


def judge(progress: Progress, *, years: float | None = None) -> Yardstick:
    """The arrow of a target; ``years`` takes the recent pace over so many years instead of since the base."""
    stand = standing(progress)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    base, latest, target = asked.base, asked.latest, asked.target
    if asked.target_time is None or target is None:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.DATE_MISSING)
    if base is None or latest is None or latest.time <= base.time:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.BASELINE_NOT_SET)
    start = base if years is None else asked.back(years) or base
    window = asked.span(start.time, latest.time)

    def within(value: float) -> float:
        return target if asked.meets(value) else value

    recent = (within(latest.value) - within(start.value)) / (latest.time - start.time)
    span = asked.target_time - base.time
    needed = (target - within(base.value)) / span if span > 0 else 0.0
    if asked.met:
        return METHOD.answer(
            progress,
            stand,
            label=ON_TRACK,
            numbers={"ratio": None, "recent": recent, "needed": needed},
            window=window,
            rule="achieved",
            path="linear",
        )
    if settled(needed) == 0 or settled(asked.sign * needed) < 0:
        reason = Why.BASE_EQUALS_TARGET if settled(base.value) == settled(target) else Why.BASE_BEYOND_TARGET
        return METHOD.answer(
            progress,
            stand,
            label=None,
            numbers={"ratio": None, "recent": recent, "needed": None},
            window=window,
            reason=reason,
        )
    ratio = recent / needed
    return METHOD.answer(
        progress,
        stand,
        label=arrow_of(ratio),
        numbers={"ratio": ratio, "recent": recent, "needed": needed},
        window=window,
        rule="ratio",
        path="linear",
    )
