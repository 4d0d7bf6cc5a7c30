"""Reads what the board needs from the store, and makes the rows of it, once for each state of the data."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from forecasting.assessment import Assessment
from forecasting.verdicts import Verdict
from service.board.case import Case, Earlier
from service.board.english import board
from service.board.rows import Row, row_of
from service.documents import from_document
from service.store.reads import assessments, catalogue, observations
from service.store.reads.board import count_targets, first_targets, judged_targets
from service.store.records import AssessmentRecord, EntryRecord, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")

MOST_ROWS = 2000
"""The board shows no more targets than these: a row of it takes some 20 kB of memory."""


@dataclass(frozen=True)
class Register:
    """Everything on the board in one state of the data: missions in order, and a row for each target.

    Where it is ``cut`` the rows are without their charts, which ``pictures_late`` draws for those on a page.
    ``behind`` says that the data has changed since, and newer rows are being made.
    """

    missions: tuple[MissionEntry, ...] = ()
    rows: tuple[Row, ...] = ()
    total: int = 0
    behind: bool = False

    @property
    def cut(self) -> str:
        """What is said where there are more targets than the board shows; else empty."""
        return board.cut(len(self.rows), self.total) if self.total > MOST_ROWS else ""

    @property
    def position(self) -> date | None:
        """The newest date any judgement speaks of."""
        dates = [row.case.assessment.as_of for row in self.rows if row.case.assessment is not None]
        return max(dates, default=None)

    def of_mission(self, mission_id: str) -> tuple[Row, ...]:
        """The rows of one mission, in the order of the catalogue."""
        return tuple(row for row in self.rows if row.case.mission.id == mission_id)

    def mission(self, mission_id: str) -> MissionEntry | None:
        """A mission by its id."""
        return next((mission for mission in self.missions if mission.id == mission_id), None)


class Gatherer:
    """Makes rows from records, and makes no row twice.

    Entries never change under their version and judgements never under their key, so a row is good as
    long as those of its target, mission and indicator stand and no figure has become overdue.
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[type, str, str], object] = {}
        self._rows: dict[tuple[str, ...], Row] = {}

    def register(self, session: Session, *, today: date) -> Register:
        """The whole board."""
        missions = {record.id: record for record in catalogue.missions(session)}
        indicators = {record.id: record for record in catalogue.indicators(session)}
        total = count_targets(session)
        few = first_targets(session, MOST_ROWS) if total > MOST_ROWS else None
        judged = [
            (target, found)
            for target, found in judged_targets(session, ids=few)
            if target.mission_id in missions
        ]
        codes = None if few is None else {target.area for target, _ in judged if target.area}
        names = {area.code: area.name for area in observations.areas(session, codes=codes)}
        keys = {
            target.id: _key(
                target, missions[target.mission_id], indicators.get(target.indicator_id or ""), found
            )
            for target, found in judged
        }
        kept = {target.id: self._rows.get(keys[target.id]) for target, _ in judged}
        stale = [
            target.id
            for target, _ in judged
            if (row := kept[target.id]) is None or row.overdue != row.case.overdue(today)
        ]
        # Of very many targets the charts are drawn when a page shows them.
        tracks = assessments.current_assessments(session, stale, track=few is None) if stale else {}
        before = assessments.previous_assessments(session, stale) if stale else {}
        titles = {target.id: self._entry(TargetEntry, target).title for target, _ in judged} if stale else {}
        rows: dict[tuple[str, ...], Row] = {}
        for target, _ in judged:
            row = kept[target.id]
            if row is None or target.id in stale:
                record = tracks.get(target.id)
                mission = self._entry(MissionEntry, missions[target.mission_id])
                case = Case(
                    target=self._entry(TargetEntry, target),
                    mission=mission,
                    indicator=self._indicator(indicators.get(target.indicator_id or "")),
                    area=names.get(target.area or "", mission.jurisdiction),
                    assessment=assessment_of(record, titles),
                    published=None if record is None else record.newest_information,
                    earlier=earlier(before.get(target.id)),
                )
                row = _without_track(row_of(case, today=today))
            rows[keys[target.id]] = row
        # What no longer stands is let go: an outdated judgement is not asked for again.
        self._rows = rows
        return Register(
            tuple(self._entry(MissionEntry, record) for record in missions.values()),
            tuple(rows.values()),
            total,
        )

    def _entry(self, kind: type[T], record: EntryRecord) -> T:
        key = (kind, record.id, record.version)
        found = self._entries.get(key)
        if not isinstance(found, kind):
            found = record.entry(kind)
            self._entries[key] = found
        return found

    def _indicator(self, record: EntryRecord | None) -> IndicatorEntry | None:
        return None if record is None else self._entry(IndicatorEntry, record)


def case_of(session: Session, target_id: str) -> Case | None:
    """One target with its whole judgement, track included."""
    target = catalogue.target(session, target_id)
    mission = None if target is None else catalogue.mission(session, target.mission_id)
    if target is None or mission is None:
        return None
    indicator = catalogue.indicator(session, target.indicator_id) if target.indicator_id else None
    record = assessments.current_assessment(session, target_id)
    names = {area.code: area.name for area in observations.areas(session, codes=[target.area or ""])}
    titles = titles_of(session, target.entry(TargetEntry).components)
    entry = mission.entry(MissionEntry)
    return Case(
        target=target.entry(TargetEntry),
        mission=entry,
        indicator=None if indicator is None else indicator.entry(IndicatorEntry),
        area=names.get(target.area or "", entry.jurisdiction),
        assessment=assessment_of(record, titles),
        published=None if record is None else record.newest_information,
        earlier=earlier(assessments.previous_assessments(session, [target_id]).get(target_id)),
    )


def titles_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The titles of some targets."""
    if not ids:
        return {}
    return {record.id: record.entry(TargetEntry).title for record in catalogue.targets(session, ids=ids)}


def assessment_of(record: AssessmentRecord | None, titles: Mapping[str, str]) -> Assessment | None:
    """The judgement of a record, in whose words the parts of a target go by their titles."""
    if record is None:
        return None
    found = from_document(Assessment, json.loads(record.document))
    text = found.reason_text
    for part in found.components:
        if part.target_id in titles:
            text = re.sub(rf"\b{re.escape(part.target_id)}(?![\w-])", f"“{titles[part.target_id]}”", text)
    return replace(found, reason_text=text) if text != found.reason_text else found


def earlier(found: AssessmentRecord | None) -> Earlier | None:
    """What the judgement of an earlier date said."""
    if found is None:
        return None
    shown = str(found.data.get("probability_shown") or "")
    return Earlier(found.as_of, found.probability, shown, Verdict(found.verdict))


def _key(
    target: TargetRecord, mission: EntryRecord, indicator: EntryRecord | None, found: AssessmentRecord | None
) -> tuple[str, ...]:
    return (
        target.id,
        target.version,
        mission.version,
        "" if indicator is None else indicator.version,
        "" if found is None else found.key,
        "" if found is None else found.as_of.isoformat(),
    )


def _without_track(row: Row) -> Row:
    # The track is most of a judgement and is not needed once the small chart is drawn.
    if row.case.assessment is None:
        return row
    return replace(row, case=replace(row.case, assessment=replace(row.case.assessment, track=())))
