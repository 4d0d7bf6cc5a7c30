"""A target that moves: the point that decides, out of several due over time."""

from __future__ import annotations

from dataclasses import replace

from forecasting.judging.case import Case
from forecasting.judging.counterfactual import against_scenario
from forecasting.judging.points import known_milestones
from forecasting.targets import Kind


def deciding(case: Case) -> Case:
    """The case with the point that gives the headline as the target's own date and value.

    The last point known, or the one of the target's own period where it names one; a target against a stated
    scenario becomes the level it amounts to; every other kind of target stays as it is.
    """
    case = against_scenario(case)
    target = case.target
    if target.kind is not Kind.MILESTONES:
        return case
    if target.period is not None and target.value is not None:
        return case
    known = known_milestones(case)
    if target.period is not None:
        known = tuple(m for m in known if m.period.end <= target.period.end)
    if not known:
        return case
    last = known[-1]
    return replace(case, target=replace(target, period=last.period, value=last.value))
