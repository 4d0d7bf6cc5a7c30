"""Numbers, units, dates: British, and no digit that cannot be defended."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.board.english import dates, numbers
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1725, 0, "1,725"), (-0.5, 1, "−0.5"), (-0.04, 1, "0.0"), (64.949, 1, "64.9"), (1e6, 0, "1,000,000")],
)
def test_numbers_are_grouped_and_have_a_true_minus(value: float, decimals: int, text: str) -> None:
    assert numbers.plain(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(1.94, "+1.9"), (-0.3, "−0.3"), (0.02, "0.0"), (-0.02, "0.0")])
def test_signs_stand_only_where_there_is_something_to_sign(value: float, text: str) -> None:
    assert numbers.signed(value, 1) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (309_600, "310k"), (1_500_000, "1.5m"), (999_600, "1m"), (10_127, "10.1k"), (64.9, "64.9"), (0, "0"),
        (7_393_520, "7.39m"), (1123.4, "1,123"), (-50_430, "−50.4k"), (2.5e9, "2.5bn"),
    ],
)  # fmt: skip
def test_numbers_on_charts_are_short(value: float, text: str) -> None:
    assert numbers.compact(value) == text


@given(st.floats(1e-6, 1e9))
def test_the_grid_is_about_a_tenth_of_the_width(width: float) -> None:
    step = numbers.step_for(width)
    assert step <= width / 10 * (1 + 1e-9)
    assert step > width / 50 * (1 - 1e-9)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_rounded_number_is_on_its_grid_and_near(value: float, width: float) -> None:
    step = numbers.step_for(width)
    text = numbers.on_grid(value, step).replace(",", "").replace("−", "-")
    assert abs(float(text) - value) <= step * 0.5 + 10.0 ** -numbers.decimals_of(step)


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text"),
    [
        ("percent", 1, 64.9493, "64.9%"),
        ("GBP per head per quarter, chained volume", 0, 10127, "£10,127"),
        ("MtCO2e", 1, 367.0, "367.0 Mt"),
        ("dwellings", 0, 309600, "309,600 homes"),
        ("percent of generation", None, 73.8, "73.8%"),
        ("a unit of one’s own", None, 1234.6, "1,235 a unit of one’s own"),
        ("various", None, 3, "3"),
        ("GBP", 0, -12, "−£12"),
    ],
)
def test_measured_values_keep_their_published_precision(
    unit: str, decimals: int | None, value: float, text: str
) -> None:
    assert Quantities(unit_of(unit), decimals).measured(value) == text


@pytest.mark.parametrize(
    ("unit", "value", "step", "text"),
    [
        ("percent", 23.9, 1, "24 points"),
        ("percent", -1.2, 1, "1 point"),
        ("dwellings", 488_208, 10_000, "490,000 homes"),
        ("dwellings", 1_011_791, 10_000, "1.01 million homes"),
        ("GBP per head", 190, 10, "£190"),
        ("MtCO2e", 130, 5, "130 Mt"),
    ],
)
def test_differences_have_words_of_their_own(unit: str, value: float, step: float, text: str) -> None:
    assert Quantities(unit_of(unit)).difference(value, step) == text


def test_thresholds_have_no_trailing_zeros() -> None:
    assert Quantities(unit_of("percent"), 2).required(92.0) == "92%"
    assert Quantities(unit_of("dwellings"), 0).required(1_500_000) == "1.5 million homes"
    assert Quantities(unit_of("offences"), 0).required(27_504.0) == "27,504 offences"


def test_dates_and_periods_are_written_out() -> None:
    assert dates.day(date(2026, 6, 11)) == "11 June 2026"
    assert dates.within("M", "April 2026") == "in April 2026"
    assert dates.within("D", "11 January 2026") == "on 11 January 2026"
    assert dates.within("POINT", "2024") == "in 2024"
    assert dates.named("YE-Q", "year ending June 2026") == "the year ending June 2026"
    assert dates.named("FY", "2024/25") == "2024/25"


def test_counts_are_words_below_ten() -> None:
    assert [numbers.counted(n) for n in (0, 1, 9, 10, 1200)] == ["none", "one", "nine", "10", "1,200"]
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"
