"""Small cases built by hand, and forecasts with known margins, so that every number can be checked on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.readiness import Need
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target

MakeCase = Callable[..., Case]
MakeForecast = Callable[..., Forecast]


def _series(
    indicator: Indicator, values: Sequence[float] | Mapping[str, float], first: str, frequency: str
) -> Series | None:
    if isinstance(values, Mapping):
        rows = [(Period.parse(p, frequency), float(v)) for p, v in values.items()]
    else:
        start = Period.parse(first, frequency)
        rows = [(start + k, float(v)) for k, v in enumerate(values)]
    return Series.of(indicator, rows, area="E92000001") if rows else None


def _case(
    values: Sequence[float] | Mapping[str, float] = (),
    *,
    first: str = "2010",
    frequency: str = "A",
    kind: Kind | str = Kind.LEVEL,
    comparator: str | None = ">=",
    value: float | None = 100.0,
    period: str | None = None,
    period_frequency: str | None = None,
    as_of: str = "2020-06-30",
    indicator: Mapping[str, Any] | None = None,
    breaks: Sequence[tuple[str, str, str]] = (),
    exceptional: Sequence[str] | None = None,
    known: Mapping[str, Any] | None = None,
    **target: Any,
) -> Case:
    measured = Indicator(**{"id": "x", "unit": "percent", **(indicator or {})})
    return Case(
        target=Target(
            id="t",
            kind=Kind(kind),
            comparator=None if comparator is None else Comparator(comparator),
            value=value,
            period=None if period is None else Period.parse(period, period_frequency or frequency),
            **target,
        ),
        indicator=measured,
        area="E92000001",
        series=_series(measured, values, first, frequency),
        as_of=date.fromisoformat(as_of),
        breaks=Breaks(
            tuple(
                Break(Period.parse(p, frequency), BreakKind(kind_), Comparable(word), "it changed.")
                for p, kind_, word in breaks
            ),
            None if exceptional is None else tuple(Period.parse(p, frequency) for p in exceptional),
        ),
        **(known or {}),
    )


def _forecast(
    need: Need, *, mean: float | Sequence[float], sd: float | Sequence[float], seed: int = 7
) -> Forecast:
    """Normal margins at each step of a need, with the dependence of a random walk."""
    centre = np.broadcast_to(np.asarray(mean, dtype=float), (need.horizon,))
    spread = np.broadcast_to(np.asarray(sd, dtype=float), (need.horizon,))
    grid = centre[:, None] + spread[:, None] * norm.ppf(LEVELS)
    indicator = need.case.indicator
    lower = indicator.lower
    if indicator.monotone:
        lower = float(need.prepared.values[-1])
        grid = np.maximum.accumulate(np.maximum(grid, lower), axis=0)
    if lower is not None or indicator.upper is not None:
        grid = np.clip(grid, lower, indicator.upper)
    return Forecast(
        need.series, need.prepared.origin, Margins(grid, 5.0, lower, indicator.upper), RANDOM_WALK, seed
    )


@pytest.fixture
def case() -> MakeCase:
    """Make a case from values and the words of a target."""
    return _case


@pytest.fixture
def forecast_for() -> MakeForecast:
    """Make the forecast that a need asks for, with known margins."""
    return _forecast
