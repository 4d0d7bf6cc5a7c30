"""A value proposed for a chance is judged at that chance once it is a target, whatever kind of series it is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.breaks import Breaks
from forecasting.indicators import Aggregation, Direction, Indicator
from forecasting.judging.readiness import Need
from forecasting.margins import Margins
from forecasting.notebook import assess
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.meaning import draft_judged
from forecasting.setting.notebook import course_of
from forecasting.setting.odds import odds_of
from forecasting.setting.proposing import propose
from forecasting.setting.question import Question
from forecasting.targets import Comparator, Kind, Target, Window

SEASON = np.sin(np.arange(400) * np.pi / 6)
RISING, FALLING = Direction.INCREASE, Direction.DECREASE


def made(
    name: str, first: str, count: int, *, by: str, since: date | None = None, **about: object
) -> Question:
    """A question on a walk; its name gives its numbers."""
    rng = np.random.default_rng(list(name.encode()))
    walk = 50 + np.cumsum(rng.normal(0.05, 0.8, count))
    if "season" in name:
        walk = walk + 4 * SEASON[:count]
    if "count" in name:
        walk = np.round(np.abs(walk) * 100)
    if "share" in name:
        walk = np.clip(walk + 45, 0, 100)
    indicator = Indicator(name, **about)  # type: ignore[arg-type]
    start = Period.parse(first)
    series = Series.of(indicator, [(start + k, float(v)) for k, v in enumerate(walk)])
    return Question(series, Period.parse(by), series.latest.end, course_of(series, Breaks()), since=since)


QUESTIONS = {
    question.indicator.id: question
    for question in (
        made("yearly", "2000", 22, by="2026", direction=RISING),
        made("yearly down", "2000", 22, by="2026", direction=FALLING),
        made("quarterly season", "2010-Q1", 60, by="2027-Q2", direction=RISING),
        made("monthly season", "2012-01", 130, by="2024-03", direction=FALLING, lower=0.0),
        made("share", "1995", 28, by="2027", direction=RISING, lower=0.0, upper=100.0, unit="percent"),
        made("count", "2001", 20, by="2025", direction=FALLING, lower=0.0, decimals=0, family="count"),
        made("beyond the record", "2000", 22, by="2036", direction=RISING),
        made(
            "count added up", "2003", 20, by="2027", since=date(2022, 1, 1), direction=RISING, lower=0.0,
            aggregation=Aggregation.FLOW,
        ),
        made(
            "count capped", "2003", 20, by="2026", since=date(2022, 7, 1), direction=FALLING, lower=0.0,
            aggregation=Aggregation.FLOW,
        ),
        made(
            "count monthly season", "2012-01", 130, by="2024-12", since=date(2022, 6, 1), direction=RISING,
            aggregation=Aggregation.FLOW,
        ),
    )
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
@settings(derandomize=True, max_examples=12, deadline=None)
@given(p=st.floats(0.02, 0.98))
def test_the_value_for_a_chance_is_judged_at_it_as_a_draft(name: str, p: float) -> None:
    question = QUESTIONS[name]
    odds = odds_of(question)
    assert odds is not None
    value = odds.value_with(p)
    judged = draft_judged(question, value)
    chance = judged.probability
    assert chance is not None
    assert chance == pytest.approx(odds.of(value).probability, abs=1e-9)
    bound = value in (question.indicator.lower, question.indicator.upper)
    if bound:  # the chance of the bound itself is all that lies beyond
        assert chance >= p - 1e-9
    else:
        tolerance = 1e-9 if question.since is None else 1 / 4096
        assert chance == pytest.approx(p, abs=tolerance)
        assert chance >= p - 1e-9


@pytest.mark.parametrize("name", [name for name in QUESTIONS if "count" not in name or name == "count"])
def test_a_target_in_force_would_have_the_same_chance(name: str) -> None:
    """The other way in: the notebook judges the value as a target, with a forecast fitted for it alone."""
    question = QUESTIONS[name]
    for rung in propose(question).ladder:
        target = Target(
            "own", Kind.LEVEL, comparator=question.comparator, value=rung.value, period=question.by
        )
        found = assess(target, question.series)
        assert found.probability == pytest.approx(rung.chance.probability, abs=1e-9)
        if found.probability_range is not None:
            assert rung.chance.low == pytest.approx(found.probability_range.low, abs=1e-9)
            assert rung.chance.high == pytest.approx(found.probability_range.high, abs=1e-9)
        assert rung.chance.shown == found.probability_shown


def test_a_total_in_force_would_have_the_same_chance_but_for_the_draws() -> None:
    question = QUESTIONS["count added up"]
    assert question.since is not None
    for rung in propose(question).ladder:
        target = Target(
            "own", Kind.CUMULATIVE_SUM, comparator=Comparator.AT_LEAST, value=rung.value,
            window=Window(question.since, question.by.end),
        )  # fmt: skip
        found = assess(target, question.series)
        assert found.probability == pytest.approx(rung.chance.probability, abs=0.03)


@pytest.mark.parametrize("name", QUESTIONS)
@settings(derandomize=True, max_examples=12, deadline=None)
@given(one=st.floats(0.02, 0.98), other=st.floats(0.02, 0.98))
def test_a_harder_value_has_no_better_chance(name: str, one: float, other: float) -> None:
    question = QUESTIONS[name]
    odds = odds_of(question)
    assert odds is not None
    low, high = sorted((one, other))
    easy, hard = odds.value_with(high), odds.value_with(low)
    assert question.sign * (hard - easy) >= -1e-9
    assert odds.of(hard).probability <= odds.of(easy).probability + 1e-12


@pytest.mark.parametrize("name", ["yearly", "quarterly season"])
@settings(derandomize=True, max_examples=10, deadline=None)
@given(p=st.floats(0.02, 0.98))
def test_the_other_direction_is_the_mirror(name: str, p: float) -> None:
    question = QUESTIONS[name]
    course = question.course
    assert course is not None
    indicator = replace(question.indicator, direction=FALLING)
    series = Series.of(
        indicator, zip(question.series.periods, (-question.series.values).tolist(), strict=True)
    )
    mirrored = replace(
        question,
        series=series,
        course=replace(
            course, series=series, margins=Margins(-course.margins.grid[:, ::-1], course.margins.tail)
        ),
    )
    odds, other = odds_of(question), odds_of(mirrored)
    assert odds is not None
    assert other is not None
    assert other.value_with(p) == pytest.approx(-odds.value_with(p), abs=1e-9)


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_stated_is_no_harder_than_what_was_asked(name: str) -> None:
    question = QUESTIONS[name]
    for rung in propose(question).ladder:
        assert question.sign * (rung.stated - rung.value) <= 1e-9
        assert rung.stated_chance.probability >= rung.asked - 1e-9


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_way_is_rated_by_the_same_odds(name: str) -> None:
    question = QUESTIONS[name]
    found = propose(question)
    assert isinstance(question.outlook, Need)
    assert {way.key for way in found.ways} >= (
        {"maintain_flow", "best_own_flow"} if question.since is not None else {"maintain", "projection"}
    )
    for way in found.ways:
        if way.chance is not None and way.value is not None:
            judged = draft_judged(question, way.value).probability
            assert judged == pytest.approx(way.chance.probability, abs=1e-9), way.key


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_path_ends_in_the_value_and_stays_between_the_ends(name: str) -> None:
    question = QUESTIONS[name]
    found = propose(question)
    assert found.path is not None
    points = [point.value for point in found.path.points]
    assert points[-1] == pytest.approx(found.path.towards)
    if question.since is None:
        low, high = sorted((found.start_value, found.path.towards))
        assert all(low - 1e-9 <= value <= high + 1e-9 for value in points)
        assert found.path.points[-1].period == found.resolved
