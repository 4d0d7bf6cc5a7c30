"""Tables as Parquet, whole or row group by row group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from service.export.columns import Column, Datatype
from service.export.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_IN_A_GROUP = 10_000


class _Pieces:
    """What Parquet is written into: bytes that can be taken away as soon as they are written."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._written = 0
        self.closed = False

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self.closed = True

    def taken(self) -> bytes:
        """What has been written since it was last asked."""
        held, self._held = self._held, []
        return b"".join(held)


def parquet(table: Table) -> bytes:
    """The whole table; the same rows always give the same bytes."""
    return b"".join(parquet_pieces(table))


def parquet_pieces(table: Table, *, rows_in_a_group: int = ROWS_IN_A_GROUP) -> Iterator[bytes]:
    """The table piece by piece: one row group is held at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, pieces = _schema(table), _Pieces()
    rows = iter(table.rows)
    sink = pa.PythonFile(pieces, mode="w")
    # Bytes of one version of the library depend on the rows alone: no time and no path is written.
    with pq.ParquetWriter(sink, schema, compression="snappy", store_schema=True) as writer:
        yield pieces.taken()
        while group := list(islice(rows, rows_in_a_group)):
            writer.write_table(_arrow(group, table.columns, schema), row_group_size=rows_in_a_group)
            yield pieces.taken()
    yield pieces.taken()


def _schema(table: Table) -> pa.Schema:
    import pyarrow as pa

    kinds: Mapping[Datatype, pa.DataType] = {
        Datatype.TEXT: pa.string(),
        Datatype.NUMBER: pa.float64(),
        Datatype.INTEGER: pa.int64(),
        Datatype.BOOLEAN: pa.bool_(),
        Datatype.DATE: pa.date32(),
        Datatype.MOMENT: pa.timestamp("us", tz="UTC"),
    }
    about, terms = table.about, table.terms
    said = {
        "title": table.title,
        "primary_key": json.dumps(list(about.key)),
        "licence": json.dumps(list(terms.licences)),
        "attribution": json.dumps(list(terms.attribution), ensure_ascii=False),
        "release": about.release,
        "data_version": about.data_version,
    }
    fields = [
        pa.field(
            column.name,
            kinds[column.datatype],
            metadata={"description": column.description, **({"unit": column.unit} if column.unit else {})},
        )
        for column in table.columns
    ]
    return pa.schema(fields, metadata={name: text for name, text in said.items() if text})


def _arrow(rows: Sequence[Mapping[str, Any]], columns: Iterable[Column], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    arrays = [
        pa.array([_value(row[column.name], column.datatype) for row in rows], schema.field(column.name).type)
        for column in columns
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _value(value: Any, kind: Datatype) -> Any:
    if value is None:
        return None
    match kind:
        case Datatype.TEXT:
            return value if type(value) is str else str(value)
        case Datatype.NUMBER:
            return float(value)
        case Datatype.INTEGER:
            return int(value)
        case Datatype.DATE:
            return value if isinstance(value, date) else date.fromisoformat(value)
        case Datatype.MOMENT:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        case Datatype.BOOLEAN:
            return bool(value)
