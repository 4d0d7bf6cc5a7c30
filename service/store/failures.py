"""What a database driver reports, in the store's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from service.store.address import Address
from service.store.errors import StoreBusy, StoreDamaged, StoreError, StoreUnavailable

_LOCKED = ("database is locked", "database table is locked", "deadlock detected", "lock timeout")
_DAMAGED = ("file is not a database", "disk image is malformed", "no such table", "does not exist")


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn a driver's failure into StoreUnavailable, StoreBusy or StoreDamaged; leave other errors alone."""
    try:
        yield
    except (DBAPIError, PoolExhausted) as err:
        failure = store_error(err, address)
        if failure is None:
            raise
        raise failure from err


def store_error(err: DBAPIError | PoolExhausted, address: Address) -> StoreError | None:
    """The store's error for a driver's, or None where the statement itself was wrong."""
    if isinstance(err, PoolExhausted):
        return StoreBusy(
            "Every connection to the store is in use.", value=str(address), remedy="Try again in a moment."
        )
    said = str(err.orig).strip().splitlines()[0] if str(err.orig).strip() else type(err.orig).__name__
    lowered = said.lower()
    if any(word in lowered for word in _LOCKED):
        return StoreBusy(
            f"Another process is writing to the store at {address} ({said}).",
            value=str(address),
            remedy="Try again when it has finished.",
        )
    if _is_damage(err, lowered):
        return StoreDamaged(
            f"What stands at {address} is no complete store ({said}).",
            value=str(address),
            remedy="Restore it from a copy, or move it away: a new one is made and filled from the bundled statistics.",
        )
    if isinstance(err, OperationalError | InterfaceError) or err.connection_invalidated:
        return StoreUnavailable(
            f"The store at {address} does not answer ({said}).",
            value=str(address),
            remedy="Check HEADWAY_HOME or HEADWAY_DATABASE_URL, and that the database runs and lets you in.",
        )
    return None


def _is_damage(err: DBAPIError, said: str) -> bool:
    if not isinstance(err, DatabaseError):
        return False
    # A PostgreSQL database that does not exist was never damaged: it does not answer.
    if isinstance(err, OperationalError) and 'database "' in said:
        return False
    return any(word in said for word in _DAMAGED)
