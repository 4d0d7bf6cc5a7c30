"""A series of the catalogue as it is known: its indicator, figures, breaks and releases. It fits nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue import IndicatorEntry
from datasets.releases import known_as_of
from forecasting.breaks import Breaks
from forecasting.ground import Ground, ground_of
from forecasting.indicators import Indicator
from forecasting.judging.case import Driving
from forecasting.recalibration.calibration import SHIPPED, Calibration
from forecasting.series import Series
from service.operations.cases import still_revised
from service.operations.champions import Champions, champions_of
from service.operations.domain import breaks_of, indicator_of
from service.operations.figures import observations_of
from service.store.reads.bases import bases
from service.store.reads.catalogue import indicators
from service.store.reads.observations import editions_of

if TYPE_CHECKING:
    from sqlmodel import Session

Name = tuple[str, str]
"""An indicator and an area."""


@dataclass(frozen=True, eq=False)
class KnownSeries:
    """One indicator in one area with everything held.

    ``as_of`` is the newest day on which one of its figures became known, ``releases`` where they come from;
    ``revision_error`` is the standard deviation of what is usually still changed in the newest.
    """

    entry: IndicatorEntry
    indicator: Indicator
    area: str
    series: Series
    breaks: Breaks
    as_of: date
    releases: tuple[str, ...]
    revision_error: float = 0.0
    calibration: Calibration = SHIPPED
    driving: tuple[Driving, ...] = ()

    @property
    def ground(self) -> Ground | None:
        """What a forecast of it stands on, or None where too few figures are comparable."""
        return ground_of(
            self.series,
            self.breaks,
            revision_error=self.revision_error,
            calibration=self.calibration,
            driving=self.driving,
        )


def known_series(
    session: Session, wanted: Iterable[Name], *, champions: Champions | None = None
) -> dict[Name, KnownSeries]:
    """The series asked for, with a few queries; one without figures, or of no indicator in force, is left out.

    Each comes with the calibration in force for it, or that of ``champions``.
    """
    found = figures_known(session, wanted)
    champions = champions or champions_of(session)
    if not champions.held:
        return found
    own = {name: champions.of(*name) for name in found}
    drivers = figures_known(
        session, [(by.indicator, area) for (_, area), one in own.items() for by in one.regressors]
    )
    return {
        name: replace(
            item,
            calibration=own[name],
            driving=tuple(
                Driving(drivers[by.indicator, name[1]].series, by.lag)
                for by in own[name].regressors
                if (by.indicator, name[1]) in drivers
            ),
        )
        for name, item in found.items()
    }


def figures_known(session: Session, wanted: Iterable[Name]) -> dict[Name, KnownSeries]:
    """The series asked for as they are known, whatever they are forecast with."""
    names = list(dict.fromkeys(wanted))
    entries = {
        record.id: record.entry(IndicatorEntry)
        for record in indicators(session, ids={indicator for indicator, _ in names})
    }
    held = editions_of(session, [name for name in names if name[0] in entries])
    earlier = bases(session)
    found: dict[Name, KnownSeries] = {}
    for (name, area), editions in held.items():
        entry = entries[name]
        known = known_as_of(
            observations_of(name, area, editions),
            as_of=None,
            lag_days=entry.lag_days,
            bases=[basis for basis in earlier if basis.indicator == name and basis.area in ("", area)],
        )
        if not known:
            continue
        indicator = indicator_of(entry)
        series = Series.of(
            indicator,
            [(item.period, item.observation.value) for item in known],
            area=area,
            statuses=[item.observation.status.value for item in known],
        )
        found[name, area] = KnownSeries(
            entry,
            indicator,
            area,
            series,
            breaks_of(entry, area=area),
            max(item.known_on for item in known),
            tuple(sorted({item.observation.release for item in known})),
            still_revised(editions, as_of=None),
        )
    return found
