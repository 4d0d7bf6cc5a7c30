"""The sentences of the page of one target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecasting.assessment import Assessment, Attainment, Rates
from forecasting.indicators import Direction
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.board.english import aims, charting, dates, findings, gaps
from service.board.english.numbers import capital, plain
from service.board.english.quantities import Quantities

if TYPE_CHECKING:
    from datetime import date

    from service.board.case import Case

Segment = tuple[str, bool]
"""A piece of a sentence, and whether it is strong."""

LATE_EFFORT = "Managed targets are sometimes met by a late effort, so a low chance is not a certain miss."
WHAT_COURSE = "The current course is what past figures imply if behaviour continues."
_MODELS = {
    "grid_ets": "exponential smoothing",
    "log_grid_ets": "exponential smoothing of logarithms",
    "theta": "the Theta method",
    "drift": "a line with drift",
    "seasonal_naive": "last year’s season repeated",
    "state_space": "a local linear trend",
    "prophet": "Prophet",
    "sarimax": "a seasonal ARIMA model",
    "unobserved_components": "a structural model of trend and season",
}
_KINDS = {
    Kind.LEVEL: "A level by a date",
    Kind.BAND: "A value inside a band",
    Kind.CHANGE_ABSOLUTE: "A change from the baseline",
    Kind.CHANGE_PERCENT: "A percentage change from the baseline",
    Kind.CHANGE_PP: "A change in percentage points",
    Kind.ELIMINATION: "Down to nothing",
    Kind.MAINTAIN: "A standard kept in every period",
    Kind.CUMULATIVE_SUM: "A total over a time",
    Kind.CUMULATIVE_CAP: "A total not to be passed",
    Kind.RANK: "A rank",
    Kind.GAP_BETWEEN_GROUPS: "A gap between groups",
    Kind.SUSTAINED_STANDARD: "A standard met several periods running",
    Kind.RELATIVE_TO_COUNTERFACTUAL: "A difference from what would have been",
    Kind.ALL_OF: "Several targets at once",
    Kind.ANY_OF: "One of several targets",
    Kind.DIRECTIONAL: "A direction without a number",
}


def kind(of: Kind) -> str:
    """A kind of target in words."""
    return _KINDS.get(of, of.value.replace("_", " ").capitalize())


def say(case: Case) -> tuple[Segment, ...]:
    """The headline of the page: chance, expectation, gap, range; or what happened; or why there is none."""
    assessment = case.assessment
    if assessment is None:
        return ((findings.NOT_JUDGED, False),)
    if case.is_settled and assessment.outcome is not None:
        return _settled(case, assessment)
    if case.chance is None:
        return _unjudged(case, assessment)
    return (*_chance(case, assessment), *_expectation(case, assessment))


def _settled(case: Case, assessment: Assessment) -> tuple[Segment, ...]:
    if assessment.outcome is None:
        return ()
    words = findings.outcome(
        assessment.outcome,
        required=assessment.required_value,
        wants=case.wants,
        kind=case.manner,
        quantities=case.quantities,
    )
    said: list[Segment] = [(case.verdict.words, True), (f": {words[:1].lower()}{words[1:]}", False)]
    if words.startswith(case.verdict.words):
        said = [(words, True)]
    if assessment.components:
        said.append((f" {findings.parts(assessment.components)}", False))
    return tuple(said)


def _unjudged(case: Case, assessment: Assessment) -> tuple[Segment, ...]:
    said: list[Segment] = [(findings.reason(assessment), True)]
    newest = findings.latest(assessment, case.quantities, total=case.manner.is_cumulative)
    if newest:
        distance = findings.to_go(assessment, wants=case.wants, quantities=case.quantities)
        said.append(
            (
                f" The newest figure is {newest}{f': {distance[:1].lower()}{distance[1:]}' if distance else ''}.",
                False,
            )
        )
    if assessment.components:
        said.append((f" {findings.parts(assessment.components)}", False))
    return tuple(said)


def _chance(case: Case, assessment: Assessment) -> tuple[Segment, ...]:
    chance = case.chance
    if chance is None:
        return ()
    if assessment.certain:
        ending = "That is already certain" if assessment.probability else "It can no longer be met"
        return ((f"{ending}.", True),)
    aim = aims.reaching(case.manner, case.asks)
    if case.verdict is Verdict.BREACHED:
        aim = f"being back to {case.asks}" if case.asks else "being back within the standard"
    if assessment.components:
        aim = "meeting all its parts" if case.target.kind is Kind.ALL_OF else "meeting enough of its parts"
    return (
        (f"On the current course the chance of {aim} {_moment(case, assessment)}".rstrip() + " is ", False),
        (chance.inside, True),
        (".", False),
    )


def _moment(case: Case, assessment: Assessment) -> str:
    period = assessment.projection.period if assessment.projection is not None else assessment.resolved
    if period is None or case.manner.is_cumulative or case.verdict is Verdict.BREACHED:
        return f"by {findings.ending(period)}" if period is not None else charting.when_due(case)
    return findings.when(period)


def _expectation(case: Case, assessment: Assessment) -> tuple[Segment, ...]:
    if assessment.components:
        return ((f" {findings.parts(assessment.components)}", False),)
    gap = assessment.projected_gap
    if assessment.projection is None:
        return ()
    said: list[Segment] = [(f" About {charting.expected_value(case)} is expected", False)]
    if gap is not None:
        words = gaps.inside(gap, quantities=case.quantities, wants=case.wants, kind=case.manner)
        said += [(", ", False), (words, True)]
    said.append((".", False))
    if gap is not None and gap.likely is not None:
        spread = gaps.likely(
            gap.likely, step=gaps.grid(gap), quantities=case.quantities, wants=case.wants, kind=case.manner
        )
        said.append((f" The likely range is {spread}.", False))
    return tuple(said)


def gap_title(now: float | None, then: float | None, *, small_now: bool, small_then: bool) -> str:
    """What the two gaps say together."""
    if now is None or then is None:
        return "The gap now"
    here = (
        "Close to the path now"
        if small_now
        else ("Behind the path now" if now > 0 else "Ahead of the path now")
    )
    if small_then:
        return f"{here}, and expected to be close to the target at the date"
    if then > 0:
        return (
            f"{here}, and short of the target at the date"
            if now > 0 and not small_now
            else f"{here}, but short of the target at the date"
        )
    return (
        f"{here}, but inside the target at the date"
        if now > 0 and not small_now
        else f"{here}, and inside the target at the date"
    )


def gap_then_title(words: str) -> str:
    """Where only the gap at the date is known: ``About 130 Mt inside at the date``."""
    return f"{capital(words)} at the date"


def path_note(*, illustrative: bool, seasonal: str | None) -> str:
    """What the path is, and how the season was handled."""
    said = (
        "Nobody has published a path, so the gap now is measured against an even one of ours"
        if illustrative
        else "The gap now is measured on the published path"
    )
    return f"{said}, {seasonal}." if seasonal else f"{said}."


def when_title(attainment: Attainment) -> str:
    """When it might be reached: never a single date where most of the chance lies beyond the horizon."""
    even = attainment.quantiles.get(0.5)
    if even is not None:
        return f"As likely as not, it is reached by {dates.named(str(even.frequency), even.label)}"
    if attainment.never > 0.5:
        horizon = attainment.horizon
        return (
            f"More likely than not, it is not reached by {dates.named(str(horizon.frequency), horizon.label)}"
        )
    return "When it might first be reached"


WHEN_NOTE = "“First reached” is easier than “met at the date”: a level that is reached may be lost again."
WHEN_NO_DATE = "No single date is given, because most of the chance lies beyond the years shown."


def pace_title(rates: Rates, *, wants: Direction, manner: Kind) -> str:
    """The pace needed against the pace of late, in one finding."""
    required, recent = rates.required, rates.recent
    if required is None or recent is None:
        return "The pace the target asks for"
    if manner is Kind.CUMULATIVE_CAP:
        return (
            "The recent yearly level fits inside what is left"
            if recent <= required
            else "The recent yearly level is more than what is left allows"
        )
    sign = -1 if wants is Direction.DECREASE else 1
    if required * sign <= 0:
        return "The latest figure is already where the target asks it to be"
    if recent == 0:
        return "There has been no progress lately"
    if recent * required < 0:
        return "The recent pace goes the other way"
    ratio = required / recent
    if ratio <= 1:
        return "The recent pace would be enough"
    return f"The target takes {plain(ratio, 1 if ratio < 10 else 0)} times the recent pace"


def pace(value: float, *, quantities: Quantities, manner: Kind) -> str:
    """A pace a year: ``up 9.3 points a year``, ``330,000 homes a year``."""
    size = quantities.difference(value, quantities.measured_step(value))
    if manner.is_cumulative:
        return f"{size} a year"
    if value == 0:
        return "no change"
    return f"{'up' if value > 0 else 'down'} {size} a year"


def pace_note(window: str) -> str:
    """How the recent pace was measured."""
    return f"Recent pace: {window.removesuffix(', a year')}." if window else ""


def sensitivity_title(low: str, high: str, *, telling: bool) -> str:
    """Whether the treatment of the data decides anything."""
    if telling:
        return f"{capital(low)} to {high}, depending on how the data are treated"
    return "The treatment of the data makes little difference"


SENSITIVITY_NOTE = (
    "The headline always uses the same treatment, fixed before any result was seen. The others show how much "
    "reasonable choices would move it."
)


def models(names: tuple[str, ...]) -> str:
    """The models behind a forecast: ``A combination of exponential smoothing and the Theta method``."""
    said = [_MODELS.get(name, name.replace("_", " ")) for name in names]
    if not said:
        return ""
    if len(said) == 1:
        return f"{capital(said[0])}."
    return f"A combination of {', '.join(said[:-1])} and {said[-1]}."


def observations(number: int) -> str:
    """``209 comparable figures``."""
    return f"{plain(number)} comparable figure{'' if number == 1 else 's'}"


def record(text: str, *, coverage: float | None, series: int) -> str:
    """What backtests say of forecasts like this one; empty where nothing is known."""
    parts = [text.rstrip(".")] if text else []
    if coverage is not None:
        parts.append(f"ranges meant to hold 80% of outcomes held {round(coverage * 100)}%")
    if series:
        parts.append(f"tested on {plain(series)} series")
    return f"{capital('; '.join(parts))}." if parts else ""


def cite(case: Case) -> str:
    """The page as a citation."""
    assessment = case.assessment
    said = ["Headway", case.target.id]
    if assessment is not None:
        said.append(f"assessment as of {dates.day(assessment.as_of)}, label set {assessment.label_set}")
    text = f"{', '.join(said)}."
    source = source_of(case)
    return f"{text} Data: {source}" if source else text


def source_of(case: Case) -> str:
    """Where the figures come from: ``NHS England, Referral to treatment waiting times, published 11 June 2026.``"""
    indicator = case.indicator
    if indicator is None or not indicator.publisher:
        return ""
    parts = [indicator.publisher, indicator.release]
    if case.published is not None:
        parts.append(f"published {dates.day(case.published)}")
    return f"{', '.join(part for part in parts if part)}."


def figures_caption(case: Case) -> str:
    """What the table holds."""
    unit = case.quantities.unit.axis
    return (
        f"{charting.subtitle(case)}. Gap: positive means short of what is asked."
        if unit
        else "Gap: positive means short of what is asked."
    )


def all_figures(number: int) -> str:
    """``All 260 rows``."""
    return f"All {plain(number)} rows"


TRAJECTORY = "Trajectory: {name}"


def trajectory(
    distance: str, *, behind: bool, default: bool, official: bool, recorded: date | None, citation: str
) -> str:
    """How the newest figure stands to a trajectory, and who laid it out when."""
    parts = []
    if distance:
        parts.append(f"The newest figure is {distance} {'behind' if behind else 'ahead of'} it.")
    if default:
        parts.append("The gap is measured against it.")
    if not official:
        parts.append("Illustrative: nobody published it.")
    if recorded is not None:
        parts.append(f"Laid out on {dates.day(recorded)}.")
    return " ".join([*parts, citation]).strip()
