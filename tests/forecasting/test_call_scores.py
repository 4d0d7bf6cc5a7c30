"""What past calls were worth, worked out by hand and by the simplest rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.call_scores import Rival, by, call_record
from forecasting.past_calls import Distance, Footing, PastCall

BASE = PastCall(
    target_id="t", mission_id="m", indicator_id="i", as_of=date(2020, 12, 31), due=date(2024, 3, 31),
    footing=Footing.REPLAYED, knowledge="real_time", key="k", engine="4", models=("theta",),
    verdict="uncertain", probability=0.5, shown="", reason=None, met=True,
)  # fmt: skip


def call(indicator: str, probability: float | None, *, met: bool, line: bool | None = None) -> PastCall:
    return replace(
        BASE, target_id=f"t-{indicator}", indicator_id=indicator, probability=probability, met=met,
        straight_line=line,
    )  # fmt: skip


def test_scores_by_hand():
    found = call_record([call("a", 0.9, met=True), call("b", 0.4, met=False), call("c", None, met=False)])
    assert (found.calls, found.refused, found.targets, found.indicators) == (3, 1, 3, 3)
    assert found.brier == pytest.approx((0.1**2 + 0.4**2) / 2)
    assert found.log_score == pytest.approx(-(np.log(0.9) + np.log(0.6)) / 2)
    assert found.right == 1.0
    assert [(tenth.count, tenth.happened) for tenth in found.reliability] == [(1, 0.0), (1, 1.0)]
    assert found.comparisons == ()
    assert not found.enough


def test_a_yes_or_no_is_rated_by_what_became_of_other_indicators():
    calls = [
        call("a", 0.8, met=True, line=True),
        call("b", 0.7, met=True, line=True),
        call("c", 0.3, met=False, line=True),
        call("d", 0.2, met=False, line=False),
    ]
    (found,) = call_record(calls).comparisons
    assert found.rival is Rival.STRAIGHT_LINE
    assert found.brier_bare == pytest.approx(1 / 4)
    # Laplace's rule over the other indicators that said the same.
    rated = [(1 + 1) / (2 + 2), (1 + 1) / (2 + 2), (2 + 1) / (2 + 2), 1 / 2]
    fair = [(p - y) ** 2 for p, y in zip(rated, (1, 1, 0, 0), strict=True)]
    assert found.brier_recalibrated == pytest.approx(sum(fair) / 4)
    assert found.gain == pytest.approx(sum(fair) / 4 - found.brier)
    assert found.rival_right == 0.75


def test_one_indicator_gives_no_error_and_no_recalibration():
    found = call_record([call("a", 0.8, met=True, line=True), call("a", 0.6, met=True, line=False)])
    assert found.brier_error is None
    assert found.comparisons[0].brier_recalibrated is None
    assert found.comparisons[0].skill is None


def test_nothing_to_score():
    empty = call_record([])
    assert (empty.calls, empty.brier, empty.met, empty.reliability) == (0, None, None, ())


@given(st.permutations(range(6)))
def test_the_order_makes_no_difference(order):
    calls = [call("abc"[k % 3], 0.1 + 0.15 * k, met=k % 2 == 0, line=k > 2) for k in range(6)]
    assert call_record([calls[k] for k in order]) == call_record(calls)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.floats(0, 1), st.booleans(), st.none() | st.booleans()),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_scores_stay_in_their_bounds(rows):
    found = call_record([call(name, p, met=met, line=line) for name, p, met, line in rows])
    assert 0 <= (found.brier or 0) <= 1
    assert sum(tenth.count for tenth in found.reliability) == len(rows)
    for rival in found.comparisons:
        assert 0 <= rival.brier_bare <= 1
        assert rival.skill is None or rival.skill <= 1


def test_groups_are_of_their_own_calls_alone():
    calls = [call("a", 0.9, met=True), call("b", 0.1, met=True)]
    found = by(calls, lambda one: one.indicator_id)
    assert found == {"a": call_record(calls[:1]), "b": call_record(calls[1:])}


@pytest.mark.parametrize(
    ("as_of", "distance"),
    [
        (date(2023, 12, 31), Distance.UNDER_ONE),
        (date(2022, 12, 31), Distance.ONE_TO_TWO),
        (date(2020, 12, 31), Distance.TWO_TO_FIVE),
        (date(2015, 12, 31), Distance.OVER_FIVE),
    ],
)
def test_how_far_ahead_a_target_lay(as_of, distance):
    assert replace(BASE, as_of=as_of).distance is distance


def test_a_call_says_what_made_it():
    assert BASE.model == "engine 4: theta"
    assert replace(BASE, engine="", models=()).model == "none"
