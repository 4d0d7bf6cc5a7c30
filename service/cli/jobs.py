"""``headway jobs``: what is under way, and beginning, following and stopping it."""

from __future__ import annotations

import getpass
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import FAILED, mended, misuse
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from service.jobs.client import Jobs
    from service.jobs.job import Job

app = typer.Typer(
    help="Jobs: what is under way, beginning it, following it, stopping it, going on with what failed.",
    no_args_is_help=True,
)

_COLUMNS = ("id", "kind", "state", "done", "total", "seconds_left", "created_at", "finished_at", "by")
_POLL = 0.5
_IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The id of a job, as `headway jobs list` shows it.")
]
_WaitOption = Annotated[bool, typer.Option("--wait", help="Wait until it is over.")]


@app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many, newest first.")] = 20,
    style: FormatOption = Format.TABLE,
) -> None:
    """List jobs, newest first."""
    with _jobs() as jobs:
        rows = [_row(one) for one in jobs.list(limit=limit)]
    if style is not Format.TABLE:
        from service.cli.files import emit

        emit(rows, _COLUMNS, style=style, name="jobs")
        return
    from service.cli.tables import new_table
    from service.cli.tables import show as show_table

    table = new_table(
        "Job", "State", "Done", "Seconds left", "Created", right=("Done", "Seconds left"), whole=("Job",)
    )
    for row in rows:
        done = "" if row["total"] is None else f"{row['done']:,}/{row['total']:,}"
        left = "" if row["seconds_left"] is None else f"{row['seconds_left']:,.0f}"
        table.add_row(row["id"], row["state"], done, left, row["created_at"])
    show_table(table)


@app.command()
def show(id_: _IdArgument, style: FormatOption = Format.TABLE) -> None:
    """Show one job: how far it is, what came of it, what is wrong."""
    with _jobs() as jobs:
        _print(jobs.get(id_), style)


@app.command()
def cancel(id_: _IdArgument) -> None:
    """Stop a job; nothing of it becomes visible."""
    with _jobs() as jobs:
        job = jobs.cancel(id_)
    typer.echo(f"{job.id} is {job.state.value}.")


@app.command()
def resume(id_: _IdArgument, waiting: _WaitOption = False, style: FormatOption = Format.TABLE) -> None:
    """Go on with a job that failed: what was done is kept, what failed is tried again."""
    with _jobs() as jobs:
        job = jobs.resume(id_)
        if waiting:
            _await(jobs, job.id, style)
            return
    typer.echo(job.id)
    if job.note:
        typer.echo(job.note, err=True)


@app.command()
def wait(id_: _IdArgument, style: FormatOption = Format.TABLE) -> None:
    """Wait until a job is over; the exit code is 1 where it failed or was cancelled."""
    with _jobs() as jobs:
        _await(jobs, id_, style)


@app.command()
def reassess(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET]...", help="Targets; all of them unless named.")
    ] = None,
    mission: Annotated[
        str | None, typer.Option("--mission", metavar="ID", help="Those of a mission.")
    ] = None,
    changed: Annotated[
        bool,
        typer.Option("--changed", help="Only what something has changed for since the last complete run."),
    ] = False,
    waiting: _WaitOption = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Begin a job that judges targets anew where anything has changed."""
    from service.jobs.words import JobKind

    if sum((bool(targets), mission is not None, changed)) > 1:
        raise misuse("Name targets, a --mission or --changed.")
    request: dict[str, Any] = {}
    if targets:
        request["targets"] = targets
    if mission is not None:
        request["mission"] = mission
    if changed:
        request["changed"] = True
    _begin(JobKind.REASSESSMENT.value, request, waiting=waiting, style=style)


@app.command()
def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Sources; those that are due unless named."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Look at every source, due or not.")] = False,
    waiting: _WaitOption = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Begin a job that asks publishers for new figures and judges what they concern (needs HEADWAY_FETCH=1)."""
    from service.jobs.words import JobKind

    request: dict[str, Any] = {"sources": sources} if sources else {}
    if every:
        request["all"] = True
    _begin(JobKind.INGESTION.value, request, waiting=waiting, style=style)


def _begin(kind: str, request: dict[str, Any], *, waiting: bool, style: Format) -> None:
    from service.jobs.words import JobKind

    with _jobs() as jobs:
        id_ = jobs.start(JobKind(kind), request, by=who())
        if waiting:
            _await(jobs, id_, style)
            return
        note = jobs.get(id_).note
    typer.echo(id_)
    if note:
        typer.echo(note, err=True)


def who() -> str:
    """Who asks, from the command line."""
    return f"command line: {getpass.getuser()}"


@contextmanager
def _jobs() -> Iterator[Jobs]:
    with mended():
        from service.jobs.client import Jobs
        from service.settings import load_settings
        from service.store import open_store

        settings = load_settings()
        with open_store(settings.store_url) as store:
            jobs = Jobs(settings, store)
            try:
                yield jobs
            finally:
                jobs.close()


def _await(jobs: Jobs, id_: str, style: Format) -> None:
    from service.cli.progress import Bar

    told = None
    with Bar("Waiting for a worker") as bar:
        while True:
            job = jobs.get(id_)
            if job.state.over:
                break
            if job.note and job.note != told:
                told = job.note
                typer.echo(told, err=True)
            if job.progress is not None:
                bar.stage(f"{job.kind.value.capitalize()}", job.progress.done, job.progress.total)
            time.sleep(_POLL)
    _print(job, style)
    if job.state.value != "done":
        raise typer.Exit(FAILED)


def _print(job: Job, style: Format) -> None:
    if style is Format.JSON:
        from service.documents import dumps, to_document

        typer.echo(json.dumps(json.loads(dumps(to_document(job))), ensure_ascii=False, indent=1))
        return
    if style is Format.CSV:
        from service.cli.files import emit

        emit([_row(job)], _COLUMNS, style=style, name="job")
        return
    for name, value in _row(job).items():
        if value is not None:
            typer.echo(f"{name.replace('_', ' '):14}{value}")
    for name, value in (job.result or {}).items():
        typer.echo(f"{name.replace('_', ' '):14}{value}")
    for finding in job.findings:
        typer.echo(f"left out      {finding['name']}: {finding['message']}")
    if job.problem is not None:
        typer.echo(f"problem       {job.problem.message} {job.problem.remedy}")
    if job.note is not None:
        typer.echo(f"note          {job.note}")


def _row(job: Job) -> dict[str, Any]:
    progress = job.progress
    return {
        "id": job.id,
        "kind": job.kind.value,
        "state": job.state.value,
        "done": None if progress is None else progress.done,
        "total": None if progress is None else progress.total,
        "seconds_left": None if progress is None else progress.seconds_left,
        "created_at": job.created_at.isoformat(timespec="seconds"),
        "finished_at": None if job.finished_at is None else job.finished_at.isoformat(timespec="seconds"),
        "by": job.by,
    }
