"""The page on the track record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from service.board.english import track_record as words
from service.board.gathering import titles_of
from service.board.rendering import render
from service.board.serving import Page, PageDesk, serve
from service.board.track_record_view import track_record_view
from service.operations.track_record_rows import calls_on_record, words_on_record

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(include_in_schema=False, default_response_class=Response)


@router.get("/track-record")
async def track_record(request: Request) -> Response:
    """What was said of targets whose outcome is known."""

    def build(session: Session, _: PageDesk, __: date) -> Page:
        calls, spoken = calls_on_record(session), words_on_record(session)
        named = (*(call.target_id for call in calls), *(word.target_id for word in spoken))
        view = track_record_view(calls, spoken, titles_of(session, tuple(dict.fromkeys(named))))
        return Page.of(
            render(
                "track_record.html",
                view=view,
                r=words,
                here="record",
                title=words.TITLE,
                summary=words.SUMMARY,
            )
        )

    return await serve(request, build)
