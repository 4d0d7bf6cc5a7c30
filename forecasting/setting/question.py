"""A target that is being set: on which figures, by when, and what is already known about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from forecasting.assessment import Assessment
from forecasting.breaks import Breaks, Prepared, prepare
from forecasting.forecasts import Forecast
from forecasting.ground import Ground, cut_to, ground_of
from forecasting.indicators import Aggregation, Direction, Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.judging.verdict import Record
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.errors import (
    DateNotAhead,
    DirectionMissing,
    NotAFlow,
    ValueUnusable,
    WindowInvalid,
)
from forecasting.targets import Comparator, Kind, Target, Window

DRAFT = "draft"
# Far beyond anything that is measured: a total that nothing settles, so that its forecast can be asked for.
_OPEN = 1e300


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another area with the same indicator: its name and its figures."""

    name: str
    series: Series
    breaks: Breaks = field(default_factory=Breaks)


@dataclass(frozen=True, eq=False)
class Question:
    """What to propose a target for.

    ``course`` is the current course of the series, None where it has too few figures. ``since`` makes it a total
    from that day to ``by``. ``neighbours`` are the areas it is compared with, this one left out, and ``noun`` what
    they are called. Raises the errors of ``setting.errors`` when it is made.
    """

    series: Series
    by: Period
    as_of: date
    course: Forecast | None
    breaks: Breaks = field(default_factory=Breaks)
    direction: Direction | None = None
    value: float | None = None
    since: date | None = None
    neighbours: tuple[Neighbour, ...] = ()
    noun: str = "areas"
    releases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be answered."""
        if self.value is not None and not math.isfinite(self.value):
            raise ValueUnusable(
                f"{self.value} is not a number a target can have.",
                field="value",
                value=str(self.value),
                remedy="Give a finite number in the unit of the indicator.",
            )
        if self.way is Direction.NEUTRAL:
            raise DirectionMissing(
                f"Nothing says whether more or less of “{self.indicator.id}” is better.",
                field="direction",
                value=Direction.NEUTRAL.value,
                remedy="Say increase or decrease.",
            )
        if self.since is not None:
            self._check_window(self.since)
        elif self.series.last_period_ending_by(self.by.end).end <= self.series.latest.end:
            raise DateNotAhead(
                f"The figure that decides {self.by.label} is held already: the newest is for "
                f"{self.series.latest.label}.",
                field="by",
                value=str(self.by),
                remedy=f"Give a date by which {self.series.period_at(len(self.series.dense)).label} has ended, or later.",
            )

    def _check_window(self, since: date) -> None:
        if self.indicator.aggregation is not Aggregation.FLOW:
            raise NotAFlow(
                f"Figures of “{self.indicator.id}” do not add up to a total.",
                field="since",
                value=since.isoformat(),
                remedy="Ask for a level instead: leave out the beginning of the window.",
            )
        if since >= self.by.end:
            raise WindowInvalid(
                f"The window would begin on {since.isoformat()}, after it ends.",
                field="since",
                value=since.isoformat(),
                remedy=f"Give a day before {self.by.end.isoformat()}.",
            )
        if self.series.latest.end >= self.by.end:
            raise DateNotAhead(
                f"Every figure up to {self.by.label} is held already.",
                field="by",
                value=str(self.by),
                remedy=f"Give a date after {self.series.latest.end.isoformat()}.",
            )

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return self.series.indicator

    @property
    def way(self) -> Direction:
        """Which way is better: as asked, or as the indicator says."""
        return self.direction or self.indicator.direction

    @property
    def sign(self) -> int:
        """+1 where more is better, −1 where less is."""
        return self.way.sign

    @property
    def comparator(self) -> Comparator:
        """How a value is reached: at least, or at most; equality counts."""
        return Comparator.AT_LEAST if self.sign > 0 else Comparator.AT_MOST

    def within(self, value: float) -> bool:
        """Whether the indicator can take a value; a total has no ends."""
        low, high = self.indicator.lower, self.indicator.upper
        if self.since is not None:
            return low is None or low < 0 or value >= 0
        return (low is None or value >= low) and (high is None or value <= high)

    @property
    def kind(self) -> Kind:
        """The kind of target that is proposed."""
        if self.since is None:
            return Kind.LEVEL
        return Kind.CUMULATIVE_SUM if self.sign > 0 else Kind.CUMULATIVE_CAP

    @cached_property
    def ground(self) -> Ground | None:
        """The comparable figures, ready to be forecast; None where there are too few."""
        return ground_of(self.series, self.breaks)

    @cached_property
    def grid(self) -> Series:
        """The series on the grid it is forecast on: a daily counter read now and then is read at month ends."""
        return self.series if self.ground is None else self.ground.series

    @cached_property
    def prepared(self) -> Prepared:
        """The figures after the last break that cuts, exceptional ones set aside, however few they are."""
        return prepare(self.grid, self.breaks) if self.ground is None else self.ground.prepared

    @cached_property
    def resolved(self) -> Period:
        """The last period that ends by the date."""
        return self.grid.last_period_ending_by(self.by.end)

    @cached_property
    def start(self) -> tuple[Period, float]:
        """The figure that paces are measured from: the newest comparable one of the season of the target date."""
        grid = self.grid
        target = grid.step_of(self.resolved)
        first, aside = self.prepared.first_step, self.prepared.set_aside
        known = [
            int(step)
            for step in grid.steps
            if (target - int(step)) % grid.season == 0
            and first <= int(step) < target
            and int(step) not in aside
        ]
        step = known[-1] if known else int(grid.steps[-1])
        return grid.period_at(step), float(grid.dense[step])

    @property
    def years(self) -> float:
        """Years from the figure that paces are measured from to the target date."""
        grid = self.grid
        return (grid.step_of(self.resolved) - grid.step_of(self.start[0])) / grid.steps_per_year

    def case(self, value: float, *, charted: bool = False) -> Case:
        """The case of a draft that asks for a value."""
        window = None if self.since is None else Window(self.since, self.by.end)
        target = Target(
            id=DRAFT,
            kind=self.kind,
            comparator=self.comparator,
            value=value,
            period=None if window is not None else self.by,
            window=window,
        )
        return Case(
            target=target,
            indicator=self.indicator,
            area=self.series.area,
            series=self.series,
            as_of=self.as_of,
            breaks=self.breaks,
            releases=self.releases,
            charted=charted,
        )

    @cached_property
    def outlook(self) -> Need | Assessment:
        """What forecast a target here would need, or why none can be judged."""
        return consider(self.case(self.start[1] if self.since is None else _OPEN))

    @cached_property
    def record(self) -> Record | None:
        """The backtest record of forecasts like this one, None without a forecast."""
        need = self.outlook
        if isinstance(need, Assessment):
            return None
        return record_for(need.series.frequency.value, need.effective, need.steps)

    @cached_property
    def course_here(self) -> Forecast | None:
        """The current course, where a probability may be given at the target date."""
        need, course = self.outlook, self.course
        if isinstance(need, Assessment) or course is None or self.record is None or self.record.beyond:
            return None
        if course.origin != need.prepared.origin or course.horizon < need.steps:
            return None
        return cut_to(course, need.horizon)
