"""From when what a load brings may be seen, and by whom: worked out for its releases, series and areas together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.embargo import visible_from
from service.store.errors import EmbargoTooLate
from service.store.hidden import Kept, hidden_in
from service.store.judgement_tables import AssessmentRow, ForecastRow
from service.store.tables import AreaRow, ReleaseRow, SeriesRow, VisitRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from service.store.identity import ReleaseId
    from service.store.writes.observations import NewObservation
    from service.store.writes.registers import Registers

_AREA, _RELEASE, _SERIES = table_of(AreaRow), table_of(ReleaseRow), table_of(SeriesRow)
_DEPENDING = (_AREA, _SERIES, table_of(VisitRow), table_of(AssessmentRow), table_of(ForecastRow))
_ALWAYS = datetime.min.replace(tzinfo=UTC)


class Showing:
    """What of a load is for the public, and from when.

    A release is seen from its instant on, a series and an area from the instant of the first release that speaks of
    them. A release or an area of which only private figures speak is private.
    """

    def __init__(
        self, connection: Connection, registers: Registers, *, recorded: datetime, embargoes: bool
    ) -> None:
        self._connection = connection
        self._registers = registers
        self._recorded = recorded
        self._embargoes = embargoes
        self._hidden = hidden_in(connection).indicators
        self._instants: dict[int, datetime] = {}
        self._stated: dict[int, datetime] = {}
        self._moved: dict[int, tuple[datetime, datetime]] = {}
        self._series: dict[int, datetime] = {}
        self._areas: dict[str, datetime] = {}
        self._public_areas: set[str] = set()
        self._public_releases: set[int] = set()
        self._private_series: set[int] = set()
        self._notice: datetime | None = None

    def learn(self, observations: Sequence[NewObservation]) -> None:
        """Take in some observations whose series and releases the registers know. Raises EmbargoTooLate."""
        registers = self._registers
        releases: dict[int, ReleaseId] = {}
        named: dict[tuple[str, str, str, int], NewObservation] = {}
        for one in observations:
            release = registers.release_id(one)
            releases.setdefault(release, one.release)
            if one.release.embargo is not None:
                self._stated[release] = max(one.release.embargo, self._stated.get(release, _ALWAYS))
            named.setdefault((one.indicator_id, one.area, one.basis, release), one)
        self._date({id_: one for id_, one in releases.items() if id_ not in self._instants})
        for (indicator, area, _, release), one in named.items():
            instant, series = self._instants[release], registers.series_id(one)
            self._series[series] = min(instant, self._series.get(series, instant))
            if indicator in self._hidden:
                self._private_series.add(series)
                self._areas.setdefault(area, instant)
                continue
            self._public_releases.add(release)
            known = self._areas.get(area, instant) if area in self._public_areas else instant
            self._areas[area] = min(instant, known)
            self._public_areas.add(area)

    def added(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in rows that are new: whether, and from when, the public notices."""
        for row in rows:
            if row["series_id"] not in self._private_series:
                self._note(self._instants[row["release_id"]])

    def settle(self) -> bool:
        """Write down what was found, and say whether the embargo of a release was moved."""
        new = self._registers.new_releases & self._instants.keys()
        marks = {
            id_: (_or_none(self._instants[id_]), bool(self._hidden) and id_ not in self._public_releases)
            for id_ in new
        }
        self._write(_RELEASE, "id", {id_: mark for id_, mark in marks.items() if mark != (None, False)})
        self._write(_SERIES, "id", {
            id_: (_or_none(self._series[id_]),) for id_ in self._registers.new_series & self._series.keys()
            if self._series[id_] > self._recorded
        })  # fmt: skip
        areas = {
            code: (_or_none(self._areas[code]), bool(self._hidden) and code not in self._public_areas)
            for code in self._registers.new_areas & self._areas.keys()
        }
        self._write(_AREA, "code", {code: mark for code, mark in areas.items() if mark != (None, False)})
        self._show_more()
        for id_, (before, after) in self._moved.items():
            self._move(id_, before, after)
        return bool(self._moved)

    def tell(self, session: Session) -> None:
        """Note the change, as far as the public may notice it."""
        if self._notice is None:
            note_change(session, private=True)
        else:
            note_change(session, until=_or_none(self._notice))

    @property
    def kept(self) -> Kept | None:
        """How any of it is kept from the public: until the last of its instants, for good where any is private."""
        until = max(self._instants.values(), default=_ALWAYS)
        if until <= self._recorded and not self._private_series:
            return None
        return Kept(_or_none(until), bool(self._private_series))

    # ------------------------------------------------------------------------------------------

    def _date(self, releases: Mapping[int, ReleaseId]) -> None:
        """Find the instant of each release: ``_ALWAYS`` where it is public by now."""
        held: dict[int, datetime | None] = {}
        for chunk in chunks(id_ for id_ in releases if id_ not in self._registers.new_releases):
            rows = self._connection.execute(
                select(_RELEASE.c.id, _RELEASE.c.visible_from).where(_RELEASE.c.id.in_(chunk))
            )
            held.update((row.id, row.visible_from) for row in rows)
        for id_, release in releases.items():
            stated = self._stated.get(id_)
            wanted = stated or (visible_from(release) if self._embargoes else None) or _ALWAYS
            if id_ not in held:
                self._instants[id_] = wanted if wanted > self._recorded else _ALWAYS
                continue
            before = held[id_]
            if before is None or before <= self._recorded:
                if stated is not None and stated > self._recorded:
                    raise EmbargoTooLate(
                        f"“{release.title}” is public already: an embargo cannot take it back.",
                        field="embargo",
                        value=stated.isoformat(),
                        remedy="Leave the embargo out; a corrected edition is a release of its own.",
                    )
                self._instants[id_] = _ALWAYS
            elif stated is None or stated == before:
                self._instants[id_] = before
            else:
                self._instants[id_] = stated if stated > self._recorded else _ALWAYS
                self._moved[id_] = before, self._instants[id_]
                self._note(min(before, self._instants[id_]))

    def _note(self, instant: datetime) -> None:
        self._notice = instant if self._notice is None else min(self._notice, instant)

    def _show_more(self) -> None:
        """What was hidden so far and is spoken of more openly now."""
        areas = self._connection.execute(
            select(_AREA.c.code, _AREA.c.visible_from, _AREA.c.private).where(
                _AREA.c.visible_from.is_not(None) | _AREA.c.private
            )
        ).all()
        self._write(_AREA, "code", {
            row.code: (_or_none(instant), False) for row in areas
            if row.code in self._public_areas
            and ((instant := self._areas[row.code]) < (row.visible_from or _ALWAYS) or row.private)
        })  # fmt: skip
        series = self._connection.execute(
            select(_SERIES.c.id, _SERIES.c.visible_from).where(_SERIES.c.visible_from.is_not(None))
        ).all()
        self._write(_SERIES, "id", {
            row.id: (_or_none(self._series[row.id]),) for row in series
            if row.id in self._series and self._series[row.id] < row.visible_from
        })  # fmt: skip
        private = self._connection.execute(select(_RELEASE.c.id).where(_RELEASE.c.private)).scalars().all()
        shown = {id_ for id_ in private if id_ in self._public_releases}
        self._write(_RELEASE, "id", {
            id_: (_or_none(self._instants[id_]), False) for id_ in shown
        })  # fmt: skip

    def _move(self, id_: int, before: datetime, after: datetime) -> None:
        """Give a release another instant. What may rest on it is never seen sooner than it was to be, only later."""
        self._connection.execute(
            update(_RELEASE).where(_RELEASE.c.id == id_).values(visible_from=_or_none(after))
        )
        if after > before:
            for table in _DEPENDING:
                self._connection.execute(
                    update(table).where(table.c.visible_from == before).values(visible_from=after)
                )

    def _write(self, table: Table, key: str, marks: Mapping[Any, tuple[Any, ...]]) -> None:
        if not marks:
            return
        columns = ("visible_from", "private")[: len(next(iter(marks.values())))]
        change = (
            update(table)
            .where(table.c[key] == bindparam("at"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        rows = [
            {"at": at, **{f"new_{name}": value for name, value in zip(columns, mark, strict=True)}}
            for at, mark in marks.items()
        ]
        self._connection.execute(change, rows)


def _or_none(instant: datetime) -> datetime | None:
    return None if instant == _ALWAYS else instant
