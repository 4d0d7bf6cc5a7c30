"""The track record: what was said of targets whose outcome is known, and what it was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing, table
from service.api.errors import CursorInvalid
from service.api.judged_queries import Calls, CallsQuestion, PastCalls, Words
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.track_record import PastCallList, PublishedWordList, TrackRecordShape
from service.api.targets import cautions
from service.operations.track_record_rows import (
    CALL_COLUMNS,
    GROUP_COLUMNS,
    WORD_COLUMNS,
    Selection,
    call_document,
    call_rows,
    calls_on_record,
    group_rows,
    record_document,
    word_document,
    word_rows,
    words_on_record,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from forecasting.past_calls import PastCall, PublishedWord

router = APIRouter(prefix="/v1/track-record", tags=["targets"])


@resource(router, "", shape=TrackRecordShape, formats=(JSON, CSV), refusals=COMMON)
async def get_track_record(request: Request, asked: Calls) -> Response:
    """What was said of targets whose outcome is known, scored: together, and by group.

    Beside it stands what standing still, a straight line and, where the catalogue has it, somebody else's published
    word said on the same days. Calls that were made afterwards from what was known on a day are `replayed`. As CSV,
    one row for each rival of each group.
    """

    def as_json(session: Session) -> Content:
        links = {
            "self": _own(request),
            "calls": "/v1/track-record/calls",
            "words": "/v1/track-record/words",
            "reliability": "/v1/reliability",
        }
        chosen = _selection(asked)
        calls, words = calls_on_record(session, chosen), words_on_record(session, chosen)
        return document({**record_document(calls, words), "links": links})

    def as_csv(session: Session) -> Content:
        rows = group_rows(record_document(_chosen(session, asked)))
        return table(GROUP_COLUMNS, rows, name="track-record")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/calls", shape=PastCallList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_calls(request: Request, asked: PastCalls) -> Response:
    """Every call on record, by target and day, with what happened. CSV comes whole, JSON in pages."""

    def as_json(session: Session) -> Content:
        page = page_of(_chosen(session, asked), _key, request=request, asked=asked)
        said = cautions(session, {"mission": asked.mission}, page.total)
        return listing(page, [call_document(one) for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(CALL_COLUMNS, call_rows(_chosen(session, asked)), name="calls")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/words", shape=PublishedWordList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_words(request: Request, asked: Words) -> Response:
    """What official bodies said of targets while they ran, with our chance on the same day and what happened.

    The chance is replayed from what was known on that day, whether the outcome is known or still open. CSV comes
    whole, JSON in pages.
    """

    def chosen(session: Session) -> tuple[PublishedWord, ...]:
        return words_on_record(session, Selection(tuple(asked.mission), tuple(asked.target)))

    def as_json(session: Session) -> Content:
        page = page_of(chosen(session), _word_key, request=request, asked=asked)
        said = cautions(session, {"mission": asked.mission}, page.total)
        return listing(page, [word_document(one) for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(WORD_COLUMNS, word_rows(chosen(session)), name="words")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _chosen(session: Session, asked: CallsQuestion) -> tuple[PastCall, ...]:
    return calls_on_record(session, _selection(asked))


def _selection(asked: CallsQuestion) -> Selection:
    return Selection(tuple(asked.mission), tuple(asked.target), tuple(asked.footing), tuple(asked.distance))


def _key(call: PastCall) -> str:
    return f"{call.target_id} {call.as_of} {call.footing} {call.key}"


def _word_key(word: PublishedWord) -> str:
    return f"{word.target_id} {word.said_on} {word.by}"


def _own(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
