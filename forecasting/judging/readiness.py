"""Whether a target can be judged at all, and what forecast that would need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.breaks import Prepared, prepare
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.judging.case import Case
from forecasting.judging.counterfactual import scenario_note, scenario_value
from forecasting.judging.part import Part
from forecasting.judging.threshold import Resolved, resolve_threshold
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly
from forecasting.targets import Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict

FEWEST = 3
FEW = 5
# Attainment is followed beyond the target date, but not further than anybody would plan.
_FURTHEST = {
    Frequency.MONTH: 96,
    Frequency.QUARTER: 40,
    Frequency.YEAR_ENDING: 40,
    Frequency.WEEK: 208,
    Frequency.DAY: 730,
}
_FURTHEST_YEARS = 20
_SUPPORTED = frozenset(
    {
        Kind.LEVEL, Kind.BAND, Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP, Kind.ELIMINATION,
        Kind.MAINTAIN, Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP, Kind.SUSTAINED_STANDARD, Kind.MILESTONES,
        Kind.GAP_BETWEEN_GROUPS, Kind.INTENSITY, Kind.RANK,
        Kind.RELATIVE_TO_COUNTERFACTUAL,
    }
)  # fmt: skip
_NOT_IN_FORCE = (TargetStatus.SUPERSEDED, TargetStatus.REPEALED, TargetStatus.ABANDONED)


@dataclass(frozen=True, eq=False)
class Need:
    """A target that can be judged once its series is forecast ``horizon`` steps from ``prepared.origin``.

    ``steps`` is how far ahead the target's own period lies; ``base`` carries what is already settled. A target on
    several series has ``parts``, each of which is forecast, and ``series`` is what they make.
    """

    case: Case
    series: Series
    prepared: Prepared
    resolved: Period
    resolution: Resolved
    base: Assessment
    steps: int
    horizon: int
    effective: int
    parts: tuple[Part, ...] = ()

    @property
    def short(self) -> bool:
        """Three or four comparable values: the spread is borrowed and the verdict guarded."""
        return self.effective < FEW

    @property
    def travels(self) -> bool:
        """Refused already: the forecast tells its direction of travel, and no probability of attainment."""
        return self.base.reason is not None


def skeleton(case: Case) -> Assessment:
    """What is known before anything is judged."""
    series = case.series
    findings: list[Finding] = []
    if case.target.scope is not Scope.OFFICIAL:
        findings.append(
            Finding(FindingCode.PROXY, "The series stands in for the target's own measure.", Severity.CAUTION)
        )
    if case.unverified:
        findings.append(
            Finding(
                FindingCode.UNVERIFIED,
                "The number of this target was not confirmed against a published text.",
                Severity.CAUTION,
            )
        )
    if case.superseded_basis:
        findings.append(
            Finding(
                FindingCode.SUPERSEDED_BASIS,
                "Figures on a basis that has since been replaced.",
                Severity.CAUTION,
            )
        )
    note = scenario_note(case)
    if note is not None:
        findings.append(note)
    return Assessment(
        target_id=case.target.id,
        kind=case.target.kind,
        series_id=case.series_id,
        as_of=case.as_of,
        verdict=Verdict.NO_VERDICT,
        unit=case.indicator.unit,
        latest_period=None if series is None else series.latest,
        latest_value=None if series is None else series.latest_value,
        findings=(*findings, *(() if series is None else series.checks)),
    )


def refuse(
    base: Assessment, reason: Reason, text: str, *, verdict: Verdict = Verdict.NO_VERDICT
) -> Assessment:
    """An assessment without a probability, and why."""
    return replace(base, verdict=verdict, reason=reason, reason_text=text)


def concluded(base: Assessment, outcome: Outcome) -> Assessment:
    """An assessment of a target whose date has passed and whose outcome is known."""
    return replace(
        base,
        verdict=Verdict.MET if outcome.met else Verdict.MISSED,
        outcome=outcome,
        reason=Reason.OUTCOME_KNOWN,
    )


def certain(base: Assessment, *, met: bool) -> Assessment:
    """An assessment of a live target that can no longer fail, or no longer be met."""
    return replace(
        base,
        verdict=Verdict.MET if met else Verdict.MISSED,
        probability=1.0 if met else 0.0,
        certain=True,
        probability_shown="100%" if met else "0%",
        chance="certain" if met else "none",
    )


def refusal_before_data(case: Case, base: Assessment) -> Assessment | None:
    """Refusals that rest on the target's definition and history alone."""
    target = case.target
    if target.unrateable is not None:
        return refuse(
            base,
            Reason(target.unrateable),
            target.unrateable_explanation or "The target has no measurable definition.",
        )
    if target.announced is not None and target.announced > case.as_of:
        return refuse(
            base,
            Reason.NOT_YET_SET,
            f"The target was not set until {target.announced:%d %B %Y}.".replace(" 0", " "),
        )
    status = target.status_as_of(case.as_of)
    if status in _NOT_IN_FORCE:
        return refuse(base, Reason.NOT_IN_FORCE, f"The target was {status.value} and is no longer in force.")
    if target.scope_one_way:
        return refuse(
            base,
            Reason.SCOPE_DIFFERS,
            "The series is known to leave out part of what the target counts, so no verdict is given.",
        )
    if target.kind is Kind.DIRECTIONAL:
        return refuse(base, Reason.NO_TARGET_SET, "The target names a direction but no number.")
    if target.kind is Kind.RELATIVE_TO_COUNTERFACTUAL and scenario_value(case) is None:
        return refuse(
            base,
            Reason.COUNTERFACTUAL,
            "The target is measured against what would have happened otherwise, which no series shows.",
        )
    if target.kind not in _SUPPORTED:
        return refuse(
            base,
            Reason.KIND_NOT_SUPPORTED,
            "A target made of others is judged from their judgements, not by itself.",
        )
    if target.due is None and target.kind is not Kind.MAINTAIN:
        return refuse(base, Reason.DATE_MISSING, "The target has no date.")
    return None


