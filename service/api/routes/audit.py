"""What was done on whose behalf, for those who run the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing
from service.api.errors import CursorInvalid
from service.api.paging import page_by_number
from service.api.queries import PageQuestion
from service.api.refusals import COMMON, GUARDED
from service.api.reply import answer_once
from service.api.resource import resource
from service.api.schemas.access import AuditList
from service.security.principal import Scope
from service.security.require import DOCUMENTED, GuardedRoute
from service.store.audit_records import AuditRecord
from service.store.reads.audit import AuditFilter, audit, audit_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session


class _Route(GuardedRoute):
    needed = Scope.ADMIN


router = APIRouter(prefix="/v1/audit", tags=["access"], route_class=_Route, dependencies=[DOCUMENTED])

_LONGEST = 300


class AuditQuestion(PageQuestion):
    """Which lines of the audit."""

    who: str | None = Field(
        default=None, max_length=_LONGEST, description="Who did it.", examples=["key 3f9a1c2b4d5e: Ann"]
    )
    action: str | None = Field(
        default=None, max_length=_LONGEST, description="What was done.", examples=["key.created"]
    )
    subject: str | None = Field(
        default=None,
        max_length=_LONGEST,
        description="To what: a kind, or kind and id.",
        examples=["key/3f9a1c2b4d5e"],
    )
    since: AwareDatetime | None = Field(
        default=None, description="Only from this instant on.", examples=["2026-11-24T09:00:00Z"]
    )

    @property
    def filter(self) -> AuditFilter:
        """The same for the store."""
        kind, _, id_ = (self.subject or "").partition("/")
        return AuditFilter(self.who, self.action, kind or None, id_ or None, self.since)


Asked = Annotated[AuditQuestion, Query()]


@resource(router, "", shape=AuditList, refusals=(*COMMON, *GUARDED, CursorInvalid))
async def list_audit(request: Request, asked: Asked) -> Response:
    """What was done, newest first: by whom, when, to what, what was there before and after, and why.

    Takes a key with the scope `admin`. A line is only ever added; the database itself refuses to change one.
    """

    def as_json(session: Session) -> Content:
        def fetch(after: int | None, limit: int) -> Sequence[AuditRecord]:
            return audit(session, asked.filter, limit=limit, before=after)

        total = audit_length(session, asked.filter)
        page = page_by_number(fetch, lambda one: one.number, total=total, request=request, asked=asked)
        return listing(page, [_shown(one) for one in page.rows])

    return await answer_once(request, as_json)


def _shown(line: AuditRecord) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": line.at,
        "who": line.who,
        "action": line.action,
        "subject": str(line.subject),
        "before": line.before,
        "after": line.after,
        "why": line.why,
    }
