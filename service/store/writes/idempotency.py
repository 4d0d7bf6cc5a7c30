"""Requests that are made once however often they are sent: claimed, then answered, and forgotten after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session

from service.store.access_tables import IdempotentRow
from service.store.bulk import insert_missing, table_of
from service.store.errors import ClaimLost

KEPT_FOR = timedelta(hours=24)
ABANDONED_AFTER = timedelta(minutes=2)
"""Longer than any request may take: who claimed it before that was killed, and nothing of it was kept."""

_ROWS = table_of(IdempotentRow)


@dataclass(frozen=True, slots=True)
class Claim:
    """A request in the hands of one process: whose it is, its key, and a text that tells this claim from others."""

    principal: str
    key: str
    asked: str
    request_hash: str
    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a request with the same key; ``status`` is None while it is under way."""

    asked: str
    request_hash: str
    status: int | None
    headers: str | None
    body: str | None


def claim_request(session: Session, claim: Claim) -> Answered | None:
    """Claim a request, or say what is known of the one with its key.

    Give it a session of its own, so that others see the claim while the work is under way.
    """
    connection = session.connection()
    forgotten = _ROWS.c.at < claim.at - KEPT_FOR
    abandoned = _ROWS.c.status.is_(None) & (_ROWS.c.at < claim.at - ABANDONED_AFTER)
    connection.execute(delete(_ROWS).where(forgotten | abandoned))
    row = {
        "principal": claim.principal, "key": claim.key, "asked": claim.asked, "request_hash": claim.request_hash,
        "claim": claim.token, "at": claim.at,
    }  # fmt: skip
    insert_missing(connection, IdempotentRow, [row])
    held = connection.execute(
        select(_ROWS).where(_ROWS.c.principal == claim.principal, _ROWS.c.key == claim.key)
    ).one()
    if held.claim == claim.token:
        return None
    return Answered(held.asked, held.request_hash, held.status, held.headers, held.body)


def keep_answer(session: Session, claim: Claim, *, status: int, headers: str, body: str) -> None:
    """Keep the answer, in the session that does the work: both are kept or neither.

    Raises ClaimLost where it took so long that another claimed the request.
    """
    kept = update(_ROWS).where(_mine(claim)).values(status=status, headers=headers, body=body)
    if session.connection().execute(kept).rowcount != 1:
        raise ClaimLost(
            "The request took so long that it was begun again.",
            field="idempotency-key",
            value=claim.key,
            remedy="Send it again; it is made once.",
        )


def release_claim(session: Session, claim: Claim) -> None:
    """Give a request back that came to nothing, so that it can be sent again."""
    session.connection().execute(delete(_ROWS).where(_mine(claim) & _ROWS.c.status.is_(None)))


def _mine(claim: Claim) -> ColumnElement[bool]:
    return (
        (_ROWS.c.principal == claim.principal) & (_ROWS.c.key == claim.key) & (_ROWS.c.claim == claim.token)
    )
