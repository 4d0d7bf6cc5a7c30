"""A stored judgement as one flat row, straight from its document: a hundred thousand are read at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.operations.rows import COLUMNS as _COLUMNS
from service.store.records import AssessmentRecord

COLUMNS = ("mission_id", *_COLUMNS)
HISTORY_COLUMNS = (*COLUMNS, "recorded_at", "assessment")
HISTORY_KEY = ("assessment",)
QUANTITIES = (
    *("latest_value", "target_value", "projected_p10", "projected_p50", "projected_p90", "projected_gap"),
    *("gap_now", "required_rate", "recent_rate"),
)

Document = Mapping[str, Any]


def assessment_row(document: Document, mission_id: str) -> dict[str, Any]:
    """What ``operations.rows.row_of`` gives for the assessment, without making it first."""
    projection, rates = document.get("projection"), document.get("rates")
    central = None if projection is None else projection["eight_in_ten"]
    engine = (document.get("evidence") or {}).get("engine")
    return {
        "mission_id": mission_id,
        "target_id": document["target_id"],
        "series_id": document["series_id"],
        "as_of": document["as_of"],
        "latest_period": _period(document.get("latest_period")),
        "latest_value": document.get("latest_value"),
        "target_value": document.get("required_value"),
        "target_period": _period(document.get("resolved")),
        "projected_p10": central and central["low"],
        "projected_p50": projection and projection["median"],
        "projected_p90": central and central["high"],
        "projected_gap": _part(document.get("projected_gap"), "value"),
        "gap_now": _part(document.get("gap_now"), "value"),
        "probability": document.get("probability"),
        "verdict": document["verdict"],
        "likelihood": _part(document.get("likelihood"), "term"),
        "attainment_p50": _half(document.get("attainment")),
        "required_rate": _part(rates, "required"),
        "recent_rate": _part(rates, "recent"),
        "method": f"headway {engine}" if engine else None,
        "reason": document.get("reason"),
    }


def filed(record: AssessmentRecord) -> dict[str, Any]:
    """What tells the judgements of one target apart: when each was made, and its key."""
    return {"recorded_at": record.recorded_at, "assessment": record.key}


def _part(member: Document | None, name: str) -> Any:
    return None if member is None else member[name]


def _period(member: Document | None) -> str | None:
    return None if member is None else member["period"]


def _half(attainment: Document | None) -> str | None:
    return None if attainment is None else _period(attainment["quantiles"].get("0.5"))
