"""Forecasts one series with the families an analyst chose, in the shape the default engine answers in.

Each family's location and spread go through the same calibration; the calibrated quantiles are averaged
with the weights (quantile averaging: Lichtendahl, Grushka-Cockayne and Winkler, 2013). A family that fails
is left out with its reason; where none is left, seasonal naive and drift stand in, and the forecast says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forecasting.dependence import FIELDS, RANDOM_WALK
from forecasting.engine import DEFAULT, EngineSettings, forecast_batch
from forecasting.errors import ForecastError
from forecasting.family_spread import calibrated_quantiles
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.margins import LEVELS
from forecasting.models.base import Model
from forecasting.models.blocks import prepare
from forecasting.models.calendar import Calendar
from forecasting.models.failures import ModelFailed, WeightsInvalid
from forecasting.models.grid import Grid
from forecasting.models.history import Floats, History
from forecasting.models.registry import create, takes_regressors
from forecasting.models.regressors import Regressor

FALLBACK = ("seasonal_naive", "drift")
"""Tried in this order for a series with a season, the other way round without one."""
_SEASON = FIELDS.index("season")


@dataclass(frozen=True, eq=False)
class FamilyForecast:
    """Calibrated margins of one series at H horizons: one row of ``engine.BatchForecast``, and who made it.

    ``quantiles`` has shape (H, P) at ``margins.LEVELS``. Where ``ok`` is false its numbers are NaN and
    ``reason`` is a stable code, as in a batch. ``weights`` are those really used, ``failures`` the
    families left out.
    """

    quantiles: Floats
    tail: float
    dependence: Floats
    ok: bool = True
    reason: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    failures: tuple[ModelFailed, ...] = ()
    fell_back: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each family left out, and one where a stand-in was needed."""
        found = [
            Finding(FindingCode.MODEL_FAILED, failure.message, Severity.INFO) for failure in self.failures
        ]
        if self.fell_back:
            names = " and ".join(self.weights)
            text = f"None of the chosen models could be fitted; {names} stands in."
            found.append(Finding(FindingCode.MODEL_FAILED, text, Severity.CAUTION))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class _Part:
    quantiles: Floats
    tail: float
    dependence: Floats


