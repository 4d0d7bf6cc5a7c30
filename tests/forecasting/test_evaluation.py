"""Bands, runs, ranks, moving targets and totals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import evaluation
from forecasting.indicators import Direction


@pytest.mark.parametrize(
    ("value", "distance"), [(0.9, -0.07), (0.97, 0.0), (1.0, 0.0), (1.03, 0.0), (1.13, 0.1)]
)
def test_a_distance_is_signed_by_the_side_of_the_band(value: float, distance: float) -> None:
    assert evaluation.band_distance(value, lower=0.97, upper=1.03) == pytest.approx(distance)


@pytest.mark.parametrize(
    ("value", "strict", "decimals", "met"),
    [(10.0, False, None, True), (10.0, True, None, False), (10.04, False, 1, True), (10.04, False, None, False),
     (10 + 1e-12, False, None, True), (10.06, False, 1, False)],
)  # fmt: skip
def test_equality_meets_unless_strict_and_precision_is_declared(
    value: float, strict: bool, decimals: int | None, met: bool
) -> None:
    found = evaluation.meets(value, 10, direction=Direction.DECREASE, strict=strict, decimals=decimals)
    assert found is met


def test_a_threshold_needs_a_direction() -> None:
    with pytest.raises(ValueError, match="direction"):
        evaluation.meets(1, 2, direction=Direction.NEUTRAL)


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=1, max_size=8))
def test_ranks_are_those_of_a_competition(values: list[float]) -> None:
    peers = {f"u{i}": v for i, v in enumerate(values)}
    for unit, value in peers.items():
        found = evaluation.rank_of(unit, peers, direction=Direction.DECREASE)
        assert found.rank == 1 + sum(v < value for v in values)
        assert len(found.tied_with) == values.count(value) - 1
        turned = evaluation.rank_of(unit, {u: -v for u, v in peers.items()}, direction=Direction.INCREASE)
        assert turned == found


@pytest.mark.parametrize(
    ("values", "run"), [([92, 91], 0), ([91, 92], 1), ([92, 93, 95], 3), ([], 0), ([93, 91, 93], 1)]
)
def test_a_run_is_counted_back_from_the_newest(values: list[float], run: int) -> None:
    assert evaluation.current_run(values, 92, direction=Direction.INCREASE) == run


@pytest.mark.parametrize(
    ("time", "due", "following"), [(2023, None, 30), (2024, 30, 60), (2029.9, 60, 90), (2031, 90, None)]
)
def test_a_moving_target_asks_for_what_was_last_due(
    time: float, due: float | None, following: float | None
) -> None:
    assert evaluation.asked_at({2024: 30, 2027: 60, 2030: 90}, time) == evaluation.Moving(due, following)


@pytest.mark.parametrize(
    ("done", "periods", "cap", "met"),
    [(5, 2, False, None), (10, 2, False, True), (5, 0, False, False), (10, 2, True, None), (10.1, 2, True, False),
     (10, 0, True, True)],
)  # fmt: skip
def test_totals_and_caps_are_settled_when_they_are(
    done: float, periods: float, cap: bool, met: bool | None
) -> None:
    found = evaluation.total_left(10, done=done, periods=periods, cap=cap)
    assert found.met is met
    assert found.remaining == pytest.approx(10 - done)
    assert (found.required_rate is None) is (periods == 0)


@pytest.mark.parametrize(
    ("parts", "every", "any_one", "any_two"),
    [([True, True], True, True, True), ([True, None], None, True, None), ([False, None], False, None, False),
     ([False, False], False, False, False), ([None, None], None, None, None)],
)  # fmt: skip
def test_parts_decide_as_soon_as_they_can(
    parts: list[bool | None], every: bool | None, any_one: bool | None, any_two: bool | None
) -> None:
    assert evaluation.all_of(parts) is every
    assert evaluation.any_of(parts) is any_one
    assert evaluation.any_of(parts, k=2) is any_two
