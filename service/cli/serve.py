"""``headway serve``: the board and the API, over statistics and judgements that are up to date."""

from __future__ import annotations

import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import FAILED, mended

if TYPE_CHECKING:
    from fastapi import FastAPI

    from service.settings import Settings


def prepare() -> None:
    """Load the catalogue and its statistics and judge what has changed; what is up to date is left alone."""
    from datetime import UTC, datetime

    from service.cli.progress import Bar

    with mended(), Bar("Reading the catalogue") as bar:
        from service.operations.installation import open_installation
        from service.operations.standing import bring_up_to_date
        from service.settings import load_settings

        recorded = datetime.now(UTC)
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            judged = bring_up_to_date(installation, recorded=recorded, stage=bar.stage)
        finally:
            installation.close()
    fresh = sum(item.fresh for item in judged)
    typer.echo(f"{len(judged):,} targets, {fresh:,} of them judged now.", err=True)


def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on; 127.0.0.1 unless set.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on; 8000 unless set.")
    ] = None,
    preparing: Annotated[
        bool, typer.Option("--prepare/--no-prepare", help="First bring statistics and judgements up to date.")
    ] = True,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Do jobs too, in processes beside this one.")
    ] = True,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=256, help="Processes of the worker; one a core unless set."),
    ] = None,
) -> None:
    """Bring statistics and judgements up to date, then serve the board and the API and do the jobs."""
    with mended():
        from service.cli.listening import check_free
        from service.settings import load_settings

        settings = load_settings()
        chosen = settings.model_copy(
            update={name: value for name, value in (("host", host), ("port", port)) if value is not None}
        )
        check_free(chosen.host, chosen.port)
    # Models and data frames stay in another process: the one that serves must remain small.
    if preparing:
        done = subprocess.run([sys.executable, "-m", "service.cli", "prepare"], check=False)
        if done.returncode:
            raise typer.Exit(done.returncode if done.returncode > 0 else FAILED)
    if not with_worker:
        _listen(chosen)
        return
    from service.cli.supervision import Supervised

    beside = Supervised(*(() if concurrency is None else ("--concurrency", str(concurrency))))
    beside.start()
    try:
        _listen(chosen)
    finally:
        beside.stop()


def _listen(settings: Settings) -> None:
    import uvicorn

    from service.api.app import create_app
    from service.api.thrift import be_thrifty
    from service.api.wire import Wire
    from service.logs import write_log

    be_thrifty()
    write_log(settings.log)
    application = create_app(settings)
    # Made beside the first answers, by a process of its own: whoever asks for the reference need not wait for it.
    Thread(target=_describe, args=(application,), daemon=True).start()
    typer.echo(f"Headway is at http://{settings.host}:{settings.port} (stop it with Ctrl+C).", err=True)
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        http=Wire,
        server_header=False,
        # Whom a proxy speaks for is decided by HEADWAY_TRUSTED_PROXIES alone.
        proxy_headers=False,
    )


def _describe(application: FastAPI) -> None:
    from contextlib import suppress

    from service.api.description import OPENAPI

    # What goes wrong here goes wrong again, and is told, when somebody asks.
    with suppress(OSError, subprocess.SubprocessError):
        application.state.description.get(OPENAPI)
