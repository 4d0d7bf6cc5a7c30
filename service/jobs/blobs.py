"""Several pieces of bytes as one: what came of a part that had to be divided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LENGTH = 8


def joined(blobs: Iterable[bytes]) -> bytes:
    """One piece that holds all of them in order."""
    return b"".join(len(blob).to_bytes(_LENGTH, "big") + blob for blob in blobs)


def divided(data: bytes | None) -> Iterator[bytes]:
    """The pieces again."""
    place = 0
    while data and place < len(data):
        length = int.from_bytes(data[place : place + _LENGTH], "big")
        place += _LENGTH
        yield data[place : place + length]
        place += length
