"""The threshold a target sets, in the unit of its indicator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Reason
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.margins import Margins
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target

if TYPE_CHECKING:
    from forecasting.forecasts import Forecast

Floats = NDArray[np.float64]
# Compare after rounding, so that float noise never decides (METHODS: boundary rule).
PLACES = 10
# From here on neighbouring floats lie further apart than the tenth decimal: there is nothing to round.
_LARGE = 2.0**19
# Exactly 0 and 1 are for what is logically certain; a far tail is only very unlikely.
SLIVER = 1e-9


def compared(value: float | Floats) -> Floats:
    """Values as they are compared: to ten decimals, so that float noise never decides."""
    y = np.asarray(value, dtype=float)
    small = np.abs(y) < _LARGE
    return np.where(small, np.round(np.where(small, y, 0.0), PLACES), y)


@lru_cache(maxsize=4096)
def _least(value: float, *, above: bool = False) -> float:
    """The least number that counts as at least as much as a value, or as more than it, once both are rounded.

    Rounding never turns an order round, so that one comparison with this number says the same as rounding first.
    """
    wanted = _rounded(value)

    def counts(y: float) -> bool:
        return _rounded(y) > wanted if above else _rounded(y) >= wanted

    reach = max(4 * 10.0**-PLACES, 8 * math.ulp(value))
    no, yes = value - reach, value + reach
    if counts(no) or not counts(yes):  # no number lies between, or none is a number
        return value
    while no < (middle := no + 0.5 * (yes - no)) < yes:
        no, yes = (no, middle) if counts(middle) else (middle, yes)
    return yes


def _before(value: float) -> float:
    return math.nextafter(value, -math.inf)


def _rounded(value: float) -> float:
    """The same as ``compared`` of one number."""
    return round(value * 10.0**PLACES) / 10.0**PLACES if abs(value) < _LARGE else value


def uncertain(probability: float) -> float:
    """A probability of something open, never exactly 0 or 1."""
    return min(max(probability, SLIVER), 1 - SLIVER)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison a value must pass: at least, above, at most, below, or between ``value`` and ``upper``."""

    comparator: Comparator
    value: float
    upper: float | None = None

    @property
    def sign(self) -> int:
        """+1 where more is better, −1 where less is, 0 for a band."""
        return self.comparator.direction.sign

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value that pass; infinite where any does."""
        match self.comparator:
            case Comparator.AT_LEAST:
                return _least(self.value), math.inf
            case Comparator.ABOVE:
                return _least(self.value, above=True), math.inf
            case Comparator.AT_MOST:
                return -math.inf, _before(_least(self.value, above=True))
            case Comparator.BELOW:
                return -math.inf, _before(_least(self.value))
            case Comparator.BETWEEN:
                return _least(self.value), _before(_least(self._upper_end, above=True))

    def met(self, value: float | Floats) -> NDArray[np.bool_]:
        """Whether values pass."""
        low, high = self.ends
        y = np.asarray(value, dtype=float)
        if high == math.inf:
            return np.asarray(y >= low)
        return np.asarray(y <= high) if low == -math.inf else np.asarray((y >= low) & (y <= high))

    def met_by(self, forecast: Forecast) -> NDArray[np.bool_]:
        """Which sample paths of a forecast pass at each step, shape (N, H)."""
        return forecast.within(*self.ends)

    def probability(self, margins: Margins, horizon: int) -> float:
        """P(the value passes) from the exact margin at a horizon (0-based)."""
        match self.comparator:
            case Comparator.AT_LEAST:
                return float(1 - margins.below(horizon, self.value))
            case Comparator.ABOVE:
                return float(1 - margins.cdf(horizon, self.value))
            case Comparator.AT_MOST:
                return float(margins.cdf(horizon, self.value))
            case Comparator.BELOW:
                return float(margins.below(horizon, self.value))
            case Comparator.BETWEEN:
                return float(margins.cdf(horizon, self._upper_end) - margins.below(horizon, self.value))

    def short_of(self, value: float) -> float:
        """How far a value falls short, positive when it does; for a band, the distance outside it."""
        if self.comparator is Comparator.BETWEEN:
            return max(self.value - value, value - self._upper_end, 0.0)
        return self.sign * (self.value - value)

    @property
    def _upper_end(self) -> float:
        return self.value if self.upper is None else self.upper


@dataclass(frozen=True, slots=True)
class Resolved:
    """A threshold with its baseline, or the reason why there is none."""

    threshold: Threshold | None
    baseline: float | None = None
    reason: Reason | None = None
    text: str = ""
    findings: tuple[Finding, ...] = ()


def baseline_of(target: Target, series: Series | None) -> tuple[float | None, tuple[Finding, ...]]:
    """The baseline value: from the series as now published where it has the period, else as stated.

    A relative target moves with a revised baseline (the Healthy People 2010 rule); a difference from
    the stated value becomes a finding.
    """
    period, stated = target.baseline.period, target.baseline.value
    if series is None or period is None:
        return stated, ()
    published = series.value_at(period)
    if published is None:
        return stated, ()
    tolerance = max(series.indicator.rounding, 1e-9 * abs(published))
    if stated is not None and abs(published - stated) > tolerance:
        return published, (
            Finding(
                FindingCode.BASELINE_DIFFERS,
                f"The baseline for {period.label} is now published as {published:g}; the target was set on {stated:g}.",
                Severity.CAUTION,
            ),
        )
    return published, ()


def resolve_threshold(target: Target, series: Series | None) -> Resolved:
    """The threshold of a level-like target in the unit of its indicator."""
    comparator = Comparator.BETWEEN if target.kind is Kind.BAND else target.comparator
    if target.kind is Kind.ELIMINATION:
        return Resolved(_elimination(target.functional_zero, series))
    if comparator is None or target.value is None:
        return Resolved(None, reason=Reason.NO_TARGET_SET, text="No number was set.")
    if comparator is Comparator.BETWEEN and target.upper is None:
        return Resolved(
            None, reason=Reason.NO_TARGET_SET, text="A band needs an upper end, and none was set."
        )
    if not target.kind.is_change:
        upper_end = target.upper if comparator is Comparator.BETWEEN else None
        return Resolved(Threshold(comparator, target.value, upper_end))
    baseline, findings = baseline_of(target, series)
    if baseline is None:
        return Resolved(
            None,
            reason=Reason.BASELINE_NOT_SET,
            text="The change is measured from a baseline that is not known.",
        )
    change = baseline * target.value / 100 if target.kind is Kind.CHANGE_PERCENT else target.value
    value = float(compared(baseline + change))
    lower, upper = _bounds(series)
    if target.kind is Kind.CHANGE_PP and not lower <= value <= upper:
        return Resolved(
            None,
            baseline,
            Reason.OUTSIDE_BOUNDS,
            f"The target would be {value:g}, which the indicator cannot reach.",
        )
    return Resolved(Threshold(comparator, value), baseline, findings=findings)


def _elimination(zero: float, series: Series | None) -> Threshold:
    """Met when the value, rounded to publication precision, is at or below the functional zero."""
    unit = series.indicator.rounding if series is not None else 0.0
    if unit == 0:
        return Threshold(Comparator.AT_MOST, zero)
    highest = float(np.floor(zero / unit + 1e-9)) * unit  # the last printed value that counts as none
    return Threshold(Comparator.BELOW, highest + unit / 2)


def _bounds(series: Series | None) -> tuple[float, float]:
    if series is None:
        return -np.inf, np.inf
    low, high = series.indicator.lower, series.indicator.upper
    return (-np.inf if low is None else low), (np.inf if high is None else high)
