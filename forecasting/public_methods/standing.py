"""How a target stands before a method is asked: rateable, met, expired, or not to be rated at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forecasting.indicators import Direction
from forecasting.measures import recent_rate
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.yardstick import State, Why
from forecasting.student import slope_of, student_quantile

_WINDOW_YEARS = 5.0
_ADVERSE = 0.90
_FEWEST_FOR_A_TEST = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a target, why, and for one whose date has passed what became of it."""

    state: State
    reason: Why | None = None
    outcome: str | None = None

    @property
    def closed(self) -> bool:
        """Whether no method may give a label."""
        return self.state in (State.UNRATEABLE, State.SERIES_BREAK, State.INSUFFICIENT_DATA)


def standing(progress: Progress, *, needs_target: bool = True, fewest: int = 2) -> Standing:
    """The state of a target, the first that applies in the order of the states.

    ``fewest`` is how many figures a method needs. Without a target a method may still rate a trend.
    """
    unrateable = _unrateable(progress, needs_target=needs_target)
    if unrateable is not None:
        return Standing(State.UNRATEABLE, unrateable)
    if progress.broken:
        return Standing(State.SERIES_BREAK, Why.SERIES_BREAK)
    if len(progress) < fewest:
        return Standing(State.INSUFFICIENT_DATA, Why.NO_DATA if not len(progress) else Why.TOO_SHORT)
    if progress.expired:
        return Standing(State.TARGET_EXPIRED, outcome=_outcome(progress))
    if progress.met:
        worse = deteriorating(progress)
        return Standing(State.MET_BUT_DETERIORATING if worse else State.ALREADY_MET)
    return Standing(State.RATEABLE)


def standing_of_trend(progress: Progress, *, fewest: int = 2) -> Standing:
    """The state for a method that looks at a trend alone: it needs neither a target nor a better direction."""
    if progress.sign:
        return standing(progress, needs_target=False, fewest=fewest)
    neither = replace(progress, direction=Direction.INCREASE, target=None)
    return standing(neither, needs_target=False, fewest=fewest)


def without_probability(progress: Progress) -> Standing:
    """The state of a target that has no probability, for a method that asks for nothing else.

    Such a method covers every kind of target, so a kind is never its reason.
    """
    found = standing(progress, fewest=0)
    if found.reason is Why.KIND_NOT_COVERED and progress.expired:
        return Standing(State.TARGET_EXPIRED, outcome=progress.recorded or "not_yet_known")
    if found.reason is Why.KIND_NOT_COVERED or not (found.closed or found.state is State.TARGET_EXPIRED):
        return Standing(State.UNRATEABLE, Why.NO_PROBABILITY)
    return found


def _unrateable(progress: Progress, *, needs_target: bool) -> Why | None:
    if progress.refused is not None:
        return progress.refused
    if progress.direction is None or progress.direction is Direction.NEUTRAL:
        return Why.DIRECTION_MISSING
    if progress.target is None:
        return Why.NO_TARGET_SET if needs_target else None
    return None


def _outcome(progress: Progress) -> str:
    deciding = None if progress.target_time is None else progress.value_at(progress.target_time)
    if deciding is None:
        return progress.recorded or "not_yet_known"
    return "met" if progress.meets(deciding) else "missed"


def deteriorating(progress: Progress) -> bool:
    """Whether the last five years slope the wrong way (90%, one-sided), or the target is likelier lost than kept.

    With fewer than four figures no slope can be tested; then a fall from the first of them to the last counts.
    """
    if progress.still_met is not None and progress.still_met <= 0.5:
        return True
    if len(progress) < 2:
        return False
    newest = progress.times[-1]
    recent = [
        (t, y)
        for t, y in zip(progress.times, progress.values, strict=True)
        if t >= newest - _WINDOW_YEARS - 1e-6
    ]
    if len(recent) < _FEWEST_FOR_A_TEST:
        if len(recent) < 2:
            recent = list(zip(progress.times, progress.values, strict=True))
        return progress.sign * (recent[-1][1] - recent[0][1]) < 0
    slope = slope_of([t for t, _ in recent], [y for _, y in recent])
    limit = student_quantile(_ADVERSE, slope.degrees) * slope.error
    return progress.sign * slope.value < -limit


def recent_pace(progress: Progress, *, years: float) -> tuple[float | None, int, bool]:
    """The least-squares change a year over the last years, how many figures it rests on, and whether all were needed.

    With fewer than three figures in the window every figure is used; with two in all, the line through them.
    """
    if len(progress) < 2:
        return None, len(progress), False
    newest = progress.times[-1]
    start = next(i for i, t in enumerate(progress.times) if t >= newest - years - 1e-6)
    widened = len(progress) - start < 3 and start > 0
    times = progress.times if widened else progress.times[start:]
    values = progress.values if widened else progress.values[start:]
    if len(times) == 2:
        return (values[1] - values[0]) / (times[1] - times[0]), 2, widened
    return recent_rate(times, values).value, len(times), widened
