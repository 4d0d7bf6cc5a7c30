"""Joint targets: the dependence of the parts where it can be estimated, between bounds that always hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from forecasting.assessment import Assessment, Reason
from forecasting.copula import all_met
from forecasting.judging.case import Case
from forecasting.judging.common_shocks import at_least_together, shocks_of
from forecasting.judging.joint import at_least, bounds, judge_derived, judge_joint
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind
from forecasting.verdicts import Verdict

RNG = np.random.default_rng(3)
COMMON = np.cumsum(RNG.standard_normal(30))
ONE = 50 + COMMON + 0.4 * np.cumsum(RNG.standard_normal(30))
TWO = 40 + COMMON + 0.4 * np.cumsum(RNG.standard_normal(30))


def part(name: str, probability: float | None, **more: object) -> Assessment:
    base = Assessment(
        name, Kind.LEVEL, name, date(2020, 6, 30), Verdict.UNCERTAIN,
        probability=probability, resolved=Period.parse("2024"),
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def both(
    case: Callable[..., Case], *, comparators: tuple[str, str] = (">=", ">="), n: int = 30
) -> list[Case]:
    return [
        case(values[-n:].tolist(), first=str(2020 - n), comparator=comparator, period="2024")
        for values, comparator in zip((ONE, TWO), comparators, strict=True)
    ]


def whole(case: Callable[..., Case], kind: str = "all_of", **more: object) -> Case:
    return case([], kind=kind, comparator=None, value=None, period="2024", **more)


@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.5, 0.9])
def test_two_events_together_have_the_chance_of_the_bivariate_normal(rho: float) -> None:
    found, error = at_least_together(2, [0.54, 0.3], np.array([[1, rho], [rho, 1]]), seed=1)
    theory = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(norm.ppf([0.54, 0.3]))
    assert found == pytest.approx(float(theory), abs=0.006)
    assert 0 < error < 0.005


def test_the_published_example_of_two_even_targets() -> None:
    # Two targets at 54% each: 29% if independent, 37% at a correlation of 0.5, 47% at 0.9.
    for rho, expected in ((0.0, 0.29), (0.5, 0.37), (0.9, 0.47)):
        found, _ = at_least_together(2, [0.54, 0.54], np.array([[1, rho], [rho, 1]]), seed=2)
        assert found == pytest.approx(expected, abs=0.01)
        assert found == pytest.approx(all_met([0.54, 0.54], correlation=rho), abs=0.006)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.lists(st.floats(0.05, 0.95), min_size=2, max_size=4), st.floats(0, 0.95), st.data())
def test_whatever_the_correlation_the_chance_lies_between_the_bounds(
    chances: list[float], rho: float, data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(chances)))
    matrix = np.full((len(chances), len(chances)), rho)
    np.fill_diagonal(matrix, 1.0)
    found, _ = at_least_together(k, chances, matrix, seed=9)
    limits = bounds(k, chances)
    assert limits.low - 1e-4 <= found <= limits.high + 1e-4


def test_parts_with_common_surprises_are_met_together_more_often(case: Callable[..., Case]) -> None:
    parts = [part("one", 0.5), part("two", 0.5)]
    found = judge_joint(whole(case), parts, cases=both(case), seed=5)
    assert found.together is not None
    assert found.together.estimated
    assert found.together.overlap >= 15
    assert found.together.independent == pytest.approx(0.25)
    assert found.probability is not None
    assert 0.3 < found.probability < 0.5
    assert found.probability == pytest.approx(
        all_met([0.5, 0.5], correlation=found.together.correlation), abs=0.006
    )
    assert "estimated from" in found.findings[-1].message
    # One wants a rise and the other a fall: what helps the one hurts the other.
    against = judge_joint(whole(case), parts, cases=both(case, comparators=(">=", "<=")), seed=5)
    assert against.probability is not None
    assert against.probability < 0.2


def test_too_few_common_surprises_are_independent_between_bounds(case: Callable[..., Case]) -> None:
    parts = [part("one", 0.5), part("two", 0.4)]
    found = judge_joint(whole(case), parts, cases=both(case, n=12), seed=5)
    assert found.together is not None
    assert not found.together.estimated
    assert found.probability == pytest.approx(at_least(2, [0.5, 0.4]))
    assert (found.together.low, found.together.high) == pytest.approx((0.0, 0.4))


def test_the_days_both_forecasts_cover_carry_the_dependence(case: Callable[..., Case]) -> None:
    cases = both(case)
    same = shocks_of(cases, [part("one", 0.5), part("two", 0.5)])
    later = shocks_of(cases, [part("one", 0.5), part("two", 0.5, resolved=Period.parse("2039"))])
    assert same is not None
    assert later is not None
    # 5 of 5 years against 5 common years over √(5·20).
    assert later.correlation[0, 1] == pytest.approx(same.correlation[0, 1] / 2, abs=0.01)


def test_a_part_without_a_number_leaves_the_bounds(case: Callable[..., Case]) -> None:
    found = judge_joint(whole(case), [part("one", 0.3), part("two", None)])
    assert found.reason is Reason.COMPONENT_NOT_RATEABLE
    assert found.together is not None
    assert (found.together.low, found.together.high) == pytest.approx((0.0, 0.3))
    assert "at most 30%" in found.reason_text


def test_any_two_of_three_count_what_is_met_already(case: Callable[..., Case]) -> None:
    parts = [part("done", None, verdict=Verdict.MET), part("one", 0.5), part("two", 0.5)]
    met = case([50.0, 51.0], first="2018", period="2024")
    found = judge_joint(whole(case, "any_of", any_k=2), parts, cases=[met, *both(case)], seed=5)
    assert found.together is not None
    assert found.together.estimated
    assert found.probability == pytest.approx(
        1 - all_met([0.5, 0.5], correlation=found.together.correlation), abs=0.006
    )


def test_a_derived_target_carries_the_chance_of_the_other_and_invents_none(case: Callable[..., Case]) -> None:
    made = case(
        [],
        kind="derived",
        comparator=Comparator.AT_LEAST.value,
        value=0.6,
        period="2024",
        components=("one",),
    )
    found = judge_derived(made, part("one", 0.7, verdict=Verdict.ON_TRACK))
    assert (found.probability, found.verdict) == (0.7, Verdict.ON_TRACK)
    assert "is met" in found.findings[-1].message
    refused = judge_derived(made, part("one", None, reason_text="Too short."))
    assert (refused.reason, refused.reason_text) == (Reason.COMPONENT_NOT_RATEABLE, "Too short.")
    over = judge_derived(made, part("one", None, verdict=Verdict.MISSED))
    assert over.verdict is Verdict.MISSED
