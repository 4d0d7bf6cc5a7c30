"""``headway backtest``: what were forecasts made in the past worth?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out
from service.cli.options import Format, FormatOption, ObservationsOption, OutOption

_PICTURES = (".svg", ".png")
ORIGINS = 8


def backtest(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET|INDICATOR", help="Targets or indicators of the catalogue by their id."
        ),
    ] = None,
    mission: Annotated[str | None, typer.Option("--mission", metavar="ID", help="One mission only.")] = None,
    observations: ObservationsOption = None,
    benchmark: Annotated[
        Path | None,
        typer.Option(
            "--benchmark",
            metavar="PATH",
            help="A Parquet file, or a folder of them, with the columns src, id, freq, n, h, x, xx.",
        ),
    ] = None,
    targets: Annotated[
        bool,
        typer.Option("--targets", help="Judge past targets as of earlier days: cases beside their outcomes."),
    ] = False,
    horizon: Annotated[
        int | None, typer.Option("--horizon", min=1, max=730, help="How many periods ahead, at most.")
    ] = None,
    origins: Annotated[
        int | None,
        typer.Option("--origins", min=1, max=200, help="Past origins of each series, at most (8)."),
    ] = None,
    refit: Annotated[
        bool,
        typer.Option("--refit", help="Fit the spread on these origins; adopted only if the rule is met."),
    ] = False,
    shipped: Annotated[
        bool,
        typer.Option(
            "--shipped", help="Put constants of one's own aside: the shipped ones are in force again."
        ),
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE", help="Draw it too, as .svg or .png.", dir_okay=False),
    ] = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Replay the past: what forecasts would have said, against what then happened.

    Without a name every series of the catalogue, with the figures as they were known on the day where
    releases are held; with --observations the series of a file, with --benchmark those of a benchmark.
    The same command gives the same bytes.
    """
    check_out(out)
    given = [observations is not None, benchmark is not None, targets, shipped]
    if sum(given) > 1:
        raise misuse("Give one of --observations, --benchmark, --targets and --shipped.")
    if (observations or benchmark) and (names or mission):
        raise misuse("TARGET, INDICATOR and --mission are for the catalogue; a file has none.")
    if (targets or shipped) and (picture or refit or horizon or origins):
        raise misuse("--picture, --refit, --horizon and --origins are for a replay of series.")
    if refit and picture:
        raise misuse("--refit has no picture; draw the backtest itself.")
    if benchmark and origins:
        raise misuse("Each series of a benchmark has one origin of its own; --origins is for the others.")
    if shipped and (names or mission or out):
        raise misuse("--shipped stands alone.")
    _check_picture(picture)
    with mended():
        from service.cli import backtesting

        if shipped:
            backtesting.put_aside()
        elif targets:
            backtesting.write_cases(names or [], mission=mission, out=out, style=style)
        else:
            source = backtesting.Source(
                tuple(names or ()),
                mission,
                observations,
                benchmark,
                horizon=horizon,
                origins=origins or ORIGINS,
            )
            if refit:
                backtesting.write_refit(source, out=out, style=style)
            else:
                backtesting.write(source, picture=picture, out=out, style=style)


def _check_picture(picture: Path | None) -> None:
    if picture is None:
        return
    if picture.suffix.lower() not in _PICTURES:
        raise misuse(f"“{picture.name}” must end in {' or '.join(_PICTURES)}.")
    if not picture.absolute().parent.is_dir():
        raise misuse(f"There is no folder {picture.absolute().parent}.")
