"""What came of a run, and what a rule decided, as rows for tables and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.operations.recalibration.promoting import Considered
from service.operations.recalibration.recalibrating import Recalibrated
from service.operations.rounding import rounded

Row = dict[str, Any]

ITEM_COLUMNS = (
    "indicator_id", "area", "outcome", "id", "calibration", "change", "p", "p_adjusted", "tried", "message", "run"
)  # fmt: skip
RULED_COLUMNS = ("id", "indicator_id", "area", "promoted", "reasons")


def item_rows(found: Recalibrated) -> Iterator[Row]:
    """What came of every series of a run, in the order of ``ITEM_COLUMNS``."""
    held = {record.id: record for record in found.challengers}
    for item in found.items:
        record = None if item.calibration_id is None else held.get(item.calibration_id)
        yield {
            "indicator_id": item.indicator_id,
            "area": item.area or None,
            "outcome": item.outcome.value,
            "id": item.calibration_id,
            "calibration": None if record is None else record.data["words"],
            "change": None if record is None else rounded(record.change),
            "p": None if record is None else rounded(record.p),
            "p_adjusted": None if record is None else rounded(record.p_adjusted),
            "tried": None if record is None else record.tried,
            "message": item.message or (None if record is None else record.data["statement"]),
            "run": item.run,
        }


def ruled_row(found: Considered) -> Row:
    """What a rule said of a challenger, in the order of ``RULED_COLUMNS``."""
    return {
        "id": found.record.id,
        "indicator_id": found.record.indicator_id,
        "area": found.record.area or None,
        "promoted": "yes" if found.promoted else "no",
        "reasons": "; ".join(found.reasons),
    }
