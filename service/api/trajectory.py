"""The chart of an assessment as data: nested for programs, flat for dashboards, wide for tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from forecasting.findings import FindingCode

PERCENTILES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")
COLUMNS = (
    "time", "period", "label", "actual", "status", *PERCENTILES, "trajectory", "target", "set_aside", "comparable",
)  # fmt: skip
QUANTITIES = ("actual", *PERCENTILES, "trajectory", "target")
FLAT = ("time", "period", "actual", "p10", "p25", "p50", "p75", "p90", "trajectory", "target")
LONG = ("time", "period", "measure", "value")
_MEASURES = FLAT[2:]
_SAME = ("target_id", "as_of", "unit", "required_value", "resolved", "caveat")

Document = Mapping[str, Any]


def shape(assessment: Document) -> dict[str, Any]:
    """The trajectory as a document."""
    return {
        **{name: assessment.get(name) for name in _SAME},
        "assessment": assessment["key"],
        "illustrative": _illustrative(assessment),
        "points": [_point(point) for point in assessment.get("track", ())],
    }


def rows(assessment: Document) -> Iterator[dict[str, Any]]:
    """The trajectory as the rows of a table."""
    for point in assessment.get("track", ()):
        period = point["period"]
        yield {
            "time": period["end"],
            "period": period["period"],
            "label": period["label"],
            "actual": point["actual"],
            "status": point["status"],
            **_fan(point),
            "trajectory": point["required"],
            "target": assessment.get("required_value"),
            "set_aside": point["set_aside"],
            "comparable": point["comparable"],
        }


def flat(assessment: Document, *, since: date | None, until: date | None) -> list[dict[str, Any]]:
    """The rows of a dashboard, those whose period ends between two days."""
    first, last = (since or date.min).isoformat(), (until or date.max).isoformat()
    return [{name: row[name] for name in FLAT} for row in rows(assessment) if first <= row["time"] <= last]


def long(flat_rows: Iterable[Document]) -> list[dict[str, Any]]:
    """The rows of a dashboard turned round: one a period and figure, those that are known."""
    return [
        {"time": row["time"], "period": row["period"], "measure": measure, "value": row[measure]}
        for row in flat_rows
        for measure in _MEASURES
        if row[measure] is not None
    ]


def _point(point: Document) -> dict[str, Any]:
    given = {name: value for name, value in point.items() if name != "quantiles"}
    return {**given, "forecast": _fan(point) if point["quantiles"] else None}


def _fan(point: Document) -> dict[str, float | None]:
    return dict(zip(PERCENTILES, point["quantiles"] or (None,) * len(PERCENTILES), strict=True))


def _illustrative(assessment: Document) -> bool:
    now = assessment.get("gap_now")
    found = any(
        one["code"] == FindingCode.TRAJECTORY_ILLUSTRATIVE.value for one in assessment.get("findings", ())
    )
    return found or bool(now and now["illustrative"])
