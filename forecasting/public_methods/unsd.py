"""United Nations Statistics Division, SDG Progress Chart: where constant growth leads by the target date.

v* = latest·(1 + CAGR)^(years left), q = (v* − base)/(target − base); without a target the growth alone.
"""

from __future__ import annotations

from forecasting.public_methods.growth import grown, growth_rate
from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

ACHIEVED, ON_TRACK, FAIR, STAGNANT = (
    "achieved",
    "on_track_or_met",
    "fair_progress",
    "stagnation_or_regression",
)
_SCORES = {ACHIEVED: 3, ON_TRACK: 3, FAIR: 2, STAGNANT: 1}
_BOUNDS = (0.0, 100.0)
_NEAR = 1.0

WITH_TARGET = Ladder(
    "share of the change expected by the date", (Cut(ON_TRACK, 0.95), Cut(FAIR, 0.10)), STAGNANT
)
WITHOUT_TARGET = Ladder(
    "growth a year in the wanted direction", (Cut(ON_TRACK, 0.02), Cut(FAIR, 0.005)), STAGNANT
)

METHOD = Method(
    name="unsd",
    title="UN Statistics Division, SDG Progress Chart",
    short="the UN progress chart",
    version="technical note 2023",
    asks="If growth since the base year went on unchanged, how much of the change asked for would be made by the date?",
    compares="it carries the growth since the base year on to the target date and sees how much of the change that makes",
    limits="Two points decide. Constant percentage growth can pass natural bounds, and nothing says how sure it is.",
    source="UN Statistics Division, Progress Chart Technical Note, 2023, "
    "https://unstats.un.org/sdgs/files/report/2023/Progress_Chart_Technical_Note_2023.pdf",
    confidence=Tag.REIMPLEMENTATION,
    ladders=(WITH_TARGET, WITHOUT_TARGET),
    leanings={
        ACHIEVED: Leaning.MET,
        ON_TRACK: Leaning.ON_COURSE,
        FAIR: Leaning.SHORT,
        STAGNANT: Leaning.STILL,
    },
    principal=Principal("q", "share of the change expected by the date"),
)
_NAMES = ("projected", "q", "score")


def score_of(label: str) -> int:
    """The chart's score of a label: 3 green, 2 amber, 1 red."""
    return _SCORES[label]


def label_of_share(q: float) -> str:
    """The label of the share of the change that would be made by the date."""
    return WITH_TARGET.label(q)


def label_of_growth(growth: float, *, sign: int) -> str:
    """The label of a growth a year where no target is set; ``sign`` is −1 where a fall is wanted."""
    return WITHOUT_TARGET.label(sign * growth)


def judge(progress: Progress) -> Yardstick:
    """The answer of the Progress Chart. An expired target is judged at its own year."""
    stand = standing(progress, needs_target=False)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    base, latest = asked.base, asked.latest
    if latest is not None and asked.met:
        return METHOD.answer(
            progress,
            stand,
            label=ACHIEVED,
            numbers={"projected": None, "q": None, "score": 3},
            window=asked.name(latest.time),
            rule="target_met",
        )
    if latest is not None and _near_bound(asked, latest.value):
        return METHOD.answer(
            progress,
            stand,
            label=ACHIEVED,
            numbers={"projected": None, "q": None, "score": 3},
            window=asked.name(latest.time),
            rule="within_one_point_of_bound",
            caveats=("counted as met although it falls short of the target",),
        )
    if base is None or latest is None or latest.time <= base.time:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.BASELINE_NOT_SET)
    window = asked.span(base.time, latest.time)
    growth = growth_rate(base.value, latest.value, years=latest.time - base.time)
    reason = None if growth.reason is None else Why(growth.reason)
    if asked.target is None or asked.target_time is None:
        if growth.value is None:
            return METHOD.answer(
                progress, stand, label=None, numbers=dict.fromkeys(_NAMES), window=window, reason=reason
            )
        label = label_of_growth(growth.value, sign=asked.sign * (-1 if base.value < 0 else 1))
        numbers = {"projected": None, "q": None, "growth": growth.value, "score": score_of(label)}
        return METHOD.answer(
            progress, stand, label=label, numbers=numbers, window=window, rule="without_target"
        )
    if settled(base.value) == settled(asked.target):
        reason = Why.BASE_EQUALS_TARGET
    elif asked.target == 0:
        reason = Why.RATIO_UNDEFINED_ZERO
    elif asked.meets(base.value):
        reason = Why.BASE_BEYOND_TARGET
    projected = (
        None
        if growth.value is None or reason is not None
        else grown(latest.value, growth.value, years=asked.target_time - latest.time)
    )
    if projected is None:
        return METHOD.answer(
            progress,
            stand,
            label=None,
            numbers=dict.fromkeys(_NAMES),
            window=window,
            reason=reason or Why.OUT_OF_RANGE,
        )
    q = (projected - base.value) / (asked.target - base.value)
    label = label_of_share(q)
    return METHOD.answer(
        progress,
        stand,
        label=label,
        numbers={"projected": projected, "q": q, "score": score_of(label)},
        window=window,
        rule="with_target",
        path="geometric",
    )


def _near_bound(asked: Progress, value: float) -> bool:
    """Whether a percentage lies within one point of a target of 0% or 100%."""
    return asked.percent and asked.target in _BOUNDS and settled(abs(value - asked.target)) <= _NEAR
