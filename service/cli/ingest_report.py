"""What loading came to, and the sources there are, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from service.cli.failures import say_error
from service.cli.files import emit
from service.cli.options import Format

if TYPE_CHECKING:
    from service.operations.ingest_report import Loaded

_COLUMNS = (
    "source",
    "file",
    "release",
    "published",
    "indicators",
    "observations",
    "added",
    "unchanged",
    "embargo",
    "result",
)


def print_sources(style: Format) -> None:
    """List the sources."""
    from datasets.sources.registry import NOT_SUPPORTED, SOURCES

    rows = [
        {"source": one.id, "publisher": one.publisher, "title": one.title, "hosts": " ".join(one.hosts)}
        for one in SOURCES.values()
    ]
    columns = ("source", "publisher", "title", "hosts")
    if style is not Format.TABLE:
        emit(rows, columns, style=style, name="sources")
        return
    _show(rows, columns[:3])
    for name, why in NOT_SUPPORTED.items():
        typer.echo(f"Not yet: {name} ({why})", err=True)


def print_report(found: Sequence[Loaded], style: Format) -> None:
    """Say what became of each file."""
    if style is Format.TABLE:
        for one in found:
            typer.echo(_said(one))
            for remark in one.remarks:
                about = f"{remark.indicator}: " if remark.indicator else ""
                typer.echo(f"  {remark.severity.value}: {about}{remark.message}", err=True)
    else:
        rows = [_row(one) for one in found]
        remarks = [
            [
                {
                    "code": r.code.value,
                    "severity": r.severity.value,
                    "indicator": r.indicator,
                    "message": r.message,
                }
                for r in one.remarks
            ]
            for one in found
        ]
        if style is Format.JSON:
            rows = [{**row, "remarks": told} for row, told in zip(rows, remarks, strict=True)]
        emit(rows, (*_COLUMNS, "remarks") if style is Format.JSON else _COLUMNS, style=style, name="releases")
    for one in found:
        if one.error is not None:
            say_error(one.error)


def _said(one: Loaded) -> str:
    """What became of a file, as a sentence: a table of long titles would not fit a terminal."""
    place = f"{one.source}: {one.file}"
    if one.error is not None:
        return f"{place} was refused."
    if one.not_modified:
        return f"{place} has not changed."
    when = f" of {one.published}" if one.published else ""
    count = len(one.indicators)
    holds = f"{one.observations:,} figures of {count:,} indicator{'s' if count != 1 else ''}"
    if not one.written:
        return f"{place}{when} holds {holds}; nothing was written."
    parts = [(one.added, "new"), (one.unchanged, "held already"), (one.corrected, "corrected")]
    what = ", ".join(f"{count:,} {word}" for count, word in parts if count) or "none"
    return f"{place}{when} holds {holds}: {what}.{_kept(one)}"


def _kept(one: Loaded) -> str:
    """From when it may be seen, where not everybody may see it now."""
    if one.kept is None:
        return ""
    from service.store.embargo import in_london

    until = one.kept.until
    for_good = " Private figures are among them." if one.kept.private else ""
    return for_good if until is None else f"{for_good} Under embargo until {in_london(until)}."


def _row(one: Loaded) -> dict[str, Any]:
    if one.error is not None:
        result = getattr(one.error, "code", "failed")
    elif one.not_modified:
        result = "not_modified"
    else:
        result = "loaded" if one.written else "checked"
    return {
        "source": one.source,
        "file": one.file,
        "release": one.release,
        "published": one.published,
        "indicators": len(one.indicators),
        "observations": one.observations,
        "added": one.added,
        "unchanged": one.unchanged,
        "embargo": None if one.kept is None or one.kept.until is None else one.kept.until.isoformat(),
        "result": result,
    }


def _show(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    from service.cli.tables import new_table, show

    table = new_table(*(column.capitalize() for column in columns))
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
    show(table)
