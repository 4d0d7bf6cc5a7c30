"""The page on which a target is set: a form, and what is proposed for what it says. It works without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request, Response

from datasets.catalogue.entries import IndicatorEntry
from forecasting.errors import HeadwayError
from forecasting.indicators import Aggregation, Direction
from forecasting.setting.proposal import Proposal
from service.board.drafts import Draft, drafts_in, query_of
from service.board.drawings import drawings
from service.board.english import drafts as english_drafts
from service.board.english import numbers
from service.board.english import set_target as words
from service.board.rendering import render
from service.board.serving import Page, PageDesk, serve
from service.board.set_target_figure import set_target_figure
from service.board.set_target_view import Choice, Form, quantities_of, set_target_view
from service.charts.errors import ChartUnavailable
from service.charts.figure import Figure
from service.charts.frame import Size
from service.operations.current_course import CurrentCourse, current_course
from service.operations.draft_errors import DraftInvalid
from service.operations.proposal_fields import asked_from
from service.operations.proposing import proposal_on
from service.store.reads import catalogue
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.board.english.quantities import Quantities

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/set-a-target"
_LONGEST = 40
_AHEAD = 4
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@router.get(ADDRESS)
async def set_a_target(request: Request) -> Response:
    """The form, and once it is filled in, the proposal."""
    query = {name: " ".join(value.split())[:120] for name, value in request.query_params.items()}

    drafts = drafts_in(request.query_params.getlist("draft"))

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        form, fields = _form(session, query, today)
        found, course = None, None
        if fields is not None:
            found, course, form = _proposed(session, form, fields)
        view, chart, lasting = None, "", True
        if found is not None and course is not None:
            name = next((choice.title for choice in form.areas if choice.id == found.area), found.area)
            view = set_target_view(found, area=name)
            chart, lasting = _chart(found, course, desk, title=view.say, area=name)
        return Page.of(
            render(
                "set_target.html", view=view, form=form, chart=chart, s=words, here="set", title=words.TITLE,
                drafts=drafts, kept=query_of(drafts), own=_own(form).query, d=english_drafts,
                summary=words.SUMMARY,
            ),
            lasting=lasting,
        )  # fmt: skip

    return await serve(request, build)


def _own(form: Form) -> Draft:
    """The draft that the form holds."""
    return Draft(
        form.indicator, form.area, form.by, form.value, form.since if form.totals else "", form.better
    )


def _form(session: Session, query: Mapping[str, str], today: date) -> tuple[Form, dict[str, object] | None]:
    """The form as it was filled in, and its fields as they are meant, or None where there is nothing to answer."""
    entries = [record.entry(IndicatorEntry) for record in catalogue.indicators(session)]
    held = {entry.id: entry for entry in entries}
    choices = tuple(
        sorted((Choice(entry.id, entry.title) for entry in entries), key=lambda c: c.title.lower())
    )
    by = query.get("by", "")[:_LONGEST] or str(today.year + _AHEAD)
    entry = held.get(query.get("indicator", ""))
    if entry is None:
        return Form(choices, by=by), None
    places = tuple(Choice(record.code, record.name) for record in areas(session, indicator_id=entry.id))
    area = query.get("area", "")
    if area not in {choice.id for choice in places}:
        area = _usual_area(session, entry.id, places)
    form = Form(
        choices,
        places,
        entry.id,
        area,
        by,
        query.get("value", "")[:_LONGEST],
        query.get("since", "")[:_LONGEST],
        query.get("better", "") if query.get("better") in ("increase", "decrease") else "",
        totals=entry.aggregation is Aggregation.FLOW,
        undirected=entry.direction is Direction.NEUTRAL,
    )
    if form.totals and form.since and not _is_day(form.since):
        return _with_problem(form, words.NOT_A_DAY.format(given=form.since), "since"), None
    return form, _fields(form)


def number_of(text: str) -> float | str:
    """A number as people write it, or the text where it is none."""
    try:
        return float(text.replace(",", "").replace("−", "-").rstrip("%"))
    except ValueError:
        return text


def _is_day(text: str) -> bool:
    try:
        return bool(_ISO.fullmatch(text)) and date.fromisoformat(text).year > 0
    except ValueError:
        return False


def _usual_area(session: Session, indicator: str, places: tuple[Choice, ...]) -> str:
    """The area that a target is set for, or the first."""
    aimed = [one.area for one in catalogue.targets(session) if one.indicator_id == indicator and one.area]
    known = {choice.id for choice in places}
    return next((area for area in aimed if area in known), places[0].id if places else "")


def _fields(form: Form) -> dict[str, object]:
    fields: dict[str, object] = {"indicator": form.indicator, "area": form.area or None, "by": form.by}
    if form.value:
        fields["value"] = number_of(form.value)
    if form.totals and form.since:
        fields["since"] = date.fromisoformat(form.since)
    if form.better:
        fields["direction"] = Direction(form.better)
    return fields


def _proposed(
    session: Session, form: Form, fields: dict[str, object]
) -> tuple[Proposal | None, CurrentCourse | None, Form]:
    """The proposal, or the form with what is wrong with it."""
    try:
        asked = asked_from(session, fields)
        course = current_course(session, asked.indicator, asked.area)
        return proposal_on(session, course, asked), course, form
    except DraftInvalid as error:
        return None, None, _with_problem(form, error.message, error.wrong[0].field)
    except HeadwayError as error:
        return None, None, _with_problem(form, error.message, error.field or "")


def _with_problem(form: Form, problem: str, wrong: str) -> Form:
    return replace(form, problem=problem, wrong=wrong)


def _chart(
    found: Proposal, course: CurrentCourse, desk: PageDesk, *, title: str, area: str
) -> tuple[str, bool]:
    """The chart, and whether the page may be kept: without its chart it is only good for now."""
    print_ = quantities_of(found)
    ground = course.known.ground
    series = course.known.series if ground is None else ground.series
    figure = set_target_figure(found, series, course.forecast, print_=print_, title=title, area=area)
    if figure is None:
        return "", True
    try:
        return _drawn(figure, desk, print_), True
    except ChartUnavailable as error:
        log.warning("chart_unavailable", code=error.code, indicator=found.indicator, error=str(error))
        return "", False


def _drawn(figure: Figure, desk: PageDesk, print_: Quantities) -> str:
    def tick(value: float, topmost: bool) -> str:
        text = numbers.compact(value)
        return print_.unit.bare(text) if topmost or print_.unit.before else text

    return "".join(drawings([(figure, tick, size) for size in Size], desk.renderer))
