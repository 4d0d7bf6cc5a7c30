"""A movement in one sentence, in points that add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assessment import Knowledge
from forecasting.explained import End, Explanation, Method, Part, Unexplained, whole_points
from forecasting.explained_words import sentence
from forecasting.explanation import Cause
from forecasting.periods import Period
from forecasting.verdicts import Verdict

NEW, REVISED, CALIBRATION, TARGET = Cause
JUNE, MAY = Period.parse("2026-06"), Period.parse("2026-05")
FIXED = settings(derandomize=True, max_examples=200)


def movement(
    before: str,
    after: str,
    parts: dict[Cause, float],
    *,
    new: tuple[Period, ...] = (JUNE,),
    revised: tuple[Period, ...] = (MAY,),
    method: Method = Method.RECOMPUTED,
    reason: Unexplained | None = None,
) -> str:
    ends = [
        End("k", date(2026, 6, 1), Verdict.UNCERTAIN, Knowledge.CURRENT, "3", 0.4, shown)
        for shown in (before, after)
    ]
    told = tuple(Part(cause, cause in parts, parts.get(cause, 0.0)) for cause in Cause)
    return sentence(
        Explanation(
            "t", "percent", ends[0], ends[1], told, method, reason, new_periods=new, revised_periods=revised
        )
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            movement("45%", "30%", {NEW: -0.121, REVISED: -0.029}),
            (
                "The chance fell from 45% to 30%: 12 points from the figure for June 2026 and 3 points from revisions of "
                "earlier figures."
            ),
        ),
        (
            movement("30%", "38%", {NEW: 0.12, REVISED: -0.04}),
            (
                "The chance rose from 30% to 38%: 12 points up from the figure for June 2026 and 4 points down from "
                "revisions of earlier figures."
            ),
        ),
        (
            movement("30%", "31%", {NEW: 0.01}, new=(MAY, JUNE)),
            "The chance rose from 30% to 31%, because of the figures for May 2026 and June 2026.",
        ),
        (
            movement("30%", "30%", {NEW: 0.05, TARGET: -0.05}),
            "The chance is still 30%: 5 points up from the figure for June 2026 and 5 points down from a changed target.",
        ),
        (
            movement("30%", "30%", {NEW: 0.001, REVISED: -0.001}),
            (
                "The chance is still 30%: the figure for June 2026 and revisions of earlier figures made no difference of a "
                "point."
            ),
        ),
        (
            movement("under 10%", "16%", {NEW: 0.09}),
            "The chance rose from under 10% to 16%, because of the figure for June 2026.",
        ),
        (
            movement("32% to 40%", "22%", {NEW: -0.12, REVISED: 0.001}),
            (
                "The chance fell from between 32% and 40% to 22%: the figure for June 2026 lowered it, revisions of earlier "
                "figures made almost no difference."
            ),
        ),
        (movement("30%", "30%", {}), "Nothing the chance rests on has changed: 30%."),
        (
            movement("30%", "35%", {NEW: 0.05}, new=tuple(JUNE + step for step in range(4))),
            "The chance rose from 30% to 35%, because of 4 new figures to September 2026.",
        ),
        (
            movement("30%", "35%", {REVISED: 0.05}, revised=()),
            "The chance rose from 30% to 35%, because of what became known of earlier figures.",
        ),
    ],
)
def test_what_moved_is_said_in_figures_that_can_be_added(told: str, said: str) -> None:
    assert told == said


def test_a_calibration_that_is_gone_is_said_to_be() -> None:
    told = movement("30%", "35%", {CALIBRATION: 0.05}, method=Method.BY_DIFFERENCE)
    assert told.startswith("The chance rose from 30% to 35%, because of a changed calibration.")
    assert "cannot be run any more" in told


@pytest.mark.parametrize("reason", Unexplained)
def test_what_is_not_divided_says_why(reason: Unexplained) -> None:
    assert movement("30%", "", {}, reason=reason).endswith(".")


@FIXED
@given(st.lists(st.floats(-0.5, 0.5, allow_nan=False), min_size=1, max_size=4), st.integers(-1, 1))
def test_whole_points_add_up_to_what_is_printed(parts: list[float], slip: int) -> None:
    total = round(100 * sum(parts)) + slip
    points = whole_points(parts, total)
    assert sum(points) == total
    assert all(abs(point - 100 * part) <= 2 for point, part in zip(points, parts, strict=True))
