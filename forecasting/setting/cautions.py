"""What to beware of before a target is set on this indicator, in this area, for this date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from forecasting.assessment import Assessment
from forecasting.findings import FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.judging.words import measured
from forecasting.public_methods.ladder import settled
from forecasting.reference_class import FEWEST_UNITS
from forecasting.setting.comparing import Comparison
from forecasting.setting.noise import wobble
from forecasting.setting.proposal import Caution, CautionCode, Rung
from forecasting.setting.question import Question

_NEAR = 0.1
_DETECTABLE = 1.96 * 2**0.5
_LONG_LAG = 180
_TOLD_ELSEWHERE = (FindingCode.EXTRAPOLATED, FindingCode.DATE_RESOLVED, FindingCode.OVERLAPPING)
_SUB_ANNUAL = (Frequency.MONTH, Frequency.WEEK, Frequency.DAY)


def cautions_of(question: Question, comparison: Comparison, ladder: tuple[Rung, ...]) -> tuple[Caution, ...]:
    """Everything to beware of, the weightiest first."""
    found = [
        *_evidence(question),
        *_bounds(question, ladder),
        *_noise(question, ladder),
        *_frequency(question),
        *_course(question, ladder),
        *_company(question, comparison),
        *_data(question),
    ]
    order = (Severity.SERIOUS, Severity.CAUTION, Severity.INFO)
    return tuple(sorted(found, key=lambda caution: order.index(caution.severity)))


def _evidence(question: Question) -> Iterator[Caution]:
    need, record = question.outlook, question.record
    if isinstance(need, Assessment):
        yield Caution(CautionCode.NO_FORECAST, need.reason_text, Severity.SERIOUS)
    elif record is not None and record.beyond:
        yield Caution(
            CautionCode.BEYOND_EVIDENCE,
            f"{question.resolved.label} lies more than twice as far ahead as could be tested: no probability is "
            "given. Set a nearer date, or milestones on the way.",
            Severity.SERIOUS,
        )
    elif question.course_here is None:
        yield Caution(
            CautionCode.NO_FORECAST,
            "No current course is held for these figures; headway prepare makes it.",
            Severity.SERIOUS,
        )
    elif record is not None and record.extrapolated:
        yield Caution(
            CautionCode.BEYOND_TESTED,
            f"{question.resolved.label} lies further ahead than could be tested, so each chance is a range.",
        )


def _bounds(question: Question, ladder: tuple[Rung, ...]) -> Iterator[Caution]:
    if question.since is not None:
        return
    indicator, sign = question.indicator, question.sign
    edge = indicator.upper if sign > 0 else indicator.lower
    name = "ceiling" if sign > 0 else "floor"
    here = question.start[1]
    if edge is not None:
        text = measured(edge, indicator.unit, 0 if float(edge).is_integer() else indicator.decimals)
        other = indicator.lower if sign > 0 else indicator.upper
        span = abs(edge - other) if other is not None else max(abs(here), abs(edge))
        if settled(here - edge) == 0:
            yield Caution(
                CautionCode.AT_BOUND, f"It stands at its {name} of {text}: there is nothing left to gain."
            )
        elif span > 0 and abs(edge - here) <= _NEAR * span:
            yield Caution(
                CautionCode.NEAR_BOUND,
                f"It is close to its {name} of {text}. Aiming at or near the end of a scale leaves no room for "
                "ordinary variation and can invite gaming.",
            )
        if any(settled(rung.value - edge) == 0 for rung in ladder):
            yield Caution(
                CautionCode.AT_BOUND,
                f"The current course may well reach the {name} of {text}: some of the values are that end itself.",
                Severity.INFO,
            )
    value = question.value
    if value is not None and not question.within(value):
        yield Caution(
            CautionCode.OUTSIDE_BOUNDS,
            f"{measured(value, indicator.unit, None)} is a value this indicator cannot take.",
            Severity.SERIOUS,
        )


def _noise(question: Question, ladder: tuple[Rung, ...]) -> Iterator[Caution]:
    noise = wobble(question)
    if noise is None or noise == 0 or question.since is not None:
        return
    indicator, here = question.indicator, question.start[1]
    least = _DETECTABLE * noise
    size = measured(least, _plain_unit(indicator.unit), None)
    even = next((rung for rung in ladder if rung.asked == 0.5), None)
    if even is not None and abs(even.value - here) < least:
        yield Caution(
            CautionCode.NOISY,
            f"Figures wobble so much that a change under {size} cannot be told from noise, and the current course "
            "moves less than that. Judge the target on an average over several periods, or on a longer run.",
        )
    value = question.value
    if value is not None and abs(value - here) < least and settled(value - here) != 0:
        yield Caution(
            CautionCode.NOT_DETECTABLE,
            f"The change asked for is smaller than {size}, which is what two figures must differ by to be told apart.",
        )


def _plain_unit(unit: str) -> str:
    return "points" if unit.startswith("percent") else unit


def _frequency(question: Question) -> Iterator[Caution]:
    series, asked, resolved = question.grid, question.by, question.resolved
    if question.since is None and (asked.label != resolved.label or asked.end != resolved.end):
        away = (asked.end - resolved.end).days
        weight = Severity.CAUTION if away > 31 else Severity.INFO
        yield Caution(
            CautionCode.DATE_RESOLVED,
            f"“By {asked.label}” would be judged on the figure for {resolved.label}: the indicator is published by "
            f"{series.frequency.words}.",
            weight,
        )
    ahead = series.step_of(resolved) - series.step_of(series.latest)
    if question.since is None and ahead == 1:
        yield Caution(
            CautionCode.ONE_FIGURE,
            "Only one more figure falls before the date: nothing can be steered by on the way.",
        )
    lag = question.indicator.lag_days
    if lag >= _LONG_LAG:
        known = resolved.end + timedelta(days=lag)
        yield Caution(
            CautionCode.LATE_FIGURE,
            f"The figure that decides is usually published {lag} days after its period: not before about "
            f"{known:%B %Y}.",
            Severity.INFO,
        )
    if series.frequency.overlaps:
        yield Caution(
            CautionCode.OVERLAPPING,
            "Each figure shares most of its period with the one before, so it is slow to show what has changed.",
        )
    elif series.frequency in _SUB_ANNUAL and question.since is None and not question.indicator.monotone:
        yield Caution(
            CautionCode.SUB_ANNUAL,
            f"A target on the figure of one {series.frequency.words} hangs on that {series.frequency.words} alone; "
            "an average over a year is steadier.",
            Severity.INFO,
        )


def _course(question: Question, ladder: tuple[Rung, ...]) -> Iterator[Caution]:
    if question.since is not None:
        return
    here, sign = question.start[1], question.sign
    even = next((rung for rung in ladder if rung.asked == 0.5), None)
    if even is not None and settled(sign * (even.value - here)) < 0:
        yield Caution(
            CautionCode.WORSENING,
            "On the current course it gets worse: halting the decline is itself a hard target.",
        )
    if question.value is not None and settled(sign * (here - question.value)) >= 0:
        yield Caution(
            CautionCode.ALREADY_MET,
            f"The figure for {question.start[0].label} meets it already.",
        )


def _company(question: Question, comparison: Comparison) -> Iterator[Caution]:
    if question.since is None and not comparison.reference.supported:
        yield Caution(
            CautionCode.NO_COMPARATORS,
            f"Fewer than {FEWEST_UNITS} areas with five years of figures: no percentile of a pace can be given.",
            Severity.INFO,
        )


def _data(question: Question) -> Iterator[Caution]:
    need = question.outlook
    base = need if isinstance(need, Assessment) else need.base
    for finding in base.findings:
        if finding.code not in _TOLD_ELSEWHERE:
            yield Caution(CautionCode.DATA, finding.message, finding.severity)
