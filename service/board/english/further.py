"""What else a judgement says, each in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from forecasting.measured import (
    Acceleration,
    BaselineRevised,
    Breach,
    Chances,
    DateRead,
    Placing,
    Progress,
    Timing,
    Together,
    Travel,
)
from forecasting.measures import Undefined
from service.board.english.numbers import capital, plain
from service.board.english.quantities import Quantities

Say = Callable[[float], str]
"""How a probability may be printed on this page."""

TITLE = "What else can be said"
POINTS_TITLE = "Point by point"
POINTS_HEAD = ("Due", "Asked", "Measured or chance", "Verdict")
TRAVEL_TITLE = "Direction of travel"
NAMES = {
    "travel": TRAVEL_TITLE,
    "placing": "Place among peers",
    "progress": "Change and time",
    "timing": "Early or late",
    "acceleration": "Acceleration",
    "pace": "Paces in the past",
    "chances": "At, by, throughout",
    "breach": "First broken",
    "together": "Together",
    "baseline": "Baseline revised",
    "date": "The date",
}
_NO_FACTOR = {
    Undefined.WRONG_DIRECTION: "Lately it has moved the wrong way, so no multiple of that pace leads to the target.",
    Undefined.NO_RECENT_PROGRESS: "Lately it has not moved, so no multiple of that pace leads to the target.",
    Undefined.TOO_SHORT: "There are too few comparable figures for a recent pace.",
}
_BASE = "The target stands at the baseline itself, so that there is no change to take a share of."


def travel(found: Travel, quantities: Quantities) -> str:
    """Not a chance of meeting anything: the chance of being better than today."""
    side = "higher" if found.direction.sign > 0 else "lower"
    return (
        f"The chance that {found.period.label} is {side} than the {quantities.measured(found.value)} of "
        f"{found.since.label}: {found.better_shown}. That is not a chance of meeting a target."
    )


def progress(found: Progress) -> str:
    """How much of the change is made after how much of the time."""
    since = f"since {found.since.label}"
    if found.reason is Undefined.BASE_EQUALS_TARGET:
        return _BASE
    if found.change is None or found.time is None:
        return ""
    return f"{_share(found.change)} of the change asked for, after {_share(found.time)} of the time {since}."


def _share(value: float) -> str:
    return f"{plain(round(value))}%"


def timing(found: Timing) -> str:
    """Years behind the path now, and years after the date at arrival."""
    parts = []
    if found.now is not None:
        late = _years(abs(found.now))
        side = "behind" if found.now > 0 else "ahead of"
        parts.append("Now level with the path" if not late else f"Now about {late} {side} the path")
    if found.arrival is not None:
        late = _years(abs(found.arrival))
        side = "after" if found.arrival > 0 else "before"
        there = "about the target date" if not late else f"about {late} {side} the target date"
        parts.append(f"reached {there}, as likely as not")
    elif found.arrival_low is not None or found.now is not None:
        parts.append("as likely as not it is not reached in the years followed")
    return f"{capital('; '.join(parts))}." if parts else ""


def _years(value: float) -> str:
    if value < 1 / 12:
        return ""
    if value < 1.5:
        months = max(1, round(value * 12))
        return f"{months} month{'s' if months > 1 else ''}"
    return f"{value:.0f} years"


def acceleration(found: Acceleration) -> str:
    """How many times the recent pace, and between what."""
    if found.factor is None:
        return _NO_FACTOR.get(found.reason, "") if found.reason is not None else ""
    times = f"{found.factor:.1f} times the recent pace"
    if found.low is None:
        return f"{times}."
    if found.high is None:
        return f"{times}; at least {found.low:.1f} times, allowing for how uncertain that pace is."
    return f"{times}; {found.low:.1f} to {found.high:.1f} times, allowing for how uncertain that pace is."


def chances(found: Chances, say: Say) -> str:
    """The chances that one sentence can mean."""
    return (
        f"At the date {say(found.at_date)}; in some period up to it {say(found.by_date)}; "
        f"in each of the last {found.periods} periods up to it {say(found.sustained)}."
    )


def breach(found: Breach, say: Say) -> str:
    """When a standard or a cap is first broken."""
    dated = [f"by {period.label} {say(p)}" for period, p in found.by_period[-4:]]
    return f"Chance of having been broken {'; '.join(dated)}." if dated else ""


def placing(found: Placing, say: Say) -> str:
    """The rank now and to come."""
    tied = f", shared with {found.tied_now}" if found.tied_now else ""
    now = f"Rank {found.now} of {found.of} in {found.period.label}{tied}."
    likely = sorted(found.chances, key=lambda pair: -pair[1])[:3]
    ahead = "; ".join(f"rank {place} {say(p)}" for place, p in sorted(likely) if p > 0)
    return f"{now} At the date: {ahead}." if ahead else now


def together(found: Together, say: Say) -> str:
    """How series or parts were taken to go together."""
    if found.independent is None and found.high is not None:
        return f"One part has no chance of its own; whatever becomes of it, the whole has {say(found.high)} at most."
    if found.estimated:
        said = (
            f"Their surprises go together ({found.correlation:+.2f}, from {found.overlap} periods)".replace(
                "-", "−"
            )
        )
    else:
        said = "Taken as independent, for too few of their periods overlap"
    if found.independent is not None and found.estimated:
        said += f"; if they were independent, {say(found.independent)}"
    if found.low is not None and found.high is not None:
        said += f"; whatever the dependence, {say(found.low)} to {say(found.high)}"
    return f"{said}."


def baseline(found: BaselineRevised, quantities: Quantities) -> str:
    """What the revision of a baseline did."""
    moved = found.required != found.required_stated
    ends = (
        f"so that {quantities.required(found.required)} is asked instead of {quantities.required(found.required_stated)}"
        if moved
        else "which leaves this target where it is"
    )
    verdict = "" if found.verdict_stated is None else f" As it was set: {found.verdict_stated.words.lower()}."
    return (
        f"The figure for {found.period.label} was {quantities.measured(found.stated)} when the target was set and is "
        f"{quantities.measured(found.published)} now, {ends}.{verdict}"
    )


def date_read(found: DateRead) -> str:
    """How the date was read."""
    return f"“{found.stated}” is judged on {found.period.label}. {found.rule}"
