"""``headway forecast``: where do series go on the current course?"""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out
from service.cli.options import Format, FormatOption, ObservationsOption, OutOption

_QUANTILES = "0.1,0.5,0.9"


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
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Forecast series: the value at each period ahead, as quantiles of the predictive distribution.

    With --observations every series of a file; else indicators of the catalogue (all, if none is named).
    """
    check_out(out)
    levels = _levels(quantiles)
    if observations is not None and (indicators or area):
        raise misuse("INDICATOR and --area are for the catalogue; a file has neither.")
    with mended():
        from service.cli.quantiles import write_bulk, write_catalogue

        if observations is not None:
            write_bulk(observations, horizon=horizon, levels=levels, out=out, style=style)
        else:
            write_catalogue(indicators or [], area=area, horizon=horizon, levels=levels, out=out, style=style)


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
