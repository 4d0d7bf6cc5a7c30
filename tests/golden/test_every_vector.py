"""That every vector is answered, and every statement for generative tests proved; nothing is left out silently."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

Vector = Mapping[str, Any]
TESTS = Path(__file__).resolve().parents[1]
COUNT = 427

# Statements for generative tests, and the tests that prove them.
PROVED: dict[str, tuple[str, ...]] = {
    "property.ordering": (
        "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
        "properties/test_prospects.py::test_sustained_asks_less_than_the_end_point_and_that_less_than_first_passage",
    ),
    "property.monotone_threshold": ("properties/test_paths.py::test_a_harder_threshold_is_never_likelier",),
    "property.monotone_horizon": (
        "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
    ),
    "property.sustained_monotone_k": (
        "properties/test_paths.py::test_sustained_is_no_likelier_than_the_end_point_nor_that_than_first_passage",
    ),
    "property.inverse": ("properties/test_prospects.py::test_a_target_proposed_for_a_chance_has_it",),
    "property.joint_bounds": (
        "forecasting/judging/test_joint.py::test_whatever_the_dependence_the_chance_lies_between_the_bounds",
        "forecasting/test_copula.py::test_the_joint_chance_lies_between_the_bounds_and_rises_with_the_correlation",
    ),
    "property.polarity": (
        "properties/test_judging.py::test_turning_everything_round_changes_nothing",
        "properties/test_yardsticks.py::test_turning_values_target_and_direction_round_changes_no_verdict",
    ),
    "property.unit_scale": (
        "properties/test_judging.py::test_another_unit_changes_nothing",
        "properties/test_yardsticks.py::test_another_unit_changes_no_verdict",
    ),
    "property.trajectory_ends": ("forecasting/test_trajectories.py::test_a_path_passes_through_every_point",),
    "property.trajectory_bounds": (
        "forecasting/test_trajectories.py::test_between_two_points_a_path_is_monotone_and_between_them",
        "forecasting/test_trajectories.py::test_a_path_never_leaves_its_scale_nor_changes_sign",
    ),
    "property.trajectory_monotone": (
        "forecasting/test_trajectories.py::test_between_two_points_a_path_is_monotone_and_between_them",
    ),
    "property.af_identity": (
        "forecasting/test_measures.py::test_the_factor_is_two_where_the_recent_line_covers_half_and_so_on",
    ),
    "property.pace_identity": (
        "properties/test_yardsticks.py::test_with_one_slope_the_share_made_over_the_share_of_time_is_the_ratio_of_paces",
    ),
    "property.attainment_cdf": (
        "forecasting/judging/test_attainment.py::test_the_distribution_is_the_share_reached_and_what_is_left_is_never",
    ),
    "property.cumulative_additive": (
        "forecasting/judging/test_totals.py::test_what_is_done_and_what_remains_give_the_same_answer",
    ),
    "property.escap_centroid": (
        "properties/test_yardsticks.py::test_a_line_in_which_later_years_weigh_more_passes_through_the_plain_mean",
    ),
    "property.menaro_telescope": (
        "properties/test_yardsticks.py::test_the_mean_of_yearly_logit_changes_is_the_first_and_last_value_alone",
    ),
    "property.xmr_shift_scale": (
        "properties/test_yardsticks.py::test_limits_move_with_the_figures_and_change_sides_with_their_sign",
    ),
    "property.xmr_no_lookahead": (
        "properties/test_yardsticks.py::test_with_a_fixed_baseline_later_figures_change_no_earlier_limit",
    ),
    "property.revision_idempotent": (
        "properties/test_yardsticks.py::test_the_same_question_has_the_same_answer",
    ),
    "property.probability_complement": (
        "properties/test_judging.py::test_a_target_and_its_opposite_share_out_certainty",
    ),
    "property.no_complex_no_nan": (
        "forecasting/test_measures.py::test_there_is_always_a_finite_number_or_a_reason",
        "properties/test_yardsticks.py::test_there_is_a_finite_number_or_none_and_a_label_or_a_reason",
    ),
}


def wanted(vector: Vector) -> bool:
    return vector["method"] == "property"


def test_vector(vector: Vector) -> None:
    """A statement is proved by tests that exist and that draw their own cases."""
    for place in PROVED[vector["id"]]:
        file, name = place.split("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
        assert found, place
        made = [ast.unparse(decorator) for decorator in found[0].decorator_list]
        assert any(text.startswith("given(") for text in made), f"{place} draws no cases"


def test_every_vector_is_answered(vectors: list[Vector], request: pytest.FixtureRequest) -> None:
    """Each vector is a test of at least one file of this folder, under its own id, and none is skipped."""
    claimed: set[Any] = {
        item.callspec.params["vector"]["id"]  # type: ignore[index]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == "test_vector"
        and item.callspec.params["vector"] is not None
    }
    files = {item.path for item in request.session.items if item.path.parent == Path(__file__).parent}
    if files < set(Path(__file__).parent.glob("test_*.py")):
        pytest.skip("only a part of the golden tests was asked for")
    ids = [vector["id"] for vector in vectors]
    assert len(ids) == len(set(ids)) == COUNT
    assert [id_ for id_ in ids if id_ not in claimed] == []
    assert set(PROVED) == {vector["id"] for vector in vectors if wanted(vector)}
