"""The sentences of a row: what was measured, where the current course leads, what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from forecasting.assessment import Assessment, Component, Outcome, Reason
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.board.english import dates, gaps
from service.board.english.numbers import capital, counted, listed, step_for
from service.board.english.quantities import Quantities

NO_FIGURES = "No figures are held."

REASONS = {
    Reason.NO_TARGET_SET: "No number was set, so there is nothing to be met or missed.",
    Reason.NO_THRESHOLD: "A direction is asked for, but no number was set that could be met or missed.",
    Reason.BASIS_CHANGED: "The basis of the figures changed between the baseline and the target date.",
    Reason.METRIC_UNCLEAR: "It is not stated how the target is to be measured.",
    Reason.NO_METRIC: "Nothing is published that measures this target.",
    Reason.COUNTERFACTUAL: "The target is set against a course that cannot be observed.",
    Reason.DATE_MISSING: "No date was set by which the target is to be met.",
    Reason.BASELINE_NOT_SET: "The baseline it is measured from has not been published.",
    Reason.OUTSIDE_BOUNDS: "The threshold lies outside what the figure can reach.",
    Reason.BASE_EQUALS_TARGET: "The starting point and the target are the same.",
    Reason.SIGN_CHANGE: "A percentage change cannot be measured across zero.",
    Reason.NO_DATA: "No figures for this target are held.",
    Reason.TOO_SHORT: "Too few comparable figures exist to judge it.",
    Reason.SERIES_BREAK: "The figures before and after a change of method cannot be compared.",
    Reason.SCOPE_DIFFERS: "The figures held measure something other than the target does.",
    Reason.HORIZON_TOO_LONG: "The date lies too far ahead to give an honest chance.",
    Reason.NOT_IN_FORCE: "The target was no longer in force.",
    Reason.NOT_YET_SET: "The target had not yet been set.",
    Reason.AWAITING_OUTCOME: "The date has passed and the figure that decides it is not published yet.",
    Reason.COMPONENT_NOT_RATEABLE: "A part of this target cannot be judged.",
    Reason.KIND_NOT_SUPPORTED: "A target made of others is judged from theirs, not by itself.",
    Reason.OUTCOME_KNOWN: "The outcome is known.",
    Reason.MODEL_FAILED: "No forecast could be made from these figures.",
    Reason.SERIES_NOT_ALIKE: "The series it is measured by are not published for the same kind of period.",
    Reason.DIRECTION_MISSING: "It is not stated which way is better.",
    Reason.RATIO_UNDEFINED_ZERO: "What is divided by may be zero.",
}
NOT_JUDGED = "Not judged yet."
_JOINT = frozenset({Kind.ALL_OF, Kind.ANY_OF})

# How a group of targets without a verdict is told in the lead: one, several.
SHARED_REASONS = {
    Reason.NO_TARGET_SET: ("has no number set", "have no number set"),
    Reason.NO_THRESHOLD: ("has no number set", "have no number set"),
    Reason.BASIS_CHANGED: ("changed its basis", "changed their basis"),
    Reason.METRIC_UNCLEAR: ("has no stated measure", "have no stated measure"),
    Reason.NO_METRIC: ("has no published measure", "have no published measure"),
    Reason.COUNTERFACTUAL: ("cannot be observed", "cannot be observed"),
    Reason.NO_DATA: ("has no figures", "have no figures"),
    Reason.TOO_SHORT: ("has too few figures", "have too few figures"),
    Reason.SCOPE_DIFFERS: ("is measured on another basis", "are measured on another basis"),
    Reason.HORIZON_TOO_LONG: ("lies too far ahead", "lie too far ahead"),
    Reason.COMPONENT_NOT_RATEABLE: ("has a part without figures", "have a part without figures"),
}


def latest(assessment: Assessment, quantities: Quantities, *, total: bool) -> str:
    """The newest measured value with its period: ``64.9% in April 2026``; empty where there is none."""
    if assessment.latest_value is None or assessment.latest_period is None:
        return ""
    value = quantities.measured(assessment.latest_value)
    if total:
        return f"{value} by {ending(assessment.latest_period)}"
    return f"{value} {when(assessment.latest_period)}"


def parts(components: Sequence[Component]) -> str:
    """How the parts of a target stand: ``Of its four parts, one is on track and three are off track.``"""
    groups = Counter(part.verdict for part in components)
    said = [
        f"{counted(groups[verdict])} {_stands(verdict, groups[verdict])}"
        for verdict in Verdict
        if groups[verdict]
    ]
    return f"Of its {counted(len(components))} parts, {listed(said)}."


def _stands(verdict: Verdict, number: int) -> str:
    is_, was = ("is", "was") if number == 1 else ("are", "were")
    return {
        Verdict.MET: f"{was} met",
        Verdict.MISSED: f"{was} missed",
        Verdict.NO_VERDICT: f"{'has' if number == 1 else 'have'} no verdict",
        Verdict.BREACHED: f"{is_} in breach",
        Verdict.AWAITING_OUTCOME: f"{is_} awaiting {'its' if number == 1 else 'their'} outcome",
    }.get(verdict, f"{is_} {verdict.words.lower()}")


def when(period: Period) -> str:
    """``in April 2026``, ``on 31 March 2026``."""
    return dates.within(str(period.frequency), period.label)


def ending(period: Period) -> str:
    """The end of a period: ``31 March 2029``, or ``March 2029`` where it closes a month."""
    return dates.day(period.end) if period.frequency in ("D", "POINT", "W") else dates.month(period.end)


def due(period: Period | None, day: date | None, kind: Kind) -> str:
    """The date of a target: ``by March 2029``, ``in 2030/31``; empty where none is set."""
    if kind.is_cumulative and day is not None:
        return f"by {dates.closing(day)}"
    if period is not None:
        return f"by {dates.named(str(period.frequency), period.label)}"
    return "" if day is None else f"by {dates.closing(day)}"


def course(assessment: Assessment, quantities: Quantities, *, total: bool) -> str:
    """Where the current course leads: ``The current course leads to about 68% in March 2029.``"""
    projection, gap = assessment.projection, assessment.projected_gap
    if projection is None:
        return ""
    step = gaps.grid(gap) if gap is not None else 0.0
    if not step:
        spread = projection.eight_in_ten
        step = step_for(spread.high - spread.low, projection.median)
    value = quantities.expected(projection.median, step)
    if total:
        return f"The current course leads to about {value} by {ending(projection.period)}."
    return f"The current course leads to about {value} {when(projection.period)}."


def outcome(
    found: Outcome, *, required: float | None, wants: Direction, kind: Kind, quantities: Quantities
) -> str:
    """What happened: ``65.3% in March 2026, 0.3 points above the target.``"""
    moment = f"by {ending(found.period)}" if kind.is_cumulative else when(found.period)
    if found.value is None or kind in _JOINT:
        return f"{'Met' if found.met else 'Missed'} {moment}."
    said = f"{quantities.measured(found.value)} {moment}"
    margin = outcome_margin(found, required=required, wants=wants, kind=kind, quantities=quantities)
    if not margin:
        return f"{said}."
    return f"{said}, {margin} the target."


def outcome_margin(
    found: Outcome, *, required: float | None, wants: Direction, kind: Kind, quantities: Quantities
) -> str:
    """By how much a settled target was met or missed: ``0.3 points above``; empty where no level was asked."""
    if required is None or found.value is None or kind in _JOINT:
        return ""
    away = required - found.value
    if abs(away) < 1e-9:
        return "level with"
    if kind is Kind.CUMULATIVE_CAP:
        word = "over" if away < 0 else "inside"
    elif away > 0:
        word = "below" if wants is Direction.DECREASE else "short of"
    else:
        word = "above"
    return f"{quantities.difference(away, quantities.measured_step(away))} {word}"


def to_go(assessment: Assessment, *, wants: Direction, quantities: Quantities) -> str:
    """Distance from the latest figure where no forecast is given: ``21 points to go``."""
    if assessment.required_value is None or assessment.latest_value is None:
        return ""
    away = (assessment.required_value - assessment.latest_value) * (-1 if wants is Direction.DECREASE else 1)
    if away <= 0:
        return "At the target now"
    return capital(f"{quantities.difference(away, quantities.measured_step(away))} to go")


def reason(assessment: Assessment) -> str:
    """Why there is no probability, in one sentence."""
    if assessment.reason_text:
        return assessment.reason_text
    return REASONS.get(assessment.reason, NOT_JUDGED) if assessment.reason is not None else ""
