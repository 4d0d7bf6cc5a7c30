"""Targets against what would have happened otherwise: judged only where that course is stated as a series.

The threshold is the scenario's own value at the target date plus the difference asked for. The chance is that of the
current course reaching it, given the scenario as it is stated: nobody's uncertainty about the scenario is in it.
"""

from __future__ import annotations

from dataclasses import replace

from forecasting.errors import PeriodsNotComparable
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.judging.case import Case, Role
from forecasting.targets import Kind


def scenario_value(case: Case) -> float | None:
    """What the stated scenario says of the period that decides; None without a scenario or a value there."""
    scenarios, series, due = case.of_role(Role.SCENARIO), case.series, case.target.due
    if not scenarios or series is None or due is None or scenarios[0].series is None:
        return None
    try:
        return scenarios[0].series.value_at(series.last_period_ending_by(due))
    except PeriodsNotComparable:
        return None


def against_scenario(case: Case) -> Case:
    """The case with the scenario's value and the difference asked for made into a level; else as it is."""
    target = case.target
    if target.kind is not Kind.RELATIVE_TO_COUNTERFACTUAL or target.value is None:
        return case
    otherwise = scenario_value(case)
    if otherwise is None:
        return case
    return replace(case, target=replace(target, value=otherwise + target.value, unrateable=None))


def scenario_note(case: Case) -> Finding | None:
    """What is to be known of a judgement against a scenario."""
    otherwise = scenario_value(case)
    if case.target.kind is not Kind.RELATIVE_TO_COUNTERFACTUAL or otherwise is None:
        return None
    name = case.of_role(Role.SCENARIO)[0].name
    text = f"Measured against the scenario “{name}”, which has {otherwise:,g} there, taken as certain."
    return Finding(FindingCode.SCENARIO, text, Severity.CAUTION)
