"""Copying a whole store from one database to another, for instance from a file to PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from service.store.address import Address
from service.store.bulk import insert_all, table_of
from service.store.engine import Store, open_store
from service.store.errors import MoveIncomplete, MoveRefused
from service.store.status import row_counts
from service.store.tables import METADATA, Identity

_CHUNK = 1000

Progress = Callable[[str, int], None]


def move(source_url: str, target_url: str, *, progress: Progress | None = None) -> Mapping[str, int]:
    """Copy every row and say how many there were by table; the source is left as it is.

    The copy is the same store: it keeps its identity and version. ``progress`` is told the table and
    the number of rows that have just arrived. Raises MoveRefused where the source is missing, where
    both addresses are the same, or where the new database holds anything; MoveIncomplete where not
    every row arrived. After any error the new database holds empty tables at most.
    """
    _check(Address.parse(source_url), Address.parse(target_url))
    with open_store(source_url) as source, open_store(target_url) as target:
        return _copy(source, target, progress or (lambda _table, _rows: None))


def _check(source: Address, target: Address) -> None:
    if source.url == target.url or (
        source.path and target.path and source.path.resolve() == target.path.resolve()
    ):
        raise MoveRefused("The store is there already.", field="target", value=str(target))
    if source.path is not None and not source.path.exists():
        raise MoveRefused(
            f"There is no store at {source.path}.",
            field="source",
            value=str(source),
            remedy="Check the address; headway db shows the one in use.",
        )


def _copy(source: Store, target: Store, progress: Progress) -> Mapping[str, int]:
    with source.read() as reading, target.session() as writing:
        held = {name: rows for name, rows in row_counts(writing).items() if rows and name != "store"}
        if held:
            raise MoveRefused(
                f"The database at {target.address} is not empty ({sum(held.values())} rows in {', '.join(held)}).",
                field="target",
                value=str(target.address),
                remedy="Give an empty database; nothing is ever merged or overwritten.",
            )
        writing.connection().execute(delete(table_of(Identity)))
        for table in METADATA.sorted_tables:
            with closing(_rows(reading.connection(), table)) as parts:
                for part in parts:
                    insert_all(writing.connection(), table, part)
                    progress(table.name, len(part))
        expected, arrived = row_counts(reading), row_counts(writing)
        for name, count in expected.items():
            if arrived[name] != count:
                raise MoveIncomplete(name, expected=count, arrived=arrived[name])
        _count_on(writing.connection())
    return expected


def _rows(connection: Connection, table: Table) -> Generator[Sequence[Any]]:
    statement = select(table).order_by(*table.primary_key.columns)
    with connection.execute(statement, execution_options={"yield_per": _CHUNK}) as result:
        yield from result.mappings().partitions()


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the copied ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, last, False)))
