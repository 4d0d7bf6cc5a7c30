"""Colours of charts can be told apart by everybody, and lines seen on their paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest

from service.charts.tokens import DARK, LIGHT, PRINT

PAPERS = {"light": LIGHT, "dark": DARK, "print": PRINT}
# Machado, Oliveira and Fernandes (2009), severity 1.0: linear RGB as it is seen.
SIMULATED = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
SERIES = ("ink", "expected", "required")
# A difference of 10 in CIELAB is seen at a glance between lines side by side.
AT_A_GLANCE = 10.0


def linear(colour: str) -> list[float]:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(rgb: Sequence[float]) -> tuple[float, float, float]:
    bounded = [min(max(share, 0.0), 1.0) for share in rgb]
    x, y, z = (
        share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116
        for share in (value / white for value, white in zip(times(TO_XYZ, bounded), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: Sequence[float], other: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


def contrast(one: str, other: str) -> float:
    high, low = sorted((times(TO_XYZ, linear(colour))[1] for colour in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIMULATED)
@pytest.mark.parametrize("paper", PAPERS)
def test_measured_expected_and_required_differ_in_every_sight(paper: str, sight: str) -> None:
    seen = {name: times(SIMULATED[sight], linear(PAPERS[paper][name])) for name in SERIES}
    for one, other in combinations(SERIES, 2):
        assert apart(seen[one], seen[other]) > AT_A_GLANCE, (one, other)


def test_the_simulation_tells_red_from_green_worse_than_we_do() -> None:
    red, green = linear("#c00000"), linear("#408000")
    seen = [times(SIMULATED["deuteranopia"], one) for one in (red, green)]
    assert apart(*seen) < apart(red, green) / 2


@pytest.mark.parametrize("paper", PAPERS)
def test_lines_that_carry_meaning_are_seen_on_paper_and_fan(paper: str) -> None:
    colours: Mapping[str, str] = PAPERS[paper]
    for name in ("ink", "expected", "required", "on", "off", "uncertain"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for fan in ("fan50", "fan80", "fan95"):
        assert contrast(colours["required"], colours[fan]) >= 3.0, fan
