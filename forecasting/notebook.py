"""Forecast and assess in a notebook: no database, no catalogue, the same numbers as the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from forecasting.assessment import Assessment
from forecasting.breaks import Breaks, prepare
from forecasting.engine import ENGINE_VERSION, forecast_batch
from forecasting.errors import ForecastError
from forecasting.families import forecast_with
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from forecasting.margins import Margins
from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.history import History
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly
from forecasting.targets import Target


def forecast(
    series: Series,
    *,
    horizon: int,
    breaks: Breaks | None = None,
    seed: int = 0,
    models: Sequence[str | Model] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Forecast:
    """The current course of a series over the next ``horizon`` periods.

    Breaks and exceptional periods are treated as in the service. ``models`` chooses other families than
    the default engine, by name (``forecasting.models.registry.available()``) or configured, averaged with
    ``weights`` (None: equal); ``Forecast.models`` names those that could be fitted. Raises ForecastError
    where the series cannot be forecast (fewer than three comparable values).

    >>> from forecasting import Indicator, Period, Series
    >>> levels = Series.of(Indicator("waits"), [(Period.parse(str(2015 + i)), 50.0 + 2 * i) for i in range(9)])
    >>> len(forecast(levels, horizon=3).margins)
    3
    """
    grid = monthly(series) if is_sparse(series) else series
    prepared = prepare(grid, breaks or Breaks())
    indicator = grid.indicator
    history = History(
        values=prepared.values,
        season=grid.season,
        lower=indicator.lower,
        upper=indicator.upper,
        rounding=indicator.rounding,
        monotone=indicator.monotone,
        family=indicator.family,
    )
    if models is not None:
        calendar = Calendar.of(grid, first_step=prepared.first_step)
        found = forecast_with(history, horizon=horizon, models=models, weights=weights, calendar=calendar)
        if not found.ok:
            raise _impossible(indicator.id, found.reason, prepared.comparable)
        return Forecast(
            series=grid,
            origin=prepared.origin,
            margins=Margins(found.quantiles, found.tail, indicator.lower, indicator.upper),
            dependence=found.dependence,
            seed=seed,
            engine=ENGINE_VERSION,
            models=tuple(found.weights),
            observations=prepared.comparable,
        )
    batch = forecast_batch([history], horizon=horizon)
    if not batch.ok[0]:
        raise _impossible(indicator.id, batch.reason[0], prepared.comparable)
    return Forecast(
        series=grid,
        origin=prepared.origin,
        margins=Margins(batch.quantiles[0], float(batch.tail[0]), indicator.lower, indicator.upper),
        dependence=batch.dependence[0],
        seed=seed,
        engine=ENGINE_VERSION,
        observations=int(batch.effective_n[0]),
        borrowed_spread=bool(batch.borrowed[0]),
    )


def _impossible(indicator: str, reason: str | None, comparable: int) -> ForecastError:
    return ForecastError(
        f"“{indicator}” cannot be forecast ({reason}).",
        field="series",
        value=comparable,
        remedy="At least three comparable values are needed.",
    )


def assess(
    target: Target, series: Series, *, as_of: date | None = None, breaks: Breaks | None = None
) -> Assessment:
    """Judge one target on one series: probability, gaps, attainment, verdict, and the reasons.

    ``as_of`` is the day the judgement speaks from (None: the end of the newest period); the series must
    hold only what was known then.
    """
    case = Case(
        target=target,
        indicator=series.indicator,
        area=series.area,
        series=series,
        as_of=as_of or series.latest.end,
        breaks=breaks or Breaks(),
    )
    return judge([case], evidence_for=record_for)[0].assessment
