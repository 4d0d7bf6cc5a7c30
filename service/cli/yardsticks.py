"""Printing what the public methods say: side by side for people, as rows or documents for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from service.cli.options import Format

if TYPE_CHECKING:
    from rich.table import Table

    from service.operations.yardsticks import SideBySide

_STYLES = {
    "met": "green",
    "on_course": "green",
    "short": "red",
    "away": "red",
    "still": "red",
    "open": "yellow",
}
_MOST = 40
NAME = "yardsticks"


def give(found: Sequence[SideBySide], *, out: Path | None, style: Format) -> None:
    """Write the answers where and as they are wanted."""
    from service.cli.files import emit, whole, write_rows
    from service.operations.yardstick_rows import COLUMNS, side_rows

    rows = [row for one in found for row in side_rows(one)]
    if out is not None:
        if out.suffix.lower() == ".json":
            with whole(out) as partial, partial.open("w", encoding="utf-8") as file:
                _documents(found, file)
        else:
            write_rows(rows, COLUMNS, out=out, name=NAME)
        typer.echo(f"{len(found):,} targets by {len(rows) // max(len(found), 1)} methods in {out}.", err=True)
    elif style is Format.JSON:
        import sys

        _documents(found, sys.stdout)
    elif style is Format.CSV:
        emit(rows, COLUMNS, style=style, name=NAME)
    else:
        _print(found)


def _documents(found: Sequence[SideBySide], to: IO[str]) -> None:
    from service.operations.yardstick_rows import side_document

    to.write(f'{{"{NAME}": [')
    for index, one in enumerate(found):
        to.write(",\n " if index else "\n ")
        to.write(json.dumps(side_document(one), ensure_ascii=False, allow_nan=False))
    to.write("\n]}\n")


def _print(found: Sequence[SideBySide]) -> None:
    from service.cli.tables import show

    for index, one in enumerate(found[:_MOST]):
        if index:
            typer.echo("")
        typer.echo(one.target_id)
        show(yardstick_table(one))
        typer.echo(one.agreement.sentence)
    if len(found) > _MOST:
        typer.echo(
            f"… and {len(found) - _MOST:,} more targets; name some, or use --format csv or --out.", err=True
        )


def yardstick_table(found: SideBySide) -> Table:
    """One line a method: what it says, the number that rests on, and why where it says nothing."""
    from rich.text import Text

    from forecasting.public_methods.catalogue import method_named
    from service.cli.tables import new_table, words
    from service.operations.yardstick_rows import number_shown

    table = new_table("Method", "Says", "Number", "From")
    for item in found.yardsticks:
        said = words(item.label or item.details.get("outcome"))
        icon = item.details.get("assurance_icon")
        if icon not in (None, "none"):
            said = f"{said}; target: {words(icon)}"
        if item.label is None or item.label == "cannot_be_calculated":
            why = words(None if item.reason is None else item.reason.value)
            said = "; ".join(part for part in (said, why) if part)
        table.add_row(
            _capital(method_named(item.method).short),
            Text(said, style=_STYLES.get(item.leaning.value, "dim")),
            number_shown(found, item),
            item.window,
        )
    return table


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
