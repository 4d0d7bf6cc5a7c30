"""United Nations ESCAP: how far the region has come (current status) and where it will be (anticipated progress).

Current status = 10·d·(latest − base)/|target − base|. The projection is a regression in which later years weigh
more, wᵢ = (T − t_min)/(T − tᵢ), on the plain or the logit scale; the gap left at the date is a share of the change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

FULL = 10.0
WILL_BE_MET, ACCELERATE, REVERSE = "will_be_met", "accelerate", "reverse"
GAP = Ladder(
    "gap left at the date, % of the change asked for",
    (Cut(REVERSE, 100.0, strict=True), Cut(ACCELERATE, 10.0, strict=True)),
    WILL_BE_MET,
)

METHOD = Method(
    name="escap",
    title="UN ESCAP current status and anticipated progress",
    short="ESCAP",
    version="2026",
    asks="How much of the change has been made, and how much of it will be missing at the date if the trend goes on?",
    compares="it carries the trend of all years on, later years weighing more, and measures what would be missing",
    limits="One line without a range. The cuts at 10% and 100% are from memory, the weights from a re-implementation.",
    source="UN ESCAP, Progress assessment methodology, 2026, "
    "https://data.unescap.org/resource-guides/progress-assessment-methodology",
    confidence=Tag.MEMORY,
    ladders=(GAP,),
    leanings={
        WILL_BE_MET: Leaning.ON_COURSE,
        ACCELERATE: Leaning.SHORT,
        REVERSE: Leaning.AWAY,
    },
    principal=Principal("gap_percent", "% of the change missing at the date"),
)
_NAMES = ("current_status", "projected", "gap_percent")


class Scale(StrEnum):
    """On which scale the trend is a straight line."""

    LINEAR = "linear"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True)
class Line:
    """A weighted straight line: its weights, its slope a year and its value where the mean time lies."""

    weights: tuple[float, ...]
    slope: float
    centre: float
    level: float

    def at(self, time: float) -> float:
        """The line at a moment."""
        return self.level + self.slope * (time - self.centre)


def label_of(gap_percent: float) -> str:
    """The label of the gap that would be left."""
    return GAP.label(gap_percent)


def current_status(
    base: float, current: float, target: float, *, sign: int, parity: bool = False
) -> float | None:
    """How much of the change has been made, out of 10; negative is away, None where the base is the target.

    With ``parity`` the target lies between two sides: 10 − 10·|target − current|/|target − base|.
    """
    if not parity and settled(sign * (current - target)) >= 0:
        return FULL
    if parity and settled(current - target) == 0:
        return FULL
    if settled(target - base) == 0:
        return None
    if parity:
        return FULL - FULL * abs(target - current) / abs(target - base)
    return FULL * sign * (current - base) / abs(target - base)


def weighted_line(
    times: Sequence[float], values: Sequence[float], *, target_time: float, weighted: bool = True
) -> Line:
    """The regression line in which a year weighs (T − t_min)/(T − t); raises ValueError for a single moment.

    Because weight times time to the target is the same for every year, the line passes through the plain
    mean of the data. All years must lie before the target.
    """
    time, value = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if len(time) < 2 or not time[-1] < target_time:
        raise ValueError("a trend needs two values before the target date")
    weights = (target_time - time[0]) / (target_time - time) if weighted else np.ones(len(time))
    centre = float(weights @ time / weights.sum())
    level = float(weights @ value / weights.sum())
    centred = time - centre
    slope = float((weights * centred) @ (value - level) / ((weights * centred) @ centred))
    return Line(tuple(weights.tolist()), slope, centre, level)


def projected(line: Line, time: float, *, scale: Scale, upper: float | None) -> float:
    """Where a line leads, back on the scale of the figures."""
    value = line.at(time)
    if scale is Scale.LINEAR or upper is None:
        return value
    return upper / (1 + math.exp(-value)) if value > -700 else 0.0


def judge(progress: Progress, *, scale: Scale = Scale.LINEAR, parity: bool = False) -> Yardstick:
    """ESCAP's answer. A logit that values at a bound forbid falls back to the plain scale, and says so."""
    stand = standing(progress)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    base, latest, target = asked.base, asked.latest, asked.target
    if asked.target_time is None or target is None:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.DATE_MISSING)
    if base is None or latest is None or latest.time <= base.time:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.BASELINE_NOT_SET)
    status = current_status(base.value, latest.value, target, sign=asked.sign, parity=parity)
    window = asked.span(asked.times[0], latest.time)
    if status is None or not latest.time < asked.target_time:
        reason = Why.BASE_EQUALS_TARGET if status is None else Why.NO_TIME
        return METHOD.answer(
            progress,
            stand,
            label=None,
            numbers={"current_status": status, "projected": None, "gap_percent": None},
            window=window,
            reason=reason,
        )
    values, used, caveats = on_scale(asked, scale)
    line = weighted_line(asked.times, values, target_time=asked.target_time)
    end = projected(line, asked.target_time, scale=used, upper=asked.scale)
    reached = settled(asked.sign * (end - target)) >= 0 and not parity
    if settled(target - base.value) == 0:
        # Met at the base and still met: there is no change to measure a gap by.
        return METHOD.answer(
            progress,
            stand,
            label=WILL_BE_MET if reached else None,
            numbers={"current_status": status, "projected": end, "gap_percent": 0.0 if reached else None},
            window=window,
            reason=None if reached else Why.BASE_EQUALS_TARGET,
            caveats=caveats,
        )
    gap = 0.0 if reached else 100 * abs(target - end) / abs(target - base.value)
    return METHOD.answer(
        progress,
        stand,
        label=label_of(gap),
        numbers={"current_status": status, "projected": end, "gap_percent": gap, "slope": line.slope},
        window=window,
        rule=f"weighted regression, {used.value}",
        path=used.value,
        caveats=caveats,
    )


def on_scale(asked: Progress, scale: Scale) -> tuple[tuple[float, ...], Scale, tuple[str, ...]]:
    """The figures on a scale, the scale that could be used, and a caveat where it is another than asked for."""
    if scale is Scale.LINEAR:
        return asked.values, scale, ()
    upper = asked.scale
    if upper is None or not all(0 < value < upper for value in asked.values):
        return asked.values, Scale.LINEAR, ("values at a bound: the plain scale was used",)
    return tuple(math.log(v / (upper - v)) for v in asked.values), scale, ()
