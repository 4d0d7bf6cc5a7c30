"""What no code answers yet, each with the reason; and that nothing is left out without one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

Vector = Mapping[str, Any]
TESTS = Path(__file__).resolve().parents[1]

LATER = "comes with the public yardsticks"
SETTING = "comes with the setting of targets"
SHAPES = "this shape of path comes with the public yardsticks"
CONTINUOUS = "a closed form for continuous monitoring; targets are checked at publication periods"
NOT_YET: dict[str, str] = {
    **dict.fromkeys(
        (
            "calibration.scores", "distribution.two_piece_normal", "judgement.colour", "reference_class.share_as_fast",
            "reference_class.speed_score", "reference_class.speed_target", "trajectory.compound", "trajectory.flows",
            "transforms.empirical_logit", "transforms.squeeze", "probability.headroom",
            "probability.regression_endpoint", "measures.acceleration_probability",
        ),
        LATER,
    ),
    "probability.ever_attained": CONTINUOUS,
    "measures.attainment_date_distribution": CONTINUOUS,
}  # fmt: skip
YARDSTICKS = (
    "escap", "eurostat", "healthy_people_2030", "nhs_making_data_count", "oecd", "ohid_trend_marker", "sdsn",
    "statcan", "state_of_climate_action", "unicef_menaro", "unsd",
)  # fmt: skip
NOT_YET_ONE: dict[str, str] = {
    "rw.first_passage.continuous": CONTINUOUS,
    "rw.inverse.first_passage": CONTINUOUS,
    "trajectory.logit_linear": SHAPES,
    "trajectory.s_curve": SHAPES,
    "trajectory.power_back_loaded": SHAPES,
    "trajectory.power_front_loaded": SHAPES,
    "who.fixed_target.keep_better": "a path that keeps what is better comes with the public yardsticks",
    "kind.sustained.short": "the sustained standard comes with the other kinds of target",
    "kind.sustained.met": "the sustained standard comes with the other kinds of target",
    "kind.rank.ties": "rank among peers comes with the other kinds of target",
    "kind.time_varying": "moving targets come with the other kinds of target",
    "kind.rounding": "no target declares a compared precision yet; only an elimination is rounded",
    "revision.better_than_best": SETTING,
    "state.already_met": LATER,
    "state.met_but_deteriorating": LATER,
    "state.direction_missing": "a comparator always gives the direction",
    "state.zero_target_ratio_method": LATER,
    "property.escap_centroid": LATER,
    "property.menaro_telescope": LATER,
    "property.xmr_shift_scale": LATER,
    "property.xmr_no_lookahead": LATER,
    "property.trajectory_bounds": SHAPES,
    "property.inverse": SETTING,
    "property.revision_idempotent": "proved on the store, where vintages are kept",
}
# Statements for generative tests, and the tests that prove them.
PROVED: dict[str, str] = {
    "property.ordering": "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
    "property.monotone_threshold": "properties/test_paths.py::test_a_harder_threshold_is_never_likelier",
    "property.monotone_horizon": "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
    "property.sustained_monotone_k": "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
    "property.joint_bounds": "forecasting/judging/test_joint.py::test_whatever_the_dependence_the_chance_lies_between_the_bounds",
    "property.polarity": "properties/test_judging.py::test_turning_everything_round_changes_nothing",
    "property.unit_scale": "properties/test_judging.py::test_another_unit_changes_nothing",
    "property.trajectory_ends": "forecasting/test_trajectories.py::test_a_path_passes_through_every_point",
    "property.trajectory_monotone": "forecasting/test_trajectories.py::test_between_two_points_a_path_is_monotone_and_between_them",
    "property.af_identity": "forecasting/test_measures.py::test_the_factor_is_two_where_the_recent_line_covers_half_and_so_on",
    "property.pace_identity": "forecasting/test_measures.py::test_pace_is_achieved_change_over_needed_change_on_a_straight_line",
    "property.attainment_cdf": "forecasting/judging/test_attainment.py::test_the_distribution_is_the_share_reached_and_what_is_left_is_never",
    "property.cumulative_additive": "forecasting/judging/test_totals.py::test_what_is_done_and_what_remains_give_the_same_answer",
    "property.probability_complement": "properties/test_judging.py::test_a_target_and_its_opposite_share_out_certainty",
    "property.no_complex_no_nan": "forecasting/test_measures.py::test_there_is_always_a_finite_number_or_a_reason",
}
# How many vectors are answered or proved; it may only grow.
ANSWERED = 125


def reason_to_skip(vector: Vector) -> str | None:
    method, id_ = vector["method"], vector["id"]
    if id_ in NOT_YET_ONE:
        return NOT_YET_ONE[id_]
    if method.split(".")[0] in YARDSTICKS:
        return LATER
    return SETTING if method.startswith("setting.") else NOT_YET.get(method)


def wanted(vector: Vector) -> bool:
    return vector["method"] == "property" or reason_to_skip(vector) is not None


def test_vector(vector: Vector) -> None:
    reason = reason_to_skip(vector)
    if reason is not None:
        pytest.skip(reason)
    file, name = PROVED[vector["id"]].split("::")
    assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8")


def test_every_vector_is_answered_proved_or_left_for_a_reason(
    vectors: list[Vector], request: pytest.FixtureRequest
) -> None:
    """Each vector is taken by exactly one file of this folder."""
    takers = {
        item.module.__name__: item.module.wanted
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item.module, "wanted")
    }
    if len(takers) < len(list(Path(__file__).parent.glob("test_*.py"))):
        pytest.skip("only a part of the golden tests was asked for")
    for vector in vectors:
        assert sum(taken(vector) for taken in takers.values()) == 1, vector["id"]
    assert sum(reason_to_skip(v) is None for v in vectors) >= ANSWERED
    assert set(NOT_YET_ONE) | set(PROVED) <= {v["id"] for v in vectors}
