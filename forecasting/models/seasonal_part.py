"""Takes a plain season out of one series before a non-seasonal family fits it, and puts it back after.

Ratios where the series is positive throughout, differences where it is not; only where the season is
plain to see (the test of the M competitions, as in ``seasonal_adjustment`` and ``seasonality``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.history import Floats
from forecasting.models.seasonal_adjustment import seasonal_factors
from forecasting.seasonality import additive_season


@dataclass(frozen=True, eq=False)
class SeasonalPart:
    """The season of one series by position in the cycle; position 0 is its first value."""

    factors: Floats
    effects: Floats

    @classmethod
    def of(cls, values: Floats, *, season: int) -> SeasonalPart:
        """Find the season of a series without gaps; none for a season of one."""
        length = max(season, 1)
        none = cls(np.ones(length), np.zeros(length))
        if length == 1:
            return none
        if (values > 0).all():
            return cls(seasonal_factors(values[:, None], season=length)[:, 0], none.effects)
        effects = additive_season(values, length)
        return none if effects is None else cls(none.factors, effects)

    def _at(self, start: int, count: int) -> tuple[Floats, Floats]:
        place = (start + np.arange(count)) % len(self.factors)
        return self.factors[place], self.effects[place]

    @property
    def found(self) -> bool:
        """Whether there is a season at all."""
        return bool((self.factors != 1).any() or (self.effects != 0).any())

    def remove(self, values: Floats) -> Floats:
        """The series without its season."""
        factors, effects = self._at(0, len(values))
        return values / factors - effects

    def restore(self, location: Floats, spread: Floats, *, start: int) -> tuple[Floats, Floats]:
        """A forecast with the season back; ``start`` is the position of its first step."""
        factors, effects = self._at(start, len(location))
        return (location + effects) * factors, spread * np.abs(factors)
