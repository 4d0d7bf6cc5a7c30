"""The same inputs have the same key, and nothing else has; the key gives the seed (policy, section 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from forecasting.assessment import Knowledge, Outcome
from forecasting.breaks import Breaks
from forecasting.judging.case import Case, OfficialPart
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Milestone, StatusChange, TargetStatus

MakeCase = Callable[..., Case]
TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]


def key(made: Case, engine: str = "1") -> str:
    return assessment_key(made, engine=engine)


@pytest.fixture
def made(case: MakeCase) -> Case:
    return case(TEN, period="2025", as_of="2020-06-30")


def with_values(
    made: Case, change: Callable[[list[tuple[Period, float]]], list[tuple[Period, float]]], **more: object
):
    assert made.series is not None
    rows = list(zip(made.series.periods, made.series.values.tolist(), strict=True))
    return replace(made, series=Series.of(made.indicator, change(rows), area=made.area, **more))  # type: ignore[arg-type]


def test_the_same_case_has_the_same_key_whatever_the_order_of_its_rows(made: Case, case: MakeCase) -> None:
    assert key(made) == key(case(TEN, period="2025", as_of="2020-06-30"))
    assert key(made) == key(with_values(made, lambda rows: rows[::-1]))
    assert len(key(made)) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, as_of=date(2020, 7, 1)),
        lambda c: replace(c, area="S92000003"),
        lambda c: replace(c, knowledge=Knowledge.PSEUDO_REAL_TIME),
        lambda c: replace(c, unverified=True),
        lambda c: replace(c, superseded_basis=True),
        lambda c: replace(c, breaks=Breaks((), (Period.parse("2015"),))),
        lambda c: replace(c, parts=(OfficialPart(date(2020, 1, 1), 3.0),)),
        lambda c: replace(c, recorded=Outcome(Period.parse("2025"), 1.0, met=True)),
        lambda c: replace(c, target=replace(c.target, value=101.0)),
        lambda c: replace(c, target=replace(c.target, period=Period.parse("2026"))),
        lambda c: replace(c, indicator=replace(c.indicator, upper=100.0)),
        lambda c: replace(c, target=replace(c.target, milestones=(Milestone(Period.parse("2023"), 80.0),))),
        lambda c: with_values(c, lambda rows: [*rows[:-1], (rows[-1][0], rows[-1][1] + 1e-9)]),
        lambda c: with_values(c, lambda rows: rows[:-1]),
        lambda c: with_values(c, lambda rows: rows, statuses=["final"] * 9 + ["provisional"]),
        lambda c: replace(c, series=None),
    ],
)
def test_anything_that_may_change_the_answer_changes_the_key(
    made: Case, change: Callable[[Case], Case]
) -> None:
    assert key(change(made)) != key(made)


def test_another_engine_is_another_judgement(made: Case) -> None:
    assert key(made, "2") != key(made, "1")


def test_what_is_recorded_later_leaves_an_earlier_judgement_as_it_is(made: Case) -> None:
    later = replace(
        made,
        target=replace(
            made.target,
            history=(
                StatusChange(TargetStatus.MET, date(2026, 5, 1)),
                StatusChange(TargetStatus.CLOSED, None),
            ),
            milestones=(Milestone(Period.parse("2023"), 80.0, recorded=date(2021, 1, 1)),),
        ),
    )
    assert key(later) == key(made)
    assert key(replace(later, as_of=date(2021, 1, 1))) != key(replace(made, as_of=date(2021, 1, 1)))
    assert key(replace(later, as_of=date(2026, 5, 1))) != key(replace(made, as_of=date(2026, 5, 1)))


def test_the_seed_is_a_number_from_the_key(made: Case) -> None:
    seed = seed_of(key(made))
    assert seed == seed_of(key(made))
    assert 0 <= seed < 2**60
    assert seed != seed_of(key(replace(made, area="S92000003")))
