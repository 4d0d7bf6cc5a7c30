"""Targets from how fast units usually move at this level, or how fast some of them do."""

from __future__ import annotations

from forecasting.change_curve import ChangeCurve
from forecasting.public_methods.yardstick import Tag
from forecasting.reference_class import ReferenceClass
from forecasting.setting.proposed import Against, Proposed, Unset, proposed

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
_SOURCE = (
    "Mahler and Tatulli, World Bank, 2025, "
    "https://blogs.worldbank.org/en/opendata/how-should-countries-set-realistic-and-ambitious-development-tar"
)


def _carried(
    method: str,
    curve: ChangeCurve | None,
    *,
    start: float,
    years: float,
    speed: float,
    inputs: dict[str, float | None],
    against: Against | None,
) -> Proposed:
    if curve is None:
        return proposed(
            method,
            None,
            inputs=inputs,
            source=_SOURCE,
            confidence=Tag.REIMPLEMENTATION,
            reason=Unset.NO_PEERS,
        )
    value = curve.level_after(start, years=years, speed=speed)
    outside = value is not None and not (curve.observed(start) and curve.observed(value))
    reason = Unset.NOT_REACHED if value is None else Unset.OUTSIDE_OBSERVED if outside else None
    return proposed(
        method,
        value,
        inputs=inputs,
        source=_SOURCE,
        confidence=Tag.REIMPLEMENTATION,
        against=against,
        reason=reason,
        caveats=("leaves the levels that comparable units were ever observed at",) if outside else (),
    )


def speed_multiple(
    curve: ChangeCurve | None,
    *,
    start: float,
    years: float,
    speed: float = 1.0,
    against: Against | None = None,
) -> Proposed:
    """Where a multiple of the typical pace at each level leads (¼, ½, 1, 2, 4 times)."""
    inputs: dict[str, float | None] = {"start": start, "years": years, "speed": speed}
    return _carried(
        "speed_multiple", curve, start=start, years=years, speed=speed, inputs=inputs, against=against
    )


def percentile_path(
    reference: ReferenceClass,
    *,
    percentile: float,
    start: float,
    years: float,
    against: Against | None = None,
) -> Proposed:
    """Where the pace leads that a share of comparable units stay below at each level."""
    inputs: dict[str, float | None] = {"start": start, "years": years, "percentile": percentile}
    curve = reference.change_given_level(percentile=percentile)
    return _carried(
        "percentile_path", curve, start=start, years=years, speed=1.0, inputs=inputs, against=against
    )
