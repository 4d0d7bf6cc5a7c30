"""Series of the catalogue, ready to be forecast: breaks cut, exceptional periods set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets.catalogue import IndicatorEntry
from datasets.releases import known_as_of
from forecasting.breaks import Prepared, prepare
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.case import Driving
from forecasting.judging.treatments import PARTIAL_WIDENING
from forecasting.models.history import History
from forecasting.recalibration.calibration import SHIPPED, Calibration
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly
from service.operations.cases import still_revised
from service.operations.champions import Champions, champions_of
from service.operations.chosen_forecast import Driver
from service.operations.domain import breaks_of, indicator_of
from service.operations.errors import AreaUnknown, IndicatorUnknown
from service.operations.figures import observations_of
from service.operations.installation import Installation
from service.operations.known_series import KnownSeries, known_series
from service.store.reads.catalogue import indicators
from service.store.reads.observations import editions_of, series_of
from service.store.records import Edition


@dataclass(frozen=True, eq=False)
class CatalogueSeries:
    """One indicator in one area, prepared as for a judgement. Its id is indicator/area.

    ``revision_error`` is the standard deviation of what the publisher usually still changes in its newest figure,
    ``calibration`` what the series is forecast with and ``driving`` what drives it, where its champion was asked for.
    """

    series: Series
    prepared: Prepared
    revision_error: float = 0.0
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    @property
    def id(self) -> str:
        """Indicator and area, as judgements name the series."""
        return f"{self.series.indicator.id}/{self.series.area}"

    @property
    def grid(self) -> Series:
        """The series on the grid on which it is forecast."""
        return self.series

    @property
    def first_step(self) -> int:
        """Where its history begins on the grid."""
        return self.prepared.first_step

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return self.series.indicator

    @property
    def frequency(self) -> Frequency:
        """The notation of its periods."""
        return self.series.frequency

    @property
    def regular(self) -> bool:
        """Whether consecutive ordinals are consecutive steps."""
        return self.frequency is not Frequency.POINT

    @property
    def last(self) -> int:
        """The ordinal of the newest fitted value."""
        return self.prepared.origin.ordinal

    @property
    def season(self) -> int:
        """Steps in one seasonal cycle."""
        return self.series.season

    @property
    def dense(self) -> NDArray[np.float64]:
        """The values that are fitted, NaN where a period is missing or set aside."""
        return self.prepared.values

    @property
    def widening(self) -> float:
        """How much wider the forecast is for a partly comparable break inside."""
        partly = any(item.code is FindingCode.BREAK_PARTLY for item in self.prepared.findings)
        return PARTIAL_WIDENING if partly else 1.0

    def history(self) -> History:
        """The series as the engine reads it."""
        return History.of(self.indicator, self.dense, season=self.season)

    def text_ahead(self, steps: int) -> str:
        """The period some steps after the newest fitted value, in the notation of files."""
        return str(self.series.period_at(self.series.step_of(self.prepared.origin) + steps))


def catalogue_series(
    installation: Installation,
    wanted: Sequence[str] = (),
    *,
    area: str | None = None,
    with_champions: bool = False,
) -> list[CatalogueSeries]:
    """The current figures of the indicators asked for (none: all), in one area or in every one.

    ``with_champions`` prepares each as its champion asks.
    Raises IndicatorUnknown, or AreaUnknown where nothing is held for the area.
    """
    with installation.store.read() as session:
        entries = {record.id: record.entry(IndicatorEntry) for record in indicators(session)}
        for name in wanted:
            if name not in entries:
                raise IndicatorUnknown(name, known=entries)
        held = dict.fromkeys((row.indicator_id, row.area) for row in series_of(session))
        known_areas = {code for _, code in held}
        if area is not None and area not in known_areas:
            raise AreaUnknown(area, known=known_areas)
        chosen = [
            (name, code)
            for name in entries
            for code in sorted(code for indicator, code in held if indicator == name)
            if (not wanted or name in wanted) and area in (None, code)
        ]
        editions = editions_of(session, chosen)
        champions = champions_of(session) if with_champions else Champions()
        calibrated = [name for name in chosen if champions.of(*name) != SHIPPED]
        known = known_series(session, calibrated, champions=champions) if calibrated else {}
    found = (
        _series(installation, entries[name], code, editions[name, code], known.get((name, code)))
        for name, code in chosen
    )
    return [item for item in found if item is not None]


def _series(
    installation: Installation,
    entry: IndicatorEntry,
    area: str,
    editions: Sequence[Edition],
    calibrated: KnownSeries | None,
) -> CatalogueSeries | None:
    known = known_as_of(
        observations_of(entry.id, area, editions),
        as_of=None,
        lag_days=entry.lag_days,
        bases=installation.bases_of(entry.id, area),
    )
    if not known:
        return None
    series = Series.of(
        indicator_of(entry),
        [(item.period, item.observation.value) for item in known],
        area=area,
        statuses=[item.observation.status.value for item in known],
    )
    grid = monthly(series) if is_sparse(series) else series
    calibration = SHIPPED if calibrated is None else calibrated.calibration
    return CatalogueSeries(
        grid,
        prepare(grid, calibration.breaks_of(breaks_of(entry, area=area))),
        still_revised(editions, as_of=None),
        calibration,
        () if calibrated is None else calibrated.driving,
    )


def drivers_of(
    installation: Installation,
    series: Sequence[CatalogueSeries],
    named: Sequence[tuple[str, int]] = (),
    *,
    declared: bool = False,
) -> dict[str, tuple[Driver, ...]]:
    """What drives each series, by its id: indicators named with a lag, and those its own entry declares.

    Of an indicator the same area counts, else the only one it has. Raises IndicatorUnknown.
    """
    with installation.store.read() as session:
        entries = {record.id: record.entry(IndicatorEntry) for record in indicators(session)}
    leads = {
        item.id: (
            *named,
            *((lead.indicator, lead.lag) for lead in entries[item.indicator.id].leading if declared),
        )
        for item in series
    }
    wanted = dict.fromkeys(name for pairs in leads.values() for name, _ in pairs)
    if not wanted:
        return {}
    held: dict[str, list[CatalogueSeries]] = {name: [] for name in wanted}
    for found in catalogue_series(installation, list(wanted)):
        held[found.indicator.id].append(found)
    return {
        item.id: tuple(
            Driver(chosen.series, lag)
            for name, lag in leads[item.id]
            if (chosen := _in_area(held[name], item.series.area)) is not None and chosen.id != item.id
        )
        for item in series
    }


def _in_area(held: Sequence[CatalogueSeries], area: str) -> CatalogueSeries | None:
    same = [item for item in held if item.series.area == area]
    return same[0] if same else held[0] if len(held) == 1 else None
