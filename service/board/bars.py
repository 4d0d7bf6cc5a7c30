"""A bar in a table: how long it is, and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """The length in hundredths of the cell, and the class that draws it."""

    length: str
    kind: str


def bar(share: float, kind: str) -> Bar:
    """A bar of a share between 0 and 1; a share that is not nothing is always to be seen."""
    length = min(max(share, 0.0), 1.0) * 100
    if share > 0:
        length = max(length, 0.6)
    return Bar(f"{length:.1f}".removesuffix(".0"), kind)
