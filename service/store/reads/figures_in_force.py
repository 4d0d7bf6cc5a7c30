"""The figures in force of an indicator in all its areas, with nothing of what is known about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.store.bulk import table_of
from service.store.tables import ObservationRow, ReleaseRow, SeriesRow

if TYPE_CHECKING:
    from sqlmodel import Session

_SERIES, _RELEASE, _OBSERVATION = table_of(SeriesRow), table_of(ReleaseRow), table_of(ObservationRow)


@dataclass(frozen=True, slots=True)
class FiguresHeld:
    """What every release gives of one indicator on the basis in force, by area, period and date of release."""

    rows: Sequence[Any]

    def embargoes(self, *, after: datetime) -> list[datetime]:
        """The instants to come at which some of it comes out, in order."""
        return sorted(
            {row.visible_from for row in self.rows if row.visible_from and row.visible_from > after}
        )

    def out_by(self, instant: datetime) -> Mapping[str, list[tuple[Period, float]]]:
        """The newest figure of each period out by an instant, for each area."""
        found: dict[str, dict[tuple[int, str], tuple[str, float]]] = {}
        for row in self.rows:
            if row.value is not None and (row.visible_from is None or row.visible_from <= instant):
                found.setdefault(row.area, {})[row.ordinal, row.period] = (row.frequency, row.value)
        return {area: list(_dated(held)) for area, held in found.items()}


def figures_held(session: Session, indicator_id: str, *, area: str | None = None) -> FiguresHeld:
    """What is held of an indicator, in all areas or one, with one query."""
    one, release, series = _OBSERVATION.c, _RELEASE.c, _SERIES.c
    wanted = [series.indicator_id == indicator_id, series.basis == ""]
    if area is not None:
        wanted.append(series.area == area)
    rows = session.connection().execute(
        select(series.area, series.frequency, one.ordinal, one.period, one.value, release.visible_from)
        .select_from(_OBSERVATION)
        .join(_SERIES, series.id == one.series_id)
        .join(_RELEASE, release.id == one.release_id)
        .where(*wanted)
        .order_by(
            series.area,
            one.ordinal,
            one.period,
            release.published.is_not(None),
            release.published,
            release.key,
            one.correction,
        )
    )
    return FiguresHeld(rows.all())


def _dated(held: Mapping[tuple[int, str], tuple[str, float]]) -> Iterator[tuple[Period, float]]:
    for (ordinal, text), (name, value) in held.items():
        frequency = Frequency(name)
        # A point in time has a month and day beside its year, which only the notation holds.
        point = frequency is Frequency.POINT
        yield Period.parse(text, frequency) if point else Period(frequency, ordinal), value
