"""The series of a bulk file, kept as arrays until something needs more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from datasets.reading.columns import UNPUBLISHED
from datasets.reading.observations import ObservationTable, SeriesInfo
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.models.history import History
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly

Floats = NDArray[np.float64]


@lru_cache(maxsize=65536)
def period_of(frequency: Frequency, ordinal: int) -> Period:
    """A period by its number; made once."""
    return Period(frequency, ordinal)


@lru_cache(maxsize=65536)
def period_text(frequency: Frequency, ordinal: int) -> str:
    """A period in the notation of files."""
    return str(period_of(frequency, ordinal))


@dataclass(frozen=True, eq=False)
class BulkSeries:
    """One series of a file: ordinals and values, oldest first, one value a period.

    ``anchors`` holds month and day of points in time, empty for periods. ``published`` is the newest date
    of publication among the values, None where the file does not say.
    """

    indicator: Indicator
    frequency: Frequency
    ordinals: NDArray[np.int64]
    values: Floats
    statuses: tuple[str, ...] = ()
    anchors: tuple[tuple[int, int] | None, ...] = ()
    published: date | None = None
    widening: float = 1.0

    @property
    def id(self) -> str:
        """The name of the series in the file."""
        return self.indicator.id

    @property
    def regular(self) -> bool:
        """Whether consecutive ordinals are consecutive steps, as in every notation but points in time."""
        return self.frequency is not Frequency.POINT

    @cached_property
    def series(self) -> Series:
        """The series as the rest of Headway knows it."""
        count = len(self.values)
        if self.anchors:
            periods = tuple(
                Period(self.frequency, ordinal, anchor)
                for ordinal, anchor in zip(self.ordinals.tolist(), self.anchors, strict=True)
            )
        else:
            periods = tuple(period_of(self.frequency, ordinal) for ordinal in self.ordinals.tolist())
        return Series(
            self.indicator, "", self.frequency, periods, self.values, self.statuses or ("final",) * count
        )

    @cached_property
    def grid(self) -> Series:
        """The series on the grid on which it is forecast: a sparse daily counter is read at month ends."""
        return monthly(self.series) if is_sparse(self.series) else self.series

    @property
    def revision_error(self) -> float:
        """What the newest figure may still be revised by: a file does not say."""
        return 0.0

    @property
    def first_step(self) -> int:
        """Where the history begins on the grid: nothing of a file is cut off."""
        return 0

    @property
    def last(self) -> int:
        """The ordinal of the newest value."""
        return int(self.ordinals[-1])

    @cached_property
    def dense(self) -> Floats:
        """Values on the whole grid, NaN where a period is missing."""
        if not self.regular or self.frequency is Frequency.DAY:
            return self.grid.dense
        first = int(self.ordinals[0])
        if self.last - first + 1 == len(self.values):
            return self.values
        dense = np.full(self.last - first + 1, np.nan)
        dense[self.ordinals - first] = self.values
        return dense

    @property
    def season(self) -> int:
        """Steps in one seasonal cycle of the grid."""
        return self.frequency.season if self.regular else self.series.season

    def history(self) -> History:
        """The series as the engine reads it."""
        return History(
            values=self.dense,
            season=self.grid.season if self.frequency is Frequency.DAY else self.season,
            lower=self.indicator.lower,
            upper=self.indicator.upper,
            rounding=self.indicator.rounding,
            monotone=self.indicator.monotone,
            family=self.indicator.family,
        )

    def text_ahead(self, steps: int) -> str:
        """The period some steps after the newest value, in the notation of files."""
        if self.regular and self.frequency is not Frequency.DAY:
            return period_text(self.frequency, self.last + steps)
        return str(self.grid.period_at(int(self.grid.steps[-1]) + steps))


def series_of(table: ObservationTable) -> dict[str, BulkSeries]:
    """The series of a table that has one value a period, in the order of the file; those without any are left out."""
    found: dict[str, BulkSeries] = {}
    plain = not np.any(table.status)
    for position, info in enumerate(table.series):
        rows = table.rows_of(position)
        if rows.start == rows.stop:
            continue
        found[info.id] = BulkSeries(
            indicator=_indicator(info),
            frequency=info.frequency,
            ordinals=table.ordinal[rows].astype(np.int64),
            values=table.values[rows],
            statuses=() if plain else table.statuses(position),
            anchors=_anchors(table, rows) if info.frequency is Frequency.POINT else (),
            published=_newest_day(table, rows),
        )
    return found


def _indicator(info: SeriesInfo) -> Indicator:
    return Indicator(
        id=info.id,
        title=info.id,
        unit=info.unit,
        direction=info.direction,
        lower=info.lower,
        upper=info.upper,
    )


def _anchors(table: ObservationTable, rows: slice) -> tuple[tuple[int, int] | None, ...]:
    return tuple(divmod(anchor, 100) if anchor else None for anchor in table.anchor[rows].tolist())


def _newest_day(table: ObservationTable, rows: slice) -> date | None:
    """The last day on which something about the series was published, where that is known."""
    if not table.dated:
        return None
    days = table.published[rows]
    known = days[days != UNPUBLISHED]
    return date.fromordinal(int(known.max())) if len(known) else None
