"""Adding flows over a window of days: what is already done, what is still to come.

Periods at the edge of the window count by the share of their days inside it, or by what usually falls into that part
of the year where a series of shorter periods tells (``profile``). A publisher's own
cumulative estimate replaces everything up to its date, with its own error; no day is counted twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forecasting.findings import Finding, FindingCode
from forecasting.judging.case import OfficialPart
from forecasting.judging.profile import UNEVENNESS, Profile
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Window

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Done:
    """The part of a total that is already observed, up to a day, with its standard error.

    ``last_step`` is the newest grid step whose flow is already counted in whole or in part.
    """

    value: float
    error: float
    through: date
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A forecast step, the share of its flow that counts, and the standard deviation of that share (None: by days)."""

    step: int
    period: Period
    weight: float
    error: float | None = None

    @property
    def uneven(self) -> float:
        """The standard deviation of the share."""
        return UNEVENNESS * self.weight * (1 - self.weight) if self.error is None else self.error


def share_of(period: Period, start: date, end: date) -> float:
    """The share of a period's days that lie between two dates."""
    return period.overlap(start, end) / period.days


def divided(period: Period, start: date, end: date, profile: Profile | None) -> tuple[float, float]:
    """The share of a period's flow between two dates and its standard deviation, by days or as the year usually goes."""
    weight = share_of(period, start, end)
    told = profile.share(period, start, end) if profile is not None and 0 < weight < 1 else None
    return (weight, UNEVENNESS * weight * (1 - weight)) if told is None else told


def done_by(
    series: Series | None,
    window: Window,
    *,
    parts: Sequence[OfficialPart] = (),
    until: date | None = None,
    profile: Profile | None = None,
) -> Done:
    """What has been counted towards a total, from official part-period estimates and observed flows.

    ``until`` limits it to periods ending by a day (for the history of a chart); at the end of the window
    the period that straddles it counts by its days inside, or by ``profile``.
    """
    end = window.end or date.max
    limit = end if until is None or until >= end else until
    official = [p for p in parts if window.start <= p.through <= limit]
    value, error, through = 0.0, 0.0, window.start - timedelta(days=1)
    findings: list[Finding] = []
    if official:
        newest = official[-1]
        value, error, through = newest.value, newest.error * abs(newest.value), newest.through
        findings.append(
            Finding(
                FindingCode.OFFICIAL_PART_PERIOD,
                f"The publisher's own estimate to {newest.through.day} {newest.through:%B %Y} stands for the part already done.",
            )
        )
    variance = error**2
    if series is None:
        return Done(value, float(np.sqrt(variance)), through, tuple(findings))
    first = bisect_right(series.periods, through, key=_end)
    for period, flow in zip(series.periods[first:], series.values[first:], strict=True):
        if period.start > end:
            break
        if limit < end and period.end > limit:
            continue
        after = through + timedelta(days=1)
        share, error = divided(period, after, end, profile)
        if share <= 0 or period.end <= through:
            continue
        value += share * float(flow)
        uneven = error * float(flow)
        # Multiplied, not raised to a power: beyond 1e154 it is infinite and the series has its reason elsewhere.
        variance += uneven * uneven
        through = min(period.end, end)
        if share < 1:
            days = share == share_of(period, after, end)
            by = "days" if days else "what usually falls into that part of a year"
            findings.append(
                Finding(
                    FindingCode.PART_PERIOD,
                    f"{share:.0%} of {period.label} falls inside the window and was counted by {by}.",
                )
            )
    return Done(value, float(np.sqrt(variance)), through, tuple(findings))


def missing_inside(series: Series, window: Window, *, after: date) -> tuple[Period, ...]:
    """Periods inside the window, later than a day, that lie before the newest figure but have none.

    None for rolling windows, whose later figures cover the same days.
    """
    if series.frequency.overlaps:
        return ()
    end = window.end or date.max
    holes = np.flatnonzero(np.isnan(series.dense))
    periods = (series.period_at(int(step)) for step in holes)
    return tuple(p for p in periods if p.end > after and p.overlap(window.start, end) > 0)


def still_to_come(
    series: Series, origin: Period, *, after: date, end: date, profile: Profile | None = None
) -> tuple[Share, ...]:
    """The forecast steps that make up the rest of the window, each with the share of its days not yet counted."""
    shares: list[Share] = []
    base = series.step_of(origin)
    step = 1
    while after < end:
        period = series.period_at(base + step)
        first, last = period.start, period.end
        whole = first > after and last <= end
        weight, error = (1.0, 0.0) if whole else divided(period, after + timedelta(days=1), end, profile)
        if weight > 0:
            shares.append(Share(step, period, weight, error))
        after = max(after, last)
        step += 1
    return tuple(shares)


def _end(period: Period) -> date:
    return period.end


def total_draws(done: Done, shares: Sequence[Share], paths: Floats, *, rng: np.random.Generator) -> Floats:
    """Draws of the running total after each share, shape (N, len(shares)).

    The errors of the part already done and of dividing edge periods are normal and independent of
    the paths.
    """
    # Drawn share by share, so that the beginning does not depend on how far the total is followed. What would be
    # multiplied by nothing is drawn only where something is drawn after it.
    n = len(paths)
    last = max((place for place, share in enumerate(shares) if share.uneven), default=-1)
    chance = rng.standard_normal(n) if done.error or last >= 0 else np.zeros(n)
    flows = paths.T[[s.step - 1 for s in shares]]
    noise = rng.standard_normal((last + 1, n))
    for place, (share, flow) in enumerate(zip(shares, flows, strict=True)):
        if share.uneven:
            flow[:] = flow * share.weight + noise[place] * share.uneven * np.abs(flow)
        elif share.weight != 1:
            flow *= share.weight
    for before, flow in pairwise(flows):
        flow += before
    flows += done.value + done.error * chance
    return flows.T
