"""``headway audit``: what was done on whose behalf."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from service.cli.failures import mended
from service.cli.options import Format, FormatOption

_COLUMNS = ("number", "at", "who", "action", "subject", "before", "after", "why")


def audit(
    who: Annotated[str | None, typer.Option("--who", help="Only what somebody did.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="Only this, as key.created.")] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Only what was done to a kind, or to kind/id.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", metavar="DATE", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="From then on (UTC)."
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100000, help="How many, newest first.")] = 50,
    style: FormatOption = Format.TABLE,
) -> None:
    """List what was done, newest first: by whom, to what, and why. Nothing in it can be changed."""
    with mended():
        from datetime import UTC

        from service.settings import load_settings
        from service.store import open_store
        from service.store.reads.audit import AuditFilter
        from service.store.reads.audit import audit as lines_of

        kind, _, id_ = (subject or "").partition("/")
        begin = None if since is None else since.replace(tzinfo=UTC)
        asked = AuditFilter(who, action, kind or None, id_ or None, begin)
        with open_store(load_settings().store_url) as store, store.read() as session:
            lines = lines_of(session, asked, limit=limit)
        rows = [
            {
                "number": line.number,
                "at": line.at.isoformat(),
                "who": line.who,
                "action": line.action,
                "subject": str(line.subject),
                "before": line.before,
                "after": line.after,
                "why": line.why,
            }
            for line in lines
        ]
        if style is Format.CSV:
            for row in rows:
                row |= {
                    name: None if row[name] is None else json.dumps(row[name], ensure_ascii=False)
                    for name in ("before", "after")
                }
        if style is not Format.TABLE:
            from service.cli.files import emit

            emit(rows, _COLUMNS, style=style, name="audit")
            return
        from service.cli.tables import new_table, show

        table = new_table("When", "Who", "What", "To what", "Why", whole=("When",))
        for line in lines:
            when = f"{line.at:%Y-%m-%d %H:%M}"
            table.add_row(when, line.who, line.action, str(line.subject), line.why)
        show(table)
