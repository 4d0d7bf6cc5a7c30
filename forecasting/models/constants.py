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

import numpy as np

from forecasting.models.history import Floats
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
    c0, c1, c2 = c["c"]
    return SpreadConstants((c0, c1, c2), c["g"], c["nu"], entry["calibrated_horizon"])


@dataclass(frozen=True, eq=False)
class PanelConstants:
    """What a panel of past forecasts has taught about one frequency class; ``combination`` and ``width`` use it."""

    departures: Floats
    """Weights of the members' departures, in the order of ``combination.DEPARTURES``."""
    drift: Floats
    """Coefficients of the pooled regression, shape (3, inputs)."""
    damping: tuple[float, float]
    width: Floats
    """Coefficients of the log scale, in the order of ``width.TERMS``."""
    skew: float
    nu: float
    calibrated_horizon: int
    doubt: dict[str, float]
    """κ by family of quantity: the t² at which a drift is half believed."""


DAMPING = {
    FrequencyClass.YEARLY: (0.6, 0.93),
    FrequencyClass.QUARTERLY: (0.7, 0.97),
    FrequencyClass.MONTHLY: (0.7, 0.985),
}


@cache
def panel_constants(frequency: FrequencyClass) -> PanelConstants:
    """The shipped constants of a frequency class."""
    text = (files("forecasting.models") / "panel_constants.json").read_text("utf-8")
    return panel_constants_of(json.loads(text)["classes"][frequency], frequency)


def panel_constants_of(entry: dict[str, Any], frequency: FrequencyClass) -> PanelConstants:
    """Read the constants of one class as they are stored."""
    return PanelConstants(
        departures=np.array(list(entry["departures"].values())),
        drift=np.array(list(entry["drift"].values())).T.copy(),
        damping=DAMPING[frequency],
        width=np.array(list(entry["width"].values())),
        skew=entry["skew"],
        nu=entry["nu"],
        calibrated_horizon=entry["calibrated_horizon"],
        doubt=entry["doubt"],
    )
