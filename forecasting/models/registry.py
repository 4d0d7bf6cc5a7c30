"""The families an analyst can choose by name; each is loaded when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.failures import UnknownModel

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


def available() -> tuple[str, ...]:
    """Names of all families, the default engine (``grid``) first."""
    return tuple(_HOMES)


def create(name: str, *, calendar: Calendar | None = None) -> Model:
    """A family by its name, with its usual settings.

    ``calendar`` goes to the families that use dates. Raises UnknownModel, which suggests the nearest name.
    """
    if name not in _HOMES:
        raise UnknownModel(name, known=available())
    module, noun = _HOMES[name]
    factory = getattr(import_module(module), noun)
    return cast(Model, factory(calendar=calendar) if name in _DATED else factory())
