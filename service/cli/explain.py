"""``headway explain``: why a judgement moved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption, day_of

if TYPE_CHECKING:
    from datetime import date

    from forecasting.explained import Explanation

_DAY = ["%Y-%m-%d"]


def explain(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target, by its id.")],
    since: Annotated[
        datetime | None,
        typer.Option("--since", metavar="DATE", formats=_DAY, help="From what was known on a day to now."),
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", metavar="DATE", formats=_DAY, help="From what was known on this day …"),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", metavar="DATE", formats=_DAY, help="… to what was known on this one."),
    ] = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Say why a judgement moved: how much came from new figures, revisions, calibration and target.

    Without dates, since the judgement before the current one. Days that were not judged yet are judged with what
    was known then. The parts add up to the change; a cause that did not change has exactly 0.
    """
    check_out(out)
    if since is not None and (from_ is not None or to is not None):
        raise misuse("Give --since, or --from and --to.")
    if to is not None and from_ is None:
        raise misuse("--to needs --from.")
    with mended():
        found = _compared(target, day_of(since or from_), day_of(to))
        from service.operations.changes import COLUMNS, explanation_document, explanation_row

        rows = [explanation_row(found)]
        if out is not None:
            write_rows(rows, COLUMNS, out=out, name="changes")
        elif style is Format.JSON:
            import json

            typer.echo(json.dumps(explanation_document(found), ensure_ascii=False, indent=1))
        elif style is Format.CSV:
            emit(rows, COLUMNS, style=style, name="changes")
        else:
            _print(found)


def _compared(target: str, since: date | None, until: date | None) -> Explanation:
    from datetime import UTC

    from service.cli.progress import Bar
    from service.operations.compare import compare
    from service.operations.installation import open_installation
    from service.settings import load_settings

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            bar.stage("Judging", 0, 1)
            return compare(installation, target, recorded=recorded, since=since, until=until)
        finally:
            installation.close()


def _print(found: Explanation) -> None:
    from textwrap import fill

    from service.cli.tables import WIDTH, new_table, show

    days = f"{found.before.as_of} to {found.after.as_of}"
    typer.echo(fill(f"{found.target_id}, {days}. {found.statement}", WIDTH))
    if not found.parts:
        return
    table = new_table("Cause", "Chance, points", "Expected", right=("Chance, points", "Expected"))
    for part in found.parts:
        points = None if part.probability is None else 100 * part.probability
        table.add_row(part.cause.value.capitalize(), _signed(points), _signed(part.projected))
    change = found.change
    table.add_row("Together", _signed(None if change is None else 100 * change), _signed(_moved(found)))
    typer.echo("")
    show(table)


def _moved(found: Explanation) -> float | None:
    parts = [part.projected for part in found.parts]
    return None if None in parts else sum(value for value in parts if value is not None)


def _signed(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{abs(value):,.0f}" if abs(value) >= 1000 else f"{abs(value):.3g}"
    return "0" if value == 0 else f"{'−' if value < 0 else '+'}{text}"
