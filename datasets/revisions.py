"""How a publisher has revised its figures: by how much, which way, how long after, and what is usual.

A revision is a later release that gives another value for a period on the same basis. Releases without a date
cannot be put in order and count for nothing here. Two copies that differ only in how far they were rounded are
the same figure.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from math import sqrt
from statistics import median

from forecasting.periods import Period

LEAST_FOR_USUAL = 8
"""Fewest earlier revisions that say what is usual."""
UNUSUAL = 3.0
"""A revision is unusual from three times the usual size on."""
_LEAST_COMMON, _REBASED, _STEADY = 10, 0.02, 0.01
"""A release changed the unit where at least ten figures moved by one factor, more than 2% from 1, to within 1%."""
_AGES = (0, 92, 183, 366, 731, None)
"""Ages of a figure in days since its period was first published, by which revisions are summed up."""


@dataclass(frozen=True, slots=True)
class Published:
    """One value as one release gave it."""

    period: Period
    value: float
    release: str
    published: date | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one figure: ``change`` is after minus before, ``age`` the days since its first publication.

    ``unusual`` says that it is more than three times the median size of the earlier revisions of the series,
    of which there must be at least eight.
    """

    period: Period
    release: str
    published: date
    before: float
    after: float
    age: int
    unusual: bool = False

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class AgeBand:
    """How far figures of an age still were from what is held now.

    ``first_day`` to ``last_day`` (None: without end) count from the first publication of the period. Of ``count``
    figures of that age ``revised`` were changed later; ``bias`` is the mean of the later changes, ``typical``
    their median size, ``rms`` the root of their mean square, all over every figure of the age.
    """

    first_day: int
    last_day: int | None
    count: int
    revised: int
    bias: float
    typical: float
    rms: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the triangle: a period, and its value in each release (None: not in it, or not yet)."""

    period: Period
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class RevisionHistory:
    """The revisions of one series: ``releases`` (key and date) head the columns of ``triangle``.

    ``periods`` counts the periods published more than once, ``revised`` those whose value changed. ``bias`` is the
    mean of newest minus first value over those ``periods``, ``typical`` the median size of the revisions.

    ``rebased`` names the releases that moved every figure by one factor (a new base year, a new population): that is
    no revision, and figures before are multiplied by the factor before anything is compared. The triangle shows
    them as they were published.
    """

    releases: tuple[tuple[str, date], ...]
    triangle: tuple[Row, ...]
    rebased: tuple[tuple[str, float], ...]
    revisions: tuple[Revision, ...]
    by_age: tuple[AgeBand, ...]
    periods: int
    revised: int
    bias: float | None
    typical: float | None


def revision_history(editions: Iterable[Published]) -> RevisionHistory:
    """Everything that later releases changed in one series on one basis, oldest revision first."""
    dated = [(item, item.published) for item in editions if item.published is not None]
    releases = tuple(
        sorted({(item.release, day) for item, day in dated}, key=lambda pair: (pair[1], pair[0]))
    )
    column = {release: place for place, (release, _) in enumerate(releases)}
    rows: dict[Period, list[float | None]] = {}
    for item, _ in dated:
        rows.setdefault(item.period, [None] * len(releases))[column[item.release]] = item.value
    triangle = tuple(
        Row(period, tuple(values))
        for period, values in sorted(rows.items(), key=lambda pair: pair[0].ordinal)
    )
    rebased, linked = _linked(triangle, releases)
    revisions = _judged(
        sorted(_revisions(linked, releases), key=lambda one: (one.published, one.period.ordinal))
    )
    lines = [line for row in linked if len(line := _line(row, releases)) > 1]
    moved = [line[-1][1] - line[0][1] if differs(line[0][1], line[-1][1]) else 0.0 for line in lines]
    return RevisionHistory(
        releases=releases,
        triangle=triangle,
        rebased=rebased,
        revisions=revisions,
        by_age=_by_age(lines),
        periods=len(lines),
        revised=len({one.period for one in revisions}),
        bias=sum(moved) / len(moved) if moved else None,
        typical=median(abs(one.change) for one in revisions) if revisions else None,
    )


def young_error(history: RevisionHistory) -> float:
    """How far the newest figures still are from what they will be: the root mean square of later changes.

    Of figures published within three months; 0 where fewer than eight of them were followed by another release.
    """
    young = next((band for band in history.by_age if band.first_day == 0), None)
    return 0.0 if young is None or young.count < LEAST_FOR_USUAL else young.rms


def _linked(
    triangle: Sequence[Row], releases: Sequence[tuple[str, date]]
) -> tuple[tuple[tuple[str, float], ...], tuple[Row, ...]]:
    """The triangle in units of its newest release, and the releases that changed the unit."""
    columns = [[row.values[place] for row in triangle] for place in range(len(releases))]
    last: list[float | None] = [None] * len(triangle)
    rebased: list[tuple[str, float]] = []
    for place, column in enumerate(columns):
        ratios = [new / old for new, old in zip(column, last, strict=True) if new and old]
        factor = median(ratios) if len(ratios) >= _LEAST_COMMON else 1.0
        apart = [abs(ratio / factor - 1) for ratio in ratios] if factor > 0 else []
        if abs(factor - 1) > _REBASED and apart and median(apart) < _STEADY:
            rebased.append((releases[place][0], factor))
            for earlier in columns[:place]:
                earlier[:] = [None if value is None else value * factor for value in earlier]
            last = [None if value is None else value * factor for value in last]
        last = [new if new is not None else old for new, old in zip(column, last, strict=True)]
    if not rebased:
        return (), tuple(triangle)
    rows = zip(*columns, strict=True)
    return tuple(rebased), tuple(
        Row(row.period, tuple(values)) for row, values in zip(triangle, rows, strict=True)
    )


def differs(one: float, other: float) -> bool:
    """Whether two values differ beyond the coarser of their own roundings; whole numbers are taken as they are.

    >>> differs(58.8, 58.83), differs(58.8, 58.9)
    (False, True)
    """
    if one == other:
        return False
    places = min(_decimals(one), _decimals(other))
    return abs(one - other) > 0.5000001 * 10.0**-places if places else abs(one - other) > 1e-9 * abs(one)


@lru_cache(maxsize=65536)
def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _line(row: Row, releases: Sequence[tuple[str, date]]) -> list[tuple[date, float]]:
    """The values of a period in the order of their release."""
    return [(day, value) for value, (_, day) in zip(row.values, releases, strict=True) if value is not None]


def _revisions(triangle: Sequence[Row], releases: Sequence[tuple[str, date]]) -> Iterable[Revision]:
    for row in triangle:
        given = [
            (key, day, value)
            for value, (key, day) in zip(row.values, releases, strict=True)
            if value is not None
        ]
        for (_, _, before), (key, day, after) in pairwise(given):
            if differs(before, after):
                yield Revision(row.period, key, day, before, after, (day - given[0][1]).days)


def _judged(revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    """Mark the revisions that were unusual beside those of earlier days."""
    judged: list[Revision] = []
    sizes: list[float] = []
    for _, group in groupby(revisions, key=lambda one: one.published):
        usual = median(sizes) if len(sizes) >= LEAST_FOR_USUAL else None
        of_day = [
            replace(one, unusual=usual is not None and abs(one.change) > UNUSUAL * usual) for one in group
        ]
        judged += of_day
        for one in of_day:
            insort(sizes, abs(one.change))
    return tuple(judged)


def _by_age(lines: Sequence[Sequence[tuple[date, float]]]) -> tuple[AgeBand, ...]:
    """Every value that was followed by another release, by its age then, against what is held now."""
    bands = []
    for low, high in pairwise(_AGES):
        first = low or 0
        still = [
            line[-1][1] - value if differs(value, line[-1][1]) else 0.0
            for line in lines
            for day, value in line[:-1]
            if first <= (day - line[0][0]).days and (high is None or (day - line[0][0]).days < high)
        ]
        if still:
            bands.append(
                AgeBand(
                    first_day=first,
                    last_day=None if high is None else high - 1,
                    count=len(still),
                    revised=sum(change != 0 for change in still),
                    bias=sum(still) / len(still),
                    typical=median(abs(change) for change in still),
                    rms=sqrt(sum(change * change for change in still) / len(still)),
                )
            )
    return tuple(bands)
