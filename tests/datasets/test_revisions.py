"""Revisions of a series: the triangle, their sizes, the bias, what is usual by age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.revisions import Published, differs, revision_history, young_error
from forecasting.periods import Period

FIRST, SECOND, THIRD = date(2025, 2, 10), date(2025, 3, 10), date(2026, 3, 10)


def published(period: str, value: float, day: date | None) -> Published:
    return Published(Period.parse(period), value, f"edition {day}", day)


def test_the_triangle_has_a_row_a_period_and_a_column_a_release():
    history = revision_history(
        [
            published("2025-01", 60.0, FIRST),
            published("2025-01", 60.4, SECOND),
            published("2025-02", 61.0, SECOND),
            published("2025-02", 61.0, THIRD),
        ]
    )
    assert [day for _, day in history.releases] == [FIRST, SECOND, THIRD]
    assert [row.values for row in history.triangle] == [(60.0, 60.4, None), (None, 61.0, 61.0)]


def test_a_revision_says_when_how_much_and_how_old_the_figure_was():
    history = revision_history(
        [
            published("2025-01", 60.0, FIRST),
            published("2025-01", 60.4, SECOND),
            published("2025-01", 60.1, THIRD),
        ]
    )
    first, second = history.revisions
    assert (first.before, first.after, first.age) == (60.0, 60.4, 28)
    assert first.change == pytest.approx(0.4)
    assert (second.published, second.age) == (THIRD, 393)
    assert history.bias == pytest.approx(0.1)
    assert history.typical == pytest.approx(0.35)
    assert (history.periods, history.revised) == (1, 1)


def test_figures_by_age_are_held_against_what_is_known_now():
    history = revision_history(
        [
            published("2025-01", 60.0, FIRST),
            published("2025-01", 60.4, SECOND),
            published("2025-01", 60.1, THIRD),
            published("2025-02", 50.0, SECOND),
            published("2025-02", 50.0, THIRD),
        ]
    )
    (young,) = history.by_age
    assert (young.first_day, young.last_day, young.count, young.revised) == (0, 91, 3, 2)
    assert young.bias == pytest.approx((0.1 - 0.3 + 0.0) / 3)
    assert young.typical == pytest.approx(0.1)


def test_a_copy_that_was_only_rounded_is_no_revision():
    history = revision_history([published("2025-01", 58.8, FIRST), published("2025-01", 58.83, SECOND)])
    assert history.revisions == ()
    assert history.bias == 0.0
    assert not differs(0.1 + 0.2, 0.3)
    assert differs(58.8, 58.9)
    assert differs(5_900, 5_937)


def test_releases_without_a_date_count_for_nothing():
    assert revision_history([published("2025-01", 1.0, None), published("2025-01", 2.0, FIRST)]).periods == 0


def test_a_revision_far_beyond_the_usual_one_is_marked_only_where_enough_came_before():
    rows = []
    for month in range(1, 11):
        rows += [published(f"2024-{month:02}", 50.0, date(2025, 1, 1))]
        rows += [published(f"2024-{month:02}", 50.1, date(2025, 1, 1) + timedelta(days=month))]
    later = date(2025, 6, 1)
    rows += [published("2024-01", 57.0, later), published("2024-02", 50.2, later)]
    history = revision_history(rows)
    assert [one.period.label for one in history.revisions if one.unusual] == ["January 2024"]
    few = revision_history([*rows[:12], published("2024-01", 57.0, later)])
    assert not any(one.unusual for one in few.revisions)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-500, 500)),
        max_size=30,
        unique_by=lambda row: (row[0], row[1]),
    )
)
def test_the_revisions_of_a_period_add_up_to_its_whole_change(rows):
    history = revision_history(
        Published(Period.parse(str(2000 + year)), float(value), str(nth), date(2020, 1, 1 + nth))
        for year, nth, value in rows
    )
    for row in history.triangle:
        given_ = [value for value in row.values if value is not None]
        changes = sum(one.change for one in history.revisions if one.period == row.period)
        assert changes == pytest.approx(given_[-1] - given_[0])
    assert history.revised <= history.periods


def months(value: float, day: date) -> list[Published]:
    return [published(f"2024-{month:02}", value + month, day) for month in range(1, 13)]


def test_a_new_base_is_no_revision_and_what_moved_besides_still_is():
    rebased = [Published(one.period, one.value * 1.25, one.release, SECOND) for one in months(100.0, SECOND)]
    rebased[3] = Published(rebased[3].period, rebased[3].value + 2.0, rebased[3].release, SECOND)
    history = revision_history([*months(100.0, FIRST), *rebased])
    assert [round(factor, 3) for _, factor in history.rebased] == [1.25]
    (one,) = history.revisions
    assert one.period.label == "April 2024"
    assert one.change == pytest.approx(2.0)
    assert history.triangle[0].values == (101.0, 126.25)
    few = revision_history([*months(100.0, FIRST)[:9], *rebased[:9]])
    assert few.rebased == ()


def test_how_far_the_newest_still_move_needs_eight_figures_that_were_followed():
    moved = [
        Published(one.period, one.value + (-1) ** k, one.release, SECOND)
        for k, one in enumerate(months(50, SECOND))
    ]
    assert young_error(revision_history([*months(50, FIRST), *moved])) == pytest.approx(1.0)
    assert young_error(revision_history([*months(50, FIRST)[:7], *moved[:7]])) == 0.0
    assert young_error(revision_history(months(50, FIRST))) == 0.0
