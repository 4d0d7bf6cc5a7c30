"""Targets that ask for several things at once: all of them, or any k of them.

The dependence between the parts is rarely known, so the value under independence is shown between the
bounds that hold whatever the dependence (Fréchet 1935; for k of n, Rüger 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecasting.assessment import Assessment, Component, Evidence, Outcome, Range, Reason
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.judging.case import Case
from forecasting.judging.readiness import concluded, refusal_before_data, refuse, skeleton
from forecasting.judging.statements import percent_shown
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


def judge_joint(case: Case, parts: Sequence[Assessment], *, required: int | None = None) -> Assessment:
    """The judgement of a target on the judgements of its parts, as of the same date.

    ``required`` is how many parts must be met (None: all, or one for "any of").
    """
    target = case.target
    k = required or (len(parts) if target.kind is Kind.ALL_OF else 1)
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
        missing = [p.target_id for p, chance in zip(parts, chances, strict=True) if chance is None]
        return refuse(
            base, Reason.COMPONENT_NOT_RATEABLE, f"No probability can be given for {', '.join(missing)}."
        )
    probability, limits = at_least(k, known), bounds(k, known)
    note = Finding(
        FindingCode.JOINT_BOUNDS,
        f"Taken as independent; whatever the dependence, between {percent_shown(limits.low)} and {percent_shown(limits.high)}.",
        Severity.CAUTION,
    )
    return replace(
        base,
        verdict=verdict_of(probability),
        probability=probability,
        probability_range=limits,
        probability_shown=percent_shown(probability),
        chance=chance_in_words(probability),
        likelihood=likelihood(probability),
        findings=(*base.findings, note),
    )


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
