"""Past origins of the series of a calibration, with what drives them, as they were known on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from datasets.releases import known_as_of
from forecasting.breaks import Breaks
from forecasting.recalibration.calibration import DrivenBy
from forecasting.recalibration.origins import PastOrigin
from forecasting.series import Series
from service.operations.backtest_catalogue import PastSeries, past_series, stands_of, today_of
from service.operations.backtest_origins import Stand, grid_of
from service.operations.domain import breaks_of, indicator_of
from service.operations.errors import AreaUnknown
from service.operations.installation import Installation
from service.operations.recalibration.request import MOST_AREAS
from service.store.reads.observations import series_of


@dataclass(frozen=True, eq=False)
class Subject:
    """The series that a calibration is for: as they stand today, and everything every release said of them."""

    indicator: str
    area: str
    items: tuple[PastSeries, ...]
    grids: tuple[Series, ...]
    areas: int

    @property
    def longest(self) -> tuple[PastSeries, Series]:
        """The series with the most figures, on which choices are checked."""
        return max(zip(self.items, self.grids, strict=True), key=lambda pair: len(pair[1]))

    @property
    def breaks(self) -> Breaks:
        """The breaks of that series."""
        item, _ = self.longest
        return breaks_of(item.entry, area=item.area)

    @property
    def releases(self) -> tuple[str, ...]:
        """Where the figures come from."""
        return tuple(sorted({one.release for item in self.items for one in item.observations}))

    @property
    def digest(self) -> str:
        """A fingerprint of every figure and of how it is defined."""
        parts = [
            text
            for item in self.items
            for text in (
                repr(item.entry),
                *(f"{o.period}={o.value!r}|{o.published}|{o.basis}|{o.release}" for o in item.observations),
            )
        ]
        return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def subject_of(
    installation: Installation, indicator: str, area: str, *, most_areas: int = MOST_AREAS
) -> Subject:
    """The series of an indicator in an area, or in some of its areas where none is named. Raises AreaUnknown."""
    codes = [area]
    with installation.store.read() as session:
        held = sorted({row.area for row in series_of(session, indicator_id=indicator)})
    if not area:
        codes = spread(held, most_areas)
    items = past_series(installation, names=[(indicator, code) for code in codes])
    pairs = [(item, today) for item in items if (today := today_of(installation, item)) is not None]
    if not pairs:
        raise AreaUnknown(area or indicator, known=held)
    return Subject(
        indicator,
        area,
        tuple(item for item, _ in pairs),
        tuple(grid_of(today) for _, today in pairs),
        len(held),
    )


def spread(codes: Sequence[str], most: int) -> list[str]:
    """At most so many of some codes, evenly spread in their order: each kind of area has its share, nothing is drawn."""
    count = min(most, len(codes))
    return [codes[place * len(codes) // count] for place in range(count)]


def drivers_of(
    installation: Installation, subject: Subject, drivers: Sequence[DrivenBy]
) -> dict[tuple[str, str], PastSeries]:
    """Everything every release said of what drives the series, by indicator and area."""
    if not drivers:
        return {}
    names = [(by.indicator, item.area) for by in drivers for item in subject.items]
    return {(item.entry.id, item.area): item for item in past_series(installation, names=names)}


def driving_today(
    installation: Installation,
    subject: Subject,
    drivers: Sequence[DrivenBy],
    held: Mapping[tuple[str, str], PastSeries],
) -> dict[DrivenBy, Series]:
    """What drives the longest of the series, as it stands today."""
    area = subject.longest[0].area
    found: dict[DrivenBy, Series] = {}
    for by in drivers:
        item = held.get((by.indicator, area))
        today = None if item is None else today_of(installation, item)
        if today is not None:
            found[by] = today
    return found


def past_origins(
    installation: Installation,
    subject: Subject,
    *,
    origins: int,
    horizon: int | None,
    drivers: Sequence[DrivenBy] = (),
    held: Mapping[tuple[str, str], PastSeries] | None = None,
) -> list[PastOrigin]:
    """The latest origins of every series, oldest first, with what was known of it and of what drives it."""
    found: list[PastOrigin] = []
    for item in subject.items:
        stands, _ = stands_of(installation, item, horizon=horizon, origins=origins)
        own = {by: one for by in drivers if (one := (held or {}).get((by.indicator, item.area))) is not None}
        found.extend(origin_of(installation, stand, own) for stand in stands)
    return found


def series_driving(
    installation: Installation, area: str, drivers: Sequence[DrivenBy]
) -> dict[DrivenBy, PastSeries]:
    """Everything every release said of what drives the series of an area."""
    if not drivers:
        return {}
    names = [(by.indicator, area) for by in drivers]
    held = {item.entry.id: item for item in past_series(installation, names=names)}
    return {by: held[by.indicator] for by in drivers if by.indicator in held}


def origin_of(installation: Installation, stand: Stand, drivers: Mapping[DrivenBy, PastSeries]) -> PastOrigin:
    """One origin with what drives the series, as it was known there."""
    driving = {
        by: series
        for by, item in drivers.items()
        if (series := _driver_then(installation, item, stand)) is not None
    }
    return PastOrigin(stand.period, stand.day, stand.origin, stand.grid, stand.breaks, driving)


def _driver_then(installation: Installation, item: PastSeries, stand: Stand) -> Series | None:
    if stand.day is None:
        today = today_of(installation, item)
        rows = [] if today is None else list(zip(today.periods, today.values.tolist(), strict=True))
        values = [(period, value) for period, value in rows if period.end <= stand.period.end]
    else:
        known = known_as_of(
            item.observations,
            as_of=stand.day,
            lag_days=item.entry.lag_days,
            bases=installation.bases_of(item.entry.id, item.area),
        )
        values = [(one.period, one.observation.value) for one in known]
    return Series.of(indicator_of(item.entry), values, area=item.area) if values else None
