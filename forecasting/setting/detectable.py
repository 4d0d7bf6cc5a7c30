"""Targets that are just large enough to matter or to be seen: an effect size, or the least significant change."""

from __future__ import annotations

import math

from forecasting.public_methods.ladder import settled
from forecasting.public_methods.yardstick import Tag
from forecasting.setting.proposed import Against, Proposed, Unset, proposed

_HP = (
    "Hubbard, Talih, Klein and Huang, Target-Setting Methods in Healthy People 2030, NCHS, 2020, "
    "https://www.cdc.gov/nchs/healthy_people/hp2030/hp2030-target-setting.htm"
)
_Z = 1.96


def cohens_h(
    baseline_percent: float, *, sign: int, h: float = 0.1, against: Against | None = None
) -> Proposed:
    """A percentage moved by an effect of size h on the angle scale φ = 2·asin √p (h = 0.1: ten points in a hundred at 50%).

    The angle is kept within 0 to π, where the published formula would fold back. None outside 0 to 100.
    """
    inputs = {"baseline_percent": baseline_percent, "h": h}
    if not 0 <= baseline_percent <= 100:
        return proposed("cohens_h", None, inputs=inputs, source=_HP, reason=Unset.OUTSIDE_BOUNDS)
    angle = 2 * math.asin(math.sqrt(baseline_percent / 100)) + sign * h
    kept = min(max(angle, 0.0), math.pi)
    clipped = settled(kept - angle) != 0
    return proposed(
        "cohens_h",
        100 * math.sin(kept / 2) ** 2,
        inputs=inputs,
        source=_HP,
        against=against,
        caveats=("clipped at the end of the scale",) if clipped else (),
        numbers={"clipped": float(clipped)},
    )


def minimal_statistical_significance(
    baseline: float, standard_error: float, *, sign: int, against: Against | None = None
) -> Proposed:
    """The least change that a test would notice, the target measured as precisely: y0 + d·1.96·√2·SE."""
    return proposed(
        "minimal_statistical_significance",
        baseline + sign * _Z * math.sqrt(2) * standard_error,
        inputs={"baseline": baseline, "standard_error": standard_error},
        source=f"{_HP} (the constant 1.96 from memory)",
        confidence=Tag.MEMORY,
        against=against,
    )
