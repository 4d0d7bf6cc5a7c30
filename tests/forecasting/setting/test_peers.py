"""Targets from what others have reached, and from how fast they moved."""

from __future__ import annotations

import pytest

from forecasting.change_curve import ChangeCurve, Step
from forecasting.reference_class import ReferenceClass
from forecasting.setting.pace import percentile_path, speed_multiple
from forecasting.setting.peers import (
    alike,
    best_of,
    better_than_best,
    champion_area,
    change_rates,
    frontier,
    how_many,
    top_n_rate,
)
from forecasting.setting.proposed import Unset

RATES = [1.0, 4.0, 2.6, 0.4, 0.0]


def test_the_mean_of_the_fastest_both_ways() -> None:
    assert top_n_rate(RATES, sign=1, n=3).value == pytest.approx(7.6 / 3)
    assert top_n_rate(RATES, sign=-1, n=2).value == pytest.approx(0.2)
    assert top_n_rate(RATES, sign=1, n=99).numbers["n_used"] == 5
    assert top_n_rate(RATES, sign=1, proportion=0.01).numbers["n_used"] == 1
    assert top_n_rate(RATES, sign=1, n=1, start=50.0, years=5).value == pytest.approx(70.0)


@pytest.mark.parametrize(
    ("count", "kwargs", "expected"),
    [
        (10, {"n": 0}, 1),
        (10, {}, 1),
        (10, {"proportion": 0.25}, 2),
        (10, {"proportion": 1.0}, 10),
        (3, {"n": 5}, 3),
    ],
)
def test_at_least_one_and_no_more_than_there_are(count: int, kwargs: dict[str, float], expected: int) -> None:
    assert how_many(count, **kwargs) == expected  # type: ignore[arg-type]


def test_units_with_one_value_have_no_rate() -> None:
    assert change_rates({"a": {2010.0: 1.0, 2020.0: 6.0}, "b": {2010.0: 3.0}}) == {"a": 0.5}


def test_a_slower_unit_aims_at_the_mean_and_a_faster_one_at_the_best() -> None:
    behind = frontier(start=10, years=2, own_rate=0.5, peer_rates=RATES, sign=1)
    ahead = frontier(start=10, years=2, own_rate=1.6, peer_rates=RATES, sign=1)
    assert behind.value == pytest.approx(10 + 2 * 1.6)
    assert ahead.value == pytest.approx(10 + 2 * 4.0), "exactly at the mean is not behind it"
    down = frontier(start=10, years=1, own_rate=3.0, peer_rates=RATES, sign=-1)
    assert down.value == pytest.approx(11.6)


def test_without_peers_there_is_a_reason() -> None:
    for found in (
        top_n_rate([], sign=1),
        best_of([], sign=1),
        frontier(start=1, years=1, own_rate=1, peer_rates=[], sign=1),
        champion_area({}, start=1, years=1, sign=1),
        speed_multiple(None, start=1, years=1),
        percentile_path(ReferenceClass.of({}), percentile=0.9, start=1, years=1),
    ):
        assert (found.value, found.reason) == (None, Unset.NO_PEERS)


def test_the_best_of_several_and_better_than_the_best() -> None:
    assert best_of([95.0, 25.0, 45.0], sign=1).value == 95.0
    assert best_of([95.0, 25.0, 45.0], sign=-1).value == 25.0
    assert better_than_best(80.0, sign=1).value == pytest.approx(84.0)
    assert better_than_best(-4.0, sign=1).value == pytest.approx(-3.8)


def test_peers_alike_are_those_of_the_same_quarter() -> None:
    peers = {f"a{k}": float(k) for k in range(8)}
    assert alike(0.5, peers) == ("a0", "a1")
    assert alike(7.5, peers) == ("a6", "a7")
    assert alike(3.0, {}) == ()


def test_the_champions_are_the_five_fastest() -> None:
    rates = {f"a{k}": float(k) for k in range(10)}
    assert champion_area(rates, start=0.0, years=1.0, sign=1).value == pytest.approx(7.0)
    assert champion_area(rates, start=0.0, years=1.0, sign=-1).value == pytest.approx(2.0)


# --------------------------------------------------------------------------------- the typical path

CURVE = ChangeCurve((Step(None, 50.0, 1.0), Step(50.0, None, 0.5)), lowest=30.0, highest=80.0)


def test_twice_the_speed_goes_twice_as_far_on_one_step_and_slows_with_the_level() -> None:
    assert speed_multiple(CURVE, start=40.0, years=5.0).value == pytest.approx(45.0)
    assert speed_multiple(CURVE, start=40.0, years=5.0, speed=2.0).value == pytest.approx(50.0)
    assert speed_multiple(CURVE, start=45.0, years=15.0).value == pytest.approx(55.0)
    assert CURVE.years_between(45.0, 55.0) == pytest.approx(15.0)


def test_beyond_what_was_observed_it_says_so() -> None:
    found = speed_multiple(CURVE, start=79.0, years=10.0)
    assert found.reason is Unset.OUTSIDE_OBSERVED
    assert found.caveats
    assert CURVE.years_between(55.0, 45.0) is None, "nobody usually goes there"
    assert CURVE.years_between(55.0, 55.0) == 0.0