def forecast_with(
    history: History,
    *,
    horizon: int,
    models: Sequence[str | Model],
    weights: Mapping[str, float] | None = None,
    calendar: Calendar | None = None,
    regressors: Sequence[Regressor] = (),
    engine: EngineSettings = DEFAULT,
) -> FamilyForecast:
    """Forecast one series ``horizon`` periods past its end with the chosen families.

    ``models`` are names of the registry or configured families; ``weights`` by name (None: equal).
    ``calendar`` gives the dates to families that use them, ``regressors`` go to those named ones that take
    them, ``engine`` is how ``grid`` runs. A series that cannot be forecast is a reason,
    never an exception; ValueError for a horizon below one, UnknownModel and WeightsInvalid for a wrong choice.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1, not {horizon}")
    families = chosen(models, calendar=calendar, regressors=regressors)
    shares = _shares(families, weights)
    unreadable = prepare(history)
    if isinstance(unreadable, str):
        return _unanswered(unreadable, horizon)
    chosen_ones = [family for family in families if shares[family.name] > 0]
    parts, failures = _fit(chosen_ones, history, horizon, engine)
    fell_back = not parts
    if fell_back:
        order = FALLBACK if history.season > 1 else FALLBACK[::-1]
        for name in order:
            stand_in, _ = _fit([create(name)], history, horizon, engine)
            if stand_in:
                parts, shares = stand_in, {name: 1.0}
                break
    if not parts:
        return _unanswered(failures[-1].reason, horizon, tuple(failures))
    total = sum(shares[name] for name in parts)
    used = {name: shares[name] / total for name in parts}
    return _averaged(parts, used, tuple(failures), fell_back=fell_back)


def chosen(
    models: Sequence[str | Model], *, calendar: Calendar | None = None, regressors: Sequence[Regressor] = ()
) -> list[Model]:
    """The families behind names; configured families pass through.

    Raises UnknownModel, or ForecastError for no family, for one chosen twice, and for regressors that none
    of the chosen takes.
    """
    if regressors and not any(item in takes_regressors() for item in models):
        raise ForecastError(
            "None of the chosen models takes regressors.",
            field="models",
            value=[item if isinstance(item, str) else item.name for item in models],
            remedy=f"Choose {' or '.join(takes_regressors())} as well.",
        )
    families = [
        create(item, calendar=calendar, regressors=regressors) if isinstance(item, str) else item
        for item in models
    ]
    names = [family.name for family in families]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if not names or repeated:
        raise ForecastError(
            f"“{repeated[0]}” was chosen twice." if repeated else "No model was chosen.",
            field="models",
            value=repeated[0] if repeated else None,
            remedy="Name each family once; two settings of one family need names of their own.",
        )
    return families


def _shares(families: Sequence[Model], weights: Mapping[str, float] | None) -> dict[str, float]:
    names = [family.name for family in families]
    if weights is None:
        return dict.fromkeys(names, 1.0)
    strange = sorted(set(weights) - set(names))
    if strange:
        raise WeightsInvalid(
            f"“{strange[0]}” has a weight but was not chosen.",
            field="weights",
            value=strange[0],
            remedy=f"Chosen: {', '.join(names)}.",
        )
    shares = {name: float(weights.get(name, 0.0)) for name in names}
    given = np.array(list(shares.values()))
    if not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise WeightsInvalid(
            "Weights must be numbers of zero or more, and not all zero.",
            field="weights",
            value=dict(weights),
            remedy="Leave them out for equal weights.",
        )
    return shares


def _fit(
    families: Sequence[Model], history: History, horizon: int, engine: EngineSettings
) -> tuple[dict[str, _Part], list[ModelFailed]]:
    parts: dict[str, _Part] = {}
    failures: list[ModelFailed] = []
    for family in families:
        try:
            parts[family.name] = _part(family, history, horizon, engine)
        except ModelFailed as failure:
            failures.append(failure)
        except ForecastError as error:
            failures.append(ModelFailed(family.name, error.code, error.message, value=error.value))
    return parts, failures


def _part(family: Model, history: History, horizon: int, engine: EngineSettings) -> _Part:
    if isinstance(family, Grid):
        own = forecast_batch([history], horizon=horizon, engine=engine)
        if not own.ok[0]:
            reason = own.reason[0] or "not_computable"
            raise ModelFailed(family.name, reason, f"the engine answered “{reason}”.")
        return _Part(own.quantiles[0], float(own.tail[0]), own.dependence[0])
    prediction = family.predict(history, horizon=horizon)
    quantiles, tail = calibrated_quantiles(prediction, history, family=family.name)
    if not np.isfinite(quantiles).all():
        raise ModelFailed(family.name, "not_finite", "its quantiles are not numbers.")
    row = RANDOM_WALK if prediction.dependence is None else prediction.dependence
    return _Part(quantiles, tail, np.where(np.isfinite(row).all(), row, RANDOM_WALK))


def _averaged(
    parts: Mapping[str, _Part],
    weights: Mapping[str, float],
    failures: tuple[ModelFailed, ...],
    *,
    fell_back: bool,
) -> FamilyForecast:
    if len(parts) == 1:
        (part,) = parts.values()
        quantiles, dependence = part.quantiles, part.dependence
    else:
        quantiles = np.asarray(sum(weights[name] * part.quantiles for name, part in parts.items()))
        dependence = np.asarray(sum(weights[name] * part.dependence for name, part in parts.items()))
        # The parameters of a covariance may be averaged, a season's length may not.
        dependence[_SEASON] = max(part.dependence[_SEASON] for part in parts.values())
    return FamilyForecast(
        quantiles=quantiles,
        # Far out, the heaviest tail among the parts is all that is left of an average of quantiles.
        tail=min(part.tail for part in parts.values()),
        dependence=dependence,
        weights=dict(weights),
        failures=failures,
        fell_back=fell_back,
    )


def _unanswered(reason: str, horizon: int, failures: tuple[ModelFailed, ...] = ()) -> FamilyForecast:
    return FamilyForecast(
        quantiles=np.full((horizon, len(LEVELS)), np.nan),
        tail=float("nan"),
        dependence=np.full(len(FIELDS), np.nan),
        ok=False,
        reason=reason,
        failures=failures,
    )
