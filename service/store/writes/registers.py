"""The registers that observations refer to: areas, series and releases, each entered once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, tuple_
from sqlmodel import Session

from forecasting.errors import MixedFrequencies
from forecasting.frequency import Frequency
from service.store.bulk import chunks, insert_missing, insert_or_update, table_of
from service.store.errors import IndicatorUnknown
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.records import AreaRecord
from service.store.tables import AreaRow, IndicatorRow, ReleaseRow, SeriesRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from service.store.writes.observations import NewObservation

_AREA, _SERIES, _RELEASE = table_of(AreaRow), table_of(SeriesRow), table_of(ReleaseRow)
_INDICATOR = table_of(IndicatorRow)
_SeriesKey = tuple[str, str, str]


def save_areas(session: Session, areas: Iterable[AreaRecord], *, kept: Kept | None = None) -> None:
    """Enter areas, or give those already there a new name, level and parent.

    ``kept`` says that they were learned from what is not for everybody yet: then only those that nobody could see
    before are entered or changed, and they stay out of sight.
    """
    connection = session.connection()
    known = {
        row.code: (row.name, row.level, row.parent, row.visible_from is not None or row.private)
        for row in connection.execute(
            select(
                _AREA.c.code, _AREA.c.name, _AREA.c.level, _AREA.c.parent, _AREA.c.visible_from, _AREA.c.private
            )
        )
    }  # fmt: skip
    hidden = kept is not None
    new = [area for area in areas if known.get(area.code) != (area.name, area.level, area.parent, hidden)]
    if hidden:
        new = [area for area in new if area.code not in known or known[area.code][-1]]
    marks = {} if kept is None else {"visible_from": kept.until, "private": kept.private}
    shown = {"visible_from": None, "private": False}
    for chunk in chunks(new):
        rows = [
            {
                "code": area.code,
                "name": area.name,
                "level": area.level,
                "parent": area.parent,
                **(marks or shown),
            }
            for area in chunk
        ]
        # What marks it has already are the narrower ones.
        columns = ("name", "level", "parent", *(() if hidden else shown))
        insert_or_update(connection, AreaRow, rows, key="code", columns=columns)
    if new:
        note_change(
            session, until=None if kept is None else kept.until, private=kept is not None and kept.private
        )


class Registers:
    """Numbers of series and releases, looked up in bulk and entered where they are new."""

    def __init__(self, connection: Connection, *, recorded: datetime) -> None:
        self._connection = connection
        self._recorded = recorded
        self._series: dict[_SeriesKey, tuple[int, str]] = {}
        self._releases: dict[ReleaseId, int] = {}
        self._indicators: set[str] = set()
        self._areas: set[str] = set()
        self.new_areas: set[str] = set()
        self.new_series: set[int] = set()
        self.new_releases: set[int] = set()

    def learn(self, observations: Sequence[NewObservation]) -> None:
        """Look up, or enter, everything these observations refer to.

        Raises IndicatorUnknown, or MixedFrequencies where a series is measured at another frequency.
        """
        series: dict[_SeriesKey, Frequency] = {}
        releases: dict[ReleaseId, str] = {}
        names: dict[str, str] = {}
        for observation in observations:
            key = (observation.indicator_id, observation.area, observation.basis)
            frequency = observation.period.frequency
            if series.setdefault(key, frequency) is not frequency:
                raise _mixed(observation, series[key].value)
            releases.setdefault(observation.release, observation.url)
            if observation.area_name or observation.area not in names:
                names[observation.area] = observation.area_name
        self._learn_indicators({indicator for indicator, _, _ in series})
        self._learn_areas(names)
        self._learn_series({key: value for key, value in series.items() if key not in self._series})
        self._learn_releases({key: url for key, url in releases.items() if key not in self._releases})
        for observation in observations:
            held = self._series[observation.indicator_id, observation.area, observation.basis][1]
            if held != observation.period.frequency.value:
                raise _mixed(observation, held)

    def series_id(self, observation: NewObservation) -> int:
        """The number of the observation's series."""
        return self._series[observation.indicator_id, observation.area, observation.basis][0]

    def release_id(self, observation: NewObservation) -> int:
        """The number of the observation's release."""
        return self._releases[observation.release]

    def _learn_indicators(self, ids: set[str]) -> None:
        wanted = ids - self._indicators
        if not wanted:
            return
        known = set(
            self._connection.execute(
                select(_INDICATOR.c.id).where(_INDICATOR.c.id.in_(wanted)).distinct()
            ).scalars()
        )
        unknown = sorted(wanted - known)
        if unknown:
            raise IndicatorUnknown(
                f"No catalogue defines the indicator “{unknown[0]}”"
                + (f" and {len(unknown) - 1} more." if len(unknown) > 1 else "."),
                field="indicator",
                value=unknown[0],
                remedy="Add it to the catalogue (headway catalogue check says whether the entry is complete).",
            )
        self._indicators |= known

    def _learn_areas(self, names: dict[str, str]) -> None:
        new = {code: name for code, name in names.items() if code not in self._areas}
        rows = [
            {"code": code, "name": name or code, "level": None, "parent": None}
            for code, name in sorted(new.items())
        ]
        held: set[str] = set()
        for chunk in chunks(new):
            found = select(_AREA.c.code).where(_AREA.c.code.in_(chunk))
            held.update(self._connection.execute(found).scalars())
        insert_missing(self._connection, AreaRow, rows)
        self._areas |= set(new)
        self.new_areas |= set(new) - held

    def _learn_series(self, wanted: dict[_SeriesKey, Frequency]) -> None:
        rows = [
            {"indicator_id": indicator, "area": area, "basis": basis, "frequency": frequency.value}
            for (indicator, area, basis), frequency in sorted(wanted.items())
        ]
        self._look_up_series(wanted)
        missing = [
            row for row in rows if (row["indicator_id"], row["area"], row["basis"]) not in self._series
        ]
        if missing:
            insert_missing(self._connection, SeriesRow, missing)
            self._look_up_series(wanted)
            self.new_series |= {
                self._series[row["indicator_id"], row["area"], row["basis"]][0] for row in missing
            }

    def _look_up_series(self, wanted: Iterable[_SeriesKey]) -> None:
        table = _SERIES.c
        for chunk in chunks(wanted):
            found = self._connection.execute(
                select(table.id, table.indicator_id, table.area, table.basis, table.frequency).where(
                    tuple_(table.indicator_id, table.area, table.basis).in_(chunk)
                )
            )
            for row in found:
                self._series[row.indicator_id, row.area, row.basis] = (row.id, row.frequency)

    def _learn_releases(self, wanted: dict[ReleaseId, str]) -> None:
        keys = {release.key: release for release in wanted}
        self._look_up_releases(keys)
        missing = [
            {
                "key": key,
                "publisher": release.publisher,
                "title": release.title,
                "published": release.published,
                "published_text": release.published_text,
                "url": wanted[release],
                "recorded_at": self._recorded,
            }
            for key, release in keys.items()
            if release not in self._releases
        ]
        if missing:
            insert_missing(self._connection, ReleaseRow, missing)
            self._look_up_releases(keys)
            self.new_releases |= {self._releases[keys[str(row["key"])]] for row in missing}

    def _look_up_releases(self, keys: dict[str, ReleaseId]) -> None:
        for chunk in chunks(keys):
            found = self._connection.execute(
                select(_RELEASE.c.id, _RELEASE.c.key).where(_RELEASE.c.key.in_(chunk))
            )
            for row in found:
                self._releases[keys[row.key]] = row.id


def _mixed(observation: NewObservation, held: str) -> MixedFrequencies:
    return MixedFrequencies(
        f"{observation.series} is measured by {Frequency(held).words}, "
        f"but {observation.period} is a {observation.period.frequency.words}.",
        field="period",
        value=str(observation.period),
        remedy="Give each frequency an indicator of its own.",
    )
