"""One target with everything known about it: what the view models of every page are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from forecasting.assessment import Assessment
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.targets import Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict
from service.board.english import aims
from service.board.english.chances import Chance, chance
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of

# A figure may be this late before the page calls the series stale.
_GRACE = timedelta(days=31)
_SINGLE_DAYS = frozenset({Frequency.DAY, Frequency.POINT})
_SILENCE = timedelta(days=184)
_SETTLED = frozenset({Verdict.MET, Verdict.MISSED})
_RUNNING = frozenset({TargetStatus.LIVE, TargetStatus.PENDING_OUTCOME})


@dataclass(frozen=True)
class Earlier:
    """What was said before: the chance, as it was printed, and the verdict of the judgement before this one."""

    as_of: date
    probability: float | None
    shown: str
    verdict: Verdict


@dataclass(frozen=True)
class Overdue:
    """A figure that was due and is not held."""

    period: str
    frequency: str
    due: date


@dataclass(frozen=True)
class Case:
    """A target, its mission and indicator, and the judgement that stands.

    ``published`` is the date of the newest figures behind the judgement. ``assessment`` is None where
    the target was never judged.
    """

    target: TargetEntry
    mission: MissionEntry
    indicator: IndicatorEntry | None
    area: str
    assessment: Assessment | None
    published: date | None = None
    earlier: Earlier | None = None

    @cached_property
    def quantities(self) -> Quantities:
        """How figures of this target are printed."""
        unit = self.assessment.unit if self.assessment is not None and self.assessment.unit else ""
        if not unit and self.indicator is not None:
            unit = self.indicator.unit
        return Quantities(unit_of(unit), self.indicator.decimals if self.indicator is not None else None)

    @cached_property
    def wants(self) -> Direction:
        """Which way the figure has to go."""
        if self.target.kind in (Kind.CUMULATIVE_CAP, Kind.ELIMINATION):
            return Direction.DECREASE
        if self.target.comparator is not None and self.target.comparator.direction is not Direction.NEUTRAL:
            return self.target.comparator.direction
        return self.indicator.direction if self.indicator is not None else Direction.NEUTRAL

    @cached_property
    def manner(self) -> Kind:
        """The kind to speak of it as.

        A level on a counter that never falls is a total to the reader; and where a total was never
        added up, because it could not be judged, the figures shown are those of single periods.
        """
        kind, assessment = self.target.kind, self.assessment
        if kind is Kind.LEVEL and self.indicator is not None and self.indicator.monotone:
            return Kind.CUMULATIVE_SUM
        if kind.is_cumulative and assessment is not None and assessment.required_value is None:
            return kind if assessment.outcome is not None else Kind.LEVEL
        return self.target.kind

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict that stands; none where the target was never judged."""
        return self.assessment.verdict if self.assessment is not None else Verdict.NO_VERDICT

    @cached_property
    def chance(self) -> Chance | None:
        """The chance in words and as a number, while it is still a chance."""
        return None if self.assessment is None or self.is_settled else chance(self.assessment)

    @property
    def probability(self) -> float | None:
        """One number to order by: the probability, or the middle of its range."""
        if self.assessment is None or self.is_settled:
            return None
        spread = self.assessment.probability_range
        return self.assessment.probability if spread is None else (spread.low + spread.high) / 2

    @property
    def is_settled(self) -> bool:
        """Whether the target was met or missed."""
        return self.verdict in _SETTLED

    @property
    def is_proxy(self) -> bool:
        """Whether the figures only stand in for those the target means."""
        return self.target.scope is not Scope.OFFICIAL

    @property
    def is_running(self) -> bool:
        """Whether the target is still pursued, or its outcome awaited."""
        return self.target.status in _RUNNING and not self.is_settled

    @property
    def due(self) -> date | None:
        """The last day on which the target may be met."""
        window = self.target.window
        if window is not None and window.end is not None:
            return window.end
        return self.target.period.end if self.target.period is not None else None

    @cached_property
    def asks(self) -> str:
        """The requirement in words, in the unit of judgement where that is known: ``at least 92%``."""
        value = self.target.value
        if self.assessment is not None and self.assessment.required_value is not None:
            value = self.assessment.required_value
        elif self.target.kind.is_change:
            return ""
        return aims.asks(self.target.comparator, value, upper=self.target.upper, quantities=self.quantities)

    def overdue(self, today: date) -> Overdue | None:
        """The first figure that should have been published by today and is not held."""
        assessment, indicator = self.assessment, self.indicator
        if assessment is None or assessment.latest_period is None or indicator is None or not self.is_running:
            return None
        latest = assessment.latest_period
        if indicator.lag_days is None:
            return None
        if indicator.frequency in _SINGLE_DAYS:
            # Single days follow no calendar, so only a long silence is worth a word.
            due = latest.end + timedelta(days=max(indicator.lag_days, _SILENCE.days))
            return Overdue("", "", due) if today > due else None
        reached = Period.containing(latest.end, indicator.frequency)
        # A total may run to a day inside a period, whose own figure is then the next to come.
        following = reached if latest.end < reached.end else reached + 1
        due = following.end + timedelta(days=indicator.lag_days)
        return Overdue(following.label, str(following.frequency), due) if today > due + _GRACE else None
