"""The assessments of all targets, as a list and as one table for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.assessment import Assessment
from forecasting.labelling import label_of, rests_on_few, verdict_under, words_under
from service.api.content import Caution, Content, listing
from service.api.errors import CursorInvalid, Fault, ParametersInvalid
from service.api.links import judgement_links
from service.api.negotiation import CSV, JSON, PARQUET
from service.api.paging import page_of, refuse_paging
from service.api.queries import Assessments, AssessmentsQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.assessment import AssessmentCore, AssessmentList
from service.api.tabular import tabular
from service.api.targets import JudgedTarget, all_judged, cautions, matching
from service.documents import from_document
from service.export.tables import About, Table
from service.operations.label_set_rows import LABEL_COLUMNS, labelled_row
from service.operations.rows import COLUMNS, row_of
from service.store.reads.label_sets import label_sets
from service.store.records import AssessmentRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from forecasting.labels import LabelSet

router = APIRouter(prefix="/v1/assessments", tags=["targets"])

_CORE = tuple(AssessmentCore.model_fields)
_NAMED = 20


@resource(router, "", shape=AssessmentList, formats=(JSON, CSV, PARQUET), refusals=(*COMMON, CursorInvalid))
async def list_assessments(request: Request, asked: Assessments) -> Response:
    """The current assessment of every target, without chart and dates of attainment.

    With `as_of`, the assessment of that day or the newest before it. CSV comes whole, with the columns of
    `headway assess --format csv`; JSON in pages. Targets that were never assessed are named in a warning. With
    `label_set`, each says what it is called in that set: in `labelled`, and in CSV as with `--label-set`.
    """

    def as_json(session: Session) -> Content:
        found, missing = _found(session, asked)
        page = page_of(found, lambda one: one.target_id, request=request, asked=asked)
        labels = _labels(session, asked.label_set)
        said = cautions(session, {"mission": asked.mission}, page.total)
        if missing and not asked.verdict:
            said.append(_missing(missing))
        return listing(page, [_item(one, asked, labels) for one in page.rows], cautions=said)

    def as_table(session: Session) -> Table:
        refuse_paging(asked)
        found, _ = _found(session, asked)
        labels = _labels(session, asked.label_set)
        columns = ("mission_id", *COLUMNS) if labels is None else ("mission_id", *COLUMNS, *LABEL_COLUMNS)
        return Table(
            "assessments",
            columns,
            (_row(one, labels) for one in found),
            About(key=("mission_id", "target_id")),
        )

    return await reply(request, {JSON: as_json, **tabular(as_table)})


def _found(session: Session, asked: AssessmentsQuestion) -> tuple[list[AssessmentRecord], list[str]]:
    all_of_them: list[JudgedTarget] = matching(
        all_judged(session, as_of=asked.as_of), {"mission": asked.mission, "verdict": asked.verdict}
    )
    found = [one.assessment for one in all_of_them if one.assessment is not None]
    return found, [one.record.id for one in all_of_them if one.assessment is None]


def _labels(session: Session, id_: str | None) -> LabelSet | None:
    """The label set asked for; raises ParametersInvalid where none in force is called so."""
    if id_ is None:
        return None
    known = {one.labels.id: one.labels for one in label_sets(session)}
    if id_ not in known:
        message = f"No label set is called “{id_}”; in force are {', '.join(known)}."
        raise ParametersInvalid(message, faults=(Fault("unknown_label_set", message, "query.label_set"),))
    return known[id_]


def _item(record: AssessmentRecord, asked: AssessmentsQuestion, labels: LabelSet | None) -> dict[str, Any]:
    data = record.data
    day = asked.as_of.isoformat() if asked.as_of else None
    return {
        **{name: data.get(name) for name in _CORE},
        **({} if labels is None else {"labelled": _labelled(record, labels)}),
        "mission_id": record.mission_id,
        "links": judgement_links(record.target_id, "/assessment", day),
    }


def _labelled(record: AssessmentRecord, labels: LabelSet) -> dict[str, Any]:
    judged = from_document(Assessment, record.data)
    label = label_of(judged, labels)
    return {
        "label_set": labels.id,
        "version": labels.version,
        "label": None if label is None else label.label,
        "words": words_under(judged, labels),
        "verdict": verdict_under(judged, labels),
    }


def _row(record: AssessmentRecord, labels: LabelSet | None) -> dict[str, Any]:
    judged = from_document(Assessment, record.data)
    row = {"mission_id": record.mission_id, **row_of(judged)}
    return row if labels is None else labelled_row(row, labels, short_data=rests_on_few(judged))


def _missing(ids: list[str]) -> Caution:
    return Caution(
        "not_assessed",
        f"{len(ids)} targets have no assessment of that day or before; headway assess makes them.",
        "query.as_of",
        ids[:_NAMED],
    )
