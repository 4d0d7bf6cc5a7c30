"""``headway ingest --due``: the release calendar."""

from __future__ import annotations

from service.cli.files import emit
from service.cli.options import Format
from service.cli.progress import Bar

_COLUMNS = ("due", "state", "indicator", "next", "newest", "source", "title")


def print_calendar(style: Format) -> None:
    """Show which figures come next and by when, the earliest first, and which are overdue today."""
    from datetime import UTC, datetime

    from service.operations.calendar import calendar
    from service.operations.installation import open_installation
    from service.settings import load_settings
    from service.store.reads.sources import sources
    from service.store.sight import EVERYTHING

    now = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=now, progress=bar.stage)
    try:
        with installation.store.read(EVERYTHING) as session:
            fed = {feed.indicator: source.id for source in sources(session) for feed in source.feeds}
            expected = calendar(session)
    finally:
        installation.close()
    rows = [
        {
            "due": one.due.isoformat(),
            "state": "overdue" if one.due < now.date() else "to come",
            "indicator": one.indicator_id,
            "next": str(one.next),
            "newest": str(one.newest),
            "source": fed.get(one.indicator_id, ""),
            "title": one.title,
        }
        for one in expected
    ]
    if style is not Format.TABLE:
        emit(rows, _COLUMNS, style=style, name="calendar")
        return
    from service.cli.tables import new_table, show

    table = new_table(*(column.capitalize() for column in _COLUMNS[:-1]))
    for row in rows:
        table.add_row(*(row[column] for column in _COLUMNS[:-1]))
    show(table)
