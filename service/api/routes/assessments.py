"""The assessments of all targets, as a list and as one table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.assessment import Assessment
from forecasting.labelling import label_of, rests_on_few, verdict_under, words_under
from service.api.content import Caution, Content, as_csv, listing
from service.api.errors import CursorInvalid, Fault, ParametersInvalid
from service.api.forecasts import one_round
from service.api.judged_queries import Assessments, AssessmentsQuestion, TargetOrder
from service.api.links import judgement_links
from service.api.negotiation import CSV, HUBVERSE, JSON, PARQUET
from service.api.paging import page_of, refuse_paging
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.assessment import AssessmentCore, AssessmentList
from service.api.selection import selected
from service.api.tabular import refuse_history, tabular
from service.api.targets import cautions, filters, order_of, wanted
from service.documents import from_document
from service.export import assessment_rows, hubverse
from service.export.hubverse_targets import MODEL_ID, target_rows
from service.export.tables import About, Table
from service.operations.label_set_rows import LABEL_COLUMNS, labelled_row
from service.operations.rows import row_of
from service.store.reads.judged import judged_ids, judged_with, judgements_ever, judgements_with
from service.store.reads.label_sets import label_sets
from service.store.records import AssessmentRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from forecasting.labels import LabelSet

router = APIRouter(prefix="/v1/assessments", tags=["targets"])

_CORE = tuple(AssessmentCore.model_fields)
_MEMBERS = (*(name for name in _CORE if name not in ("target_id", "key")), "labelled", "recorded_at")
_NAMED = 20


@resource(
    router,
    "",
    shape=AssessmentList,
    formats=(JSON, CSV, PARQUET, HUBVERSE),
    refusals=(*COMMON, CursorInvalid),
)
async def list_assessments(request: Request, asked: Assessments) -> Response:
    """The current assessment of every target, without chart and dates of attainment.

    With `as_of`, the assessment of that day or the newest before it; with `include_history`, every one ever kept;
    with `updated_after`, those made since. CSV comes whole, with the columns of
    `headway assess --format csv` (with a history also when each was recorded, and its key); JSON in pages. Targets that were never assessed are named in a warning. With
    `label_set`, each says what it is called in that set: in `labelled`, and in CSV as with `--label-set`. Model output of a forecast hub has the chance of each
    target with a probability, one round a file: give `origin_date`.
    """

    def as_json(session: Session) -> Content:
        names = _names(session, asked)
        page = page_of(names, str, request=request, asked=asked)
        labels = _labels(session, asked.label_set)
        said = cautions(session, filters(asked), page.total)
        if (
            not asked.include_history
            and not _judged_alone(asked)
            and (missing := _missing(session, asked, names))
        ):
            said.append(missing)
        items = (_item(one, asked, labels) for one in _records(session, page.rows, asked))
        shown = selected(
            items, asked.fields, known=_MEMBERS, always=("target_id", "mission_id", "key", "links")
        )
        return listing(page, shown, cautions=said)

    def as_table(session: Session) -> Table:
        refuse_paging(asked)
        labels = _labels(session, asked.label_set)
        history = asked.include_history
        columns = (
            *(assessment_rows.HISTORY_COLUMNS if history else assessment_rows.COLUMNS),
            *(() if labels is None else LABEL_COLUMNS),
        )
        return Table(
            "assessments",
            columns,
            (_row(one, labels) for one in _records(session, _names(session, asked), asked)),
            About(key=assessment_rows.HISTORY_KEY if history else ("mission_id", "target_id")),
        )

    def as_model_output(session: Session) -> Content:
        refuse_paging(asked)
        refuse_history(asked.include_history, "Model output")
        ids = judged_ids(session, wanted(asked, as_of=asked.as_of), judged=True)
        rows = list(target_rows(judged_with(session, ids, as_of=asked.as_of)))
        origin = one_round(date.fromisoformat(row["origin_date"]) for row in rows)
        return as_csv(Table(hubverse.file_name(origin, MODEL_ID), hubverse.COLUMNS, rows))

    return await reply(request, {JSON: as_json, **tabular(as_table), HUBVERSE: as_model_output})


def _names(session: Session, asked: AssessmentsQuestion) -> list[str]:
    """What is listed: targets that have an assessment, or, with history, the keys of assessments."""
    if asked.include_history:
        if asked.sort is not TargetOrder.CATALOGUE:
            message = "A history has an order of its own: leave “sort” out."
            raise ParametersInvalid(message, faults=(Fault("contradiction", message, "query.sort"),))
        return judgements_ever(session, wanted(asked, as_of=asked.as_of))
    order, down = order_of(asked.sort)
    return judged_ids(session, wanted(asked, as_of=asked.as_of), order=order, down=down, judged=True)


def _records(
    session: Session, names: Sequence[str], asked: AssessmentsQuestion
) -> Iterator[AssessmentRecord]:
    if asked.include_history:
        return judgements_with(session, names)
    found = judged_with(session, names, as_of=asked.as_of)
    return (record for _, record in found if record is not None)


def _judged_alone(asked: AssessmentsQuestion) -> bool:
    """Whether something is asked that only a judgement can meet: what has none is then not missing."""
    given = (
        asked.origin_date,
        asked.probability_min,
        asked.probability_max,
        asked.informed_since,
        asked.updated_after,
    )
    return bool(asked.verdict) or any(value is not None for value in given)


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
    asked_for = record.as_of if asked.include_history else asked.as_of
    day = None if asked_for is None else asked_for.isoformat()
    return {
        **{name: data.get(name) for name in _CORE},
        **({} if labels is None else {"labelled": _labelled(record, labels)}),
        "mission_id": record.mission_id,
        "recorded_at": record.recorded_at,
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
    row = {"mission_id": record.mission_id, **row_of(judged), **assessment_rows.filed(record)}
    return row if labels is None else labelled_row(row, labels, short_data=rests_on_few(judged))


def _missing(session: Session, asked: AssessmentsQuestion, judged: Sequence[str]) -> Caution | None:
    held = set(judged)
    ids = [name for name in judged_ids(session, wanted(asked, as_of=asked.as_of)) if name not in held]
    if not ids:
        return None
    return Caution(
        "not_assessed",
        f"{len(ids)} targets have no assessment of that day or before; headway assess makes them.",
        "query.as_of",
        ids[:_NAMED],
    )
