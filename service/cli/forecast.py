"""``headway forecast``: where do series go on the current course?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out
from service.cli.options import Format, FormatOption, ObservationsOption, OutOption

_QUANTILES = "0.1,0.5,0.9"
_DRIVEN = ("sarimax",)
"""What is fitted where something drives the series and no model was named."""


def forecast(
    indicators: Annotated[
        list[str] | None,
        typer.Argument(metavar="INDICATOR", help="Indicators of the catalogue by their id."),
    ] = None,
    area: Annotated[str | None, typer.Option("--area", metavar="CODE", help="One area only.")] = None,
    observations: ObservationsOption = None,
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=730, help="How many periods ahead.")] = 12,
    quantiles: Annotated[
        str, typer.Option("--quantiles", metavar="LIST", help="Quantiles, between 0 and 1.")
    ] = _QUANTILES,
    models: Annotated[
        str | None,
        typer.Option(
            "--models",
            metavar="LIST",
            help="Other models than the default, averaged: grid, ets, sarimax, unobserved_components, theta, "
            "prophet, drift, seasonal_naive.",
        ),
    ] = None,
    regressors: Annotated[
        Path | None,
        typer.Option(
            "--regressors",
            metavar="FILE",
            help="Series that drive the others, in the columns of --observations.",
            dir_okay=False,
        ),
    ] = None,
    regressor: Annotated[
        list[str] | None,
        typer.Option(
            "--regressor",
            metavar="NAME[:LAG]",
            help="A series of --regressors, or an indicator, that acts LAG periods later; may be repeated.",
        ),
    ] = None,
    leading: Annotated[
        bool, typer.Option("--leading", help="Use the leading indicators that the catalogue declares.")
    ] = False,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Forecast series: the value at each period ahead, as quantiles of the predictive distribution.

    With --observations every series of a file; else indicators of the catalogue (all, if none is named).
    Regressors need sarimax or unobserved_components, and are themselves forecast where they end.
    """
    check_out(out)
    levels = _levels(quantiles)
    if observations is not None and (indicators or area or leading):
        raise misuse("INDICATOR, --area and --leading are for the catalogue; a file has none of them.")
    driven = bool(regressors or regressor or leading)
    names = _models(models) or (_DRIVEN if driven else ())
    lags = _lags(regressor or [])
    with mended():
        if names:
            from service.cli.chosen import write_chosen, write_chosen_catalogue

            if observations is not None:
                write_chosen(
                    observations,
                    names,
                    regressors=regressors,
                    lags=lags,
                    horizon=horizon,
                    levels=levels,
                    out=out,
                    style=style,
                )
            else:
                write_chosen_catalogue(
                    indicators or [],
                    names,
                    area=area,
                    regressors=regressors,
                    lags=lags,
                    leading=leading,
                    horizon=horizon,
                    levels=levels,
                    out=out,
                    style=style,
                )
            return
        from service.cli.quantiles import write_bulk, write_catalogue

        if observations is not None:
            write_bulk(observations, horizon=horizon, levels=levels, out=out, style=style)
        else:
            write_catalogue(indicators or [], area=area, horizon=horizon, levels=levels, out=out, style=style)


def _models(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise misuse("--models: name at least one model, such as prophet or grid,theta.")
    return names


def _lags(given: list[str]) -> dict[str, int]:
    lags: dict[str, int] = {}
    for text in given:
        name, _, lag = text.rpartition(":") if text.rpartition(":")[2].isdigit() else (text, "", "0")
        if not name:
            raise misuse(f"--regressor {text}: write a name, or a name and a lag such as starts:4.")
        lags[name] = int(lag)
    return lags


def _levels(text: str) -> tuple[float, ...]:
    try:
        levels = tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise misuse(f"--quantiles {text}: write numbers parted by commas, such as {_QUANTILES}.") from None
    if not levels or not all(0 < level < 1 for level in levels):
        raise misuse(f"--quantiles {text}: each must lie between 0 and 1.")
    if len(set(levels)) < len(levels):
        raise misuse(f"--quantiles {text}: name each once.")
    return levels
