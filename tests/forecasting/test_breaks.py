"""Breaks cut, mask or widen; the exceptional period is fixed before any result is seen (policy, section 2)."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.breaks import Break, BreakKind, Breaks, Comparable, Exceptional, exceptional_steps, prepare
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Indicator
from forecasting.periods import Period
from forecasting.series import Series

PANDEMIC = ("pandemic", "partly")


def series(first: str, frequency: str, count: int, aggregation: Aggregation = Aggregation.RATE) -> Series:
    start = Period.parse(first, frequency)
    return Series.of(
        Indicator("x", aggregation=aggregation), [(start + k, 50.0 + k * 0.1) for k in range(count)]
    )


def breaks(
    *rows: tuple[str, str, str, str], exceptional: list[str] | None = None, frequency: str = "A"
) -> Breaks:
    declared = None if exceptional is None else tuple(Period.parse(p, frequency) for p in exceptional)
    return Breaks(
        tuple(
            Break(Period.parse(period, f), BreakKind(kind), Comparable(comparable), "it changed.")
            for period, f, kind, comparable in rows
        ),
        declared,
    )


def aside(made: Series, known: Breaks, treatment: Exceptional = Exceptional.DEFAULT) -> list[str]:
    return [str(made.period_at(step)) for step in sorted(exceptional_steps(made, known, treatment))]


def codes(found: object) -> list[FindingCode]:
    return [f.code for f in found.findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("first", "frequency", "count", "aggregation", "expected_first", "expected_last", "expected_count"),
    [
        ("2018-01", "M", 80, Aggregation.RATE, "2020-03", "2021-06", 16),
        ("2018-Q1", "Q", 30, Aggregation.RATE, "2020-Q2", "2021-Q2", 5),
        ("2019-W01", "W", 200, Aggregation.RATE, "2020-W10", "2021-W25", 69),
        ("2019-01-01", "D", 1200, Aggregation.RATE, "2020-03-01", "2021-06-30", 487),
        # A financial year that ends in March 2020 only where its figure is taken at its end.
        ("2015/16", "FY", 9, Aggregation.STOCK, "2019/20", "2020/21", 2),
        ("2015/16", "FY", 9, Aggregation.FLOW, "2020/21", "2020/21", 1),
        ("2015/16", "FY", 9, Aggregation.RATE, "2020/21", "2020/21", 1),
        ("2015/16", "AY", 9, Aggregation.RATE, "2019/20", "2020/21", 2),
        ("2015", "A", 9, Aggregation.RATE, "2020", "2021", 2),
        ("2015", "POINT", 9, Aggregation.STOCK, "2020", "2021", 2),
        ("2015-03-31", "POINT", 9, Aggregation.STOCK, "2020-03-31", "2021-03-31", 2),
        ("2015-09-30", "POINT", 9, Aggregation.STOCK, "2020-09-30", "2020-09-30", 1),
    ],
)
def test_the_default_exceptional_period_of_each_frequency(
    first: str,
    frequency: str,
    count: int,
    aggregation: Aggregation,
    expected_first: str,
    expected_last: str,
    expected_count: int,
) -> None:
    made = series(first, frequency, count, aggregation)
    known = Breaks((Break(made.period_at(3), BreakKind.PANDEMIC, Comparable.PARTLY),))
    found = aside(made, known)
    assert (found[0], found[-1], len(found)) == (expected_first, expected_last, expected_count)
    prepared = prepare(made, known)
    assert prepared.comparable == count - expected_count
    assert prepared.first_step == 0
    assert int(np.isnan(prepared.values).sum()) == expected_count
    assert FindingCode.EXCEPTIONAL_SET_ASIDE in codes(prepared)
    assert not prepared.cut


def test_the_long_treatment_adds_a_year_and_the_kept_one_masks_nothing() -> None:
    made = series("2015", "A", 11)
    known = breaks(("2020", "A", *PANDEMIC))
    assert aside(made, known, Exceptional.LONG) == ["2020", "2021", "2022"]
    assert aside(made, known, Exceptional.KEPT) == []
    months = series("2018-01", "M", 80)
    known = breaks(("2020-03", "M", *PANDEMIC))
    assert aside(months, known, Exceptional.LONG)[-1] == "2022-06"
    assert prepare(months, known, treatment=Exceptional.KEPT).comparable == 80


def test_a_pandemic_that_is_not_comparable_masks_and_never_cuts() -> None:
    made = series("2015/16", "AY", 9)
    prepared = prepare(made, breaks(("2019/20", "AY", "pandemic", "no")))
    assert prepared.first_step == 0
    assert sorted(prepared.set_aside) == [4, 5]


@pytest.mark.parametrize("kind", ["strike", "withdrawal"])
@pytest.mark.parametrize("comparable", ["no", "partly"])
def test_a_strike_or_a_withdrawal_masks_its_own_period_and_keeps_the_past(kind: str, comparable: str) -> None:
    made = series("2010", "A", 10)
    prepared = prepare(made, breaks(("2014", "A", kind, comparable)))
    assert prepared.set_aside == {4}
    assert prepared.first_step == 0
    assert prepared.comparable == 9
    assert np.isnan(prepared.values[4])


def test_without_a_declared_pandemic_nothing_is_set_aside() -> None:
    assert aside(series("2015", "A", 10), breaks(("2017", "A", "method", "partly"))) == []
    assert aside(series("2015", "A", 10), Breaks()) == []


def test_an_indicator_may_declare_its_own_exceptional_periods() -> None:
    made = series("2015", "A", 11)
    known = breaks(("2020", "A", *PANDEMIC), exceptional=["2020"])
    assert aside(made, known) == ["2020"]
    assert aside(made, known, Exceptional.LONG) == ["2020", "2021"]
    assert aside(made, known, Exceptional.KEPT) == []
    assert aside(made, breaks(("2020", "A", *PANDEMIC), exceptional=[])) == []


def test_two_spans_set_aside_are_named_apart() -> None:
    made = series("2018-Q1", "Q", 30)
    known = breaks(exceptional=["2020-Q2", "2020-Q3", "2022-Q2"], frequency="Q")
    messages = [f.message for f in prepare(made, known).findings]
    assert messages == [
        "April to June 2020 to July to September 2020 and April to June 2022 were set aside as exceptional."
    ]


def test_periods_after_which_nothing_ordinary_is_known_are_kept() -> None:
    known = breaks(("2020-03", "M", *PANDEMIC))
    in_the_middle = series("2018-01", "M", 36)
    assert aside(in_the_middle, known) == []
    assert str(prepare(in_the_middle, known).origin) == "2020-12"
    just_after = series("2018-01", "M", 43)
    assert len(aside(just_after, known)) == 16
    before = series("2010-01", "M", 60)
    assert aside(before, known) == []


def test_an_exceptional_end_does_not_bring_an_earlier_exception_back() -> None:
    made = series("2015", "A", 10)
    known = breaks(exceptional=["2020", "2024"])
    assert aside(made, known) == ["2020"]
    assert str(prepare(made, known).origin) == "2024"


def test_what_is_left_counts_even_where_that_is_too_little() -> None:
    made = series("2019", "A", 4)
    prepared = prepare(made, breaks(("2020", "A", *PANDEMIC)))
    assert prepared.comparable == 2


@pytest.mark.parametrize("kind", ["method", "coverage", "population", "other"])
def test_a_break_that_is_not_comparable_cuts_the_past_off(kind: str) -> None:
    made = series("2010", "A", 10)
    prepared = prepare(made, breaks(("2014", "A", kind, "no")))
    assert prepared.first_step == 4
    assert prepared.cut
    assert prepared.comparable == 6
    assert prepared.values[0] == made.values[4]
    assert codes(prepared) == [FindingCode.BREAK_CUT]
    assert "before 2014" in prepared.findings[0].message


def test_a_partly_comparable_break_is_fitted_across_and_said() -> None:
    made = series("2010", "A", 10)
    known = breaks(("2014", "A", "method", "partly"))
    prepared = prepare(made, known)
    assert (prepared.first_step, prepared.partial, prepared.comparable) == (0, 1, 10)
    assert codes(prepared) == [FindingCode.BREAK_PARTLY]
    since = prepare(made, known, since_partial=True)
    assert (since.first_step, since.partial, since.comparable) == (4, 0, 6)


def test_a_comparable_break_is_a_note() -> None:
    prepared = prepare(series("2010", "A", 10), breaks(("2014", "A", "method", "yes")))
    assert (prepared.first_step, prepared.partial, prepared.comparable) == (0, 0, 10)
    assert codes(prepared) == [FindingCode.BREAK_NOTE]


def test_only_the_last_cut_counts_and_what_lies_before_it_is_not_told() -> None:
    made = series("2010", "A", 12)
    known = breaks(
        ("2011", "A", "method", "no"),
        ("2012", "A", "coverage", "partly"),
        ("2013", "A", "method", "yes"),
        ("2014", "A", "method", "no"),
        ("2016", "A", "method", "partly"),
    )
    prepared = prepare(made, known)
    assert prepared.first_step == 4
    assert prepared.partial == 1
    assert codes(prepared) == [FindingCode.BREAK_CUT, FindingCode.BREAK_PARTLY]
    assert "before 2014" in prepared.findings[0].message


@pytest.mark.parametrize("period", ["2010", "2009", "2020", "2025"])
def test_a_break_at_the_start_or_not_yet_reached_changes_nothing(period: str) -> None:
    prepared = prepare(series("2010", "A", 10), breaks((period, "A", "method", "no")))
    assert (prepared.first_step, prepared.comparable, prepared.findings) == (0, 10, ())


def test_a_break_at_the_newest_period_leaves_that_period() -> None:
    prepared = prepare(series("2010", "A", 10), breaks(("2019", "A", "method", "no")))
    assert (prepared.first_step, prepared.comparable) == (9, 1)


def test_a_cut_past_takes_its_exceptional_period_with_it() -> None:
    made = series("2015", "A", 10)
    known = breaks(("2020", "A", *PANDEMIC), ("2022", "A", "method", "no"))
    prepared = prepare(made, known)
    assert prepared.first_step == 7
    assert prepared.set_aside == frozenset()
    assert codes(prepared) == [FindingCode.BREAK_CUT]


def test_a_break_told_in_days_cuts_a_monthly_grid() -> None:
    made = series("2020-01", "M", 24)
    prepared = prepare(made, breaks(("2020-07-15", "D", "method", "no")))
    assert str(made.period_at(prepared.first_step)) == "2020-07"


def test_a_break_between_two_points_in_time_cuts_at_the_next() -> None:
    made = series("2015-09-30", "POINT", 8)
    prepared = prepare(made, breaks(("2018-03-31", "POINT", "method", "no")))
    assert str(made.period_at(prepared.first_step)) == "2018-09-30"


def test_gaps_stay_gaps_and_the_end_is_the_newest_value() -> None:
    rows = [(Period(Frequency.YEAR, y), float(y)) for y in (2010, 2011, 2014, 2015, 2016)]
    prepared = prepare(Series.of(Indicator("x"), rows), Breaks())
    np.testing.assert_array_equal(prepared.values, [2010, 2011, np.nan, np.nan, 2014, 2015, 2016])
    assert str(prepared.origin) == "2016"
    assert prepared.comparable == 5


def test_a_cut_inside_a_gap_starts_at_the_first_value_after_it() -> None:
    rows = [(Period(Frequency.YEAR, y), float(y)) for y in (2010, 2011, 2014, 2015, 2016)]
    prepared = prepare(Series.of(Indicator("x"), rows), breaks(("2012", "A", "method", "no")))
    assert prepared.first_step == 4
    assert prepared.values.tolist() == [2014.0, 2015.0, 2016.0]
