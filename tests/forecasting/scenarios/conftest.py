"""Targets with forecasts whose margins are known, so that every number can be checked on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.breaks import Breaks
from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.judging.verdict import Record
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target

TRUSTED = Record(text="tested", series=500, coverage_80=0.8, brier=0.1, trusted_low=True, trusted_high=True)
MakeNeed = Callable[..., tuple[Need, Forecast]]


def _need(
    values: list[float] | None = None,
    *,
    frequency: str = "A",
    first: str = "2010",
    value: float = 60.0,
    comparator: str = ">=",
    period: str = "2025",
    drift: float = 0.0,
    sd: float = 4.0,
    pattern: tuple[float, ...] = (0.0,),
    indicator: dict[str, Any] | None = None,
    **target: Any,
) -> tuple[Need, Forecast]:
    """A target on a series from 2010 to 2019, and a forecast with normal margins around a straight line."""
    measured = Indicator(**{"id": "x", "unit": "percent", **(indicator or {})})
    start = Period.parse(first, frequency)
    numbers = values if values is not None else [50.0, 51.0] * 5
    series = Series.of(measured, [(start + k, v) for k, v in enumerate(numbers)])
    words: dict[str, Any] = {
        "id": "t", "kind": Kind.LEVEL, "comparator": Comparator(comparator), "value": value,
        "period": Period.parse(period, frequency), **target,
    }  # fmt: skip
    case = Case(Target(**words), measured, "", series, date(2020, 6, 30), Breaks())
    need = consider(case)
    assert isinstance(need, Need)
    steps = np.arange(1, need.horizon + 1)
    season = np.array([pattern[(len(numbers) - 1 + k) % len(pattern)] for k in steps])
    grid = (numbers[-1] + drift * steps + season)[:, None] + sd * np.sqrt(steps)[:, None] * norm.ppf(LEVELS)
    lower, upper = measured.lower, measured.upper
    if measured.monotone:
        lower = numbers[-1]
        grid = np.maximum.accumulate(np.maximum(grid, lower), axis=0)
    if lower is not None or upper is not None:
        grid = np.clip(grid, lower, upper)
    forecast = Forecast(need.series, need.prepared.origin, Margins(grid, 5.0, lower, upper), RANDOM_WALK, 11)
    return need, forecast


@pytest.fixture
def need_of() -> MakeNeed:
    """Make a target with its need and forecast."""
    return _need


@pytest.fixture
def record() -> Record:
    """A record that lets every number be printed."""
    return TRUSTED
