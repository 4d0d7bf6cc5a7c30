"""The addresses of the board. Every page is drawn on the server and works without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, FastAPI, Request, Response

from datasets.catalogue.entries import IndicatorEntry
from forecasting.errors import HeadwayError
from service.api.negotiation import accepts_gzip
from service.board import api_page, assets, chart_page
from service.board.board_view import board_view
from service.board.calibration_panel import calibration_facts
from service.board.case import Case
from service.board.chart_page import CHART_SIZES
from service.board.data_view import data_view
from service.board.english import (
    calibrations,
    data_page,
    embed,
    further,
    indicator_page,
    labels,
    methods,
    moved,
    notes,
    places,
    replayed,
    suspicions,
    target_page,
    track_record,
    what_if,
    yardsticks,
)
from service.board.english import label_sets as english_labels
from service.board.filters import Filters
from service.board.gathering import case_of, titles_of
from service.board.indicator_gathering import measured_by
from service.board.label_sets_view import label_set_views
from service.board.mission_view import mission_view
from service.board.moved_panel import moved_panel
from service.board.notes_panel import notes_panel, waiting_for
from service.board.pictures_late import with_pictures
from service.board.pictures_panel import pictures_panel
from service.board.places_panel import places_panel
from service.board.rendering import render
from service.board.serving import Dress, Page, PageDesk, PageMissing, missing, serve
from service.board.since import month_before, rows_since
from service.board.suspicion_view import suspicions_of
from service.board.target_view import target_view
from service.board.what_if_panel import what_if_panel
from service.board.yardstick_panel import Panel, panel_of
from service.charts.renderer import Renderer
from service.operations.calendar import calendar
from service.operations.sources import states
from service.operations.track_record_rows import Selection, calls_on_record, words_on_record
from service.operations.yardsticks import compared_in
from service.pictures.trajectory import earlier_courses
from service.store.note_records import About
from service.store.reads import catalogue, observations
from service.store.reads.decompositions import decomposition_of
from service.store.reads.label_sets import label_sets
from service.store.reads.replays import replay_of
from service.store.records import ReleaseRecord

if TYPE_CHECKING:
    from sqlmodel import Session

log = structlog.get_logger(__name__)

_FOR_GOOD = "public, max-age=31536000, immutable"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Warm the drawing process and the rows while the server starts, and end both with it."""
    with Renderer() as renderer:
        desk = app.state.pages = PageDesk(app.state.desk.store, renderer)
        preparing = asyncio.create_task(desk.keep_prepared())
        try:
            yield
        finally:
            preparing.cancel()
            with suppress(asyncio.CancelledError):
                await preparing
            desk.close()


router = APIRouter(lifespan=_lifespan, include_in_schema=False, default_response_class=Response)


@router.get("/")
async def board(request: Request) -> Response:
    """Every mission with its targets."""
    filters = Filters.read(request.query_params)

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        register = desk.register(session, today)
        rows = register.rows if filters.since is None else rows_since(session, register.rows, filters.since)
        pictured = partial(with_pictures, session, today=today) if register.cut else list
        view = board_view(rows, register.missions, filters, position=register.position, pictured=pictured)
        return Page.of(
            render(
                "board.html", view=view, f=filters, cut=register.cut, here="board", title=labels.BOARD_TITLE,
                summary=f"{view.headline}. {view.lead}",
            ),
            lasting=not register.behind,
        )  # fmt: skip

    return await serve(request, build)


@router.get("/missions/{mission_id}")
async def mission(request: Request, mission_id: str) -> Response:
    """One mission with all its targets, and what has moved since a day: a month ago, unless another is asked for."""
    asked = Filters.read(request.query_params).since

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        register = desk.register(session, today)
        found = register.mission(mission_id)
        if found is None:
            raise PageMissing(labels.NOT_FOUND_MISSION.format(name=mission_id))
        since = asked or month_before(today)
        view = mission_view(
            found,
            rows_since(session, register.of_mission(mission_id), since),
            since=since,
            pictured=partial(with_pictures, session, today=today) if register.cut else list,
            measured=[
                record.entry(IndicatorEntry)
                for record in catalogue.indicators(session)
                if record.mission_id == mission_id
            ],
        )
        return Page.of(
            render(
                "mission.html",
                view=view,
                cut=register.cut,
                since=since,
                view_notes=notes_panel(session, About.MISSION, mission_id),
                n=notes,
                here="board",
                title=found.title,
                summary=found.ambition,
            ),
            lasting=not register.behind,
        )

    return await serve(request, build)


