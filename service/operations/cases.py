"""From the store to cases: what was known about each target on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from datasets.catalogue import Evidence, IndicatorEntry, TargetEntry
from datasets.releases import Known
from datasets.revisions import LEAST_FOR_USUAL, young_error
from forecasting.assessment import Knowledge
from forecasting.breaks import Breaks
from forecasting.indicators import Indicator
from forecasting.judging.case import Case, Driving, OfficialPart, Role
from forecasting.recalibration.calibration import Calibration
from forecasting.targets import TargetStatus
from service.operations.champions import Champions, champions_of
from service.operations.companions import (
    areas_of,
    companions_of,
    indicators_of,
    names_of,
    seasons_of,
    series_from,
)
from service.operations.domain import breaks_of, due_of, indicator_of, recorded_outcome, target_of
from service.operations.figures import BasesOf, Figures
from service.operations.revised import revisions_of
from service.store.reads.catalogue import indicators, targets, versions
from service.store.reads.observations import editions_of, newest_release
from service.store.records import Edition, EntryRecord, Noun, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.operations.installation import Installation

Entry = TypeVar("Entry", bound=EntryRecord)

# The estimate of homes added from 17 December 2019 to 19 May 2024 (1,001,000) came within 1% of the annual
# counts published later; the same error is allowed for the estimates that count from July 2024.
_PART_ERROR = 0.01
_UNSET = Indicator(id="")
_FEW = 2000
"""Of so many targets at most each is looked up, however many there are."""


@dataclass(frozen=True, eq=False)
class TargetCase:
    """A case with what the store needs to file its judgement."""

    case: Case
    entry: TargetEntry
    record: TargetRecord
    newest_information: date | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Two times: what was known in the world on a day, of what the store had recorded by then (None: all of it).

    ``engine`` names the engine of a judgement that is to be found again, with its calibrations (None: those in force).
    """

    as_of: date | None = None
    recorded: datetime | None = None
    engine: str | None = None


def cases_for(
    installation: Installation,
    *,
    targets_wanted: Sequence[str] | None = None,
    mission: str | None = None,
    as_of: date | None = None,
    champions: Champions | None = None,
    compared: bool = True,
) -> list[TargetCase]:
    """The case of each target in force (or of those asked for, with their components), in catalogue order.

    ``as_of`` None means everything held; the judgement then speaks from the newest information about
    the target, never from the clock. ``champions`` are the calibrations to forecast with (None: those in force).
    Without ``compared`` a case comes without the same indicator in other areas: no chance rests on their paces.
    """
    with installation.store.read() as session:
        return cases_in(
            session,
            bases_of=installation.bases_of,
            targets_wanted=targets_wanted,
            mission=mission,
            as_of=as_of,
            champions=champions,
            compared=compared,
        )


def cases_in(
    session: Session,
    *,
    bases_of: BasesOf,
    targets_wanted: Sequence[str] | None = None,
    mission: str | None = None,
    as_of: date | None = None,
    moments: Mapping[str, Moment] | None = None,
    champions: Champions | None = None,
    loaded_by: datetime | None = None,
    engine: str | None = None,
    compared: bool = True,
) -> list[TargetCase]:
    """The cases of ``cases_for`` as one session sees the store.

    ``moments`` names targets, each with the moment it is to be seen at, instead of one ``as_of`` for all;
    ``loaded_by`` then leaves out figures, and corrections of figures, that were loaded later. ``engine`` names that
    of a judgement, with whose calibrations the cases come.
    """
    if moments is not None and not moments:
        return []
    records = _records(session, list(moments) if moments is not None else targets_wanted)
    engines = [one.engine for one in (moments or {}).values() if one.engine is not None]
    champions = champions or champions_of(session, engines=[*engines, *([engine] if engine else [])])
    if moments is not None:
        return list(_at_moments(session, bases_of, records, moments, champions, loaded_by))
    chosen = _with_components(records, _chosen(records, targets_wanted, mission))
    entries = {id_: records[id_].entry(TargetEntry) for id_ in chosen}
    names = {name for e in entries.values() for name in indicators_of(e)}
    known = {r.id: r.entry(IndicatorEntry) for r in indicators(session, ids=names)}
    seasons = {name for e in entries.values() for name in seasons_of(e, known)} - set(known)
    drivers = champions.regressors - set(known)
    known |= {r.id: r.entry(IndicatorEntry) for r in indicators(session, ids=seasons | drivers)}
    areas = areas_of(session, entries.values()) if compared else {}
    series = [name for e in entries.values() for name in names_of(e, areas, known)]
    editions = editions_of(session, [*series, *_driving(series, champions)])
    last = _last_release(session)
    figures = Figures(bases_of, editions, as_of)
    return [
        _case(records[id_], entry, known, figures, areas, last, champions, engine)
        for id_, entry in entries.items()
    ]


