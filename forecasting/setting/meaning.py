"""What a given target value means: its chance, the pace it asks for, and whether anybody ever kept that up."""

from __future__ import annotations

from dataclasses import replace

from forecasting.assessment import Assessment
from forecasting.judging.concluding import conclude_with, consider, finished
from forecasting.judging.identity import assessment_key
from forecasting.judging.paces import pace_place
from forecasting.judging.readiness import Need
from forecasting.judging.required_path import recent_slope
from forecasting.judging.totals import counted, yearly_pace
from forecasting.judging.words import measured, plain
from forecasting.measured import PacePlace
from forecasting.public_methods.ladder import settled
from forecasting.setting.comparing import Comparison
from forecasting.setting.noise import wobble
from forecasting.setting.odds import Odds
from forecasting.setting.proposal import Meaning
from forecasting.setting.question import Question
from forecasting.trajectories import decimal_year

_BEYOND_SENSE = 20.0
_DETECTABLE = 1.96 * 2**0.5


def meaning_of(
    question: Question, comparison: Comparison, odds: Odds | None, *, code_version: str = ""
) -> Meaning | None:
    """What the value of a question means, or None where none was given."""
    value = question.value
    if value is None:
        return None
    judged = draft_judged(question, value, code_version=code_version)
    pace, recent = _paces(question, value)
    factor = pace / recent if pace is not None and recent is not None and pace * recent > 0 else None
    own = None
    if question.since is None and pace is not None and pace * question.sign > 0:
        own = _own(question, pace)
    precedence = (
        comparison.precedence(pace)
        if question.since is None and pace is not None and pace * question.sign > 0
        else None
    )
    reached = None
    if question.since is None and comparison.latest:
        sign = question.sign
        reached = sum(settled(sign * (other - value)) >= 0 for other in comparison.latest.values())
    noise = wobble(question) if question.since is None else None
    least = None if noise is None else _DETECTABLE * noise
    change = abs(value - question.start[1])
    detectable = None if least is None else settled(change - least) >= 0
    chance = None
    if judged.probability is not None and odds is not None:
        chance = odds.of(value)
    found = Meaning(
        value=value,
        chance=chance,
        verdict=judged.verdict,
        reason=judged.reason,
        reason_text=judged.reason_text,
        statement=judged.statement,
        pace=pace,
        recent_pace=recent,
        acceleration=factor,
        own=own,
        precedence=precedence,
        reached_elsewhere=reached,
        least_detectable=least,
        detectable=detectable,
        sentences=(),
    )
    return replace(found, sentences=_said(question, comparison, found))


def draft_judged(question: Question, value: float, *, code_version: str = "") -> Assessment:
    """The assessment of a draft that asks for a value."""
    case = question.case(value, charted=True)
    need = consider(case)
    course, record = question.course_here, question.record
    key = assessment_key(case, engine="" if question.course is None else question.course.engine)
    if isinstance(need, Assessment) or course is None or record is None:
        return finished(need.base if isinstance(need, Need) else need, case, key)
    return conclude_with(need, course, variants={}, record=record, code_version=code_version, key=key)


def _paces(question: Question, value: float) -> tuple[float | None, float | None]:
    """The pace a year that is needed, and the recent one."""
    if question.since is not None:
        need = question.outlook
        if isinstance(need, Assessment):
            return None, yearly_pace(question.series)
        so_far = counted(need)
        left = decimal_year(question.by.end) - decimal_year(so_far.done.through)
        return (value - so_far.done.value) / left if left > 0 else None, yearly_pace(question.series)
    prepared = question.prepared
    recent = recent_slope(question.grid, first_step=prepared.first_step, set_aside=prepared.set_aside)
    return (value - question.start[1]) / question.years, recent


def _own(question: Question, pace: float) -> PacePlace:
    grid, prepared = question.grid, question.prepared
    return pace_place(
        grid,
        pace,
        steps=max(1, round(question.years * grid.steps_per_year)),
        sign=question.sign,
        first_step=prepared.first_step,
        set_aside=prepared.set_aside,
    )


def _said(question: Question, comparison: Comparison, found: Meaning) -> tuple[str, ...]:
    """The same in plain sentences."""
    lines = [_chance_said(question, found), _pace_said(question, found)]
    if found.own is not None:
        lines.append(found.own.sentence)
    if found.precedence is not None:
        lines.append(found.precedence.sentence)
    if found.reached_elsewhere is not None and comparison.latest:
        count = len(comparison.latest)
        lines.append(f"{found.reached_elsewhere} of {count} other {question.noun} stand there already.")
    if found.detectable is False:
        lines.append("So small a change cannot be told from the ordinary wobble of the figures.")
    return tuple(line for line in lines if line)


def _chance_said(question: Question, found: Meaning) -> str:
    if found.chance is None:
        return f"No probability is given. {found.reason_text}" if found.reason_text else ""
    ask = "at least" if question.sign > 0 else "at most"
    value = measured(found.value, question.indicator.unit, question.indicator.decimals)
    due = question.resolved if question.since is None else question.by
    return (
        f"On the current course the chance of {ask} {value} by {due.label} is {found.chance.words} "
        f"({found.chance.shown})."
    )


def _pace_said(question: Question, found: Meaning) -> str:
    """How the pace it asks for stands to the pace of late."""
    factor = found.acceleration
    if question.since is not None:
        return (
            ""
            if factor is None
            else f"It asks for {plain(factor, 2)} times the newest flow, year after year."
        )
    if found.pace is None:
        return ""
    if found.pace * question.sign <= 0:
        return f"It asks for no improvement on {question.start[0].label}."
    if factor is None:
        moved = found.recent_pace is not None
        return (
            "Lately it did not move that way, so no multiple of its recent pace leads there." if moved else ""
        )
    if factor > _BEYOND_SENSE:
        return "Lately it hardly moved, so a multiple of its recent pace says nothing."
    return f"It asks for {plain(factor, 1)} times the recent pace (of the last five years at most)."
