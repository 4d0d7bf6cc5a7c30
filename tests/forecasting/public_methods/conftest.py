"""Small targets to put to the methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forecasting.indicators import Direction
from forecasting.public_methods.progress import Progress

UP, DOWN = Direction.INCREASE, Direction.DECREASE
CANON = {2015: 24.0, 2016: 23.5, 2017: 23.8, 2018: 22.0, 2019: 21.9, 2020: 20.5, 2022: 20.0}


def asked(
    values: Mapping[int, float] | Sequence[float],
    *,
    target: float | None = None,
    by: float | None = 2030.0,
    way: Direction | None = UP,
    **rest: object,
) -> Progress:
    """Figures by year (a list ends in 2020), the value wanted and the year it is wanted by."""
    years = (
        values
        if isinstance(values, Mapping)
        else {2020 - len(values) + 1 + k: value for k, value in enumerate(values)}
    )
    return Progress.of(
        {float(year): value for year, value in years.items()}, way, target=target, target_time=by, **rest
    )


def held(years: int, *, start: float, rate: float, first: int = 2010) -> dict[int, float]:
    """Figures that grow by the same share every year."""
    return {first + k: start * (1 + rate) ** k for k in range(years + 1)}
