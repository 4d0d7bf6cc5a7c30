"""Everything a judgement needs to know about one target as of one date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forecasting.assessment import Knowledge, Outcome
from forecasting.breaks import Breaks
from forecasting.indicators import Indicator
from forecasting.recalibration.calibration import SHIPPED, Calibration, engine_named
from forecasting.series import Series
from forecasting.targets import Target


@dataclass(frozen=True, slots=True)
class OfficialPart:
    """A publisher's own estimate of a cumulative total up to a day.

    ``error`` is one standard deviation as a share of the estimate.
    """

    through: date
    value: float
    error: float = 0.0


class Role(StrEnum):
    """What a second series is to a target."""

    OTHER = "other"
    PEER = "peer"
    SCENARIO = "scenario"
    SEASON = "season"


@dataclass(frozen=True, eq=False, slots=True)
class Driving:
    """A series that drives another, as it was known: it acts ``lag`` periods later."""

    series: Series
    lag: int = 0


@dataclass(frozen=True, eq=False)
class Companion:
    """A further series a target is judged on: the other group, the denominator, a peer, the stated scenario, or one of
    shorter periods that tells how a year's flow falls over its days.

    ``series`` is None where nothing was known of it. ``calibration`` is what it is forecast with, ``driving`` what
    that asks for besides.
    """

    role: Role
    name: str
    series: Series | None
    breaks: Breaks = field(default_factory=Breaks)
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    @property
    def fitted_breaks(self) -> Breaks:
        """Its breaks and those of its calibration."""
        return self.calibration.breaks_of(self.breaks)


@dataclass(frozen=True, eq=False)
class Case:
    """One target, the data as known on ``as_of``, and what else was known then.

    ``series`` is None where nothing was known. ``parts`` are official cumulative estimates, oldest
    first. ``recorded`` is the outcome as an official source recorded it, if that was known by then.
    ``charted`` False leaves out the rows of the chart, the sentence and the further figures, where only the
    row of a table is wanted. ``companions`` are further series the target itself is judged on; ``elsewhere`` is
    the same indicator in other areas, to compare paces with. ``revision_error`` is the standard deviation of what
    the publisher usually still changes in figures as young as the newest, in the unit of the indicator.
    ``calibration`` is what the series is forecast with, ``driving`` the series that drive it.
    """

    target: Target
    indicator: Indicator
    area: str
    series: Series | None
    as_of: date
    breaks: Breaks = field(default_factory=Breaks)
    knowledge: Knowledge = Knowledge.CURRENT
    releases: tuple[str, ...] = ()
    parts: tuple[OfficialPart, ...] = ()
    recorded: Outcome | None = None
    unverified: bool = False
    superseded_basis: bool = False
    charted: bool = True
    companions: tuple[Companion, ...] = ()
    elsewhere: tuple[Series, ...] = ()
    revision_error: float = 0.0
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    @property
    def fitted_breaks(self) -> Breaks:
        """The breaks that the series is fitted with: its own and those of its calibration."""
        return self.calibration.breaks_of(self.breaks)

    def engine_name(self, engine: str) -> str:
        """The version of the engine with the calibrations in force for this case, which is part of its key."""
        return engine_named(engine, (self.calibration, *(one.calibration for one in self.companions)))

    def of_role(self, role: Role) -> tuple[Companion, ...]:
        """The companions of one role, in their order."""
        return tuple(item for item in self.companions if item.role is role)

    @property
    def series_id(self) -> str:
        """The series judged, as indicator and area."""
        return f"{self.indicator.id}/{self.area}" if self.area else self.indicator.id
