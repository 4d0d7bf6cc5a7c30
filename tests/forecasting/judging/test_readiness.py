"""Whether a target can be judged at all: what was known when, what is in force, how many points (policy, 1, 3, 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.findings import FindingCode
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.periods import Period
from forecasting.targets import Baseline, Milestone, Scope, StatusChange, TargetStatus, Window
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]


def settled(made: Case) -> Assessment:
    found = consider(made)
    if isinstance(found, Need) and found.travels:  # refused, whatever is told of its direction
        return found.base
    assert isinstance(found, Assessment)
    assert found.probability is None
    return found


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


def codes(found: Assessment | Need) -> list[FindingCode]:
    return [f.code for f in (found.base if isinstance(found, Need) else found).findings]


def test_a_target_is_not_judged_before_it_was_set(case: MakeCase) -> None:
    made = case(TEN, period="2030", announced=date(2024, 12, 5), as_of="2024-12-04")
    found = settled(made)
    assert (found.reason, found.verdict) == (Reason.NOT_YET_SET, Verdict.NO_VERDICT)
    assert "5 December 2024" in found.reason_text
    assert isinstance(
        consider(case(TEN, period="2030", announced=date(2024, 12, 5), as_of="2024-12-05")), Need
    )


@pytest.mark.parametrize("status", ["superseded", "repealed", "abandoned"])
def test_a_target_no_longer_in_force_is_not_judged(case: MakeCase, status: str) -> None:
    history = (StatusChange(TargetStatus(status), date(2025, 3, 1)),)
    found = settled(case(TEN, period="2030", history=history, as_of="2025-03-01"))
    assert found.reason is Reason.NOT_IN_FORCE
    assert status in found.reason_text
    # The day before, nobody knew.
    assert isinstance(consider(case(TEN, period="2030", history=history, as_of="2025-02-28")), Need)


def test_an_outcome_recorded_later_is_invisible_earlier(case: MakeCase) -> None:
    """On 2025-06-30 a target for March 2026, recorded as met in May 2026, has a probability."""
    history = (
        StatusChange(TargetStatus.LIVE, date(2024, 1, 1)),
        StatusChange(TargetStatus.MET, date(2026, 5, 14)),
    )
    made = case([60 + 0.1 * k for k in range(60)], first="2020-06", frequency="M", value=65.0, period="2026-03",
                history=history, as_of="2025-06-30")  # fmt: skip
    assert needed(made).steps == 10


def test_a_milestone_recorded_later_is_invisible_earlier(case: MakeCase) -> None:
    late = Milestone(Period.parse("2025"), 99.0, recorded=date(2025, 1, 1))
    before = needed(case(TEN, period="2030", milestones=(late,), as_of="2024-12-31"))
    after = needed(case(TEN, period="2030", milestones=(late,), as_of="2025-01-01"))
    bare = needed(case(TEN, period="2030"))
    assert [row.required for row in before.base.track] == [row.required for row in bare.base.track]
    assert [row.required for row in after.base.track] != [row.required for row in bare.base.track]


def test_a_definition_that_cannot_be_rated_gives_its_own_reason(case: MakeCase) -> None:
    made = case(
        TEN, period="2030", unrateable="metric_unclear", unrateable_explanation="Nobody said what counts."
    )
    found = settled(made)
    assert (found.reason, found.reason_text) == (Reason.METRIC_UNCLEAR, "Nobody said what counts.")
    assert len(found.track) == 10
    assert "Nobody" not in found.statement


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "directional", "value": None, "comparator": None}, Reason.NO_TARGET_SET),
        ({"kind": "relative_to_counterfactual"}, Reason.COUNTERFACTUAL),
        ({"kind": "rank"}, Reason.DIRECTION_MISSING),
        ({"kind": "level", "period": None}, Reason.DATE_MISSING),
        ({"value": None}, Reason.NO_TARGET_SET),
        ({"kind": "change_percent", "value": -50.0}, Reason.BASELINE_NOT_SET),
        ({"kind": "cumulative_sum"}, Reason.NO_TARGET_SET),
    ],
)
def test_what_has_no_threshold_or_date_has_no_probability(
    case: MakeCase, fields: dict[str, object], reason: Reason
) -> None:
    found = settled(case(TEN, **{"period": "2030", **fields}))
    assert found.reason is reason
    assert found.verdict is Verdict.NO_VERDICT
    assert found.reason_text


def test_a_series_known_to_differ_one_way_has_no_verdict_but_its_history_and_trajectory(
    case: MakeCase,
) -> None:
    made = case(TEN, period="2030", value=80.0, scope=Scope.NARROWER, scope_one_way=True)
    found = settled(made)
    assert found.reason is Reason.SCOPE_DIFFERS
    assert found.verdict is Verdict.NO_VERDICT
    assert len(found.track) == 10
    required = [row.required for row in found.track if row.required is not None]
    assert len(required) == 10
    assert required[0] == 50.0
    assert required == sorted(required)
    assert required[-1] < 80.0
    assert found.required_value == 80.0


def test_a_total_known_to_differ_one_way_shows_its_history(case: MakeCase) -> None:
    made = case(TEN, kind="cumulative_cap", comparator="<=", value=100.0, scope_one_way=True,
                window=Window(date(2030, 1, 1), date(2034, 12, 31)))  # fmt: skip
    found = settled(made)
    assert found.reason is Reason.SCOPE_DIFFERS
    assert [row.actual for row in found.track] == TEN


@pytest.mark.parametrize("scope", ["proxy", "narrower", "broader"])
def test_another_measure_than_the_targets_own_carries_the_word(case: MakeCase, scope: str) -> None:
    assert FindingCode.PROXY in codes(needed(case(TEN, period="2030", scope=Scope(scope))))
    assert FindingCode.PROXY not in codes(needed(case(TEN, period="2030")))


def test_an_unconfirmed_number_and_a_replaced_basis_are_said(case: MakeCase) -> None:
    made = case(TEN, period="2030", known={"unverified": True, "superseded_basis": True})
    assert {FindingCode.UNVERIFIED, FindingCode.SUPERSEDED_BASIS} <= set(codes(needed(made)))


@pytest.mark.parametrize(
    ("count", "rated", "short"),
    [(1, False, False), (2, False, False), (3, True, True), (4, True, True), (5, True, False)],
)
def test_three_points_are_the_fewest_and_five_enough(
    case: MakeCase, count: int, rated: bool, short: bool
) -> None:
    made = case([50.0 + k * k for k in range(count)], period="2030", value=80.0)
    found = consider(made)
    if rated:
        assert isinstance(found, Need)
        assert found.short is short
        assert (FindingCode.SHORT in codes(found)) is short
    else:
        assert isinstance(found, Assessment)
        assert found.reason is Reason.TOO_SHORT
        assert found.verdict is Verdict.NO_VERDICT
        assert ("one comparable value" if count == 1 else f"{count} comparable values") in found.reason_text
        assert len(found.track) == count


def test_only_comparable_points_count(case: MakeCase) -> None:
    cut = case(TEN, period="2030", breaks=[("2018", "method", "no")])
    found = settled(cut)
    assert found.reason is Reason.TOO_SHORT
    assert "2 comparable values" in found.reason_text
    masked = needed(case(TEN, first="2016", period="2030", breaks=[("2020", "pandemic", "partly")]))
    assert masked.effective == 8
    emptied = settled(case(TEN[:4], first="2019", period="2030", breaks=[("2020", "pandemic", "partly")]))
    assert emptied.reason is Reason.TOO_SHORT


def test_rolling_years_count_once_for_each_year_they_do_not_share(case: MakeCase) -> None:
    values = {f"YE-{y}-{m}": 50.0 + y for y in range(2018, 2025) for m in ("03", "06", "09", "12")}
    made = needed(case(values, frequency="YE-Q", period="YE-2029-03"))
    assert made.prepared.comparable == 28
    assert made.effective == 7
    assert FindingCode.OVERLAPPING in codes(made)
    quarters = settled(
        case({f"YE-2024-{m}": 50.0 for m in ("03", "06", "09", "12")}, frequency="YE-Q", period="YE-2029-03")
    )
    assert quarters.reason is Reason.TOO_SHORT


@pytest.mark.parametrize(("count", "rated"), [(7, False), (8, True)])
def test_overlapping_averages_need_eight_windows(case: MakeCase, count: int, rated: bool) -> None:
    made = case([20.0 + k for k in range(count)], first="2005/06-2007/08", frequency="A3",
                period="2027/28-2029/30", value=10.0, comparator="<=")  # fmt: skip
    found = consider(made)
    if rated:
        assert isinstance(found, Need)
        assert found.effective == 3
        return
    assert isinstance(found, Assessment)
    assert found.reason is Reason.TOO_SHORT


def test_without_figures_there_is_nothing_to_judge(case: MakeCase) -> None:
    found = settled(case([], period="2030"))
    assert (found.reason, found.verdict) == (Reason.NO_DATA, Verdict.NO_VERDICT)
    assert found.track == ()


def test_a_repeat_in_the_rows_is_told_once(case: MakeCase) -> None:
    made = case(TEN, period="2030")
    from dataclasses import replace

    from forecasting.series import Series

    assert made.series is not None
    rows = list(zip(made.series.periods, made.series.values.tolist(), strict=True))
    twice = replace(made, series=Series.of(made.indicator, [*rows, rows[0]]))
    assert codes(needed(twice)).count(FindingCode.DUPLICATES) == 1


def test_a_past_target_without_its_deciding_figure_waits(case: MakeCase) -> None:
    found = settled(case(TEN, period="2025", as_of="2026-01-15"))
    assert (found.reason, found.verdict) == (Reason.AWAITING_OUTCOME, Verdict.AWAITING_OUTCOME)


def test_a_past_target_without_its_deciding_figure_takes_the_official_record(case: MakeCase) -> None:
    recorded = Outcome(
        Period.parse("2025"), 97.0, met=False, recorded=date(2026, 1, 10), source="A statement"
    )
    found = settled(case(TEN, period="2025", as_of="2026-01-15", known={"recorded": recorded}))
    assert (found.verdict, found.outcome, found.reason) == (Verdict.MISSED, recorded, Reason.OUTCOME_KNOWN)


def test_a_gap_at_the_deciding_period_waits_and_says_so(case: MakeCase) -> None:
    values = {str(y): 50.0 + y for y in range(2010, 2021) if y != 2019}
    found = settled(case(values, period="2019", as_of="2019-12-31"))
    assert (found.reason, found.verdict) == (Reason.AWAITING_OUTCOME, Verdict.AWAITING_OUTCOME)
    assert "2019" in found.reason_text


@pytest.mark.parametrize("status", ["pending_outcome", "met", "missed"])
def test_a_status_that_says_the_date_has_passed_is_believed(case: MakeCase, status: str) -> None:
    history = (StatusChange(TargetStatus(status), date(2026, 1, 1)),)
    found = settled(case(TEN, period="2030", history=history, as_of="2026-06-30"))
    assert found.verdict is Verdict.AWAITING_OUTCOME


def test_no_change_is_measured_across_a_break(case: MakeCase) -> None:
    fields = {"kind": "change_percent", "comparator": "<=", "value": -50.0, "period": "2030"}
    before = case(TEN, baseline=Baseline(Period.parse("2011")), breaks=[("2014", "method", "no")], **fields)
    found = settled(before)
    assert (found.reason, found.verdict) == (Reason.SERIES_BREAK, Verdict.NO_VERDICT)
    assert "2014" in found.reason_text
    for baseline, kind in (("2014", "method"), ("2015", "method"), ("2011", "pandemic")):
        made = case(TEN, baseline=Baseline(Period.parse(baseline)), breaks=[("2014", kind, "no")], **fields)
        assert isinstance(consider(made), Need)
    partly = case(
        TEN, baseline=Baseline(Period.parse("2011")), breaks=[("2014", "method", "partly")], **fields
    )
    assert isinstance(consider(partly), Need)


def test_a_change_that_ended_before_the_break_is_measured(case: MakeCase) -> None:
    made = case(TEN, baseline=Baseline(Period.parse("2010")), breaks=[("2016", "method", "no")],
                kind="change_percent", value=5.0, period="2013")  # fmt: skip
    found = settled(made)
    assert found.verdict is Verdict.MET
