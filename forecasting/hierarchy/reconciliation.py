"""Forecasts of parts and wholes that do not add up, made to: minimum trace reconciliation.

Base forecasts ŷ of all n nodes become S·b with b = (SᵀW⁻¹S)⁻¹SᵀW⁻¹·ŷ, where S adds up the m leaves and W is the
covariance of the base errors (Wickramasuriya, Athanasopoulos and Hyndman 2019). The published margin of the whole is
kept by giving the whole an error of nothing.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forecasting.hierarchy.errors import shrunk_correlation

Floats = NDArray[np.float64]
_SLIVER = 1e-9
_RIDGE = 1e-12


class Weights(StrEnum):
    """What the covariance of base errors is taken to be."""

    OLS = "ols"
    STRUCTURAL = "wls_struct"
    VARIANCE = "wls_var"
    SHRUNK = "mint_shrink"


def covariance(weights: Weights, summing: Floats, *, errors: Floats | None = None) -> Floats:
    """W (n, n): even, by how many leaves a node adds up, by the variance of its errors, or all of it drawn in.

    ``errors`` (T, n) are one-step errors of the base forecasts; the last two need them. Raises ValueError without.
    """
    count = len(summing)
    if weights is Weights.OLS:
        return np.eye(count)
    if weights is Weights.STRUCTURAL:
        return np.diag(summing.sum(1))
    if errors is None:
        raise ValueError(f"{weights} needs the errors of the base forecasts")
    if weights is Weights.VARIANCE:
        return np.diag(_floored(np.nanmean(errors**2, axis=0)))
    scale = np.sqrt(_floored(np.nanvar(errors, axis=0)))
    correlation, _ = shrunk_correlation(errors)
    return np.asarray(correlation * np.outer(scale, scale))


def _floored(variance: Floats) -> Floats:
    """Variances with none so small that the matrix cannot be inverted."""
    return np.maximum(variance, _SLIVER * max(float(variance.max()), _SLIVER))


def reconcile(base: Floats, summing: Floats, weights: Floats, *, keep_whole: bool = True) -> Floats:
    """Leaves (…, m) that add up, from base values (…, n) of all nodes; the first node is the whole.

    Nodes with a variance of nothing are not moved, where their parts leave room. ``keep_whole`` says so of the whole:
    it stays exactly as it was given, in every row of ``base``. W itself is never inverted (ŷ − WU(UᵀWU)⁻¹Uᵀŷ, with
    Uᵀŷ what is missing from each sum).
    """
    leaf = summing.sum(1) == 1
    parts = np.flatnonzero(~leaf)
    adding = np.array([summing[row] for row in parts])
    missing = np.zeros((len(parts), len(summing)))
    missing[np.arange(len(parts)), parts] = 1.0
    missing[:, _columns(summing, leaf)] -= adding
    known = np.array(weights)
    if keep_whole:
        known[0, :] = known[:, 0] = 0.0
    moved = known @ missing.T
    inner = missing @ moved
    inner += _RIDGE * max(float(np.diag(inner).max()), _RIDGE) * np.eye(len(inner))
    gain = np.linalg.solve(inner, moved.T).T
    settled = base - (base @ missing.T) @ gain.T
    leaves = settled[..., _columns(summing, leaf)]
    if not keep_whole:
        return np.asarray(leaves)
    # What the ridge left over, a part in a billion.
    return np.asarray(leaves + (base[..., :1] - leaves.sum(-1, keepdims=True)) / leaves.shape[-1])


def _columns(summing: Floats, leaf: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The node of each leaf, in the order of the leaves."""
    rows = np.flatnonzero(leaf)
    found = np.empty(summing.shape[1], dtype=np.intp)
    found[summing[rows].argmax(1)] = rows
    return found


def kept_within(leaves: Floats, whole: Floats, *, lower: float | None) -> Floats:
    """The same leaves (…, m) with none below ``lower``, still adding up to ``whole`` (…).

    What lies below is raised to the bound and the rest brought down in proportion to its height above it. Where the
    whole itself leaves no room, every leaf gets an even share of it.
    """
    if lower is None:
        return leaves
    above = np.maximum(leaves - lower, 0.0)
    room = whole - lower * leaves.shape[-1]
    total = above.sum(-1)
    even = np.full_like(leaves, 1 / leaves.shape[-1])
    share = np.where(total[..., None] > 0, above / np.where(total > 0, total, 1.0)[..., None], even)
    bounded = lower + share * room[..., None]
    touched = (leaves < lower).any(-1) | (room < 0)
    return np.where(touched[..., None], bounded, leaves)
