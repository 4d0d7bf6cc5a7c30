"""Every way of setting a target, each with its chance on the current course and its place among paces achieved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from forecasting.judging.flows import done_by
from forecasting.judging.paces import length_of, spells
from forecasting.judging.required_path import recent_slope
from forecasting.judging.totals import yearly_pace
from forecasting.public_methods.yardstick import Tag
from forecasting.setting import detectable, pace, peers, projection, relative, stated
from forecasting.setting.comparing import Comparison
from forecasting.setting.noise import wobble
from forecasting.setting.odds import Odds
from forecasting.setting.own import best_own_pace, recent_pace
from forecasting.setting.proposal import PaceRung, Way
from forecasting.setting.proposed import Against, Proposed, Unset, proposed
from forecasting.setting.question import Question
from forecasting.setting.rounding import stated as rounded
from forecasting.setting.titles import NOTES, title_of
from forecasting.targets import Window
from forecasting.trajectories import decimal_year

PACES = (0.25, 0.5, 0.75, 0.9)
_TREND_YEARS = 10.0
Named = tuple[str, str, Proposed]
"""A key, a family, and what the way gives."""


def ways_of(question: Question, comparison: Comparison, odds: Odds | None) -> tuple[Way, ...]:
    """Every way that applies; one that gives no value is listed with the reason."""
    found = _flow_ways(question) if question.since is not None else _level_ways(question, comparison)
    # Without company there is nothing to say of areas, once for each way; a caution says it once.
    told = (item for item in found if item[1] != "areas" or item[2].reason is not Unset.NO_PEERS)
    return tuple(_way(question, comparison, odds, *item) for item in told)


def paces_of(question: Question, comparison: Comparison, odds: Odds | None) -> tuple[PaceRung, ...]:
    """The paces of comparable areas by percentile, and where each leads from here; empty without five areas."""
    if question.since is not None:
        return ()
    rungs = []
    for percentile in PACES:
        rate = comparison.reference.pace_at(percentile, sign=question.sign)
        if rate is not None:
            value = question.start[1] + rate * question.years
            within = question.within(value)
            chance = odds.of(value) if odds is not None and within else None
            rungs.append(PaceRung(percentile, rate, value, chance, within))
    return tuple(rungs)


def _level_ways(question: Question, comparison: Comparison) -> Iterator[Named]:
    start, years, sign = question.start[1], question.years, question.sign
    against = Against(question.way)
    indicator, lower, upper = question.indicator, question.indicator.lower, question.indicator.upper
    yield "maintain", "healthy_people", stated.maintain(start, against=against)
    yield (
        "percent_improvement",
        "healthy_people",
        relative.percent_improvement(start, sign=sign, against=against),
    )
    if indicator.unit.startswith("percent") and (lower, upper) == (0, 100):
        yield "cohens_h", "healthy_people", detectable.cohens_h(start, sign=sign, against=against)
    error = wobble(question)
    if error is not None and error > 0:
        least = detectable.minimal_statistical_significance(start, error, sign=sign, against=against)
        yield "minimal_statistical_significance", "healthy_people", least
    yield "projection", "healthy_people", _trend(question, comparison, against)
    if sign < 0 and lower == 0:
        yield "total_elimination", "healthy_people", stated.total_elimination(against=against)
    if sign > 0 and upper is not None and indicator.unit.startswith("percent"):
        yield "total_coverage", "healthy_people", stated.total_coverage(full=upper, against=against)
    yield from _own_ways(question, against)
    yield from _peer_ways(question, comparison, against, start=start, years=years, sign=sign)


def _own_ways(question: Question, against: Against) -> Iterator[Named]:
    start, years, sign, series = question.start[1], question.years, question.sign, question.grid
    first, aside = question.prepared.first_step, question.prepared.set_aside
    steps = max(1, round(years * series.steps_per_year))
    slope = recent_slope(series, first_step=first, set_aside=aside)
    yield "recent_pace", "own", recent_pace(slope, start=start, years=years, sign=sign, against=against)
    length = length_of(series, steps, first_step=first)
    found = spells(series, length, first_step=first, set_aside=aside)
    in_years = length / series.steps_per_year
    yield (
        "best_own_pace",
        "own",
        best_own_pace(found, start=start, years=years, length=in_years, sign=sign, against=against),
    )


def _peer_ways(
    question: Question, comparison: Comparison, against: Against, *, start: float, years: float, sign: int
) -> Iterator[Named]:
    if not question.neighbours:
        return
    reference = comparison.reference
    curve = reference.change_given_level()
    for key, speed in (("typical_pace", 1.0), ("double_pace", 2.0)):
        yield key, "areas", pace.speed_multiple(curve, start=start, years=years, speed=speed, against=against)
    for percent in (75, 90):
        # A share of paces stays below in the wanted direction.
        share = percent / 100 if sign > 0 else 1 - percent / 100
        yield (
            f"percentile_path_{percent}",
            "areas",
            pace.percentile_path(reference, percentile=share, start=start, years=years, against=against),
        )
    rates = comparison.rates
    yield (
        "champion_area",
        "areas",
        peers.champion_area(rates, start=start, years=years, sign=sign, against=against),
    )
    if comparison.own_rate is not None:
        alike = [rates[name] for name in comparison.similar if name in rates]
        yield (
            "frontier",
            "areas",
            peers.frontier(
                start=start,
                years=years,
                own_rate=comparison.own_rate,
                peer_rates=alike,
                sign=sign,
                against=against,
            ),
        )
    yield "best_of", "areas", peers.best_of(list(comparison.latest.values()), sign=sign, against=against)
    if comparison.latest:
        best = max(comparison.latest.values(), key=lambda value: sign * value)
        yield "better_than_best", "areas", peers.better_than_best(best, sign=sign, against=against)


def _trend(question: Question, comparison: Comparison, against: Against) -> Proposed:
    own = {time: value for time, value in comparison.own.items() if time > max(comparison.own) - _TREND_YEARS}
    indicator = question.indicator
    return projection.projection(
        list(own),
        list(own.values()),
        time=max(own, default=0.0) + question.years,
        sign=question.sign,
        lower=indicator.lower,
        upper=indicator.upper,
        against=against,
    )


def _flow_ways(question: Question) -> Iterator[Named]:
    if question.since is None:
        return
    window = Window(question.since, question.by.end)
    done = done_by(question.series, window)
    left = decimal_year(question.by.end) - decimal_year(done.through)
    pace_now, best = yearly_pace(question.series), _best_year(question)
    inputs = {"done": done.value, "years": left, "pace": pace_now}
    sign = question.sign
    against = Against(question.way)

    def total(method: str, flow: float | None, source: str, tag: Tag) -> Proposed:
        value = None if flow is None else done.value + flow * left
        reason = Unset.TOO_SHORT if flow is None else None
        return proposed(
            method, value, inputs=inputs, source=source, confidence=tag, against=against, reason=reason
        )

    yield (
        "maintain_flow",
        "healthy_people",
        total("maintain", pace_now, "what is done and the newest pace", Tag.OURS),
    )
    better = pace_now + sign * abs(pace_now) * 0.1
    yield (
        "percent_improvement_flow",
        "healthy_people",
        total("percent_improvement", better, "Healthy People 2030, of the flow", Tag.OURS),
    )
    yield (
        "best_own_flow",
        "own",
        total("best_own_flow", best, "the best twelve months in this series", Tag.OURS),
    )


def _best_year(question: Question) -> float | None:
    """The best flow of any twelve months on record."""
    series = question.grid
    if series.frequency.overlaps:
        return question.sign * float(np.max(question.sign * series.values))
    count = max(1, round(series.steps_per_year))
    dense = series.dense
    if len(dense) < count:
        return None
    sums = np.convolve(dense, np.ones(count), mode="valid")
    sums = sums[np.isfinite(sums)]
    return question.sign * float(np.max(question.sign * sums)) if len(sums) else None


def _way(
    question: Question, comparison: Comparison, odds: Odds | None, key: str, family: str, found: Proposed
) -> Way:
    value, reason = found.value, found.reason
    if value is not None and reason is None and not question.within(value):
        reason = Unset.OUTSIDE_BOUNDS
    rate = None
    if value is not None and question.since is None and question.years > 0:
        rate = (value - question.start[1]) / question.years
    # A method's own words for the same thing would say it twice.
    notes = list(found.caveats) if reason is None else [NOTES[reason.value]]
    indicator = question.indicator
    usable = value is not None and reason is not Unset.OUTSIDE_BOUNDS
    return Way(
        key=key,
        family=family,
        title=title_of(key, sign=question.sign),
        value=value,
        stated=None
        if value is None or not usable
        else rounded(
            value,
            decimals=indicator.decimals,
            sign=question.sign,
            lower=indicator.lower,
            upper=indicator.upper if question.since is None else None,
        ),
        chance=odds.of(value) if odds is not None and usable and value is not None else None,
        pace=rate,
        precedence=comparison.precedence(rate)
        if rate is not None and rate * question.sign > 0 and usable
        else None,
        reason=reason,
        notes=tuple(notes),
        source=found.source,
    )
