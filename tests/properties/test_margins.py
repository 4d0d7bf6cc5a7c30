"""What holds for every predictive distribution."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forecasting.margins import LEVELS, Margins

FIXED = settings(derandomize=True, max_examples=150)
PROBABILITY = st.floats(1e-6, 1 - 1e-6)


@st.composite
def margins(draw: st.DrawFn, *, smooth: bool = False) -> Margins:
    """Margins of any shape: skewed, heavy-tailed, with ties, clipped to bounds."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gaps = rng.gamma(draw(st.floats(0.2, 3)), size=len(LEVELS)) + 0.01
    if not smooth and draw(st.booleans()):
        gaps[rng.random(len(LEVELS)) < 0.5] = 0.0
        assume(gaps[1:].sum() > 0)
    row = draw(st.floats(-100, 100)) + draw(st.floats(0.01, 50)) * np.cumsum(gaps)
    lower = upper = None
    if not smooth:
        if draw(st.booleans()):
            lower = float(row[draw(st.integers(0, 20))])
        if draw(st.booleans()):
            upper = float(row[draw(st.integers(35, len(LEVELS) - 1))])
            assume(lower is None or upper > lower)
        row = np.clip(row, lower, upper)
    return Margins(row[None, :], draw(st.floats(2, 12)), lower, upper)


@FIXED
@given(margins(smooth=True), PROBABILITY)
def test_quantile_and_probability_are_inverse(made: Margins, p: float) -> None:
    value = float(made.quantile(0, p))
    np.testing.assert_allclose(made.cdf(0, value), p, rtol=1e-6)
    np.testing.assert_allclose(made.below(0, value), p, rtol=1e-6)
    np.testing.assert_allclose(made.quantile(0, made.cdf(0, value)), value, rtol=1e-9, atol=1e-9)


@FIXED
@given(margins(), st.lists(PROBABILITY, min_size=1, max_size=9))
def test_many_quantiles_at_once_are_those_of_each(made: Margins, some: list[float]) -> None:
    p = np.array([*some, LEVELS[0], LEVELS[20], LEVELS[-1]])
    both = Margins(np.concatenate([made.grid, made.grid + 1]), made.tail, made.lower, made.upper)
    expected = np.stack([both.quantile(h, p) for h in range(2)])
    np.testing.assert_array_equal(both.quantiles(p), expected)
    np.testing.assert_array_equal(both.quantiles(np.stack([p, p])), expected)


@FIXED
@given(margins(), st.floats(-500, 3000), st.integers(1, 700))
def test_strata_below_a_value_are_counted_without_looking_at_all(
    made: Margins, value: float, count: int
) -> None:
    strata = made.quantile(0, (np.arange(count) + 0.5) / count)
    for asked in (value, float(strata[count // 3]), float(made.grid[0, 0]), float(made.grid[0, -1])):
        assert made.strata_below(asked, count).tolist() == [(strata < asked).sum()]
        assert made.strata_below(asked, count, reached=True).tolist() == [(strata <= asked).sum()]


@FIXED
@given(margins(), PROBABILITY)
def test_with_atoms_the_probability_lies_on_either_side(made: Margins, p: float) -> None:
    value = float(made.quantile(0, p))
    slack = 1e-9
    assert made.below(0, value) <= p + slack
    assert made.cdf(0, value) >= p - slack


@FIXED
@given(margins(), st.lists(st.floats(-500, 3000), min_size=2, max_size=20))
def test_probabilities_are_monotone_and_lie_between_0_and_1(made: Margins, values: list[float]) -> None:
    ordered = np.sort([*values, *made.grid[0, ::7]])
    cdf, below = made.cdf(0, ordered), made.below(0, ordered)
    for p in (cdf, below):
        assert (np.diff(p) >= -1e-12).all()
        assert ((p >= 0) & (p <= 1)).all()
    assert (below <= cdf + 1e-12).all()
    # Left of a value lies all that is at or below any smaller value.
    distinct = np.diff(ordered) > 0
    assert (below[1:][distinct] >= cdf[:-1][distinct] - 1e-12).all()


@FIXED
@given(margins(), st.lists(PROBABILITY, min_size=2, max_size=20))
def test_quantiles_are_monotone_and_within_the_bounds(made: Margins, levels: list[float]) -> None:
    values = made.quantile(0, np.sort(levels))
    assert (np.diff(values) >= -1e-9).all()
    if made.lower is not None:
        assert (values >= made.lower).all()
    if made.upper is not None:
        assert (values <= made.upper).all()


@FIXED
@given(margins(), st.floats(-500, 3000))
def test_nothing_lies_beyond_a_bound(made: Margins, value: float) -> None:
    if made.lower is not None:
        assert made.below(0, made.lower) == 0.0
        assert (made.cdf(0, value) == 0.0) or value >= made.lower
    if made.upper is not None:
        assert made.cdf(0, made.upper) == 1.0
        assert (made.below(0, value) == 1.0) or value <= made.upper


@FIXED
@given(margins(), PROBABILITY)
def test_turning_the_scale_round_turns_the_probabilities_round(made: Margins, p: float) -> None:
    turned = Margins(
        -made.grid[:, ::-1],
        made.tail,
        None if made.upper is None else -made.upper,
        None if made.lower is None else -made.lower,
    )
    values = np.concatenate([made.grid[0, ::5], made.quantile(0, [p])])
    np.testing.assert_allclose(turned.cdf(0, -values), 1 - made.below(0, values), atol=1e-9)
    np.testing.assert_allclose(turned.below(0, -values), 1 - made.cdf(0, values), atol=1e-9)


@FIXED
@given(margins(), st.floats(1e-3, 1e3), st.floats(-1000, 1000))
def test_another_unit_changes_no_probability(made: Margins, factor: float, shift: float) -> None:
    def move(bound: float | None) -> float | None:
        return None if bound is None else bound * factor + shift

    moved = Margins(made.grid * factor + shift, made.tail, move(made.lower), move(made.upper))
    # Off the atoms, where one last bit decides on which side a value falls.
    values = made.quantile(0, np.linspace(0.003, 0.997, 23))
    values = values[(np.abs(values[:, None] - made.grid[0]) > 1e-6).all(1)]
    np.testing.assert_allclose(moved.cdf(0, values * factor + shift), made.cdf(0, values), atol=1e-6)


@FIXED
@given(margins(), st.floats(1, 3), st.floats(-500, 3000))
def test_widening_moves_no_probability_across_the_middle(made: Margins, factor: float, value: float) -> None:
    wide = made.widened(factor)
    assert (np.diff(wide.grid[0]) >= 0).all()
    assert wide.median[0] == made.median[0]
    # Off the atoms, where one last bit decides on which side a value falls.
    assume((np.abs(made.grid[0] - value) > 1e-6).all())
    if value < made.median[0]:
        assert wide.cdf(0, value) >= made.cdf(0, value) - 1e-9
    elif value > made.median[0]:
        assert wide.below(0, value) <= made.below(0, value) + 1e-9


@FIXED
@given(margins(), st.floats(0.3, 3))
def test_narrowing_or_widening_leaves_an_atom_on_its_bound(made: Margins, factor: float) -> None:
    changed = made.widened(factor)
    assert (np.diff(changed.grid[0]) >= 0).all()
    if made.lower is not None and (made.grid == made.lower).any():
        assert changed.cdf(0, made.lower) >= made.cdf(0, made.lower) - 1e-12
    if made.upper is not None and (made.grid == made.upper).any():
        assert changed.below(0, made.upper) <= made.below(0, made.upper) + 1e-12
