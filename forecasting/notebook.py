"""Forecast and assess in a notebook: no database, no catalogue, the same numbers as the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from forecasting.assessment import Assessment
from forecasting.breaks import Breaks, prepare
from forecasting.engine import ENGINE_VERSION, forecast_batch
from forecasting.errors import ForecastError, TargetContradictory
from forecasting.families import forecast_with
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.joint import judge_derived, judge_joint
from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from forecasting.judging.statements import statement
from forecasting.judging.told import told
from forecasting.margins import Margins
from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.history import History
from forecasting.models.regressors import Regressor
from forecasting.recalibration.calibration import SHIPPED, Calibration
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly
from forecasting.targets import Kind, Target

_DRIVEN = "sarimax"
"""The family that is fitted where something drives a series and none was named."""
_MADE_OF_PARTS = frozenset({Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED})


def forecast(
    series: Series,
    *,
    horizon: int,
    breaks: Breaks | None = None,
    seed: int = 0,
    models: Sequence[str | Model] | None = None,
    weights: Mapping[str, float] | None = None,
    regressors: Sequence[Series | Regressor] = (),
) -> Forecast:
    """The current course of a series over the next ``horizon`` periods.

    Breaks and exceptional periods are treated as in the service. ``models`` chooses other families than
    the default engine, by name (``forecasting.models.registry.available()``) or configured, averaged with
    ``weights`` (None: equal); ``Forecast.models`` names those that could be fitted. ``regressors`` are series
    that drive this one from outside (``Regressor.of`` gives one a lag), with the uncertainty of their own
    future carried in; they need ``sarimax`` or ``unobserved_components``, the first where no model is named. A
    series of shorter periods is gathered to the longer ones. Raises ForecastError where the series cannot be forecast (fewer than three comparable values).

    >>> from forecasting import Indicator, Period, Series
    >>> levels = Series.of(Indicator("waits"), [(Period.parse(str(2015 + i)), 50.0 + 2 * i) for i in range(9)])
    >>> len(forecast(levels, horizon=3).margins)
    3
    """
    grid = monthly(series) if is_sparse(series) else series
    prepared = prepare(grid, breaks or Breaks())
    indicator = grid.indicator
    history = History.of(indicator, prepared.values, season=grid.season)
    if models is not None or regressors:
        first = prepared.first_step
        driving = [
            item if isinstance(item, Regressor) else Regressor.of(item, series=grid, first_step=first)
            for item in regressors
        ]
        calendar = Calendar.of(grid, first_step=prepared.first_step)
        found = forecast_with(
            history,
            horizon=horizon,
            models=(_DRIVEN,) if models is None else models,
            weights=weights,
            calendar=calendar,
            regressors=driving,
        )
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
    target: Target,
    series: Series | None = None,
    *,
    as_of: date | None = None,
    breaks: Breaks | None = None,
    other: Series | None = None,
    peers: Sequence[Series] = (),
    scenario: Series | None = None,
    elsewhere: Sequence[Series] = (),
    parts: Sequence[tuple[Target, Series]] = (),
    calibration: Calibration = SHIPPED,
) -> Assessment:
    """Judge one target: probability, gaps, attainment, verdict, and the reasons.

    ``as_of`` is the day the judgement speaks from (None: the end of the newest period); the series must
    hold only what was known then. ``other`` is the second series of a gap or an intensity, ``peers`` those a rank
    is taken among, ``scenario`` the course a counterfactual is measured against, ``elsewhere`` the same indicator
    in other areas, to compare paces with. A target made of others (all of, any of, derived) takes those with their
    series as ``parts`` and no series of its own. ``calibration`` is what the series is forecast with, as a promoted
    challenger would be (what drives it is for the service). Raises TargetContradictory where what the kind needs is missing.
    """
    if target.kind in _MADE_OF_PARTS:
        return _made_of(target, parts, as_of)
    if series is None:
        raise TargetContradictory(
            f"A target of kind “{target.kind}” is judged on a series.",
            field="series",
            remedy="Give the series it is measured by.",
        )
    case = _case(target, series, as_of, breaks, _companions(other, peers, scenario), tuple(elsewhere))
    case = replace(case, calibration=calibration)
    return judge([case], evidence_for=record_for)[0].assessment


def _case(
    target: Target,
    series: Series,
    as_of: date | None,
    breaks: Breaks | None = None,
    companions: tuple[Companion, ...] = (),
    elsewhere: tuple[Series, ...] = (),
) -> Case:
    ends = [
        series.latest.end,
        *(c.series.latest.end for c in companions if c.series and c.role is not Role.SCENARIO),
    ]
    return Case(
        target=target,
        indicator=series.indicator,
        area=series.area,
        series=series,
        as_of=as_of or max(ends),
        breaks=breaks or Breaks(),
        companions=companions,
        elsewhere=elsewhere,
    )


def _companions(
    other: Series | None, peers: Sequence[Series], scenario: Series | None
) -> tuple[Companion, ...]:
    given = [(Role.OTHER, other), *((Role.PEER, peer) for peer in peers), (Role.SCENARIO, scenario)]
    return tuple(
        Companion(role, one.indicator.title or one.indicator.id or one.area, one)
        for role, one in given
        if one is not None
    )


def _made_of(target: Target, parts: Sequence[tuple[Target, Series]], as_of: date | None) -> Assessment:
    if not parts or (target.kind is Kind.DERIVED and len(parts) > 1):
        wanted = "exactly one part" if target.kind is Kind.DERIVED else "parts"
        raise TargetContradictory(
            f"A target of kind “{target.kind}” needs {wanted}.",
            field="parts",
            value=len(parts),
            remedy="Give targets with their series.",
        )
    cases = [_case(part, series, as_of) for part, series in parts]
    judged = [item.assessment for item in judge(cases, evidence_for=record_for)]
    whole = Case(
        target=target,
        indicator=Indicator(id=target.id),
        area="",
        series=None,
        as_of=as_of or max(case.as_of for case in cases),
    )
    key = assessment_key(whole, engine=ENGINE_VERSION)
    if target.kind is Kind.DERIVED:
        made = judge_derived(whole, judged[0])
    else:
        made = judge_joint(whole, judged, cases=cases, seed=seed_of(key))
    complete = told(replace(made, key=key), whole)
    return replace(complete, statement=statement(complete, target, whole.indicator))
