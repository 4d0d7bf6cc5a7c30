"""Which series a recalibration is of, settled before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datasets.catalogue import TargetEntry
from forecasting.errors import ForecastError
from forecasting.families import chosen
from forecasting.models.regressors import Regressor
from service.documents import dumps
from service.operations.errors import AreaUnknown, IndicatorUnknown, MissionUnknown, NameUnknown
from service.operations.installation import Installation
from service.operations.recalibration.choosing import DRIVEN
from service.operations.recalibration.errors import RunUnknown
from service.operations.recalibration.request import Request, request_document, request_from
from service.store.reads.calibrations import recalibration_run, run_items
from service.store.reads.catalogue import indicators, targets
from service.store.reads.observations import series_of
from service.store.writes.calibrations import begin_run, finish_run

if TYPE_CHECKING:
    from sqlmodel import Session

Place = tuple[str, str]
"""An indicator and an area; no area where a calibration is for all areas of the indicator."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: its id, who asked, what for, and of which series."""

    run: str
    who: str
    request: Request
    series: tuple[Place, ...]


def plan_recalibration(installation: Installation, request: Request, *, run: str, who: str) -> Plan:
    """The series that a recalibration is of, in the catalogue's order; nothing is written or computed.

    A target stands for its own series; an indicator for all its areas together, where it has several; a mission for
    the series of its targets. Raises TargetUnknown, IndicatorUnknown, AreaUnknown, MissionUnknown or UnknownModel.
    """
    _check_models(request)
    with installation.store.read() as session:
        series = _series(session, request)
        held = {record.id for record in indicators(session)}
    for name, _ in request.choices.regressors:
        if name not in held:
            raise IndicatorUnknown(name, known=held)
    return Plan(run, who, request, series)


def begin(session: Session, plan: Plan, *, recorded: datetime) -> None:
    """Note a run before its first series, so that it can be resumed; noted twice it is the same run."""
    document = dumps(
        {"request": request_document(plan.request), "series": [list(one) for one in plan.series]}
    )
    begin_run(session, id_=plan.run, who=plan.who, document=document.decode(), recorded=recorded)


def resumed(session: Session, run: str | None = None) -> tuple[Plan, tuple[Place, ...]]:
    """An interrupted run (None: the newest that is not finished) and what is left of it. Raises RunUnknown."""
    record = recalibration_run(session, run)
    if record is None:
        raise RunUnknown(
            "No recalibration is unfinished." if run is None else f"There is no recalibration “{run}”.",
            field="run",
            value=run,
            remedy="Begin one: headway recalibrate --help",
        )
    plan = plan_from(record.id, record.who, record.data)
    done = {(item.indicator_id, item.area) for item in run_items(session, record.id)}
    return plan, tuple(place for place in plan.series if place not in done)


def finish(session: Session, run: str, *, recorded: datetime) -> None:
    """Note that every series of a run is done."""
    finish_run(session, run, recorded=recorded)


def plan_from(run: str, who: str, document: Mapping[str, Any]) -> Plan:
    """A plan from what was noted of it."""
    series = tuple((name, area) for name, area in document["series"])
    return Plan(run, who, request_from(document["request"]), series)


def _check_models(request: Request) -> None:
    models = request.choices.models or (DRIVEN if request.choices.regressors else ())
    if models:
        import numpy as np

        driven = [Regressor("driver", np.zeros(0))] if request.choices.regressors else []
        chosen(models, regressors=driven)
    strange = [name for name, _ in request.choices.weights if name not in models]
    if strange:
        raise ForecastError(
            f"“{strange[0]}” has a weight but was not chosen.",
            field="weights",
            value=strange[0],
            remedy=f"Chosen: {', '.join(models) or 'none'}.",
        )


def _series(session: Session, request: Request) -> tuple[Place, ...]:
    entries = {record.id: record for record in indicators(session)}
    aims = {record.id: record for record in targets(session)}
    held: dict[str, list[str]] = {}
    for row in series_of(session):
        if row.area not in held.setdefault(row.indicator_id, []):
            held[row.indicator_id].append(row.area)
    if request.everything:
        return tuple((name, area) for name in entries for area in sorted(held.get(name, ())))
    if request.mission is not None:
        missions = {record.mission_id for record in aims.values()}
        if request.mission not in missions:
            raise MissionUnknown(request.mission, known=missions)
        mine = [record.entry(TargetEntry) for record in aims.values() if record.mission_id == request.mission]
        return _aimed(mine, held)
    found: list[Place] = []
    for name in request.names:
        if name in aims:
            found += _aimed([aims[name].entry(TargetEntry)], held)
        elif name in entries:
            found += _of_indicator(name, request.area, held.get(name, []))
        else:
            raise NameUnknown(name, known=[*entries, *aims])
    return tuple(dict.fromkeys(found))


def _aimed(entries: Sequence[TargetEntry], held: Mapping[str, Sequence[str]]) -> tuple[Place, ...]:
    found = [(one.indicator, one.area) for one in entries if one.indicator and one.area]
    return tuple(dict.fromkeys((name, area) for name, area in found if area in held.get(name, ())))


def _of_indicator(name: str, area: str | None, held: Sequence[str]) -> list[Place]:
    if area is not None:
        if area not in held:
            raise AreaUnknown(area, known=held)
        return [(name, area)]
    return [(name, held[0])] if len(held) == 1 else [(name, "")]
