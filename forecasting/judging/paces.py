"""Where the pace a target asks for stands among all paces of the same length that were ever achieved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from forecasting.measured import PacePlace
from forecasting.public_methods.ladder import settled
from forecasting.series import Series

_FEWEST_SPELLS = 3
_FEWEST_AREAS = 5


def spells(series: Series, length: int, *, first_step: int = 0, set_aside: Iterable[int] = ()) -> list[float]:
    """The change a year over every stretch of ``length`` steps, in the unit; none reaches across a break.

    Stretches that begin or end in a period set aside are left out.
    """
    values = series.dense.copy()
    values[: max(first_step, 0)] = np.nan
    values[[step for step in set_aside if step < len(values)]] = np.nan
    if length < 1 or length >= len(values):
        return []
    rates = (values[length:] - values[:-length]) / (length / series.steps_per_year)
    return [float(rate) for rate in rates if np.isfinite(rate)]


def length_of(series: Series, steps: int, *, first_step: int = 0) -> int:
    """How many steps a stretch to compare with has: as many as remain, or as many as leave three stretches.

    Whole years where the series has a season.
    """
    known = len(series.dense) - max(first_step, 0)
    wanted = min(steps, max(1, known - _FEWEST_SPELLS))
    if series.season > 1:
        wanted = max(series.season, round(wanted / series.season) * series.season)
    return wanted


def pace_place(
    series: Series,
    required: float,
    *,
    steps: int,
    sign: int,
    first_step: int = 0,
    set_aside: Iterable[int] = (),
    elsewhere: Sequence[Series] = (),
) -> PacePlace:
    """The place of a required change a year; ``sign`` is +1 where a rise is wanted.

    Ties count as fast. Areas weigh the same, however many stretches each has.
    """
    length = length_of(series, steps, first_step=first_step)
    years = length / series.steps_per_year
    own = spells(series, length, first_step=first_step, set_aside=set_aside)
    wanted = settled(sign * required)
    share = sum(settled(sign * rate) >= wanted for rate in own) / len(own) if own else None
    fastest = sign * max(sign * rate for rate in own) if own else None
    shares = [
        sum(rate >= wanted for rate in rates) / len(rates)
        for other in elsewhere
        if other.frequency is series.frequency and (rates := _settled_spells(other, length, sign))
    ]
    compared = len(shares) >= _FEWEST_AREAS
    place = PacePlace(
        required=required,
        years=years,
        spells=len(own),
        share=share,
        fastest=fastest,
        areas=len(shares) if compared else None,
        areas_as_fast=sum(s > 0 for s in shares) if compared else None,
        areas_share=sum(shares) / len(shares) if compared else None,
    )
    return replace(place, sentence=sentence(place))


@lru_cache(maxsize=4096)  # targets of one indicator are compared with the same series
def _settled_spells(series: Series, length: int, sign: int) -> tuple[float, ...]:
    return tuple(settled(sign * rate) for rate in spells(series, length))


def sentence(place: PacePlace) -> str:
    """The place in words: "None of 14 stretches of 4 years was as fast."."""
    stretch = f"{place.years:.2g} years" if place.years != 1 else "one year"
    parts: list[str] = []
    if place.share is None:
        parts.append(f"The record is too short to compare with stretches of {stretch}.")
    else:
        fast = round(place.share * place.spells)
        if fast == 0:
            parts.append(
                f"None of {place.spells} earlier stretches of {stretch} was as fast as is needed now."
            )
        else:
            were = "was" if fast == 1 else "were"
            parts.append(
                f"{fast} of {place.spells} earlier stretches of {stretch} {were} as fast as is needed now."
            )
    if place.areas is not None:
        parts.append(f"{place.areas_as_fast or 'None'} of {place.areas} other areas ever moved as fast.")
    return " ".join(parts)
