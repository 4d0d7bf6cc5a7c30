"""The formats of a table: CSV for anybody, Parquet for analysts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from forecasting.frequency import Frequency
from service.api.content import Content, as_csv, as_parquet
from service.api.desk import Builder
from service.api.errors import Fault, FormatNotOffered, ParametersInvalid
from service.api.negotiation import CSV, PARQUET, Format
from service.export.bank import FREQUENCIES
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


def refuse_history(include_history: bool, form: str) -> None:
    """Refuse every edition in a format with one value a key. Raises ParametersInvalid."""
    if include_history:
        message = f"{form} holds one value a period: leave “include_history” out, or ask for CSV or Parquet."
        raise ParametersInvalid(
            message, faults=(Fault("one_value_a_period", message, "query.include_history"),)
        )


def refuse_other_frequencies(frequency: Frequency, indicator_id: str, *, offered: Sequence[Format]) -> None:
    """Refuse the Bank's schema for what its package does not read. Raises FormatNotOffered."""
    if frequency not in FREQUENCIES:
        others = [one.media_type for one in offered]
        raise FormatNotOffered(
            f"The Bank's schema knows monthly and quarterly series; “{indicator_id}” is another. "
            f"Offered: {', '.join(others)}.",
            path="header.accept",
            detail=others,
        )


def versioned(table: Table, session: Session) -> Table:
    """The table with the state of the data that a session reads."""
    return replace(table, about=replace(table.about, data_version=data_version(session)))
