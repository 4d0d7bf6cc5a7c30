"""The several series behind one target: each made ready for its own forecast, and how they go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecasting.assessment import Assessment, Reason
from forecasting.association import Association, associate, surprises
from forecasting.breaks import prepare
from forecasting.errors import PeriodsNotComparable
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case, Companion
from forecasting.judging.part import Part
from forecasting.judging.readiness import FEWEST, Need, effective_count, refuse
from forecasting.measured import Together
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly


def named(companion: Companion, base: Assessment) -> Series | Assessment:
    """The series of a companion, or the refusal where there are no figures of it."""
    if companion.series is None:
        return refuse(base, Reason.NO_DATA, f"No figures are held for “{companion.name}”.")
    return companion.series


def part_of(
    name: str,
    series: Series,
    own: Case | Companion,
    base: Assessment,
    *,
    until: Period,
) -> Part | Assessment:
    """A series made ready to be forecast up to a period, or the refusal where it cannot be.

    ``own`` says what its breaks are and what it is forecast with.
    """
    grid = monthly(series) if is_sparse(series) else series
    prepared = prepare(grid, own.fitted_breaks)
    count = effective_count(grid, prepared)
    if count < FEWEST:
        text = f"“{name}” has {count} comparable values; at least {FEWEST} are needed."
        return refuse(base, Reason.TOO_SHORT, text)
    try:
        ahead = grid.step_of(until) - grid.step_of(prepared.origin)
    except PeriodsNotComparable:
        text = f"“{name}” is measured by {grid.frequency.words}, the target's own series is not."
        return refuse(base, Reason.SERIES_NOT_ALIKE, text)
    return Part(name, grid, own.breaks, prepared, max(1, ahead), own.calibration, own.driving)


def own_need(need: Need, part: Part) -> Need:
    """The need of one part's forecast, as if it were asked for alone."""
    case = replace(
        need.case,
        indicator=part.series.indicator,
        breaks=part.breaks,
        companions=(),
        calibration=part.calibration,
        driving=part.driving,
    )
    return replace(
        need,
        case=case,
        series=part.series,
        prepared=part.prepared,
        steps=part.horizon,
        horizon=part.horizon,
        parts=(),
    )


def association_of(parts: Sequence[Part]) -> Association:
    """How the surprises of the parts go together."""
    return associate(
        [surprises(p.series, first_step=p.prepared.first_step, set_aside=p.prepared.set_aside) for p in parts]
    )


def starts_of(parts: Sequence[Part], forecasts: Sequence[Forecast], first: Period) -> list[int]:
    """How many periods later than the earliest each forecast begins."""
    ahead = [part.step(first) for part in parts]  # 1 for a forecast that begins with ``first``
    found = [1 - step for step in ahead]
    least = min(found)
    return [begin - least for begin in found[: len(forecasts)]]


def together(association: Association) -> Together:
    """What is told of the dependence."""
    return Together(association.estimated, association.least, association.mean)
