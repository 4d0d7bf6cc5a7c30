"""Which places drive a gap: the shortfall of a whole shared out among its parts, so that the shares add up to it.

Each place is asked for its share of what the whole is asked for, the share that it had of the whole to begin with:
so the same proportional change everywhere. Its shortfall is what that asks for less what it is heading for. For a
rate the share is that of the denominator, and the shortfall counts in points of the whole's rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.hierarchy.tree import Tree

Floats = NDArray[np.float64]

_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class PlaceShortfall:
    """One place: what is asked of it, what it is heading for, and how far short that leaves it.

    ``share`` is its share of the whole. ``projected`` and ``shortfall`` are given as the 10th, 50th and 90th
    percentile; ``mean`` is the mean shortfall, which adds up over places. ``chance`` is the chance that it falls
    short, ``rank`` its place among all leaves by mean shortfall (1 falls furthest short; None for what is no leaf),
    ``rank_low`` to ``rank_high`` the central 80% of that place over the paths.
    """

    area: str
    parent: str | None
    share: float
    required: float
    projected: tuple[float, float, float]
    shortfall: tuple[float, float, float]
    mean: float
    chance: float
    rank: int | None
    rank_low: int | None
    rank_high: int | None


def share_out(
    tree: Tree, values: Floats, shares: Floats, *, required: float, sign: int
) -> tuple[PlaceShortfall, ...]:
    """The shortfall of every place, the whole first; those of the leaves add up to that of the whole in every path.

    ``values`` (N, leaves) are paths of what is asked about, ``shares`` (leaves) add up to one, ``required`` is what
    the whole is asked for; ``sign`` is 1 where more is better and −1 where less is.
    """
    asked = required * shares
    return _places(tree, values, asked, sign * (asked - values), shares)


def share_out_rate(
    tree: Tree, numerators: Floats, denominators: Floats, *, required: float, sign: int, scale: float = 1.0
) -> tuple[PlaceShortfall, ...]:
    """The same for a rate: ``scale`` × numerator / denominator. Numerators (N, leaves), denominators (leaves)."""
    shares = denominators / denominators.sum()
    rates = scale * numerators / denominators
    short = sign * shares * (required - rates)
    asked = np.full(len(shares), required)
    return _places(tree, rates, asked, short, shares, weights=shares)


def _places(
    tree: Tree,
    values: Floats,
    asked: Floats,
    short: Floats,
    shares: Floats,
    *,
    weights: Floats | None = None,
) -> tuple[PlaceShortfall, ...]:
    adding = tree.summing
    order = (-short).argsort(axis=1).argsort(axis=1) + 1
    ranked = dict(zip(tree.leaves, (-short.mean(0)).argsort().argsort() + 1, strict=True))
    column = {name: k for k, name in enumerate(tree.leaves)}
    found = []
    for name, row in zip(tree.nodes, adding, strict=True):
        inside = row if weights is None else row * weights / max(float(row @ weights), 1e-300)
        own, gap = values @ inside, short @ row
        leaf = name in column
        low, high = np.quantile(order[:, column[name]], (0.1, 0.9)) if leaf else (0, 0)
        found.append(
            PlaceShortfall(
                area=name,
                parent=tree.parent_of(name),
                share=float(row @ shares),
                required=float(asked @ inside),
                projected=_percentiles(own),
                shortfall=_percentiles(gap),
                mean=float(gap.mean()),
                chance=float((gap > 0).mean()),
                rank=int(ranked[name]) if leaf else None,
                rank_low=int(low) if leaf else None,
                rank_high=int(np.ceil(high)) if leaf else None,
            )
        )
    return tuple(found)


def _percentiles(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, _LEVELS).tolist()
    return low, middle, high


def shares_of(values: Sequence[float]) -> Floats:
    """Shares of a total from what each part had; even where the whole had nothing."""
    held = np.maximum(np.asarray(values, dtype=float), 0.0)
    total = float(held.sum())
    return held / total if total > 0 else np.full(len(held), 1 / len(held))
