"""Forecast series with the families an analyst chose, driven by others where asked: one series after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import PeriodsNotComparable
from forecasting.families import FamilyForecast, chosen, forecast_with
from forecasting.margins import Margins
from forecasting.models.calendar import Calendar
from forecasting.models.regressors import Regressor
from forecasting.series import Series
from service.operations.bulk_forecast import BulkQuantiles, Forecastable, Progress, bounds_of, check_request

Floats = NDArray[np.float64]


class Placed(Forecastable, Protocol):
    """A series that can be forecast, with the grid it stands on and the step where its history begins."""

    @property
    def grid(self) -> Series: ...
    @property
    def first_step(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Driver:
    """A series that drives another from outside, ``lag`` periods of the other earlier."""

    series: Series
    lag: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Chosen:
    """What an analyst chose: families by name, and what drives every series, or one of them by its id."""

    models: tuple[str, ...]
    drivers: tuple[Driver, ...] = ()
    drivers_of: Mapping[str, tuple[Driver, ...]] | None = None

    def of(self, series: Forecastable) -> tuple[Driver, ...]:
        """What drives a series; never the series itself."""
        own = () if self.drivers_of is None else self.drivers_of.get(series.id, ())
        return tuple(item for item in (*self.drivers, *own) if _name(item.series) != series.id)


def forecast_with_chosen(
    series: Sequence[Placed],
    choice: Chosen,
    *,
    horizon: int,
    levels: Sequence[float],
    notes: list[str],
    progress: Progress | None = None,
) -> Iterator[BulkQuantiles]:
    """The quantiles of each series by the chosen families, and in ``notes`` what a reader should know of each.

    A series that cannot be forecast is a reason. Raises UnknownModel, ForecastError for a choice that cannot be,
    HorizonOutOfRange or LevelOutOfRange; never for a series.
    """
    check_request(horizon=horizon, levels=levels)
    chosen(choice.models, regressors=_any_driver(choice))
    for done, item in enumerate(series, start=1):
        quantiles, reason = np.full((1, horizon, len(levels)), np.nan), None
        try:
            found = _forecast(item, choice, horizon, notes)
        except PeriodsNotComparable as error:
            reason = error.code
            notes.append(f"{item.id}: {error.message}")
        else:
            notes.extend(f"{item.id}: {finding.message}" for finding in found.findings)
            reason = found.reason
            if found.ok:
                quantiles[0] = _quantiles(item, found, levels)
        if progress is not None:
            progress(done, len(series))
        yield BulkQuantiles([item], tuple(levels), quantiles, (reason,))


def _forecast(item: Placed, choice: Chosen, horizon: int, notes: list[str]) -> FamilyForecast:
    """Forecast one series; without what drives it, and saying so, where that cannot be used."""
    grid, first = item.grid, item.first_step
    driving = tuple(
        Regressor.of(driver.series, series=grid, lag=driver.lag, first_step=first)
        for driver in choice.of(item)
    )
    calendar = Calendar.of(grid, first_step=first)
    found = forecast_with(
        item.history(), horizon=horizon, models=choice.models, calendar=calendar, regressors=driving
    )
    unusable = [failure for failure in found.failures if failure.reason.startswith("regressor_")]
    if not unusable:
        return found
    notes.append(f"{item.id}: {unusable[0].message} Forecast without what should drive it.")
    return forecast_with(item.history(), horizon=horizon, models=choice.models, calendar=calendar)


def _quantiles(item: Forecastable, found: FamilyForecast, levels: Sequence[float]) -> Floats:
    (lower,), (upper,) = bounds_of([item])
    margins = Margins(
        found.quantiles,
        found.tail,
        float(lower) if np.isfinite(lower) else None,
        float(upper) if np.isfinite(upper) else None,
    )
    if item.widening != 1:
        margins = margins.widened(item.widening)
    if item.revision_error:
        margins = margins.with_error(item.revision_error)
    return np.stack([margins.quantile(step, levels) for step in range(len(margins))])


def _any_driver(choice: Chosen) -> tuple[Regressor, ...]:
    """One regressor of any kind where there will be some, so that a choice that cannot take them is refused at once."""
    driven = bool(choice.drivers) or any((choice.drivers_of or {}).values())
    return (Regressor("driver", np.zeros(0)),) if driven else ()


def _name(series: Series) -> str:
    return f"{series.indicator.id}/{series.area}" if series.area else series.indicator.id
