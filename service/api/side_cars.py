"""Every CSV file has a side-car: where it stands, the link to it, and how it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from service.api.content import Content, document, saved_as
from service.api.desk import Builder
from service.api.negotiation import CSV, CSVW, Format
from service.api.tabular import TableBuilder, versioned
from service.export.csvw import side_car
from service.export.tables import Table

if TYPE_CHECKING:
    from sqlmodel import Session

# What may stand in a query as it is; anything else must not end the link it stands in.
_PLAIN = "=&%+:/?@!$'()*-._~"


def with_side_car(builders: Mapping[Format, Builder], *, bare: str, query: str) -> Mapping[Format, Builder]:
    """The builders of a resource, with those of the side-car of its CSV if it is offered as CSV.

    ``bare`` is the address without a suffix.
    """
    if CSV not in builders:
        return builders
    build = builders[CSV]

    def linked(session: Session) -> Content:
        made = build(session)
        link = side_car_link(bare, query)
        given = made.headers.get("Link")
        return replace(made, headers={**made.headers, "Link": f"{given}, {link}" if given else link})

    def shown(session: Session) -> Table:
        table = build(session).table
        if table is None:  # what comes as CSV comes as a table
            raise TypeError("a CSV answer was made without its table")
        return table

    return {**builders, CSV: linked, CSVW: side_car_of(shown, bare=bare, query=query)}


def side_car_of(make: TableBuilder, *, bare: str, query: str) -> Builder:
    """The builder of the side-car of a table."""

    def metadata(session: Session) -> Content:
        table = versioned(make(session), session)
        made = document(side_car(table, address=_with_query(bare + CSV.suffix, query)))
        return replace(made, headers=saved_as(f"{table.name}{CSVW.suffix}"))

    return metadata


def side_car_link(bare: str, query: str) -> str:
    """The link that a CSV answer carries (RFC 8288)."""
    return f'<{_with_query(bare + CSVW.suffix, query)}>; rel="describedby"; type="{CSVW.media_type}"'


def _with_query(path: str, query: str) -> str:
    return f"{path}?{quote(query, safe=_PLAIN)}" if query else path
