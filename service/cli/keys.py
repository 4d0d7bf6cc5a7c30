"""``headway keys``: who may ask for more than anybody may."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import mended, misuse
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from service.store import Store

app = typer.Typer(help="Keys: making them, listing them, taking them back.", no_args_is_help=True)

USUAL_DAYS = 365
NEVER = "never"
_COLUMNS = (
    "id", "name", "scope", "state", "early", "private", "created_at", "created_by", "expires_at", "revoked_at",
    "last_used_at",
)  # fmt: skip


class ScopeChoice(StrEnum):
    """The scopes of ``service.security.principal``, which help does not load."""

    READ = "read"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMIN = "admin"


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.")],
    scope: Annotated[
        ScopeChoice, typer.Option("--scope", help="What it is for; each includes those before.")
    ],
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="Its last day (UTC), or “never”.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, max=36500, help=f"Or for how many days; {USUAL_DAYS} unless set."),
    ] = None,
    early: Annotated[bool, typer.Option("--early", help="Sees releases before their instant.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Sees what is not for the public.")] = False,
    why: Annotated[str, typer.Option("--why", help="Why, for the audit.")] = "Made on the command line",
) -> None:
    """Make a key. It is printed once, on standard output, and kept nowhere."""
    from datetime import UTC

    at = datetime.now(UTC)
    ends = _end(expires, days, at)
    with mended():
        from service.cli.acting import who
        from service.operations.keys import KeyWanted, create_key
        from service.security.principal import Scope

        wanted = KeyWanted(name, Scope(scope.value), ends, early, private)
        with _store() as store, store.session() as session:
            text, record = create_key(session, wanted, at=at, who=who(), why=why)
        until = "for good" if ends is None else f"until {ends:%d %B %Y, %H:%M} UTC"
        typer.echo(f"Key {record.id} for {record.name}, scope {record.scope}, {until}.", err=True)
        typer.echo("This is the only time it is shown:", err=True)
        typer.echo(text.text)


@app.command("list")
def list_keys(style: FormatOption = Format.TABLE) -> None:
    """List every key there ever was, newest first; no secrets."""
    from datetime import UTC

    now = datetime.now(UTC)
    with mended():
        from service.operations.keys import told
        from service.store.reads.keys import api_keys

        with _store() as store, store.read() as session:
            rows = [{**told(one), "state": one.state(now).value} for one in api_keys(session)]
        rows = [{name: _shown(row[name]) for name in _COLUMNS} for row in rows]
        if style is not Format.TABLE:
            from service.cli.files import emit

            emit(rows, _COLUMNS, style=style, name="keys")
            return
        from service.cli.tables import new_table, show

        table = new_table("Key", "Name", "Scope", "State", "Sees", "Ends", "Last used", whole=("Key",))
        for row in rows:
            sees = " ".join(word for word in ("early", "private") if row[word])
            ends, used = (str(row[name] or NEVER)[:10] for name in ("expires_at", "last_used_at"))
            table.add_row(row["id"], row["name"], row["scope"], row["state"], sees, ends, used)
        show(table)


@app.command()
def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The key, as `headway keys list` shows it.")],
    why: Annotated[str, typer.Option("--why", help="Why, for the audit.")] = "Taken back on the command line",
) -> None:
    """Take a key back: it opens nothing from then on."""
    from datetime import UTC

    with mended():
        from service.cli.acting import who
        from service.operations.keys import take_back_key

        with _store() as store, store.session() as session:
            record = take_back_key(session, id_, at=datetime.now(UTC), who=who(), why=why)
        typer.echo(f"Key {record.id} ({record.name}) opens nothing any more.")


def _store() -> Store:
    from service.settings import load_settings
    from service.store import open_store

    return open_store(load_settings().store_url)


def _end(expires: str | None, days: int | None, at: datetime) -> datetime | None:
    """The instant at which a key ends: after its last day."""
    from datetime import UTC, timedelta

    if expires is not None and days is not None:
        raise misuse("Give --expires or --days, not both.")
    if expires == NEVER:
        return None
    if expires is None:
        return at + timedelta(days=USUAL_DAYS if days is None else days)
    try:
        last = date.fromisoformat(expires)
    except ValueError as error:
        raise misuse(f"“{expires}” is not a date; write it as 2027-06-30, or “{NEVER}”.") from error
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
