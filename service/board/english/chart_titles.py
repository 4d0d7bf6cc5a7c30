"""The words around charts that stand by themselves: the finding as title, what is drawn, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import Attainment
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.verdicts import Verdict
from service.board.english import charting, dates, findings, gaps
from service.board.english.numbers import capital, counted, plain
from service.board.english.quantities import Quantities

if TYPE_CHECKING:
    from service.board.case import Case

ON_COURSE = "on the current course"
JUDGED = "Chances and ranges: Headway, as of {day}; they exclude announced policy not yet in the data."
EARLIER_ONE = "thin blue: an earlier forecast"
EARLIER_MANY = "thin blue: earlier forecasts"
GAP_DRAWN = (
    "Projected gap (dot, with the range of 8 in 10) and gap now (square), {unit}, by date of judgement"
)
CHANCE_DRAWN = "Chance of being met, by date of judgement; a bar where only a range may be said"
WHEN_DRAWN = "Chance of having first reached the target by each date"
REVISIONS_DRAWN = (
    "Figure of each period (rows) in each release (columns); shaded where it differs from the first published"
)
GAP_LEVEL = "level with the target"
THEN = "{said}, on {day}"
GAP_NOW = "now {said}"
STANDS = "Judged by Headway, as of {day}."
NOTHING_DRAWN = "There is nothing to draw yet."
NO_GAP = "No projected gap has been given."
NO_CHANCE = "No chance has been given."
NO_DATE = "No date of attainment is given."
NO_REVISIONS = (
    "No period is held from more than one dated release, so nothing can be said about revisions yet."
)
NO_AREAS = "No area has figures on the basis in force."
NO_RECORD = "No forecast of this kind was ever tested."
DUE = "target: {when}"
ROUND = {Verdict.ON_TRACK: "on track", Verdict.OFF_TRACK: "off track"}


def named(case: Case, finding: str) -> str:
    """A finding under the name of its target: ``1.5 million homes in England: about 450,000 homes short …``."""
    return f"{case.target.title}: {finding[:1].lower() + finding[1:] if _is_word(finding) else finding}"


def _is_word(text: str) -> bool:
    return text[:2].istitle() and not text[:2].isupper()


def course(case: Case) -> str:
    """Where the target stands, as the title of its chart; a target without verdict gives the reason."""
    return named(case, _course(case))


def _course(case: Case) -> str:
    assessment = case.assessment
    if assessment is None:
        return "not judged yet"
    if assessment.outcome is not None:
        word = "met" if assessment.outcome.met else "missed"
        said = charting.title(case)
        return word if said.lower().startswith(word) and len(said) <= len(word) else _after(word, said)
    if assessment.projected_gap is not None:
        size = gaps.inside(
            assessment.projected_gap, quantities=case.quantities, wants=case.wants, kind=case.manner
        )
        found = f"{size} {_moment(case)} {ON_COURSE}".replace("  ", " ")
        if case.verdict is Verdict.BREACHED and assessment.breached_since is not None:
            return f"in breach since {assessment.breached_since.label}; {found}"
        return found
    if assessment.projection is not None:
        return charting.title(case)
    return f"no verdict. {findings.reason(assessment)}".strip().rstrip(".")


def _after(word: str, said: str) -> str:
    return said[:1].lower() + said[1:] if said.lower().startswith(word) else f"{word}, {said}"


def _moment(case: Case) -> str:
    """``by July 2029``, unless the name of the target says so already."""
    due = charting.when_due(case)
    bare = due.removeprefix("by ").removeprefix("in ")
    return "" if bare and bare in case.target.title else due


def gap(case: Case, before: tuple[date, str] | None) -> str:
    """The projected gap now and at an earlier date."""
    found = _course(case)
    if before is None or case.assessment is None or case.assessment.projected_gap is None:
        return named(case, found)
    day, said = before
    since = dates.day(day)
    return named(case, f"{found}, as on {since}" if said in found else f"{found}; {said} on {since}")


def chance(case: Case, before: tuple[date, str] | None) -> str:
    """The chance, and what it was before: ``chance of being met 7%; 12% on 14 May 2026``."""
    now = case.chance
    if now is None or case.assessment is None:
        return named(case, _course(case))
    said = f"chance of being met {now.number}"
    if before is None or not before[1]:
        return named(case, said)
    day, shown = before
    since = dates.day(day)
    return named(case, f"{said}, as on {since}" if shown == now.number else f"{said}; {shown} on {since}")


def brief_label(period: Period) -> str:
    """A period as the head of a row: ``Q1 2024``, ``Jan 2024``, else as it is published."""
    if period.frequency is Frequency.QUARTER:
        return f"Q{(period.start.month + 2) // 3} {period.start.year}"
    if period.frequency is Frequency.MONTH:
        return dates.short_month(period.start)
    return period.label


def when(case: Case, attainment: Attainment) -> str:
    """When it is reached: never a single date where most of the chance lies beyond the horizon."""
    even = attainment.quantiles.get(0.5)
    if even is not None:
        return named(
            case, f"as likely as not first reached by {dates.named(str(even.frequency), even.label)}"
        )
    horizon = attainment.horizon
    by = dates.named(str(horizon.frequency), horizon.label)
    if attainment.never > 0.5:
        return named(case, f"more likely than not still not reached by {by}")
    return named(case, f"when it might first be reached, up to {by}")


def by_chance(share: float, period: Period) -> str:
    """``1 in 10 by 2028``."""
    name = {0.1: "1 in 10", 0.5: "even chance", 0.9: "9 in 10"}[share]
    return f"{name} by {dates.named(str(period.frequency), period.label)}"


def never(shown: str, horizon: Period) -> str:
    """``48% not reached by 2037``."""
    return f"{shown} not reached by {dates.named(str(horizon.frequency), horizon.label)}"


def source(case: Case, published: str) -> str:
    """The line below a chart: the publisher's release and whose judgement it is."""
    parts = [f"Source: {published}"] if published else []
    if case.assessment is not None:
        said = JUDGED if case.assessment.projection is not None else STANDS
        parts.append(said.format(day=dates.day(case.assessment.as_of)))
    return " ".join(parts)


