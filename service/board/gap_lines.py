"""The gap of a target, now and at its date, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.assessment import Assessment
from service.board.case import Case
from service.board.english import charting, findings, gaps, labels, target_page


@dataclass(frozen=True)
class GapLine:
    """One row of the table of gaps."""

    head: str
    required: str
    actual: str
    gap: str
    more: str


def gap_lines(case: Case) -> tuple[GapLine, ...]:
    """The gap now and at the target date; none for a target that is settled."""
    assessment = case.assessment
    if assessment is None or case.is_settled:
        return ()
    quantities, lines = case.quantities, []
    now = assessment.gap_now
    if now is not None:
        step = quantities.measured_step(now.value)
        side = gaps.side(now.value, wants=case.wants, kind=case.manner)
        level = round(now.value / step) == 0
        lines.append(
            GapLine(
                labels.GAP_NOW_ROW.format(period=now.period.label),
                quantities.measured(now.required),
                quantities.measured(now.actual),
                labels.GAP_NONE if level else quantities.difference(now.value, step),
                "" if level else labels.GAP_SIDE.format(side=side),
            )
        )
    gap, projection = assessment.projected_gap, assessment.projection
    if gap is not None and projection is not None and assessment.required_value is not None:
        spread = ""
        if gap.likely is not None:
            words = gaps.likely(
                gap.likely, step=gaps.grid(gap), quantities=quantities, wants=case.wants, kind=case.manner
            )
            spread = labels.GAP_LIKELY.format(range=words)
        lines.append(
            GapLine(
                labels.GAP_THEN_ROW.format(period=_then(case, projection.period.label)),
                quantities.required(assessment.required_value),
                labels.ABOUT.format(value=charting.expected_value(case)),
                gaps.inside(gap, quantities=quantities, wants=case.wants, kind=case.manner),
                spread,
            )
        )
    return tuple(lines)


def _then(case: Case, label: str) -> str:
    projection = case.assessment.projection if case.assessment is not None else None
    return (
        findings.ending(projection.period) if projection is not None and case.manner.is_cumulative else label
    )


def gap_title(case: Case) -> str:
    """What the two gaps say together."""
    assessment = case.assessment
    if assessment is None:
        return ""
    now, then = assessment.gap_now, assessment.projected_gap
    if now is None and then is not None:
        words = gaps.inside(then, quantities=case.quantities, wants=case.wants, kind=case.manner)
        return target_page.gap_then_title(words)
    width = then.likely.high - then.likely.low if then is not None and then.likely is not None else 0.0
    return target_page.gap_title(
        None if now is None else now.value,
        None if then is None else then.value,
        small_now=now is not None
        and abs(now.value) <= _near(now.required, None if then is None else then.value),
        small_then=then is not None and abs(then.value) <= width / 20,
    )


def _near(required: float, then: float | None) -> float:
    """What counts as close to the path: a hundredth of what it asks, or a twentieth of the gap to come."""
    return max(abs(required) / 100, 0.0 if then is None else abs(then) / 20)


def gap_note(assessment: Assessment | None) -> str:
    """Which path the gap now is measured on, and how the season was handled."""
    if assessment is None or assessment.gap_now is None:
        return ""
    return target_page.path_note(
        illustrative=assessment.gap_now.illustrative, seasonal=assessment.gap_now.seasonal
    )
