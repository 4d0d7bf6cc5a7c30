"""Targets from what this indicator has done here before: its best pace, and its pace of late."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.public_methods.yardstick import Tag
from forecasting.setting.proposed import Against, Proposed, Unset, proposed

_OURS = "every earlier stretch of the same length in this series"


def best_own_pace(
    paces: Sequence[float], *, start: float, years: float, length: float, sign: int, against: Against
) -> Proposed:
    """Where the fastest change ever kept up here over ``length`` years leads."""
    if not paces:
        return proposed("best_own_pace", None, inputs={"start": start}, source=_OURS, reason=Unset.TOO_SHORT)
    best = max(paces, key=lambda pace: sign * pace)
    return proposed(
        "best_own_pace",
        start + best * years,
        inputs={"start": start, "years": years, "stretches": len(paces), "length": length},
        source=_OURS,
        confidence=Tag.OURS,
        against=against,
        reason=None if sign * best > 0 else Unset.NOT_BETTER_THAN_BASELINE,
        numbers={"pace": best},
    )


def recent_pace(slope: float | None, *, start: float, years: float, sign: int, against: Against) -> Proposed:
    """Where the change a year of the last five years leads."""
    source = "least squares over the last five years"
    if slope is None:
        return proposed("recent_pace", None, inputs={"start": start}, source=source, reason=Unset.TOO_SHORT)
    return proposed(
        "recent_pace",
        start + slope * years,
        inputs={"start": start, "years": years},
        source=source,
        confidence=Tag.OURS,
        against=against,
        reason=None if sign * slope > 0 else Unset.NOT_BETTER_THAN_BASELINE,
        numbers={"pace": slope},
    )
