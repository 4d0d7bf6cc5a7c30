"""What a database driver reports, in the store's own errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from service.store.address import Address
from service.store.errors import StoreBusy, StoreDamaged, StoreError, StoreUnavailable

# SQLite names its results; an ERROR is a fault of the statement, unless it misses a table.
_SQLITE: dict[str, type[StoreError]] = {
    "BUSY": StoreBusy,
    "LOCKED": StoreBusy,
    "CORRUPT": StoreDamaged,
    "NOTADB": StoreDamaged,
    "CANTOPEN": StoreUnavailable,
    "FULL": StoreUnavailable,
    "IOERR": StoreUnavailable,
    "PERM": StoreUnavailable,
    "READONLY": StoreUnavailable,
    "AUTH": StoreUnavailable,
}
# PostgreSQL's codes, or the classes they begin with (its manual, appendix A).
_POSTGRES: dict[str, type[StoreError]] = {
    "40001": StoreBusy,  # serialization failure
    "40P01": StoreBusy,  # deadlock
    "55P03": StoreBusy,  # lock not available
    "42P01": StoreDamaged,  # undefined table
    "42703": StoreDamaged,  # undefined column
    "XX": StoreDamaged,  # internal error, corrupted data
    "08": StoreUnavailable,  # connection
    "28": StoreUnavailable,  # who are you
    "3D": StoreUnavailable,  # no such database
    "3F": StoreUnavailable,  # no such schema
    "42501": StoreUnavailable,  # no permission
    "53": StoreUnavailable,  # out of connections, memory or disk
    "57": StoreUnavailable,  # shut down by an operator
    "58": StoreUnavailable,  # system error
}


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn a driver's failure into StoreUnavailable, StoreBusy or StoreDamaged; leave other errors alone."""
    try:
        yield
    except PoolExhausted as err:
        raise StoreBusy(
            "Every connection to the store is in use.", value=str(address), remedy="Try again in a moment."
        ) from err
    except DBAPIError as err:
        kind = _kind(err)
        if kind is None:
            raise
        raise _failure(kind, err, address) from err


def _kind(err: DBAPIError) -> type[StoreError] | None:
    cause = err.orig
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "SQLITE_ERROR").split("_")[1]
        if name == "ERROR" and str(cause).startswith(("no such table", "no such column")):
            return StoreDamaged
        return _SQLITE.get(name)
    code = getattr(cause, "sqlstate", None)
    if code is None:
        # The driver has no code where no server answered it.
        return StoreUnavailable if type(cause).__name__ in ("OperationalError", "InterfaceError") else None
    return _POSTGRES.get(code) or _POSTGRES.get(code[:2])


def _failure(kind: type[StoreError], err: DBAPIError, address: Address) -> StoreError:
    said = next(iter(str(err.orig).strip().splitlines()), type(err.orig).__name__)
    where = str(address)
    if kind is StoreBusy:
        return StoreBusy(
            f"Another process is writing to the store at {where} ({said}).",
            value=where,
            remedy="Try again when it has finished.",
        )
    if kind is StoreDamaged:
        return StoreDamaged(
            f"What stands at {where} is no complete store ({said}).",
            value=where,
            remedy="Restore it from a copy, or move it away: a new one is made and filled from the bundled statistics.",
        )
    return StoreUnavailable(
        f"The store at {where} does not answer ({said}).",
        value=where,
        remedy="Check HEADWAY_HOME or HEADWAY_DATABASE_URL, and that the database runs and lets you in.",
    )
