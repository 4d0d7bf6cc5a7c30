"""The threshold a target sets: strictness, rounding, bands, changes from a baseline, none at all (policy, section 6)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.assessment import Reason
from forecasting.findings import FindingCode
from forecasting.judging.case import Case
from forecasting.judging.threshold import Threshold, compared, resolve_threshold, uncertain
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.targets import Baseline, Comparator

MakeCase = Callable[..., Case]
NORMAL = Margins(norm.ppf(LEVELS, 70, 6)[None, :])


def resolve(made: Case):
    return resolve_threshold(made.target, made.series)


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [(">=", 0, 1, 1), (">", 0, 0, 1), ("<=", 1, 1, 0), ("<", 1, 0, 0), ("between", 0, 1, 0)],
)
def test_equality_meets_unless_the_word_is_strict(
    comparator: str, below: int, equal: int, above: int
) -> None:
    threshold = Threshold(Comparator(comparator), 10.0, 10.0)
    assert threshold.met(np.array([9.9, 10.0, 10.1])).tolist() == [bool(below), bool(equal), bool(above)]


def test_float_noise_never_decides() -> None:
    noisy = 0.1 + 0.2
    assert Threshold(Comparator.AT_MOST, 0.3).met(noisy)
    assert not Threshold(Comparator.ABOVE, 0.3).met(noisy)
    assert Threshold(Comparator.AT_LEAST, noisy).met(0.3)
    # 1.01⁷ − 1 over seven years is one per cent a year, neither more nor less.
    rate = (50 * 1.01**7 / 50) ** (1 / 7) - 1
    assert Threshold(Comparator.AT_LEAST, 0.01).met(rate)
    assert not Threshold(Comparator.ABOVE, 0.01).met(rate)


@given(
    st.sampled_from(Comparator),
    st.floats(-1e7, 1e7)
    | st.sampled_from([0.0, 0.1 + 0.2, 92.0, 2.0**19, 2.0**19 - 1e-10, -(2.0**19), 1e-10]),
    st.floats(-6, 6),
)
@settings(derandomize=True, max_examples=300)
def test_one_comparison_says_the_same_as_rounding_first(
    comparator: Comparator, value: float, tenths: float
) -> None:
    threshold = Threshold(comparator, value, value + 1.0)
    low, high = threshold.ends
    near = [
        value,
        value + tenths * 1e-10,
        value + 1.0 + tenths * 1e-10,
        -value,
        math.inf,
        -math.inf,
        math.nan,
    ]
    edges = [math.nextafter(end, to) for end in (low, high) for to in (-math.inf, math.inf)]
    y, wanted, upper = compared(np.array([*near, *edges, low, high])), compared(value), compared(value + 1.0)
    expected = {
        Comparator.AT_LEAST: y >= wanted,
        Comparator.ABOVE: y > wanted,
        Comparator.AT_MOST: y <= wanted,
        Comparator.BELOW: y < wanted,
        Comparator.BETWEEN: (y >= wanted) & (y <= upper),
    }[comparator]
    np.testing.assert_array_equal(threshold.met(np.array([*near, *edges, low, high])), expected)


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        (">=", norm.sf(75, 70, 6)),
        (">", norm.sf(75, 70, 6)),
        ("<=", norm.cdf(75, 70, 6)),
        ("<", norm.cdf(75, 70, 6)),
    ],
)
def test_a_probability_is_read_off_the_margin(comparator: str, expected: float) -> None:
    assert Threshold(Comparator(comparator), 75).probability(NORMAL, 0) == pytest.approx(expected, abs=6e-4)


def test_a_band_has_the_probability_between_its_ends() -> None:
    band = Threshold(Comparator.BETWEEN, 64, 76)
    assert band.probability(NORMAL, 0) == pytest.approx(norm.cdf(1) - norm.cdf(-1), abs=1e-3)
    assert band.short_of(60) == 4
    assert band.short_of(80) == 4
    assert band.short_of(70) == band.short_of(64) == band.short_of(76) == 0


def test_at_a_bound_equality_makes_the_difference() -> None:
    capped = Margins(np.clip(norm.ppf(LEVELS, 98, 2), None, 100)[None, :], upper=100)
    assert Threshold(Comparator.AT_LEAST, 100).probability(capped, 0) == pytest.approx(norm.sf(1), abs=0.01)
    assert Threshold(Comparator.ABOVE, 100).probability(capped, 0) == 0.0
    assert Threshold(Comparator.AT_MOST, 100).probability(capped, 0) == 1.0


def test_short_of_is_positive_when_the_target_is_missed_whichever_way_it_points() -> None:
    assert Threshold(Comparator.AT_LEAST, 92).short_of(60) == 32
    assert Threshold(Comparator.AT_MOST, 10).short_of(14) == 4
    assert Threshold(Comparator.AT_MOST, 10).short_of(8) == -2


def test_what_is_open_is_never_exactly_0_or_1() -> None:
    assert 0 < uncertain(0.0) < 1e-6
    assert 1 - 1e-6 < uncertain(1.0) < 1
    assert uncertain(0.37) == 0.37


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [("change_percent", -30.0, 63.0), ("change_pp", -30.0, 60.0), ("change_absolute", 5.0, 95.0)],
)
def test_a_change_is_measured_from_the_baseline(
    case: MakeCase, kind: str, change: float, expected: float
) -> None:
    made = case(
        [90.0, 85.0],
        kind=kind,
        value=change,
        comparator="<=",
        baseline=Baseline(Period.parse("2010")),
        indicator={"lower": 0, "upper": 100},
    )
    found = resolve(made)
    assert found.threshold == Threshold(Comparator.AT_MOST, expected)
    assert found.baseline == 90.0


def test_above_the_level_at_the_start_is_a_change_of_nothing_strictly(case: MakeCase) -> None:
    made = case(
        [50.0, 51.0],
        kind="change_absolute",
        comparator=">",
        value=0.0,
        baseline=Baseline(Period.parse("2010")),
    )
    threshold = resolve(made).threshold
    assert threshold is not None
    assert not threshold.met(50.0)
    assert threshold.met(50.01)


def test_a_revised_baseline_moves_a_relative_target_and_says_so(case: MakeCase) -> None:
    made = case(
        [44.0, 43.0],
        kind="change_percent",
        comparator="<=",
        value=-10.0,
        baseline=Baseline(Period.parse("2010"), 45.2),
        indicator={"decimals": 1},
    )
    found = resolve(made)
    assert found.threshold == Threshold(Comparator.AT_MOST, 39.6)
    assert [f.code for f in found.findings] == [FindingCode.BASELINE_DIFFERS]
    assert "44" in found.findings[0].message
    assert "45.2" in found.findings[0].message


def test_a_baseline_within_the_rounding_of_publication_is_the_same(case: MakeCase) -> None:
    made = case(
        [45.24, 43.0],
        kind="change_percent",
        comparator="<=",
        value=-10.0,
        baseline=Baseline(Period.parse("2010"), 45.2),
        indicator={"decimals": 1},
    )
    assert resolve(made).findings == ()


def test_a_baseline_outside_the_series_is_the_stated_one(case: MakeCase) -> None:
    made = case(
        [44.0],
        kind="change_percent",
        comparator="<=",
        value=-50.0,
        baseline=Baseline(Period.parse("1998"), 40.0),
    )
    assert resolve(made).threshold == Threshold(Comparator.AT_MOST, 20.0)


@pytest.mark.parametrize("baseline", [Baseline(), Baseline(Period.parse("1998"))])
def test_without_a_baseline_there_is_no_threshold_yet(case: MakeCase, baseline: Baseline) -> None:
    found = resolve(case([44.0], kind="change_percent", comparator="<=", value=-50.0, baseline=baseline))
    assert found.threshold is None
    assert found.reason is Reason.BASELINE_NOT_SET


def test_points_beyond_the_scale_are_outside_its_bounds(case: MakeCase) -> None:
    made = case(
        [95.0],
        kind="change_pp",
        value=10.0,
        baseline=Baseline(Period.parse("2010")),
        indicator={"lower": 0, "upper": 100},
    )
    found = resolve(made)
    assert found.threshold is None
    assert found.reason is Reason.OUTSIDE_BOUNDS
    assert "105" in found.text


@pytest.mark.parametrize(
    "fields", [{"value": None}, {"comparator": None}, {"kind": "band", "comparator": "between", "value": 1.0}]
)
def test_no_number_is_no_threshold(case: MakeCase, fields: dict[str, object]) -> None:
    found = resolve(case([44.0], **fields))
    assert found.threshold is None
    assert found.reason is Reason.NO_TARGET_SET


def test_an_upper_end_without_a_band_is_not_a_band(case: MakeCase) -> None:
    assert resolve(case([44.0], value=50.0, upper=60.0)).threshold == Threshold(Comparator.AT_LEAST, 50.0)


@pytest.mark.parametrize(
    ("decimals", "zero", "value", "met"),
    [
        (0, 0.0, 0.4, True),
        (0, 0.0, 0.5, False),
        (0, 0.0, 1.0, False),
        (1, 0.0, 0.04, True),
        (1, 0.0, 0.05, False),
        (1, 0.5, 0.54, True),
        (1, 0.5, 0.56, False),
        # No printed value lies between 0 and 1: only what prints as 0 counts.
        (0, 0.25, 0.4, True),
        (0, 0.25, 0.6, False),
        (0, 100.0, 100.4, True),
        (0, 100.0, 100.6, False),
        (None, 0.0, 0.0, True),
        (None, 0.0, 0.001, False),
        (None, 0.5, 0.5, True),
    ],
)
def test_an_elimination_is_met_when_what_is_printed_is_at_most_the_functional_zero(
    case: MakeCase, decimals: int | None, zero: float, value: float, met: bool
) -> None:
    made = case(
        [value],
        kind="elimination",
        comparator=None,
        value=None,
        functional_zero=zero,
        indicator={"decimals": decimals, "lower": 0},
    )
    threshold = resolve(made).threshold
    assert threshold is not None
    assert bool(threshold.met(value)) is met


def test_the_chance_of_an_elimination_counts_what_would_print_as_none(case: MakeCase) -> None:
    made = case(
        [5.0],
        kind="elimination",
        comparator=None,
        value=None,
        indicator={"decimals": 0, "lower": 0, "unit": "pathways"},
    )
    threshold = resolve(made).threshold
    assert threshold is not None
    margins = Margins(np.clip(norm.ppf(LEVELS, 1, 1), 0, None)[None, :], lower=0)
    assert threshold.probability(margins, 0) == pytest.approx(norm.cdf(0.5, 1, 1), abs=3e-3)
