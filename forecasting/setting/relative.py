"""Targets as a change from the baseline: by a percentage, by points, or by a yearly share of the base."""

from __future__ import annotations

from forecasting.public_methods.yardstick import Tag
from forecasting.setting.proposed import Against, Proposed, Unset, proposed

_HP = (
    "Hubbard, Talih, Klein and Huang, Target-Setting Methods in Healthy People 2030, NCHS, 2020, "
    "https://www.cdc.gov/nchs/healthy_people/hp2030/hp2030-target-setting.htm"
)
_BOUNDS = (0.0, 100.0)


def percent_improvement(
    baseline: float, *, sign: int, percent: float = 10.0, against: Against | None = None
) -> Proposed:
    """The baseline improved by a percentage of itself, ten by default: y0·(1 + d·p/100) for a positive baseline."""
    return proposed(
        "percent_improvement",
        baseline + sign * abs(baseline) * percent / 100,
        inputs={"baseline": baseline, "percent": percent},
        source=_HP,
        against=against,
    )


def percent_change(baseline: float, percent: float, *, against: Against | None = None) -> Proposed:
    """The baseline changed by a signed percentage of itself: a fall of 30% from 90 is 63."""
    return proposed(
        "percent_change",
        baseline * (1 + percent / 100),
        inputs={"baseline": baseline, "percent": percent},
        source=_HP,
        against=against,
    )


def percentage_point(
    baseline: float, points: float, *, sign: int, against: Against | None = None
) -> Proposed:
    """A percentage improved by points; none where that lies outside 0 to 100."""
    value = baseline + sign * points
    outside = not _BOUNDS[0] <= value <= _BOUNDS[1]
    return proposed(
        "percentage_point",
        None if outside else value,
        inputs={"baseline": baseline, "points": points},
        source=_HP,
        against=against,
        reason=Unset.OUTSIDE_BOUNDS if outside else None,
    )


def contraction_rate(
    base: float, *, years: float, percent_of_base: float = 4.2, against: Against | None = None
) -> Proposed:
    """A fall by the same share of the base each year, never below nothing: y0·(1 − c·years)."""
    value = base * (1 - percent_of_base / 100 * years)
    used_up = base >= 0 > value
    return proposed(
        "contraction_rate",
        0.0 if used_up else value,
        inputs={"base": base, "years": years, "percent_of_base": percent_of_base},
        source="Science Based Targets initiative, absolute contraction (from memory)",
        confidence=Tag.MEMORY,
        against=against,
        caveats=("the yearly share uses the base up before the date",) if used_up else (),
    )


def intensity_to_absolute(
    intensity: float, denominator: float, *, unit_scale: float = 1.0, against: Against | None = None
) -> Proposed:
    """An absolute amount from a target for the amount per unit: intensity × denominator."""
    return proposed(
        "intensity_to_absolute",
        intensity * denominator * unit_scale,
        inputs={"intensity": intensity, "denominator": denominator, "unit_scale": unit_scale},
        source="Günther et al., NDCmitiQ, https://github.com/AnnGuenther/ndc_quantifications",
        confidence=Tag.REIMPLEMENTATION,
        against=against,
        caveats=("the denominator at the date is itself a projection",),
    )
