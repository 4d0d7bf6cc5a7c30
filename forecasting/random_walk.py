"""Closed forms for a random walk with drift: what simulated probabilities are held against.

Each step adds a normal change with mean μ (``drift``) and standard deviation σ (``sigma``). First passage is that of
Brownian motion, watched continuously: published figures are looked at once a period, and then it is a little rarer.
Distance is how far the target lies ahead, positive where it is not reached yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()
_HALVINGS = 200


def _phi(x: float) -> float:
    """Φ(x) with all its digits in the lower tail, which a first passage multiplies by a large number."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def _log_phi(x: float) -> float:
    """ln Φ(x), also where Φ itself is too small to write down (Mills' ratio, Abramowitz and Stegun 26.2.12)."""
    if x > -25:
        return math.log(_phi(x))
    q = 1 / (x * x)
    return -0.5 * x * x - math.log(-x * math.sqrt(2 * math.pi)) + math.log1p(-q * (1 - q * (3 - 15 * q)))


@dataclass(frozen=True, slots=True)
class RandomWalk:
    """A random walk by its drift and the standard deviation of a step, which must be positive."""

    drift: float
    sigma: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.drift) and 0 < self.sigma < math.inf):
            raise ValueError("a random walk needs a finite drift and a positive step")

    def beyond(self, distance: float, *, steps: float) -> float:
        """P(the walk stands at or beyond a distance after so many steps): Φ((μn − δ)/(σ√n))."""
        return _phi((self.drift * steps - distance) / (self.sigma * math.sqrt(steps)))

    def ever_by(self, distance: float, *, steps: float) -> float:
        """P(it has reached the distance at any moment by then): adds e^(2μδ/σ²)·Φ((−δ − μn)/(σ√n))."""
        if distance <= 0:
            return 1.0
        log_tail = _log_phi((-distance - self.drift * steps) / (self.sigma * math.sqrt(steps)))
        # Neither factor need be writable where their product is an ordinary probability.
        extra = math.exp(min(2 * self.drift * distance / self.sigma**2 + log_tail, 0.0))
        return min(1.0, self.beyond(distance, steps=steps) + extra)

    def ever(self, distance: float) -> float:
        """P(it ever reaches the distance): 1 unless it drifts away, then e^(2μδ/σ²)."""
        if distance <= 0 or self.drift >= 0:
            return 1.0
        return math.exp(2 * self.drift * distance / self.sigma**2)

    def mean_time(self, distance: float) -> float | None:
        """The mean number of steps until the distance is reached, δ/μ; None where the walk may never arrive."""
        return max(distance, 0.0) / self.drift if self.drift > 0 else None

    def time_by(self, distance: float, chance: float) -> float | None:
        """The number of steps within which the distance is reached with a probability; None where it never is."""
        if distance <= 0:
            return 0.0
        if self.ever(distance) <= chance:
            return None
        high = 1.0
        while self.ever_by(distance, steps=high) < chance:
            high *= 2
            if high > 1e12:
                return None
        return _halved(lambda n: self.ever_by(distance, steps=n) >= chance, 1e-12, high)

    def distance_beyond(self, chance: float, *, steps: float) -> float:
        """The distance at or beyond which the walk stands with a probability: μn + σ√n·Φ⁻¹(1 − p)."""
        return self.drift * steps + self.sigma * math.sqrt(steps) * _NORMAL.inv_cdf(1 - chance)

    def distance_ever_by(self, chance: float, *, steps: float) -> float:
        """The distance that is reached at some moment by then with a probability below 1."""
        high = max(1.0, abs(self.distance_beyond(chance, steps=steps)))
        while self.ever_by(high, steps=steps) > chance:
            high *= 2
        return _halved(lambda d: self.ever_by(d, steps=steps) <= chance, 0.0, high)

    def sum_of_levels(self, start: float, *, steps: int) -> tuple[float, float]:
        """Mean and standard deviation of the sum of the next levels, starting from one: Σ (start + μk), σ√(Σ k²)."""
        mean = steps * start + self.drift * steps * (steps + 1) / 2
        return mean, self.sigma * math.sqrt(steps * (steps + 1) * (2 * steps + 1) / 6)


def at_least(total: float, *, mean: float, sd: float) -> float:
    """P(a normal quantity is at least a value)."""
    return _phi((mean - total) / sd)


def implied_sigma(headroom: float, probability: float) -> float:
    """The standard deviation that a headroom and a probability of keeping it imply: headroom/Φ⁻¹(p).

    Raises ValueError where they contradict each other (a positive headroom kept with at most one half).
    """
    score = _NORMAL.inv_cdf(probability)
    if score == 0 or headroom / score <= 0:
        raise ValueError("headroom and probability contradict each other")
    return headroom / score


def _halved(true_from: Callable[[float], bool], low: float, high: float) -> float:
    """The point from which a condition holds, which fails at ``low`` and holds at ``high``."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if true_from(middle):
            high = middle
        else:
            low = middle
    return high
