"""Calibrations as documents of the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from service.api.links import ROOT
from service.operations.recalibration.shown import calibration_document, calibration_row, event_row
from service.store.calibration_records import CalibrationRecord
from service.store.reads.calibrations import backtest_of, champion, events_of

if TYPE_CHECKING:
    from sqlmodel import Session

Document = dict[str, Any]


def calibration_item(record: CalibrationRecord) -> Document:
    """A calibration in a list."""
    return {**calibration_row(record), "links": _links(record)}


def calibration_shown(session: Session, record: CalibrationRecord) -> Document:
    """One calibration in full, with the version of the champion of its series and what happened there."""
    standing = champion(session, (record.indicator_id, record.area))
    return {
        **calibration_document(record),
        "champion_version": 0 if standing is None else standing.version,
        "events": [event_row(one) for one in events_of(session, record.indicator_id, area=record.area)],
        "links": _links(record),
    }


def comparison_shown(session: Session, record: CalibrationRecord) -> Document:
    """A challenger and its champion side by side."""
    own = f"{ROOT}/calibrations/{record.id}"
    return {
        "id": record.id,
        "indicator_id": record.indicator_id,
        "area": record.area or None,
        **json.loads(backtest_of(session, record.id) or "{}"),
        "links": {"self": f"{own}/comparison", "calibration": own},
    }


def _links(record: CalibrationRecord) -> dict[str, str]:
    own = f"{ROOT}/calibrations/{record.id}"
    found = {
        "self": own,
        "comparison": f"{own}/comparison",
        "indicator": f"{ROOT}/indicators/{record.indicator_id}",
    }
    if record.predecessor is not None:
        found["predecessor"] = f"{ROOT}/calibrations/{record.predecessor}"
    return found
