"""``headway``: judge targets, forecast series, serve the board, look after catalogue and store."""

from __future__ import annotations

import typer

from service.cli import (
    assess,
    audit,
    backtest,
    brief,
    calibrations,
    catalogue,
    database,
    explain,
    findings,
    forecast,
    ingest,
    jobs,
    keys,
    places,
    propose,
    recalibrate,
    reproduce,
    serve,
    track_record,
    what_if,
    worker,
)

app = typer.Typer(
    name="headway",
    help="Is each target on track: how likely, by how much, by when.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("assess", short_help="Judge targets: how likely, by how much, by when.")(assess.assess)
app.command("forecast", short_help="Forecast series, as quantiles by period.")(forecast.forecast)
app.command("propose", short_help="Propose targets, with the chance of each.")(propose.propose)
app.command("what-if", short_help="Judge a target as if something changed.")(what_if.what_if)
app.command("explain", short_help="Say why a judgement moved.")(explain.explain)
app.command("brief", short_help="Write a briefing: a page a target, two a mission.")(brief.brief)
app.command("places", short_help="Which places drive the gap of a target.")(places.places)
app.command("backtest", short_help="Replay the past: what were forecasts worth?")(backtest.backtest)
app.command("recalibrate", short_help="Try other ways of forecasting, beside the one in use.")(
    recalibrate.recalibrate
)
app.command("reproduce", short_help="Make stored judgements again, bit for bit.")(reproduce.reproduce)
app.command("track-record", short_help="What was said of targets whose outcome is known.")(
    track_record.track_record
)
app.command("ingest", short_help="Load publishers' newest figures, or a file of theirs.")(ingest.ingest)
app.command("serve", short_help="Serve the board and the API, up to date.")(serve.serve)
app.command("worker", short_help="Do the jobs: recalibrate, ingest, judge anew.")(worker.worker)
app.command("prepare", short_help="Load statistics and judge what has changed.")(serve.prepare)
app.add_typer(calibrations.app, name="calibrations")
app.command("audit", short_help="What was done, by whom and why.")(audit.audit)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(findings.app, name="findings")
app.add_typer(keys.app, name="keys")
app.add_typer(database.app, name="db")
app.add_typer(jobs.app, name="jobs")


@app.command()
def version() -> None:
    """Print the version of Headway."""
    from importlib.metadata import version as version_of

    typer.echo(f"headway {version_of('headway')}")


if __name__ == "__main__":
    app()
