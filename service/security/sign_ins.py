"""Who has signed in on a page: with a key, until they sign out, their time is over, or the key is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool

from service.security.cookie import hash_of, new_token
from service.security.errors import SignInOver
from service.security.key_ring import KNOWN_SECONDS, KeyRing
from service.security.principal import Principal
from service.store import Store
from service.store.reads.sign_ins import sign_in
from service.store.sign_in_records import SignInRecord
from service.store.writes.sign_ins import add_sign_in, end_sign_in

_MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just signed in: ``token`` is for their browser alone."""

    principal: Principal
    token: str = field(repr=False)
    seconds: int


class SignIns:
    """The sign-ins of a store as the web process sees them. ``clock`` counts seconds; the time of day is an argument.

    One that is ended by another process counts here for half a second more at the most; the key behind it is asked
    after each time.
    """

    def __init__(
        self, store: Store, ring: KeyRing, *, lasts: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._ring, self._lasts, self._clock = store, ring, lasts, clock
        self._known: dict[str, tuple[SignInRecord | None, float]] = {}

    async def begin(self, key: str, *, now: datetime) -> SignedIn:
        """Sign somebody in with a key. Raises CredentialsInvalid, and StoreError."""
        principal = await self._ring.holder(key, now=now)
        token = new_token()
        record = SignInRecord(hash_of(token), principal.key_id or "", now, now + self._lasts)
        await run_in_threadpool(self._add, record)
        return SignedIn(principal, token, int(self._lasts.total_seconds()))

    async def holder(self, token: str, *, now: datetime) -> Principal:
        """Who signed in. Raises SignInOver, KeyRevoked or KeyExpired, and StoreError."""
        record = await self._record(hash_of(token))
        if record is None or record.expires_at <= now:
            raise SignInOver
        return await self._ring.standing(record.key_id, now=now)

    async def end(self, token: str) -> None:
        """Sign out."""
        id_ = hash_of(token)
        self._known.pop(id_, None)
        await run_in_threadpool(self._end, id_)
        # Who asked while it was being ended may have read it once more.
        self._known.pop(id_, None)

    async def _record(self, id_: str) -> SignInRecord | None:
        known = self._known.get(id_)
        if known is not None and known[1] > self._clock():
            return known[0]
        # Counted from before the store is asked: what is read may be that old.
        until = self._clock() + KNOWN_SECONDS
        record = await run_in_threadpool(self._read, id_)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[id_] = record, until
        return record

    def _read(self, id_: str) -> SignInRecord | None:
        with self._store.read() as session:
            return sign_in(session, id_)

    def _add(self, record: SignInRecord) -> None:
        with self._store.session() as session:
            add_sign_in(session, record, now=record.at)

    def _end(self, id_: str) -> None:
        with self._store.session() as session:
            end_sign_in(session, id_)
