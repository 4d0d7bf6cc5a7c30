"""UNSD progress chart, SDSN arrows and OECD distance at their edges."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.public_methods import oecd, sdsn, unsd
from forecasting.public_methods.yardstick import State, Why, Yardstick
from tests.forecasting.public_methods.conftest import CANON, DOWN, UP, asked, held


def spread(*args: float) -> Yardstick:
    return oecd.judge(asked(list(args), target=30.0), rng=np.random.default_rng(1))


def test_unsd_on_the_canonical_series() -> None:
    found = unsd.judge(asked(CANON, target=12.0, way=DOWN, base_time=2015.0))
    assert found.numbers["q"] == pytest.approx(0.6468, abs=5e-5)
    assert found.numbers["score"] == 2


@pytest.mark.parametrize(("value", "met"), [(99.0, True), (98.99, False), (100.0, True)])
def test_unsd_counts_within_one_point_of_a_bound_as_met(value: float, met: bool) -> None:
    found = unsd.judge(asked([90.0, value], target=100.0, percent=True))
    assert (found.numbers["score"] == 3 and found.rule != "with_target") is met
    if met and value < 100:
        assert "falls short" in found.caveats[0]


def test_unsd_gives_no_such_grace_to_other_targets_or_units() -> None:
    assert unsd.judge(asked([80.0, 94.5], target=95.0, percent=True)).rule == "with_target"
    assert unsd.judge(asked([90.0, 99.5], target=100.0)).rule == "with_target"


@pytest.mark.parametrize(
    ("rate", "score"), [(0.02, 3), (0.0199, 2), (0.005, 2), (0.0049, 1), (0.0, 1), (-0.1, 1)]
)
def test_unsd_without_a_target(rate: float, score: int) -> None:
    assert unsd.judge(asked(held(7, start=50, rate=rate), by=None)).numbers["score"] == score


@pytest.mark.parametrize(
    ("values", "target", "reason"),
    [
        ([50.0, 40.0], 50.0, Why.BASE_EQUALS_TARGET),
        ([60.0, 40.0], 50.0, Why.BASE_BEYOND_TARGET),
        ([-5.0, 3.0], 9.0, Why.SIGN_CHANGE),
        ([0.0, 3.0], 9.0, Why.RATIO_UNDEFINED_ZERO),
    ],
)
def test_unsd_refuses_what_has_no_growth(values: list[float], target: float, reason: Why) -> None:
    found = unsd.judge(asked(values, target=target))
    assert (found.label, found.reason, found.numbers["q"]) == (None, reason, None)


def test_unsd_growth_too_large_to_write_down_is_a_reason() -> None:
    found = unsd.judge(asked({2019: 1e-300, 2020: 1e300}, target=1e301, by=2060.0))
    assert (found.label, found.reason) == (None, Why.OUT_OF_RANGE)


def test_an_expired_target_is_judged_at_its_own_year() -> None:
    figures = {2010: 10.0, 2015: 20.0, 2020: 40.0}
    found = unsd.judge(asked(figures, target=25.0, by=2015.0, expired=True))
    assert found.state is State.TARGET_EXPIRED
    assert found.details["outcome"] == "missed"
    assert found.window.endswith("2015")


def test_sdsn_on_the_canonical_series_and_at_its_cuts() -> None:
    found = sdsn.judge(asked(CANON, target=12.0, way=DOWN, base_time=2015.0))
    assert found.numbers["ratio"] == pytest.approx(0.7143, abs=5e-5)
    for latest, label in (
        (15.0, "on_track_or_maintaining"), (12.5, "moderately_improving"), (12.49, "stagnating"),
        (10.0, "stagnating"), (9.99, "decreasing"),
    ):  # fmt: skip
        # Five of ten years gone: the straight line stands at 15 of 20.
        assert sdsn.judge(asked({2010: 10.0, 2015: latest}, target=20.0, by=2020.0)).label == label


def test_sdsn_ignores_what_lies_beyond_the_target() -> None:
    far, near = (sdsn.judge(asked({2010: 10.0, 2015: y}, target=20.0, by=2020.0)) for y in (99.0, 20.0))
    assert far.label == near.label == "on_track_or_maintaining"
    assert far.numbers["recent"] == near.numbers["recent"]


def test_sdsn_without_a_pace_needed_has_a_reason() -> None:
    assert sdsn.judge(asked([20.0, 19.0], target=20.0)).reason is Why.BASE_EQUALS_TARGET
    assert sdsn.judge(asked([21.0, 19.0], target=20.0)).reason is Why.BASE_BEYOND_TARGET


def test_oecd_needs_more_than_three_quarters() -> None:
    assert oecd.LIKELIHOOD.label(0.75) == "progress_insufficient"
    assert oecd.LIKELIHOOD.label(0.7501) == "on_track"


def test_oecd_of_a_constant_series_has_no_trend_and_no_correlation() -> None:
    found = spread(*[20.0] * 8)
    assert (found.label, found.numbers["rho"], found.numbers["likelihood"]) == (
        "no_significant_trend",
        None,
        0.0,
    )


def test_oecd_distance_needs_five_places_that_differ() -> None:
    same = asked([20.0, 21.0, 22.0], target=30.0)
    for peers in ((), (1.0, 2.0, 3.0, 4.0), (7.0,) * 6):
        assert oecd.judge(same, rng=np.random.default_rng(1), peers=peers).numbers["distance"] is None
    found = oecd.judge(same, rng=np.random.default_rng(1), peers=(10.0, 20.0, 30.0, 40.0, 50.0))
    assert found.numbers["distance"] == pytest.approx(8 / np.std([10, 20, 30, 40, 50], ddof=1))


@pytest.mark.parametrize(
    ("target", "way", "distance"), [(12.0, DOWN, 2.0), (22.0, DOWN, 0.0), (22.0, UP, 0.5)]
)
def test_oecd_distance_is_none_once_met(target: float, way: object, distance: float) -> None:
    found = oecd.distance(20.0, target, spread=4.0, sign=way.sign)  # type: ignore[attr-defined]
    assert found == distance


def test_oecd_a_move_the_wrong_way_is_away() -> None:
    assert spread(28.0, 27.0, 25.0, 24.0, 22.0, 21.0).label == "moving_away"
    assert spread(10.0, 11.0, 12.1, 13.0, 14.2, 15.0).label in ("progress_insufficient", "on_track")
