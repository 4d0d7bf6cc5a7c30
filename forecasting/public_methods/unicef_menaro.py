"""UNICEF Middle East and North Africa: acceleration on the logit scale, from the mean of all yearly changes.

L = ln(Y/(1 − Y)), Y = value/scale; r = mean of ΔL/Δt over consecutive points; ŷ(t) = scale·logistic(L_last + r·(t − t_last)).
The same curve gives the base (2015) and the current year (2025) where they are not observed, and is flagged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import Standing, standing
from forecasting.public_methods.yardstick import Leaning, State, Tag, Why, Yardstick

BASE_YEAR, CURRENT_YEAR = 2015.0, 2025.0
FULL = 10.0
STATUS = Ladder(
    "current status (10: reached)",
    (Cut("On-track", 9.0, strict=True), Cut("Slow progress", 0.0, strict=True)),
    "Regression",
)
ANTICIPATED = Ladder(
    "anticipated progress (10: reached)",
    (Cut("Will meet target", 9.0, strict=True), Cut("Need to accelerate", 0.0, strict=True)),
    "No progress expected",
)
INSUFFICIENT, NONE = "Insufficient data", "No data"

METHOD = Method(
    name="unicef_menaro",
    title="UNICEF MENA child indicators",
    short="UNICEF MENA",
    version="SDG-MENARO (2025)",
    asks="How much of the change since 2015 has been made, and how much will have been made by the date?",
    compares="it carries the mean yearly change of the whole history on, on the logit scale, and measures the way "
    "made since 2015",
    limits="The mean of yearly changes is the first and last value alone. A base near the target makes the index "
    "explode. Base or current year may be modelled instead of measured: they are flagged.",
    source="UNICEF MENA Regional Office (S. Palmas), SDG child indicators, https://github.com/spalmas/SDG-MENARO",
    confidence=Tag.REIMPLEMENTATION,
    ladders=(STATUS, ANTICIPATED),
    leanings={
        "Will meet target": Leaning.ON_COURSE,
        "Need to accelerate": Leaning.SHORT,
        "No progress expected": Leaning.AWAY,
    },
    principal=Principal("ap", "of 10 at the date"),
)
_NAMES = ("cs", "ap", "projected", "current", "base")


def status_label(index: float) -> str:
    """The label of a current status."""
    return STATUS.label(index)


def anticipated_label(index: float) -> str:
    """The label of an anticipated progress."""
    return ANTICIPATED.label(index)


def projection(times: Sequence[float], values: Sequence[float], time: float, *, scale: float) -> float:
    """The curve at a moment, before or after the data; the last value where any value lies on a bound.

    Raises ValueError without values.
    """
    if not values:
        raise ValueError("there is nothing to carry on")
    last = float(values[-1])
    if len(values) < 2 or not all(0 < value < scale for value in values):
        return last
    logits = [math.log(value / (scale - value)) for value in values]
    steps = zip(logits, logits[1:], times, times[1:], strict=False)
    rates = [(after - before) / (end - start) for before, after, start, end in steps]
    exponent = logits[-1] + sum(rates) / len(rates) * (time - times[-1])
    return scale / (1 + math.exp(-exponent)) if exponent > -700 else 0.0


def index(base: float, value: float, target: float, *, sign: int) -> float | None:
    """How much of the way has been made, out of 10; 10 once reached, None where the base is the target."""
    if settled(sign * (value - target)) >= 0:
        return FULL
    if settled(target - base) == 0:
        return None
    return FULL * sign * (value - base) / abs(target - base)


def judge(progress: Progress, *, current_time: float = CURRENT_YEAR) -> Yardstick:
    """UNICEF's answer, with the label of the anticipated progress; needs a scale (100 for percentages)."""
    stand = standing(progress, fewest=0)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    if not asked.values:
        empty = Standing(State.INSUFFICIENT_DATA, Why.NO_DATA)
        return METHOD.answer(
            progress, empty, label=NONE, numbers=dict.fromkeys(_NAMES), details=_both(NONE, NONE)
        )
    if len(asked) == 1:
        return _single(progress, asked)
    scale, target = asked.scale, asked.target
    if scale is None or target is None or asked.target_time is None:
        reason = Why.NO_SCALE if scale is None else Why.DATE_MISSING
        return METHOD.refused(progress, stand, names=_NAMES, reason=reason)
    start = BASE_YEAR if asked.base_time is None else asked.base_time
    caveats = []

    def at(time: float, what: str) -> float:
        observed = asked.value_at(time)
        if observed is not None:
            return observed
        caveats.append(f"the {what} value ({time:g}) is modelled, not measured")
        return projection(asked.times, asked.values, time, scale=scale)

    base, current = at(start, "base"), at(current_time, "current")
    end = projection(asked.times, asked.values, asked.target_time, scale=scale)
    status = index(base, current, target, sign=asked.sign)
    anticipated = index(base, end, target, sign=asked.sign)
    numbers = {
        "cs": status, "ap": anticipated, "projected": end, "current": current, "base": base,
        "points": float(len(asked)),
    }  # fmt: skip
    window = asked.span(asked.times[0], asked.times[-1])
    if status is None or anticipated is None:
        return METHOD.answer(
            progress, stand, label=None, numbers=numbers, window=window,
            reason=Why.BASE_EQUALS_TARGET, caveats=caveats,
        )  # fmt: skip
    words = _both(status_label(status), anticipated_label(anticipated))
    return METHOD.answer(
        progress, stand, label=words["ap_label"], numbers=numbers, window=window,
        rule="mean of logit changes", path="logit_linear", caveats=caveats, details=words,
    )  # fmt: skip


def _single(progress: Progress, asked: Progress) -> Yardstick:
    """One figure: reached, or too little to say anything."""
    short = Standing(State.INSUFFICIENT_DATA, Why.TOO_SHORT)
    reached = FULL if asked.met else None
    words = (
        _both(status_label(FULL), anticipated_label(FULL)) if asked.met else _both(INSUFFICIENT, INSUFFICIENT)
    )
    return METHOD.answer(
        progress,
        short,
        label=words["ap_label"],
        numbers={**dict.fromkeys(_NAMES), "cs": reached, "ap": reached, "points": 1.0},
        window=asked.name(asked.times[0]),
        details=words,
    )


def _both(status: str, anticipated: str) -> Mapping[str, str]:
    return {"cs_label": status, "ap_label": anticipated}
