"""Values and differences of one indicator, each with the digits that can be defended."""

from __future__ import annotations

import math
from dataclasses import dataclass

from service.board.english import numbers
from service.board.english.units import Unit

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Quantities:
    """How the figures of one target are printed: its unit and the precision of publication."""

    unit: Unit
    decimals: int | None = None

    def measured(self, value: float) -> str:
        """A published value, to its published precision: ``64.9%``, ``79,619 cases``."""
        return self.unit.value(numbers.published(value, self.decimals))

    def measured_figure(self, value: float) -> str:
        """The same without its unit, for tables that name it in the head."""
        return numbers.published(value, self.decimals)

    def required(self, value: float) -> str:
        """A threshold as it was set, without trailing zeros: ``92%``, ``1.5 million homes``."""
        return self.unit.value(_threshold(value))

    def expected(self, value: float, step: float) -> str:
        """A forecast on its grid: ``68%``, ``1.0 million homes``."""
        return self.unit.value(_rounded(value, step))

    def difference(self, value: float, step: float) -> str:
        """The size of a difference on its grid, without a sign: ``24 points``, ``£190``."""
        return self.unit.difference(_rounded(abs(value), step))

    def difference_figure(self, value: float, step: float) -> str:
        """The same without its unit."""
        return _rounded(abs(value), step)

    def label(self, value: float) -> str:
        """A value on a chart, as short as it can be: ``1.5m``, ``64.9%``, ``£10,127``."""
        return self.unit.bare(_label(value, self.decimals))

    def label_required(self, value: float) -> str:
        """A threshold on a chart, without trailing zeros: ``92%``, ``1.5m``."""
        return self.unit.bare(_label(value, None))

    def label_expected(self, value: float, step: float) -> str:
        """A forecast on a chart: no finer than its grid."""
        rounded = round(value / step) * step
        return self.unit.bare(_label(rounded, numbers.decimals_of(step)))

    def measured_step(self, value: float) -> float:
        """The grid for a difference between measured values: two figures, but no finer than published."""
        finest = 10.0 ** -(self.decimals if self.decimals is not None else 1)
        if value == 0:
            return finest
        return float(max(10.0 ** (math.floor(math.log10(abs(value))) - 1), finest))


def _threshold(value: float) -> str:
    if abs(value) >= _MILLION:
        return f"{numbers.published(value / _MILLION, None)} million"
    return numbers.published(value, None) if abs(value) < 1000 else numbers.plain(value)


def _rounded(value: float, step: float) -> str:
    rounded = round(value / step) * step
    if abs(rounded) >= _MILLION:
        return _millions(rounded, max(0, 6 - math.floor(math.log10(step) + 1e-9)))
    return numbers.on_grid(value, step)


def _millions(value: float, decimals: int) -> str:
    return f"{numbers.published(round(value / _MILLION, decimals), min(decimals, 2) or None)} million"


def _label(value: float, decimals: int | None) -> str:
    if abs(value) >= 10_000:
        # Five figures are still read at a glance; from a hundred thousand a letter is shorter.
        return numbers.plain(value) if abs(value) < 100_000 and value % 1000 else numbers.compact(value)
    return numbers.published(value, min(decimals, 2) if decimals is not None else None)
