"""Who holds a key, known again for a moment, so that a stream of requests does not ask the store each time."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from starlette.concurrency import run_in_threadpool

from service.security.errors import KeyExpired, KeyMalformed, KeyRevoked, KeyUnknown
from service.security.key_text import KeyText
from service.security.principal import Principal, Scope
from service.store import Store
from service.store.errors import StoreError
from service.store.key_records import KeyRecord, KeyState
from service.store.reads.keys import api_key
from service.store.writes.keys import note_key_use

KNOWN_SECONDS = 0.5
"""A key taken back by another process opens nothing after this time at the latest; in this process, at once."""

_MOST_KNOWN = 4096
_USE_NOTED_EVERY = timedelta(minutes=1)
_NO_HASH = "0" * 64

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    record: KeyRecord | None
    until: float


class KeyRing:
    """The keys of a store as the web process sees them. ``clock`` counts seconds; the time of day is an argument."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._noted: dict[str, datetime] = {}
        # On SQLite there is one writer at a time: this thread waits for its turn, and nobody waits for it.
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="key-use")

    async def holder(self, presented: str, *, now: datetime) -> Principal:
        """Whose key this is. Raises CredentialsInvalid, and StoreError where the store does not answer."""
        key = KeyText.parse(presented)
        if key is None:
            raise KeyMalformed(
                "What was sent is no key of this service: one reads hw_, twelve letters or digits, _ and the secret.",
                remedy_sent="Send the whole key as it was shown when it was made.",
            )
        record = await self._record(key.id)
        # An unknown id takes as long as a wrong secret, and is told in the same words.
        held = _NO_HASH if record is None else record.hash
        if not hmac.compare_digest(held, key.hash) or record is None:
            raise KeyUnknown(
                "No key of this service is of this id and secret.",
                remedy_sent="Check the key, or ask whoever runs this service for one.",
            )
        return self._opened(record, now)

    async def standing(self, id_: str, *, now: datetime) -> Principal:
        """Whose key has this id, proved before. Raises KeyUnknown, KeyRevoked, KeyExpired, and StoreError."""
        record = await self._record(id_)
        if record is None:
            raise KeyUnknown(f"There is no key {id_}.", remedy_sent="Sign in again.")
        return self._opened(record, now)

    def _opened(self, record: KeyRecord, now: datetime) -> Principal:
        state = record.state(now)
        if state is KeyState.REVOKED:
            raise KeyRevoked(
                f"The key {record.id} was taken back.",
                remedy_sent="Ask whoever runs this service for a new key.",
            )
        if state is KeyState.EXPIRED and record.expires_at is not None:
            raise KeyExpired(
                f"The key {record.id} was good until {record.expires_at.isoformat()}.",
                remedy_sent="Ask whoever runs this service for a new key.",
            )
        self._note_use(record.id, now)
        return Principal(record.id, record.name, Scope(record.scope), record.early, record.private)

    def forget(self, id_: str) -> None:
        """Ask the store again the next time this key comes."""
        self._known.pop(id_, None)

    def close(self) -> None:
        """Let go; what was still to be noted is dropped."""
        self._notes.shutdown(wait=True, cancel_futures=True)

    async def _record(self, id_: str) -> KeyRecord | None:
        known = self._known.get(id_)
        if known is not None and known.until > self._clock():
            return known.record
        # Counted from before the store is asked: what is read may be that old.
        until = self._clock() + KNOWN_SECONDS
        record = await run_in_threadpool(self._read, id_)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[id_] = _Known(record, until)
        return record

    def _read(self, id_: str) -> KeyRecord | None:
        with self._store.read() as session:
            return api_key(session, id_)

    def _note_use(self, id_: str, now: datetime) -> None:
        noted = self._noted.get(id_)
        if noted is not None and now - noted < _USE_NOTED_EVERY:
            return
        self._noted[id_] = now
        self._notes.submit(self._write_use, id_, now)

    def _write_use(self, id_: str, now: datetime) -> None:
        try:
            with self._store.session() as session:
                note_key_use(session, id_, at=now)
        except StoreError as error:
            # The request was answered; that its time is missing harms nobody.
            log.warning("key_use_not_noted", key=id_, code=error.code)
