"""SQLite's write-ahead log: readers go on while one process writes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from service.store.errors import StoreBusy, StoreDamaged, StoreUnavailable

_PAUSE = 0.02


def keep_write_ahead_log(path: Path, *, patience: float) -> None:
    """Switch a file to the write-ahead log, for good, trying again while another process does the same.

    SQLite does not wait for its turn here as it does elsewhere. Raises StoreUnavailable, StoreDamaged
    or StoreBusy.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=patience)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as err:
            if "locked" not in str(err):
                raise StoreUnavailable(
                    f"The file {path} cannot be opened ({err}).",
                    value=str(path),
                    remedy="Check that HEADWAY_HOME is a folder on this machine that you may write to.",
                ) from err
            if time.monotonic() > deadline:
                raise StoreBusy(
                    f"Another process keeps {path} locked.", value=str(path), remedy="Try again later."
                ) from err
        except sqlite3.DatabaseError as err:
            raise StoreDamaged(
                f"{path} is no store ({err}).",
                value=str(path),
                remedy="Move the file away: a new store is made and filled from the bundled statistics.",
            ) from err
        time.sleep(_PAUSE)
