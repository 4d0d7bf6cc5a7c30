"""What a scenario does to a target: its chance, its gap, its date, and the effect it would take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.judging.concluding import conclude_with, probability_of
from forecasting.judging.readiness import Need
from forecasting.judging.verdict import Record
from forecasting.scenarios.changes import Change, Measure, ScenarioKind
from forecasting.scenarios.course import Course
from forecasting.scenarios.shifted import Shiftable

WANTED = (0.5, 0.8)
_Test: TypeAlias = Callable[[float], bool]
_DOUBLINGS = 48
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named change."""

    name: str
    change: Change


@dataclass(frozen=True, slots=True)
class Needed:
    """The size of the change that gives a chance, all else of the scenario as stated.

    ``size`` is the smallest one, negative where there is room to spare; None where no size gives it, and ``reason``
    says why.
    """

    chance: float
    size: float | None
    reason: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Appraised:
    """A target under a scenario: the judgement by the very rules of its kind, and what would be needed."""

    scenario: Scenario
    assessment: Assessment
    measure: Measure
    needed: tuple[Needed, ...]
    forecast: Forecast

    @property
    def kind(self) -> ScenarioKind:
        """What kind of change it states."""
        return self.scenario.change.kind


def appraise(
    need: Need,
    forecast: Forecast,
    scenario: Scenario,
    *,
    record: Record,
    code_version: str = "",
    key: str = "",
) -> Appraised:
    """Judge a target as if a change came on top of the current course; the current course itself stays as it is.

    ``forecast`` is the one the stored judgement rests on, and its draws are used again: a change of nothing gives
    that judgement to the last bit. Raises ScenarioImpossible.
    """
    effect = scenario.change.effect(Course(forecast))
    moved = Shiftable(forecast, effect)
    changed = moved.at(effect.size)
    assessment = conclude_with(
        need, changed, variants={"default": changed}, record=record, code_version=code_version, key=key
    )
    needed = tuple(needed_for(need, moved, chance) for chance in WANTED)
    return Appraised(scenario, assessment, effect.measure, needed, changed)


def needed_for(need: Need, moved: Shiftable, chance: float) -> Needed:
    """The smallest size with at least this chance, by bisection with the same draws throughout.

    The chance never falls as the size grows in the wanted direction, so the answer is exact to the last step of the
    bisection and has at least the chance asked for.
    """
    threshold = need.resolution.threshold
    sign = need.case.target.direction.sign if threshold is None else threshold.sign
    if not moved.acts:
        text = "The scenario has no size to vary." if moved.effect.measure is Measure.YEARS else _TOO_LATE
        return Needed(chance, None, text)
    if sign == 0:
        return Needed(
            chance, None, "A band can be missed on either side, so more of a change is not always better."
        )
    unit = moved.effect.unit
    if unit.min() < 0 < unit.max():
        return Needed(chance, None, "The change helps at some times and hurts at others.")
    way = sign * (1.0 if unit.max() > 0 else -1.0)

    def reaches(amount: float) -> bool:
        return probability_of(need, moved.at(way * amount)) >= chance

    steps = min(need.steps, len(unit))
    scale = float(abs(unit[:steps]).max())
    if scale == 0:
        return Needed(chance, None, _TOO_LATE)
    grid = moved.forecast.margins.grid
    width = max(
        float(grid[steps - 1, -1] - grid[steps - 1, 0]), 1e-6 * max(abs(float(grid[steps - 1].max())), 1.0)
    )
    high = _first(reaches, start=width / scale / 8)
    if high is None:
        return Needed(chance, None, "No size of it would give that chance.")
    low = _last_without(reaches, high=high, step=width / scale / 8)
    if low is None:
        return Needed(chance, None, "The chance is at least as high whatever its size.")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high or high - low <= 1e-9 * width / scale:
            break
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return Needed(chance, way * high)


_TOO_LATE = "The change comes too late to count by the target date."


def _first(reaches: _Test, *, start: float) -> float | None:
    """A size large enough, doubling up from nothing."""
    if reaches(0.0):
        return 0.0
    amount = start
    for _ in range(_DOUBLINGS):
        if reaches(amount):
            return amount
        amount *= 2
    return None


def _last_without(reaches: _Test, *, high: float, step: float) -> float | None:
    """A size too small: nothing at all, or a change the other way."""
    if high > 0 and not reaches(0.0):
        return 0.0
    amount = step
    for _ in range(_DOUBLINGS):
        if not reaches(-amount):
            return -amount
        amount *= 2
    return None
