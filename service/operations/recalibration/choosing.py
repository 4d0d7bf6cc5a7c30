"""From what an analyst wrote to a calibration of one series, or a clear word on why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

import numpy as np

from forecasting.breaks import Breaks, Exceptional, exceptional_steps, prepare
from forecasting.errors import HeadwayError
from forecasting.gathering import gathered
from forecasting.judging.record import record_for
from forecasting.judging.treatments import Scale
from forecasting.periods import Period
from forecasting.recalibration.calibration import Calibration, Constants, DrivenBy, Spread
from forecasting.recalibration.failures import (
    NothingLeft,
    PeriodWithoutEffect,
    RegressorTooShort,
    ScaleImpossible,
    SpreadUnreadable,
)
from forecasting.recalibration.origins import LEAST
from forecasting.series import Series
from service.operations.recalibration.request import Choices

DRIVEN = ("sarimax",)
"""The family that is fitted where something drives a series and none was named."""
TUNED = "tuned"
_NAMED = {
    "shipped": Spread(constants=Constants.SHIPPED),
    "own": Spread(),
    "wider": Spread(factor=1.2),
    "narrower": Spread(factor=0.8),
    TUNED: Spread(),
}
_WIDEST = 5.0
_LEAST_COMMON = 8
"""Fewest periods that a series and what drives it have in common, as the models ask for."""


def calibration_of(choices: Choices, series: Series, breaks: Breaks, *, own_constants: bool) -> Calibration:
    """The calibration that the choices make of a series on its grid.

    Raises PeriodUnreadable, PeriodWithoutEffect, NothingLeft, ScaleImpossible or SpreadUnreadable.
    """
    since = None if choices.since is None else _inside(choices.since, series, field="since")
    stated = tuple(_inside(text, series, field="break") for text in choices.breaks)
    excluded = _excluded(choices.exclude, series, breaks)
    if choices.scale is Scale.LOGARITHMIC and float(np.nanmin(series.dense)) <= 0:
        raise ScaleImpossible(
            f"“{series.indicator.id}” has values of zero or below, which have no logarithm.",
            field="scale",
            value=choices.scale.value,
            remedy="Choose raw or both.",
        )
    found = Calibration(
        models=choices.models or (DRIVEN if choices.regressors else ()),
        weights=_weighed(choices),
        scale=choices.scale or Scale.BOTH,
        since=since,
        excluded=excluded,
        breaks=stated,
        regressors=tuple(DrivenBy(name, lag) for name, lag in choices.regressors),
        spread=spread_of(choices.spread, own_constants=own_constants),
        seed=choices.seed,
    )
    left = prepare(series, found.breaks_of(breaks)).comparable
    if left < LEAST:
        raise NothingLeft(
            f"What is left out leaves {left} values of “{series.indicator.id}” to learn from; {LEAST} are needed.",
            field="since" if choices.since else "exclude" if choices.exclude else "break",
            value=choices.since or list(choices.exclude or choices.breaks),
            remedy="Leave out less.",
        )
    return found


def _weighed(choices: Choices) -> tuple[tuple[str, float], ...]:
    """The weight of every model where any has one; those without one count once."""
    given = dict(choices.weights)
    return tuple((name, given.get(name, 1.0)) for name in choices.models) if given else ()


def spread_of(text: str | None, *, own_constants: bool) -> Spread:
    """The spread behind a name or a factor. Raises SpreadUnreadable."""
    if text is None:
        return Spread()
    if text == "own" and not own_constants:
        raise SpreadUnreadable(
            "No constants of the installation's own are in force.",
            field="spread",
            value=text,
            remedy="Fit some first: headway backtest --refit",
        )
    if text in _NAMED:
        return _NAMED[text]
    try:
        factor = float(text.removeprefix("x"))
    except ValueError:
        factor = float("nan")
    if not 1 / _WIDEST <= factor <= _WIDEST:
        raise SpreadUnreadable(
            f"“{text}” is no spread.",
            field="spread",
            value=text,
            remedy=f"Write {', '.join(_NAMED)}, or a factor from 0.2 to 5 such as 1.2.",
        )
    return Spread(factor=factor)


def _inside(text: str, series: Series, *, field: str) -> Period:
    """A period of the series after its first, from which figures are to be used or comparable."""
    period = Period.parse(text, series.frequency)
    first, last = series.periods[0], series.latest
    if not first.end < period.end <= last.end:
        raise PeriodWithoutEffect(
            f"{period.label} is not after the first figure of “{series.indicator.id}” ({first.label}), "
            f"or is after its last ({last.label}).",
            field=field,
            value=text,
            remedy=f"Choose a period from {series.periods[1].label if len(series) > 1 else last.label} on.",
        )
    return period


def _excluded(given: Sequence[str], series: Series, breaks: Breaks) -> tuple[Period, ...]:
    found: dict[Period, None] = {}
    for text in given:
        start, _, stop = text.partition("..")
        first = Period.parse(start, series.frequency)
        last = Period.parse(stop, series.frequency) if stop else first
        some = [p for p in series.periods if first.start <= p.start and p.end <= last.end]
        if not some:
            raise PeriodWithoutEffect(
                f"“{series.indicator.id}” has no figure for {text}.",
                field="exclude",
                value=text,
                remedy=f"Its figures run from {series.periods[0].label} to {series.latest.label}.",
            )
        found |= dict.fromkeys(some)
    left = [p for p in series.periods if p not in found]
    if given and len(left) < LEAST:
        raise NothingLeft(
            f"The exclusion leaves {len(left)} of the {len(series.periods)} figures of “{series.indicator.id}”; "
            f"{LEAST} are needed.",
            field="exclude",
            value=list(given),
            remedy="Exclude less.",
        )
    newest = list(takewhile(lambda p: p in found, reversed(series.periods)))
    if newest:
        raise PeriodWithoutEffect(
            f"{newest[-1].label} cannot be excluded: nothing ordinary has been published after it to start from.",
            field="exclude",
            value=str(newest[-1]),
            remedy="Wait for a later figure, or widen the spread.",
        )
    aside = exceptional_steps(series, breaks, Exceptional.DEFAULT)
    if given and all(series.step_of(period) in aside for period in found):
        raise PeriodWithoutEffect(
            "Every period named is set aside as exceptional already.",
            field="exclude",
            value=list(given),
            remedy="Name others, or leave it out.",
        )
    return tuple(found)


def check_regressors(
    calibration: Calibration, series: Series, drivers: Mapping[DrivenBy, Series], *, horizon: int
) -> None:
    """Whether what drives a series reaches the horizon, with a forecast of its own where it ends.

    Raises RegressorTooShort, or PeriodsNotComparable where its periods do not make up those of the series.
    """
    for by in calibration.regressors:
        driver = drivers.get(by)
        if driver is None:
            raise _too_short(by, "no figures of it are held for this area")
        try:
            newest = series.step_of(series.last_period_ending_by(driver.latest.end))
        except HeadwayError:
            raise _too_short(by, "it ends before the series begins") from None
        driver = gathered(driver, series.frequency)
        behind = series.step_of(series.latest) - newest
        needed = horizon + behind - by.lag
        common = sum(series.periods[0].end <= period.end for period in driver.periods)
        ahead = max(1, round(needed * driver.steps_per_year / series.steps_per_year))
        if common < _LEAST_COMMON or (
            needed > 0 and record_for(driver.frequency.value, len(driver), ahead).beyond
        ):
            raise _too_short(
                by,
                f"it ends in {driver.latest.label} and would itself have to be forecast {ahead} periods ahead, "
                f"from {len(driver)} figures",
            )


def _too_short(by: DrivenBy, why: str) -> RegressorTooShort:
    return RegressorTooShort(
        f"“{by.indicator}” does not reach the horizon: {why}.",
        field="regressor",
        value=by.indicator,
        remedy="Choose an indicator with a longer or more recent history, or a nearer horizon.",
    )
