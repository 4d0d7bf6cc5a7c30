"""What ``headway backtest`` does and prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from service.cli.backtest_table import print_cases, print_refit, print_results
from service.cli.files import emit, whole, write_rows
from service.cli.options import Format
from service.cli.progress import Bar
from service.operations.backtest import Panel, Result, backtest
from service.operations.backtest_rows import (
    CASE_COLUMNS,
    COLUMNS,
    case_rows,
    document_of,
    rows_of,
)
from service.operations.backtest_targets import STATEMENT, past_cases
from service.operations.constants import engine_of, shipped_engine
from service.operations.installation import Installation, open_installation
from service.settings import load_settings


@dataclass(frozen=True, slots=True)
class Source:
    """What to replay: names or a mission of the catalogue, a file of series, or a benchmark."""

    names: tuple[str, ...]
    mission: str | None
    observations: Path | None
    benchmark: Path | None
    horizon: int | None
    origins: int

    @property
    def is_catalogue(self) -> bool:
        """Whether it is the store that is replayed."""
        return self.observations is None and self.benchmark is None


def write(source: Source, *, picture: Path | None, out: Path | None, style: Format) -> None:
    """Replay a source and print what its forecasts were worth."""
    # A file of one's own is forecast with the shipped constants, as `headway forecast` does.
    engine = shipped_engine()
    with Bar("Reading") as bar:
        if source.is_catalogue:
            installation = _open(bar)
            try:
                panels = panels_of(source, installation, bar, champions=True)
                engine = engine_of(installation)
            finally:
                installation.close()
        else:
            panels = panels_of_files(source, bar)
        results = backtest(
            panels,
            horizon=source.horizon,
            engine=engine.settings,
            progress=lambda done, total: bar.stage("Replaying", done, total),
        )
    if picture is not None:
        draw(results, picture)
    if out is None and style is Format.TABLE:
        print_results(results)
    elif out is not None and out.suffix.lower() != ".json":
        write_rows(list(rows_of(results)), COLUMNS, out=out, name="backtest")
    elif style is Format.CSV and out is None:
        emit(list(rows_of(results)), COLUMNS, style=Format.CSV, name="backtest")
    else:
        write_document(document_of(results, constants=engine.constants), out)
    for result in results:
        _say(result)


def panels_of_files(source: Source, bar: Bar) -> list[Panel]:
    """The origins of a file of series, or of a benchmark."""
    from service.operations.backtest_files import panel_of_file, panels_of_benchmark

    if source.benchmark is not None:
        return panels_of_benchmark(source.benchmark, horizon=source.horizon)
    if source.observations is None:
        return []
    return [
        panel_of_file(
            source.observations,
            horizon=source.horizon,
            origins=source.origins,
            progress=lambda done, total: bar.stage("Reading", done, total),
        )
    ]


def panels_of(source: Source, installation: Installation, bar: Bar, *, champions: bool) -> list[Panel]:
    """The origins of a source, those of the catalogue included, with their ``champions`` or all for the engine alone."""
    from service.operations.backtest_catalogue import panel_of
    from service.operations.backtest_champions import panel_with_champions

    if not source.is_catalogue:
        return panels_of_files(source, bar)
    bar.stage("Reading the past of every series", 0, 1)
    chosen = panel_with_champions if champions else panel_of
    return [
        chosen(
            installation, source.names, mission=source.mission, horizon=source.horizon, origins=source.origins
        )
    ]


def _open(bar: Bar) -> Installation:
    return open_installation(load_settings(), recorded=datetime.now(UTC), progress=bar.stage)


def write_cases(names: Sequence[str], *, mission: str | None, out: Path | None, style: Format) -> None:
    """Judge past targets as of earlier days and print what was said beside what happened."""
    with Bar("Reading") as bar:
        installation = _open(bar)
        try:
            cases = past_cases(
                installation,
                names,
                mission=mission,
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
        finally:
            installation.close()
    rows = list(case_rows(cases))
    if out is not None:
        write_rows(rows, CASE_COLUMNS, out=out, name="cases")
    elif style is Format.TABLE:
        print_cases(cases)
    else:
        emit(rows, CASE_COLUMNS, style=style, name="cases")
    typer.echo(STATEMENT, err=True)


def write_refit(source: Source, *, out: Path | None, style: Format) -> None:
    """Fit the spread on the origins of a source, keep the fit where the rule is met, and say what came of it."""
    from service.operations import backtest_refit

    with Bar("Reading") as bar:
        installation = _open(bar)
        try:
            found = backtest_refit.refit_on(
                installation,
                panels_of(source, installation, bar, champions=False),
                recorded=datetime.now(UTC),
                progress=lambda done, total: bar.stage("Fitting", done, total),
            )
        finally:
            installation.close()
    rows = backtest_refit.rows_of(found)
    if out is not None:
        write_rows(rows, backtest_refit.COLUMNS, out=out, name="refit")
    elif style is Format.TABLE:
        print_refit(found)
    else:
        emit(rows, backtest_refit.COLUMNS, style=style, name="refit")
    adopted = sum(one.refit.adopted for one in found)
    text = "Nothing has changed." if not adopted else "In force from the next judgement on: headway prepare."
    typer.echo(text, err=True)


def put_aside() -> None:
    """Put the shipped constants in force again."""
    from service.operations.backtest_refit import use_shipped

    with Bar("Reading the catalogue") as bar:
        installation = _open(bar)
        try:
            done = use_shipped(installation, recorded=datetime.now(UTC))
        finally:
            installation.close()
    typer.echo(f"The shipped constants are in force again; {done} of your own put aside, and kept.", err=True)


def write_document(document: dict[str, Any], out: Path | None) -> None:
    """A document as JSON, indented, to a file or to standard output."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    with whole(out) as partial:
        partial.write_text(text, "utf-8")


def draw(results: Sequence[Result], picture: Path) -> None:
    """Draw a backtest as SVG or PNG."""
    from service.charts.renderer import Renderer
    from service.charts.theme import Theme, config
    from service.cli.backtest_picture import specification

    spec, theme = specification(results), config(Theme.LIGHT)
    with Renderer(limit=60.0) as renderer:
        vector = picture.suffix.lower() == ".svg"
        drawn = renderer.svg(spec, theme).encode() if vector else renderer.png(spec, theme)
    with whole(picture) as partial:
        partial.write_bytes(drawn)


def _say(result: Result) -> None:
    refused = sum(result.refused.values())
    text = f"{result.name}: {result.series:,} independent series, {result.origins:,} origins"
    typer.echo(f"{text}, {refused:,} of them without a forecast." if refused else f"{text}.", err=True)
    for note in result.notes:
        typer.echo(f"  {note}", err=True)
