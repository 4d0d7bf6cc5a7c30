"""The families an analyst can choose by name; each is loaded when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.failures import UnknownModel
from forecasting.models.regressors import Regressor

_HOMES = {
    "grid": ("forecasting.models.grid", "Grid"),
    "ets": ("forecasting.models.statsmodels_ets", "StatsmodelsEts"),
    "sarimax": ("forecasting.models.sarimax", "Sarimax"),
    "unobserved_components": ("forecasting.models.unobserved_components", "UnobservedComponents"),
    "theta": ("forecasting.models.statsmodels_theta", "StatsmodelsTheta"),
    "prophet": ("forecasting.models.prophet_family", "ProphetModel"),
    "drift": ("forecasting.models.drift", "Drift"),
    "seasonal_naive": ("forecasting.models.seasonal_naive", "SeasonalNaive"),
}
_DATED = frozenset({"prophet"})
"""Families that want to know the dates of the periods."""


_DRIVEN = frozenset({"sarimax", "unobserved_components"})
"""Families that can be driven from outside."""


def takes_regressors() -> tuple[str, ...]:
    """Names of the families that take regressors."""
    return tuple(name for name in _HOMES if name in _DRIVEN)


def available() -> tuple[str, ...]:
    """Names of all families, the default engine (``grid``) first."""
    return tuple(_HOMES)


def create(name: str, *, calendar: Calendar | None = None, regressors: Sequence[Regressor] = ()) -> Model:
    """A family by its name, with its usual settings.

    ``calendar`` goes to the families that use dates, ``regressors`` to those that take them. Raises UnknownModel, which suggests the nearest name.
    """
    if name not in _HOMES:
        raise UnknownModel(name, known=available())
    module, noun = _HOMES[name]
    factory = getattr(import_module(module), noun)
    settings: dict[str, Any] = {"calendar": calendar} if name in _DATED else {}
    if name in _DRIVEN and regressors:
        settings["regressors"] = tuple(regressors)
    return cast(Model, factory(**settings))