@router.get("/targets/{target_id}")
async def target(request: Request, target_id: str) -> Response:
    """Everything about one target."""
    base = str(request.base_url).rstrip("/")

    def build(session: Session, _: PageDesk, today: date) -> Page:
        case = case_of(session, target_id)
        if case is None:
            raise PageMissing(labels.NOT_FOUND_TARGET.format(name=target_id))
        view = target_view(
            case,
            today=today,
            releases=_releases(session, case),
            titles=titles_of(session, case.target.components),
            yardsticks=_yardsticks(session, target_id),
            moved=moved_panel(session, case),
            what_if=what_if_panel(session, case, request.query_params),
            places=places_panel(decomposition_of(session, target_id), case.quantities),
            notes=notes_panel(session, About.TARGET, target_id),
            waiting=waiting_for(session, target_id),
            pictures=pictures_panel(session, case),
            calibrations=calibration_facts(session, case),
            calls=calls_on_record(session, Selection(targets=(target_id,))) if case.is_settled else (),
            words=words_on_record(session, Selection(targets=(target_id,))),
            earlier=earlier_courses(session, case),
        )
        return Page.of(
            render(
                "target.html", view=view, case=case, sizes=CHART_SIZES, here="board", title=view.row.title,
                summary="".join(text for text, _ in view.say), sensitivity_note=target_page.SENSITIVITY_NOTE, y=yardsticks,
                m=moved, w=what_if, f=further,
                replayed=_replayed(session, case), r=replayed, p=places, n=notes, tr=track_record, cal=calibrations,
                snippet=embed.snippet(base, target_id, case.target.title),
            )
        )  # fmt: skip

    # The page names the service by the address it was asked under.
    return await serve(request, build, Dress(mark=base))


def _yardsticks(session: Session, target_id: str) -> Panel | None:
    try:
        return panel_of(next(compared_in(session, [target_id]), None))
    except HeadwayError as error:
        # A page without the panel is worth more than none.
        log.warning("yardsticks_failed", code=error.code, target=target_id, error=str(error))
        return None


def _replayed(session: Session, case: Case) -> str:
    target = case.target
    if target.indicator is None or target.area is None:
        return ""
    found = replay_of(session, target.indicator, target.area)
    return "" if found is None else replayed.sentence(found.data, case.quantities)


def _releases(session: Session, case: Case) -> tuple[ReleaseRecord, ...]:
    found = case.assessment.evidence if case.assessment is not None else None
    keys = found.releases if found is not None else ()
    records = [observations.release(session, key) for key in keys]
    return tuple(record for record in records if record is not None)


@router.get("/indicators/{indicator_id}")
async def indicator(request: Request, indicator_id: str) -> Response:
    """One indicator: where it stands, how it has been revised, what breaks it has."""

    def build(session: Session, _: PageDesk, today: date) -> Page:
        found = measured_by(session, indicator_id, today=today)
        if found is None:
            raise PageMissing(labels.NOT_FOUND_INDICATOR.format(name=indicator_id))
        view, mission = found
        return Page.of(
            render(
                "indicator.html", view=view, mission=mission, i=indicator_page, here="data", title=view.entry.title,
                suspected=suspicions_of(session, indicator_id), sus=suspicions,
                summary=view.headline or indicator_page.SUMMARY,
            )
        )  # fmt: skip

    return await serve(request, build)


@router.get("/data")
async def data(request: Request) -> Response:
    """Where the figures come from, and under what licences."""

    def build(session: Session, _: PageDesk, today: date) -> Page:
        indicators = [record.entry(IndicatorEntry) for record in catalogue.indicators(session)]
        view = data_view(
            observations.releases(session),
            indicators,
            expected=calendar(session),
            sources=states(session),
            today=today,
        )
        return Page.of(
            render(
                "data.html", view=view, d=data_page, here="data", title=data_page.TITLE,
                summary=data_page.SUMMARY,
            )
        )  # fmt: skip

    return await serve(request, build)


@router.get("/methods")
async def explained(request: Request) -> Response:
    """How a probability is made."""

    def build(session: Session, _: PageDesk, __: date) -> Page:
        sets = label_set_views([one.labels for one in label_sets(session)])
        return Page.of(
            render(
                "methods.html", m=methods, l=english_labels, sets=sets, here="methods", title=methods.TITLE,
                summary=methods.SUMMARY,
            )
        )  # fmt: skip

    return await serve(request, build)


@router.get("/assets/{name}")
async def asset(request: Request, name: str) -> Response:
    """A file the pages refer to."""
    found = assets.assets().get(name)
    if found is None:
        return missing(labels.NOT_FOUND_PAGE.format(path=request.url.path))
    headers = {"Cache-Control": _FOR_GOOD, "Vary": "Accept-Encoding"}
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(
            found.zipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=found.media_type
        )
    return Response(found.body, headers=headers, media_type=found.media_type)


router.include_router(api_page.router)
router.include_router(chart_page.router)
