"""The further series of a target: the other group, the denominator, the peers, the scenario; and other areas.

Other areas with the same indicator are there to compare paces with; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue import IndicatorEntry, TargetEntry
from datasets.releases import Known
from forecasting.indicators import Indicator
from forecasting.judging.case import Companion, Driving, Role
from forecasting.recalibration.calibration import Calibration
from forecasting.series import Series
from service.operations.domain import breaks_of, indicator_of
from service.store.reads.observations import area_counts, series_of

if TYPE_CHECKING:
    from sqlmodel import Session

SeriesName = tuple[str, str]
KnownOf = Callable[[str | None, str], tuple[Known, ...]]
"""What was known of an indicator in an area."""
ForecastWith = Callable[[str, str], tuple[Calibration, tuple[Driving, ...]]]
"""What a series of an indicator in an area is forecast with, and what drives it."""

# With fewer other areas nothing is compared; more than these would say nothing new.
_FEWEST, _MOST = 5, 400


def indicators_of(entry: TargetEntry) -> set[str]:
    """Every indicator a target rests on."""
    names = (entry.indicator, entry.observed_by, entry.other_indicator, entry.scenario)
    return {name for name in names if name}


def seasons_of(entry: TargetEntry, indicators: Mapping[str, IndicatorEntry]) -> tuple[str, ...]:
    """Indicators that tell how a year's flow falls over its days: declared to move with that of a total, without a lag."""
    own = indicators.get(entry.indicator or "")
    if own is None or not entry.kind.is_cumulative:
        return ()
    return tuple(lead.indicator for lead in own.leading if lead.lag == 0)


def names_of(
    entry: TargetEntry, areas: Mapping[str, Sequence[str]], indicators: Mapping[str, IndicatorEntry]
) -> list[SeriesName]:
    """Every series a target rests on or is compared with."""
    if entry.area is None:
        return []
    rests_on = (*sorted(indicators_of(entry)), *seasons_of(entry, indicators))
    found = [(name, entry.area) for name in rests_on]
    if entry.indicator:
        found += [(entry.indicator, area) for area in (*entry.peers, *areas.get(entry.indicator, ()))]
    return list(dict.fromkeys(found))


def areas_of(session: Session, entries: Iterable[TargetEntry]) -> dict[str, tuple[str, ...]]:
    """The areas each indicator is held for, where they are enough to compare paces."""
    wanted = {entry.indicator for entry in entries if entry.indicator}
    counts = area_counts(session, wanted)
    return {
        name: tuple(dict.fromkeys(row.area for row in series_of(session, indicator_id=name)))
        for name in sorted(wanted)
        if compared(counts.get(name, 0))
    }


def compared(areas: int) -> bool:
    """Whether an indicator held for so many areas has the pace of each compared with that of the others."""
    return _FEWEST < areas <= _MOST


def may_compare(areas: int, *, new: int) -> bool:
    """Whether paces are compared, or were before figures of ``new`` of the areas came: those may be new themselves."""
    return areas > _FEWEST and areas - new <= _MOST


def companions_of(
    entry: TargetEntry,
    indicators: Mapping[str, IndicatorEntry],
    known: KnownOf,
    *,
    as_of: date | None,
    forecast_with: ForecastWith,
) -> tuple[Companion, ...]:
    """The further series the target itself is judged on, as they were known."""
    area = entry.area or ""
    found = [
        _companion(role, name, area, indicators, known, as_of, forecast_with)
        for role, name in ((Role.OTHER, entry.other_indicator), (Role.SCENARIO, entry.scenario))
        if name
    ]
    if entry.indicator:
        found += [
            _companion(Role.PEER, entry.indicator, peer, indicators, known, as_of, forecast_with)
            for peer in entry.peers
        ]
    found += [
        _companion(Role.SEASON, name, area, indicators, known, as_of, forecast_with)
        for name in seasons_of(entry, indicators)
    ]
    return tuple(found)


def _companion(
    role: Role,
    name: str,
    area: str,
    indicators: Mapping[str, IndicatorEntry],
    known: KnownOf,
    as_of: date | None,
    forecast_with: ForecastWith,
) -> Companion:
    entry = indicators.get(name)
    title = area if role is Role.PEER else name
    if entry is None:
        return Companion(role, title, None)
    if role is not Role.PEER:
        title = entry.title or name
    series = series_from(indicator_of(entry), area, known(name, area))
    breaks = breaks_of(entry, area=area, as_of=as_of)
    return Companion(role, title, series, breaks, *forecast_with(name, area))


def series_from(indicator: Indicator, area: str, known: Sequence[Known]) -> Series | None:
    """The series that was known, or None."""
    if not known:
        return None
    return Series.of(
        indicator,
        [(k.observation.period, k.observation.value) for k in known],
        area=area,
        statuses=[k.observation.status.value for k in known],
    )
