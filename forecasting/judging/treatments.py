"""The declared set of reasonable ways to treat the same data, beside which the headline stands.

Fixed before any result is seen: the exceptional period kept, as by default, or a year longer; the
whole history or only since the last partly comparable break; the raw or the logarithmic scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forecasting.breaks import Exceptional


class Scale(StrEnum):
    """On which scale the models read the series."""

    BOTH = "both"
    RAW = "raw"
    LOGARITHMIC = "logarithmic"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One way to treat the data."""

    name: str
    exceptional: Exceptional = Exceptional.DEFAULT
    since_partial: bool = False
    scale: Scale = Scale.BOTH


PARTIAL_WIDENING = 1.1
"""A partly comparable break inside the fitted history widens the forecast by a tenth."""
DEFAULT = Treatment("default")
TREATMENTS = (
    DEFAULT,
    Treatment("exceptional period kept", exceptional=Exceptional.KEPT),
    Treatment("exceptional period a year longer", exceptional=Exceptional.LONG),
    Treatment("since the last partly comparable break", since_partial=True),
    Treatment("raw scale only", scale=Scale.RAW),
    Treatment("logarithmic scale only", scale=Scale.LOGARITHMIC),
)
