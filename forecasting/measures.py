"""Gaps, shares, rates and factors: the plain arithmetic of following a target.

Every function is pure. Where a ratio is not defined there is no number and a reason, never an infinity, a
NaN or a complex number. Times are in years, a change towards the target is positive for a rise where a rise
is wanted. Definitions: docs/methods.md, gaps and rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forecasting.indicators import Direction

_PLACES = 10
_FEWEST = 3


class Undefined(StrEnum):
    """Why a measure has no value. Stable; part of the public contract."""

    BASE_EQUALS_TARGET = "base_equals_target"
    NO_RECENT_PROGRESS = "no_recent_progress"
    WRONG_DIRECTION = "wrong_direction"
    ALREADY_MET = "already_met"
    SIGN_CHANGE = "sign_change"
    RATIO_UNDEFINED_ZERO = "ratio_undefined_zero"
    TOO_SHORT = "too_short"
    NO_TIME = "no_time"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, or the reason why there is none."""

    value: float | None
    reason: Undefined | None = None


def _measure(value: float) -> Measure:
    """A number that can be written down, or none: a change of a million in a minute has no yearly rate."""
    return Measure(float(value)) if np.isfinite(value) else _none(Undefined.OUT_OF_RANGE)


def _none(reason: Undefined) -> Measure:
    return Measure(None, reason)


def gap(required: float, actual: float, *, direction: Direction) -> float:
    """How far behind what is asked, in the unit; positive is behind, negative ahead.

    d·(required − actual), d = +1 where a rise is wanted, −1 where a fall is.
    """
    return direction.sign * (required - actual)


def share_of_change(base: float, latest: float, target: float) -> Measure:
    """How much of the change asked for has been made, in percent: 0 at the baseline, 100 at the target.

    100·(latest − base)/(target − base), one formula for both directions: negative is away from the target,
    above 100 beyond it. Undefined where the baseline is the target.
    """
    if round(target - base, _PLACES) == 0:
        return _none(Undefined.BASE_EQUALS_TARGET)
    return _measure(100 * (latest - base) / (target - base))


def share_of_time(start: float, now: float, end: float) -> Measure:
    """How much of the time given has passed, in percent."""
    if round(end - start, _PLACES) <= 0:
        return _none(Undefined.NO_TIME)
    return _measure(100 * (now - start) / (end - start))


def pace(change: Measure, time: Measure) -> Measure:
    """The share of the change made over the share of the time gone: 1 is on the straight line."""
    if change.value is None or time.value is None:
        return _none(change.reason or time.reason or Undefined.NO_TIME)
    if round(time.value, _PLACES) == 0:
        return _none(Undefined.NO_TIME)
    return _measure(change.value / time.value)


def required_rate(latest: float, target: float, *, years: float) -> Measure:
    """The change a year needed from now on to arrive in time, in the unit."""
    if round(years, _PLACES) <= 0:
        return _none(Undefined.NO_TIME)
    return _measure((target - latest) / years)


def recent_rate(times: Sequence[float], values: Sequence[float]) -> Measure:
    """The change a year lately: the least-squares slope of at least three values, in the unit."""
    if len(values) < _FEWEST or len(set(times)) < _FEWEST:
        return _none(Undefined.TOO_SHORT)
    time = np.asarray(times, dtype=float)
    centred = time - time.mean()
    level = np.asarray(values, dtype=float)
    return _measure(centred @ (level - level.mean()) / (centred @ centred))


def acceleration_factor(recent: float, required: float, *, direction: Direction) -> Measure:
    """How many times faster than lately the indicator must move: 1 is fast enough, 2 is twice the pace.

    required/recent while the recent change goes the way that is wanted; without recent progress, or with
    change the wrong way, no factor would bring it there.
    """
    towards = round(direction.sign * recent, _PLACES)
    if round(direction.sign * required, _PLACES) <= 0:
        return _none(Undefined.ALREADY_MET)
    if towards == 0:
        return _none(Undefined.NO_RECENT_PROGRESS)
    if towards < 0:
        return _none(Undefined.WRONG_DIRECTION)
    return _measure(required / recent)


def rate_of_reduction(start: float, end: float, *, years: float) -> Measure:
    """The continuous rate of reduction between two values, in percent a year: −100·ln(end/start)/years."""
    refused = _ratio_refused(start, end, years)
    return refused or _measure(-100 * (np.log(end) - np.log(start)) / years)


def average_rate_of_reduction(times: Sequence[float], values: Sequence[float]) -> Measure:
    """The rate of reduction over all values, in percent a year: 100·(1 − e^β), β the slope of ln value on time.

    The average annual rate of reduction of the United Nations agencies; every value counts, not the ends alone.
    """
    for value in values:
        refused = _ratio_refused(values[0], value, 1.0)
        if refused is not None:
            return refused
    slope = recent_rate(times, [float(np.log(abs(value))) for value in values])
    if slope.value is None:
        return slope
    with np.errstate(over="ignore"):
        return _measure(-100 * np.expm1(slope.value))


def compound_rate(start: float, end: float, *, years: float) -> Measure:
    """The constant rate of growth that leads from one value to another, in percent a year.

    100·((end/start)^(1/years) − 1).
    """
    refused = _ratio_refused(start, end, years)
    if refused is not None:
        return refused
    with np.errstate(over="ignore"):
        return _measure(100 * np.expm1((np.log(end) - np.log(start)) / years))


def ratio_to_pathway(actual: float, required: float) -> Measure:
    """The latest value over the value the path asks for; for positive quantities."""
    return _ratio_refused(required, actual, 1.0) or _measure(actual / required)


def years_to_attain(latest: float, target: float, *, rate: float, direction: Direction) -> Measure:
    """In how many years the target is reached at a constant change a year; 0 where it is met already."""
    short = round(gap(target, latest, direction=direction), _PLACES)
    if short <= 0:
        return Measure(0.0)
    towards = round(direction.sign * rate, _PLACES)
    if towards == 0:
        return _none(Undefined.NO_RECENT_PROGRESS)
    return _none(Undefined.WRONG_DIRECTION) if towards < 0 else _measure(short / (direction.sign * rate))


def _ratio_refused(start: float, end: float, years: float) -> Measure | None:
    if years <= 0:
        return _none(Undefined.NO_TIME)
    if start == 0 or end == 0:
        return _none(Undefined.RATIO_UNDEFINED_ZERO)
    return _none(Undefined.SIGN_CHANGE) if start * end < 0 or start < 0 else None
