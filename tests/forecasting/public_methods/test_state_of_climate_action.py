"""State of Climate Action: the acceleration factor at its cuts, flat and adverse trends, an override."""

from __future__ import annotations

import pytest

from forecasting.public_methods import state_of_climate_action as soca
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import CANON, DOWN, asked


@pytest.mark.parametrize(
    ("factor", "label"),
    [
        (0.5, "on_track"),
        (1.0, "on_track"),
        (1.0000001, "off_track"),
        (1.9999999, "off_track"),
        (2.0, "well_off_track"),
    ],
)
def test_the_cuts(factor: float, label: str) -> None:
    assert soca.label_of(factor) == label


def test_a_line_of_one_a_year_needs_twice_that_for_twice_the_way() -> None:
    figures = {2010 + k: 10.0 + k for k in range(11)}
    assert soca.judge(asked(figures, target=30.0)).label == "on_track"
    double = soca.judge(asked(figures, target=40.0))
    assert double.numbers["acceleration_factor"] == pytest.approx(2.0)
    assert double.label == "well_off_track"


def test_a_flat_trend_is_well_off_track_without_a_factor() -> None:
    found = soca.judge(asked([20.0] * 6, target=10.0, way=DOWN))
    assert (found.label, found.numbers["acceleration_factor"], found.reason) == (
        "well_off_track", None, Why.NO_RECENT_PROGRESS,
    )  # fmt: skip


def test_an_adverse_trend_is_the_wrong_direction() -> None:
    found = soca.judge(asked([20.0, 21.0, 22.0, 23.0], target=10.0, way=DOWN))
    assert (found.label, found.reason) == ("wrong_direction", Why.WRONG_DIRECTION)


def test_what_is_met_needs_no_factor() -> None:
    found = soca.judge(asked([20.0, 15.0, 12.0, 9.0], target=10.0, way=DOWN))
    assert (found.label, found.reason, found.numbers["acceleration_factor"]) == (
        "on_track", Why.ALREADY_MET, None,
    )  # fmt: skip


def test_few_figures_are_insufficient_and_a_sparse_window_is_told() -> None:
    assert soca.judge(asked([20.0], target=10.0)).label == "insufficient_data"
    sparse = soca.judge(asked({2008: 24.0, 2012: 23.0, 2020: 20.0}, target=12.0, way=DOWN))
    assert "every figure was used" in sparse.caveats[0]


def test_an_override_is_shown_as_one() -> None:
    found = soca.judge(
        asked(CANON, target=12.0, way=DOWN), override=soca.Override("on_track", "S-curve likely")
    )
    assert (found.label, found.rule) == ("on_track", "override")
    assert "S-curve likely" in found.caveats[-1]
    assert found.numbers["acceleration_factor"] is None


def test_no_time_left_is_a_reason() -> None:
    found = soca.judge(asked([20.0, 18.0, 17.0], target=12.0, by=2020.0, way=DOWN))
    assert (found.label, found.reason, found.state) == (None, Why.NO_TIME, State.UNRATEABLE)
