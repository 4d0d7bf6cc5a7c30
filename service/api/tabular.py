"""The formats of a table: CSV for anybody, Parquet for analysts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from service.api.content import Content, as_csv, as_parquet
from service.api.desk import Builder
from service.api.negotiation import CSV, PARQUET, Format
from service.export.tables import Table
from service.store.versions import data_version

if TYPE_CHECKING:
    from sqlmodel import Session

TableBuilder: TypeAlias = "Callable[[Session], Table]"


def tabular(make: TableBuilder) -> dict[Format, Builder]:
    """Builders of the formats of a table. Parquet says which state of the data it was made from."""

    def csv(session: Session) -> Content:
        return as_csv(make(session))

    def parquet(session: Session) -> Content:
        return as_parquet(versioned(make(session), session))

    return {CSV: csv, PARQUET: parquet}


def versioned(table: Table, session: Session) -> Table:
    """The table with the state of the data that a session reads."""
    return replace(table, about=replace(table.about, data_version=data_version(session)))
