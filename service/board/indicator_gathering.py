"""From the store to the page of an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from service.board.english import labels
from service.board.facts import Fact, findings_of
from service.board.gathering import assessment_of
from service.board.indicator_view import MOST_AREAS, IndicatorView, indicator_view
from service.operations.calendar import calendar
from service.store.reads import catalogue, observations
from service.store.reads.assessments import current_assessments

if TYPE_CHECKING:
    from sqlmodel import Session


def measured_by(
    session: Session, indicator_id: str, *, today: date
) -> tuple[IndicatorView, MissionEntry] | None:
    """The page of an indicator and its mission; areas with a target come first. None where there is none."""
    record = catalogue.indicator(session, indicator_id)
    mission = None if record is None else catalogue.mission(session, record.mission_id)
    if record is None or mission is None:
        return None
    targets = [target.entry(TargetEntry) for target in catalogue.targets(session, indicator_id=indicator_id)]
    held = sorted({one.area for one in observations.series_of(session, indicator_id=indicator_id)})
    first = [target.area for target in targets if target.area in held]
    every = list(dict.fromkeys([*(area for area in first if area), *held]))
    areas = every[:MOST_AREAS]
    editions = observations.editions_of(session, [(indicator_id, area) for area in areas])
    view = indicator_view(
        record.entry(IndicatorEntry),
        {area: editions[indicator_id, area] for area in areas},
        names={area.code: area.name for area in observations.areas(session)},
        targets=[(f"/targets/{target.id}", target.title) for target in targets],
        expected=next(iter(calendar(session, only=[indicator_id])), None),
        today=today,
        more_areas=len(every) - len(areas),
        findings=_findings(session, [target.id for target in targets]),
    )
    return view, mission.entry(MissionEntry)


def _findings(session: Session, targets: Sequence[str]) -> list[Fact]:
    """What the judgements that stand found, each once, the weightiest first."""
    judged = current_assessments(session, targets)
    found = [item for id_ in targets if id_ in judged for item in findings_of(assessment_of(judged[id_], {}))]
    weight = [labels.SEVERITY[severity] for severity in reversed(labels.SEVERITY)]
    return sorted(dict.fromkeys(found), key=lambda item: weight.index(item.name))
