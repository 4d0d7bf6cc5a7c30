"""What publishers published, and what each release changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import Nothing, Page, ReleaseId, Releases, ReleasesQuestion
from service.api.refusals import COMMON
from service.api.release_changes import COLUMNS as CHANGE_COLUMNS
from service.api.release_changes import changes_of
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.releases import ChangeList, ReleaseDetail, ReleaseList
from service.api.targets import cautions
from service.documents import to_document
from service.store.reads import observations
from service.store.reads.releases import holdings, releases_of
from service.store.records import ReleaseRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/releases", tags=["indicators"])

COLUMNS = ("release_id", "publisher", "title", "published", "published_text", "url", "recorded_at")


@resource(router, "", shape=ReleaseList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_releases(request: Request, asked: Releases) -> Response:
    """Releases, newest first; those without a date come last. CSV comes whole, JSON in pages."""

    def as_json(session: Session) -> Content:
        page = page_of(_found(session, asked), lambda one: one.key, request=request, asked=asked)
        said = cautions(session, {"indicator": asked.indicator}, page.total)
        return listing(page, [release_item(one) for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        rows = ({**release_item(one), "release_id": one.key} for one in _found(session, asked))
        return table(COLUMNS, rows, name="releases")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{release_id}", shape=ReleaseDetail, refusals=(*COMMON, Unknown))
async def get_release(request: Request, release_id: ReleaseId, _: Nothing) -> Response:
    """One release, with how much of each indicator it holds."""

    def as_json(session: Session) -> Content:
        found = _known(session, release_id)
        return document(
            {**release_item(found), "holds": [to_document(one) for one in holdings(session, found.key)]}
        )

    return await reply(request, {JSON: as_json})


@resource(
    router,
    "/{release_id}/changes",
    shape=ChangeList,
    formats=(JSON, CSV),
    refusals=(*COMMON, Unknown, CursorInvalid),
)
async def list_release_changes(request: Request, release_id: ReleaseId, asked: Page) -> Response:
    """The figures that a release brought or revised, beside the releases before it.

    A figure that was repeated is counted and not listed, nor is one that was only rounded otherwise. CSV comes
    whole, JSON in pages.
    """

    def as_json(session: Session) -> Content:
        release = _known(session, release_id)
        every = changes_of(session, release)
        moved = [one for one in every if not one.stands]
        page = page_of(moved, lambda one: one.key, request=request, asked=asked)
        new = sum(one.before is None for one in moved)
        return listing(
            page,
            [one.item for one in page.rows],
            release=release_item(release),
            new=new,
            revised=len(moved) - new,
            unchanged=len(every) - len(moved),
        )

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        rows = (one.row for one in changes_of(session, _known(session, release_id)) if not one.stands)
        return table(CHANGE_COLUMNS, rows, name=f"{release_id}-changes")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def release_item(record: ReleaseRecord) -> dict[str, Any]:
    """A release in a list."""
    own = f"/v1/releases/{record.key}"
    return {
        "id": record.key,
        "publisher": record.publisher,
        "title": record.title,
        "published": record.published,
        "published_text": record.published_text or None,
        "url": record.url or None,
        "recorded_at": record.recorded_at,
        "links": {"self": own, "changes": f"{own}/changes", "changes_csv": f"{own}/changes.csv"},
    }


def _known(session: Session, release_id: str) -> ReleaseRecord:
    found = observations.release(session, release_id)
    if found is None:
        raise unknown("release", release_id, (one.key for one in observations.releases(session)))
    return found


def _found(session: Session, asked: ReleasesQuestion) -> list[ReleaseRecord]:
    held = releases_of(session, asked.indicator) if asked.indicator else None
    return [
        one
        for one in observations.releases(session)
        if (held is None or one.key in held)
        and (not asked.publisher or one.publisher in asked.publisher)
        and (asked.since is None or (one.published is not None and one.published >= asked.since))
        and (asked.until is None or (one.published is not None and one.published <= asked.until))
    ]
