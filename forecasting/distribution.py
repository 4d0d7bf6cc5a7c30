"""The two-piece normal: a normal distribution whose halves have different widths, as in central banks' fan charts.

σ₁ = σ/√(1 + γ) below the mode, σ₂ = σ/√(1 − γ) above it, so γ > 0 gives the longer tail to the right. Below the mode
F(x) = 2σ₁/(σ₁ + σ₂)·Φ((x − m)/σ₁), above it 1 − 2σ₂/(σ₁ + σ₂)·(1 − Φ((x − m)/σ₂)). Parameters as the Bank of England
publishes them, via G. Abel's fanplot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class TwoPieceNormal:
    """A distribution by its mode, its uncertainty σ > 0 and its skew γ between −1 and 1 (0: normal).

    Raises ValueError for other parameters.
    """

    mode: float
    sigma: float
    skew: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mode) and 0 < self.sigma < math.inf and -1 < self.skew < 1):
            raise ValueError("a two-piece normal needs a finite mode, σ > 0 and a skew between −1 and 1")

    @property
    def below(self) -> float:
        """Width of the lower half."""
        return self.sigma / math.sqrt(1 + self.skew)

    @property
    def above(self) -> float:
        """Width of the upper half."""
        return self.sigma / math.sqrt(1 - self.skew)

    @property
    def mean(self) -> float:
        """The mean: mode + √(2/π)·(σ₂ − σ₁)."""
        return self.mode + math.sqrt(2 / math.pi) * (self.above - self.below)

    def cdf(self, x: float) -> float:
        """P(X ≤ x)."""
        total = self.below + self.above
        if x <= self.mode:
            return 2 * self.below / total * _NORMAL.cdf((x - self.mode) / self.below)
        return 1 - 2 * self.above / total * _NORMAL.cdf((self.mode - x) / self.above)

    def quantile(self, p: float) -> float:
        """The value not exceeded with probability p, strictly between 0 and 1; raises ValueError otherwise."""
        if not 0 < p < 1:
            raise ValueError("a quantile needs a probability between 0 and 1")
        total = self.below + self.above
        if p <= self.below / total:
            return self.mode + self.below * _NORMAL.inv_cdf(p * total / (2 * self.below))
        return self.mode - self.above * _NORMAL.inv_cdf((1 - p) * total / (2 * self.above))
