"""What holds for every period of every notation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.errors import PeriodAmbiguous, PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period

FIXED = settings(derandomize=True, max_examples=120)
DAYS = st.dates(date(1700, 1, 1), date(2200, 12, 31))
FREQUENCIES = st.sampled_from(list(Frequency))
TILING = st.sampled_from([f for f in Frequency if not f.overlaps and f is not Frequency.POINT])
OVERLAPPING = st.sampled_from([f for f in Frequency if f.overlaps])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    period = Period.containing(draw(DAYS), draw(FREQUENCIES))
    if period.frequency is Frequency.POINT and draw(st.booleans()):
        return Period(Frequency.POINT, period.ordinal)
    return period


@FIXED
@given(periods())
def test_writing_and_reading_are_inverse(period: Period) -> None:
    assert Period.parse(str(period), period.frequency) == period


@FIXED
@given(periods())
def test_a_notation_read_without_its_frequency_is_the_same_or_ambiguous(period: Period) -> None:
    if period.frequency in (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR):
        with pytest.raises(PeriodAmbiguous):
            Period.parse(str(period))
    elif period.frequency is not Frequency.POINT:
        assert Period.parse(str(period)) == period


@FIXED
@given(periods(), st.integers(-400, 400))
def test_steps_and_distance_are_inverse(period: Period, steps: int) -> None:
    moved = period + steps
    assert moved - period == steps
    assert moved - steps == period
    assert (moved > period) == (steps > 0)
    assert (moved <= period) == (steps <= 0)


@FIXED
@given(periods(), st.integers(-40, 40))
def test_the_order_is_the_order_in_time(period: Period, steps: int) -> None:
    moved = period + steps
    assert (moved < period) == (moved.end < period.end)
    assert (moved < period) == (moved.start < period.start)
    assert (moved == period) == (steps == 0)


@FIXED
@given(DAYS, TILING)
def test_consecutive_periods_leave_no_day_out_and_count_none_twice(day: date, frequency: Frequency) -> None:
    period = Period.containing(day, frequency)
    assert period.start <= day <= period.end
    assert (period + 1).start == period.end + timedelta(days=1)
    assert (period - 1).end == period.start - timedelta(days=1)
    assert period.overlap(day, day) == 1


@FIXED
@given(DAYS, OVERLAPPING)
def test_overlapping_windows_step_by_their_last_part(day: date, frequency: Frequency) -> None:
    window = Period.containing(day, frequency)
    # The one that ends first on or after the day.
    assert window.end >= day > (window - 1).end
    following = window + 1
    assert following.start > window.start
    assert following.start <= window.end
    years = {Frequency.YEAR_ENDING: 1, Frequency.THREE_YEAR: 3, Frequency.FIVE_YEAR: 5}[frequency]
    assert abs(window.days - 365.25 * years) <= 1.5
    # After as many steps as make its length, the next window that shares no day follows at once.
    whole = 4 if frequency is Frequency.YEAR_ENDING else years
    assert (window + whole).start == window.end + timedelta(days=1)


@FIXED
@given(periods(), DAYS, DAYS)
def test_shared_days_are_counted_one_by_one(period: Period, first: date, second: date) -> None:
    start, end = sorted((first, min(second, first + timedelta(days=4000))))
    brute = sum(
        start.toordinal() <= day <= end.toordinal()
        for day in range(period.start.toordinal(), period.end.toordinal() + 1)
    )
    assert period.overlap(start, end) == brute
    assert period.overlap(period.start, period.end) == period.days


@FIXED
@given(periods())
def test_pandas_gives_the_period_back(period: Period) -> None:
    # A point known by its year alone has no day that pandas could keep.
    if period.frequency is Frequency.POINT and period.anchor is None:
        return
    there = period.to_pandas()
    assert there.end_time.date() == period.end
    if not period.frequency.overlaps:
        assert there.start_time.date() == period.start
    assert Period.from_pandas(there, period.frequency) == period


@FIXED
@given(periods(), st.integers(1, 30))
def test_labels_tell_periods_apart(period: Period, steps: int) -> None:
    assert period.label
    assert period.label != (period + steps).label
    assert period.label in period.when


@FIXED
@given(periods())
def test_the_middle_lies_inside(period: Period) -> None:
    first = period.start.year
    last = period.end.year + 1
    assert first <= period.midpoint <= last
    assert (period + 1).midpoint > period.midpoint


@FIXED
@given(st.text(max_size=20), st.none() | FREQUENCIES)
def test_any_text_is_read_or_refused_with_a_remedy(text: str, frequency: Frequency | None) -> None:
    try:
        period = Period.parse(text, frequency)
    except PeriodError as error:
        refused = error
    else:
        assert Period.parse(str(period), period.frequency) == period
        return
    assert refused.remedy
    assert refused.field in ("period", "frequency")


@settings(derandomize=True, max_examples=200)
@given(st.from_regex(r"(YE[- ])?[0-9]{4}[/-]?[QW]?[0-9]{0,4}(-[0-9]{2,4}(/[0-9]{2})?)?", fullmatch=True))
def test_near_misses_are_read_consistently_or_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert period.start <= period.end
    assert Period.parse(str(period), period.frequency) == period
