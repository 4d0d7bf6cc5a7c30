"""A movement explained: two judgements of a target, and what each cause added between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from forecasting.assessment import Assessment, Knowledge
from forecasting.explanation import Cause
from forecasting.periods import Period
from forecasting.verdicts import Verdict


class Method(StrEnum):
    """How the part of the calibration was found."""

    RECOMPUTED = "recomputed"
    """Every mixture of causes was judged again; both judgements rest on one calibration."""
    BY_DIFFERENCE = "by_difference"
    """A calibration that cannot be run any more: its part is what the stored judgements differ from today's."""


class Unexplained(StrEnum):
    """Why a movement is not divided up. Stable; part of the public contract."""

    NO_PROBABILITY = "no_probability"
    SEVERAL_TARGETS = "several_targets"
    INPUTS_NOT_HELD = "inputs_not_held"
    NO_ORDER = "no_order"


@dataclass(frozen=True, slots=True)
class End:
    """One of the two judgements, as it was stored."""

    key: str
    as_of: date
    verdict: Verdict
    knowledge: Knowledge
    engine: str
    probability: float | None = None
    probability_shown: str = ""
    projected: float | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause added to the probability and to the projected value; exactly 0 where it did not change."""

    cause: Cause
    changed: bool
    probability: float | None
    projected: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """From one judgement of a target to a later (or earlier) one.

    ``parts`` always names the four causes and adds up to the change; it is empty where ``reason`` says why the
    movement is not divided up. ``new_periods`` have their first figure since, ``revised_periods`` another one.
    """

    target_id: str
    unit: str
    before: End
    after: End
    parts: tuple[Part, ...] = ()
    method: Method = Method.RECOMPUTED
    reason: Unexplained | None = None
    new_periods: tuple[Period, ...] = ()
    revised_periods: tuple[Period, ...] = ()
    statement: str = ""

    def part(self, cause: Cause) -> Part | None:
        """What a cause added, where that is known."""
        return next((one for one in self.parts if one.cause is cause), None)

    def turned(self) -> Explanation:
        """The way back: the ends change places and every part its sign."""
        parts = tuple(
            replace(part, probability=_minus(part.probability), projected=_minus(part.projected))
            for part in self.parts
        )
        return replace(self, before=self.after, after=self.before, parts=parts)

    @property
    def change(self) -> float | None:
        """How far the probability moved: the sum of the parts."""
        known = [part.probability for part in self.parts if part.probability is not None]
        return math.fsum(known) if known else None


def _minus(value: float | None) -> float | None:
    return None if value is None else 0.0 - value


def end_of(assessment: Assessment) -> End:
    """What is told of a judgement at either end."""
    evidence, projection = assessment.evidence, assessment.projection
    return End(
        key=assessment.key,
        as_of=assessment.as_of,
        verdict=assessment.verdict,
        knowledge=Knowledge.CURRENT if evidence is None else evidence.knowledge,
        engine="" if evidence is None else evidence.engine,
        probability=assessment.probability,
        probability_shown=assessment.probability_shown,
        projected=None if projection is None else projection.median,
        period=None if projection is None else projection.period,
    )


def whole_points(values: Sequence[float], total: int) -> list[int]:
    """Shares in whole points that add up to a whole total: each rounded down, the largest rests rounded up."""
    points = [100 * value for value in values]
    floors = [math.floor(point) for point in points]
    short = total - sum(floors)
    order = sorted(range(len(points)), key=lambda i: (floors[i] - points[i], i))
    found = list(floors)
    step = 1 if short > 0 else -1
    for turn in range(abs(short)):
        found[order[turn % len(order)] if step > 0 else order[-1 - turn % len(order)]] += step
    return found