def past(case: Case, due: date) -> bool:
    """Whether the target's date has passed, or its own history says that it has."""
    status = case.target.status_as_of(case.as_of)
    return due < case.as_of or status in (TargetStatus.PENDING_OUTCOME, TargetStatus.MET, TargetStatus.MISSED)


def without_value(case: Case, base: Assessment, due: date) -> Assessment | None:
    """What to say of a past target whose deciding value is not in the series: the official record, or wait."""
    if not past(case, due):
        return None
    if case.recorded is not None:
        return concluded(base, case.recorded)
    return refuse(
        base,
        Reason.AWAITING_OUTCOME,
        "The date has passed; the figure that decides is not known yet.",
        verdict=Verdict.AWAITING_OUTCOME,
    )


def effective_count(series: Series, prepared: Prepared) -> int:
    """Comparable values that do not overlap in time, counted back from the newest."""
    if not series.frequency.overlaps:
        return prepared.comparable
    span = {Frequency.YEAR_ENDING: 4, Frequency.THREE_YEAR: 3, Frequency.FIVE_YEAR: 5}[series.frequency]
    count, last = 0, None
    for step in np.flatnonzero(np.isfinite(prepared.values))[::-1]:
        if last is None or last - step >= span:
            count, last = count + 1, int(step)
    return count


def furthest(series: Series, steps: int) -> int:
    """How far attainment is followed: twice as far as the target date, within reason."""
    cap = _FURTHEST.get(series.frequency, _FURTHEST_YEARS)
    return max(steps, min(2 * steps, cap))


def fit_for(case: Case, base: Assessment, series: Series, due: date) -> Need | Assessment:
    """Prepare the series for a forecast that reaches a date, or refuse."""
    grid = monthly(series) if is_sparse(series) else series
    prepared = prepare(grid, case.fitted_breaks)
    effective = effective_count(grid, prepared)
    own = (f for f in grid.findings if f not in base.findings)
    findings = (*base.findings, *own, *prepared.findings)
    if series.frequency.overlaps:
        findings = (
            *findings,
            Finding(
                FindingCode.OVERLAPPING,
                f"Periods overlap; {effective} of {prepared.comparable} values are independent.",
                Severity.CAUTION,
            ),
        )
    base = replace(base, findings=findings)
    if effective < FEWEST:
        count = "one comparable value" if effective == 1 else f"{effective} comparable values"
        return refuse(base, Reason.TOO_SHORT, f"Only {count} so far; at least {FEWEST} are needed.")
    if series.frequency in (Frequency.THREE_YEAR, Frequency.FIVE_YEAR) and prepared.comparable < 8:
        return refuse(
            base, Reason.TOO_SHORT, "Fewer than eight overlapping averages; no forecast is made from so few."
        )
    if effective < FEW:
        findings = (
            *findings,
            Finding(
                FindingCode.SHORT,
                f"Only {effective} comparable values; the spread is borrowed from similar series.",
                Severity.CAUTION,
            ),
        )
        base = replace(base, findings=findings)
    resolved = grid.last_period_ending_by(due)
    steps = grid.step_of(resolved) - grid.step_of(prepared.origin)
    if steps < 1:
        text = f"The figure for {resolved.label}, which decides, is not among those held."
        return refuse(base, Reason.AWAITING_OUTCOME, text, verdict=Verdict.AWAITING_OUTCOME)
    return Need(
        case=case,
        series=grid,
        prepared=prepared,
        resolved=resolved,
        resolution=resolve_threshold(case.target, series),
        base=base,
        steps=steps,
        horizon=furthest(grid, max(steps, 1)),
        effective=effective,
    )
