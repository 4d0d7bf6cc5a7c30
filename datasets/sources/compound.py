"""Compound files, the container of the older workbooks (xls): whether one is there to its last sector."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from datasets.sources.errors import FileRefused

COMPOUND = b"\xd0\xcf\x11\xe0"
_HEADER = 512
_LISTED = 109
_FREE = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFF9
"""Numbers above this are marks of an end, of a table or of nothing."""


def refuse_cut_compound(name: str, data: bytes) -> None:
    """Refuse a compound file of which the end is missing. Raises FileRefused.

    The container lists its sectors in an allocation table; each that is in use must be there whole. Readers
    of the format are not all so strict, and one takes the whole process down.
    """
    needed = _needed(data)
    if needed is None or len(data) < needed:
        had = f"{len(data):,} bytes of {needed:,}" if needed else f"{len(data):,} bytes"
        raise FileRefused(
            f"{name} is damaged or cut off ({had}).", field="file", value=len(data), remedy="Fetch it again."
        )


def _needed(data: bytes) -> int | None:
    """How many bytes the sectors in use take; None where the tables themselves are missing."""
    if len(data) < _HEADER:
        return None
    shift = int.from_bytes(data[30:32], "little")
    if shift not in (9, 12):
        return None
    size = 1 << shift
    last = -1
    for position, table in enumerate(_tables(data, size)):
        held = _sector(data, table, size)
        if held is None:
            return None
        numbers = struct.unpack(f"<{size // 4}I", held)
        used = [index for index, number in enumerate(numbers) if number != _FREE]
        if used:
            last = position * (size // 4) + used[-1]
    return (last + 2) * size


def _tables(data: bytes, size: int) -> Iterator[int]:
    """The numbers of the sectors that hold the allocation table: some in the header, the others in a chain."""
    yield from (one for one in struct.unpack(f"<{_LISTED}I", data[76:_HEADER]) if one <= _LAST_SECTOR)
    following = int.from_bytes(data[68:72], "little")
    for _ in range(len(data) // size + 1):
        if following > _LAST_SECTOR:
            return
        held = _sector(data, following, size)
        if held is None:
            # A table that is missing is as good as a sector far beyond the end.
            yield following
            return
        *numbers, following = struct.unpack(f"<{size // 4}I", held)
        yield from (one for one in numbers if one <= _LAST_SECTOR)


def _sector(data: bytes, number: int, size: int) -> bytes | None:
    start = (number + 1) * size
    held = data[start : start + size]
    return held if len(held) == size else None
