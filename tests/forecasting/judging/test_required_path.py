"""The required path and the gap to it now: anchors, milestones, seasons (policy, section 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from forecasting.judging.case import Case
from forecasting.judging.readiness import Need
from forecasting.judging.required_path import gap_now, recent_slope, required_path
from forecasting.judging.threshold import Threshold
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Baseline, Comparator, Milestone, Window
from forecasting.trajectories import Trajectory, decimal_year

MakeCase = Callable[..., Case]
TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]


def path_of(
    made: Case, value: float, *, comparator: str = ">=", upper: float | None = None
) -> Trajectory | None:
    series, due = made.series, made.target.due
    assert series is not None
    assert due is not None
    threshold = Threshold(Comparator(comparator), value, upper)
    baseline = made.target.baseline
    stated = None if baseline.period is None else series.value_at(baseline.period)
    return required_path(made, series, series.last_period_ending_by(due), threshold, baseline=stated)


def at(path: Trajectory | None, year: str) -> float | None:
    assert path is not None
    return path.at(decimal_year(Period.parse(year).end))


def test_the_path_runs_straight_from_the_baseline_to_the_target(case: MakeCase) -> None:
    path = path_of(case(TEN, period="2023", value=74.0, baseline=Baseline(Period.parse("2013"))), 74.0)
    assert at(path, "2013") == pytest.approx(54.0)
    assert at(path, "2018") == pytest.approx(64.0, abs=0.01)
    assert at(path, "2023") == 74.0
    assert at(path, "2012") is None
    assert path is not None
    assert path.illustrative


def test_without_a_baseline_it_starts_at_the_newest_figure_when_the_target_was_announced(
    case: MakeCase,
) -> None:
    path = path_of(case(TEN, period="2023", announced=date(2016, 6, 1)), 75.0)
    assert path is not None
    assert at(path, "2015") == pytest.approx(55.0)
    assert at(path, "2014") is None


def test_without_either_it_starts_at_the_first_figure(case: MakeCase) -> None:
    path = path_of(case(TEN, period="2023"), 75.0)
    assert at(path, "2010") == pytest.approx(50.0)


def test_official_milestones_bend_it_and_make_it_more_than_an_illustration(case: MakeCase) -> None:
    milestone = Milestone(Period.parse("2016"), 70.0, recorded=date(2015, 1, 1))
    path = path_of(case(TEN, period="2023", milestones=(milestone,)), 75.0)
    assert at(path, "2016") == pytest.approx(70.0)
    assert path is not None
    assert not path.illustrative
    interim = Milestone(Period.parse("2016"), 70.0, official=False)
    path = path_of(case(TEN, period="2023", milestones=(interim,)), 75.0)
    assert at(path, "2016") == pytest.approx(70.0)
    assert path is not None
    assert path.illustrative


def test_a_milestone_recorded_after_the_day_is_not_known_yet(case: MakeCase) -> None:
    milestone = Milestone(Period.parse("2016"), 70.0, recorded=date(2027, 1, 1))
    path = path_of(case(TEN, period="2023", milestones=(milestone,), as_of="2026-06-30"), 75.0)
    assert path is not None
    assert len(path.waypoints) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_milestones_for_one_day_the_later_recorded_stands(case: MakeCase, turned: bool) -> None:
    first = Milestone(Period.parse("2016"), 70.0, recorded=date(2014, 1, 1))
    revised = Milestone(Period.parse("2016"), 66.0, recorded=date(2015, 6, 1))
    both = (revised, first) if turned else (first, revised)
    assert at(path_of(case(TEN, period="2023", milestones=both), 75.0), "2016") == pytest.approx(66.0)
    earlier = path_of(case(TEN, period="2023", milestones=both, as_of="2015-01-01"), 75.0)
    assert at(earlier, "2016") == pytest.approx(70.0)


def test_milestones_outside_the_path_are_left_out(case: MakeCase) -> None:
    outside = (
        Milestone(Period.parse("2009"), 1.0),
        Milestone(Period.parse("2023"), 2.0),
        Milestone(Period.parse("2030"), 3.0),
    )
    path = path_of(case(TEN, period="2023", milestones=outside), 75.0)
    assert path is not None
    assert [p.value for p in path.waypoints] == [50.0, 75.0]


def test_a_baseline_at_the_date_itself_leaves_no_path(case: MakeCase) -> None:
    assert path_of(case(TEN, period="2019", baseline=Baseline(Period.parse("2019"))), 75.0) is None


def test_a_standard_asks_for_itself_at_every_moment(case: MakeCase) -> None:
    made = case(TEN, kind="maintain", period="2023", window=Window(date(2012, 4, 1), date(2023, 12, 31)))
    path = path_of(made, 60.0)
    assert at(path, "2012") == at(path, "2019") == at(path, "2023") == 60.0
    assert at(path, "2011") is None
    assert path is not None
    assert not path.illustrative


def test_the_gap_now_is_the_shortfall_against_the_path_on_the_same_day(case: MakeCase) -> None:
    made = case(TEN, period="2029", baseline=Baseline(Period.parse("2010")))
    path = path_of(made, 88.0)
    assert made.series is not None
    found = gap_now(made.series, path, Threshold(Comparator.AT_LEAST, 88.0), resolved=Period.parse("2029"))
    assert found is not None
    assert (str(found.period), found.actual) == ("2019", 63.0)
    assert found.required == pytest.approx(68.0, abs=0.01)
    assert found.value == pytest.approx(5.0, abs=0.01)
    assert found.seasonal is None
    assert found.illustrative
    lower = gap_now(made.series, path, Threshold(Comparator.AT_MOST, 88.0), resolved=Period.parse("2029"))
    assert lower is not None
    assert lower.value == pytest.approx(-5.0, abs=0.01)


def seasonal_series(case: MakeCase, months: int) -> Series:
    pattern = 8 * np.cos(2 * np.pi * np.arange(12) / 12)
    rng = np.random.default_rng(4)
    values = [70 + pattern[k % 12] + rng.normal(0, 0.3) for k in range(months)]
    made = case(values, frequency="M", first="2018-01", period="2029-01", value=70.0).series
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("months", "says"), [(97, "same season"), (103, "adjusted to the season of January 2029")]
)
def test_a_seasonal_series_is_compared_in_one_season(case: MakeCase, months: int, says: str) -> None:
    """January is a peak and July a trough; the date is a January."""
    series = seasonal_series(case, months)
    resolved = Period.parse("2029-01")
    target = case(
        TEN,
        frequency="M",
        first="2018-01",
        period="2029-01",
        value=78.0,
        baseline=Baseline(Period.parse("2018-01")),
    )
    threshold = Threshold(Comparator.AT_LEAST, 78.0)
    path = required_path(target, series, resolved, threshold, baseline=78.0)
    found = gap_now(series, path, threshold, resolved=resolved)
    assert found is not None
    assert found.seasonal == says
    assert found.actual == pytest.approx(78 if months == 97 else 62, abs=1)
    assert found.value == pytest.approx(0.0, abs=1.0)


def test_a_seasonal_level_is_put_on_the_season_of_its_date(case: MakeCase) -> None:
    series, resolved = seasonal_series(case, 103), Period.parse("2029-01")
    threshold = Threshold(Comparator.AT_LEAST, 90.0)
    target = case(
        TEN, frequency="M", first="2018-01", period="2029-01", baseline=Baseline(Period.parse("2018-01"))
    )
    path = required_path(target, series, resolved, threshold, baseline=78.0)
    found = gap_now(series, path, threshold, resolved=resolved)
    assert found is not None
    assert found.seasonal == "adjusted to the season of January 2029"
    # In July the figure is 62; as a January it would be 78.
    assert found.value == pytest.approx(found.required - 78.0, abs=1.0)


def test_a_standing_standard_is_compared_as_it_stands_whatever_the_season(case: MakeCase) -> None:
    series = seasonal_series(case, 103)
    made = case(TEN, kind="maintain", frequency="M", first="2018-01", period="2029-01")
    threshold = Threshold(Comparator.AT_LEAST, 75.0)
    path = required_path(made, series, Period.parse("2029-01"), threshold, baseline=None)
    found = gap_now(series, path, threshold, resolved=Period.parse("2029-01"), standing=True)
    assert found is not None
    assert found.seasonal is None
    assert found.value == pytest.approx(75.0 - series.latest_value)


def test_without_a_path_there_is_no_gap(case: MakeCase) -> None:
    series = case(TEN).series
    assert series is not None
    assert gap_now(series, None, Threshold(Comparator.AT_LEAST, 1.0), resolved=Period.parse("2029")) is None


def test_recent_pace_needs_three_values(case: MakeCase) -> None:
    series = case([1.0, 2.0, 9.0], first="2018").series
    assert series is not None
    assert recent_slope(series, first_step=0, set_aside=frozenset()) == pytest.approx(4.0)
    assert recent_slope(series, first_step=1, set_aside=frozenset()) is None
    assert recent_slope(series, first_step=0, set_aside=frozenset({1})) is None


def test_days_grow_within_and_across_years() -> None:
    days = [date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    years = [decimal_year(day) for day in days]
    assert years == sorted(years)
    assert decimal_year(date(2023, 12, 31)) == pytest.approx(2024.0, abs=0.003)


def test_a_need_carries_the_history_drawn_against_the_path(case: MakeCase) -> None:
    from forecasting.judging.concluding import consider

    need = consider(case(TEN, period="2029", value=88.0))
    assert isinstance(need, Need)
    assert need.base.track[0].required == pytest.approx(50.0)
    assert len(need.base.track) == 10
