"""One plain sentence or two for each assessment: figure, direction, reference."""

from __future__ import annotations

from dataclasses import replace

from forecasting.assessment import Assessment
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.words import RANK, decimals_of, difference, measured, plain, rounded
from forecasting.targets import Comparator, Kind, Target
from forecasting.verdicts import Verdict

_ASK = {">=": "at least ", ">": "above ", "<=": "at most ", "<": "below ", "between": "between "}


def asked(target: Target, indicator: Indicator, required: float) -> str:
    """What the target asks for: "at least 92%", "at most 1,725 MtCO2e"."""
    if target.kind is Kind.ELIMINATION:
        return (
            "none"
            if target.functional_zero == 0
            else f"at most {measured(target.functional_zero, indicator.unit, None)}"
        )
    comparator = Comparator.BETWEEN if target.kind is Kind.BAND else target.comparator
    word = _ASK[comparator.value] if comparator is not None else ""
    unit = (
        "percent"
        if indicator.unit.startswith("percent ") and "points" not in indicator.unit
        else indicator.unit
    )
    if indicator.unit == RANK:
        return f"{measured(required, RANK, 0)} or better"
    ends = [required]
    if comparator is Comparator.BETWEEN and target.upper is not None:
        ends.append(target.upper)
    figures = [measured(end, unit, 0 if float(end).is_integer() else indicator.decimals) for end in ends]
    return f"{word}{' and '.join(figures)}"


def _expected(value: float, width: float, unit: str) -> str:
    near = rounded(value, width=width)
    return measured(near, unit, decimals_of(near) if abs(near) < 100 else 0)


def _gap(assessment: Assessment, target: Target, indicator: Indicator) -> str:
    gap = assessment.projected_gap
    if gap is None:
        return ""
    if gap.value == 0:
        return "exactly at the target"
    size = difference(gap.value, indicator.unit)
    if target.kind is Kind.CUMULATIVE_CAP:
        return f"{size} over the cap" if gap.value > 0 else f"{size} inside the cap"
    return f"{size} short of the target" if gap.value > 0 else f"{size} inside the target"


def statement(assessment: Assessment, target: Target, indicator: Indicator) -> str:
    """The headline of an assessment, cautious and complete: where it stands, where it leads, how likely."""
    parts: list[str] = []
    # What is made of several series is told in its own unit.
    unit = assessment.unit or indicator.unit
    indicator = replace(indicator, unit=unit, decimals=0 if unit == RANK else indicator.decimals)
    outcome = assessment.outcome
    if outcome is not None and assessment.verdict in (Verdict.MET, Verdict.MISSED):
        word = "Met" if outcome.met else "Missed"
        if outcome.value is None or target.components:
            return f"{word} by {outcome.period.label}{f': {outcome.source}' if outcome.source else ''}."
        value = measured(outcome.value, indicator.unit, indicator.decimals)
        ask = (
            ""
            if assessment.required_value is None
            else f", where {asked(target, indicator, assessment.required_value)} was asked"
        )
        when = f"by {outcome.period.label}" if target.kind.is_cumulative else outcome.period.when
        return f"{word}: {value} {when}{ask}."
    if assessment.latest_value is not None and assessment.latest_period is not None:
        value = measured(assessment.latest_value, indicator.unit, indicator.decimals)
        value = value[:1].upper() + value[1:]
        latest = assessment.latest_period
        # A running total stands at a day; where nothing was added up, the newest flow is that of its period.
        running = target.kind.is_cumulative and latest.frequency is Frequency.DAY
        parts.append(f"{value} {f'by {latest.label}' if running else latest.when}.")
    if assessment.breached_since is not None:
        since = assessment.breached_since
        if assessment.certain:
            parts.append(f"It had to hold throughout and was first missed {since.when}.")
        else:
            parts.append(f"The standard has not been met since {since.label}.")
    if assessment.projection is not None:
        width = assessment.projection.eight_in_ten.high - assessment.projection.eight_in_ten.low
        median = _expected(assessment.projection.median, width, indicator.unit)
        parts.append(
            f"The current course leads to about {median} by {assessment.projection.period.label}, {_gap(assessment, target, indicator)}."
        )
    if assessment.probability is not None:
        if assessment.certain:
            parts.append(
                "That is already certain." if assessment.probability == 1 else "It can no longer be met."
            )
        else:
            what = "being back within the standard" if assessment.breached_since else "meeting it"
            parts.append(f"The chance of {what} is {assessment.chance} ({assessment.probability_shown}).")
    elif assessment.reason_text:
        parts.append(f"No probability is given. {assessment.reason_text}")
    if assessment.travel is not None:
        parts.append(assessment.travel.sentence)
    return " ".join(parts)


def percent_shown(probability: float) -> str:
    """A probability as a whole percentage that never claims more than it may: "7%", "less than 1%"."""
    if probability < 0.01:
        return "less than 1%"
    if probability > 0.99:
        return "more than 99%"
    return f"{plain(probability * 100, 0)}%"
