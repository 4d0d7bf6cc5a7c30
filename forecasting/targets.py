"""A target: what is to be reached, by when, measured how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forecasting.delivery import DeliveryTrajectory
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.trajectories import NAMED

PATH_SHAPES = tuple(NAMED)
"""The names of the shapes a required path can have."""


class Kind(StrEnum):
    """What kind of promise a target makes. Names follow the table of kinds in docs/methods.md."""

    LEVEL = "level"
    BAND = "band"
    CHANGE_ABSOLUTE = "change_absolute"
    CHANGE_PERCENT = "change_percent"
    CHANGE_PP = "change_pp"
    ELIMINATION = "elimination"
    MAINTAIN = "maintain"
    CUMULATIVE_SUM = "cumulative_sum"
    CUMULATIVE_CAP = "cumulative_cap"
    INTENSITY = "intensity"
    RELATIVE_TO_COUNTERFACTUAL = "relative_to_counterfactual"
    RANK = "rank"
    GAP_BETWEEN_GROUPS = "gap_between_groups"
    SUSTAINED_STANDARD = "sustained_standard"
    MILESTONES = "milestones"
    DERIVED = "derived"
    ALL_OF = "all_of"
    ANY_OF = "any_of"
    DIRECTIONAL = "directional"

    @property
    def is_level(self) -> bool:
        """Judged on the value of one period against a threshold."""
        return self in _LEVEL_KINDS

    @property
    def is_change(self) -> bool:
        """The threshold is relative to a baseline."""
        return self in (Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP)

    @property
    def is_cumulative(self) -> bool:
        """Judged on the sum of flows over a window."""
        return self in (Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP)


_LEVEL_KINDS = frozenset(
    {Kind.LEVEL, Kind.BAND, Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP, Kind.ELIMINATION}
)


class Comparator(StrEnum):
    """How the value must stand to the threshold."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    BETWEEN = "between"

    @property
    def direction(self) -> Direction:
        """The way the comparator wants the value to go."""
        if self in (Comparator.AT_LEAST, Comparator.ABOVE):
            return Direction.INCREASE
        if self in (Comparator.AT_MOST, Comparator.BELOW):
            return Direction.DECREASE
        return Direction.NEUTRAL

    @property
    def strict(self) -> bool:
        """Whether equality fails."""
        return self in (Comparator.ABOVE, Comparator.BELOW)


class Scope(StrEnum):
    """How the measured series stands to the target's own words."""

    OFFICIAL = "official"
    PROXY = "proxy"
    NARROWER = "narrower"
    BROADER = "broader"


class TargetStatus(StrEnum):
    """Where a target stands in its own history."""

    LIVE = "live"
    MET = "met"
    MISSED = "missed"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    ABANDONED = "abandoned"
    PENDING_OUTCOME = "pending_outcome"
    CLOSED = "closed"


class Operation(StrEnum):
    """How two series make one: their difference or their ratio."""

    DIFFERENCE = "difference"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The point a change is measured from; the value may be left to the data."""

    period: Period | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days over which flows add up or a standard must hold, both ends included; open if ``end`` is None."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A value due on the way, or one point of a moving target."""

    period: Period
    value: float
    official: bool = True
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What became of a target on a date."""

    status: TargetStatus
    date: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing promised: this indicator, in this area, at this value, by this date.

    ``value`` is read by ``kind``: a level, a change (percent, points or units, signed) from the
    baseline, a total over the window, or a rank. ``due`` is the end of the last day on which the
    target may still be met; ``period`` is the period as the target states it. ``unrateable`` gives
    the reason where the definition, not the data, forbids a judgement. ``operation`` says how the two series
    of a gap make one; ``path`` names the
    shape of the required path where nobody laid one out; ``any_k`` how many ``components`` must be met (None: one, or for "all of" every one). ``reading`` says in a sentence
    which part of the definition, such as its date, is somebody's reading of vaguer words.
    """

    id: str
    kind: Kind
    comparator: Comparator | None = None
    value: float | None = None
    upper: float | None = None
    period: Period | None = None
    window: Window | None = None
    baseline: Baseline = field(default_factory=Baseline)
    milestones: tuple[Milestone, ...] = ()
    deliveries: tuple[DeliveryTrajectory, ...] = field(default=(), repr=False)
    path: str = field(default="linear", repr=False)
    periods_required: int = 1
    functional_zero: float = 0.0
    announced: date | None = None
    scope: Scope = Scope.OFFICIAL
    scope_one_way: bool = False
    unrateable: str | None = None
    unrateable_explanation: str = ""
    history: tuple[StatusChange, ...] = ()
    components: tuple[str, ...] = ()
    operation: Operation = field(default=Operation.DIFFERENCE, repr=False)
    any_k: int | None = field(default=None, repr=False)
    reading: str = field(default="", repr=False)

    @property
    def due(self) -> date | None:
        """The last day on which the target may still be met, or None where no date is set."""
        if self.window is not None and self.window.end is not None:
            return self.window.end
        return None if self.period is None else self.period.end

    @property
    def direction(self) -> Direction:
        """Which way the target wants the value to go."""
        if self.kind is Kind.CUMULATIVE_CAP or self.kind is Kind.ELIMINATION:
            return Direction.DECREASE
        return self.comparator.direction if self.comparator is not None else Direction.NEUTRAL

    def status_as_of(self, day: date | None) -> TargetStatus:
        """The status as it was known on a day (None: as known now)."""
        known = TargetStatus.LIVE
        for change in self.history:
            if day is None or (change.date is not None and change.date <= day):
                known = change.status
        return known
