"""One value of an indicator as a publication gives it."""

from __future__ import annotations

from dataclasses import dataclass

from datasets.observation import ObservationStatus
from forecasting.periods import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of an indicator as a publication gives it, in the indicator's own unit and notation."""

    area: str
    period: Period
    value: float
    area_name: str = ""
    status: ObservationStatus = ObservationStatus.FINAL
    place: str = ""
