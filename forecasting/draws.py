"""How well a number of simulated paths pins a probability down.

The exact (Clopper and Pearson 1934) limits of a share of independent draws: the probabilities under which so many
hits, or so few, would be no more than a tail. Stratified draws, as ours are, lie closer.
"""

from __future__ import annotations

import math

import numpy as np

_HALVINGS = 100


def _log_terms(hits: int, draws: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Logarithms of the binomial coefficients of 0 to ``hits`` out of ``draws``."""
    logs = np.array([math.lgamma(k + 1) for k in range(draws + 1)])
    k = np.arange(hits + 1)
    return np.asarray(logs[draws] - logs[k] - logs[draws - k])


def _at_most(coefficients: np.ndarray[tuple[int], np.dtype[np.float64]], draws: int, p: float) -> float:
    """P(at most so many hits) for a chance p."""
    k = np.arange(len(coefficients))
    logs = coefficients + k * math.log(p) + (draws - k) * math.log1p(-p)
    top = float(logs.max())
    return float(min(1.0, math.exp(top) * np.exp(logs - top).sum()))


def _limit(hits: int, draws: int, tail: float) -> float:
    """The chance under which at most ``hits`` have the probability ``tail``."""
    if hits >= draws:
        return 1.0
    coefficients = _log_terms(hits, draws)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if _at_most(coefficients, draws, middle) > tail:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def share_limits(hits: int, draws: int, *, coverage: float = 0.95) -> tuple[float, float]:
    """The exact two-sided limits of a probability of which ``hits`` out of ``draws`` were seen.

    Raises ValueError for impossible counts.
    """
    if draws < 1 or not 0 <= hits <= draws or not 0 < coverage < 1:
        raise ValueError("hits must lie between 0 and the number of draws")
    tail = (1 - coverage) / 2
    return 1 - _limit(draws - hits, draws, tail), _limit(hits, draws, tail)


def shown(hits: int, draws: int) -> float:
    """The probability to print for a share of draws, (hits + ½)/(draws + 1): never 0 and never 1."""
    return (hits + 0.5) / (draws + 1)
