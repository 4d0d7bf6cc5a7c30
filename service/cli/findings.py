"""``headway findings``: breaks that figures suggest, accepted as breaks or dismissed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.operations.editing.editor import Editor, Saved

app = typer.Typer(
    help="Breaks that figures suggest: list, accept, dismiss.", no_args_is_help=True, rich_markup_mode=None
)
_COLUMNS = (
    *("finding_id", "finding_state", "indicator_id", "area", "period", "says"),
    *("decided_by", "decided_at", "reason_given"),
)
_STATES = ("suspected", "accepted", "dismissed")

IdArgument = Annotated[int, typer.Argument(metavar="ID", min=1, help="A finding by its number.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]


@app.command("list")
def list_(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[INDICATOR]...", help="Only of these.")
    ] = None,
    state: Annotated[str | None, typer.Option("--state", help="suspected, accepted or dismissed.")] = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """List breaks that the figures suggest, by indicator, the latest first."""
    check_out(out)
    if state is not None and state not in _STATES:
        raise misuse(f"--state is one of {', '.join(_STATES)}, not “{state}”.")
    with mended():
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened
        from service.operations.suspicion_rows import suspicion_rows

        with Bar("Reading") as bar, opened(bar) as installation, installation.store.read() as session:
            rows = [
                row
                for row in suspicion_rows(session, only=names or None)
                if state is None or row["finding_state"] == state
            ]
        if out is not None:
            write_rows(rows, _COLUMNS, out=out, name="findings")
        elif style is Format.TABLE:
            _show(rows)
        else:
            emit(rows, _COLUMNS, style=style, name="findings")


@app.command("accept")
def accept(
    id_: IdArgument,
    reason: ReasonOption,
    explanation: Annotated[
        str, typer.Option("--explanation", metavar="TEXT", help="What happened, for readers.")
    ],
    kind: Annotated[
        str,
        typer.Option("--kind", help="method, coverage, population, pandemic, strike, withdrawal or other."),
    ] = "method",
    comparable: Annotated[
        str, typer.Option("--comparable", help="May figures before be compared: no, partly or yes.")
    ] = "partly",
    citation: Annotated[str, typer.Option("--citation", metavar="TEXT", help="Who says so.")] = "",
) -> None:
    """Record a suspected break as one of its indicator: it is judged with from then on."""
    fields = {"kind": kind, "comparable": comparable, "explanation": explanation}
    if citation:
        fields["citation"] = citation

    def work(session: Session, editor: Editor) -> Saved:
        from service.operations.editing.suspicions import accept_suspicion

        return accept_suspicion(session, editor, id_, fields)

    saved = _edited(reason, work)
    typer.echo(f"indicator:{saved.id} has the break, version {saved.version}")
    if saved.due:
        typer.echo(f"To be judged anew: headway assess {' '.join(saved.due)}", err=True)


@app.command("dismiss")
def dismiss(id_: IdArgument, reason: ReasonOption) -> None:
    """Say that a suspected break is none; nothing that is judged changes."""

    def work(session: Session, editor: Editor) -> None:
        from service.operations.editing.suspicions import dismiss_suspicion

        dismiss_suspicion(session, editor, id_)

    _edited(reason, work)
    typer.echo(f"finding {id_} is dismissed")


def _edited(reason: str, work: Callable[[Session, Editor], Any]) -> Any:
    from service.cli.acting import who

    if not reason.strip():
        raise misuse("--reason says why, in a sentence.")
    with mended():
        from datetime import UTC, datetime

        from service.cli.progress import Bar
        from service.cli.recalibrating import opened
        from service.operations.editing.editor import Editor

        with Bar("Reading") as bar, opened(bar) as installation:
            editor = Editor(who(), who(), datetime.now(UTC), reason, private=True)
            with installation.store.session() as session:
                return work(session, editor)


def _show(rows: list[dict[str, Any]]) -> None:
    from service.cli.tables import new_table, show

    table = new_table("Id", "Indicator", "Area", "State", "What the figures show")
    for row in rows:
        table.add_row(
            str(row["finding_id"]), row["indicator_id"], row["area"] or "", row["finding_state"], row["says"]
        )
    show(table)
