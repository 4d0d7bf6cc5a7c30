"""Writing on somebody's behalf over HTTP: allowed, made once, on what its sender read, with a reason, and audited.

An endpoint that writes::

    class _Route(GuardedRoute):
        needed = Scope.EDITOR                       # refused to others before the body is read


    router = APIRouter(prefix="/v1/targets", route_class=_Route, dependencies=[DOCUMENTED])


    @resource(router, "/{target_id}", shape=TargetShape, method="PUT", kept=False, refusals=(*COMMON, *CHANGED))
    async def replace_target(request: Request, target_id: TargetId, sent: TargetSent, _: Nothing) -> Response:
        def change(session: Session, act: Act) -> Written:
            before, after = ...                     # write with service.store.writes or an operation
            act.record(session, action="target.changed", subject=Subject("target", target_id),
                       before=before, after=after)
            return Written(document(after), headers={"ETag": ...})

        return await write(request, scope=Scope.EDITOR, reason=sent.reason, change=change, match=own_tag)

``write`` makes one transaction of the check of ``If-Match``, the change, its line in the audit, and the answer that is
kept for the ``Idempotency-Key``: all of it is kept or nothing.

* ``scope``: 401 without a key, 403 with too small a one.
* ``reason`` (a field of the body, or a parameter): 422 where it says nothing, or holds what cannot be shown.
* ``match``: the tags that what stands now goes by, or None where nothing does: then there is nothing to be outdated,
  and ``If-Match`` names something that is gone. 428 where ``If-Match`` is missing, 412 where it names none of them.
  ``own_tag`` is the ETag of a GET of the same address; any change of the data changes that one, so give the version
  of the entry instead where there is one, and serve it as the ETag. None for what cannot be outdated, as a new entry.
* ``Idempotency-Key`` (optional, 1 to 255 visible letters): for 24 hours the same request of the same principal is
  answered as it was, with ``Idempotent-Replayed: true``; another request under it is refused with 422, and one that
  comes while the first is under way with 409. What failed changed nothing, and may be sent again under the same key.

Turns are taken: no two writes are under way at once, so what ``match`` says is true until the end of the change. It
may take long over nothing: work belongs in a job.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from datasets.catalogue.single import unfit_text
from service.api.content import Content
from service.api.errors import (
    Fault,
    KeyReused,
    ParametersInvalid,
    RequestUnderWay,
    VersionMissing,
    VersionOutdated,
)
from service.api.negotiation import JSON
from service.api.representation import matching
from service.operations.editing.editor import Editor
from service.security.principal import Principal, Scope
from service.security.require import require
from service.store import Store
from service.store.audit_records import Subject
from service.store.errors import StoreError
from service.store.versions import take_turn
from service.store.writes.idempotency import Answered, Claim, claim_request, keep_answer, release_claim

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.desk import Desk

LONGEST_REASON = 2000
_KEY = re.compile(r"[!-~]{1,255}", re.ASCII)

log = structlog.get_logger(__name__)

Tags = Callable[["Session", Request], Collection[str] | None]


class Unaudited(RuntimeError):
    """A change that recorded nothing: a mistake of ours, and nothing of it is kept."""


@dataclass(slots=True)
class Act:
    """Something done on a principal's behalf. ``record`` it at least once, in the session that does it."""

    principal: Principal
    at: datetime
    why: str
    recorded: bool = field(default=False, init=False)

    @property
    def who(self) -> str:
        """As the audit names the principal."""
        return self.principal.who

    def record(
        self, session: Session, *, action: str, subject: Subject, before: object, after: object
    ) -> None:
        """Add a line to the audit."""
        self.as_editor().record(session, action, subject, before=before, after=after)

    def as_editor(self) -> Editor:
        """Whoever acts, for an operation that records what it does on an editor's behalf."""
        self.noted()
        return Editor.of(self.principal, at=self.at, why=self.why)

    def noted(self) -> None:
        """Say that the operation called has recorded it itself, or that there was nothing to do."""
        self.recorded = True


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to a write. ``kept`` is shown instead when it is sent again, where ``content`` holds a secret."""

    content: Content
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: Content | None = None


Change = Callable[["Session", Act], Written]


def own_tag(session: Session, request: Request) -> Collection[str]:
    """The ETag that a GET of the same address as JSON has now."""
    desk: Desk = request.app.state.desk
    return (desk.tag_of(session, request, JSON),)


async def write(
    request: Request, *, scope: Scope, reason: str, change: Change, match: Tags | None = None
) -> Response:
    """Write on behalf of whoever asks, and answer. See the module."""
    principal = require(request, scope)
    act = Act(principal, datetime.now(UTC), _said(reason))
    claim = _claim(request, principal, act.at, await request.body())
    return await run_in_threadpool(_write, request, act, change, match, claim)


def _write(request: Request, act: Act, change: Change, match: Tags | None, claim: Claim | None) -> Response:
    desk: Desk = request.app.state.desk
    if claim is None:
        return _shown(_change(desk.store, request, act, change, match, None))
    with desk.store.session() as session:
        known = claim_request(session, claim)
    if known is not None:
        return _again(known, claim)
    try:
        return _shown(_change(desk.store, request, act, change, match, claim))
    except BaseException:
        _release(desk.store, claim)
        raise


def _release(store: Store, claim: Claim) -> None:
    try:
        with store.session() as session:
            release_claim(session, claim)
    except StoreError as error:
        # What went wrong first is told; the claim is over by itself in a few minutes.
        log.warning("claim_not_released", code=error.code)


def _change(
    store: Store, request: Request, act: Act, change: Change, match: Tags | None, claim: Claim | None
) -> Written:
    with store.session() as session:
        take_turn(session)
        if match is not None:
            _check_version(request, match(session, request))
        written = change(session, act)
        if not act.recorded:
            raise Unaudited(f"{request.method} {request.url.path} recorded nothing")
        if claim is not None:
            kept = written.kept or written.content
            headers = json.dumps({**kept.headers, **written.headers})
            keep_answer(session, claim, status=written.status, headers=headers, body=kept.body.decode())
    return written


def _shown(written: Written) -> Response:
    headers = {**written.content.headers, **written.headers, "Cache-Control": "no-store"}
    body = b"" if written.status == 204 else written.content.body
    return Response(body, written.status, headers, media_type=None if written.status == 204 else JSON.header)


def _again(known: Answered, claim: Claim) -> Response:
    """The answer that was given the first time."""
    if (known.asked, known.request_hash) != (claim.asked, claim.request_hash):
        raise KeyReused(
            "This Idempotency-Key stands for another request, of the last 24 hours. Take a new one.",
            path="header.idempotency-key",
        )
    if known.status is None or known.headers is None or known.body is None:
        raise RequestUnderWay(
            "The first request with this Idempotency-Key is not done yet. Send it again in a moment.",
            path="header.idempotency-key",
        )
    headers: dict[str, str] = {**json.loads(known.headers), "Idempotent-Replayed": "true"}
    return _shown(Written(Content(known.body.encode()), known.status, headers))


def _check_version(request: Request, tags: Collection[str] | None) -> None:
    sent = request.headers.get("if-match")
    if sent is None:
        if tags is None:
            return
        raise VersionMissing(
            "A change says what it is a change of: send the ETag of what you read in If-Match.",
            path="header.if-match",
        )
    # A weak tag says that two are alike, not that they are the same (RFC 9110 §13.1.1).
    strong = ",".join(part for part in sent.split(",") if not part.strip().startswith("W/"))
    if not any(matching(strong, tag) is not None for tag in tags or ()):
        raise VersionOutdated(
            "It has changed since you read it. Read it again, and send the new ETag in If-Match.",
            path="header.if-match",
        )


def _claim(request: Request, principal: Principal, at: datetime, body: bytes) -> Claim | None:
    sent = request.headers.getlist("idempotency-key")
    if not sent:
        return None
    key = sent[0].strip('"')
    if len(sent) > 1 or _KEY.fullmatch(key) is None:
        raise _invalid(
            "header.idempotency-key",
            "malformed",
            "An Idempotency-Key is one text of 1 to 255 visible letters.",
        )
    asked = f"{request.method} {request.url.path}"
    parts = (asked, request.url.query, request.headers.get("if-match", ""))
    mark = hashlib.sha256("\0".join(parts).encode() + b"\0" + body).hexdigest()
    return Claim(principal.key_id or principal.who, key, asked, mark, secrets.token_hex(16), at)


def _said(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise _invalid("body.reason", "reason_missing", f"Give a reason of 1 to {LONGEST_REASON} letters.")
    if unfit := unfit_text(said):
        raise _invalid("body.reason", "malformed", unfit)
    return said


def _invalid(path: str, code: str, message: str) -> ParametersInvalid:
    return ParametersInvalid(message, faults=(Fault(code, message, path),))
