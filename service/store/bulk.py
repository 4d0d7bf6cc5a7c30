"""Many rows at once, on either database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

T = TypeVar("T")
Row = Mapping[str, Any]

CHUNK = 5000


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most ``size``, in order."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def insert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows none of which is there yet; all have the same columns.

    PostgreSQL reads them from one stream, several times as fast as statement by statement.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(plain_insert(table), list(rows))
        return
    import psycopg

    columns = list(rows[0])
    statement = psycopg.sql.SQL("COPY {} ({}) FROM STDIN").format(
        psycopg.sql.Identifier(table.name),
        psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns)),
    )
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row([row[column] for column in columns])
    except psycopg.Error as err:
        # What goes past SQLAlchemy must still fail in its terms.
        raise DBAPIError.instance(
            statement.as_string(None), None, err, psycopg.Error, dialect=connection.dialect
        ) from err


def insert_missing(connection: Connection, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert rows, passing over those whose key is there already."""
    if rows:
        connection.execute(_insert(connection, model).on_conflict_do_nothing(), list(rows))


def insert_or_update(
    connection: Connection, model: type[SQLModel], rows: Sequence[Row], *, key: str, columns: Sequence[str]
) -> None:
    """Insert rows, and give those whose key is there already the new values of some columns."""
    if rows:
        statement = _insert(connection, model)
        new = {column: statement.excluded[column] for column in columns}
        connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=new), list(rows))


def _insert(connection: Connection, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table_of(model))
    return sqlite.insert(table_of(model))
