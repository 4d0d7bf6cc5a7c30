"""What changed between two cases, and every mixture of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.explanation import NOBODY, Cause, Comparison, shares
from forecasting.indicators import Indicator
from forecasting.judging.case import Case, OfficialPart
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Milestone, Target

NEW, REVISED, TARGET = Cause.OBSERVATIONS, Cause.REVISIONS, Cause.TARGET
OLD = {2015: 1.0, 2016: 2.0, 2017: 3.0}


def case(values: dict[int, float], **fields: Any) -> Case:
    indicator = Indicator("x")
    rows = [(Period.parse(str(year)), value) for year, value in values.items()]
    target = Target("t", Kind.LEVEL, Comparator.AT_LEAST, 10.0, period=Period.parse("2025"))
    known = {"target": target, "as_of": date(2018, 6, 1), **fields}
    return Case(indicator=indicator, area="", series=Series.of(indicator, rows) if rows else None, **known)


def values(of: Case | None) -> dict[int, float]:
    assert of is not None
    if of.series is None:
        return {}
    return {p.start.year: v for p, v in zip(of.series.periods, of.series.values.tolist(), strict=True)}


def test_new_figures_and_revisions_are_told_apart() -> None:
    moved = Comparison(case(OLD), case({2015: 1.0, 2016: 2.5, 2017: 3.0, 2018: 4.0}))
    assert moved.changed == (NEW, REVISED)
    assert [p.label for p in moved.new_periods] == ["2018"]
    assert [p.label for p in moved.revised_periods] == ["2016"]
    assert values(moved.mixed(frozenset({NEW}))) == {**OLD, 2018: 4.0}
    assert values(moved.mixed(frozenset({REVISED}))) == {**OLD, 2016: 2.5}
    assert values(moved.mixed(NOBODY)) == OLD
    assert moved.mixed(frozenset({NEW, REVISED})) is moved.after


def test_a_withdrawn_figure_is_a_revision() -> None:
    moved = Comparison(case(OLD), case({2016: 2.0, 2017: 3.0}))
    assert moved.changed == (REVISED,)
    assert [p.label for p in moved.revised_periods] == ["2015"]


def test_the_first_figures_are_new() -> None:
    moved = Comparison(case({}), case(OLD))
    assert moved.changed == (NEW,)
    assert values(moved.mixed(NOBODY)) == {}


def test_a_break_that_begins_with_a_new_figure_came_with_it() -> None:
    new = {**OLD, 2018: 9.0}
    breaks = Breaks((Break(Period.parse("2018"), BreakKind.METHOD, Comparable.NO),))
    moved = Comparison(case(OLD), case(new, breaks=breaks))
    assert moved.changed == (NEW,)
    old_break = Breaks((Break(Period.parse("2016"), BreakKind.METHOD, Comparable.PARTLY),))
    moved = Comparison(case(OLD), case(new, breaks=old_break))
    assert moved.changed == (NEW, REVISED)
    only_new = moved.mixed(frozenset({NEW}))
    assert only_new is not None
    assert only_new.breaks == Breaks()
    only_words = moved.mixed(frozenset({REVISED}))
    assert only_words is not None
    assert only_words.breaks == old_break
    assert values(only_words) == OLD


def test_bases_are_never_put_together() -> None:
    moved = Comparison(case(OLD, superseded_basis=True), case({2015: 5.0, 2016: 6.0, 2017: 7.0, 2018: 8.0}))
    assert moved.changed == (NEW, REVISED)
    assert moved.mixed(frozenset({NEW})) is None
    assert values(moved.mixed(frozenset({REVISED}))) == {2015: 5.0, 2016: 6.0, 2017: 7.0}


def test_another_number_asked_is_the_target_and_a_milestone_is_not() -> None:
    before = case(OLD)
    harder = replace(before, target=replace(before.target, value=12.0), as_of=date(2019, 1, 1))
    assert Comparison(before, harder).changed == (TARGET,)
    point = replace(before.target, milestones=(Milestone(Period.parse("2020"), 5.0),))
    assert Comparison(before, replace(before, target=point)).changed == ()


def test_official_parts_of_a_total_are_figures() -> None:
    first, second = OfficialPart(date(2018, 1, 1), 5.0), OfficialPart(date(2018, 4, 1), 7.0)
    moved = Comparison(case(OLD, parts=(first,)), case(OLD, parts=(first, second)))
    assert moved.changed == (NEW,)
    mixed = moved.mixed(NOBODY)
    assert mixed is not None
    assert mixed.parts == (first,)


def test_another_frequency_is_a_revision_of_everything() -> None:
    before = case(OLD)
    quarters = [(Period.parse("2015-Q1") + k, float(k)) for k in range(12)]
    after = replace(before, series=Series.of(before.indicator, quarters))
    moved = Comparison(before, after)
    assert moved.changed == (REVISED,)
    assert moved.mixed(NOBODY) is not None


def test_two_causes_by_hand() -> None:
    worth = {
        NOBODY: 0.45, frozenset({NEW}): 0.33, frozenset({REVISED}): 0.43, frozenset({NEW, REVISED}): 0.30,
    }  # fmt: skip
    found = shares([NEW, REVISED], worth)
    assert found == pytest.approx({NEW: -0.125, REVISED: -0.025})


def test_only_orders_that_can_be_gone_count() -> None:
    worth = {
        NOBODY: 0.45,
        frozenset({NEW}): None,
        frozenset({REVISED}): 0.43,
        frozenset({NEW, REVISED}): 0.30,
    }
    assert shares([NEW, REVISED], worth) == pytest.approx({NEW: -0.13, REVISED: -0.02})
    assert shares([NEW, REVISED], {**worth, frozenset({REVISED}): None}) is None
    assert shares([], {NOBODY: 0.5}) == {}
