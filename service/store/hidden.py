"""What in the store is not for the public, as those who write need to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text, update

from service.store.bulk import table_of
from service.store.tables import AreaRow, ObservationRow, ReleaseRow, SeriesRow
from service.store.veil import hidden

_AREA, _RELEASE = table_of(AreaRow), table_of(ReleaseRow)
_SERIES, _OBSERVATION = table_of(SeriesRow), table_of(ObservationRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """How something is kept from the public: until an instant, or for good."""

    until: datetime | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """The ids of private missions, indicators and targets, inherited ones included."""

    missions: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()

    def all_targets(self, ids: Iterable[str]) -> bool:
        """Whether all of some targets are private."""
        return bool(self.targets) and self.targets.issuperset(ids)

    def all_indicators(self, ids: Iterable[str]) -> bool:
        """Whether all of some indicators are private."""
        return bool(self.indicators) and self.indicators.issuperset(ids)


def hidden_in(connection: Connection) -> Hidden:
    """What is private now; three small indexes are read where nothing is."""
    return Hidden(
        *(
            frozenset(connection.execute(text(hidden(noun))).scalars())
            for noun in ("mission", "indicator", "target")
        )
    )


def mark_registers(connection: Connection, hidden_indicators: frozenset[str]) -> None:
    """Mark anew the releases and areas that only private figures speak of; done where what is private has changed.

    All observations are read once. A place around others stays as it was, unless figures for the public need it.
    """
    public = _SERIES.c.indicator_id.not_in(sorted(hidden_indicators))
    shown = set(
        connection.execute(
            select(_OBSERVATION.c.release_id)
            .join(_SERIES, _SERIES.c.id == _OBSERVATION.c.series_id)
            .where(public)
            .distinct()
        ).scalars()
    )
    releases = connection.execute(select(_RELEASE.c.id, _RELEASE.c.private)).all()
    _set(connection, _RELEASE, "id", {row.id: row.id not in shown for row in releases if row.private != (row.id not in shown)})  # fmt: skip
    measured = set(connection.execute(select(_SERIES.c.area).where(public).distinct()).scalars())
    unseen = set(connection.execute(select(_SERIES.c.area).where(~public).distinct()).scalars()) - measured
    rows = connection.execute(select(_AREA.c.code, _AREA.c.parent, _AREA.c.private)).all()
    parents = {row.code: row.parent for row in rows}
    around = set(measured)
    for code in measured:
        while (code := parents.get(code) or "") and code not in around:
            around.add(code)
    wanted = {row.code: row.code in unseen or (row.private and row.code not in around) for row in rows}
    _set(connection, _AREA, "code", {row.code: wanted[row.code] for row in rows if row.private != wanted[row.code]})  # fmt: skip


def _set(connection: Connection, table: object, key: str, wanted: dict[object, bool]) -> None:
    if wanted:
        change = update(table).where(table.c[key] == bindparam("at")).values(private=bindparam("to"))  # type: ignore[attr-defined, arg-type]
        connection.execute(change, [{"at": at, "to": to} for at, to in wanted.items()])
