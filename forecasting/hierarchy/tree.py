"""What lies in what: a whole, its parts, and theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import HeadwayError

Floats = NDArray[np.float64]


class TreeInvalid(HeadwayError):
    """Places that do not make one whole: a circle, two parents, or no part at all."""

    code = "tree_invalid"


@dataclass(frozen=True, eq=False)
class Tree:
    """A whole and its parts. ``children`` names the parts of each place that has any.

    Nodes are numbered from the whole downwards, every part after what it lies in; leaves are those without parts.
    Raises TreeInvalid.
    """

    root: str
    children: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        seen = list(self._walk())
        if len(seen) != len(set(seen)):
            twice = next(name for k, name in enumerate(seen) if name in seen[:k])
            raise TreeInvalid(f"“{twice}” stands in two places.", field="parent", value=twice)
        lost = sorted(set(self.children) - set(seen))
        if lost:
            raise TreeInvalid(
                f"“{lost[0]}” does not lie in “{self.root}”.", field="parent", value=lost[0],
                remedy="Give the place it lies in.",
            )  # fmt: skip
        if not self.children.get(self.root):
            raise TreeInvalid(f"“{self.root}” has no parts.", field="area", value=self.root)

    def _walk(self) -> Iterator[str]:
        waiting, passed = [self.root], 0
        limit = 1 + sum(len(parts) for parts in self.children.values())
        while waiting:
            name = waiting.pop(0)
            yield name
            passed += 1
            if passed > limit:
                return
            waiting.extend(self.children.get(name, ()))

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Every place, the whole first, then its parts, then theirs."""
        return tuple(self._walk())

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The places without parts, in the order of the nodes."""
        return tuple(name for name in self.nodes if not self.children.get(name))

    @cached_property
    def summing(self) -> Floats:
        """Which leaves each node adds up: shape (nodes, leaves), of zeros and ones."""
        column = {name: k for k, name in enumerate(self.leaves)}
        row = {name: k for k, name in enumerate(self.nodes)}
        found = np.zeros((len(self.nodes), len(self.leaves)))
        for name in reversed(self.nodes):
            parts = self.children.get(name, ())
            if parts:
                found[row[name]] = sum(found[row[part]] for part in parts)
            else:
                found[row[name], column[name]] = 1.0
        return found

    def parent_of(self, name: str) -> str | None:
        """The place a place lies in, or None for the whole."""
        return next((place for place, parts in self.children.items() if name in parts), None)
