"""Calibrations, comparisons and what happened to them, as rows for tables, files and the API: pure reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from service.operations.rounding import rounded
from service.store.calibration_records import CalibrationEvent, CalibrationRecord

Row = dict[str, Any]

COLUMNS = (
    "id", "indicator_id", "area", "state", "calibration", "champion", "change", "p", "p_adjusted", "tried",
    "as_of", "engine", "code_version", "version", "run", "reason", "created_by", "created_at", "decided_by",
    "decided_at", "decision", "statement",
)  # fmt: skip
COMPARISON_COLUMNS = (
    "id", "measure", "part", "footing", "from", "to", "champion", "challenger", "difference", "error", "low", "high", "p",
    "p_adjusted", "origins", "method",
)  # fmt: skip
EVENT_COLUMNS = ("at", "indicator_id", "area", "action", "id", "before", "who", "why", "rule")


def calibration_row(record: CalibrationRecord) -> Row:
    """One calibration as a row, in the order of ``COLUMNS``."""
    data = record.data
    return {
        "id": record.id,
        "indicator_id": record.indicator_id,
        "area": record.area or None,
        "state": record.state.value,
        "calibration": data["words"],
        "champion": data["champion"],
        "change": rounded(record.change),
        "p": rounded(record.p),
        "p_adjusted": rounded(record.p_adjusted),
        "tried": record.tried,
        "as_of": record.as_of.isoformat(),
        "engine": record.engine,
        "code_version": record.code_version,
        "version": record.version,
        "run": record.run,
        "reason": record.reason,
        "created_by": record.created_by,
        "created_at": record.created_at.isoformat(),
        "decided_by": record.decided_by,
        "decided_at": None if record.decided_at is None else record.decided_at.isoformat(),
        "decision": record.decision,
        "statement": data["statement"],
    }


def calibration_document(record: CalibrationRecord) -> Row:
    """One calibration with its whole document, for programs."""
    row = calibration_row(record)
    data = record.data
    return {
        **{name: value for name, value in row.items() if name not in ("calibration", "champion")},
        "words": data["words"],
        "champion_words": data["champion"],
        "against": record.against,
        "predecessor": record.predecessor,
        **{name: data[name] for name in ("calibration", "settings", "data", "origins", "search", "rules")},
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
