"""``headway db``: where the store is, what is in it, how to move it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from service.store.status import StoreStatus

app = typer.Typer(help="The store: where it is, what is in it, moving it.", no_args_is_help=True)


@app.command()
def path() -> None:
    """Print the address of the store (never its password)."""
    with mended():
        from service.settings import load_settings
        from service.store.address import Address

        typer.echo(str(Address.parse(load_settings().store_url)))


@app.command()
def status(style: FormatOption = Format.TABLE) -> None:
    """Say what the store holds."""
    with mended():
        from datetime import UTC, datetime

        from service.settings import load_settings
        from service.store import open_store
        from service.store.status import status as status_of

        with open_store(load_settings().store_url) as store:
            _print(status_of(store, now=datetime.now(UTC)), style)


def _print(found: StoreStatus, style: Format) -> None:
    newest = found.newest_release
    about = {
        "address": found.address,
        "version": found.version,
        "revision": found.revision,
        "newest_known_revision": found.newest_known,
        "bytes": found.bytes,
        "newest_release": None if newest is None else newest.title,
        "newest_release_published": None
        if newest is None or newest.published is None
        else newest.published.isoformat(),
        "releases_under_embargo": sum(len(one.releases) for one in found.embargoes),
        "next_embargo_ends": found.embargoes[0].instant.isoformat() if found.embargoes else None,
    }
    if style is Format.JSON:
        embargoes = [
            {
                "visible_from": one.instant.isoformat(),
                "releases": sorted(one.releases),
                "indicators": sorted(one.indicators),
            }
            for one in found.embargoes
        ]
        document = {**about, "embargoes": embargoes, "rows": dict(found.rows)}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    lines = [*about.items(), *((f"rows.{name}", count) for name, count in found.rows.items())]
    if style is Format.CSV:
        import csv
        import sys

        csv.writer(sys.stdout, lineterminator="\n").writerows([("name", "value"), *lines])
        return
    from service.cli.tables import new_table, show

    table = new_table("What", "Value")
    for name, value in lines:
        shown = f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)
        table.add_row(name.replace("_", " "), shown)
    show(table)


@app.command()
def migrate() -> None:
    """Bring the tables of the store up to this version of Headway (every command does so by itself)."""
    with mended():
        from service.settings import load_settings
        from service.store import open_store
        from service.store.migration import HEAD

        with open_store(load_settings().store_url) as store:
            typer.echo(f"{store.address} is at {HEAD}.")


@app.command()
def move(
    url: Annotated[
        str,
        typer.Argument(help="The new, empty database: postgresql://… or sqlite:///…", metavar="URL"),
    ],
) -> None:
    """Copy the whole store to another database, for instance from a file to PostgreSQL; the old one stays."""
    with mended():
        from service.cli.progress import Bar
        from service.settings import load_settings
        from service.store.address import Address
        from service.store.move import move as move_store

        done: dict[str, int] = {}
        with Bar("Copying") as bar:

            def say(table: str, rows: int) -> None:
                done[table] = done.get(table, 0) + rows
                bar.stage(f"Copying {table.replace('_', ' ')}", sum(done.values()), sum(done.values()))

            counts = move_store(load_settings().store_url, url, progress=say)
        typer.echo(f"{sum(counts.values()):,} rows copied to {Address.parse(url)}.")
        typer.echo("Set HEADWAY_DATABASE_URL to that address to use it.")
