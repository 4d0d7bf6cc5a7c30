"""How far short, in natural units and without signs: about 470,000 homes short, about 130 Mt inside."""

from __future__ import annotations

import math

from forecasting.assessment import Gap, GapNow, Range
from forecasting.indicators import Direction
from forecasting.targets import Kind
from service.board.english.numbers import capital, step_for
from service.board.english.quantities import Quantities

LEVEL = "About level with the target"


def adverse(wants: Direction) -> str:
    """The word for the wrong side of a target."""
    return "over" if wants is Direction.DECREASE else "short"


def favourable(wants: Direction, kind: Kind) -> str:
    """The word for the right side of a target."""
    if kind is Kind.CUMULATIVE_CAP:
        return "inside"
    return "below" if wants is Direction.DECREASE else "above"


def grid(gap: Gap) -> float:
    """The grid on which a projected gap, its range and its forecast are all printed, so that they add up.

    About a tenth of the likely range, and never so fine that any of them shows three figures.
    """
    ends = (gap.likely.low, gap.likely.high) if gap.likely is not None else ()
    step = step_for(ends[1] - ends[0] if ends else 0.0, gap.value)
    largest = max(abs(value) for value in (gap.value, *ends))
    return max(step, 10.0 ** (math.floor(math.log10(largest)) - 1)) if largest > 0 else step


def headline(gap: Gap, *, quantities: Quantities, wants: Direction, kind: Kind) -> str:
    """The projected gap as a heading: ``About 24 points short``."""
    return capital(inside(gap, quantities=quantities, wants=wants, kind=kind))


def inside(gap: Gap, *, quantities: Quantities, wants: Direction, kind: Kind) -> str:
    """The projected gap inside a sentence: ``about 24 points short``."""
    step = grid(gap)
    if round(gap.value / step) == 0:
        return LEVEL[:1].lower() + LEVEL[1:]
    word = adverse(wants) if gap.value > 0 else favourable(wants, kind)
    return f"about {quantities.difference(gap.value, step)} {word}"


def likely(spread: Range, *, step: float, quantities: Quantities, wants: Direction, kind: Kind) -> str:
    """The range that holds 8 in 10: ``3 to 44 points short``, ``350 Mt inside to 95 Mt over``."""
    bad, good = adverse(wants), favourable(wants, kind)
    low, high = round(spread.low / step) * step, round(spread.high / step) * step
    if low >= 0:
        return f"{quantities.difference_figure(low, step)} to {quantities.difference(high, step)} {bad}"
    if high <= 0:
        return f"{quantities.difference_figure(high, step)} to {quantities.difference(low, step)} {good}"
    return f"{quantities.difference(low, step)} {good} to {quantities.difference(high, step)} {bad}"


def now(gap: GapNow, *, quantities: Quantities, wants: Direction, kind: Kind) -> str:
    """The latest value against the path: ``0.5 points below the path``, ``135,000 homes behind an even path``."""
    path = "an even path" if gap.illustrative else "the path"
    step = quantities.measured_step(gap.value)
    if round(gap.value / step) == 0:
        return f"on {path}"
    return f"{quantities.difference(gap.value, step)} {side(gap.value, wants=wants, kind=kind)} {path}"


def side(value: float, *, wants: Direction, kind: Kind) -> str:
    """Which side of the path a value lies on; a positive gap is the wrong side."""
    if kind is Kind.CUMULATIVE_SUM:
        return "behind" if value > 0 else "ahead of"
    if kind is Kind.CUMULATIVE_CAP:
        return "over" if value > 0 else "under"
    return "below" if (value > 0) is (wants is not Direction.DECREASE) else "above"
