"""Past origins of the catalogue's series: over releases, with the figures as known on the day, else over periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from datasets.catalogue import IndicatorEntry, TargetEntry
from datasets.observation import Observation
from datasets.releases import KnownSeries, known_as_of
from forecasting.assessment import Knowledge
from forecasting.series import Series
from service.operations.backtest import Panel
from service.operations.backtest_origins import (
    ORIGINS,
    OVER_PERIODS,
    Stand,
    apart,
    cut,
    grid_of,
    stand_at,
    told,
)
from service.operations.domain import breaks_of, indicator_of
from service.operations.errors import IndicatorUnknown, MissionUnknown
from service.operations.figures import observations_of
from service.operations.installation import Installation
from service.store.reads.catalogue import indicators, targets
from service.store.reads.observations import SeriesName, editions_of, held_of, series_of

NAME = "catalogue"
_OTHER_BASIS = "past days have no later figure on the same basis to be compared with"
_SHORT = "series have fewer than six comparable values"


@dataclass(frozen=True, eq=False)
class PastSeries:
    """One indicator in one area with everything every release said of it."""

    entry: IndicatorEntry
    area: str
    observations: tuple[Observation, ...]

    @property
    def id(self) -> str:
        """Indicator and area, as judgements name the series."""
        return f"{self.entry.id}/{self.area}"


def past_series(
    installation: Installation,
    wanted: Sequence[str] = (),
    *,
    mission: str | None = None,
    names: Sequence[SeriesName] | None = None,
) -> list[PastSeries]:
    """The series of the indicators or targets asked for, of a mission, or of all; in the catalogue's order.

    ``names`` narrows to some series. Raises IndicatorUnknown or MissionUnknown.
    """
    with installation.store.read() as session:
        # A few series are found without a look at all others.
        few = names is not None and not wanted and mission is None
        ids = {name for name, _ in names or ()} if few else None
        entries = {record.id: record.entry(IndicatorEntry) for record in indicators(session, ids=ids)}
        records = {} if few else {record.id: record for record in targets(session)}
        missions = {r.mission_id for r in records.values()} | {e.mission for e in entries.values()}
        if mission is not None and mission not in missions:
            raise MissionUnknown(mission, known=missions)
        chosen: set[SeriesName] = set()
        for name in wanted:
            if name not in entries and name not in records:
                raise IndicatorUnknown(name, known=[*entries, *records])
            if name in records:
                target = records[name].entry(TargetEntry)
                chosen |= {(target.indicator or "", target.area or "")}
        if names is not None:
            held = held_of(session, names)
        else:
            held = {(row.indicator_id, row.area) for row in series_of(session)}
        codes: dict[str, list[str]] = {}
        for name, code in sorted(held):
            codes.setdefault(name, []).append(code)
        some = [
            (name, code)
            for name, entry in entries.items()
            for code in codes.get(name, ())
            if (not wanted or name in wanted or (name, code) in chosen)
            and (mission is None or entry.mission == mission)
        ]
        editions = editions_of(session, some)
    return [
        PastSeries(entries[name], code, tuple(observations_of(name, code, editions[name, code])))
        for name, code in some
    ]


def panel_of(
    installation: Installation,
    wanted: Sequence[str] = (),
    *,
    mission: str | None = None,
    horizon: int | None = None,
    origins: int = ORIGINS,
) -> Panel:
    """The past origins of the catalogue's series, for the engine as it ships.

    Raises IndicatorUnknown or MissionUnknown.
    """
    found: list[Stand] = []
    left: Counter[str] = Counter()
    for item in past_series(installation, wanted, mission=mission):
        stands, other = stands_of(installation, item, horizon=horizon, origins=origins)
        found.extend(stands)
        left.update(left_out(stands, other))
    return panel_from(found, left)


def panel_from(stands: Sequence[Stand], left: Counter[str]) -> Panel:
    """The panel of some origins, with what was left out."""
    return Panel(NAME, tuple(stand.origin for stand in stands), told(left))


def left_out(stands: Sequence[Stand], other: int) -> dict[str, int]:
    """What of a series was left out: ``other`` past days for want of the same basis, or all of it."""
    return {_OTHER_BASIS: other, _SHORT: int(not stands)}


def stands_of(
    installation: Installation, item: PastSeries, *, horizon: int | None = None, origins: int = ORIGINS
) -> tuple[list[Stand], int]:
    """The latest origins of a series, oldest first, and how many had nothing on their basis to be compared with.

    An origin stands on the day a period became known: what was known of every period on that day is what the
    forecast learns from. Bases are never mixed: what was forecast on an earlier one is held against the last
    figures on that basis. Where the usual lag of the publisher is not known, and the figures are not dated, the
    series is cut by periods instead.
    """
    today = today_of(installation, item)
    if today is None or len(today) < 2:
        return [], 0
    grid = grid_of(today)
    past = _Past(installation, item, grid)
    found: dict[int, Stand] = {}
    other, wanted_step = 0, len(grid.dense) - 1
    stood: dict[date, tuple[Stand | None, bool]] = {}
    for place in range(len(today) - 1, 0, -1):
        if len(found) >= origins:
            break
        if _step(grid, today, place - 1) >= wanted_step:
            continue
        day = _known_on(item, today, place - 1)
        if day is None:
            stand, elsewhere = _stand(item, _Known(cut(today, place), grid, OVER_PERIODS), grid, day, horizon)
        else:  # a release of many periods makes them known on one day
            if day not in stood:
                stood[day] = _stand(item, past.known(day), grid, day, horizon)
            stand, elsewhere = stood[day]
        if stand is None:
            other += elsewhere
            continue
        at = grid.step_of(stand.period)
        if at not in found:
            found[at] = stand
            wanted_step = at - apart(grid.season) + 1
    return [found[step] for step in sorted(found)], other


@dataclass(frozen=True, eq=False)
class _Known:
    """A series as known on a day, the series it may be compared with, and how it is known."""

    series: Series
    reference: Series
    footing: str


def _stand(
    item: PastSeries, known: _Known | None, grid: Series, day: date | None, horizon: int | None
) -> tuple[Stand | None, bool]:
    """The origin in what was known on a day, and, where there is none, whether that is for want of the same basis."""
    if known is None:
        return None, True
    stand = stand_at(
        known.series,
        breaks_then=breaks_of(item.entry, area=item.area, as_of=day),
        today=known.reference,
        breaks_today=breaks_of(item.entry, area=item.area),
        cluster=item.entry.id,
        footing=known.footing,
        day=day,
        horizon=horizon,
    )
    return stand, known.reference is not grid


@dataclass(frozen=True, eq=False)
class _Past:
    """One series as it was known on any day."""

    installation: Installation
    item: PastSeries
    grid: Series
    references: dict[str, Series | None] = field(default_factory=dict)

    def known(self, day: date) -> _Known | None:
        """What was known on a day; None where nothing was, or nothing on the same basis can be compared."""
        then = self._at(day)
        series = _series(self.item, then)
        reference = self._reference(then.basis) if then.basis else self.grid
        if series is None or reference is None:
            return None
        knowledge = Knowledge.REAL_TIME if then.real_time else Knowledge.PSEUDO_REAL_TIME
        return _Known(series, reference, knowledge.value)

    def _reference(self, name: str) -> Series | None:
        """The last figures on an earlier basis: those known on the day before it was given up."""
        if name not in self.references:
            bases = self.installation.bases_of(self.item.entry.id, self.item.area)
            basis = next((one for one in bases if one.name == name), None)
            last = None if basis is None else self._at(basis.until.day - timedelta(days=1))
            series = None if last is None or last.basis != name else _series(self.item, last)
            self.references[name] = None if series is None else grid_of(series)
        return self.references[name]

    def _at(self, day: date) -> KnownSeries:
        return known_as_of(
            self.item.observations,
            as_of=day,
            lag_days=self.item.entry.lag_days,
            bases=self.installation.bases_of(self.item.entry.id, self.item.area),
        )


def today_of(installation: Installation, item: PastSeries) -> Series | None:
    """The series as it stands today, or None where it has no figures on the basis in force."""
    bases = installation.bases_of(item.entry.id, item.area)
    return _series(
        item, known_as_of(item.observations, as_of=None, lag_days=item.entry.lag_days, bases=bases)
    )


def _step(grid: Series, today: Series, place: int) -> int:
    period = today.periods[place]
    return grid.step_of(grid.last_period_ending_by(period.end)) if grid is not today else grid.step_of(period)


def _series(item: PastSeries, known: KnownSeries) -> Series | None:
    if not known:
        return None
    return Series.of(
        indicator_of(item.entry),
        [(one.period, one.observation.value) for one in known],
        area=item.area,
        statuses=[one.observation.status.value for one in known],
    )


def _known_on(item: PastSeries, today: Series, place: int) -> date | None:
    """The day on which a period became known: its end and the usual lag, else its first dated edition."""
    period = today.periods[place]
    if item.entry.lag_days is not None:
        return period.end + timedelta(days=item.entry.lag_days)
    days = [o.published for o in item.observations if o.period == period and o.published is not None]
    return min(days, default=None)
