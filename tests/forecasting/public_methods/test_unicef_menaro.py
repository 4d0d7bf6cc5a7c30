"""UNICEF MENA: status and anticipated progress, bounds, single figures, modelled ends."""

from __future__ import annotations

from typing import Any

import pytest

from forecasting.public_methods import unicef_menaro as unicef
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import DOWN, UP, asked

FULL: dict[str, Any] = {"scale": 100.0, "base_time": 2015.0}


@pytest.mark.parametrize(
    ("index", "status", "anticipated"),
    [
        (9.0001, "On-track", "Will meet target"),
        (9.0, "Slow progress", "Need to accelerate"),
        (0.0001, "Slow progress", "Need to accelerate"),
        (0.0, "Regression", "No progress expected"),
        (-115.0, "Regression", "No progress expected"),
    ],
)
def test_both_ends_of_each_stretch(index: float, status: str, anticipated: str) -> None:
    assert (unicef.status_label(index), unicef.anticipated_label(index)) == (status, anticipated)


def test_no_figures_and_one_figure() -> None:
    assert unicef.judge(asked({}, target=90.0, **FULL)).label == "No data"
    one = unicef.judge(asked([60.0], target=90.0, **FULL))
    assert (one.label, one.numbers["ap"], one.state) == ("Insufficient data", None, State.INSUFFICIENT_DATA)
    # Nothing of an earlier case is left over: the next one starts afresh.
    reached = unicef.judge(asked([95.0], target=90.0, **FULL))
    assert (reached.label, reached.numbers["ap"]) == ("Will meet target", 10.0)
    assert unicef.judge(asked([60.0], target=90.0, **FULL)).numbers["ap"] is None


def test_a_value_at_a_bound_leaves_the_last_value() -> None:
    assert unicef.projection([2010.0, 2020.0], [50.0, 100.0], 2030.0, scale=100.0) == 100.0
    assert unicef.projection([2010.0, 2020.0], [0.0, 40.0], 2030.0, scale=100.0) == 40.0


def test_modelled_ends_are_flagged() -> None:
    found = unicef.judge(asked({2016: 50.0, 2020: 60.0}, target=90.0, **FULL))
    assert any("base value (2015) is modelled" in caveat for caveat in found.caveats)
    assert any("current value (2025) is modelled" in caveat for caveat in found.caveats)
    measured = unicef.judge(asked({2015: 50.0, 2020: 55.0, 2025: 60.0}, target=90.0, **FULL))
    assert measured.caveats == ()


def test_a_base_at_the_target_is_a_reason_and_without_a_scale_there_is_none() -> None:
    at = unicef.judge(asked({2015: 90.0, 2025: 80.0}, target=90.0, **FULL))
    assert (at.label, at.reason) == (None, Why.BASE_EQUALS_TARGET)
    assert unicef.judge(asked([50.0, 60.0], target=90.0)).reason is Why.NO_SCALE


@pytest.mark.parametrize(("way", "target", "expected"), [(UP, 90.0, 10.0), (DOWN, 30.0, None)])
def test_the_index_is_ten_once_reached(way: object, target: float, expected: float | None) -> None:
    found = unicef.index(50.0, 95.0, target, sign=way.sign)  # type: ignore[attr-defined]
    assert found == expected or (expected is None and found is not None and found < 0)
