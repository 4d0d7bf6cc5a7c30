"""``headway forecast`` with models that were chosen, and with series that drive others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service.cli.options import Format
from service.cli.progress import Bar
from service.cli.quantiles import noting, say, write_parts

if TYPE_CHECKING:
    from service.operations.bulk_forecast import BulkQuantiles
    from service.operations.bulk_series import BulkSeries
    from service.operations.chosen_forecast import Chosen, Driver, Placed

_NAMED = 8


def write_chosen(
    observations: Path,
    models: tuple[str, ...],
    *,
    regressors: Path | None,
    lags: Mapping[str, int],
    horizon: int,
    levels: Sequence[float],
    out: Path | None,
    style: Format,
) -> None:
    """Forecast the series of a file with chosen models; those that drive others come from a file of their own."""
    from service.operations.bulk_files import read_bulk
    from service.operations.chosen_forecast import Chosen

    given = read_bulk(observations)
    outside = given.series if regressors is None else read_bulk(regressors).series
    for note in given.notes:
        typer.echo(f"Note: {note}", err=True)
    choice = Chosen(models, _drivers(outside, lags, every=regressors is not None))
    _write(list(given.series.values()), choice, horizon=horizon, levels=levels, out=out, style=style)


def write_chosen_catalogue(
    indicators: Sequence[str],
    models: tuple[str, ...],
    *,
    area: str | None,
    regressors: Path | None,
    lags: Mapping[str, int],
    leading: bool,
    horizon: int,
    levels: Sequence[float],
    out: Path | None,
    style: Format,
) -> None:
    """Forecast indicators of the catalogue with chosen models, driven by a file, by indicators, or by what is declared."""
    from datetime import UTC, datetime

    from service.operations.bulk_catalogue import catalogue_series, drivers_of
    from service.operations.bulk_files import read_bulk
    from service.operations.chosen_forecast import Chosen
    from service.operations.installation import open_installation
    from service.settings import load_settings

    drivers: tuple[Driver, ...] = ()
    if regressors is not None:
        drivers = _drivers(read_bulk(regressors).series, lags, every=True)
        lags = {}
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=datetime.now(UTC), progress=bar.stage)
        try:
            series = catalogue_series(installation, indicators, area=area)
            own = drivers_of(installation, series, list(lags.items()), declared=leading)
        finally:
            installation.close()
    _write(series, Chosen(models, drivers, own), horizon=horizon, levels=levels, out=out, style=style)


def _drivers(series: Mapping[str, BulkSeries], lags: Mapping[str, int], *, every: bool) -> tuple[Driver, ...]:
    """The series named with their lags; without a name every series of a file of regressors, unlagged."""
    from service.operations.bulk_errors import RegressorUnknown
    from service.operations.chosen_forecast import Driver

    for name in lags:
        if name not in series:
            raise RegressorUnknown(name, known=series)
    chosen = lags or (dict.fromkeys(series, 0) if every else {})
    return tuple(Driver(series[name].series, lag) for name, lag in chosen.items())


def _write(
    series: Sequence[Placed],
    choice: Chosen,
    *,
    horizon: int,
    levels: Sequence[float],
    out: Path | None,
    style: Format,
) -> None:
    from service.operations.chosen_forecast import forecast_with_chosen

    refused: list[tuple[str, str]] = []
    notes: list[str] = []
    with Bar("Forecasting") as bar:
        parts: Iterable[BulkQuantiles] = forecast_with_chosen(
            series, choice, horizon=horizon, levels=levels, notes=notes, progress=bar
        )
        write_parts(noting(parts, refused), out=out, style=style)
    for note in notes[:_NAMED]:
        typer.echo(f"Note: {note}", err=True)
    if len(notes) > _NAMED:
        typer.echo(f"Note: {len(notes) - _NAMED:,} more of this kind.", err=True)
    say(len(series), refused, out)
