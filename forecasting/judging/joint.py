"""Targets that ask for several things at once: all of them, or any k of them; and what follows from another target.

Where the surprises of all parts overlap in at least fifteen periods, their dependence is estimated; else the value
under independence is given. Beside either stand the bounds that hold whatever the dependence (Fréchet 1935; for k of
n, Rüger 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecasting.assessment import Assessment, Component, Evidence, Outcome, Range, Reason
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.judging.case import Case
from forecasting.judging.common_shocks import Shocks, at_least_together, shocks_of
from forecasting.judging.readiness import concluded, refusal_before_data, refuse, skeleton
from forecasting.judging.statements import percent_shown
from forecasting.judging.threshold import Threshold
from forecasting.measured import Together
from forecasting.periods import Period
from forecasting.targets import Kind
from forecasting.verdicts import Verdict, chance_in_words, likelihood, verdict_of

_SETTLED = {Verdict.MET: 1.0, Verdict.MISSED: 0.0}


def at_least(k: int, probabilities: Sequence[float]) -> float:
    """P(at least k of the events) if they are independent (Poisson binomial)."""
    counts = [1.0]
    for p in probabilities:
        counts = [
            (counts[i] if i < len(counts) else 0.0) * (1 - p) + (counts[i - 1] * p if i > 0 else 0.0)
            for i in range(len(counts) + 1)
        ]
    return min(1.0, max(0.0, sum(counts[k:])))


def bounds(k: int, probabilities: Sequence[float]) -> Range:
    """The sharpest simple bounds on P(at least k of n) under any dependence."""
    n, total = len(probabilities), sum(probabilities)
    low = max(0.0, (total - (k - 1)) / (n - k + 1))
    high = min(1.0, total / k)
    if k == n:
        high = min(probabilities)
    if k == 1:
        low = max(probabilities)
    return Range(low, high)


def judge_joint(
    case: Case,
    parts: Sequence[Assessment],
    *,
    required: int | None = None,
    cases: Sequence[Case] = (),
    seed: int = 0,
) -> Assessment:
    """The judgement of a target on the judgements of its parts, as of the same date.

    ``required`` is how many parts must be met (None: as the target says; all, or one for "any of"). ``cases`` are
    those of the parts, in the same order; from their series the dependence is estimated.
    """
    target = case.target
    k = required or target.any_k or (len(parts) if target.kind is Kind.ALL_OF else 1)
    base = replace(
        skeleton(case),
        components=tuple(Component(p.target_id, p.verdict, p.probability) for p in parts),
        latest_period=None,
        latest_value=None,
        resolved=max(
            (day for p in parts if (day := _date(p)) is not None), key=lambda d: d.end, default=None
        ),
        evidence=Evidence(
            case.knowledge, tuple(sorted({r for p in parts if p.evidence for r in p.evidence.releases}))
        ),
    )
    refused = refusal_before_data(replace(case, target=replace(target, kind=Kind.LEVEL)), base)
    if refused is not None and refused.reason is not Reason.DATE_MISSING:
        return refused
    met = sum(_settled(p) == 1.0 for p in parts)
    missed = sum(_settled(p) == 0.0 for p in parts)
    period = base.resolved
    if period is not None and (met >= k or missed > len(parts) - k):
        return concluded(base, _outcome(parts, period, met=met >= k))
    waiting = [p.target_id for p in parts if p.verdict is Verdict.AWAITING_OUTCOME]
    if waiting:
        if case.recorded is not None:
            return concluded(base, case.recorded)
        return refuse(
            base,
            Reason.AWAITING_OUTCOME,
            f"Waiting for {', '.join(waiting)}.",
            verdict=Verdict.AWAITING_OUTCOME,
        )
    chances = [p.probability if (done := _settled(p)) is None else done for p in parts]
    known = [p for p in chances if p is not None]
    if len(known) < len(parts) or not parts:
        return _not_rateable(base, parts, chances, k)
    independent, limits = at_least(k, known), bounds(k, known)
    probability, error, shocks = independent, None, _shocks(cases, parts)
    if shocks is not None and shocks.estimated:
        live = [place for place, part in enumerate(parts) if _settled(part) is None]
        found, error = at_least_together(
            k - met, [known[place] for place in live], shocks.correlation, seed=seed
        )
        probability = min(max(found, limits.low), limits.high)
        text = f"How the parts go together is estimated from {shocks.overlap} common surprises"
        text += f"; if they were independent, {percent_shown(independent)}"
        severity = Severity.INFO
    else:
        text, severity = "Taken as independent", Severity.CAUTION
    note = Finding(
        FindingCode.JOINT_BOUNDS,
        f"{text}; whatever the dependence, between {percent_shown(limits.low)} and {percent_shown(limits.high)}.",
        severity,
    )
    return replace(
        base,
        verdict=verdict_of(probability),
        probability=probability,
        probability_error=error,
        probability_range=limits,
        probability_shown=percent_shown(probability),
        chance=chance_in_words(probability),
        likelihood=likelihood(probability),
        findings=(*base.findings, note),
        together=Together(
            estimated=shocks is not None and shocks.estimated,
            overlap=0 if shocks is None else shocks.overlap,
            correlation=shocks.mean if shocks is not None and shocks.estimated else 0.0,
            independent=independent,
            low=limits.low,
            high=limits.high,
        ),
    )


def _not_rateable(
    base: Assessment, parts: Sequence[Assessment], chances: Sequence[float | None], k: int
) -> Assessment:
    """No probability, for a part has none; but the bounds that the others set, whatever that part does."""
    missing = [p.target_id for p, chance in zip(parts, chances, strict=True) if chance is None]
    text = f"No probability can be given for {', '.join(missing)}."
    if not parts:
        return refuse(base, Reason.COMPONENT_NOT_RATEABLE, "The target names no parts.")
    low = bounds(k, [0.0 if chance is None else chance for chance in chances]).low
    high = bounds(k, [1.0 if chance is None else chance for chance in chances]).high
    if high < 1:
        text += f" Whatever becomes of it, the chance of the whole is at most {percent_shown(high)}."
    return replace(
        refuse(base, Reason.COMPONENT_NOT_RATEABLE, text),
        together=Together(estimated=False, overlap=0, correlation=0.0, low=low, high=high),
    )


def _shocks(cases: Sequence[Case], parts: Sequence[Assessment]) -> Shocks | None:
    """The common shocks of the parts that are still open."""
    if len(cases) != len(parts):
        return None
    live = [(case, part) for case, part in zip(cases, parts, strict=True) if _settled(part) is None]
    return shocks_of([case for case, _ in live], [part for _, part in live])


def judge_derived(case: Case, part: Assessment) -> Assessment:
    """The judgement of a target that another one be on track: it carries that one's probability and no second one.

    ``value`` is the cut the probability has to meet, where the target states one.
    """
    base = replace(
        skeleton(case),
        components=(Component(part.target_id, part.verdict, part.probability),),
        latest_period=part.latest_period,
        latest_value=part.latest_value,
        unit=part.unit,
        resolved=part.resolved,
        evidence=part.evidence,
    )
    refused = refusal_before_data(replace(case, target=replace(case.target, kind=Kind.LEVEL)), base)
    if refused is not None and refused.reason is not Reason.DATE_MISSING:
        return refused
    settled = _settled(part)
    chance = part.probability if settled is None else settled
    if chance is None:
        text = part.reason_text or f"No probability can be given for {part.target_id}."
        return refuse(base, Reason.COMPONENT_NOT_RATEABLE, text, verdict=_waiting(part))
    findings = base.findings
    if case.target.value is not None and case.target.comparator is not None:
        cut = Threshold(case.target.comparator, case.target.value)
        word = "is met" if bool(cut.met(chance)) else "is not met"
        text = f"The cut, a probability of {case.target.comparator.value} {case.target.value:g}, {word}."
        findings = (*findings, Finding(FindingCode.CUT, text))
    base = replace(base, findings=findings)
    period = _date(part)
    if settled is not None and period is not None:
        return concluded(base, _outcome([part], period, met=settled == 1.0))
    return replace(
        base,
        verdict=part.verdict,
        probability=part.probability,
        probability_error=part.probability_error,
        probability_range=part.probability_range,
        probability_shown=part.probability_shown,
        chance=part.chance,
        likelihood=part.likelihood,
        confidence=part.confidence,
    )


def _waiting(part: Assessment) -> Verdict:
    return part.verdict if part.verdict is Verdict.AWAITING_OUTCOME else Verdict.NO_VERDICT


def _settled(part: Assessment) -> float | None:
    """1 for a part that is met, 0 for one that can no longer be, a breached standard included; else None."""
    return part.probability if part.certain else _SETTLED.get(part.verdict)


def _date(part: Assessment) -> Period | None:
    if part.resolved is None and part.outcome is not None:
        return part.outcome.period
    return part.resolved


def _outcome(parts: Sequence[Assessment], period: Period, *, met: bool) -> Outcome:
    count = float(sum(_settled(p) == 1.0 for p in parts))
    return Outcome(period, count, met, source=f"{count:.0f} of {len(parts)} parts met")
