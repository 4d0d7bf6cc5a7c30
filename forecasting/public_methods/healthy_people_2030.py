"""Healthy People 2030 (NCHS): progress towards a target since its baseline, with a test where errors are known.

In order: no target is informational; no later value is baseline only; at or beyond the target is met. Towards it:
improving if |change|/√(SE0² + SEc²) ≥ 1.96, or without standard errors from 10% of the targeted change. Away: getting
worse by the same test, or from 10% of the baseline. Time is not looked at, so the share elapsed stands beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from forecasting.measures import share_of_change, share_of_time
from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import Standing, standing
from forecasting.public_methods.yardstick import Leaning, State, Tag, Why, Yardstick

INFORMATIONAL, BASELINE_ONLY, MET = "informational", "baseline_only", "target_met_or_exceeded"
IMPROVING, LITTLE, WORSE = "improving", "little_or_no_detectable_change", "getting_worse"

SIGNIFICANCE = Ladder("|z| of the change", (Cut("significant", 1.96),), "not_significant")
WITHOUT_ERRORS = Ladder("share of the targeted change, %", (Cut(IMPROVING, 10.0),), LITTLE)
AWAY_WITHOUT_ERRORS = Ladder("change away, % of baseline", (Cut(WORSE, 10.0),), LITTLE)

METHOD = Method(
    name="healthy_people_2030",
    title="Healthy People 2030 progress (NCHS)",
    short="Healthy People 2030",
    version="2030 methods",
    asks="Has the indicator moved detectably towards its target since the baseline?",
    compares="it looks only at the change since the baseline and not at the time gone, so any detectable improvement "
    "counts, however late",
    limits="It ignores elapsed time. Without standard errors a tenth of the way counts as improvement. The two-sided "
    "5% level is from memory.",
    source="CDC NCHS, Healthy People 2030 methods, https://www.cdc.gov/nchs/healthy-people/hp2030/methods.html",
    confidence=Tag.PRIMARY,
    ladders=(SIGNIFICANCE, WITHOUT_ERRORS, AWAY_WITHOUT_ERRORS),
    # Improvement since the baseline says neither that the target will be met nor that it will not.
    leanings={MET: Leaning.MET, IMPROVING: Leaning.SILENT, LITTLE: Leaning.STILL, WORSE: Leaning.AWAY},
    principal=Principal("percent_targeted_change", "% of the change made"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """The label of a change with its share of the targeted change, its share of the baseline and its z."""

    label: str
    percent_targeted: float | None = None
    percent_of_baseline: float | None = None
    z: float | None = None


def grade(
    *,
    baseline: float,
    latest: float | None,
    target: float | None,
    sign: int,
    errors: tuple[float, float] | None = None,
) -> Change:
    """The label of the change from a baseline; ``errors`` are the standard errors of baseline and latest value."""
    if target is None:
        return Change(INFORMATIONAL)
    if latest is None:
        return Change(BASELINE_ONLY)
    share = share_of_change(baseline, latest, target).value
    if settled(sign * (latest - target)) >= 0:
        already = settled(sign * (baseline - target)) >= 0
        return Change(MET, None if already else share)
    change = latest - baseline
    spread = None if errors is None else math.hypot(*errors)
    z = change / spread if spread else None
    towards = settled(sign * change)
    if towards == 0:
        return Change(LITTLE, 0.0 if share is not None else None, 0.0 if baseline != 0 else None, z)
    relative = None if baseline == 0 else 100 * change / abs(baseline)
    if towards > 0:
        held = SIGNIFICANCE.label(abs(z)) == "significant" if z is not None else None
        label = _tested(held, IMPROVING) or WITHOUT_ERRORS.label(share if share is not None else 0.0)
        return Change(label, share, None, z)
    held = SIGNIFICANCE.label(abs(z)) == "significant" if z is not None else None
    # Away from a baseline of zero any change is more than a tenth of it.
    label = _tested(held, WORSE) or (WORSE if relative is None else AWAY_WITHOUT_ERRORS.label(abs(relative)))
    return Change(label, None, relative, z)


def _tested(significant: bool | None, label: str) -> str | None:
    return None if significant is None else label if significant else LITTLE


def judge(progress: Progress, *, errors: tuple[float, float] | None = None) -> Yardstick:
    """The answer of Healthy People 2030, with the share of time elapsed beside it."""
    stand = standing(progress, needs_target=False, fewest=1)
    names = ("percent_targeted_change", "percent_time_elapsed")
    if stand.closed:
        return METHOD.refused(progress, stand, names=names)
    asked = progress.until_date()
    base, latest = asked.base, asked.latest
    if base is None or latest is None:
        return METHOD.answer(progress, stand, label=None, numbers=dict.fromkeys(names), reason=Why.NO_DATA)
    later = latest if latest.time > base.time else None
    change = grade(
        baseline=base.value,
        latest=None if later is None else later.value,
        target=asked.target,
        sign=asked.sign,
        errors=errors,
    )
    elapsed = None
    if asked.target_time is not None:
        elapsed = share_of_time(base.time, latest.time, asked.target_time).value
    caveats = ["looks at change only, not at the time gone"]
    if errors is None and change.label in (IMPROVING, LITTLE, WORSE):
        caveats.append("no standard errors: the rule of ten percent was used")
    if change.label == BASELINE_ONLY and stand.state is State.RATEABLE:
        stand = Standing(State.INSUFFICIENT_DATA, Why.TOO_SHORT)
    return METHOD.answer(
        progress,
        stand,
        label=change.label,
        numbers={
            "percent_targeted_change": change.percent_targeted,
            "percent_change_from_baseline": change.percent_of_baseline,
            "z": change.z,
            "percent_time_elapsed": elapsed,
        },
        window=asked.span(base.time, latest.time),
        rule="without_standard_errors" if errors is None else "significance",
        caveats=caveats,
    )
