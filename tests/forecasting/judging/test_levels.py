"""Levels, bands, changes, eliminations: the date resolved, the outcome told, the probability read (policy, 6 to 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.levels import judge_level, level_probability
from forecasting.judging.readiness import Need
from forecasting.paths import REPLICATES, SIZE
from forecasting.periods import Period
from forecasting.targets import Baseline, StatusChange, TargetStatus
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
MakeForecast = Callable[..., Forecast]
N = REPLICATES * SIZE
TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]


def settled(made: Case) -> Assessment:
    found = consider(made)
    assert isinstance(found, Assessment)
    return found


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


def codes(found: Assessment) -> list[FindingCode]:
    return [f.code for f in found.findings]


@pytest.mark.parametrize(
    ("frequency", "first", "asked", "asked_as", "resolved", "told"),
    [
        ("A", "2010", "2030", "A", "2030", False),
        ("A", "2010", "2029-08-31", "D", "2028", True),
        ("FY", "2010/11", "2029-03", "M", "2028/29", True),
        ("FY", "2010/11", "2029-02", "M", "2027/28", True),
        ("M", "2020-01", "2029-03", "M", "2029-03", False),
        ("M", "2020-01", "2029-07-15", "D", "2029-06", True),
        ("Q", "2020-Q1", "2029-08-31", "D", "2029-Q2", True),
        # A financial year asked for of an academic series: the label may be alike, the days are not.
        ("AY", "2010/11", "2029/30", "FY", "2028/29", True),
        ("FY", "2010/11", "2029/30", "AY", "2029/30", True),
    ],
)
def test_a_level_is_judged_at_the_last_period_that_ends_by_the_date(
    case: MakeCase, frequency: str, first: str, asked: str, asked_as: str, resolved: str, told: bool
) -> None:
    made = needed(case(TEN, frequency=frequency, first=first, period=asked, period_frequency=asked_as))
    assert str(made.resolved) == resolved
    assert made.base.resolved == made.resolved
    assert (FindingCode.DATE_RESOLVED in codes(made.base)) is told


@pytest.mark.parametrize(
    ("comparator", "value", "verdict"),
    [
        (">=", 63.0, "met"),
        (">", 63.0, "missed"),
        ("<=", 63.0, "met"),
        ("<", 63.0, "missed"),
        (">=", 63.1, "missed"),
    ],
)
def test_a_past_target_has_its_outcome_from_the_data_and_no_probability(
    case: MakeCase, comparator: str, value: float, verdict: str
) -> None:
    found = settled(case(TEN, period="2019", comparator=comparator, value=value, as_of="2020-06-30"))
    assert found.verdict == verdict
    assert found.probability is None
    assert found.reason is Reason.OUTCOME_KNOWN
    assert found.outcome is not None
    assert (str(found.outcome.period), found.outcome.value) == ("2019", 63.0)


def test_the_figure_before_the_date_decides_where_none_ends_on_it(case: MakeCase) -> None:
    """By the end of August a yearly figure of the year before is the last one, known already in spring."""
    found = settled(case(TEN, period="2020-08-31", period_frequency="D", value=60.0, as_of="2020-03-01"))
    assert found.verdict is Verdict.MET
    assert str(found.resolved) == "2019"


def test_the_data_decide_where_the_official_record_says_otherwise_and_that_is_told(case: MakeCase) -> None:
    recorded = Outcome(Period.parse("2019"), 59.0, met=False, recorded=date(2020, 3, 1), source="A statement")
    found = settled(case(TEN, period="2019", value=60.0, as_of="2020-06-30", known={"recorded": recorded}))
    assert found.verdict is Verdict.MET
    assert found.outcome is not None
    assert found.outcome.value == 63.0
    assert FindingCode.OUTCOME_DIFFERS in codes(found)


def test_a_record_that_agrees_lends_its_source(case: MakeCase) -> None:
    recorded = Outcome(Period.parse("2019"), 62.9, met=True, recorded=date(2020, 3, 1), source="A statement")
    found = settled(case(TEN, period="2019", value=60.0, as_of="2020-06-30", known={"recorded": recorded}))
    assert found.outcome is not None
    assert (found.outcome.source, found.outcome.recorded) == ("A statement", date(2020, 3, 1))
    assert found.outcome.value == 63.0
    assert FindingCode.OUTCOME_DIFFERS not in codes(found)


def test_as_of_an_earlier_date_the_same_target_has_a_probability(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    history = (StatusChange(TargetStatus.MET, date(2020, 3, 1)),)
    made = needed(case(TEN[:8], period="2019", value=60.0, as_of="2018-06-30", history=history))
    assert made.steps == 2
    judged = judge_level(made, forecast_for(made, mean=61, sd=2))
    assert judged.probability == pytest.approx(norm.sf(60, 61, 2), abs=1e-3)


def test_the_probability_is_that_of_the_exact_margin_and_paths_agree(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(case(TEN, period="2024", value=70.0))
    forecast = forecast_for(
        made, mean=[64, 65, 66, 67, 68, 69, 70, 71, 72, 73], sd=[1, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    )
    judged = judge_level(made, forecast)
    assert judged.probability == pytest.approx(norm.sf(70, 68, 4), abs=6e-4)
    assert judged.probability == level_probability(made, forecast)
    paths = forecast.paths()
    assert abs(paths.share(paths.values[:, 4] >= 70)[0] - judged.probability) <= 1 / N
    attained = judged.assessment.attainment
    assert attained is not None
    by = {str(period): p for period, p in attained.by_period}
    # First passage by the date is never less likely than the end point, and never falls with time.
    assert by["2024"] >= judged.probability - 1 / N
    assert list(by.values()) == sorted(by.values())
    assert attained.never == pytest.approx(1 - by["2029"])


@pytest.mark.parametrize(("one", "other"), [(">=", "<"), (">", "<="), ("<=", ">"), ("<", ">=")])
@pytest.mark.parametrize("threshold", [40.0, 66.0, 100.0])
def test_complementary_targets_share_out_certainty(
    case: MakeCase, forecast_for: MakeForecast, one: str, other: str, threshold: float
) -> None:
    total = 0.0
    for comparator in (one, other):
        made = needed(
            case(TEN, period="2024", comparator=comparator, value=threshold, indicator={"upper": 100.0})
        )
        total += level_probability(made, forecast_for(made, mean=95, sd=10))
    assert total == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(("comparator", "turned"), [(">=", "<="), (">", "<"), ("<=", ">="), ("<", ">")])
def test_turning_everything_round_changes_nothing(
    case: MakeCase, forecast_for: MakeForecast, comparator: str, turned: str
) -> None:
    one = needed(case(TEN, period="2024", comparator=comparator, value=66.0))
    other = needed(case([-v for v in TEN], period="2024", comparator=turned, value=-66.0))
    judged = judge_level(one, forecast_for(one, mean=68, sd=4))
    mirrored = judge_level(other, forecast_for(other, mean=-68, sd=4))
    assert mirrored.probability == pytest.approx(judged.probability, abs=1e-9)
    a, b = judged.assessment, mirrored.assessment
    assert a.projected_gap is not None
    assert b.projected_gap is not None
    assert b.projected_gap.value == pytest.approx(a.projected_gap.value)
    assert a.gap_now is not None
    assert b.gap_now is not None
    assert b.gap_now.value == pytest.approx(a.gap_now.value)
    assert a.rates is not None
    assert b.rates is not None
    assert b.rates.acceleration == pytest.approx(a.rates.acceleration)
    assert a.deteriorating == b.deteriorating


@pytest.mark.parametrize("factor", [0.001, 1000.0])
def test_another_unit_changes_no_probability(
    case: MakeCase, forecast_for: MakeForecast, factor: float
) -> None:
    one = needed(case(TEN, period="2024", value=66.0))
    other = needed(case([factor * v for v in TEN], period="2024", value=factor * 66.0))
    judged = judge_level(one, forecast_for(one, mean=68, sd=4))
    scaled = judge_level(other, forecast_for(other, mean=factor * 68, sd=factor * 4))
    assert scaled.probability == pytest.approx(judged.probability, abs=1e-9)
    assert judged.assessment.gap_now is not None
    assert scaled.assessment.gap_now is not None
    assert scaled.assessment.gap_now.value == pytest.approx(factor * judged.assessment.gap_now.value)


def test_a_harder_target_is_never_likelier(case: MakeCase, forecast_for: MakeForecast) -> None:
    for comparator in (">=", "<="):
        chances = []
        for value in np.linspace(40, 90, 21):
            made = needed(case(TEN, period="2024", comparator=comparator, value=float(value)))
            chances.append(level_probability(made, forecast_for(made, mean=68, sd=4)))
        assert chances == sorted(chances, reverse=comparator == ">=")
        assert min(chances) > 0
        assert max(chances) < 1


def test_even_the_absurd_is_not_quite_impossible(case: MakeCase, forecast_for: MakeForecast) -> None:
    for value, low in ((1e9, True), (-1e9, False)):
        made = needed(case(TEN, period="2024", value=value))
        p = level_probability(made, forecast_for(made, mean=68, sd=4))
        assert (0 < p < 1e-6) if low else (1 - 1e-6 < p < 1)


def test_the_gap_at_the_date_is_signed_so_that_positive_is_short(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(case(TEN, period="2024", value=80.0))
    found = judge_level(made, forecast_for(made, mean=68, sd=4)).assessment
    assert found.projected_gap is not None
    assert found.projected_gap.value == pytest.approx(12.0)
    assert found.projected_gap.percent == pytest.approx(15.0)
    assert found.projected_gap.likely is not None
    assert found.projected_gap.likely.low == pytest.approx(12 - 4 * norm.ppf(0.9))
    assert found.projected_gap.likely.high == pytest.approx(12 + 4 * norm.ppf(0.9))
    assert found.projection is not None
    assert found.projection.median == pytest.approx(68)
    for range_, coverage in ((found.projection.half, 0.5), (found.projection.nineteen_in_twenty, 0.95)):
        assert range_.high - range_.low == pytest.approx(8 * norm.ppf(0.5 + coverage / 2))


def test_required_and_recent_pace_are_a_year_in_the_unit(case: MakeCase, forecast_for: MakeForecast) -> None:
    months = [40.0 + 0.5 * k for k in range(72)]
    made = needed(
        case(months, frequency="M", first="2020-01", period="2027-12", value=99.5, as_of="2026-03-01")
    )
    found = judge_level(made, forecast_for(made, mean=80, sd=4)).assessment
    assert found.rates is not None
    assert found.rates.recent == pytest.approx(6.0)
    # 24 points in 24 months.
    assert found.rates.required == pytest.approx(12.0)
    assert found.rates.acceleration == pytest.approx(2.0)


def test_recent_pace_looks_at_five_years_and_leaves_the_exceptional_out(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    values = [0.0] * 8 + [10.0, 11.0, 90.0, 90.0, 14.0, 15.0]
    made = needed(case(values, first="2010", period="2030", breaks=[("2020", "pandemic", "partly")]))
    found = judge_level(made, forecast_for(made, mean=20, sd=4)).assessment
    assert found.rates is not None
    assert found.rates.recent == pytest.approx(1.0)


def test_a_target_met_today_asks_for_no_pace_and_may_be_deteriorating(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    falling = [90.0, 88.0, 86.5, 84.0, 82.0, 80.5, 78.0]
    made = needed(case(falling, period="2020", value=75.0))
    found = judge_level(made, forecast_for(made, mean=76, sd=1)).assessment
    assert found.rates is not None
    assert found.rates.required is None
    assert found.deteriorating
    likely_lost = judge_level(needed(case(TEN, period="2024", value=60.0)), forecast_for(made, mean=50, sd=1))
    assert likely_lost.assessment.deteriorating
    safe = judge_level(needed(case(TEN, period="2024", value=60.0)), forecast_for(made, mean=70, sd=1))
    assert not safe.assessment.deteriorating
    not_met = judge_level(needed(case(falling, period="2020", value=79.0)), forecast_for(made, mean=70, sd=1))
    assert not not_met.assessment.deteriorating


def counter(case: MakeCase, value: float, comparator: str = ">=", **fields: object) -> Case:
    words = {
        "period": "2024",
        "comparator": comparator,
        "value": value,
        "indicator": {"monotone": True, "lower": 0},
    }
    return case([10.0, 20.0, 30.0, 45.0, 50.0], first="2015", **{**words, **fields})


@pytest.mark.parametrize(
    ("comparator", "value", "probability", "certain"),
    [(">=", 50.0, 1.0, True), (">=", 40.0, 1.0, True), ("<=", 49.0, 0.0, True), ("<", 50.0, 0.0, True)],
)
def test_a_counter_that_has_passed_its_target_or_cap_settles_it(
    case: MakeCase,
    forecast_for: MakeForecast,
    comparator: str,
    value: float,
    probability: float,
    certain: bool,
) -> None:
    made = needed(counter(case, value, comparator))
    judged = judge_level(made, forecast_for(made, mean=70, sd=10))
    assert (judged.probability, judged.certain) == (probability, certain)


@pytest.mark.parametrize(("comparator", "value"), [(">=", 51.0), (">", 50.0), ("<=", 50.0), ("<=", 80.0)])
def test_a_counter_still_under_way_is_open(
    case: MakeCase, forecast_for: MakeForecast, comparator: str, value: float
) -> None:
    made = needed(counter(case, value, comparator))
    judged = judge_level(made, forecast_for(made, mean=70, sd=10))
    assert not judged.certain
    assert 0 < judged.probability < 1


def test_a_counter_settles_its_target_even_where_nothing_could_be_forecast(case: MakeCase) -> None:
    fields = {"period": "2024", "indicator": {"monotone": True}, "first": "2018"}
    met = settled(case([10.0, 120.0], value=100.0, **fields))
    assert (met.verdict, met.probability, met.certain) == (Verdict.MET, 1.0, True)
    broken = settled(case([10.0, 120.0], value=100.0, comparator="<=", **fields))
    assert (broken.verdict, broken.probability, broken.certain) == (Verdict.MISSED, 0.0, True)
    open_ = settled(case([10.0, 20.0], value=100.0, **fields))
    assert (open_.verdict, open_.reason) == (Verdict.NO_VERDICT, Reason.TOO_SHORT)


@pytest.mark.parametrize(
    ("readings", "comparator", "verdict", "decided_on"),
    [
        ({"2021-02-01": 12.0, "2021-02-10": 15.5, "2021-02-20": 17.0}, ">=", "met", "2021-02-10"),
        ({"2021-02-01": 12.0, "2021-02-10": 14.0, "2021-02-20": 14.8}, ">=", "missed", "2021-02-20"),
        ({"2021-02-01": 12.0, "2021-02-10": 14.0, "2021-02-20": 17.0}, ">=", "awaiting_outcome", None),
        ({"2021-02-01": 12.0, "2021-02-10": 14.0}, ">=", "awaiting_outcome", None),
        ({"2021-02-01": 12.0, "2021-02-10": 15.5, "2021-02-20": 17.0}, "<=", "missed", "2021-02-10"),
        ({"2021-02-01": 12.0, "2021-02-10": 14.0, "2021-02-20": 14.8}, "<=", "met", "2021-02-20"),
        ({"2021-02-01": 12.0, "2021-02-10": 14.0, "2021-02-20": 17.0}, "<=", "awaiting_outcome", None),
    ],
)
def test_the_readings_around_the_day_decide_for_a_counter_where_they_can(
    case: MakeCase, readings: dict[str, float], comparator: str, verdict: str, decided_on: str | None
) -> None:
    made = case(readings, frequency="D", period="2021-02-15", value=15.0, comparator=comparator,
                indicator={"monotone": True}, as_of="2021-03-01")  # fmt: skip
    found = settled(made)
    assert found.verdict == verdict
    assert (None if found.outcome is None else str(found.outcome.period)) == decided_on


def test_what_is_no_counter_is_not_decided_by_its_neighbours(case: MakeCase) -> None:
    readings = {"2021-02-01": 12.0, "2021-02-10": 15.5, "2021-02-20": 17.0}
    found = settled(case(readings, frequency="D", period="2021-02-15", value=15.0, as_of="2021-03-01"))
    assert found.verdict is Verdict.AWAITING_OUTCOME


def test_a_sparse_daily_counter_is_forecast_by_months(case: MakeCase) -> None:
    readings = {f"2025-{m:02d}-17": 10.0 * m for m in range(1, 9)}
    made = needed(
        case(readings, frequency="D", period="2029-08-20", value=150.0, indicator={"monotone": True})
    )
    assert made.series.frequency == "M"
    assert str(made.resolved) == "2029-07"
    assert FindingCode.IRREGULAR in codes(made.base)


def test_a_band_is_met_between_its_ends(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(case(TEN, kind="band", comparator="between", value=64.0, upper=72.0, period="2024"))
    judged = judge_level(made, forecast_for(made, mean=68, sd=4))
    assert judged.probability == pytest.approx(norm.cdf(1) - norm.cdf(-1), abs=1e-3)
    assert judged.assessment.gap_now is not None
    assert judged.assessment.gap_now.value == pytest.approx(1.0)
    assert judged.assessment.projected_gap is not None
    assert judged.assessment.projected_gap.value == 0.0


def test_an_elimination_asks_for_its_functional_zero(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(
        case([900.0, 700.0, 500.0, 300.0, 100.0], kind="elimination", comparator=None, value=None, period="2016", as_of="2015-06-30",
             indicator={"decimals": 0, "lower": 0, "unit": "people"})
    )  # fmt: skip
    assert made.base.required_value == 0.0
    judged = judge_level(made, forecast_for(made, mean=1, sd=1))
    assert judged.probability == pytest.approx(norm.cdf(0.5, 1, 1), abs=6e-3)


def test_every_row_of_the_chart_is_measured_or_forecast_and_knows_its_place(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(
        case(TEN, first="2014", period="2026", value=80.0, baseline=Baseline(),
             breaks=[("2016", "method", "no"), ("2020", "pandemic", "partly")])
    )  # fmt: skip
    rows = judge_level(made, forecast_for(made, mean=68, sd=4)).assessment.track
    assert [str(row.period) for row in rows] == [str(y) for y in range(2014, 2027)]
    assert [str(row.period) for row in rows if not row.comparable] == ["2014", "2015"]
    assert [str(row.period) for row in rows if row.set_aside] == ["2020", "2021"]
    assert all(row.quantiles == () for row in rows[:10])
    assert all(list(row.quantiles) == sorted(row.quantiles) and len(row.quantiles) == 7 for row in rows[10:])
    assert rows[-1].required == 80.0


def test_thousands_of_judgements_may_do_without_the_chart(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(case(TEN, period="2024", known={"charted": False}))
    charted = needed(case(TEN, period="2024"))
    bare = judge_level(made, forecast_for(made, mean=68, sd=4))
    full = judge_level(charted, forecast_for(charted, mean=68, sd=4))
    assert bare.assessment.track == ()
    assert bare.probability == full.probability
    assert bare.assessment.gap_now == full.assessment.gap_now
