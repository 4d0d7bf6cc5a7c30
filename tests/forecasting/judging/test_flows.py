"""Adding flows over a window of days: shares of edge periods, official estimates, no day twice (policy, section 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.judging.case import Case, OfficialPart
from forecasting.judging.flows import (
    Done,
    Share,
    divided,
    done_by,
    missing_inside,
    share_of,
    still_to_come,
    total_draws,
)
from forecasting.judging.profile import UNEVENNESS, Profile
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Window

MakeCase = Callable[..., Case]
HOMES = Window(date(2024, 7, 9), date(2029, 8, 31))
DAY = timedelta(days=1)


def years(first: str = "2022/23", values: tuple[float, ...] = (200.0, 220.0, 208.0)) -> Series:
    start = Period.parse(first, "FY")
    return Series.of(Indicator("homes", lower=0.0), [(start + k, v) for k, v in enumerate(values)])


def test_a_period_counts_by_the_share_of_its_days_inside() -> None:
    year = Period.parse("2024/25", "FY")
    assert share_of(year, HOMES.start, date(2029, 8, 31)) == pytest.approx(266 / 365)
    done = done_by(years(), HOMES)
    assert done.value == pytest.approx(208 * 266 / 365)
    assert done.through == date(2025, 3, 31)
    assert [f.code for f in done.findings] == [FindingCode.PART_PERIOD]
    share = 266 / 365
    assert done.error == pytest.approx(UNEVENNESS * share * (1 - share) * 208)


def test_whole_periods_count_whole_and_without_error() -> None:
    done = done_by(years(), Window(date(2022, 4, 1), date(2025, 3, 31)))
    assert (done.value, done.error, done.through) == (628.0, 0.0, date(2025, 3, 31))
    assert done.findings == ()


def test_an_official_estimate_replaces_what_lies_before_its_date() -> None:
    part = OfficialPart(date(2024, 12, 31), 90.0, 0.02)
    done = done_by(years(), HOMES, parts=[part])
    rest = 208 * 90 / 365
    assert done.value == pytest.approx(90 + rest)
    assert done.through == date(2025, 3, 31)
    share = 90 / 365
    assert done.error == pytest.approx(np.hypot(0.02 * 90, UNEVENNESS * share * (1 - share) * 208))
    assert {f.code for f in done.findings} == {FindingCode.OFFICIAL_PART_PERIOD, FindingCode.PART_PERIOD}


def test_an_official_estimate_beyond_the_figures_stands_alone() -> None:
    parts = [OfficialPart(date(2025, 6, 30), 180.0), OfficialPart(date(2026, 1, 11), 309.0, 0.01)]
    done = done_by(years(), HOMES, parts=parts)
    assert (done.value, done.through) == (309.0, date(2026, 1, 11))
    assert done.error == pytest.approx(3.09)


def test_estimates_of_another_window_are_not_used() -> None:
    parts = [OfficialPart(date(2024, 5, 19), 1001.0), OfficialPart(date(2030, 1, 1), 2000.0)]
    assert done_by(years(), HOMES, parts=parts).value == pytest.approx(208 * 266 / 365)


def test_a_chart_never_shows_more_days_than_its_date() -> None:
    made = years("2024/25", (100.0, 200.0, 300.0))
    window = Window(date(2024, 4, 1), date(2026, 9, 30))
    assert done_by(made, window, until=date(2025, 3, 31)).value == 100.0
    assert done_by(made, window, until=date(2026, 3, 30)).value == 100.0
    assert done_by(made, window, until=date(2026, 3, 31)).value == 300.0
    # At the end of the window the straddling year counts by its days inside.
    last = done_by(made, window, until=date(2026, 9, 30))
    assert last.value == pytest.approx(300 + 300 * 183 / 365)
    assert last.value == done_by(made, window).value


def test_nothing_inside_the_window_is_nothing_done() -> None:
    done = done_by(years(), Window(date(2026, 1, 1), date(2027, 1, 1)))
    assert (done.value, done.error, done.through) == (0.0, 0.0, date(2025, 12, 31))
    assert done_by(None, HOMES).value == 0.0


def test_a_window_without_an_end_counts_everything() -> None:
    assert done_by(years(), Window(date(2023, 4, 1))).value == 428.0


def test_periods_never_published_inside_the_window_are_named() -> None:
    rows = [(Period.parse(p, "FY"), 10.0) for p in ("2020/21", "2021/22", "2024/25")]
    made = Series.of(Indicator("homes"), rows)
    window = Window(date(2021, 4, 1), date(2024, 3, 31))
    assert [str(p) for p in missing_inside(made, window, after=date(2021, 3, 31))] == ["2022/23", "2023/24"]
    assert [str(p) for p in missing_inside(made, window, after=date(2023, 3, 31))] == ["2023/24"]


def test_a_rolling_year_published_once_a_year_leaves_nothing_out() -> None:
    rows = [(Period.parse(f"YE-{y}-03"), 100.0) for y in range(2020, 2025)]
    made = Series.of(Indicator("offences"), rows)
    window = Window(date(2020, 4, 1), date(2024, 3, 31))
    assert missing_inside(made, window, after=date(2020, 3, 31)) == ()
    assert done_by(made, window).value == pytest.approx(400.0)


def test_what_is_still_to_come_begins_after_what_is_done() -> None:
    made = years()
    shares = still_to_come(made, made.latest, after=date(2026, 1, 11), end=HOMES.end or date.max)
    assert [(s.step, str(s.period)) for s in shares] == [
        (1, "2025/26"), (2, "2026/27"), (3, "2027/28"), (4, "2028/29"), (5, "2029/30"),
    ]  # fmt: skip
    weights = [s.weight for s in shares]
    assert weights[0] == pytest.approx(79 / 365)
    assert weights[1:4] == [1.0, 1.0, 1.0]
    assert weights[4] == pytest.approx(153 / 365)
    assert still_to_come(made, made.latest, after=date(2029, 8, 31), end=date(2029, 8, 31)) == ()


def test_rolling_years_to_come_share_out_the_days_between_them() -> None:
    made = Series.of(Indicator("offences"), [(Period.parse("YE-2024-12") + k, 100.0) for k in range(2)])
    shares = still_to_come(made, made.latest, after=date(2025, 3, 31), end=date(2026, 3, 31))
    # Four quarters of days, each a part of the rolling year that ends with it.
    assert [s.step for s in shares] == [1, 2, 3, 4]
    assert sum(s.weight * s.period.days for s in shares) == pytest.approx(365)
    assert all(s.weight < 0.26 for s in shares)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Series, Window, tuple[OfficialPart, ...]]:
    frequency = draw(st.sampled_from([f for f in Frequency if f not in (Frequency.POINT, Frequency.DAY)]))
    first = Period.containing(draw(st.dates(date(2005, 1, 1), date(2015, 1, 1))), frequency)
    count = draw(st.integers(1, 40))
    # A flow of one a day, so that every total is a number of days.
    made = Series.of(Indicator("days"), [(first + k, float((first + k).days)) for k in range(count)])
    start = first.start + timedelta(days=draw(st.integers(0, 800)))
    end = start + timedelta(days=draw(st.integers(30, 4000)))
    parts: tuple[OfficialPart, ...] = ()
    if draw(st.booleans()):
        through = start + timedelta(days=draw(st.integers(0, (end - start).days)))
        parts = (OfficialPart(through, float((through - start).days + 1)),)
    return made, Window(start, end), parts


@settings(derandomize=True, max_examples=150)
@given(windows())
def test_every_day_is_counted_once(made: tuple[Series, Window, tuple[OfficialPart, ...]]) -> None:
    """With a flow of one a day, what is done is the days done, and with what is to come the days of the window."""
    series, window, parts = made
    assert window.end is not None
    done = done_by(series, window, parts=parts)
    if series.latest.end < window.start and not parts:
        assert done.value == 0.0
    assert done.value == pytest.approx((done.through - window.start).days + 1)
    shares = still_to_come(series, series.latest, after=done.through, end=window.end)
    rest = sum(s.weight * s.period.days for s in shares)
    assert done.value + rest == pytest.approx((window.end - window.start).days + 1)
    assert [s.step for s in shares] == sorted({s.step for s in shares})
    assert all(0 < s.weight <= 1 and s.step >= 1 for s in shares)


@settings(derandomize=True, max_examples=60)
@given(windows(), st.integers(0, 4000))
def test_the_history_of_a_total_never_falls(
    made: tuple[Series, Window, tuple[OfficialPart, ...]], days: int
) -> None:
    series, window, _ = made
    assert window.end is not None
    until = min(window.start + timedelta(days=days), window.end)
    early, whole = done_by(series, window, until=until), done_by(series, window)
    assert early.value <= whole.value + 1e-9
    assert early.through <= max(until, window.start - DAY)


def test_draws_of_a_total_add_the_flows_and_their_errors() -> None:
    rng = np.random.default_rng(1)
    paths = np.abs(rng.normal(100, 10, (4000, 4)))
    shares = [
        Share(1, Period.parse("2025"), 0.5),
        Share(2, Period.parse("2026"), 1.0),
        Share(4, Period.parse("2028"), 0.25),
    ]
    done = Done(50.0, 4.0, date(2025, 6, 30))
    running = total_draws(done, shares, paths, rng=np.random.default_rng(2))
    exact = 50 + np.cumsum(paths[:, [0, 1, 3]] * [0.5, 1.0, 0.25], axis=1)
    assert running.shape == (4000, 3)
    np.testing.assert_allclose((running - exact).mean(axis=0), 0.0, atol=0.4)
    first = np.hypot(4.0, UNEVENNESS * 0.25 * 100)
    last = np.sqrt(first**2 + (UNEVENNESS * 0.25 * 0.75 * 100) ** 2)
    np.testing.assert_allclose((running - exact).std(axis=0), [first, first, last], rtol=0.05)


def test_a_total_without_edges_or_estimates_is_the_sum_itself() -> None:
    paths = np.random.default_rng(1).normal(100, 10, (100, 3))
    shares = [Share(k, Period.parse(str(2024 + k)), 1.0) for k in (1, 2, 3)]
    running = total_draws(Done(7.0, 0.0, date(2024, 12, 31)), shares, paths, rng=np.random.default_rng(2))
    np.testing.assert_allclose(running, 7 + np.cumsum(paths, axis=1))


def test_a_total_followed_further_begins_alike() -> None:
    paths = np.random.default_rng(1).normal(100, 10, (100, 3))
    shares = [Share(k, Period.parse(str(2024 + k)), 0.6) for k in (1, 2, 3)]
    done = Done(7.0, 2.0, date(2024, 12, 31))
    long = total_draws(done, shares, paths, rng=np.random.default_rng(2))
    short = total_draws(done, shares[:2], paths, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(long[:, :2], short)


def weekly(shares: dict[int, float], *, years: int = 7) -> Series:
    """Certificates by the week from April 2018, more in some months than in others."""
    first = Period.parse("2018-W14")
    rows = []
    for k in range(years * 52):
        period = first + k
        rows.append((period, 100.0 * shares.get(period.start.month, 1.0) * (1 + 0.02 * (k % 3))))
    return Series.of(Indicator("certificates"), rows)


def test_a_part_of_a_year_counts_as_the_year_usually_goes() -> None:
    year = Period.parse("2026/27", Frequency.FINANCIAL_YEAR)
    even, early = Profile.of(weekly({})), Profile.of(weekly({4: 3.0, 5: 3.0, 6: 3.0}))
    assert even is not None
    assert early is not None
    days = share_of(year, date(2026, 4, 1), date(2026, 6, 30))
    flat, _ = divided(year, date(2026, 4, 1), date(2026, 6, 30), even)
    assert flat == pytest.approx(days, abs=0.003)
    busy, between = divided(year, date(2026, 4, 1), date(2026, 6, 30), early)
    assert busy == pytest.approx(3 * days / (1 + 2 * days), abs=0.015)
    # What hardly moves from year to year is hardly uncertain; by days, it would be.
    assert between < 0.25 * UNEVENNESS * busy * (1 - busy)
    rest, _ = divided(year, date(2026, 7, 1), date(2027, 3, 31), early)
    assert busy + rest == pytest.approx(1.0, abs=1e-9)
    assert divided(year, date(2026, 4, 1), date(2027, 3, 31), early) == (1.0, 0.0)


def test_without_three_whole_years_or_with_a_hole_days_count() -> None:
    year = Period.parse("2026/27", Frequency.FINANCIAL_YEAR)
    for found in (Profile.of(weekly({4: 3.0}, years=3)), None):
        by_days = share_of(year, date(2026, 4, 1), date(2026, 6, 30))
        weight, error = divided(year, date(2026, 4, 1), date(2026, 6, 30), found)
        assert weight == by_days
        assert error == pytest.approx(UNEVENNESS * by_days * (1 - by_days))
    series = weekly({})
    rows = list(zip(series.periods, series.values.tolist(), strict=True))
    assert Profile.of(Series.of(Indicator("x"), [row for k, row in enumerate(rows) if k % 30])) is None
    bridged = Profile.of(Series.of(Indicator("x"), [row for k, row in enumerate(rows) if k != 30]))
    whole = Profile.of(series)
    assert bridged is not None
    assert whole is not None
    asked = (year, date(2026, 4, 1), date(2026, 6, 30))
    assert bridged.share(*asked) == pytest.approx(whole.share(*asked), abs=0.002)
    month = Period.parse("2026-04")
    profile = Profile.of(series)
    assert divided(month, date(2026, 4, 1), date(2026, 4, 15), profile)[0] == 0.5


def test_a_profile_reaches_what_is_done_and_what_is_to_come() -> None:
    profile = Profile.of(weekly({4: 3.0, 5: 3.0, 6: 3.0}))
    rows = [
        (Period.parse(f"{y}/{(y + 1) % 100:02d}", Frequency.FINANCIAL_YEAR), 1000.0)
        for y in range(2018, 2026)
    ]
    series = Series.of(Indicator("homes"), rows)
    window = Window(date(2024, 7, 1), date(2027, 6, 30))
    by_days, told = (done_by(series, window, profile=p) for p in (None, profile))
    # The busy quarter of 2024/25 lies before the window, that of 2027/28 inside it.
    assert told.value < by_days.value - 100
    assert told.error < by_days.error
    shares = still_to_come(
        series, series.latest, after=told.through, end=window.end or date.max, profile=profile
    )
    plain = still_to_come(series, series.latest, after=told.through, end=window.end or date.max)
    assert [s.step for s in shares] == [s.step for s in plain]
    assert shares[-1].weight > plain[-1].weight + 0.1
    assert shares[-1].uneven < plain[-1].uneven
