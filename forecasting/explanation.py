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
from functools import cached_property
from itertools import permutations

from forecasting.breaks import Breaks
from forecasting.judging.case import Case, Companion
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Kind


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


@dataclass(frozen=True, eq=False, slots=True)
class _Line:
    """One series before and after."""

    before: Series | None
    after: Series | None

    @property
    def one_grid(self) -> bool:
        """Whether figures of both can stand in one series."""
        old, new = self.before, self.after
        if old is None or new is None or old.frequency is not new.frequency:
            return old is None
        return (old.periods[0].anchor is None) == (new.periods[0].anchor is None)

    @property
    def fresh(self) -> tuple[Period, ...]:
        """The periods that had no figure before."""
        if self.after is None or not self.one_grid:
            return ()
        known = set() if self.before is None else set(self.before.periods)
        return tuple(period for period in self.after.periods if period not in known)

    @property
    def revised(self) -> tuple[Period, ...]:
        """The periods whose figure is another one now, or gone."""
        if self.before is None:
            return ()
        if self.after is None or not self.one_grid:
            return self.before.periods
        now = _rows(self.after)
        return tuple(p for p, (v, _) in _rows(self.before).items() if p not in now or now[p][0] != v)

    def mixed(self, *, new: bool, revised: bool) -> Series | None:
        """The series with its new figures, with its revised ones, with both or with neither."""
        before, after = self.before, self.after
        if before is None or after is None or not self.one_grid:
            moved = new if before is None else revised
            return after if moved else before
        old, now = _rows(before), _rows(after)
        changed = set(self.revised) if revised else set()
        rows = {period: row for period, row in old.items() if period not in changed}
        rows |= {period: now[period] for period in changed if period in now}
        rows |= {period: now[period] for period in self.fresh if new}
        if not rows:
            return None
        values = [(period, value) for period, (value, _) in rows.items()]
        return Series.of(
            after.indicator, values, area=after.area, statuses=[word for _, word in rows.values()]
        )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two cases of one target, and any mixture of them.

    ``before`` and ``after`` are what the earlier and the later judgement rest on.
    """

    before: Case
    after: Case

    @property
    def new_periods(self) -> tuple[Period, ...]:
        """The periods of the target's own series that had no figure before."""
        return self._own.fresh

    @property
    def revised_periods(self) -> tuple[Period, ...]:
        """The periods of the target's own series whose figure is another one now, or gone."""
        return self._own.revised

    @cached_property
    def changed(self) -> tuple[Cause, ...]:
        """The causes that changed, calibration apart, which is no part of a case."""
        before, after = self.before, self.after
        lines = (self._own, *self._others.values())
        found = []
        if (
            any(line.fresh for line in lines)
            or set(after.parts) - set(before.parts)
            or self._breaks(new=True) != before.breaks
        ):
            found.append(Cause.OBSERVATIONS)
        if (
            any(line.revised for line in lines)
            or set(before.parts) - set(after.parts)
            or self._breaks(revised=True) != before.breaks
            or before.superseded_basis != after.superseded_basis
            or before.revision_error != after.revision_error
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
        series = self._own.mixed(new=new, revised=revised)
        return replace(
            told,
            series=None if series is None else replace(series, indicator=told.indicator),
            breaks=self._breaks(new=new, revised=revised),
            parts=tuple(sorted(parts, key=lambda part: part.through)),
            superseded_basis=(self.after if revised else self.before).superseded_basis,
            revision_error=(self.after if revised else self.before).revision_error,
            companions=tuple(self._companion(one, new=new, revised=revised) for one in told.companions),
            knowledge=self.after.knowledge,
            releases=self.after.releases,
        )

    @cached_property
    def _own(self) -> _Line:
        return _Line(self.before.series, self.after.series)

    @cached_property
    def _others(self) -> dict[tuple[str, str], _Line]:
        """The further series that both cases are judged on; one that only one has belongs to the target."""
        old = {(one.role.value, one.name): one.series for one in self.before.companions}
        return {
            (one.role.value, one.name): _Line(old[one.role.value, one.name], one.series)
            for one in self.after.companions
            if (one.role.value, one.name) in old
        }

    def _companion(self, one: Companion, *, new: bool, revised: bool) -> Companion:
        line = self._others.get((one.role.value, one.name))
        return one if line is None else replace(one, series=line.mixed(new=new, revised=revised))

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

    Milestones on the way bend the path, not the chance at the end, and an outcome ends the matter: neither moves it.
    Where the milestones are what is asked, those known on the day count.
    """
    target = case.target
    points = target.milestones if target.kind is Kind.MILESTONES else ()
    told = tuple(m for m in points if m.recorded is None or m.recorded <= case.as_of)
    bare = replace(target, history=(), milestones=told)
    others = tuple((one.role, one.name) for one in case.companions)
    return bare, target.status_as_of(case.as_of), replace(case.indicator, title=""), case.area, others
