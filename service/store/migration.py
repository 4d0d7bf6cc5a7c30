"""Bringing a store's tables up to the version of the code.

Whether anything is to be done takes one query; Alembic is imported only where it is. A migration is one
transaction: killed in the middle, the store is as it was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from service.store.address import Address
from service.store.errors import StoreNewerThanCode

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = (
    "r0001",
    "r0002",
    "r0003",
    "r0004",
    "r0005",
    "r0006",
    "r0007",
    "r0008",
    "r0009",
    "r0010",
    "r0011",
    "r0012",
    "r0013",
    "r0014",
    "r0015",
)
"""Every revision, oldest first. A test compares it with the folder of migrations."""

HEAD = REVISIONS[-1]
REVISION_TABLE = "headway_revision"
_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 5_738_461_902_117  # any number, the same for every Headway


def bring_up_to_date(engine: Engine, address: Address) -> None:
    """Make or upgrade the tables; of several processes one does it and the others wait.

    Raises StoreNewerThanCode where a later version of Headway has been here.
    """
    with engine.connect() as connection:
        found = revision(connection)
    if found == HEAD:
        return
    _refuse_newer(found, address)
    with engine.connect() as connection, _references_unchecked(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = revision(connection)
        if found != HEAD:
            _refuse_newer(found, address)
            upgrade(connection)


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to, which is how it changes one.

    The switch works outside of a transaction only, so it is thrown on the driver's own connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def revision(connection: Connection) -> str | None:
    """The revision of the tables, or None where there are none yet."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar()  # noqa: S608
    return found


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations inside the transaction of a connection."""
    from alembic import command

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def configuration() -> Config:
    """Alembic's configuration: the migrations that are part of this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(found: str | None, address: Address) -> None:
    if found is not None and found not in REVISIONS:
        raise StoreNewerThanCode(str(address), revision=found, newest_known=HEAD)