def _records(session: Session, wanted: Sequence[str] | None) -> dict[str, TargetRecord]:
    """The targets wanted with those they are made of, in catalogue order; all of them where some are not there."""
    if wanted and len(wanted) <= _FEW:
        found = targets(session, ids=wanted)
        if len(found) == len(set(wanted)):
            parts = {part for one in found for part in one.data.get("components", ())} - set(wanted)
            both = targets(session, ids=[*wanted, *parts]) if parts else found
            return {one.id: one for one in both}
    return {one.id: one for one in targets(session)}


def _at_moments(
    session: Session,
    bases_of: BasesOf,
    records: dict[str, TargetRecord],
    moments: Mapping[str, Moment],
    champions: Champions,
    loaded_by: datetime | None,
) -> Iterator[TargetCase]:
    now = {id_: records[id_] for id_ in moments if id_ in records}
    then = {id_: _as_recorded(session, Noun.TARGET, one, moments[id_].recorded) for id_, one in now.items()}
    entries = {id_: one.entry(TargetEntry) for id_, one in then.items()}
    names = {name for e in entries.values() for name in indicators_of(e)}
    measured = {r.id: r for r in indicators(session, ids=names)}
    today = {name: record.entry(IndicatorEntry) for name, record in measured.items()}
    seasons = {name for e in entries.values() for name in seasons_of(e, today)} - set(measured)
    drivers = champions.regressors
    measured |= {r.id: r for r in indicators(session, ids=(seasons | drivers) - set(measured))}
    areas = areas_of(session, entries.values())
    series = [name for e in entries.values() for name in names_of(e, areas, today)]
    editions = editions_of(session, [*series, *_driving(series, champions)], loaded_by=loaded_by)
    last = _last_release(session)
    seen: dict[tuple[date | None, datetime | None], Figures] = {}
    stood: dict[tuple[str, datetime | None], IndicatorEntry] = {}
    for id_, entry in entries.items():
        moment = moments[id_]
        recorded = moment.recorded
        rests_on = (*indicators_of(entry), *seasons_of(entry, today), *drivers)
        own = {name for name in rests_on if name in measured}
        for i in own:
            if (i, recorded) not in stood:
                record = _as_recorded(session, Noun.INDICATOR, measured[i], recorded)
                stood[i, recorded] = record.entry(IndicatorEntry)
        known = {i: stood[i, recorded] for i in own}
        if (moment.as_of, recorded) not in seen:
            seen[moment.as_of, recorded] = Figures(bases_of, editions, moment.as_of, recorded)
        figures = seen[moment.as_of, recorded]
        yield _case(then[id_], entry, known, figures, areas, last, champions, moment.engine)


def _driving(series: Iterable[tuple[str, str]], champions: Champions) -> list[tuple[str, str]]:
    """The series that may drive any of some."""
    wanted = sorted(champions.regressors)
    return list(dict.fromkeys((name, area) for _, area in series for name in wanted))


def _last_release(session: Session) -> date:
    """The day that a judgement speaks from about whose target nothing was ever published."""
    found = newest_release(session)
    return date.min if found is None or found.published is None else found.published


def _as_recorded(session: Session, noun: Noun, record: Entry, recorded: datetime | None) -> Entry:
    """An entry as it stood when something was recorded; the earliest one where it came later."""
    if recorded is None or record.recorded_from <= recorded:
        return record
    held = versions(session, noun, record.id)
    past = [one for one in held if one.recorded_from <= recorded] or list(held[:1])
    return record if not past else replace(record, version=past[-1].version, document=past[-1].document)


def _chosen(records: dict[str, TargetRecord], wanted: Sequence[str] | None, mission: str | None) -> list[str]:
    from service.operations.errors import MissionUnknown, TargetUnknown

    for id_ in wanted or ():
        if id_ not in records:
            raise TargetUnknown(id_, known=records)
    if mission is not None and mission not in {r.mission_id for r in records.values()}:
        raise MissionUnknown(mission, known={r.mission_id for r in records.values()})
    return [
        id_
        for id_, record in records.items()
        if (not wanted or id_ in wanted) and (mission is None or record.mission_id == mission)
    ]


def _with_components(records: dict[str, TargetRecord], chosen: list[str]) -> list[str]:
    found = dict.fromkeys(chosen)
    for id_ in chosen:
        for part in records[id_].data.get("components", ()):
            if part in records:
                found.setdefault(part)
    return list(found)


