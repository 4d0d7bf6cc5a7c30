"""What was known when: the observations of a series as they stood on a day.

For each period the newest edition published by then counts (`real_time`). Where the editions held are all
later, a period that had been over for the indicator's usual lag counts with its earliest edition
(`pseudo_real_time`), because it was then known, if not in exactly this figure. Anything else was unknown.
Figures on an earlier basis count only before that basis was replaced, and bases are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from datasets.observation import Basis, BasisKind, Observation
from forecasting.periods import Period

# Where nobody states how long a statistic takes to appear, a year is allowed for it.
_UNKNOWN_LAG = 365


@dataclass(frozen=True, slots=True)
class Known:
    """One observation as known on the day asked for.

    ``known_on`` is the day it became known: its publication, or the end of the period and the usual lag
    where ``real_time`` is false.
    """

    observation: Observation
    known_on: date
    real_time: bool

    @property
    def period(self) -> Period:
        """The period of the observation."""
        return self.observation.period


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """A series as known on a day: one observation a period, oldest first, all on one basis."""

    known: tuple[Known, ...]
    basis: str = ""

    @property
    def newest_information(self) -> date | None:
        """The last day on which something in it became known."""
        return max((item.known_on for item in self.known), default=None)

    @property
    def real_time(self) -> bool:
        """Whether every observation is an edition that had been published by then."""
        return all(item.real_time for item in self.known)


def known_as_of(
    observations: Iterable[Observation],
    *,
    as_of: date | None,
    lag_days: int | None,
    bases: Sequence[Basis] = (),
) -> KnownSeries:
    """The observations of one indicator in one area as known at the end of a day.

    ``as_of`` None means everything held: the newest edition of each period on the basis in force.
    ``bases`` are the earlier bases of this indicator and area.
    """
    basis, admitted = _on_one_basis(list(observations), as_of, bases)
    lag = timedelta(days=_UNKNOWN_LAG if lag_days is None else lag_days)
    editions: dict[Period, list[Observation]] = {}
    for observation in admitted:
        editions.setdefault(observation.period, []).append(observation)
    known = []
    for period, held in editions.items():
        item = _newest(period, held, lag) if as_of is None else _as_of(period, held, lag, as_of)
        if item is not None:
            known.append(item)
    known.sort(key=lambda item: (item.period.end, item.period.ordinal))
    return KnownSeries(tuple(known), basis)


def _published(observation: Observation) -> date:
    # An edition without a date is the newest held: earlier ones are only kept when their date is known.
    return observation.published or date.max


def _newest(period: Period, held: Sequence[Observation], lag: timedelta) -> Known:
    newest = max(held, key=_published)
    return Known(newest, newest.published or period.end + lag, newest.published is not None)


def _as_of(period: Period, held: Sequence[Observation], lag: timedelta, as_of: date) -> Known | None:
    published = [item for item in held if item.published is not None and item.published <= as_of]
    if published:
        newest = max(published, key=_published)
        return Known(newest, newest.published or as_of, True)
    if period.end + lag <= as_of:
        return Known(min(held, key=_published), period.end + lag, False)
    return None


def _on_one_basis(
    observations: Sequence[Observation], as_of: date | None, bases: Sequence[Basis]
) -> tuple[str, list[Observation]]:
    current = [item for item in observations if not item.basis]
    if as_of is None:
        return "", current
    in_force = {item.name: item for item in bases if as_of < item.until.day}
    superseded = [item for item in in_force.values() if item.kind is BasisKind.SUPERSEDED]
    if superseded:
        basis = min(superseded, key=lambda item: item.until.day)
        return basis.name, [*_of(observations, basis), *_shared(current, basis)]
    beside = [item for basis in in_force.values() for item in _of(observations, basis)]
    periods = {item.period for item in current}
    return "", [*current, *(item for item in beside if item.period not in periods)]


def _of(observations: Sequence[Observation], basis: Basis) -> list[Observation]:
    return [
        item
        for item in observations
        if item.basis == basis.name and (basis.last_period is None or item.period <= basis.last_period)
    ]


def _shared(current: Sequence[Observation], basis: Basis) -> list[Observation]:
    """Figures on the current basis for periods that the change of basis left alone."""
    if basis.first_replaced is None:
        return []
    return [item for item in current if item.period < basis.first_replaced]
