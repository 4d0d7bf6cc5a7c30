"""``headway recalibrate``: try other ways of forecasting, beside the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption

if TYPE_CHECKING:
    from service.operations.recalibration.request import Choices

_SCALES = {"raw": "raw", "log": "logarithmic", "logarithmic": "logarithmic", "both": "both", "auto": "both"}


def recalibrate(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET|INDICATOR]...", help="Targets or indicators, by id."),
    ] = None,
    mission: Annotated[
        str | None, typer.Option("--mission", metavar="ID", help="The series of a mission's targets.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every series that is held.")] = False,
    area: Annotated[
        str | None, typer.Option("--area", metavar="CODE", help="One area of an indicator, not all together.")
    ] = None,
    models: Annotated[
        str | None,
        typer.Option(
            "--models",
            metavar="LIST",
            help="Models to average, with weights if you like: grid:2,theta. Without any choice, candidates are searched.",
        ),
    ] = None,
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="SCALE", help="raw, log, or both (as the engine does).")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="PERIOD", help="Learn from this period on.")
    ] = None,
    exclude: Annotated[
        str | None,
        typer.Option(
            "--exclude", metavar="PERIODS", help="Periods set aside: 2020,2021 or 2020-03..2021-06."
        ),
    ] = None,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", metavar="PERIOD", help="Figures before are not comparable; may be repeated."),
    ] = None,
    regressor: Annotated[
        list[str] | None,
        typer.Option(
            "--regressor",
            metavar="INDICATOR[:LAG]",
            help="An indicator of the same area that acts LAG periods later; may be repeated.",
        ),
    ] = None,
    spread: Annotated[
        str | None,
        typer.Option(
            "--spread",
            metavar="SPREAD",
            help="shipped, own, wider, narrower, tuned, or a factor such as 1.2.",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, help="A seed for the draws instead of each judgement's own."),
    ] = None,
    origins: Annotated[
        int, typer.Option("--origins", min=4, max=200, help="Past origins of each series, at most.")
    ] = 20,
    horizon: Annotated[
        int | None, typer.Option("--horizon", min=1, max=730, help="How many periods ahead, at most.")
    ] = None,
    areas: Annotated[
        str | None,
        typer.Option(
            "--areas",
            metavar="N|all",
            help="On how many areas a calibration for all of them is compared: 40 unless given, evenly spread by code.",
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was interrupted last.")
    ] = False,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Make challengers: other ways of forecasting, each with its backtest beside the champion's.

    Nothing that is forecast changes until a challenger is promoted (headway calibrations promote). Earlier origins
    may choose a challenger, later ones confirm it; the figures are those known on each day where releases are held.
    """
    check_out(out)
    given = [bool(names), mission is not None, everything]
    choices = (models, scale, since, exclude, breaks, regressor, spread, seed)
    if resume and (any(given) or any(item is not None for item in (*choices, areas)) or reason):
        raise misuse("--resume stands alone: the run knows what was asked.")
    if not resume and sum(given) != 1:
        raise misuse("Name targets or indicators, or give --mission or --all.")
    if not resume and not (reason or "").strip():
        raise misuse("--reason is missing: say why, in a sentence; it is kept with the challenger.")
    if area is not None and not names:
        raise misuse("--area goes with an indicator.")
    with mended():
        from service.cli import recalibrating
        from service.operations.recalibration.request import Request
        from service.operations.recalibration.rows import ITEM_COLUMNS, item_rows

        request = None
        if not resume:
            request = Request(
                reason=reason or "",
                names=tuple(names or ()),
                mission=mission,
                everything=everything,
                area=area,
                choices=_choices(models, scale, since, exclude, breaks, regressor, spread, seed),
                origins=origins,
                horizon=horizon,
                **({} if areas is None else {"most_areas": _areas(areas)}),
            )
        found = recalibrating.run(request)
        rows = list(item_rows(found))
        if out is not None:
            write_rows(rows, ITEM_COLUMNS, out=out, name="challengers")
        elif style is Format.TABLE:
            recalibrating.show_run(found)
        else:
            emit(rows, ITEM_COLUMNS, style=style, name="challengers")
        recalibrating.say_run(found)


def _areas(text: str) -> int:
    if text == "all":
        return 1_000_000
    if not text.isdigit() or int(text) < 2:
        raise misuse(f"--areas {text}: write a number from 2 on, or all.")
    return int(text)


def _choices(
    models: str | None,
    scale: str | None,
    since: str | None,
    exclude: str | None,
    breaks: list[str] | None,
    regressor: list[str] | None,
    spread: str | None,
    seed: int | None,
) -> Choices:
    from forecasting.judging.treatments import Scale
    from service.operations.recalibration.request import Choices

    if scale is not None and scale not in _SCALES:
        raise misuse(f"--scale {scale}: write raw, log or both.")
    weighed = [_weighed(part) for part in _parts(models)]
    return Choices(
        models=tuple(name for name, _ in weighed),
        weights=tuple((name, weight) for name, weight in weighed if weight is not None),
        scale=None if scale is None else Scale(_SCALES[scale]),
        since=since,
        exclude=tuple(_parts(exclude)),
        breaks=tuple(breaks or ()),
        regressors=tuple(_lagged(text) for text in regressor or ()),
        spread=spread,
        seed=seed,
    )


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _weighed(text: str) -> tuple[str, float | None]:
    name, colon, weight = text.partition(":")
    if not colon:
        return name, None
    try:
        return name, float(weight)
    except ValueError:
        raise misuse(f"--models {text}: write a name, or a name and a weight such as grid:2.") from None


def _lagged(text: str) -> tuple[str, int]:
    name, _, lag = text.rpartition(":")
    if name and lag.isdigit():
        return name, int(lag)
    return text, 0
