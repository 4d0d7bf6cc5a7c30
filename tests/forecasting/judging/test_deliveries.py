"""A target with trajectories of its own: the gap is measured against the default, and every one is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from forecasting.assessment import Assessment
from forecasting.delivery import DeliveryTrajectory
from forecasting.judging.case import Case
from forecasting.judging.identity import assessment_key
from forecasting.judging.judge import judge
from forecasting.judging.verdict import Record
from forecasting.periods import Period

MakeCase = Callable[..., Case]
RECORD = Record("a record", 400, 0.80, 0.15, trusted_low=True, trusted_high=True)
YEARS = [60.0, 61.5, 61.0, 63.0, 64.0, 63.5, 65.0, 66.0, 66.5, 68.0]
PLAN = DeliveryTrajectory(
    "Plan for change",
    ((Period.parse("2022"), 66.0), (Period.parse("2025"), 74.0), (Period.parse("2028"), 80.0)),
    recorded=date(2023, 1, 1),
    default=True,
    citation="The department, January 2023",
)
STRETCH = replace(
    PLAN, name="Stretch", default=False, official=False, points=PLAN.points[:1] + PLAN.points[2:]
)


@pytest.fixture
def waits(case: MakeCase) -> Case:
    made = case(
        YEARS, first="2015", period="2028", value=80.0, indicator={"decimals": 1, "lower": 0, "upper": 100}
    )
    return replace(made, as_of=date(2025, 6, 30))


def judged(case: Case, *deliveries: DeliveryTrajectory) -> Assessment:
    target = replace(case.target, deliveries=deliveries)
    return judge([replace(case, target=target)], evidence_for=lambda *_: RECORD)[0].assessment


def test_the_gap_is_measured_against_the_default(waits: Case) -> None:
    found = judged(waits, PLAN, STRETCH)
    assert found.gap_now is not None
    asked = {point.period.label: point.required for point in found.track}
    assert asked["2025"] == pytest.approx(74.0)
    assert found.gap_now.required == pytest.approx(66 + 8 * 2 / 3, abs=0.05)
    assert found.gap_now.value == pytest.approx(found.gap_now.required - 68.0)
    assert not found.gap_now.illustrative


def test_every_trajectory_is_told_with_its_own_gap(waits: Case) -> None:
    plan, stretch = judged(waits, PLAN, STRETCH).paths
    assert (plan.name, plan.default, plan.official, plan.citation) == (
        "Plan for change", True, True, "The department, January 2023",
    )  # fmt: skip
    assert (stretch.name, stretch.default, stretch.official) == ("Stretch", False, False)
    assert plan.gap is not None
    assert stretch.gap is not None
    assert plan.gap - stretch.gap == pytest.approx((66 + 8 * 2 / 3) - (66 + 14 * 2 / 6), abs=0.05)
    assert {p.label: v for p, v in plan.points}["2028"] == pytest.approx(80.0)


def test_what_was_recorded_later_is_not_known_yet(waits: Case) -> None:
    early = replace(waits, as_of=date(2022, 12, 31))
    assert judged(early, PLAN).paths == ()


def test_the_probability_does_not_depend_on_the_path_but_the_judgement_is_another(waits: Case) -> None:
    plain, planned = judged(waits), judged(waits, PLAN)
    assert plain.probability == planned.probability
    assert plain.key != planned.key
    later = replace(PLAN, recorded=date(2026, 1, 1))
    target = replace(waits.target, deliveries=(later,))
    assert assessment_key(replace(waits, target=target), engine="1") == assessment_key(waits, engine="1")
