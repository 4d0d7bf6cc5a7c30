"""``headway what-if``: a target under a stated change, beside the current course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import AsOfOption, Format, FormatOption, OutOption, day_of

if TYPE_CHECKING:
    from datetime import date

    from forecasting.scenarios.stated import Stated
    from service.operations.what_if import WhatIf


def what_if(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The target, by its id.")],
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="KIND",
            help="level_shift, pace, policy, earlier_trend, shock, comparator_pace or delay.",
        ),
    ] = None,
    effect: Annotated[
        str | None,
        typer.Option(
            "--effect", metavar="NUMBER", help="How much, in the unit of the indicator (pace: a year)."
        ),
    ] = None,
    begins: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="WHEN", help="When it begins: a day, month, quarter or year. Else at once."
        ),
    ] = None,
    ramp: Annotated[
        str | None, typer.Option("--ramp", metavar="YEARS", help="Years until the full effect (policy).")
    ] = None,
    low: Annotated[
        str | None,
        typer.Option("--low", metavar="NUMBER", help="With --high: 8 chances in 10 lie between (policy)."),
    ] = None,
    high: Annotated[str | None, typer.Option("--high", metavar="NUMBER", help="See --low.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="Where the earlier years begin (earlier_trend)."),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Where they end.")] = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="WHAT", help="What comes back of them: pace or level.")
    ] = None,
    share: Annotated[
        str | None,
        typer.Option("--share", metavar="NUMBER", help="How much of the way is gone; 1 is all of it."),
    ] = None,
    half_life: Annotated[
        str | None, typer.Option("--half-life", metavar="YEARS", help="Until half of it is gone (shock).")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="CODE", help="The area whose pace is matched (comparator_pace)."),
    ] = None,
    pace: Annotated[
        str | None,
        typer.Option("--pace", metavar="NUMBER", help="Or the pace itself, a year (comparator_pace)."),
    ] = None,
    years: Annotated[
        str | None,
        typer.Option("--years", metavar="YEARS", help="By how much everything comes later (delay)."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What to call it.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="FILE", help="Several scenarios, in YAML or JSON.", dir_okay=False, exists=True
        ),
    ] = None,
    as_of: AsOfOption = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Judge a target as if something changed: its chance, its gap, and the effect that 50% and 80% would take.

    Each scenario stands beside the current course, judged by the same rules on the same draws.
    """
    check_out(out)
    if (scenario is None) == (file is None):
        raise misuse("Give --scenario, or --file with several.")
    fields = {
        "scenario": scenario, "name": name, "effect": effect, "from": begins, "ramp": ramp, "low": low, "high": high,
        "since": since, "until": until, "resume": resume, "share": share, "half_life": half_life, "area": area,
        "pace": pace, "years": years,
    }  # fmt: skip
    with mended():
        from forecasting.scenarios.stated import stated
        from service.operations.what_if_document import COLUMNS, document_of, rows_of

        scenarios = [stated(fields)] if file is None else _from_file(file)
        found = _asked(target, scenarios, day_of(as_of))
        rows = rows_of(found)
        if out is not None:
            write_rows(rows, COLUMNS, out=out, name="scenarios")
            typer.echo(f"{len(rows) - 1} scenarios beside the current course in {out}.", err=True)
        elif style is Format.JSON:
            import json

            typer.echo(json.dumps(document_of(found), ensure_ascii=False, indent=1))
        elif style is Format.CSV:
            emit(rows, COLUMNS, style=style, name="scenarios")
        else:
            _print(found, rows)


def _from_file(path: Path) -> list[Stated]:
    import yaml

    from forecasting.scenarios.failures import ScenarioInvalid
    from forecasting.scenarios.stated import stated

    remedy = "Write a list of scenarios, each with “scenario” and its fields."
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as YAML: {str(error).splitlines()[0]}"
        raise ScenarioInvalid(message, field="file", value=str(path), remedy=remedy) from error
    items = given.get("scenarios") if isinstance(given, dict) else given
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise ScenarioInvalid(
            f"{path} holds no list of scenarios.", field="file", value=str(path), remedy=remedy
        )
    return [stated(item) for item in items]


def _asked(target: str, scenarios: list[Stated], as_of: date | None) -> WhatIf:
    from datetime import UTC, datetime

    from service.cli.progress import Bar
    from service.operations.installation import open_installation
    from service.operations.judging import judge_targets
    from service.operations.what_if import what_if as asked
    from service.settings import load_settings

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            bar.stage("Judging", 0, 1)
            judge_targets(installation, recorded=recorded, targets=[target], as_of=as_of)
            with installation.store.read() as session:
                return asked(session, target, scenarios, as_of=as_of)
        finally:
            installation.close()


def _print(found: WhatIf, rows: list[dict[str, Any]]) -> None:
    from textwrap import fill

    from forecasting.scenarios.words import CAVEAT, sentence
    from service.cli.tables import WIDTH, figure, new_table, show, words

    right = ("Chance", "Expected", "Short by", "For 50%", "For 80%")
    table = new_table("Course", *right, right=right)
    for row in rows:
        table.add_row(
            words(row["name"]).capitalize(),
            row["probability_shown"],
            figure(row["projected"], digits=3),
            figure(row["gap"], digits=3),
            _size(row, "needed_50"),
            _size(row, "needed_80"),
        )
    show(table)
    for one in found.scenarios:
        said = f"{one.scenario.name.capitalize()}: {sentence(one, found.current, found.indicator)}"
        typer.echo(f"\n{fill(said, WIDTH)}")
        for needed in one.needed:
            if needed.size is None:
                typer.echo(f"  For {needed.chance:.0%}: {needed.reason}")
    typer.echo(f"\n{fill(CAVEAT, WIDTH)}", err=True)


def _size(row: dict[str, Any], name: str) -> str:
    from service.cli.tables import figure

    return figure(row[name], digits=3)
