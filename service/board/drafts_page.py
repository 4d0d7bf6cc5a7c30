"""The page on which drafts of targets stand side by side; all of it is in its address."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from datasets.catalogue.entries import IndicatorEntry
from forecasting.errors import HeadwayError
from forecasting.indicators import Aggregation, Direction
from forecasting.setting.proposal import Proposal
from forecasting.targets import Comparator, Kind
from service.board.drafts import FIELDS, MOST, Draft, drafts_in, query_of
from service.board.drafts_view import DraftColumn, draft_column, refused_column
from service.board.english import drafts as words
from service.board.rendering import render
from service.board.serving import Page, PageDesk, serve
from service.board.set_target_page import number_of
from service.operations.current_course import CurrentCourse, current_course
from service.operations.drafting import Compared, compare_draft
from service.operations.proposal_fields import asked_from
from service.operations.proposing import proposal_on
from service.operations.setting_errors import CourseMissing
from service.store.reads import catalogue
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/set-a-target/compare"


@router.get(ADDRESS)
async def compare(request: Request) -> Response:
    """The drafts of the address in columns, and a form that adds one."""
    drafts = drafts_in(request.query_params.getlist("draft"))
    added = Draft.of((name, request.query_params.get(name, "")) for name in FIELDS)
    if added.indicator:
        if added.value and added.by:
            drafts = tuple(dict.fromkeys((*drafts, added)))[:MOST]
        # The address that is kept and sent on holds nothing but drafts.
        return Response(status_code=303, headers={"Location": f"{ADDRESS}?{query_of(drafts)}"})

    def build(session: Session, _: PageDesk, __: date) -> Page:
        entries = {one.id: one.entry(IndicatorEntry) for one in catalogue.indicators(session)}
        names = {one.code: one.name for one in areas(session)}
        columns = [_column(session, one, drafts, entries, names) for one in drafts]
        last = drafts[-1] if drafts else None
        held = None if last is None else entries.get(last.indicator)
        return Page.of(
            render(
                "drafts.html", columns=columns, d=words, drafts=drafts, last=last, full=len(drafts) >= MOST,
                totals=held is not None and held.aggregation is Aggregation.FLOW, heading=words.title_of(len(columns)),
                kept=query_of(drafts), fields=("indicator", "area", "better"), here="set", title=words.TITLE,
                summary=words.SUMMARY,
            )
        )  # fmt: skip

    return await serve(request, build)


def _column(
    session: Session,
    draft: Draft,
    drafts: tuple[Draft, ...],
    entries: dict[str, IndicatorEntry],
    names: dict[str, str],
) -> DraftColumn:
    entry = entries.get(draft.indicator)
    title = draft.indicator if entry is None else entry.title
    of = ", ".join(part for part in (title, names.get(draft.area, draft.area)) if part)
    try:
        fields = _fields(draft, entry)
        asked = asked_from(session, fields)
        course = current_course(session, asked.indicator, asked.area)
        found = proposal_on(session, course, asked)
        try:
            compared = _judged(session, draft, found, fields, course)
        except CourseMissing:
            # What needs no course is told all the same.
            compared = None
    except HeadwayError as error:
        text = f"{error.message} {error.remedy}" if error.remedy else error.message
        return refused_column(draft, drafts, of=of, problem=text)
    return draft_column(
        draft,
        drafts,
        of=of,
        found=found,
        assessment=None if compared is None else compared.assessment,
        methods=() if compared is None else compared.yardsticks,
    )


def _judged(
    session: Session, draft: Draft, found: Proposal, fields: dict[str, Any], course: CurrentCourse
) -> Compared:
    more = found.direction.sign > 0
    asked: dict[str, Any] = {
        "indicator": fields["indicator"],
        "area": fields.get("area"),
        "value": fields["value"],
        "comparator": Comparator.AT_LEAST if more else Comparator.AT_MOST,
    }
    if draft.since:
        kind = Kind.CUMULATIVE_SUM if more else Kind.CUMULATIVE_CAP
        window = {"start": fields["since"], "end": found.asked.end}
        return compare_draft(session, {**asked, "kind": kind, "window": window}, course)
    return compare_draft(session, {**asked, "kind": Kind.LEVEL, "by": draft.by}, course)


def _fields(draft: Draft, entry: IndicatorEntry | None) -> dict[str, Any]:
    """The question a draft puts, as plain fields."""
    fields: dict[str, Any] = {
        "indicator": draft.indicator,
        "area": draft.area or None,
        "by": draft.by,
        "value": number_of(draft.value),
    }
    if draft.since and entry is not None and entry.aggregation is Aggregation.FLOW:
        fields["since"] = date.fromisoformat(draft.since)
    if draft.better in (Direction.INCREASE, Direction.DECREASE):
        fields["direction"] = Direction(draft.better)
    return fields
