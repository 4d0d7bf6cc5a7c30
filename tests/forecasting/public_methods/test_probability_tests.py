"""The OBR's test and the colours: our own probability against the cuts of others."""

from __future__ import annotations

import pytest

from forecasting.public_methods import nista_colour, obr
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import asked

ASKED = asked([10.0, 11.0, 12.0], target=20.0)


@pytest.mark.parametrize(
    ("p", "five", "three"),
    [
        (1.0, "green", "green"), (0.8, "green", "green"), (0.7999999, "amber_green", "green"),
        (0.7, "amber_green", "green"), (0.6, "amber_green", "amber"), (0.5999999, "amber", "amber"),
        (0.4, "amber", "amber"), (0.3999999, "amber_red", "amber"), (0.3, "amber_red", "amber"),
        (0.2999999, "amber_red", "red"), (0.2, "amber_red", "red"), (0.1999999, "red", "red"), (0.0, "red", "red"),
        (0.1 + 0.2 + 0.3, "amber_green", "amber"),
    ],
)  # fmt: skip
def test_colours_begin_at_their_lower_bound(p: float, five: str, three: str) -> None:
    assert (nista_colour.five_point(p), nista_colour.three_point(p)) == (five, three)
    found = nista_colour.judge(ASKED, probability=p)
    assert found.details == {"five_point": five, "three_point": three}
    assert found.caveats == ("our mapping",)


@pytest.mark.parametrize(
    ("p", "passes"), [(0.5, False), (0.5 + 1e-12, False), (0.5000001, True), (0.49, False)]
)
def test_exactly_one_half_fails(p: float, passes: bool) -> None:
    assert obr.more_likely_than_not(p) is passes


def test_too_close_to_call_within_twice_the_error_or_the_calibration_error() -> None:
    assert obr.judge(ASKED, probability=0.52, error=0.01).label == "too_close_to_call"
    assert obr.judge(ASKED, probability=0.53, error=0.01).label == "more_likely_than_not"
    assert obr.judge(ASKED, probability=0.47, calibration_error=0.03).label == "too_close_to_call"
    assert obr.judge(ASKED, probability=0.5).label == "not_more_likely_than_not"


@pytest.mark.parametrize("judge", [obr.judge, nista_colour.judge])
def test_without_a_probability_there_is_a_reason(judge: object) -> None:
    found = judge(ASKED, probability=None)  # type: ignore[operator]
    assert (found.label, found.reason, found.state) == (None, Why.NO_PROBABILITY, State.UNRATEABLE)
