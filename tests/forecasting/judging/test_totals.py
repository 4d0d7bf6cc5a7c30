"""Totals over a window and caps: what is certain, what is open, what the record says (policy, 4, 6, 7, 8, 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.dependence import RANDOM_WALK, error_covariance
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case, OfficialPart
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.judging.totals import judge_total, total_probability
from forecasting.periods import Period
from forecasting.targets import Milestone, StatusChange, TargetStatus, Window
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
MakeForecast = Callable[..., Forecast]
FLOWS = [200.0, 210.0, 205.0, 220.0, 215.0, 208.0]


def total(case: MakeCase, values: object = FLOWS, **fields: object) -> Case:
    """So many homes in the five years from April 2020; figures from 2014/15 to 2019/20 unless said otherwise."""
    words: dict[str, object] = {
        "kind": "cumulative_sum", "comparator": ">=", "value": 1150.0, "frequency": "FY", "first": "2014/15",
        "window": Window(date(2020, 4, 1), date(2025, 3, 31)), "as_of": "2020-12-01",
        "indicator": {"lower": 0.0, "unit": "homes", "decimals": 0},
    }  # fmt: skip
    return case(values, **{**words, **fields})


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


def test_a_total_ahead_is_the_sum_of_the_forecast_flows(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(total(case))
    assert (made.steps, str(made.resolved)) == (5, "2025-03-31")
    forecast = forecast_for(made, mean=220, sd=[15 * np.sqrt(k) for k in range(1, made.horizon + 1)])
    judged = judge_total(made, forecast)
    sd = 15 * np.sqrt(error_covariance(RANDOM_WALK, 5).sum())
    assert judged.probability == pytest.approx(norm.sf(1150, 1100, sd), abs=0.015)
    assert 0 < judged.error < 0.01
    found = judged.assessment
    assert found.projection is not None
    assert found.projection.median == pytest.approx(1100, abs=6)
    width = found.projection.eight_in_ten.high - found.projection.eight_in_ten.low
    assert width == pytest.approx(2 * norm.ppf(0.9) * sd, rel=0.04)
    assert found.projected_gap is not None
    assert found.projected_gap.value == pytest.approx(50, abs=6)


def test_a_cap_and_a_total_of_the_same_size_share_out_certainty(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    chances = []
    for kind, comparator in (("cumulative_sum", ">="), ("cumulative_cap", "<")):
        made = needed(total(case, kind=kind, comparator=comparator))
        chances.append(judge_total(made, forecast_for(made, mean=220, sd=20)).probability)
    assert sum(chances) == pytest.approx(1.0, abs=1e-9)


def test_a_cap_without_a_comparator_is_at_most_and_a_total_at_least(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    cap = needed(total(case, kind="cumulative_cap", comparator=None, value=1600.0))
    assert judge_total(cap, forecast_for(cap, mean=220, sd=20)).probability > 0.95
    whole = needed(total(case, comparator=None, value=1600.0))
    assert judge_total(whole, forecast_for(whole, mean=220, sd=20)).probability < 0.05


@settings(
    derandomize=True,
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    done=st.lists(st.integers(150, 290).map(float), min_size=1, max_size=4),
    asked=st.integers(900, 1500).map(float),
    sd=st.integers(5, 40).map(float),
)
def test_what_is_done_and_what_remains_give_the_same_answer(
    case: MakeCase, forecast_for: MakeForecast, done: list[float], asked: float, sd: float
) -> None:
    """P(done + flows ≥ total) is P(flows ≥ total − done), wherever the window is split."""
    assume(sum(done) < asked)
    year = 2020 + len(done)
    given_both = {"values": [*FLOWS, *done], "as_of": f"{year}-12-01"}
    whole = needed(total(case, **given_both, value=asked))
    assert whole.base.latest_value == sum(done)
    assert str(whole.base.latest_period) == f"{year}-03-31"
    rest = needed(
        total(case, **given_both, value=asked - sum(done),
              window=Window(date(year, 4, 1), date(2025, 3, 31)))
    )  # fmt: skip
    assert whole.steps == rest.steps == 5 - len(done)
    chances = [total_probability(item, forecast_for(item, mean=225, sd=sd)) for item in (whole, rest)]
    assert chances[0] == pytest.approx(chances[1], abs=1e-9)


def test_the_headline_and_the_treatments_use_the_same_draws(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(total(case))
    forecast = forecast_for(made, mean=225, sd=25)
    assert judge_total(made, forecast).probability == pytest.approx(
        total_probability(made, forecast), abs=1e-3
    )


def test_a_larger_total_is_never_likelier(case: MakeCase, forecast_for: MakeForecast) -> None:
    chances = []
    for value in range(700, 1800, 50):
        made = needed(total(case, value=float(value)))
        chances.append(total_probability(made, forecast_for(made, mean=225, sd=25)))
    assert chances == sorted(chances, reverse=True)
    # Even what no draw reached is not quite impossible, nor what every draw reached quite certain.
    assert 0 < chances[-1] < 1e-3
    assert 1 - 1e-3 < chances[0] < 1


def test_the_date_a_total_is_reached_agrees_with_the_chance_at_the_end(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(total(case))
    judged = judge_total(made, forecast_for(made, mean=225, sd=10))
    attained = judged.assessment.attainment
    assert attained is not None
    by = dict(attained.by_period)
    assert by[Period.parse("2024/25", "FY")] == pytest.approx(judged.probability, abs=1e-3)
    assert list(by.values()) == sorted(by.values())
    middle = attained.quantiles[0.5]
    assert middle is not None
    assert str(middle) in ("2024/25", "2025/26")


def test_a_cap_has_no_date_of_arrival(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(total(case, kind="cumulative_cap", comparator="<="))
    assert judge_total(made, forecast_for(made, mean=225, sd=10)).assessment.attainment is None


def test_the_pace_needed_and_the_pace_kept_are_a_year(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(total(case, [*FLOWS, 230.0, 240.0], as_of="2022-12-01"))
    rates = judge_total(made, forecast_for(made, mean=230, sd=20)).assessment.rates
    assert rates is not None
    assert rates.required == pytest.approx((1150 - 470) / 3, rel=1e-3)
    assert rates.recent == 240.0
    rolling = total(
        case,
        {f"YE-{y}-{m}": 100.0 for y in range(2010, 2020) for m in ("03", "06", "09", "12")},
        frequency="YE-Q",
    )
    need = needed(rolling)
    recent = judge_total(need, forecast_for(need, mean=100, sd=5)).assessment.rates
    assert recent is not None
    # A rolling year is already a pace a year, not a quarter of one.
    assert recent.recent == pytest.approx(100.0)


def test_rolling_years_ahead_are_not_counted_four_times(case: MakeCase, forecast_for: MakeForecast) -> None:
    values = {f"YE-{y}-{m}": 100.0 for y in range(2010, 2020) for m in ("03", "06", "09", "12")}
    values["YE-2020-03"] = 100.0
    made = needed(total(case, values, frequency="YE-Q", value=500.0))
    found = judge_total(made, forecast_for(made, mean=100, sd=1)).assessment
    assert found.projection is not None
    assert found.projection.median == pytest.approx(500, abs=5)


def test_the_gap_now_is_against_an_even_share_of_the_total_for_each_day(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(total(case, [*FLOWS, 230.0, 240.0], as_of="2022-12-01"))
    found = judge_total(made, forecast_for(made, mean=230, sd=20)).assessment.gap_now
    assert found is not None
    assert found.required == pytest.approx(1150 * 2 / 5, rel=2e-3)
    assert found.value == pytest.approx(1150 * 2 / 5 - 470, abs=2)
    assert found.illustrative


def test_an_official_milestone_bends_the_even_path(case: MakeCase, forecast_for: MakeForecast) -> None:
    milestone = Milestone(Period.parse("2022-03-31"), 300.0)
    made = needed(total(case, [*FLOWS, 230.0, 240.0], as_of="2022-12-01", milestones=(milestone,)))
    found = judge_total(made, forecast_for(made, mean=230, sd=20)).assessment.gap_now
    assert found is not None
    assert found.required == pytest.approx(300.0)
    assert not found.illustrative


@pytest.mark.parametrize(
    ("kind", "comparator", "value", "verdict", "probability"),
    [
        ("cumulative_sum", ">=", 470.0, "met", 1.0),
        ("cumulative_sum", ">=", 300.0, "met", 1.0),
        ("cumulative_sum", ">", 470.0, None, None),
        ("cumulative_sum", ">=", 471.0, None, None),
        ("cumulative_cap", "<=", 469.0, "missed", 0.0),
        ("cumulative_cap", "<=", 470.0, None, None),
        ("cumulative_cap", "<", 470.0, "missed", 0.0),
    ],
)
def test_a_sum_already_reached_or_a_cap_already_broken_is_certain(
    case: MakeCase, kind: str, comparator: str, value: float, verdict: str | None, probability: float | None
) -> None:
    made = total(
        case, [*FLOWS, 230.0, 240.0], as_of="2022-12-01", kind=kind, comparator=comparator, value=value
    )
    found = consider(made)
    if verdict is None:
        assert isinstance(found, Need)
        return
    assert isinstance(found, Assessment)
    assert (found.verdict, found.probability, found.certain) == (verdict, probability, True)


def test_flows_that_can_be_negative_settle_nothing(case: MakeCase) -> None:
    """Net emissions have no lower bound of zero: what is emitted may be taken back."""
    for kind, value in (("cumulative_cap", 100.0), ("cumulative_sum", 100.0)):
        made = total(case, [*FLOWS, 230.0, 240.0], as_of="2022-12-01", kind=kind, value=value, indicator={},
                     comparator="<=" if kind.endswith("cap") else ">=")  # fmt: skip
        assert isinstance(consider(made), Need)


@pytest.mark.parametrize(("estimate", "certain"), [(1155.0, False), (1210.0, True)])
def test_an_estimate_settles_a_total_only_beyond_its_error(
    case: MakeCase, estimate: float, certain: bool
) -> None:
    made = total(
        case, known={"parts": (OfficialPart(date(2024, 6, 30), estimate, 0.01),)}, as_of="2024-10-01"
    )
    assert isinstance(consider(made), Assessment) is certain


def test_a_past_total_has_its_outcome_from_the_data(case: MakeCase) -> None:
    for value, verdict in ((1150.0, Verdict.MET), (1200.0, Verdict.MISSED)):
        made = total(case, [*FLOWS, 230.0, 240.0, 220.0, 230.0, 250.0], as_of="2026-01-01", value=value)
        found = settled(made)
        assert found.verdict is verdict
        assert found.probability is None
        assert found.outcome is not None
        assert (found.outcome.value, str(found.outcome.period)) == (1170.0, "2025-03-31")


def test_a_past_total_without_its_last_figure_waits_or_takes_the_record(case: MakeCase) -> None:
    values = [*FLOWS, 230.0, 240.0, 220.0, 230.0]
    waiting = settled(total(case, values, as_of="2025-06-01"))
    assert (waiting.verdict, waiting.reason) == (Verdict.AWAITING_OUTCOME, Reason.AWAITING_OUTCOME)
    recorded = Outcome(Period.parse("2025-03-31"), 1160.0, met=True, source="A statement")
    told = settled(total(case, values, as_of="2025-06-01", known={"recorded": recorded}))
    assert (told.verdict, told.outcome) == (Verdict.MET, recorded)


def test_a_past_total_already_passed_is_met_without_its_last_figure_and_without_a_probability(
    case: MakeCase,
) -> None:
    made = total(case, [*FLOWS, 230.0, 240.0, 220.0, 230.0], as_of="2025-06-01", value=900.0)
    found = settled(made)
    assert found.verdict is Verdict.MET
    assert found.probability is None
    assert found.outcome is not None
    assert found.outcome.value == 920.0


def test_a_total_divided_at_its_edges_yields_to_the_official_record(case: MakeCase) -> None:
    window = Window(date(2020, 7, 1), date(2024, 6, 30))
    values = [*FLOWS, 230.0, 240.0, 220.0, 230.0, 250.0]
    recorded = Outcome(Period.parse("2024-06-30"), 870.0, met=False, source="A statement")
    found = settled(
        total(case, values, window=window, as_of="2026-01-01", value=900.0, known={"recorded": recorded})
    )
    assert found.outcome == recorded
    assert FindingCode.OUTCOME_DIFFERS in codes(found)
    alone = settled(total(case, values, window=window, as_of="2026-01-01", value=900.0))
    assert alone.verdict is Verdict.MET
    assert FindingCode.PART_PERIOD in codes(alone)


def test_a_window_that_ends_inside_a_period_is_open_until_that_period_is_known(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    """The last whole month is known; fifteen days of the next are still to come."""
    months = [10.0 + 0.1 * k for k in range(37)]
    made = needed(
        total(case, months, frequency="M", first="2018-01", window=Window(date(2020, 1, 1), date(2021, 2, 15)),
              value=170.0, as_of="2021-02-10")
    )  # fmt: skip
    assert made.steps == 1
    judged = judge_total(made, forecast_for(made, mean=14, sd=0.5))
    assert judged.assessment.projection is not None
    assert judged.assessment.projection.median == pytest.approx(sum(months[24:]) + 14 * 15 / 28, abs=0.05)


def test_a_total_counted_to_its_last_day_is_decided_on_that_day(case: MakeCase) -> None:
    part = OfficialPart(date(2025, 3, 31), 1160.0)
    found = settled(total(case, known={"parts": (part,)}, as_of="2025-03-31"))
    assert found.verdict is Verdict.MET


def test_figures_that_begin_after_the_window_opens_cannot_be_counted(case: MakeCase) -> None:
    late = total(case, [230.0, 240.0, 220.0], first="2021/22", as_of="2024-12-01")
    found = settled(late)
    assert (found.reason, found.verdict) == (Reason.NO_DATA, Verdict.NO_VERDICT)
    assert "2021/22" in found.reason_text
    covered = total(case, [230.0, 240.0, 220.0], first="2021/22", as_of="2024-12-01",
                    known={"parts": (OfficialPart(date(2021, 3, 31), 200.0),)})  # fmt: skip
    need = needed(covered)
    assert need.base.latest_value == pytest.approx(890.0)


def test_one_missing_year_is_bridged_and_said_and_many_are_not(case: MakeCase) -> None:
    rows = {"2018/19": 200.0, "2019/20": 210.0, "2020/21": 220.0, "2022/23": 240.0, "2023/24": 250.0}
    bridged = needed(total(case, rows, as_of="2024-12-01"))
    assert bridged.base.latest_value == pytest.approx(220 + 230 + 240 + 250)
    assert FindingCode.GAPS in codes(bridged.base)
    gone = {"2018/19": 200.0, "2019/20": 210.0, "2020/21": 220.0, "2024/25": 250.0, "2025/26": 260.0}
    refused = settled(total(case, gone, as_of="2026-12-01"))
    assert refused.verdict is Verdict.AWAITING_OUTCOME
    live = settled(total(case, gone, as_of="2026-12-01", window=Window(date(2020, 4, 1), date(2029, 3, 31))))
    assert (live.verdict, live.reason) == (Verdict.NO_VERDICT, Reason.NO_DATA)


def test_a_hole_under_an_official_estimate_is_filled_only_beyond_it(case: MakeCase) -> None:
    rows = {"2018/19": 200.0, "2019/20": 210.0, "2020/21": 220.0, "2021/22": 230.0, "2023/24": 250.0}
    part = OfficialPart(date(2022, 9, 30), 560.0)
    made = needed(total(case, rows, as_of="2024-12-01", known={"parts": (part,)}))
    # 182 days of the missing year are left after the estimate, at 240 a year; then the whole of 2023/24.
    assert made.base.latest_value == pytest.approx(560 + 240 * 182 / 365 + 250)


def test_the_running_total_of_the_chart_ends_where_the_assessment_stands(case: MakeCase) -> None:
    window = Window(date(2020, 7, 9), date(2024, 8, 31))
    made = total(case, [*FLOWS, 230.0, 240.0, 220.0, 230.0, 250.0], window=window, as_of="2026-01-01")
    found = settled(made)
    rows = [row for row in found.track if row.actual is not None]
    assert [str(row.period) for row in rows] == [
        "2020-07-09", "2021-03-31", "2022-03-31", "2023-03-31", "2024-03-31", "2024-08-31",
    ]  # fmt: skip
    values = [row.actual for row in rows if row.actual is not None]
    assert values[0] == 0.0
    assert values == sorted(values)
    assert found.outcome is not None
    assert values[-1] == pytest.approx(found.outcome.value)
    required = [row.required for row in rows if row.required is not None]
    assert required[-1] == pytest.approx(1150.0, rel=1e-3)


@pytest.mark.parametrize(
    "fields", [{"window": None}, {"value": None}, {"window": Window(date(2020, 4, 1)), "period": "2024/25"}]
)
def test_a_total_needs_a_number_and_a_window(case: MakeCase, fields: dict[str, object]) -> None:
    found = settled(total(case, **fields))
    assert found.verdict is Verdict.NO_VERDICT
    assert found.reason in (Reason.NO_TARGET_SET, Reason.DATE_MISSING)


def test_a_total_of_which_nothing_is_known(case: MakeCase) -> None:
    assert settled(total(case, [])).reason is Reason.NO_DATA
    partly = total(case, [], known={"parts": (OfficialPart(date(2020, 9, 30), 100.0),)})
    assert settled(partly).reason is Reason.NO_DATA


def test_an_outcome_recorded_later_is_invisible_to_a_total(case: MakeCase) -> None:
    history = (StatusChange(TargetStatus.MET, date(2025, 12, 1)),)
    assert isinstance(consider(total(case, history=history)), Need)
