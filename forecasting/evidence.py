"""How often forecasts like this one were right: the engine's backtest record, by kind of series.

The record was made on past origins of the development half of the benchmark, each forecast with constants
fitted without the series it concerns. It is kept by frequency class, length of series and horizon. A bucket
is believed from 100 independent series on; beyond the furthest such horizon a forecast is extrapolated, and
beyond twice that no probability is given (policy §4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LEAST_SERIES = 100
LEAST_CASES = 100
_TOLERANCE = 0.05
# A chance of 2% that comes true 5% of the time is wrong by more than half, though by three points only: in the
# outer tenths a number is printed only where what was said came true to within a point.
_OUTER_TOLERANCE = 0.01
_STAND_INS = {"weekly": "monthly", "daily": "monthly"}
"""Classes without a record of their own are read as extrapolated from a neighbour's, step for step."""
_BOUNDS_OF = {**_STAND_INS, "overlapping": "quarterly"}


@dataclass(frozen=True, slots=True)
class Decile:
    """Probabilities said within one tenth, the share that came true, and how many there were."""

    said: float
    happened: float
    count: int

    @property
    def trusted(self) -> bool:
        """Whether at least 100 such probabilities came true about as often as said.

        To within five points, or one point in the lowest and the highest tenth.
        """
        outer = self.said < 0.1 or self.said >= 0.9
        tolerance = _OUTER_TOLERANCE if outer else _TOLERANCE
        return self.count >= LEAST_CASES and abs(self.said - self.happened) <= tolerance


@dataclass(frozen=True, slots=True)
class Evidence:
    """The record of forecasts of one frequency class, length and horizon.

    ``series`` independent series and ``forecasts`` forecasts stand behind it. ``coverage_50`` and so on are
    shares of outcomes within the central intervals, None without a record; ``reliability`` holds the tenths of
    probability that occurred. ``extrapolated`` says that the horizon lies beyond the furthest with 100 series
    of this length, ``beyond`` that it lies beyond twice that.
    """

    frequency_class: str
    lengths: tuple[int, int | None]
    horizons: tuple[int, int]
    series: int
    forecasts: int
    coverage_50: float | None
    coverage_80: float | None
    coverage_95: float | None
    brier: float | None
    reliability: tuple[Decile, ...]
    extrapolated: bool
    beyond: bool

    @property
    def enough(self) -> bool:
        """Whether at least 100 independent series stand behind it."""
        return self.series >= LEAST_SERIES and not self.extrapolated

    @property
    def trusted_low(self) -> bool:
        """Whether probabilities under 10% came true as often as said."""
        return not self.extrapolated and any(d.trusted for d in self.reliability if d.said < 0.1)

    @property
    def trusted_high(self) -> bool:
        """Whether probabilities over 90% came true as often as said."""
        return not self.extrapolated and any(d.trusted for d in self.reliability if d.said >= 0.9)


@cache
def shipped() -> dict[str, Any]:
    """The record file as it is."""
    loaded: dict[str, Any] = json.loads((files("forecasting") / "evidence.json").read_text("utf-8"))
    return loaded


def evidence_for(frequency_class: str, n: int, horizon: int) -> Evidence:
    """The record behind a forecast of a series of ``n`` values, ``horizon`` periods ahead.

    ``frequency_class`` is yearly, quarterly, monthly, weekly or daily. Where the horizon lies beyond the
    record, the figures are those of the furthest bucket and ``extrapolated`` is true. Raises ValueError for
    another class.
    """
    own = _STAND_INS.get(frequency_class, frequency_class)
    classes = shipped()["classes"]
    if own not in classes:
        known = ", ".join([*classes, *_STAND_INS])
        raise ValueError(f"no frequency class “{frequency_class}”; known are {known}")
    lengths = classes[own]["lengths"]
    row = next((r for r in reversed(lengths) if n >= r["from"]), lengths[0])
    believed = [b for b in row["horizons"] if b["series"] >= LEAST_SERIES]
    furthest = believed[-1]["to"] if believed else 0
    bucket = next((b for b in row["horizons"] if horizon <= b["to"] and b in believed), None)
    bucket = bucket or (believed or row["horizons"])[-1]
    return _line(
        frequency_class,
        row,
        bucket,
        extrapolated=horizon > furthest or own != frequency_class or n < row["from"],
        beyond=horizon > 2 * furthest,
    )


def _line(
    frequency_class: str,
    row: dict[str, Any],
    bucket: dict[str, Any],
    *,
    extrapolated: bool = False,
    beyond: bool = False,
) -> Evidence:
    return Evidence(
        frequency_class=frequency_class,
        lengths=(row["from"], row["to"]),
        horizons=(bucket["from"], bucket["to"]),
        series=bucket["series"],
        forecasts=bucket["forecasts"],
        coverage_50=bucket["coverage_50"],
        coverage_80=bucket["coverage_80"],
        coverage_95=bucket["coverage_95"],
        brier=bucket["brier"],
        reliability=tuple(Decile(*decile) for decile in bucket["reliability"]),
        extrapolated=extrapolated,
        beyond=beyond,
    )


def _classes(frequency_class: str) -> Any:
    classes = shipped()["classes"]
    own = _BOUNDS_OF.get(frequency_class, frequency_class)
    if own not in classes:
        known = ", ".join([*classes, *_BOUNDS_OF])
        raise ValueError(f"no frequency class “{frequency_class}”; known are {known}")
    return classes[own]["lengths"]


def length_bounds(frequency_class: str) -> tuple[tuple[int, int | None], ...]:
    """The lengths of series that the record tells apart, from and to; None where there is no end.

    Raises ValueError for a class that does not exist; ``overlapping`` (averages over several periods) has the
    bounds of another class and no record.
    """
    return tuple((row["from"], row["to"]) for row in _classes(frequency_class))


def horizon_bounds(frequency_class: str) -> tuple[tuple[int, int], ...]:
    """The horizons that the record tells apart, in periods, from and to. Raises as ``length_bounds`` does."""
    row = max(_classes(frequency_class), key=lambda item: len(item["horizons"]))
    return tuple((bucket["from"], bucket["to"]) for bucket in row["horizons"])


def recorded() -> tuple[Evidence, ...]:
    """Every line of the record: by frequency class, then length of series, then horizon."""
    return tuple(
        _line(name, row, bucket)
        for name, entry in shipped()["classes"].items()
        for row in entry["lengths"]
        for bucket in row["horizons"]
    )
