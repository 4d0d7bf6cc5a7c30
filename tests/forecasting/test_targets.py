"""What a target asks for, by when, and what was known of its fate on a day."""

from __future__ import annotations

from datetime import date

import pytest

from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, StatusChange, Target, TargetStatus, Window


def target(**fields: object) -> Target:
    return Target(**{"id": "t", "kind": Kind.LEVEL, **fields})  # type: ignore[arg-type]


def test_a_target_is_due_on_the_last_day_of_its_period_or_window() -> None:
    assert target(period=Period.parse("2029-03")).due == date(2029, 3, 31)
    assert target(period=Period.parse("2028/29", "FY")).due == date(2029, 3, 31)
    window = Window(date(2024, 7, 9), date(2029, 8, 31))
    assert target(period=Period.parse("2029"), window=window).due == date(2029, 8, 31)
    assert target(period=Period.parse("2029"), window=Window(date(2024, 7, 9))).due == date(2029, 12, 31)
    assert target().due is None


@pytest.mark.parametrize(
    ("comparator", "direction", "strict"),
    [
        (Comparator.AT_LEAST, Direction.INCREASE, False),
        (Comparator.ABOVE, Direction.INCREASE, True),
        (Comparator.AT_MOST, Direction.DECREASE, False),
        (Comparator.BELOW, Direction.DECREASE, True),
        (Comparator.BETWEEN, Direction.NEUTRAL, False),
    ],
)
def test_the_comparator_says_which_way_and_whether_equality_fails(
    comparator: Comparator, direction: Direction, strict: bool
) -> None:
    assert comparator.direction is direction
    assert comparator.strict is strict
    assert target(comparator=comparator).direction is direction


def test_caps_and_eliminations_want_less_whatever_else_is_said() -> None:
    assert target(kind=Kind.ELIMINATION).direction is Direction.DECREASE
    assert target(kind=Kind.CUMULATIVE_CAP, comparator=Comparator.AT_MOST).direction is Direction.DECREASE
    assert target().direction is Direction.NEUTRAL


def test_the_kinds_fall_into_their_groups() -> None:
    assert {k for k in Kind if k.is_cumulative} == {Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP}
    assert {k for k in Kind if k.is_change} == {Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP}
    assert {k for k in Kind if k.is_level} >= {Kind.LEVEL, Kind.BAND, Kind.ELIMINATION}
    assert not any(k.is_level and k.is_cumulative for k in Kind)


def test_what_was_recorded_later_is_invisible_earlier() -> None:
    made = target(
        history=(
            StatusChange(TargetStatus.LIVE, date(2024, 12, 5)),
            StatusChange(TargetStatus.MET, date(2026, 5, 14)),
        )
    )
    assert made.status_as_of(date(2025, 6, 30)) is TargetStatus.LIVE
    assert made.status_as_of(date(2026, 5, 13)) is TargetStatus.LIVE
    assert made.status_as_of(date(2026, 5, 14)) is TargetStatus.MET
    assert made.status_as_of(None) is TargetStatus.MET


def test_a_change_without_a_date_is_known_only_now() -> None:
    made = target(history=(StatusChange(TargetStatus.ABANDONED, None),))
    assert made.status_as_of(date(2099, 1, 1)) is TargetStatus.LIVE
    assert made.status_as_of(None) is TargetStatus.ABANDONED
