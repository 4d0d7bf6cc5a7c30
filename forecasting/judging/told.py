"""Which target was judged and how its date was read, so that a reader can check both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forecasting.assessment import Assessment
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.words import measured
from forecasting.measured import DateRead, TargetRead
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, Target

_ASK = {
    Comparator.AT_LEAST: "at least ",
    Comparator.ABOVE: "above ",
    Comparator.AT_MOST: "at most ",
    Comparator.BELOW: "below ",
    Comparator.BETWEEN: "between ",
}


def told(assessment: Assessment, case: Case) -> Assessment:
    """The assessment with the target and the date it was judged on."""
    return replace(
        assessment,
        target=assessment.target or target_read(case),
        date_read=assessment.date_read or date_read(assessment, case),
    )


def target_read(case: Case) -> TargetRead:
    """The target as it stood on the day, with the last change known by then."""
    target, day = case.target, case.as_of
    # An undated change of status is known as of today only; it then carries the earliest date.
    known = [c for c in target.history if c.date is not None and c.date <= day]
    last = known[-1] if known else None
    dated = None if last is None or last.date is None or last.date.year <= 1 else last.date
    return TargetRead(
        asked=asked_in_words(target, case.indicator),
        status=target.status_as_of(day),
        announced=target.announced,
        changed=dated,
        note="" if last is None else last.note,
    )


def asked_in_words(target: Target, indicator: Indicator) -> str:
    """What a target asks, in one phrase: "at least 92% by March 2029"."""
    return f"{_what(target, indicator)}{_when(target)}"


def _what(target: Target, indicator: Indicator) -> str:
    match target.kind:
        case Kind.ELIMINATION:
            return "none" if target.functional_zero == 0 else f"at most {target.functional_zero:g}"
        case Kind.ALL_OF:
            return f"all of {len(target.components)} targets"
        case Kind.ANY_OF:
            return f"at least {target.any_k or 1} of {len(target.components)} targets"
        case Kind.DERIVED:
            return f"what “{', '.join(target.components)}” asks"
        case Kind.DIRECTIONAL:
            return {1: "a rise", -1: "a fall"}.get(target.direction.sign, "an improvement")
        case Kind.RANK:
            return f"rank {target.value:g} or better" if target.value is not None else "a better rank"
    if target.value is None:
        return "the milestones" if target.milestones else "no number"
    if target.kind is Kind.CHANGE_PERCENT:
        change = f"a change of {target.value:+,g}%"
    elif target.kind.is_change:
        change = f"a change of {target.value:+,.{_places(target.value)}f} {indicator.unit}".rstrip()
    else:
        change = ""
    if change:
        since = "" if target.baseline.period is None else f" since {target.baseline.period.label}"
        limit = {1: " or more", -1: " or less"}.get(target.direction.sign, "")
        return f"{change}{limit}{since}".replace("-", "−")
    comparator = Comparator.BETWEEN if target.kind is Kind.BAND else target.comparator
    word = "" if comparator is None else _ASK[comparator]
    figure = measured(target.value, indicator.unit, _places(target.value))
    if target.upper is not None:
        figure = f"{target.value:g} and {figure.replace(f'{target.value:g}', f'{target.upper:g}', 1)}"
    total = " in all" if target.kind.is_cumulative else ""
    held = f" in {target.periods_required} periods running" if target.periods_required > 1 else ""
    return f"{word}{figure}{total}{held}"


def _places(value: float) -> int:
    """Decimals of a number as it was stated."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def _when(target: Target) -> str:
    window = target.window
    if window is None:
        return "" if target.period is None else f" by {target.period.label}"
    every = " in every period" if target.kind is Kind.MAINTAIN else ""
    ends = "" if window.end is None else f" to {_day(window.end)}"
    return f"{every} from {_day(window.start)}{ends}"


def _day(day: date) -> str:
    return Period(Frequency.DAY, day.toordinal()).label


def date_read(assessment: Assessment, case: Case) -> DateRead | None:
    """How the date was read; None where there is none or no period decides."""
    target, resolved = case.target, assessment.resolved
    due, asked = target.due, target.period
    if due is None or resolved is None:
        return None
    if target.window is not None and target.window.end is not None and target.period is None:
        stated = target.window.end.isoformat()
    else:
        stated = due.isoformat() if asked is None else asked.label
    if target.kind.is_cumulative:
        rule = "Flows count up to this day; a period that straddles it counts by its days inside."
    elif asked is not None and asked.label == resolved.label and asked.end == resolved.end:
        rule = "The target's own period decides."
    elif asked is not None and asked.frequency is not resolved.frequency and resolved.end == due:
        rule = f"No figure is published for {asked.label} by itself; the period that ends on the same day decides."
    elif resolved.frequency is Frequency.DAY or resolved.end == due:
        rule = "The figure of the day itself decides."
    else:
        rule = "The day falls inside a period: the last one that ends on or before it decides."
    return DateRead(stated, due, resolved, f"{rule} {target.reading}".strip())
