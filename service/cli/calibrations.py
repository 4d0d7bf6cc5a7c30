"""``headway calibrations``: list, compare, promote, reject and roll back ways of forecasting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption

if TYPE_CHECKING:
    from service.operations.recalibration.changing import Decider

app = typer.Typer(
    help="Ways of forecasting: challengers and champions.", no_args_is_help=True, rich_markup_mode=None
)
_STATES = ("challenger", "champion", "rejected", "retired")

IdArgument = Annotated[int, typer.Argument(metavar="ID", min=1, help="A calibration by its number.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]


@app.command("list")
def list_(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET|INDICATOR]...", help="Only of these.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", help="challenger, champion, rejected or retired.")
    ] = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """List calibrations, the newest first."""
    check_out(out)
    if state is not None and state not in _STATES:
        raise misuse(f"--state is one of {', '.join(_STATES)}, not “{state}”.")
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened, show_list
        from service.operations.recalibration.listing import listed
        from service.operations.recalibration.shown import COLUMNS, calibration_row
        from service.store.calibration_records import State

        with Bar("Reading") as bar, opened(bar) as installation, installation.store.read() as session:
            records = listed(session, names or (), state=None if state is None else State(state))
        rows = [calibration_row(record) for record in records]
        if out is not None:
            write_rows(rows, COLUMNS, out=out, name="calibrations")
        elif style is Format.TABLE:
            show_list(records)
        else:
            emit(rows, COLUMNS, style=style, name="calibrations")


@app.command("show")
def show(id_: IdArgument, style: FormatOption = Format.TABLE) -> None:
    """Show one calibration: what it forecasts with, on what it was compared, who decided what and why."""
    with mended():
        import json
        import sys

        from service.cli.progress import Bar
        from service.cli.recalibrating import opened, show_one
        from service.operations.recalibration.changing import held
        from service.operations.recalibration.shown import (
            COLUMNS,
            calibration_document,
            calibration_row,
            event_row,
        )
        from service.store.reads.calibrations import events_of

        with Bar("Reading") as bar, opened(bar) as installation, installation.store.read() as session:
            record = held(session, id_)
            events = [event_row(one) for one in events_of(session, record.indicator_id, area=record.area)]
        if style is Format.TABLE:
            show_one(record, events)
        elif style is Format.CSV:
            emit([calibration_row(record)], COLUMNS, style=style, name="calibrations")
        else:
            document = {**calibration_document(record), "events": events}
            sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


@app.command("compare")
def compare(
    ids: Annotated[list[int], typer.Argument(metavar="ID...", min=1, help="One challenger, or several.")],
    every: Annotated[
        bool, typer.Option("--every", help="Also each horizon, and the origins that may choose.")
    ] = False,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Compare challengers with their champions, measure by measure, with the noise of each difference."""
    check_out(out)
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened, show_comparison
        from service.operations.recalibration.changing import held
        from service.operations.recalibration.shown import COMPARISON_COLUMNS, comparison_rows
        from service.store.reads.calibrations import backtest_of

        with Bar("Reading") as bar, opened(bar) as installation, installation.store.read() as session:
            records = [held(session, id_) for id_ in ids]
            backtests = [(id_, backtest_of(session, id_) or "{}") for id_ in ids]
        rows = list(comparison_rows(backtests))
        if out is not None:
            write_rows(rows, COMPARISON_COLUMNS, out=out, name="comparison")
        elif style is Format.TABLE:
            shown = [row for row in rows if every or (row["part"] == "confirming" and row["from"] is None)]
            show_comparison(shown, [f"{one.id}: {one.data['statement']}" for one in records])
        else:
            emit(rows, COMPARISON_COLUMNS, style=style, name="comparison")


@app.command("promote")
def promote(id_: IdArgument, reason: ReasonOption) -> None:
    """Put a challenger in the champion's place and judge anew what depends on it."""
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened, say_change
        from service.operations.recalibration.promoting import promote as promoted

        with Bar("Reading") as bar, opened(bar) as installation:
            found = promoted(
                installation,
                id_,
                _decider(reason),
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
        say_change(found)


@app.command("reject")
def reject(id_: IdArgument, reason: ReasonOption) -> None:
    """Reject a challenger; nothing that is forecast changes."""
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened
        from service.operations.recalibration.changing import reject as rejected

        decider = _decider(reason)
        with Bar("Reading") as bar, opened(bar) as installation, installation.store.session() as session:
            rejected(session, id_, decider)
        typer.echo(f"Challenger {id_} is rejected, and kept.", err=True)


@app.command("rollback")
def rollback(
    name: Annotated[str, typer.Argument(metavar="INDICATOR|TARGET", help="Whose champion to take back.")],
    reason: ReasonOption,
    area: Annotated[str | None, typer.Option("--area", metavar="CODE", help="One area of it.")] = None,
) -> None:
    """Put back what the champion replaced, with the judgements that were made with it."""
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened, say_change
        from service.operations.recalibration.promoting import roll_back

        with Bar("Reading") as bar, opened(bar) as installation:
            found = roll_back(
                installation,
                name,
                _decider(reason),
                area=area,
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
        say_change(found)


@app.command("auto")
def auto(
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="clearly-better or never-worse.")],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[INDICATOR]...", help="Only challengers of these.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")] = "By rule.",
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Promote the challengers that a declared rule allows; the rule is printed and kept with each decision."""
    check_out(out)
    with mended():
        from forecasting.recalibration.rule import rule_named
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened
        from service.cli.tables import new_table
        from service.cli.tables import show as shown
        from service.operations.recalibration.promoting import promote_by_rule
        from service.operations.recalibration.rows import RULED_COLUMNS, ruled_row

        chosen = rule_named(rule)
        typer.echo(f"{chosen.name}: {chosen.text}", err=True)
        with Bar("Reading") as bar, opened(bar) as installation:
            found = promote_by_rule(
                installation,
                chosen,
                _decider(reason),
                names=names or (),
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
        rows = [ruled_row(one) for one in found]
        if out is not None:
            write_rows(rows, RULED_COLUMNS, out=out, name="challengers")
        elif style is Format.TABLE:
            table = new_table("Id", "Series", "Promoted", "Why", right=("Id",))
            for row in rows:
                series = f"{row['indicator_id']}/{row['area']}" if row["area"] else row["indicator_id"]
                table.add_row(str(row["id"]), series, row["promoted"], row["reasons"])
            shown(table)
        else:
            emit(rows, RULED_COLUMNS, style=style, name="challengers")
        promoted = sum(one.promoted for one in found)
        typer.echo(f"{promoted} of {len(found)} challengers promoted.", err=True)


def _decider(reason: str) -> Decider:
    from datetime import UTC, datetime

    from service.cli.acting import who
    from service.operations.recalibration.changing import Decider

    return Decider(who(), datetime.now(UTC), reason)
