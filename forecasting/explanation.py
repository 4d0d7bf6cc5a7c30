"""Why a judgement moved: how much of the change came from each of four causes.

Between two judgements new figures may have come in, old ones been revised, the calibration changed, and the target
been changed. What each did depends on the others, so each is credited with the mean of what it adds over all orders
in which they could have come (Shapley, 1953). The parts add up to the change without a rest, a cause that did not
change has exactly 0, and the way back is minus the way there.

Not every mixture can be judged: figures on two bases are never put together. Then only the orders count in which
every step can be judged; the four properties hold as before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import permutations

from forecasting.breaks import Breaks
from forecasting.judging.case import Case
from forecasting.periods import Period
from forecasting.series import Series


class Cause(StrEnum):
    """What can move a judgement. Stable; part of the public contract."""

    OBSERVATIONS = "observations"
    """Figures for periods that had none, with what was said about them."""
    REVISIONS = "revisions"
    """Other values for periods that had one, values withdrawn, or other words on whether they compare."""
    CALIBRATION = "calibration"
    """Another version of the engine or of its constants."""
    TARGET = "target"
    """What is asked, or how its measure is defined, or what has become of it."""


Coalition = frozenset[Cause]
NOBODY: Coalition = frozenset()


def shares(causes: Sequence[Cause], worth: Mapping[Coalition, float | None]) -> dict[Cause, float] | None:
    """What each cause adds, the mean over the orders that can be gone; None where there is no such order.

    ``worth`` gives the outcome once a set of causes has taken effect, None (or nothing) where that cannot be judged.
    Sums are exact before they are rounded, so that the order in which causes are named never matters.
    """
    added: dict[Cause, list[float]] = {cause: [] for cause in causes}
    orders = 0
    for order in permutations(causes):
        values = [worth.get(frozenset(order[:count])) for count in range(len(order) + 1)]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            continue
        orders += 1
        for cause, before, after in zip(order, known, known[1:], strict=False):
            added[cause] += [after, -before]
    if orders == 0:
        return None
    return {cause: math.fsum(steps) / orders for cause, steps in added.items()}


def coalitions(causes: Sequence[Cause]) -> tuple[Coalition, ...]:
    """Every set of causes, from none to all."""
    found: list[Coalition] = [NOBODY]
    for cause in causes:
        found += [one | {cause} for one in found]
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two cases of one target, and any mixture of them.

    ``before`` and ``after`` are what the earlier and the later judgement rest on.
    """

    before: Case
    after: Case

    @property
    def new_periods(self) -> tuple[Period, ...]:
        """The periods that had no figure before."""
        old, new = self.before.series, self.after.series
        if new is None or not self._one_grid:
            return ()
        known = set() if old is None else set(old.periods)
        return tuple(period for period in new.periods if period not in known)

    @property
    def revised_periods(self) -> tuple[Period, ...]:
        """The periods whose figure is another one now, or gone."""
        old, new = self.before.series, self.after.series
        if old is None:
            return ()
        if new is None or not self._one_grid:
            return old.periods
        now = dict(zip(new.periods, new.values.tolist(), strict=True))
        return tuple(p for p, v in zip(old.periods, old.values.tolist(), strict=True) if now.get(p) != v)

    @property
    def changed(self) -> tuple[Cause, ...]:
        """The causes that changed, calibration apart, which is no part of a case."""
        before, after = self.before, self.after
        found = []
        if (
            self.new_periods
            or set(after.parts) - set(before.parts)
            or self._breaks(new=True) != before.breaks
        ):
            found.append(Cause.OBSERVATIONS)
        if (
            self.revised_periods
            or set(before.parts) - set(after.parts)
            or self._breaks(revised=True) != before.breaks
            or before.superseded_basis != after.superseded_basis
        ):
            found.append(Cause.REVISIONS)
        if _asked(before) != _asked(after):
            found.append(Cause.TARGET)
        return tuple(found)

    def mixed(self, causes: Coalition) -> Case | None:
        """The case once some causes have taken effect; None where it would put two bases together."""
        if causes >= set(self.changed):
            return self.after
        new, revised = Cause.OBSERVATIONS in causes, Cause.REVISIONS in causes
        if new and not revised and self.before.superseded_basis != self.after.superseded_basis:
            return None
        told = self.after if Cause.TARGET in causes else self.before
        kept, gained = set(self.before.parts), set(self.after.parts)
        parts = (kept & gained) | (gained - kept if new else set()) | (set() if revised else kept - gained)
        series = self._series(new=new, revised=revised)
        return replace(
            told,
            series=series if series is None else replace(series, indicator=told.indicator),
            breaks=self._breaks(new=new, revised=revised),
            parts=tuple(sorted(parts, key=lambda part: part.through)),
            superseded_basis=(self.after if revised else self.before).superseded_basis,
            knowledge=self.after.knowledge,
            releases=self.after.releases,
        )

    @property
    def _one_grid(self) -> bool:
        old, new = self.before.series, self.after.series
        if old is None or new is None or old.frequency is not new.frequency:
            return old is None
        return (old.periods[0].anchor is None) == (new.periods[0].anchor is None)

    def _series(self, *, new: bool, revised: bool) -> Series | None:
        before, after = self.before.series, self.after.series
        if before is None or after is None or not self._one_grid:
            moved = new if before is None else revised
            return after if moved else before
        rows: dict[Period, tuple[float, str]] = {}
        old, now = _rows(before), _rows(after)
        for period in {**old, **now}:
            if period in old and not (revised and old[period][0] != now.get(period, (None,))[0]):
                rows[period] = old[period]
            elif period in now and (period in old or new):
                rows[period] = now[period]
        if not rows:
            return None
        return Series.of(
            after.indicator,
            [(period, value) for period, (value, _) in rows.items()],
            area=after.area,
            statuses=[status for _, status in rows.values()],
        )

    def _breaks(self, *, new: bool = False, revised: bool = False) -> Breaks:
        """A break that begins with a new figure came with it; any other word on old figures revises them."""
        before, after = self.before.breaks, self.after.breaks
        old = self.before.series
        newest = date.min if old is None else old.latest.end
        with_new = {item for item in (*before.breaks, *after.breaks) if item.period.start > newest}
        kept = [b for b in (after if revised else before).breaks if b not in with_new]
        come = [b for b in (after if new else before).breaks if b in with_new]
        order = {b: place for place, b in enumerate((*after.breaks, *before.breaks))}
        chosen = tuple(sorted({*kept, *come}, key=lambda b: order[b]))
        source = after if revised else before
        return Breaks(source.breaks if set(source.breaks) == set(chosen) else chosen, source.exceptional)


def _rows(series: Series) -> dict[Period, tuple[float, str]]:
    rows = zip(series.periods, series.values.tolist(), series.statuses, strict=True)
    return {period: (value, status) for period, value, status in rows}


def _asked(case: Case) -> tuple[object, ...]:
    """What a case asks and how its measure is defined, as known on its day.

    Milestones bend the path on the way, not the chance at the end, and an outcome ends the matter: neither moves it.
    """
    target = case.target
    bare = replace(target, history=(), milestones=())
    return bare, target.status_as_of(case.as_of), replace(case.indicator, title=""), case.area
