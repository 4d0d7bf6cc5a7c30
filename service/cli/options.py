"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How results are printed.")]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Write to a file instead; its ending (.csv, .parquet, .json) says the format.",
        dir_okay=False,
    ),
]
ObservationsOption = Annotated[
    Path | None,
    typer.Option(
        "--observations",
        metavar="FILE",
        help="Your own series (CSV or Parquet) with the columns series_id, period, value.",
        dir_okay=False,
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="What was known on a day."),
]


def day_of(moment: datetime | None) -> date | None:
    """The day of an ``--as-of`` option."""
    return None if moment is None else moment.date()
