"""Quantile grids as bytes: every number kept to the last bit, in two thirds of the room.

Numbers beside each other in a grid differ little, so of the integers with the same bits only the differences between
neighbours are kept, byte planes of equal weight together, compressed.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MARK = b"HWG1"
_SIZE = 4
_INTEGER = {8: np.int64, 4: np.int32}


def packed_grid(grid: NDArray[np.floating[Any]]) -> bytes:
    """A grid (horizons, levels) of 64 or 32 bit numbers as bytes, the same for the same grid."""
    width = grid.dtype.itemsize
    whole = np.ascontiguousarray(grid, dtype=f"<f{width}").view(_INTEGER[width])
    with np.errstate(over="ignore"):
        for axis in (0, 1):
            whole = np.diff(whole, axis=axis, prepend=whole.dtype.type(0))
        # The sign goes into the lowest bit: small differences of either sign have the same high bytes.
        folded = (whole << 1) ^ (whole >> (8 * width - 1))
    planes = folded.view(np.uint8).reshape(-1, width).T
    shape = b"".join(size.to_bytes(_SIZE, "little") for size in grid.shape)
    return _MARK + bytes([width]) + shape + zlib.compress(planes.tobytes(), 1)


def grid_of(data: bytes) -> NDArray[np.floating[Any]]:
    """The grid again, read-only. One that was kept in NumPy's own file format is read as well."""
    if not data.startswith(_MARK):
        found: NDArray[np.floating[Any]] = np.load(BytesIO(data), allow_pickle=False)
        found.setflags(write=False)
        return found
    place = len(_MARK)
    width = data[place]
    start = place + 1
    steps, levels = (int.from_bytes(data[at : at + _SIZE], "little") for at in (start, start + _SIZE))
    planes = np.frombuffer(zlib.decompress(data[start + 2 * _SIZE :]), np.uint8).reshape(width, -1)
    folded = np.ascontiguousarray(planes.T).view(_INTEGER[width]).reshape(steps, levels)
    unsigned = folded.view(np.dtype(f"u{width}"))
    with np.errstate(over="ignore"):
        whole = (unsigned >> 1).view(folded.dtype) ^ -(folded & 1)
        for axis in (1, 0):
            whole = np.cumsum(whole, axis=axis, dtype=whole.dtype)
    grid: NDArray[np.floating[Any]] = whole.view(np.dtype(f"<f{width}"))
    grid.setflags(write=False)
    return grid
