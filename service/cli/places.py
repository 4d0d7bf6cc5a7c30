"""``headway places``: which places drive the gap of a target."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import mended
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption

if TYPE_CHECKING:
    from service.operations.installation import Installation

_SHOWN = 25


def places(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target, by its id.")],
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Share the gap of a target out among the places its whole is made of, those furthest short first.

    Each place is asked for the same proportional change. All are forecast, and made to add up to the forecast of the
    whole in every path. Only counts and amounts can be shared out, and only where figures of places are held.
    """
    check_out(out)
    with mended():
        found = _read(target)
        from service.operations.decomposition_rows import COLUMNS, place_rows

        rows = list(place_rows(found))
        if out is not None:
            write_rows(rows, COLUMNS, out=out, name="places")
        elif style is Format.JSON:
            typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        elif style is Format.CSV:
            emit(rows, COLUMNS, style=style, name="places")
        else:
            _print(found, rows)


def _read(target: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    from service.cli.progress import Bar
    from service.operations.decomposing import keep_decompositions
    from service.operations.errors import NothingSharedOut, TargetUnknown
    from service.operations.installation import open_installation
    from service.operations.judging import judge_targets
    from service.settings import load_settings
    from service.store.reads.catalogue import targets
    from service.store.reads.decompositions import decomposition_of

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation: Installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            with installation.store.read() as session:
                known = [one.id for one in targets(session)]
            if target not in known:
                raise TargetUnknown(target, known=known)
            judge_targets(installation, recorded=recorded, targets=[target])
            keep_decompositions(
                installation,
                recorded=recorded,
                progress=lambda done, total: bar.stage("Sharing gaps out among places", done, total),
            )
            with installation.store.read() as session:
                found = decomposition_of(session, target)
        finally:
            installation.close()
    if found is None:
        raise NothingSharedOut(target)
    return found


def _print(found: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    from service.cli.tables import figure, new_table, show

    head = ("", "place", "level", "share", "asked", "expected", "short", "10% to 90%", "place in the order")
    table = new_table(*head, right=("", "share", "asked", "expected", "short"))
    for row in rows[:_SHOWN]:
        order = "" if row["rank"] is None else f"{row['rank_low']} to {row['rank_high']}"
        table.add_row(
            "" if row["rank"] is None else str(row["rank"]),
            row["name"],
            row["level"],
            f"{row['share']:.1%}",
            figure(row["required"]),
            figure(row["projected_p50"]),
            figure(row["shortfall_mean"]),
            f"{figure(row['shortfall_p10'])} to {figure(row['shortfall_p90'])}",
            order,
        )
    show(table)
    more = f" {len(rows) - _SHOWN:,} more with --format csv." if len(rows) > _SHOWN else ""
    typer.echo(f"In {found['unit']}; shares as in {found['shared_from']['label']}.{more}", err=True)
