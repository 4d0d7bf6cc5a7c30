"""``headway catalogue set``, ``unset`` and ``edits``: entries that count before those of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import emit
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.operations.editing.editor import Editor, Saved

_COLUMNS = ("entry", "title", "recorded_from", "version", "overrides", "warning")

ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the audit keeps it.")]


def set_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML: “mission: ID” and “targets:”.")],
    reason: ReasonOption,
) -> None:
    """Write the targets of a YAML file as an editor does: they count before those of any catalogue."""

    def work(session: Session, editor: Editor) -> list[Saved]:
        from service.operations.editing.fragment import save_fragment

        return save_fragment(session, editor, file)

    for saved in _edited(reason, work):
        typer.echo(f"target:{saved.id} {'is new' if saved.created else 'is saved'}, version {saved.version}")


def unset(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="target:ID, indicator:ID (its breaks) or label-set:ID.")
    ],
    reason: ReasonOption,
) -> None:
    """Take away what an editor wrote: what it overrode shows again."""

    def work(session: Session, editor: Editor) -> list[Saved]:
        from service.operations.editing.fragment import remove_named

        return [remove_named(session, editor, name)]

    for saved in _edited(reason, work):
        typer.echo(f"{name} {'is gone' if saved.after is None else 'stands as its catalogue has it'}")


def edits(style: FormatOption = Format.TABLE) -> None:
    """List what editors have written, and where what it overrides has changed since."""
    with mended():
        from service.operations.editing.listing import edit_rows
        from service.settings import load_settings
        from service.store import open_store

        with open_store(load_settings().store_url) as store, store.read() as session:
            rows = edit_rows(session)
        if style is not Format.TABLE:
            plain = [{**row, "recorded_from": row["recorded_from"].isoformat()} for row in rows]
            emit(plain, _COLUMNS, style=style, name="edits")
            return
        from service.cli.tables import new_table, show

        table = new_table("Entry", "Title", "Since", "Overrides", "Warning")
        for row in rows:
            since = f"{row['recorded_from']:%d %B %Y}".lstrip("0")
            table.add_row(row["entry"], row["title"], since, row["overrides"] or "", row["warning"] or "")
        show(table)


def _edited(reason: str, work: Callable[[Session, Editor], list[Saved]]) -> list[Saved]:
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
                found = work(session, editor)
        due = sorted({one for saved in found for one in saved.due})
        if due:
            typer.echo(f"To be judged anew: headway assess {' '.join(due)}", err=True)
        return found


def register(app: typer.Typer) -> None:
    """Put the commands among those of the catalogue."""
    app.command("set")(set_)
    app.command("unset")(unset)
    app.command("edits")(edits)
