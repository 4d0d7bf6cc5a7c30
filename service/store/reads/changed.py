"""What has changed since a moment, found from loadings and versions of entries, not by comparing figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.calibration_tables import ChampionRow
from service.store.judgement_tables import ConstantsRow
from service.store.reads.embargoes import out_since
from service.store.tables import (
    IndicatorRow,
    LabelSetRow,
    LoadRow,
    ObservationRow,
    SeriesRow,
    TargetRow,
    Versioned,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Targets, indicators and single series with something new; ``everything`` where what all rest on has changed.

    ``redefined`` are indicators with more that is new than figures, ``series`` those with new figures.
    """

    targets: frozenset[str] = frozenset()
    redefined: frozenset[str] = frozenset()
    series: frozenset[tuple[str, str]] = frozenset()
    everything: bool = False

    @property
    def indicators(self) -> frozenset[str]:
        """Every indicator with something new."""
        return self.redefined | {indicator for indicator, _ in self.series}


def newest_load(session: Session) -> int:
    """The number of the newest loading of observations; 0 where there is none."""
    return session.connection().execute(select(func.max(table_of(LoadRow).c.id))).scalar() or 0


def changed_since(session: Session, *, load: int, moment: datetime) -> Changes:
    """What was loaded after a loading, and which entries, champions, constants or label sets are new since a moment."""
    connection = session.connection()
    sets, constants, champions = table_of(LabelSetRow).c, table_of(ConstantsRow).c, table_of(ChampionRow).c
    renewed = connection.execute(select(func.count()).where(sets.recorded_at > moment)).scalar_one()
    refitted = connection.execute(
        select(func.count()).where(or_(constants.recorded_at > moment, constants.retired_at > moment))
    ).scalar_one()
    if renewed or refitted:
        return Changes(everything=True)
    redefined = _entries(session, IndicatorRow, moment)
    figures = set[tuple[str, str]]()
    if newest_load(session) > load:
        observation, series = table_of(ObservationRow).c, table_of(SeriesRow).c
        loaded = select(observation.series_id).where(observation.load_id > load).distinct()
        rows = connection.execute(select(series.indicator_id, series.area).where(series.id.in_(loaded)))
        figures = {(row.indicator_id, row.area) for row in rows}
    # Figures that come out of an embargo are news when they do, whenever they were loaded.
    redefined |= out_since(session, moment)
    promoted = select(champions.indicator_id).where(champions.changed_at > moment).distinct()
    redefined |= set(connection.execute(promoted).scalars())
    targets = _entries(session, TargetRow, moment)
    return Changes(frozenset(targets), frozenset(redefined), frozenset(figures))


def _entries(session: Session, row: type[Versioned], moment: datetime) -> set[str]:
    table = table_of(row).c
    newer = or_(table.recorded_from > moment, table.recorded_to > moment)
    return set(session.connection().execute(select(table.id).where(newer).distinct()).scalars())
