"""Dismissing a break that figures suggest. Accepting one is recording the break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import document
from service.api.editing import EditorsRoute, editor_sees, refused
from service.api.errors import Unknown
from service.api.queries import Nothing
from service.api.refusals import CHANGED, COMMON
from service.api.resource import resource
from service.api.schemas.gathered import DismissalSent, FindingItem
from service.api.suspected import suspected_item
from service.api.writing import Act, Written, write
from service.operations.editing.suspicions import dismiss_suspicion
from service.security.principal import Scope
from service.security.require import DOCUMENTED
from service.store.reads import catalogue
from service.store.reads.suspicions import suspicion

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session

router = APIRouter(
    prefix="/v1/findings", tags=["editing"], route_class=EditorsRoute, dependencies=[DOCUMENTED]
)

FindingId = Annotated[
    int,
    Path(
        ge=1, le=2**31 - 1, description="The `id` of a suspected break in the list of findings.", examples=[1]
    ),
]


@resource(
    router,
    "/{finding_id}/dismiss",
    shape=FindingItem,
    method="POST",
    kept=False,
    refusals=(*COMMON, *CHANGED, Unknown),
)
async def dismiss_finding(
    request: Request, finding_id: FindingId, sent: DismissalSent, _: Nothing
) -> Response:
    """Say that a suspected break is none. Nothing that is judged changes; the reason is kept and shown.

    Takes a key with the scope `editor`. `If-Match` names the `version` of the finding. To accept one, record the break:
    `PUT /v1/indicators/{indicator_id}/breaks/{break_id}`.
    """

    def match(session: Session, _: Request) -> Collection[str]:
        found = suspicion(session, finding_id)
        if found is None or not editor_sees(request, session, "indicator", found.suspicion.indicator_id):
            raise _unknown(finding_id)
        return (found.tag,)

    def change(session: Session, act: Act) -> Written:
        with refused():
            record = dismiss_suspicion(session, act.as_editor(), finding_id)
        entry = catalogue.indicator(session, record.suspicion.indicator_id)
        if entry is None:
            raise _unknown(finding_id)
        return Written(document(suspected_item(record, entry)), headers={"ETag": f'"{record.tag}"'})

    return await write(request, scope=Scope.EDITOR, reason=sent.reason, change=change, match=match)


def _unknown(id_: int) -> Unknown:
    return Unknown(f"There is no suspected break {id_}.", path="path.finding_id")
