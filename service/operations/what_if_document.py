"""Scenarios of a target as a document for programs, and as rows for tables."""

from __future__ import annotations

from typing import Any

from forecasting.assessment import Assessment, Range
from forecasting.judging.tracking import shown_quantiles
from forecasting.scenarios.appraisal import Appraised
from forecasting.scenarios.stated import Stated
from forecasting.scenarios.words import CAVEAT, needed_in_words, sentence
from service.documents import to_document
from service.operations.what_if import WhatIf

PERCENTILES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")
COLUMNS = (
    "target_id", "name", "scenario", "probability", "probability_shown", "change", "verdict", "projected",
    "projected_low", "projected_high", "gap", "needed_50", "needed_80", "measure", "unit",
)  # fmt: skip
_JUDGED = (
    "verdict", "probability", "probability_range", "probability_shown", "chance", "projection", "projected_gap",
    "attainment",
)  # fmt: skip


def document_of(found: WhatIf) -> dict[str, Any]:
    """The current course and each scenario beside it, field by field."""
    current = found.current
    return {
        "target_id": current.target_id,
        "as_of": current.as_of.isoformat(),
        "assessment": current.key,
        "unit": current.unit,
        "required_value": current.required_value,
        "caveat": CAVEAT,
        "current_course": _judged(current),
        "scenarios": [
            _scenario(found, stated, one) for stated, one in zip(found.stated, found.scenarios, strict=True)
        ],
    }


def rows_of(found: WhatIf) -> list[dict[str, Any]]:
    """One row for the current course and one for each scenario."""
    rows = [_row(found, "current course", "", found.current, None)]
    rows += [_row(found, one.scenario.name, one.kind.value, one.assessment, one) for one in found.scenarios]
    return rows


def _judged(assessment: Assessment) -> dict[str, Any]:
    return {name: to_document(getattr(assessment, name)) for name in _JUDGED}


def _scenario(found: WhatIf, stated: Stated, one: Appraised) -> dict[str, Any]:
    return {
        "name": one.scenario.name,
        "scenario": one.kind.value,
        "stated": {
            name: to_document(value) if hasattr(value, "isoformat") else value
            for name, value in stated.fields.items()
        },
        "change": _change(found.current, one.assessment),
        **_judged(one.assessment),
        "measure": one.measure.value,
        "needed": [
            {
                "chance": needed.chance,
                "size": needed.size,
                "text": needed_in_words(needed, one.measure, found.indicator.unit),
            }
            for needed in one.needed
        ],
        "statement": sentence(one, found.current, found.indicator),
        "course": _course(one),
    }


def _course(one: Appraised) -> list[dict[str, Any]]:
    """The series itself under the scenario, period by period."""
    quantiles = shown_quantiles(one.forecast.margins)
    return [
        {
            "period": to_document(one.forecast.period_at(step)),
            **dict(zip(PERCENTILES, (float(q) for q in row), strict=True)),
        }
        for step, row in enumerate(quantiles, start=1)
    ]


def _change(current: Assessment, under: Assessment) -> float | None:
    if current.probability is None or under.probability is None:
        return None
    return under.probability - current.probability


def _row(
    found: WhatIf, name: str, kind: str, assessment: Assessment, one: Appraised | None
) -> dict[str, Any]:
    projection, gap = assessment.projection, assessment.projected_gap
    likely = None if projection is None else projection.eight_in_ten
    needed = {} if one is None else {n.chance: n.size for n in one.needed}
    return {
        "target_id": assessment.target_id,
        "name": name,
        "scenario": kind,
        "probability": assessment.probability,
        "probability_shown": assessment.probability_shown,
        "change": _change(found.current, assessment),
        "verdict": assessment.verdict.value,
        "projected": None if projection is None else projection.median,
        "projected_low": _end(likely, "low"),
        "projected_high": _end(likely, "high"),
        "gap": None if gap is None else gap.value,
        "needed_50": needed.get(0.5),
        "needed_80": needed.get(0.8),
        "measure": "" if one is None else one.measure.value,
        "unit": assessment.unit,
    }


def _end(likely: Range | None, which: str) -> float | None:
    return None if likely is None else float(getattr(likely, which))
