"""The figures that ship with the engine: grids with prior weights, and the calibration of the spread.

They were fitted on the development half of the benchmark only, by frequency class.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from forecasting.models.smoothing_grid import SmoothingGrid


class FrequencyClass(StrEnum):
    """Series with a similar rhythm share their constants."""

    YEARLY = "yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"

    @classmethod
    def of(cls, season: int) -> FrequencyClass:
        """The class of a season length: 1 is yearly, up to 4 quarterly, anything longer monthly."""
        return cls.YEARLY if season <= 1 else cls.QUARTERLY if season <= 4 else cls.MONTHLY


@dataclass(frozen=True)
class SpreadConstants:
    """log scale = c0 + c1 ln h + c2 ln² h + g ln(s/s0) + ln s0, Student t with ν degrees of freedom."""

    c: tuple[float, float, float]
    g: float
    nu: float
    calibrated_horizon: int


@cache
def shipped() -> dict[str, Any]:
    """The constants file as it is."""
    loaded: dict[str, Any] = json.loads((files("forecasting.models") / "constants.json").read_text("utf-8"))
    return loaded


@cache
def smoothing_grid(name: str, frequency: FrequencyClass, season: int) -> SmoothingGrid:
    """The grid of the raw or the log member of a frequency class, for one season length."""
    entry = shipped()["classes"][frequency][name]
    drift = {"raw": 0.5, "log": 0.2}[name]
    return SmoothingGrid.of(
        entry["rows"], entry["log_prior"], name=f"{name}-{frequency}", season=season, drift_prior=drift
    )


@cache
def spread_constants(frequency: FrequencyClass) -> SpreadConstants:
    """The calibration of the spread of a frequency class."""
    entry = shipped()["classes"][frequency]
    c = entry["calibration"]
    return SpreadConstants(tuple(c["c"]), c["g"], c["nu"], entry["calibrated_horizon"])
