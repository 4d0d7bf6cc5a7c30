"""An assessment as one row of a table: the columns of ``headway assess``, with the mission first."""

from __future__ import annotations

from typing import Any

from service.store.records import AssessmentRecord

COLUMNS = (
    "mission_id", "target_id", "series_id", "as_of", "latest_period", "latest_value", "target_value",
    "target_period", "projected_p10", "projected_p50", "projected_p90", "projected_gap", "gap_now", "probability",
    "verdict", "likelihood", "attainment_p50", "required_rate", "recent_rate", "method", "reason",
)  # fmt: skip


def summary_row(record: AssessmentRecord) -> dict[str, Any]:
    """The row of one stored assessment; what it does not have stays empty."""
    data = record.data
    projection = data["projection"] or {}
    spread = projection.get("eight_in_ten") or {}
    attained = data["attainment"] or {}
    return {
        **data,
        "mission_id": record.mission_id,
        "latest_period": _notation(data["latest_period"]),
        "target_value": data["required_value"],
        "target_period": _notation(data["resolved"]),
        "projected_p10": spread.get("low"),
        "projected_p50": projection.get("median"),
        "projected_p90": spread.get("high"),
        "projected_gap": _member(data["projected_gap"], "value"),
        "gap_now": _member(data["gap_now"], "value"),
        "likelihood": _member(data["likelihood"], "term"),
        "attainment_p50": _notation(attained.get("quantiles", {}).get("0.5")),
        "required_rate": _member(data["rates"], "required"),
        "recent_rate": _member(data["rates"], "recent"),
        "method": _member(data["evidence"], "engine"),
    }


def _member(part: dict[str, Any] | None, name: str) -> Any:
    return None if part is None else part[name]


def _notation(period: dict[str, Any] | None) -> Any:
    return _member(period, "period")
