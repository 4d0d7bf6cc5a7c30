"""A grid comes back to the last bit."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from service.store.grids import grid_of, packed_grid

shapes = st.tuples(st.integers(0, 5), st.integers(1, 7))


@given(arrays(np.float64, shapes, elements=st.floats(width=64)))
def test_every_bit_of_wide_numbers_comes_back(grid):
    assert grid_of(packed_grid(grid)).tobytes() == grid.tobytes()


@given(arrays(np.float32, shapes, elements=st.floats(width=32)))
def test_every_bit_of_narrow_numbers_comes_back(grid):
    found = grid_of(packed_grid(grid))
    assert found.dtype == np.float32
    assert found.shape == grid.shape
    assert found.tobytes() == grid.tobytes()


def test_a_fan_takes_less_room_and_may_not_be_changed():
    steps, levels = np.arange(1, 41)[:, None], np.linspace(-3, 3, 59)[None, :]
    grid = 1000 + 17.3 * np.sqrt(steps) * np.sinh(levels)
    data = packed_grid(grid)
    assert len(data) < 0.75 * grid.nbytes
    with pytest.raises(ValueError, match="read-only"):
        grid_of(data)[0, 0] = 1.0


def test_one_kept_earlier_is_read():
    grid, file = np.arange(6.0).reshape(2, 3), BytesIO()
    np.save(file, grid, allow_pickle=False)
    assert grid_of(file.getvalue()).tobytes() == grid.tobytes()
