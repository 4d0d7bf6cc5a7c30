"""A baseline revised after the target was set: the target before and after, and what each says.

The rule of Healthy People 2010: a relative target moves with its baseline, an absolute one does not.
"""

from __future__ import annotations

from dataclasses import replace

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.threshold import Threshold, compared, uncertain
from forecasting.measured import BaselineRevised, RevisionRule
from forecasting.series import Series
from forecasting.targets import Kind
from forecasting.verdicts import Verdict, verdict_of

_RULES = {
    Kind.CHANGE_PERCENT: RevisionRule.SAME_PERCENTAGE,
    Kind.CHANGE_ABSOLUTE: RevisionRule.SAME_CHANGE,
    Kind.CHANGE_PP: RevisionRule.SAME_CHANGE,
}


def revision_of(case: Case, series: Series, threshold: Threshold) -> BaselineRevised | None:
    """What the revision of a baseline did to the target; None where the baseline stands as stated."""
    period, stated = case.target.baseline.period, case.target.baseline.value
    published = None if period is None else series.value_at(period)
    if period is None or stated is None or published is None:
        return None
    if abs(published - stated) <= max(series.indicator.rounding, 1e-9 * abs(published)):
        return None
    rule = _RULES.get(case.target.kind, RevisionRule.UNCHANGED)
    return BaselineRevised(
        period=period,
        stated=stated,
        published=published,
        rule=rule,
        required_stated=required_from(case, stated, threshold),
        required=threshold.value,
    )


def required_from(case: Case, baseline: float, threshold: Threshold) -> float:
    """The threshold as it was set on another baseline."""
    value = case.target.value
    if value is None or not case.target.kind.is_change:
        return threshold.value
    change = baseline * value / 100 if case.target.kind is Kind.CHANGE_PERCENT else value
    return float(compared(baseline + change))


def with_forecast(
    revision: BaselineRevised, threshold: Threshold, forecast: Forecast, *, steps: int
) -> BaselineRevised:
    """The revision with the probability and the verdict under the target as it was set."""
    as_set = Threshold(threshold.comparator, revision.required_stated, threshold.upper)
    p = uncertain(as_set.probability(forecast.margins, steps - 1))
    return replace(revision, probability_stated=p, verdict_stated=verdict_of(p))


def with_outcome(revision: BaselineRevised, threshold: Threshold, assessment: Assessment) -> BaselineRevised:
    """The revision with what the value that decided says of the target as it was set."""
    outcome = assessment.outcome
    if outcome is None or outcome.value is None:
        return revision
    as_set = Threshold(threshold.comparator, revision.required_stated, threshold.upper)
    met = bool(as_set.met(outcome.value))
    return replace(revision, verdict_stated=Verdict.MET if met else Verdict.MISSED)
