"""What a builder hands over: a body, and the page that follows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic_core import to_json

from service.api.csv_table import csv_table
from service.api.paging import Page
from service.api.parquet_press import pressed
from service.export.tables import About, Table


@dataclass(frozen=True, slots=True)
class Content:
    """The body of an answer with the headers that belong to it alone, and the table that it shows, if it is one."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """Something about a valid question that is probably not what was meant."""

    code: str
    message: str
    path: str | None = None
    detail: list[str] | None = None


def document(value: object) -> Content:
    """Any plain value as JSON."""
    return Content(to_json(value))


def listing(
    page: Page[Any], items: Sequence[object], *, cautions: Sequence[Caution] = (), **more: object
) -> Content:
    """A page of a list as JSON; ``more`` are members that stand before the items."""
    body = {
        **more,
        "items": items,
        "total": page.total,
        "warnings": [asdict(caution) for caution in cautions],
        "links": page.links,
    }
    return Content(to_json(body), page.header)


def table(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, name: str, about: About | None = None
) -> Content:
    """Rows as CSV, with the name a browser saves it under; ``about`` is for those who do not know the table."""
    return as_csv(Table(name, tuple(columns), rows, about or About()))


def as_csv(shown: Table, suffix: str = ".csv") -> Content:
    """A table as CSV, under a name with a suffix."""
    body = csv_table(shown.names, ([row[name] for name in shown.names] for row in shown.rows))
    return Content(body, saved_as(f"{shown.name}{suffix}"), shown)


def as_parquet(shown: Table) -> Content:
    """A table as Parquet."""
    return Content(b"".join(pressed(shown)), saved_as(f"{shown.name}.parquet"), shown)


def saved_as(file: str, *, inline: bool = True) -> dict[str, str]:
    """The header with the name under which a browser saves an answer."""
    return {"Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{file}"'}
