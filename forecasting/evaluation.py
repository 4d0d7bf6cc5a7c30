"""Whether values meet what is asked: bands, runs, ranks, moving targets, and the precision they are compared at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.indicators import Direction
from forecasting.public_methods.ladder import settled


def compared_value(value: float, *, decimals: int | None = None) -> float:
    """A value as it is compared: at the precision that the target declares, or else without rounding."""
    return settled(value if decimals is None else round(value, decimals))


def meets(
    value: float,
    threshold: float,
    *,
    direction: Direction,
    strict: bool = False,
    decimals: int | None = None,
) -> bool:
    """Whether a value meets a threshold; equality does unless strict. Raises ValueError without a direction."""
    if direction is Direction.NEUTRAL:
        raise ValueError("a threshold needs a direction")
    ahead = direction.sign * (compared_value(value, decimals=decimals) - settled(threshold))
    return settled(ahead) > 0 if strict else settled(ahead) >= 0


def band_distance(value: float, *, lower: float, upper: float) -> float:
    """How far outside a band a value lies: negative below it, positive above it, 0 inside and on both ends."""
    if settled(value - lower) < 0:
        return value - lower
    return value - upper if settled(value - upper) > 0 else 0.0


def current_run(values: Sequence[float], threshold: float, *, direction: Direction) -> int:
    """For how many periods up to the newest the threshold has been met without a miss."""
    run = 0
    for value in reversed(values):
        if not meets(value, threshold, direction=direction):
            break
        run += 1
    return run


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among peers by competition ranking (1, 2, 2, 4), and who shares it."""

    rank: int
    tied_with: tuple[str, ...] = ()


def rank_of(unit: str, values: Mapping[str, float], *, direction: Direction) -> Rank:
    """The rank of a unit, 1 the best; raises KeyError for a unit without a value."""
    own, sign = values[unit], direction.sign
    better = sum(settled(sign * (value - own)) > 0 for value in values.values())
    tied = tuple(name for name, value in values.items() if name != unit and settled(value - own) == 0)
    return Rank(1 + better, tied)


@dataclass(frozen=True, slots=True)
class Moving:
    """What a moving target asks at a moment: the value last due, and the next one; None before the first, after the last."""

    due: float | None
    following: float | None


def asked_at(milestones: Mapping[float, float], time: float) -> Moving:
    """The milestone that applies at a moment and the one after it."""
    past = [moment for moment in milestones if settled(moment - time) <= 0]
    ahead = [moment for moment in milestones if settled(moment - time) > 0]
    return Moving(milestones[max(past)] if past else None, milestones[min(ahead)] if ahead else None)


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of a total or a cap, the pace a period it asks for, and whether the matter is settled."""

    remaining: float
    required_rate: float | None
    met: bool | None


def total_left(total: float, *, done: float, periods: float, cap: bool = False) -> Remainder:
    """What is left to do, or to spend: settled once a total of flows is reached, or a cap is broken, or time is up."""
    left = total - done
    rate = left / periods if periods > 0 else None
    over = settled(left) < 0 if cap else settled(left) <= 0
    if over:
        return Remainder(left, rate, met=not cap)
    return Remainder(left, rate, met=None if periods > 0 else cap)


def all_of(met: Sequence[bool | None]) -> bool | None:
    """Whether every part is met; None while none has failed and some are open."""
    if any(part is False for part in met):
        return False
    return None if any(part is None for part in met) else True


def any_of(met: Sequence[bool | None], *, k: int = 1) -> bool | None:
    """Whether at least k parts are met; None while that can still go either way."""
    sure, still = sum(part is True for part in met), sum(part is not False for part in met)
    if sure >= k:
        return True
    return None if still >= k else False
