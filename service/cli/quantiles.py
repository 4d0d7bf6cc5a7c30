"""Forecasts as rows of quantiles: ``series_id, period, horizon, quantile, value``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service.cli.files import Csv, sink, whole, write_json
from service.cli.options import Format
from service.cli.progress import Bar
from service.cli.tables import SHOWN, figure, new_table, show

if TYPE_CHECKING:
    import pyarrow as pa

    from service.operations.bulk_forecast import BulkQuantiles

COLUMNS = ("series_id", "period", "horizon", "quantile", "value")
_NAMED = 5


def write_bulk(
    observations: Path, *, horizon: int, levels: Sequence[float], out: Path | None, style: Format
) -> None:
    """Forecast the series of a file, write or print their quantiles, and say which could not be forecast."""
    from service.operations.bulk_files import read_bulk
    from service.operations.bulk_forecast import forecast_in_bulk

    given = read_bulk(observations)
    for note in given.notes:
        typer.echo(f"Note: {note}", err=True)
    refused: list[tuple[str, str]] = []
    with Bar("Forecasting") as bar:
        parts = forecast_in_bulk(list(given.series.values()), horizon=horizon, levels=levels, progress=bar)
        write_parts(noting(parts, refused), out=out, style=style)
    say(len(given.series), refused, out)


def write_catalogue(
    indicators: Sequence[str],
    *,
    area: str | None,
    horizon: int,
    levels: Sequence[float],
    out: Path | None,
    style: Format,
) -> None:
    """Forecast indicators of the catalogue on the figures in the store."""
    from datetime import UTC, datetime

    from service.operations.bulk_catalogue import catalogue_series
    from service.operations.bulk_forecast import forecast_in_bulk
    from service.operations.champion_forecasts import ChampionForecasts
    from service.operations.constants import engine_of
    from service.operations.installation import open_installation
    from service.settings import load_settings

    refused: list[tuple[str, str]] = []
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=datetime.now(UTC), progress=bar.stage)
        try:
            series = catalogue_series(installation, indicators, area=area, with_champions=True)
            engine = engine_of(installation).settings
        finally:
            installation.close()
        parts = forecast_in_bulk(
            series,
            horizon=horizon,
            levels=levels,
            progress=lambda done, total: bar.stage("Forecasting", done, total),
            engine=engine,
            instead=ChampionForecasts(engine),
        )
        write_parts(noting(parts, refused), out=out, style=style)
    say(len(series), refused, out)


def noting(parts: Iterable[BulkQuantiles], refused: list[tuple[str, str]]) -> Iterator[BulkQuantiles]:
    """The parts as they come; series without a forecast are put down with their reasons."""
    for part in parts:
        refused.extend(
            (series.id, reason) for series, reason in zip(part.series, part.reasons, strict=True) if reason
        )
        yield part


def write_parts(parts: Iterable[BulkQuantiles], *, out: Path | None, style: Format) -> None:
    """Write forecasts as they come, or print them."""
    tables = (quantile_table(part) for part in parts)
    if out is not None and out.suffix.lower() == ".json":
        with whole(out) as partial, partial.open("w", encoding="utf-8") as file:
            write_json(_rows(tables), COLUMNS, name="forecasts", to=file)
    elif out is not None:
        with sink(out) as target:
            for table in tables:
                target.write(table)
    elif style is Format.JSON:
        write_json(_rows(tables), COLUMNS, name="forecasts", to=sys.stdout)
    elif style is Format.CSV:
        sys.stdout.flush()
        stream = Csv(sys.stdout.buffer)
        for table in tables:
            stream.write(table)
        sys.stdout.buffer.flush()
    else:
        _print(parts)


def quantile_table(part: BulkQuantiles) -> pa.Table:
    """The quantiles of consecutive series as a table, those left out that could not be forecast."""
    import numpy as np
    import pyarrow as pa

    good = [place for place, reason in enumerate(part.reasons) if reason is None]
    steps, count = part.quantiles.shape[1], len(part.levels)
    texts: dict[str, int] = {}
    numbers: dict[tuple[object, object], list[int]] = {}
    codes: list[list[int]] = []
    for place in good:
        series = part.series[place]
        key = (series.frequency, series.last if series.regular else place)
        if key not in numbers:
            labels = [series.text_ahead(step) for step in range(1, steps + 1)]
            numbers[key] = [texts.setdefault(label, len(texts)) for label in labels]
        codes.append(numbers[key])
    ids = pa.array([part.series[place].id for place in good], pa.string())
    owner = np.repeat(np.arange(len(good), dtype=np.int32), steps * count)
    period = np.repeat(np.array(codes, dtype=np.int32).reshape(-1), count)
    return pa.table(
        {
            "series_id": pa.DictionaryArray.from_arrays(owner, ids),
            "period": pa.DictionaryArray.from_arrays(period, pa.array(list(texts), pa.string())),
            "horizon": np.tile(np.repeat(np.arange(1, steps + 1, dtype=np.int32), count), len(good)),
            "quantile": np.tile(np.asarray(part.levels), len(good) * steps),
            "value": part.quantiles[good].reshape(-1),
        }
    )


def _rows(tables: Iterable[pa.Table]) -> Iterator[dict[str, object]]:
    for table in tables:
        for batch in table.to_batches(max_chunksize=65536):
            yield from batch.to_pylist()


def _print(parts: Iterable[BulkQuantiles]) -> None:
    table, left = None, 0
    for part in parts:
        if table is None:
            names = [f"{100 * level:g}%" for level in part.levels]
            table = new_table("Series", "Period", *names, right=names)
        for series, quantiles, reason in zip(part.series, part.quantiles, part.reasons, strict=True):
            if reason is not None:
                continue
            for step, values in enumerate(quantiles, start=1):
                if table.row_count >= SHOWN:
                    left += 1
                    continue
                name = series.id if step == 1 else ""
                table.add_row(name, series.text_ahead(step), *(figure(float(v)) for v in values))
    if table is not None:
        show(table)
    if left:
        typer.echo(f"… and {left:,} more; --format csv or --out shows them all.", err=True)


def say(count: int, refused: Sequence[tuple[str, str]], out: Path | None) -> None:
    """Tell what was written, and which series could not be forecast."""
    if out is not None:
        typer.echo(f"{count - len(refused):,} of {count:,} series forecast in {out}.", err=True)
    for name, reason in refused[:_NAMED]:
        typer.echo(f"Not forecast: {name} ({reason.replace('_', ' ')}).", err=True)
    if len(refused) > _NAMED:
        typer.echo(f"Not forecast: {len(refused) - _NAMED:,} more.", err=True)
