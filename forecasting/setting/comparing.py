"""The areas an area is compared with: their paces over five to ten years, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from forecasting.ground import ground_of
from forecasting.reference_class import ReferenceClass
from forecasting.setting.peers import alike, change_rates
from forecasting.setting.proposal import Compared, Precedence
from forecasting.setting.question import Neighbour, Question
from forecasting.trajectories import decimal_year

OWN = "this area"
_FEW = 0.25


@dataclass(frozen=True, eq=False)
class Comparison:
    """A question with its neighbours: histories in the season of the target date, breaks and odd years left out."""

    question: Question

    @cached_property
    def elsewhere(self) -> dict[str, dict[float, float]]:
        """The values of each neighbour by decimal year."""
        found = {n.name: self._history(n) for n in self.question.neighbours}
        return {name: values for name, values in found.items() if values}

    @cached_property
    def own(self) -> dict[float, float]:
        """The values of this area by decimal year."""
        question = self.question
        return self._history(Neighbour(OWN, question.series, question.breaks))

    @cached_property
    def reference(self) -> ReferenceClass:
        """The paces of every area, this one among them."""
        return ReferenceClass.of({**self.elsewhere, OWN: self.own})

    @cached_property
    def latest(self) -> dict[str, float]:
        """The newest value of each neighbour in the season of the target date, where it is not long out of date."""
        if not self.own:
            return {}
        newest = max(self.own)
        return {
            name: values[max(values)]
            for name, values in self.elsewhere.items()
            if abs(max(values) - newest) <= 1
        }

    @cached_property
    def rates(self) -> dict[str, float]:
        """The change a year of each neighbour from its first to its last comparable value."""
        return change_rates(self.elsewhere)

    @cached_property
    def own_rate(self) -> float | None:
        """The change a year of this area from its first to its last comparable value."""
        return change_rates({OWN: self.own}).get(OWN)

    @cached_property
    def similar(self) -> tuple[str, ...]:
        """The neighbours that stand about where this area stands: the same quarter of all."""
        return alike(self.question.start[1], self.latest)

    @property
    def compared(self) -> Compared | None:
        """The comparison in short, or None without neighbours."""
        question = self.question
        if not self.latest:
            return None
        sign, here = question.sign, question.start[1]
        best = max(self.latest, key=lambda name: (sign * self.latest[name], name))
        better = sum(sign * value > sign * here for value in self.latest.values())
        return Compared(
            areas=len(self.latest),
            noun=question.noun,
            spells=len(self.reference.spells),
            best_area=best,
            best_value=self.latest[best],
            middle_value=float(median(self.latest.values())),
            place=better + 1,
        )

    def precedence(self, pace: float | None) -> Precedence | None:
        """How often a pace was ever reached, or None with fewer than five areas to compare with."""
        if pace is None:
            return None
        found = self.reference.precedent(pace, sign=self.question.sign)
        if found is None:
            return None
        few = found.units <= _FEW * found.of
        share = (
            "none"
            if found.units == 0
            else "all"
            if found.units == found.of
            else f"{'only ' if few else ''}{found.units}"
        )
        text = f"{share} of {found.of} {self.question.noun} ever moved this fast over five to ten years"
        return Precedence(found.percentile, found.units, found.of, f"{text[0].upper()}{text[1:]}.")

    def _history(self, neighbour: Neighbour) -> dict[float, float]:
        series, question = neighbour.series, self.question
        ground = ground_of(series, neighbour.breaks)
        if ground is None or series.frequency is not question.series.frequency:
            return {}
        grid, values = ground.series, ground.prepared.values
        season = grid.season
        resolved = grid.last_period_ending_by(question.by.end)
        wanted = grid.step_of(resolved) % season
        found = {}
        for offset in np.flatnonzero(np.isfinite(values)).tolist():
            step = ground.prepared.first_step + offset
            if step % season == wanted:
                found[step / grid.steps_per_year + decimal_year(grid.periods[0].end)] = float(values[offset])
        return found
