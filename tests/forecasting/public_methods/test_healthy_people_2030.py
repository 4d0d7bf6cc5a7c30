"""Healthy People 2030: the order of its rules, and both tests."""

from __future__ import annotations

import pytest

from forecasting.public_methods import healthy_people_2030 as hp
from forecasting.public_methods.yardstick import State
from tests.forecasting.public_methods.conftest import DOWN, asked


def label(baseline: float, latest: float | None, target: float | None, sign: int = 1, **rest: object) -> str:
    return hp.grade(baseline=baseline, latest=latest, target=target, sign=sign, **rest).label  # type: ignore[arg-type]


def test_the_first_rule_that_applies_decides() -> None:
    assert label(50, 55, None) == "informational"
    assert label(50, None, None) == "informational"
    assert label(50, None, 60) == "baseline_only"
    assert label(50, 60, 60) == "target_met_or_exceeded"
    assert label(50, 51, 60) == "improving"
    assert label(50, 50.99, 60) == "little_or_no_detectable_change"
    assert label(50, 50, 60) == "little_or_no_detectable_change"
    assert label(50, 45, 60) == "getting_worse"
    assert label(50, 45.01, 60) == "little_or_no_detectable_change"


def test_with_errors_the_test_alone_decides() -> None:
    # |z| = 1.96 exactly: a change of 1.96·√2 with errors of one each.
    change = 1.96 * 2**0.5
    assert label(50, 50 + change, 90, errors=(1.0, 1.0)) == "improving"
    assert label(50, 50 + change - 1e-6, 90, errors=(1.0, 1.0)) == "little_or_no_detectable_change"
    assert label(50, 50 - change, 90, errors=(1.0, 1.0)) == "getting_worse"
    assert label(50, 58, 60, errors=(10.0, 10.0)) == "little_or_no_detectable_change"


def test_met_at_the_baseline_too_has_no_share() -> None:
    found = hp.grade(baseline=70, latest=65, target=60, sign=1)
    assert (found.label, found.percent_targeted) == ("target_met_or_exceeded", None)


def test_a_base_at_the_target_that_moved_away_divides_by_nothing() -> None:
    found = hp.grade(baseline=60, latest=50, target=60, sign=1)
    assert (found.label, found.percent_targeted) == ("getting_worse", None)
    assert found.percent_of_baseline == pytest.approx(-16.6666666667)


def test_a_baseline_of_zero_has_no_percentage_and_any_move_away_is_worse() -> None:
    found = hp.grade(baseline=0.0, latest=1.0, target=-5.0, sign=-1)
    assert (found.label, found.percent_of_baseline) == ("getting_worse", None)


def test_negative_baselines_are_measured_by_their_size() -> None:
    assert label(-50, -56, 0) == "getting_worse"
    assert label(-50, -44, 0) == "improving"


def test_the_share_is_given_only_when_moving_towards_the_target() -> None:
    towards = hp.judge(asked({2015: 45.2, 2020: 43.0}, target=38.1, way=DOWN))
    away = hp.judge(asked({2015: 45.2, 2020: 47.4}, target=38.1, way=DOWN))
    assert towards.numbers["percent_targeted_change"] == pytest.approx(30.985915493)
    assert away.numbers["percent_targeted_change"] is None
    assert away.numbers["percent_change_from_baseline"] == pytest.approx(4.86725663717)
    for found in (towards, away):
        assert found.numbers["percent_time_elapsed"] == pytest.approx(100 / 3)
        assert "looks at change only, not at the time gone" in found.caveats


def test_a_single_figure_is_a_baseline_only() -> None:
    found = hp.judge(asked([45.2], target=38.1, way=DOWN))
    assert (found.label, found.state) == ("baseline_only", State.INSUFFICIENT_DATA)
