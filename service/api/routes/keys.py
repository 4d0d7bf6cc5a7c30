"""Keys, for those who run the service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing
from service.api.errors import Fault, ParametersInvalid, Unknown
from service.api.links import ROOT
from service.api.paging import Page
from service.api.queries import Nothing, Question
from service.api.refusals import CHANGED, COMMON, GUARDED, WRITTEN
from service.api.reply import answer_once
from service.api.representation import validator
from service.api.resource import resource
from service.api.schemas.access import KeyList, KeySent, KeyShape, NewKeyShape, Reason
from service.api.writing import Act, Written, write
from service.operations.keys import KeyNotFound, KeyUnfit, KeyWanted, create_key, take_back_key, told
from service.security.key_ring import KeyRing
from service.security.principal import Scope
from service.security.require import DOCUMENTED, GuardedRoute
from service.store.key_records import KeyRecord
from service.store.reads.keys import api_key, api_keys

if TYPE_CHECKING:
    from sqlmodel import Session


class _Route(GuardedRoute):
    needed = Scope.ADMIN


router = APIRouter(prefix="/v1/keys", tags=["access"], route_class=_Route, dependencies=[DOCUMENTED])

KeyId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{12}$", max_length=12, description="A key.", examples=["3f9a1c2b4d5e"])
]


class RevokeQuestion(Question):
    """Why a key is taken back."""

    reason: Reason


Revoke = Annotated[RevokeQuestion, Query()]


@resource(router, "", shape=KeyList, refusals=(*COMMON, *GUARDED))
async def list_keys(request: Request, _: Nothing) -> Response:
    """Every key there ever was, newest first; no secrets.

    Takes a key with the scope `admin`.
    """
    now = datetime.now(UTC)

    def as_json(session: Session) -> Content:
        items = [_shown(one, now) for one in api_keys(session)]
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    return await answer_once(request, as_json)


@resource(router, "/{key_id}", shape=KeyShape, kept=False, refusals=(*COMMON, *GUARDED, Unknown))
async def get_key(request: Request, key_id: KeyId, _: Nothing) -> Response:
    """One key, without its secret.

    Takes a key with the scope `admin`. Its `ETag` is what `If-Match` must name when it is taken back.
    """
    now = datetime.now(UTC)

    def as_json(session: Session) -> Content:
        found = api_key(session, key_id)
        if found is None:
            raise _unknown(key_id)
        return Content(document(_shown(found, now)).body, {"ETag": f'"{_version(found)}"'})

    return await answer_once(request, as_json)


@resource(router, "", shape=NewKeyShape, method="POST", status=201, kept=False, refusals=(*COMMON, *WRITTEN))
async def create_api_key(request: Request, sent: KeySent, _: Nothing) -> Response:
    """Make a key. The key itself is shown in this answer and kept nowhere.

    Takes a key with the scope `admin`. Sent again under the same `Idempotency-Key`, the answer names the same key but
    cannot show it.
    """

    def change(session: Session, act: Act) -> Written:
        wanted = KeyWanted(sent.name, sent.scope, sent.expires_at, sent.early, sent.private)
        try:
            text, record = create_key(session, wanted, at=act.at, who=act.who, why=act.why)
        except KeyUnfit as error:
            raise ParametersInvalid(
                error.message, faults=(Fault(error.code, error.message, f"body.{error.field}", error.remedy),)
            ) from error
        act.noted()
        shown = _shown(record, act.at)
        return Written(
            document({**shown, "key": text.text}),
            201,
            {"Location": f"{ROOT}/keys/{record.id}"},
            kept=document({**shown, "key": None}),
        )

    return await write(request, scope=Scope.ADMIN, reason=sent.reason, change=change)


@resource(
    router, "/{key_id}", shape=KeyShape, method="DELETE", kept=False, refusals=(*COMMON, *CHANGED, Unknown)
)
async def revoke_api_key(request: Request, key_id: KeyId, asked: Revoke) -> Response:
    """Take a key back. It opens nothing from then on, and stays in the list.

    Takes a key with the scope `admin`. `If-Match` names the `ETag` of the key, or `*` for it as it is.
    """

    def version(session: Session, _: Request) -> Collection[str]:
        found = api_key(session, key_id)
        if found is None:
            raise _unknown(key_id)
        return (_version(found),)

    def change(session: Session, act: Act) -> Written:
        try:
            after = take_back_key(session, key_id, at=act.at, who=act.who, why=act.why)
        except KeyNotFound as error:
            raise _unknown(key_id) from error
        act.noted()
        return Written(document(_shown(after, act.at)), headers={"ETag": f'"{_version(after)}"'})

    answer = await write(request, scope=Scope.ADMIN, reason=asked.reason, change=change, match=version)
    ring: KeyRing = request.app.state.key_ring
    ring.forget(key_id)
    return answer


def _shown(record: KeyRecord, now: datetime) -> dict[str, Any]:
    links = {
        "self": f"{ROOT}/keys/{record.id}",
        "list": f"{ROOT}/keys",
        "audit": f"{ROOT}/audit?subject=key/{record.id}",
    }
    return {**told(record), "state": record.state(now), "links": links}


def _version(record: KeyRecord) -> str:
    """What tells this state of a key from another; its use is no part of it."""
    return validator(record.id, record.name, record.scope, str(record.expires_at), str(record.revoked_at))


def _unknown(key_id: str) -> Unknown:
    return Unknown(f"No key has the id “{key_id}”.", path="path.key_id", detail={"list": f"{ROOT}/keys"})
