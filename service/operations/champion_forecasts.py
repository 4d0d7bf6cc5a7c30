"""Forecasts of the catalogue's series with their champions, where those are something else than the engine as it ships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.engine import EngineSettings
from forecasting.recalibration.forecaster import Made, Past, forecast_pasts
from service.operations.bulk_catalogue import CatalogueSeries
from service.operations.bulk_forecast import Forecastable


@dataclass(frozen=True, slots=True)
class ChampionForecasts:
    """Forecasts those of some series that have a champion of their own, by their place; the others are the engine's."""

    engine: EngineSettings

    def __call__(self, series: Sequence[Forecastable], horizon: int) -> Mapping[int, Made]:
        """The forecasts of the series with a champion, ``horizon`` periods ahead."""
        found: dict[int, Made] = {}
        for place, item in enumerate(series):
            if not isinstance(item, CatalogueSeries) or not item.calibration.version:
                continue
            past = Past(item.history(), item.grid, item.first_step, item.driving)
            found[place] = forecast_pasts([past], item.calibration, horizon=horizon, engine=self.engine)[0]
        return found
