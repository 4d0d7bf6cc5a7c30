"""Calibrations of indicators or targets, and who changed the champion of a target's series, when and why: pure reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.operations.errors import IndicatorUnknown
from service.store.calibration_records import CalibrationEvent, CalibrationRecord, State
from service.store.reads.calibrations import calibrations, events_of
from service.store.reads.catalogue import indicators, targets

if TYPE_CHECKING:
    from sqlmodel import Session


def listed(
    session: Session, names: Sequence[str] = (), *, state: State | None = None
) -> list[CalibrationRecord]:
    """The calibrations of some indicators or targets (none named: all), the newest first. Raises IndicatorUnknown."""
    if not names:
        return list(calibrations(session, state=state))
    aims = {one.id: one for one in targets(session)}
    known = {one.id for one in indicators(session)}
    found: dict[int, CalibrationRecord] = {}
    for name in names:
        if name in aims and aims[name].indicator_id is not None:
            place = aims[name].indicator_id or "", aims[name].area or ""
            some = calibrations(session, place=place, state=state)
        elif name in known:
            some = calibrations(session, indicator=name, state=state)
        else:
            raise IndicatorUnknown(name, known=[*known, *aims])
        found |= {one.id: one for one in some}
    return [found[id_] for id_ in sorted(found, reverse=True)]


def events_behind(session: Session, target_id: str) -> tuple[CalibrationEvent, ...]:
    """Who changed what the series of a target is forecast with, when and why, the newest first."""
    aim = next((one for one in targets(session) if one.id == target_id), None)
    if aim is None or aim.indicator_id is None:
        return ()
    return events_of(session, aim.indicator_id, area=aim.area)
