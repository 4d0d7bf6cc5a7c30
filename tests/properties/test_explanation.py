"""The four properties of an explanation: it adds up, turns round, gives nothing for nothing, and plays no favourites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.explanation import Cause, Coalition, coalitions, shares

FIXED = settings(derandomize=True, max_examples=100)
CAUSES = tuple(Cause)
EVERYBODY = frozenset(CAUSES)
ALL = coalitions(CAUSES)
CHANCES = st.floats(0, 1, allow_nan=False)
GAMES = st.lists(CHANCES, min_size=len(ALL), max_size=len(ALL)).map(
    lambda worth: dict(zip(ALL, worth, strict=True))
)
PARTLY = st.tuples(GAMES, st.sets(st.sampled_from([c for c in ALL if c and c != EVERYBODY]), max_size=8))


def without(game: dict[Coalition, float], forbidden: set[Coalition]) -> dict[Coalition, float | None]:
    return {one: None if one in forbidden else worth for one, worth in game.items()}


def test_there_are_sixteen_coalitions_of_four() -> None:
    assert len(set(ALL)) == 16


@FIXED
@given(PARTLY)
def test_the_parts_add_up(game: tuple[dict[Coalition, float], set[Coalition]]) -> None:
    worth = without(*game)
    found = shares(CAUSES, worth)
    if found is not None:
        assert sum(found.values()) == pytest.approx(game[0][EVERYBODY] - game[0][frozenset()], abs=1e-12)


@FIXED
@given(PARTLY)
def test_the_way_back_is_minus_the_way_there(game: tuple[dict[Coalition, float], set[Coalition]]) -> None:
    worth = without(*game)
    there = shares(CAUSES, worth)
    back = shares(CAUSES, {EVERYBODY - one: value for one, value in worth.items()})
    if there is None or back is None:
        assert there is back
    else:
        assert there == {cause: -part for cause, part in back.items()}


@FIXED
@given(GAMES, st.sampled_from(CAUSES))
def test_a_cause_that_adds_nothing_has_exactly_nothing(game: dict[Coalition, float], idle: Cause) -> None:
    worth = {one: game[one - {idle}] for one in ALL}
    found = shares(CAUSES, worth)
    assert found is not None
    assert found[idle] == 0.0


@FIXED
@given(GAMES, st.permutations(CAUSES))
def test_the_order_of_naming_does_not_matter(game: dict[Coalition, float], order: list[Cause]) -> None:
    assert shares(order, game) == shares(CAUSES, game)
