"""An assessment as one flat row, for tables and CSV files."""

from __future__ import annotations

from typing import Any

from forecasting.assessment import Assessment

COLUMNS = (
    "target_id", "series_id", "as_of", "latest_period", "latest_value", "target_value", "target_period",
    "projected_p10", "projected_p50", "projected_p90", "projected_gap", "gap_now", "probability", "verdict",
    "likelihood", "attainment_p50", "required_rate", "recent_rate", "method", "reason",
)  # fmt: skip


def row_of(assessment: Assessment) -> dict[str, Any]:
    """The columns of the bulk contract; an empty cell is None."""
    projection, rates, attainment = assessment.projection, assessment.rates, assessment.attainment
    half = None if attainment is None else attainment.quantiles.get(0.5)
    engine = assessment.evidence.engine if assessment.evidence is not None else ""
    return {
        "target_id": assessment.target_id,
        "series_id": assessment.series_id,
        "as_of": assessment.as_of.isoformat(),
        "latest_period": None if assessment.latest_period is None else str(assessment.latest_period),
        "latest_value": assessment.latest_value,
        "target_value": assessment.required_value,
        "target_period": None if assessment.resolved is None else str(assessment.resolved),
        "projected_p10": None if projection is None else projection.eight_in_ten.low,
        "projected_p50": None if projection is None else projection.median,
        "projected_p90": None if projection is None else projection.eight_in_ten.high,
        "projected_gap": None if assessment.projected_gap is None else assessment.projected_gap.value,
        "gap_now": None if assessment.gap_now is None else assessment.gap_now.value,
        "probability": assessment.probability,
        "verdict": assessment.verdict.value,
        "likelihood": None if assessment.likelihood is None else assessment.likelihood.term,
        "attainment_p50": None if half is None else str(half),
        "required_rate": None if rates is None else rates.required,
        "recent_rate": None if rates is None else rates.recent,
        "method": f"headway {engine}" if engine else None,
        "reason": None if assessment.reason is None else assessment.reason.value,
    }
