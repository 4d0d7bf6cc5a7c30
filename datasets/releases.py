"""What was known when: the values of a series as they stood on a day.

As of a day, a period has (a) the value of the newest edition published by then, marked ``real_time``; else
(b) if the period ended at least the indicator's usual lag ago, the value of the earliest edition held,
marked ``pseudo_real_time``; else (c) no value. Bases are never mixed, and a withdrawn value stays withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from datasets.observation import Basis, BasisKind, Observation
from forecasting.periods import Period


class Knowledge(StrEnum):
    """How we know that a value was known on a day: from an edition of that time, or from the usual lag."""

    REAL_TIME = "real_time"
    PSEUDO_REAL_TIME = "pseudo_real_time"


@dataclass(frozen=True, slots=True)
class Known:
    """A value as it stood on a day.

    ``known_on`` is the day it became known: its publication or, where that is not dated or came later than
    the day asked for, the end of its period and the usual lag.
    """

    observation: Observation
    knowledge: Knowledge
    known_on: date

    @property
    def period(self) -> Period:
        """The period of the value."""
        return self.observation.period

    @property
    def real_time(self) -> bool:
        """Whether the edition itself had been published by the day asked for."""
        return self.knowledge is Knowledge.REAL_TIME


class KnownSeries(tuple[Known, ...]):
    """A series as known on a day: one value a period, oldest first, all on one basis."""

    __slots__ = ()

    @property
    def known(self) -> tuple[Known, ...]:
        """The values."""
        return self

    @property
    def basis(self) -> str:
        """The earlier basis the values stand on; empty for the current one."""
        return next((item.observation.basis for item in self if item.observation.basis), "")

    @property
    def newest_information(self) -> date | None:
        """The last day on which something in it became known."""
        return max((item.known_on for item in self), default=None)

    @property
    def real_time(self) -> bool:
        """Whether every value comes from an edition that had been published by the day asked for."""
        return all(item.real_time for item in self)


_Key = tuple[int, tuple[int, int]]


def known_as_of(
    observations: Iterable[Observation],
    *,
    as_of: date | None,
    lag_days: int | None,
    bases: Sequence[Basis] = (),
) -> KnownSeries:
    """The values of one series (one indicator, one area) as they were known on a day, oldest period first.

    ``as_of`` None means everything loaded: the newest edition of every period, on the current basis.
    ``lag_days`` is the usual time from the end of a period to its first publication (None: not known, so
    that only dated editions count). ``bases`` are the earlier bases of the indicator; those of other
    indicators and areas are passed over.
    """
    rows = list(observations)
    if not rows:
        return KnownSeries()
    concerned = [b for b in bases if b.indicator == rows[0].indicator and b.area in ("", rows[0].area)]
    if concerned or any(row.basis for row in rows):
        rows = [row for row in rows if _usable(row, concerned, as_of)]
    lag = None if lag_days is None else timedelta(days=lag_days)
    found = _newest(rows, lag) if as_of is None else _by_day(rows, as_of, lag)
    return KnownSeries(found[key] for key in sorted(found))


def known_by_series(
    observations: Iterable[Observation],
    *,
    as_of: date | None,
    lag_days: Mapping[str, int | None],
    bases: Sequence[Basis] = (),
) -> dict[tuple[str, str], KnownSeries]:
    """The same for many series at once, by (indicator, area); ``lag_days`` is by indicator."""
    series: dict[tuple[str, str], list[Observation]] = {}
    for row in observations:
        series.setdefault((row.indicator, row.area), []).append(row)
    return {
        key: known_as_of(rows, as_of=as_of, lag_days=lag_days.get(key[0]), bases=bases)
        for key, rows in series.items()
    }


def default_as_of(observations: Iterable[Observation], *, lag_days: int | None) -> date | None:
    """The newest day on which any of the loaded values became known; never the clock.

    It is the newest release date; a value whose release is undated counts from the end of its period plus the
    usual lag. None where nothing is loaded. An undated correction of a dated value has no day of its own: it
    is seen only when everything loaded is asked for.
    """
    lag = timedelta(days=lag_days or 0)
    return max(
        (row.period.end + lag if row.published is None else row.published for row in observations),
        default=None,
    )


def basis_in_force(bases: Iterable[Basis], as_of: date | None) -> Basis | None:
    """The superseded basis the publisher still used on a day, or None for the current one."""
    if as_of is None:
        return None
    later = [b for b in bases if b.kind is BasisKind.SUPERSEDED and as_of < b.until.day]
    return min(later, key=lambda b: b.until.day, default=None)


def _usable(row: Observation, bases: Sequence[Basis], as_of: date | None) -> bool:
    own = next((b for b in bases if b.name == row.basis), None)
    if own is not None and own.kind is BasisKind.WITHDRAWN:
        return as_of is not None and as_of < own.until.day
    force = basis_in_force(bases, as_of)
    if force is None:
        return not row.basis
    if row.basis:
        return row.basis == force.name and (force.last_period is None or row.period <= force.last_period)
    return force.first_replaced is not None and row.period < force.first_replaced


def _key(period: Period) -> _Key:
    return period.ordinal, period.anchor or (0, 0)


def _newest(rows: Iterable[Observation], lag: timedelta | None) -> dict[_Key, Known]:
    # An undated edition is the one that stands today, so it is newer than any dated one.
    found: dict[_Key, Observation] = {}
    for row in rows:
        key = _key(row.period)
        held = found.get(key)
        if held is None or not _earlier(row, held):
            found[key] = row
    return {
        key: Known(row, Knowledge.REAL_TIME, row.published or row.period.end + (lag or timedelta()))
        for key, row in found.items()
    }


def _by_day(rows: Iterable[Observation], day: date, lag: timedelta | None) -> dict[_Key, Known]:
    published: dict[_Key, Observation] = {}
    held: dict[_Key, Observation] = {}
    for row in rows:
        key = _key(row.period)
        if row.published is not None and row.published <= day:
            if (best := published.get(key)) is None or not _earlier(row, best):
                published[key] = row
        elif (first := held.get(key)) is None or _earlier(row, first):
            held[key] = row
    found = {key: Known(row, Knowledge.REAL_TIME, row.published or day) for key, row in published.items()}
    if lag is not None:
        for key, row in held.items():
            if key not in found and day - (end := row.period.end) >= lag:
                found[key] = Known(row, Knowledge.PSEUDO_REAL_TIME, end + lag)
    return found


def _earlier(row: Observation, other: Observation) -> bool:
    if row.published is None:
        return False
    return other.published is None or row.published < other.published
