"""Steps, pulses and ramps."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.errors import PeriodsNotComparable
from forecasting.indicators import Indicator
from forecasting.models.interventions import Intervention, Shape
from forecasting.periods import Period
from forecasting.series import Series


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Intervention(2), [0, 0, 1, 1, 1, 1]),
        (Intervention(2, Shape.PULSE), [0, 0, 1, 0, 0, 0]),
        (Intervention(1, Shape.PULSE, 3), [0, 1, 1, 1, 0, 0]),
        (Intervention(1, Shape.RAMP, 4), [0, 0.25, 0.5, 0.75, 1, 1]),
        (Intervention(9), [0, 0, 0, 0, 0, 0]),
    ],
    ids=lambda value: value.name if isinstance(value, Intervention) else "",
)
def test_shapes(item: Intervention, expected: list[float]) -> None:
    np.testing.assert_allclose(item.values(6), expected)


def test_an_intervention_is_dated_by_a_period_of_its_series() -> None:
    quarters = [Period.parse(f"{2020 + k // 4}-Q{k % 4 + 1}") for k in range(8)]
    series = Series.of(Indicator("x"), [(quarter, 1.0) for quarter in quarters])
    assert Intervention.of(quarters[5], series=series) == Intervention(5)
    cut = Intervention.of(quarters[5], series=series, shape=Shape.PULSE, length=2, first_step=2)
    assert cut == Intervention(3, Shape.PULSE, 2)
    with pytest.raises(PeriodsNotComparable):
        Intervention.of(Period.parse("2021"), series=series)
