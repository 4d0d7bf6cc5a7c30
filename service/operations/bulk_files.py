"""An analyst's own files, read and ready to be forecast and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from datasets.reading.observations import read_observations
from datasets.reading.targets import TargetRow, read_targets
from service.operations.bulk_cases import BulkTarget
from service.operations.bulk_series import BulkSeries, series_of


@dataclass(frozen=True, eq=False, slots=True)
class BulkInput:
    """Series by id, targets in the order of their file, and what the reader of the files should be told."""

    series: Mapping[str, BulkSeries]
    targets: tuple[BulkTarget, ...] = ()
    notes: tuple[str, ...] = ()


def read_bulk(observations: Path, targets: Path | None = None, *, as_of: date | None = None) -> BulkInput:
    """Read a file of observations, and one of targets, as known on a day.

    Raises the errors of the readers, each naming row, column, value and remedy; PublicationUnknown where a
    day is given and the file has no dates of publication.
    """
    table = read_observations(observations)
    found = series_of(table.as_of(as_of))
    notes = [*_ignored(table.name, table.ignored_columns), *(item.message for item in table.findings)]
    if targets is None:
        return BulkInput(found, (), tuple(notes))
    asked = read_targets(targets, series={info.id: info for info in table.series})
    notes.extend(_ignored(asked.name, asked.ignored_columns))
    return BulkInput(found, tuple(_target(row) for row in asked.rows), tuple(notes))


def _target(row: TargetRow) -> BulkTarget:
    return BulkTarget(
        row.target,
        row.series_id,
        row.any_k,
        other=row.other_series_id,
        peers=row.peer_series,
        scenario=row.scenario_series_id,
        direction=row.direction,
    )


def _ignored(name: str, columns: tuple[str, ...]) -> list[str]:
    return [f"{name}: not read: {', '.join(columns)}."] if columns else []
