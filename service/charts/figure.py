"""What a chart of one target shows, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Places of the percentiles in ``FanPoint.values``.
LOWEST, LOW, LOWER, MIDDLE, UPPER, HIGH, HIGHEST = range(7)


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """One published figure. ``open`` marks provisional figures and estimates, ``aside`` exceptional periods."""

    day: date
    value: float
    period: str = ""
    open: bool = False
    aside: bool = False
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class FanPoint:
    """The 2.5, 10, 25, 50, 75, 90 and 97.5 percentiles of the forecast at one period."""

    day: date
    values: tuple[float, ...]
    period: str = ""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One point of the required path."""

    day: date
    value: float
    period: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with a label: the target, a milestone."""

    day: date
    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with a label: an exceptional period, a silence."""

    start: date
    end: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """History, required path and forecast of one target, with finished texts.

    ``since`` is the first day shown; ``zero`` asks for an axis from nought (totals), ``bounds`` are
    limits no value can pass. ``supposed`` is the middle of the course under a scenario.
    ``earlier`` are the middles of forecasts made before, ``source`` says where the figures come from.
    ``ours`` marks a path nobody published. Lines of the labels are given
    apart, so that a chart never has to break a text.
    """

    title: str
    subtitle: str
    description: str
    since: date
    measured: tuple[MeasuredPoint, ...] = ()
    fan: tuple[FanPoint, ...] = ()
    required: tuple[PathPoint, ...] = ()
    supposed: tuple[PathPoint, ...] = ()
    earlier: tuple[tuple[PathPoint, ...], ...] = ()
    ours: bool = False
    target: Mark | None = None
    milestones: tuple[Mark, ...] = ()
    breaks: tuple[Mark, ...] = ()
    bands: tuple[Span, ...] = ()
    silence: Span | None = None
    zero: bool = False
    bounds: tuple[float | None, float | None] = (None, None)
    target_lines: tuple[str, ...] = ()
    expected_lines: tuple[str, ...] = ()
    gap_lines: tuple[str, ...] = ()
    range_lines: tuple[str, ...] = ()
    latest_text: str = ""
    measured_text: str = ""
    path_text: str = ""
    supposed_text: str = ""
    first_text: str = ""
    last_text: str = ""
    earlier_text: str = ""
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.measured and not self.fan

    @property
    def latest(self) -> MeasuredPoint | None:
        """The newest published figure."""
        return self.measured[-1] if self.measured else None

    @property
    def last_day(self) -> date:
        """The last day anything is drawn on."""
        days = [self.since, *(point.day for point in self.measured[-1:])]
        days += [point.day for point in self.fan[-1:]]
        days += [point.day for point in self.required[-1:]]
        days += [mark.day for mark in (self.target, *self.milestones) if mark is not None]
        return max(days)

    @property
    def is_past(self) -> bool:
        """Whether figures go on after the target's own day, so that it stands inside the drawing."""
        return self.target is not None and (self.last_day - self.target.day).days > 30

    def shown(self) -> tuple[MeasuredPoint, ...]:
        """The measured points inside the window."""
        return tuple(point for point in self.measured if point.day >= self.since)
