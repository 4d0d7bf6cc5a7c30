"""Every public method there is, in the order in which they are shown."""

from __future__ import annotations

from forecasting.public_methods import (
    escap,
    eurostat,
    healthy_people_2030,
    nhs_making_data_count,
    nista_colour,
    obr,
    oecd,
    ohid_trend_marker,
    sdsn,
    statcan,
    state_of_climate_action,
    unicef_menaro,
    unsd,
)
from forecasting.public_methods.method import Method

METHODS: tuple[Method, ...] = (
    obr.METHOD,
    nista_colour.METHOD,
    state_of_climate_action.METHOD,
    eurostat.METHOD,
    statcan.METHOD,
    unsd.METHOD,
    sdsn.METHOD,
    escap.METHOD,
    unicef_menaro.METHOD,
    oecd.METHOD,
    healthy_people_2030.METHOD,
    nhs_making_data_count.METHOD,
    ohid_trend_marker.METHOD,
)


def method_named(name: str) -> Method:
    """The method of a name; raises KeyError."""
    return {method.name: method for method in METHODS}[name]
