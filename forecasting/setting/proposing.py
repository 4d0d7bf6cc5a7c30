"""Everything that helps to set one target, on one page: values by chance, ways, paces, meaning, path, cautions."""

from __future__ import annotations

from forecasting.assessment import Assessment, Reason
from forecasting.judging.concluding import beyond_evidence
from forecasting.judging.words import measured
from forecasting.setting.cautions import cautions_of
from forecasting.setting.chance import LADDER
from forecasting.setting.comparing import Comparison
from forecasting.setting.meaning import meaning_of
from forecasting.setting.odds import Odds, odds_of
from forecasting.setting.path import suggested_path
from forecasting.setting.proposal import Proposal, Rung, Span
from forecasting.setting.question import Question
from forecasting.setting.rounding import stated
from forecasting.setting.ways import paces_of, ways_of

_EVEN, _STRETCHING, _AMBITIOUS = 0.5, 0.25, 0.1


def propose(question: Question, *, code_version: str = "") -> Proposal:
    """Ranges with reasons, never one number. Nothing is fitted: the question brings its course."""
    comparison, odds = Comparison(question), odds_of(question)
    ladder = () if odds is None else tuple(_rung(question, comparison, odds, p) for p in LADDER)
    reason, text = _why_not(question, odds)
    towards = question.value
    if towards is not None and not question.within(towards):
        towards = None
    elif towards is None:
        towards = next((rung.stated for rung in ladder if rung.asked == _STRETCHING), None)
    series, indicator = question.series, question.indicator
    return Proposal(
        series_id=f"{indicator.id}/{series.area}" if series.area else indicator.id,
        indicator=indicator.id,
        title=indicator.title,
        area=series.area,
        unit=indicator.unit,
        decimals=indicator.decimals,
        direction=question.way,
        comparator=question.comparator,
        kind=question.kind,
        asked=question.by,
        resolved=question.resolved,
        window_start=question.since,
        as_of=question.as_of,
        latest_period=series.latest,
        latest_value=series.latest_value,
        start_period=question.start[0],
        start_value=question.start[1],
        years=question.years,
        span=_span(question, ladder),
        ladder=ladder,
        reason=reason,
        reason_text=text,
        ways=ways_of(question, comparison, odds),
        paces=paces_of(question, comparison, odds),
        compared=comparison.compared,
        meaning=meaning_of(question, comparison, odds, code_version=code_version),
        path=None if towards is None else suggested_path(question, towards),
        cautions=cautions_of(question, comparison, ladder),
        record="" if question.record is None else question.record.text,
        engine="" if question.course is None else question.course.engine,
    )


def _rung(question: Question, comparison: Comparison, odds: Odds, chance: float) -> Rung:
    value = odds.value_with(chance)
    indicator = question.indicator
    total = question.since is not None
    near = stated(
        value,
        decimals=indicator.decimals,
        sign=question.sign,
        lower=indicator.lower,
        upper=None if total else indicator.upper,
    )
    pace = None if total or question.years <= 0 else (value - question.start[1]) / question.years
    better = pace is not None and pace * question.sign > 0
    return Rung(
        asked=chance,
        value=value,
        chance=odds.of(value),
        stated=near,
        stated_chance=odds.of(near),
        pace=pace,
        precedence=comparison.precedence(pace) if better else None,
    )


def _span(question: Question, ladder: tuple[Rung, ...]) -> Span | None:
    by_chance = {rung.asked: rung for rung in ladder}
    if not by_chance:
        return None
    even, ambitious = by_chance[_EVEN], by_chance[_AMBITIOUS]
    unit, decimals = question.indicator.unit, question.indicator.decimals
    ends = (measured(even.stated, unit, decimals), measured(ambitious.stated, unit, decimals))
    text = (
        f"The current course reaches {ends[0]} as likely as not, and {ends[1]} with one chance in ten, which has been "
        "called ambitious yet achievable (Kantorová and others, 2017). Harder than that needs a break with the current "
        "course; easier than the first asks for no change of it."
        if ends[0] != ends[1]
        else f"The current course leaves hardly any room: {ends[0]} at every chance."
    )
    return Span(even.value, ambitious.value, text)


def _why_not(question: Question, odds: Odds | None) -> tuple[Reason | None, str]:
    if odds is not None:
        return None, ""
    need = question.outlook
    if isinstance(need, Assessment):
        return need.reason, need.reason_text
    if question.record is not None and question.record.beyond:
        refused = beyond_evidence(need)
        return refused.reason, refused.reason_text
    return Reason.MODEL_FAILED, "No current course is held for these figures."
