"""Thresholds: both sides of each, float noise, and that a label is found for every number."""

from __future__ import annotations

import math

import pytest

from forecasting.public_methods.catalogue import METHODS
from forecasting.public_methods.eurostat import GOAL
from forecasting.public_methods.ladder import Cut, Ladder, settled

LADDERS = [
    pytest.param(ladder, id=f"{method.name}: {ladder.quantity}")
    for method in METHODS
    for ladder in method.ladders
] + [pytest.param(GOAL, id="eurostat goal")]


@pytest.mark.parametrize("ladder", LADDERS)
def test_every_threshold_is_decided_at_both_its_sides_and_on_it(ladder: Ladder) -> None:
    below = [*(cut.label for cut in ladder.cuts[1:]), ladder.otherwise]
    for cut, lower in zip(ladder.cuts, below, strict=True):
        assert ladder.label(cut.at + 2e-10) == cut.label
        assert ladder.label(cut.at - 2e-10) == lower
        assert ladder.label(cut.at) == (lower if cut.strict else cut.label)


@pytest.mark.parametrize("ladder", LADDERS)
def test_noise_in_the_twelfth_decimal_decides_nothing(ladder: Ladder) -> None:
    for cut in ladder.cuts:
        assert ladder.label(cut.at + 1e-12) == ladder.label(cut.at) == ladder.label(cut.at - 1e-12)


@pytest.mark.parametrize("ladder", LADDERS)
def test_the_highest_cut_stands_first_and_the_line_says_which_ends_belong(ladder: Ladder) -> None:
    assert [cut.at for cut in ladder.cuts] == sorted((cut.at for cut in ladder.cuts), reverse=True)
    for cut in ladder.cuts:
        assert f"{'>' if cut.strict else '≥'} {cut.at:g} {cut.label}" in ladder.text


def test_a_factor_eases_positive_cuts_alone() -> None:
    ladder = Ladder("x", (Cut("high", 2.0), Cut("low", -1.0)), "none")
    assert ladder.label(1.0, factor=0.5) == "high"
    assert ladder.label(-1.0, factor=0.5) == "low"


def test_a_negative_zero_is_zero() -> None:
    assert math.copysign(1, settled(-1e-12)) == 1
