"""State of Climate Action: how many times faster change must become from now on (the acceleration factor).

AF = linear change a year needed from the latest value to the target, over the least-squares change of the last
five years (ten for noisy land series).
"""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.indicators import Direction
from forecasting.measures import Measure, Undefined, acceleration_factor, required_rate
from forecasting.public_methods.ladder import Cut, Ladder
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import recent_pace, standing
from forecasting.public_methods.yardstick import Leaning, State, Tag, Why, Yardstick

YEARS = 5.0
YEARS_FOR_NOISY_LAND_SERIES = 10.0
ON_TRACK, OFF_TRACK, WELL_OFF = "on_track", "off_track", "well_off_track"
WRONG, INSUFFICIENT = "wrong_direction", "insufficient_data"

FACTOR = Ladder(
    "acceleration factor",
    (Cut(WELL_OFF, 2.0), Cut(OFF_TRACK, 1.0, strict=True)),
    ON_TRACK,
)

METHOD = Method(
    name="state_of_climate_action",
    title="State of Climate Action (WRI, Systems Change Lab)",
    short="State of Climate Action",
    version="methodology 2025",
    asks="How many times faster than in the last five years must the indicator move from now on to arrive in time?",
    compares="it sets the pace needed from now on against the pace of the last five years, so lost time counts",
    limits="A straight line: where change follows an S-curve the published judgement is made by experts, and can be "
    "entered here as a noted override. A short window makes the factor jumpy.",
    source="WRI and Systems Change Lab, Methodology underpinning the State of Climate Action series, 2025, "
    "https://www.wri.org/research/methodology-underpinning-state-climate-action-series-2025-update "
    "(that a factor of exactly 1 is on track from memory)",
    confidence=Tag.PRIMARY,
    ladders=(FACTOR,),
    leanings={
        ON_TRACK: Leaning.ON_COURSE,
        OFF_TRACK: Leaning.SHORT,
        WELL_OFF: Leaning.SHORT,
        WRONG: Leaning.AWAY,
    },
    principal=Principal("acceleration_factor", "times the recent pace needed"),
)
_NAMES = ("acceleration_factor", "recent_rate", "required_rate")


@dataclass(frozen=True, slots=True)
class Override:
    """A judgement by experts that stands instead of the straight line, with who made it and why."""

    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Graded:
    """A label with the factor behind it, or why there is no factor."""

    label: str
    factor: Measure


def label_of(factor: float) -> str:
    """The label of an acceleration factor."""
    return FACTOR.label(factor)


def grade(*, recent: float, needed: float, direction: Direction) -> Graded:
    """The label of a recent pace and the pace needed. A flat trend is well off track without a factor."""
    factor = acceleration_factor(recent, needed, direction=direction)
    if factor.value is not None:
        return Graded(label_of(factor.value), factor)
    if factor.reason is Undefined.WRONG_DIRECTION:
        return Graded(WRONG, factor)
    if factor.reason is Undefined.ALREADY_MET:
        return Graded(ON_TRACK, factor)
    return Graded(WELL_OFF, factor)


def judge(progress: Progress, *, years: float = YEARS, override: Override | None = None) -> Yardstick:
    """The answer of the State of Climate Action; an override is shown as one, never made silently."""
    stand = standing(progress)
    if stand.closed:
        label = INSUFFICIENT if stand.state is State.INSUFFICIENT_DATA else None
        return METHOD.refused(progress, stand, label=label, names=_NAMES)
    asked = progress.until_date()
    latest, left = asked.latest, asked.remaining
    recent, count, widened = recent_pace(asked, years=years)
    if latest is None or recent is None or asked.direction is None:
        return METHOD.answer(
            progress, stand, label=INSUFFICIENT, numbers=dict.fromkeys(_NAMES), reason=Why.TOO_SHORT
        )
    if left is None or asked.target is None:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.DATE_MISSING)
    needed = required_rate(latest.value, asked.target, years=left)
    first = asked.times[-count]
    caveats = [f"fewer than three figures in {years:g} years: every figure was used"] if widened else []
    window = f"least squares, {asked.span(first, latest.time)}"
    numbers = {"recent_rate": recent, "required_rate": needed.value, "acceleration_factor": None}
    if override is not None:
        return METHOD.answer(
            progress,
            stand,
            label=override.label,
            numbers=numbers,
            window=window,
            rule="override",
            caveats=(*caveats, f"judged by experts, not by the straight line: {override.note}"),
        )
    if needed.value is None:
        reason = None if needed.reason is None else Why(needed.reason)
        return METHOD.answer(
            progress, stand, label=None, numbers=numbers, window=window, reason=reason, caveats=caveats
        )
    graded = grade(recent=recent, needed=needed.value, direction=asked.direction)
    numbers["acceleration_factor"] = graded.factor.value
    return METHOD.answer(
        progress,
        stand,
        label=ON_TRACK if asked.met else graded.label,
        numbers={**numbers, "acceleration_factor": None} if asked.met else numbers,
        window=window,
        rule="already_met" if asked.met else "acceleration_factor",
        path="linear",
        reason=Why.ALREADY_MET
        if asked.met
        else None
        if graded.factor.reason is None
        else Why(graded.factor.reason),
        caveats=caveats,
    )
