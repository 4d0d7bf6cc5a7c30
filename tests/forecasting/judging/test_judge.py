"""Judging with the engine: batches, reproduction, treatments, evidence, breaks, counters (policy, 2, 4, 8, 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.assessment import CURRENT_COURSE, Confidence, Knowledge, Reason
from forecasting.breaks import Breaks
from forecasting.findings import FindingCode
from forecasting.judging.case import Case
from forecasting.judging.identity import seed_of
from forecasting.judging.judge import Judgement, bucket, judge
from forecasting.judging.treatments import TREATMENTS
from forecasting.judging.verdict import Record
from forecasting.targets import Window
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
RNG = np.random.default_rng(8)
YEARS = [round(60 + 0.8 * k + float(e), 1) for k, e in enumerate(RNG.normal(0, 1.5, 16))]
MONTHS = [
    round(75 + 4 * np.cos(2 * np.pi * k / 12) - 0.05 * k + float(e), 1)
    for k, e in enumerate(RNG.normal(0, 0.8, 96))
]
TRUSTED = Record("a record", 400, 0.80, 0.15, trusted_low=True, trusted_high=True)


def one(case: Case, record: Record = TRUSTED, **options: object) -> Judgement:
    return judge([case], evidence_for=lambda *_: record, **options)[0]  # type: ignore[arg-type]


@pytest.fixture
def yearly(case: MakeCase) -> Case:
    return case(
        YEARS, first="2004", period="2024", value=78.0, indicator={"decimals": 1, "lower": 0, "upper": 100}
    )


@pytest.fixture
def monthly(case: MakeCase) -> Case:
    return case(MONTHS, frequency="M", first="2012-01", period="2021-03", value=76.0,
                indicator={"decimals": 1, "lower": 0, "upper": 100})  # fmt: skip


@pytest.fixture
def counted(case: MakeCase) -> Case:
    return case([190.0, 205.0, 198.0, 210.0, 222.0, 215.0, 228.0], frequency="FY", first="2012/13", kind="cumulative_sum",
                value=1150.0, window=Window(date(2019, 4, 1), date(2024, 3, 31)), indicator={"lower": 0})  # fmt: skip


@pytest.fixture
def standing(case: MakeCase) -> Case:
    return case(YEARS, first="2004", kind="maintain", value=80.0, window=Window(date(2012, 4, 1)),
                indicator={"lower": 0, "upper": 100})  # fmt: skip


def test_an_assessment_is_complete(yearly: Case) -> None:
    made = one(yearly, code_version="0.1.0")
    found = made.assessment
    assert found.probability is not None
    assert 0 < found.probability < 1
    assert found.verdict in (Verdict.ON_TRACK, Verdict.UNCERTAIN, Verdict.OFF_TRACK)
    assert found.reason is None
    for part in (
        "projection",
        "projected_gap",
        "gap_now",
        "rates",
        "attainment",
        "sensitivity",
        "evidence",
        "likelihood",
    ):
        assert getattr(found, part) is not None, part
    assert found.caveat == CURRENT_COURSE
    assert found.chance in found.statement
    assert found.evidence is not None
    assert found.evidence.knowledge is Knowledge.CURRENT
    assert found.evidence.observations == 16
    assert found.evidence.code_version == "0.1.0"
    assert (found.evidence.record_series, found.evidence.coverage_80) == (400, 0.80)
    assert found.evidence.seed == seed_of(found.key)
    assert made.forecast is not None
    assert made.forecast.seed == seed_of(found.key)
    assert found.track[-1].quantiles[3] == found.projection.median  # type: ignore[union-attr]


def test_the_same_cases_give_the_same_answers_bit_for_bit(
    yearly: Case, monthly: Case, counted: Case, standing: Case
) -> None:
    cases = [yearly, monthly, counted, standing]
    first = judge(cases, evidence_for=lambda *_: TRUSTED)
    again = judge(cases, evidence_for=lambda *_: TRUSTED)
    assert [repr(j.assessment) for j in first] == [repr(j.assessment) for j in again]
    # A judgement depends on its own case alone, and the answers keep the order of the cases.
    backwards = judge(cases[::-1], evidence_for=lambda *_: TRUSTED)[::-1]
    assert [repr(j.assessment) for j in first] == [repr(j.assessment) for j in backwards]
    alone = one(monthly)
    assert repr(alone.assessment) == repr(first[1].assessment)
    assert alone.forecast is not None
    assert first[1].forecast is not None
    assert alone.forecast.paths().values.tobytes() == first[1].forecast.paths().values.tobytes()


def test_paths_bounds_and_margins_are_those_of_the_indicator(monthly: Case) -> None:
    forecast = one(replace(monthly, indicator=replace(monthly.indicator, upper=78.0))).forecast
    assert forecast is not None
    values = forecast.paths().values
    assert values.max() == 78.0
    assert values.min() >= 0.0
    # A path over fewer steps is the beginning of the longer one.
    short = forecast.paths(horizon=3).values
    np.testing.assert_allclose(short, values[:, :3], rtol=1e-9)


def test_a_counter_starts_from_where_it_stands(case: MakeCase) -> None:
    made = case([10.0, 22.0, 30.0, 45.0, 50.0, 66.0], first="2014", period="2023", value=120.0,
                indicator={"monotone": True, "lower": 0})  # fmt: skip
    judged = one(made)
    assert judged.forecast is not None
    assert judged.forecast.margins.lower == 66.0
    values = judged.forecast.paths().values
    assert values.min() >= 66.0
    assert (np.diff(values, axis=1) >= 0).all()
    attained = judged.assessment.attainment
    assert attained is not None
    by = {str(p): chance for p, chance in attained.by_period}
    # A counter has reached a level by a date exactly when it has it at the date.
    assert by["2023"] == pytest.approx(judged.assessment.probability, abs=1e-3)


def test_every_declared_treatment_is_told_and_the_headline_is_the_default(case: MakeCase) -> None:
    values = [
        60.0,
        61.0,
        63.0,
        62.0,
        65.0,
        66.0,
        68.0,
        69.0,
        71.0,
        72.0,
        40.0,
        45.0,
        70.0,
        72.0,
        74.0,
        73.0,
        75.0,
    ]
    fields = {
        "first": "2010",
        "period": "2029",
        "value": 78.0,
        "as_of": "2027-06-30",
        "indicator": {"lower": 0},
    }
    made = case(values, breaks=[("2014", "method", "partly"), ("2020", "pandemic", "partly")], **fields)
    found = one(made).assessment
    assert found.sensitivity is not None
    told = dict(found.sensitivity.treatments)
    assert set(told) == {t.name for t in TREATMENTS}
    assert told["default"] == found.probability
    assert found.sensitivity.low == min(told.values())
    assert found.sensitivity.high == max(told.values())
    # Keeping the exceptional years is another answer, and so is starting after the break.
    assert told["exceptional period kept"] != told["default"]
    assert told["since the last partly comparable break"] != told["default"]
    # The scales read the same data differently, each on its own.
    scales = {told[name] for name in ("default", "raw scale only", "logarithmic scale only")}
    assert len(scales) == 3
    plain = one(case(values, **fields)).assessment
    assert plain.sensitivity is not None
    same = dict(plain.sensitivity.treatments)
    assert same["exceptional period kept"] == same["default"] == same["exceptional period a year longer"]
    assert same["default"] != told["default"]


def test_without_treatments_the_headline_is_the_same(monthly: Case) -> None:
    bare = one(monthly, sensitivity=False).assessment
    assert bare.sensitivity is None
    assert bare.probability == one(monthly).assessment.probability


def test_an_exceptional_period_set_aside_is_not_fitted(case: MakeCase) -> None:
    values = [60.0, 61.0, 63.0, 62.0, 65.0, 66.0, 68.0, 69.0, 71.0, 72.0, 40.0, 45.0, 70.0, 72.0, 74.0, 73.0]
    other = [*values[:10], 99.0, 1.0, *values[12:]]
    fields = {"first": "2010", "period": "2029", "value": 78.0, "as_of": "2026-06-30",
              "breaks": [("2020", "pandemic", "partly")]}  # fmt: skip
    one_, two = one(case(values, **fields)).assessment, one(case(other, **fields)).assessment
    assert one_.projection == two.projection
    assert FindingCode.EXCEPTIONAL_SET_ASIDE in [f.code for f in one_.findings]


def test_an_incomparable_past_is_not_fitted(case: MakeCase) -> None:
    fields = {"first": "2004", "period": "2024", "value": 78.0, "breaks": [("2010", "method", "no")]}
    changed = [*(v + 300 for v in YEARS[:6]), *YEARS[6:]]
    one_, two = one(case(YEARS, **fields)).assessment, one(case(changed, **fields)).assessment
    assert one_.projection == two.projection
    assert one_.probability == pytest.approx(two.probability, abs=1e-9)


def test_a_partly_comparable_break_widens_the_forecast(yearly: Case, case: MakeCase) -> None:
    broken = case(YEARS, first="2004", period="2024", value=78.0, breaks=[("2010", "method", "partly")],
                  indicator={"decimals": 1, "lower": 0, "upper": 100})  # fmt: skip
    plain, wide = one(yearly).assessment.projection, one(broken).assessment.projection
    assert plain is not None
    assert wide is not None
    assert wide.median == plain.median
    ratio = (wide.half.high - wide.half.low) / (plain.half.high - plain.half.low)
    assert ratio == pytest.approx(1.1)


def test_beyond_twice_the_tested_horizon_there_is_no_probability_but_the_history(
    yearly: Case, standing: Case
) -> None:
    made = one(yearly, Record(extrapolated=True, beyond=True))
    found = made.assessment
    assert (found.verdict, found.reason) == (Verdict.NO_VERDICT, Reason.HORIZON_TOO_LONG)
    assert found.probability is None
    assert made.forecast is None
    assert len(found.track) == 16
    assert found.track[-1].required is not None
    # That a standard is breached is a fact all the same.
    breach = one(standing, Record(beyond=True)).assessment
    assert (breach.verdict, breach.reason) == (Verdict.BREACHED, Reason.HORIZON_TOO_LONG)


def test_beyond_the_tested_horizon_the_range_holds_the_headline(yearly: Case, counted: Case) -> None:
    for made in (yearly, counted):
        found = one(made, Record(extrapolated=True)).assessment
        assert found.probability is not None
        assert found.probability_range is not None
        assert found.probability_range.low <= found.probability <= found.probability_range.high
        assert found.confidence is Confidence.LOW


def test_a_bad_case_leaves_the_others_alone(yearly: Case, case: MakeCase) -> None:
    short = case([1.0, 2.0], period="2029")
    empty = case([], period="2029")
    found = judge([short, yearly, empty], evidence_for=lambda *_: TRUSTED)
    assert [j.assessment.reason for j in found] == [Reason.TOO_SHORT, None, Reason.NO_DATA]
    assert found[1].assessment.probability == one(yearly).assessment.probability
    assert all(j.assessment.key and j.assessment.statement for j in found)


def test_a_series_that_no_model_reads_is_refused_and_leaves_the_others_alone(
    yearly: Case, case: MakeCase
) -> None:
    beyond = case(
        [v * 1e120 for v in YEARS],
        first="2004",
        period="2024",
        value=78.0,
        breaks=[("2010", "method", "partly")],
    )
    found = judge([beyond, yearly], evidence_for=lambda *_: TRUSTED)
    assert (found[0].assessment.verdict, found[0].assessment.reason) == (
        Verdict.NO_VERDICT,
        Reason.MODEL_FAILED,
    )
    assert found[0].forecast is None
    assert len(found[0].assessment.track) == 16
    assert found[1].assessment.probability == one(yearly).assessment.probability


def test_the_record_is_looked_up_by_frequency_length_and_horizon(monthly: Case, yearly: Case) -> None:
    asked: list[tuple[str, int, int]] = []

    def look(frequency: str, n: int, horizon: int) -> Record:
        asked.append((frequency, n, horizon))
        return TRUSTED

    judge([monthly, yearly], evidence_for=look)
    assert asked == [("M", 96, 15), ("A", 16, 5)]


def test_progress_is_told(monthly: Case, yearly: Case, case: MakeCase) -> None:
    told: list[tuple[int, int]] = []
    judge([monthly, case([], period="2029"), yearly], evidence_for=lambda *_: TRUSTED,
          progress=lambda done, whole: told.append((done, whole)))  # fmt: skip
    assert told == [(1, 2), (2, 2)]


def test_three_points_borrow_their_spread_and_stay_uncertain_unless_nearly_sure(case: MakeCase) -> None:
    found = one(case([50.0, 53.0, 55.0], first="2017", period="2021", value=58.0)).assessment
    assert found.probability is not None
    assert found.verdict is Verdict.UNCERTAIN
    sure = one(case([50.0, 53.0, 55.0], first="2017", period="2021", value=500.0)).assessment
    assert sure.verdict is Verdict.OFF_TRACK


def test_a_standing_breach_has_the_chance_of_its_end(standing: Case) -> None:
    found = one(standing).assessment
    assert found.verdict is Verdict.BREACHED
    assert found.probability is not None
    assert "The standard has not been met since" in found.statement
    assert "being back within the standard" in found.statement


def test_a_total_and_a_level_agree_where_they_ask_the_same(case: MakeCase) -> None:
    """The sum over one whole year is the level of that year."""
    values = [190.0, 205.0, 198.0, 210.0, 222.0, 215.0, 228.0]
    window = Window(date(2020, 1, 1), date(2020, 12, 31))
    total = one(case(values, first="2013", kind="cumulative_sum", value=225.0, window=window)).assessment
    level = one(case(values, first="2013", value=225.0, period="2020")).assessment
    assert total.probability == pytest.approx(level.probability, abs=1e-3)


@pytest.mark.parametrize(("needed", "forecast"), [(1, 4), (4, 4), (5, 8), (97, 144), (731, 731)])
def test_horizons_share_buckets(needed: int, forecast: int) -> None:
    assert bucket(needed) == forecast


def test_a_declared_exception_may_be_none_at_all(case: MakeCase) -> None:
    made = case(YEARS, first="2010", period="2029", value=78.0, as_of="2026-06-30",
                breaks=[("2020", "pandemic", "partly")])  # fmt: skip
    kept = replace(made, breaks=Breaks(made.breaks.breaks, ()))
    assert FindingCode.EXCEPTIONAL_SET_ASIDE not in [f.code for f in one(kept).assessment.findings]


def test_figures_that_are_still_revised_widen_the_forecast(yearly: Case) -> None:
    plain, revised = one(yearly), one(replace(yearly, revision_error=4.0))
    assert plain.forecast is not None
    assert revised.forecast is not None
    before, after = (found.margins.interval(0.8) for found in (plain.forecast, revised.forecast))
    width = [np.ptp(margin, axis=1) / 2.563 for margin in (before, after)]
    free = after[:, 1] < 100
    np.testing.assert_allclose(width[1][free], np.hypot(width[0][free], 4.0), rtol=1e-3)
    assert revised.assessment.key != plain.assessment.key