def _case(
    record: TargetRecord,
    entry: TargetEntry,
    known_indicators: dict[str, IndicatorEntry],
    figures: Figures,
    areas: Mapping[str, Sequence[str]],
    last: date,
    champions: Champions,
    engine: str | None = None,
) -> TargetCase:
    as_of = figures.as_of

    def known(name: str | None, area: str) -> tuple[Known, ...]:
        if name is None or not area or name not in known_indicators:
            return ()
        return figures.known(known_indicators[name], area)

    def driving(calibration: Calibration, area: str) -> tuple[Driving, ...]:
        return tuple(
            Driving(series, by.lag)
            for by in calibration.regressors
            if by.indicator in known_indicators
            and (
                series := series_from(
                    indicator_of(known_indicators[by.indicator]), area, known(by.indicator, area)
                )
            )
            is not None
        )

    def forecast_with(name: str, area: str) -> tuple[Calibration, tuple[Driving, ...]]:
        calibration = champions.of(name, area)
        return calibration, driving(calibration, area)

    own = entry.area or ""
    main, parts = known(entry.indicator, own), known(entry.observed_by, own)
    indicator_entry = known_indicators.get(entry.indicator or "")
    indicator = _UNSET if indicator_entry is None else indicator_of(indicator_entry)
    further = [k for name in (entry.other_indicator, entry.scenario) for k in known(name, own)]
    further += [k for peer in entry.peers for k in known(entry.indicator, peer)]
    newest = _newest(entry, [k.known_on for k in (*main, *parts, *further)], as_of)
    day = newest or as_of or last
    series = series_from(indicator, own, main)
    case = Case(
        target=target_of(entry, today=as_of is None),
        indicator=indicator,
        area=entry.area or "",
        series=series,
        as_of=day,
        breaks=breaks_of(indicator_entry, area=entry.area or "", as_of=as_of)
        if indicator_entry
        else Breaks(),
        knowledge=_knowledge(main, as_of),
        releases=tuple(sorted({k.observation.release for k in (*main, *parts)})),
        parts=tuple(OfficialPart(k.observation.period.end, k.observation.value, _PART_ERROR) for k in parts),
        recorded=recorded_outcome(entry, as_of=as_of),
        unverified=entry.evidence is Evidence.UNVERIFIED,
        superseded_basis=any(k.observation.basis for k in main),
        companions=companions_of(entry, known_indicators, known, as_of=as_of, forecast_with=forecast_with),
        elsewhere=()
        if indicator_entry is None
        else figures.elsewhere(indicator_entry, [a for a in areas.get(indicator_entry.id, ()) if a != own]),
        revision_error=still_revised(figures.recorded_editions(entry.indicator or "", own), as_of=as_of),
    )
    if entry.indicator is not None:
        calibration, drives = forecast_with(entry.indicator, own)
        case = replace(case, calibration=calibration, driving=drives)
    if engine is not None:
        case = _as_named(case, champions, engine, driving)
    return TargetCase(case, entry, record, newest)


def _as_named(
    case: Case, champions: Champions, engine: str, driving: Callable[[Calibration, str], tuple[Driving, ...]]
) -> Case:
    """The case with the calibrations that the name of an engine mentions, where all of them are still held."""
    named = champions.behind(engine, count=1 + len(case.companions))
    if named is None:
        return case
    companions = tuple(
        replace(one, calibration=own, driving=driving(own, one.name if one.role is Role.PEER else case.area))
        for one, own in zip(case.companions, named[1:], strict=True)
    )
    return replace(case, calibration=named[0], driving=driving(named[0], case.area), companions=companions)


def still_revised(editions: Sequence[Edition], *, as_of: date | None) -> float:
    """How far figures as young as the newest usually still move, from the releases known on a day: two digits of it.

    More digits would make a new judgement of every release that changes nothing.
    """
    published = [
        (one.period, one.release.key)
        for one in editions
        if one.release.published is not None and (as_of is None or one.release.published <= as_of)
    ]
    if len(set(published)) - len({period for period, _ in published}) < LEAST_FOR_USUAL:
        return 0.0  # so few were ever published again that nothing is usual: what the whole history would say
    history = revisions_of(editions, as_of=as_of)
    return float(f"{young_error(history):.2g}")


def _knowledge(main: Sequence[Known], as_of: date | None) -> Knowledge:
    if as_of is None:
        return Knowledge.CURRENT
    real = all(k.real_time for k in main)
    return Knowledge.REAL_TIME if real else Knowledge.PSEUDO_REAL_TIME


def _newest(entry: TargetEntry, figures: Iterable[date], as_of: date | None) -> date | None:
    """The last day on which something about the target became known: figures, status, outcome, milestones."""
    days: list[date | None] = list(figures)
    days.extend(None if item.date is None else item.date.day for item in entry.history)
    days.extend(None if item.recorded is None else item.recorded.day for item in entry.milestones)
    days.append(None if entry.announced is None else entry.announced.day)
    if entry.outcome is not None and entry.outcome.recorded is not None:
        days.append(entry.outcome.recorded.day)
    if as_of is None and entry.status is TargetStatus.PENDING_OUTCOME:
        # That its date has passed without a figure is news about the target too.
        days.append(due_of(entry))
    known = [day for day in days if day is not None and (as_of is None or day <= as_of)]
    return max(known, default=None)
