"""What a builder hands over: a body, and the page that follows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic_core import to_json

from service.api.csv_table import csv_table
from service.api.paging import Page


@dataclass(frozen=True, slots=True)
class Content:
    """The body of an answer with the headers that belong to it alone."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


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


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, name: str) -> Content:
    """Rows as CSV, with the name a browser saves it under."""
    body = csv_table(columns, ([row[column] for column in columns] for row in rows))
    return Content(body, {"Content-Disposition": f'inline; filename="{name}.csv"'})