def areas(
    quantities: Quantities,
    title: str,
    wants: Direction,
    newest: Sequence[tuple[str, float]],
    period: Period | None,
) -> str:
    """Where an indicator stands best and worst: ``Lowest in A (50%), highest in B (70%)``."""
    if not newest:
        return title
    ordered = sorted(newest, key=lambda one: one[1])
    if len(ordered) == 1:
        return f"{title}: {quantities.measured(ordered[0][1])} in {ordered[0][0]}"
    (low, least), (high, most) = ordered[0], ordered[-1]
    if wants is Direction.DECREASE:
        (low, least), (high, most) = (high, most), (low, least)
        words = ("highest", "lowest")
    else:
        words = ("lowest", "highest")
    moment = f", {findings.when(period)}" if period is not None else ""
    return (
        f"{title}: {words[0]} in {low} ({quantities.measured(least)}), {words[1]} in {high} "
        f"({quantities.measured(most)}){moment}"
    )


def areas_drawn(unit: str, page: int, pages: int, count: int) -> str:
    """What the small drawings are."""
    part = f"; page {page} of {pages}, {count} areas in all" if pages > 1 else ""
    return f"{capital(unit) or 'Values'}, every area on one scale, the one furthest behind first{part}"


def area_said(value: str, period: str) -> str:
    """What stands below the name of an area: ``64.9%, 2024/25``."""
    return f"{value}, {period}"


def reliability(worst: float, count: int) -> str:
    """What the record comes to."""
    points = max(1, round(worst * 100))
    unit = "point" if points == 1 else "points"
    return (
        f"What was said came true to within {counted(points)} {unit} in every tenth of probability with "
        f"{plain(count)} forecasts or more"
    )


def reliability_apart(worst: float, where: str, count: int) -> str:
    """What the record comes to where it is further off."""
    points = round(worst * 100)
    return (
        f"What was said came true to within {plain(points)} points: furthest off in {where}, of tenths with "
        f"{plain(count)} forecasts or more"
    )


RELIABILITY_DRAWN = (
    "Probability said (across) against the share that came true (up), pooled over lengths and horizons"
)
RELIABILITY_SOURCE = "Source: Headway’s backtest record, past origins of the development half of the benchmark, forecast without the series concerned."
