"""Everything a judgement needs to know about one target as of one date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from forecasting.assessment import Knowledge, Outcome
from forecasting.breaks import Breaks
from forecasting.indicators import Indicator
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


@dataclass(frozen=True, eq=False)
class Case:
    """One target, the data as known on ``as_of``, and what else was known then.

    ``series`` is None where nothing was known. ``parts`` are official cumulative estimates, oldest
    first. ``recorded`` is the outcome as an official source recorded it, if that was known by then.
    ``charted`` False leaves out the rows of the chart and the sentence, where only figures are wanted.
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

    @property
    def series_id(self) -> str:
        """The series judged, as indicator and area."""
        return f"{self.indicator.id}/{self.area}" if self.area else self.indicator.id
