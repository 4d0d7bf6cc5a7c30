"""Whether the store has changed since it was last looked at, asked before every answer and so made cheap."""

from __future__ import annotations

import asyncio
import os
import sqlite3

from starlette.concurrency import run_in_threadpool

from service.store import Store
from service.store.errors import StoreUnavailable
from service.store.sight import EVERYTHING, Sight
from service.store.versions import Counted, counted


class Watch:
    """Knows the version of the data in the store.

    On SQLite a connection kept open for this alone says in microseconds whether anyone has written;
    only then is the version read again. On PostgreSQL it is read each time, off the event loop.

    Requests that the event loop has before it at once are answered from one look: who sends one after a change was
    answered stands in a later turn of the loop.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = None if store.address.path is None else str(store.address.path)
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._seen: tuple[object, ...] | None = None
        self._this_turn: tuple[object, ...] | None = None
        self._counted: Counted | None = None

    async def version(self, sight: Sight) -> str:
        """The version of the data that a sight sees now. Raises StoreUnavailable."""
        return (await self._now()).seen_by(sight)

    async def _now(self) -> Counted:
        if self._path is None:
            self._counted = await run_in_threadpool(self._read)
            return self._counted
        state = self._this_turn
        if state is None:
            state = self._this_turn = self._peek(self._path)
            asyncio.get_running_loop().call_soon(self._end_turn)
        if self._counted is None or state != self._seen:
            # What is read may be newer than what was peeked at; the next peek then differs and reads again.
            self._counted = await run_in_threadpool(self._read)
            self._seen = state
        return self._counted

    def _end_turn(self) -> None:
        self._this_turn = None

    def _peek(self, path: str) -> tuple[object, ...]:
        try:
            status = os.stat(path)  # noqa: PTH116 - asked before every answer
            file = (status.st_dev, status.st_ino)
            if self._connection is None or file != self._file:
                if self._connection is not None:
                    # Another file stands at the address: a store restored from a copy. What is still
                    # connected to the old one must not answer any more.
                    self._store.close()
                self.close()
                self._connection = sqlite3.connect(path, timeout=1, check_same_thread=False)
                self._connection.execute("PRAGMA query_only = ON")
                self._file = file
            return (file, *self._connection.execute("PRAGMA data_version").fetchone())
        except (OSError, sqlite3.Error) as error:
            self.close()
            # What is still connected to a file that was taken away would go on answering, each of another moment.
            self._store.close()
            raise StoreUnavailable("The file of the store cannot be read.") from error

    def _read(self) -> Counted:
        # Counts and instants alone: nothing of this is shown to anybody.
        with self._store.read(EVERYTHING) as session:
            return counted(session, before=self._counted)

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._seen = None, None
