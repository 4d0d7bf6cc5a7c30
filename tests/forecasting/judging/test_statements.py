"""The sentence of an assessment and the figures in it: cautious, complete, in published precision."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assessment import Assessment, Gap, Outcome, Projection, Range
from forecasting.indicators import Indicator
from forecasting.judging.statements import asked, percent_shown, statement
from forecasting.judging.words import decimals_of, difference, measured, plain, rounded
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, Target
from forecasting.verdicts import Verdict

RATE = Indicator("rate", unit="percent", decimals=1)
HOMES = Indicator("homes", unit="dwellings", decimals=0)
LEVEL = Target("t", Kind.LEVEL, Comparator.AT_LEAST, 92.0)
LIVE = Assessment(
    target_id="t",
    kind=Kind.LEVEL,
    series_id="rate",
    as_of=date(2026, 6, 30),
    verdict=Verdict.OFF_TRACK,
    probability=0.07,
    probability_shown="7%",
    chance="about 1 in 14",
    latest_period=Period.parse("2026-04"),
    latest_value=64.9,
    required_value=92.0,
    projection=Projection(
        Period.parse("2029-03"), 68.3, Range(64.0, 72.0), Range(61.0, 76.0), Range(56.0, 81.0)
    ),
    projected_gap=Gap(23.7, Range(16.0, 31.0)),
)


def test_a_live_target_is_told_by_where_it_stands_where_it_leads_and_how_likely() -> None:
    assert statement(LIVE, LEVEL, RATE) == (
        "64.9% in April 2026. The current course leads to about 68% by March 2029, about 24 points short of the"
        " target. The chance of meeting it is about 1 in 14 (7%)."
    )


@pytest.mark.parametrize(
    ("gap", "kind", "says"),
    [
        (-2.0, Kind.LEVEL, "about 2.0 points inside the target"),
        (0.0, Kind.LEVEL, "exactly at the target"),
        (0.004, Kind.LEVEL, "about 0.0040 points short of the target"),
        (1.0, Kind.LEVEL, "about 1.0 point short of the target"),
        (12.0, Kind.CUMULATIVE_CAP, "about 12 points over the cap"),
        (-12.0, Kind.CUMULATIVE_CAP, "about 12 points inside the cap"),
    ],
)
def test_a_gap_is_short_or_inside(gap: float, kind: Kind, says: str) -> None:
    found = statement(replace(LIVE, projected_gap=Gap(gap)), replace(LEVEL, kind=kind), RATE)
    assert says in found


def test_an_outcome_is_told_with_what_was_asked() -> None:
    met = replace(
        LIVE,
        verdict=Verdict.MET,
        probability=None,
        required_value=65.0,
        outcome=Outcome(Period.parse("2026-03"), 65.3, met=True),
    )
    assert statement(met, LEVEL, RATE) == "Met: 65.3% in March 2026, where at least 65% was asked."
    missed = replace(met, verdict=Verdict.MISSED, outcome=Outcome(Period.parse("2026-03"), 64.0, met=False))
    assert statement(missed, LEVEL, RATE).startswith("Missed: 64.0% in March 2026")
    record = replace(met, outcome=Outcome(Period.parse("2017"), None, met=True, source="A statement"))
    assert statement(record, LEVEL, RATE) == "Met by 2017: A statement."


def test_what_has_no_probability_says_why_and_leaves_names_as_they_are() -> None:
    bare = replace(
        LIVE,
        probability=None,
        projection=None,
        verdict=Verdict.NO_VERDICT,
        reason_text="Camden has published no threshold.",
    )
    assert (
        statement(bare, LEVEL, RATE)
        == "64.9% in April 2026. No probability is given. Camden has published no threshold."
    )


def test_a_breach_is_told_by_when_it_began_and_whether_it_can_be_mended() -> None:
    standing = replace(LIVE, breached_since=Period.parse("2016-03"), verdict=Verdict.BREACHED)
    found = statement(standing, replace(LEVEL, kind=Kind.MAINTAIN), RATE)
    assert "The standard has not been met since March 2016." in found
    assert "The chance of being back within the standard is about 1 in 14" in found
    lost = replace(standing, certain=True, probability=0.0, projection=None)
    found = statement(lost, replace(LEVEL, kind=Kind.MAINTAIN), RATE)
    assert "first missed in March 2016" in found
    assert "It can no longer be met." in found
    assert "not been met since" not in found


def test_a_total_stands_at_a_day() -> None:
    target = Target("t", Kind.CUMULATIVE_SUM, Comparator.AT_LEAST, 1_500_000.0)
    made = replace(LIVE, latest_period=Period.parse("2026-01-11"), latest_value=309_600.0, projection=None)
    assert statement(made, target, HOMES).startswith("309,600 dwellings by 11 January 2026.")
    flow = replace(made, latest_period=Period.parse("2024/25", "FY"), latest_value=208_600.0)
    assert statement(flow, target, HOMES).startswith("208,600 dwellings in 2024/25.")


@pytest.mark.parametrize(
    ("target", "indicator", "required", "words"),
    [
        (LEVEL, RATE, 92.0, "at least 92%"),
        (LEVEL, RATE, 66.7, "at least 66.7%"),
        (replace(LEVEL, comparator=Comparator.BELOW), RATE, 1.0, "below 1%"),
        (replace(LEVEL, comparator=Comparator.ABOVE), RATE, 1.0, "above 1%"),
        (replace(LEVEL, comparator=Comparator.AT_MOST), HOMES, 1725.0, "at most 1,725 dwellings"),
        (
            replace(LEVEL, kind=Kind.BAND, comparator=Comparator.BETWEEN, upper=3.5),
            RATE,
            1.0,
            "between 1% and 3.5%",
        ),
        (Target("t", Kind.ELIMINATION), HOMES, 0.0, "none"),
        (Target("t", Kind.ELIMINATION, functional_zero=50.0), HOMES, 50.0, "at most 50.0 dwellings"),
        (LEVEL, Indicator("x", unit="GBP", decimals=0), 10_051.0, "at least £10,051"),
    ],
)
def test_what_is_asked(target: Target, indicator: Indicator, required: float, words: str) -> None:
    assert asked(target, indicator, required) == words


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (64.94, "percent", 1, "64.9%"),
        (208_600, "dwellings", 0, "208,600 dwellings"),
        (10_051, "GBP", 0, "£10,051"),
        (-3.2, "points", 1, "−3.2 points"),
        (-0.04, "points", 1, "0.0 points"),
        (50.0, "percent below 1990", 1, "50.0% below 1990"),
        (98.6, "percent of gross consumption", 1, "98.6% of gross consumption"),
        (1234.5, "", None, "1,234"),
        (12.34, "", None, "12.3"),
    ],
)
def test_a_published_figure(value: float, unit: str, decimals: int | None, words: str) -> None:
    assert measured(value, unit, decimals) == words


@settings(derandomize=True, max_examples=200)
@given(st.floats(1e-5, 1e12))
def test_a_projected_figure_keeps_two_figures(value: float) -> None:
    near = rounded(value)
    assert abs(near - value) <= 0.051 * value
    assert rounded(-value) == -near
    shown = plain(near, decimals_of(near))
    assert float(shown.replace(",", "")) == pytest.approx(near, rel=0.05)


@settings(derandomize=True, max_examples=100)
@given(st.floats(1, 1e6), st.floats(0.01, 1e6))
def test_rounding_stays_well_inside_the_likely_range(value: float, width: float) -> None:
    near = rounded(value, width=width)
    assert math.isfinite(near)
    if width < value:
        assert abs(near - value) <= width / 9.9


def test_the_size_of_a_gap_has_no_sign() -> None:
    assert difference(-470_123, "dwellings") == "about 470,000 dwellings"
    assert difference(24.2, "percent") == "about 24 points"
    assert difference(-283, "GBP a head") == "about £280"


def test_a_percentage_is_whole_and_never_none_or_all() -> None:
    assert [percent_shown(p) for p in (0.0, 0.0099, 0.01, 0.5, 0.99, 0.9901, 1.0)] == [
        "less than 1%", "less than 1%", "1%", "50%", "99%", "more than 99%", "more than 99%",
    ]  # fmt: skip
