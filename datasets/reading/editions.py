"""Rows put in order by series, period and release, with repeats dropped and contradictions named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from datasets.observation import ObservationStatus
from datasets.reading.columns import (
    Codes,
    Collected,
    Floats,
    Integers,
    Labels,
    PeriodColumn,
    each,
    labels,
    one_of,
)
from datasets.reading.tables import RawTable

STATUSES = tuple(ObservationStatus)
"""The publishers' words by their code in a status column."""


def statuses(table: RawTable, problems: Collected) -> NDArray[np.int8]:
    """The status column as codes of ``STATUSES``; final where nothing is said."""
    if "status" not in table.columns:
        return np.zeros(table.rows, dtype=np.int8)
    column = labels(table.columns["status"])
    words = each(column, "status", one_of([word.value for word in STATUSES], "status"), problems)
    codes = [0 if word is None else STATUSES.index(ObservationStatus(word)) for word in words]
    return np.array([*codes, 0], dtype=np.int8)[column.codes]


def in_order(series: Codes, found: PeriodColumn, days: Codes) -> Integers:
    """Row numbers by series, period and day of publication."""
    key = (series.astype(np.int64) << 32) + (found.ordinal.astype(np.int64) << 11) + found.anchor
    if np.all(key[1:] > key[:-1]):
        return np.arange(len(key))
    if np.all(days == days[0]):
        return np.argsort(key, kind="stable")
    return np.lexsort((days, key))


def without_repeats(
    order: Integers, series: Labels, found: PeriodColumn, days: Codes, values: Floats, problems: Collected
) -> tuple[Integers, int]:
    """Rows in order with identical repeats dropped; two values for one period and release are a problem."""
    if not len(order):
        return order, 0
    left, right = order[:-1], order[1:]
    same = (
        (series.codes[left] == series.codes[right])
        & (found.ordinal[left] == found.ordinal[right])
        & (found.anchor[left] == found.anchor[right])
        & (days[left] == days[right])
    )
    differs = same & (values[left] != values[right])
    before = dict(zip(right[differs].tolist(), left[differs].tolist(), strict=True))
    problems.add(
        "conflicting_observations",
        "value",
        sorted(before),
        lambda row: (
            f"“{series.at(row)}” has {values[row]:g} for {found.at(row)} here and {values[before[row]]:g} in another row.",
            float(values[row]),
        ),
        "Keep one value a period, or say in “published” when each came out.",
    )
    kept = np.concatenate([[True], ~same])
    return order[kept], int(len(order) - kept.sum())
