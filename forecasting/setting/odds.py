"""The chance of any value on the current course, as it may be printed, and the value that has any chance."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.forecasts import Forecast
from forecasting.indicators import Direction
from forecasting.judging.concluding import NARROW, WIDE
from forecasting.judging.flows import total_draws
from forecasting.judging.readiness import Need
from forecasting.judging.threshold import uncertain
from forecasting.judging.totals import counted
from forecasting.judging.verdict import Record, shown_with
from forecasting.prospects import Draws, EndPoint, Prospect
from forecasting.setting.proposal import Chance
from forecasting.setting.question import Question

_UNTESTED = Record()


@dataclass(frozen=True, eq=False, slots=True)
class Odds:
    """What the current course says of values at one date.

    ``narrow`` and ``wide`` are the prospects under the spreads that are as reasonable where the evidence ends;
    empty inside it.
    """

    prospect: Prospect
    record: Record
    others: tuple[Prospect, ...] = ()

    def of(self, value: float) -> Chance:
        """The chance of reaching a value; equality counts."""
        p = uncertain(self.prospect.chance(value))
        if not self.others:
            shown, words = shown_with(p, self.record)
            return Chance(p, shown, words)
        ends = sorted([p, *(uncertain(other.chance(value)) for other in self.others)])
        low, high = ends[0], ends[-1]
        (low_shown, low_words), (high_shown, high_words) = (
            shown_with(low, _UNTESTED),
            shown_with(high, _UNTESTED),
        )
        shown = low_shown if low_shown == high_shown else f"{low_shown} to {high_shown}"
        words = (
            low_words
            if low_words == high_words
            else f"between {low_words} and {high_words}".replace("about ", "")
        )
        return Chance(p, shown, words, low, high)

    def value_with(self, chance: float) -> float:
        """The hardest value with at least this chance."""
        return self.prospect.value_with(chance)


def odds_of(question: Question) -> Odds | None:
    """The odds at the date of a question, or None where no probability can honestly be given."""
    need, course, record = question.outlook, question.course_here, question.record
    if course is None or record is None or not isinstance(need, Need):
        return None
    others: tuple[Prospect, ...] = ()
    if record.extrapolated:
        widened = (replace(course, margins=course.margins.widened(f)) for f in (NARROW, WIDE))
        others = tuple(_prospect(need, item, question.way) for item in widened)
    return Odds(_prospect(need, course, question.way), record, others)


def step_odds(question: Question, course: Forecast, step: int) -> Odds:
    """The odds at an earlier step of the same course."""
    record = question.record or _UNTESTED
    return Odds(EndPoint(course.margins, step - 1, question.way), record)


def _prospect(need: Need, course: Forecast, way: Direction) -> Prospect:
    if not need.case.target.kind.is_cumulative:
        return EndPoint(course.margins, need.steps - 1, way)
    # The same draws as the judgement of a total, so that a value proposed is judged at its chance.
    so_far = counted(need)
    paths = course.paths(horizon=need.steps)
    rng = np.random.default_rng([course.seed, 1])
    running = total_draws(so_far.done, so_far.shares, paths.values, rng=rng)
    return Draws(np.asarray(running[:, -1]), way)
