"""Whole tables that are read while they are written: nothing is held but what is in hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from service.api import trajectory
from service.api.known import COLUMNS as OBSERVATION_COLUMNS
from service.api.known import every_edition, in_force
from service.export import assessment_rows
from service.export.described import of_indicator
from service.export.tables import About, Table
from service.store.bulk import chunks
from service.store.reads.bases import bases
from service.store.reads.bulk import every_assessment, every_assessment_ever, every_target
from service.store.reads.observations import editions_of, series_of
from service.store.records import AssessmentRecord, IndicatorRecord

if TYPE_CHECKING:
    from sqlmodel import Session

TRAJECTORY_COLUMNS = ("mission_id", "target_id", "as_of", "unit", *trajectory.COLUMNS, "reason")
_NEVER_JUDGED = "not_assessed"
_NO_POINT = {**dict.fromkeys(trajectory.COLUMNS), "set_aside": False, "comparable": True}
_TRACKS_AT_A_TIME = 50
_SERIES_AT_A_TIME = 50


def assessments_table(
    session: Session, *, missions: Sequence[str], as_of: date | None, include_history: bool
) -> Table:
    """The assessment of every target, or every one ever kept, with the columns of the list of assessments."""
    kept: Iterator[AssessmentRecord]
    columns: tuple[str, ...] = assessment_rows.COLUMNS
    key: tuple[str, ...] = ("target_id",)
    if include_history:
        columns, key = assessment_rows.HISTORY_COLUMNS, assessment_rows.HISTORY_KEY
        kept = every_assessment_ever(session, missions=missions, as_of=as_of)
    else:
        kept = every_assessment(session, missions=missions, as_of=as_of)
    rows = (
        {
            **assessment_rows.assessment_row(record.data, record.mission_id),
            **assessment_rows.filed(record),
        }
        for record in kept
    )
    return Table("all-assessments", columns, rows, About(title="All assessments", key=key))


def trajectories_table(session: Session, *, missions: Sequence[str], as_of: date | None) -> Table:
    """The trajectory of every target: history, required path, forecast fan, one row a target and period.

    A target without a figure, or never judged, has one row that says why.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for one in every_target(
            session, missions=missions, as_of=as_of, track=True, at_a_time=_TRACKS_AT_A_TIME
        ):
            document = {"unit": None, "as_of": None, "reason": _NEVER_JUDGED}
            if one.record is not None:
                document = one.record.data
            own = {
                "mission_id": one.mission_id,
                "target_id": one.target_id,
                "as_of": document["as_of"],
                "unit": document["unit"],
                "reason": document["reason"],
            }
            if document.get("track"):
                yield from ({**own, **row} for row in trajectory.rows(document))
            else:
                yield {**own, **_NO_POINT, "target": document.get("required_value")}

    about = About(title="All trajectories", key=("target_id", "period"))
    return Table("all-trajectories", TRAJECTORY_COLUMNS, rows(), about)


def observations_table(
    session: Session, indicator: IndicatorRecord, *, as_of: date | None, include_history: bool
) -> Table:
    """The observations of one indicator in all its areas, by area and period."""
    earlier = bases(session, indicator_id=indicator.id) if as_of is not None else ()

    def rows() -> Iterator[dict[str, Any]]:
        names = sorted(
            {(one.indicator_id, one.area) for one in series_of(session, indicator_id=indicator.id)}
        )
        for some in chunks(names, _SERIES_AT_A_TIME):
            for name, editions in editions_of(session, some).items():
                shown = (
                    every_edition(editions, series=name, as_of=as_of)
                    if include_history
                    else in_force(
                        editions,
                        series=name,
                        as_of=as_of,
                        lag_days=indicator.data["lag_days"],
                        bases=earlier,
                    )
                )
                yield from (one.row for one in shown)

    key = () if include_history else ("area", "period")
    about = of_indicator(indicator.data, quantities=("value",), key=key)
    return Table(f"{indicator.id}-all-areas", OBSERVATION_COLUMNS, rows(), about)
