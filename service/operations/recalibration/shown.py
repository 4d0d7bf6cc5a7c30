"""Calibrations, comparisons and what happened to them, as rows for tables, files and the API: pure reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from service.operations.rounding import rounded
from service.store.calibration_records import CalibrationEvent, CalibrationRecord

Row = dict[str, Any]

_FIELDS: Mapping[str, Callable[[CalibrationRecord], Any]] = {
    "id": lambda one: one.id,
    "indicator_id": lambda one: one.indicator_id,
    "area": lambda one: one.area or None,
    "state": lambda one: one.state.value,
    "calibration": lambda one: one.data["words"],
    "champion": lambda one: one.data["champion"],
    "change": lambda one: rounded(one.change),
    "p": lambda one: rounded(one.p),
    "p_adjusted": lambda one: rounded(one.p_adjusted),
    "tried": lambda one: one.tried,
    "as_of": lambda one: one.as_of.isoformat(),
    "engine": lambda one: one.engine,
    "code_version": lambda one: one.code_version,
    "version": lambda one: one.version,
    "run": lambda one: one.run,
    "reason": lambda one: one.reason,
    "created_by": lambda one: one.created_by,
    "created_at": lambda one: one.created_at.isoformat(),
    "decided_by": lambda one: one.decided_by,
    "decided_at": lambda one: None if one.decided_at is None else one.decided_at.isoformat(),
    "decision": lambda one: one.decision,
    "statement": lambda one: one.data["statement"],
}
"""Every field of a calibration in lists and tables; the API holds its shape against it."""
_PARTS = ("settings", "data", "origins", "search", "rules")

COLUMNS = tuple(_FIELDS)
COMPARISON_COLUMNS = (
    "id", "measure", "part", "footing", "from", "to", "champion", "challenger", "difference", "error", "low", "high", "p",
    "p_adjusted", "origins", "method",
)  # fmt: skip
EVENT_COLUMNS = ("at", "indicator_id", "area", "action", "id", "before", "who", "why", "rule")


def calibration_row(record: CalibrationRecord) -> Row:
    """One calibration as a row, in the order of ``COLUMNS``."""
    return {name: read(record) for name, read in _FIELDS.items()}


def calibration_document(record: CalibrationRecord) -> Row:
    """One calibration with its whole document, as the API and the command line give it."""
    data = record.data
    return {
        **calibration_row(record),
        "choices": data["calibration"],
        **{name: data[name] for name in _PARTS},
        "predecessor": record.predecessor,
    }


def comparison_rows(backtests: Sequence[tuple[int, str]]) -> Iterator[Row]:
    """The measures of some challengers beside their champions, from backtests as they are kept."""
    for id_, text in backtests:
        for line in json.loads(text)["measures"]:
            yield {"id": id_, "footing": None, **line}


def event_row(event: CalibrationEvent) -> Row:
    """One thing that happened, in the order of ``EVENT_COLUMNS``."""
    return {
        "at": event.at.isoformat(),
        "indicator_id": event.indicator_id,
        "area": event.area or None,
        "action": event.action.value,
        "id": event.calibration_id,
        "before": event.before,
        "who": event.who,
        "why": event.why,
        "rule": event.rule or None,
    }
