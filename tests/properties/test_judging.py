"""What holds for every judgement: symmetry, scale, complements, coherence, order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.joint import at_least
from forecasting.judging.levels import Judged, judge_level
from forecasting.judging.readiness import Need
from forecasting.judging.standards import judge_standard
from forecasting.judging.threshold import Threshold
from forecasting.judging.totals import judge_total
from forecasting.margins import LEVELS, Margins
from forecasting.paths import REPLICATES, SIZE
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Baseline, Comparator, Kind, Target, Window
from forecasting.verdicts import verdict_of

FIXED = settings(derandomize=True, max_examples=25)
N = REPLICATES * SIZE
TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
ONE_WAY = st.sampled_from(sorted(TURNED))


@dataclass(frozen=True)
class World:
    """A yearly series to 2019, a level asked of it, and the forecast of it."""

    values: tuple[float, ...]
    comparator: str
    value: float
    ahead: int
    drift: float
    spread: float
    dependence: tuple[float, ...]
    factor: float = 1.0

    def case(self, **fields: Any) -> Case:
        indicator = fields.pop("indicator", Indicator("x", lower=fields.pop("lower", None)))
        first = Period.parse("2020") - len(self.values)
        rows = [(first + k, self.factor * v) for k, v in enumerate(self.values)]
        words: dict[str, Any] = {
            "id": "t",
            "kind": Kind.LEVEL,
            "comparator": Comparator(self.comparator),
            "value": self.factor * self.value,
            "period": Period.parse("2019") + self.ahead,
            "baseline": Baseline(first),
        }
        return Case(
            Target(**{**words, **fields}), indicator, "", Series.of(indicator, rows), date(2020, 6, 30)
        )

    def forecast(self, need: Need) -> Forecast:
        step = np.arange(1, need.horizon + 1)[:, None]
        sign = np.sign(self.factor)
        grid = self.values[-1] + self.drift * step + self.spread * np.sqrt(step) * norm.ppf(LEVELS) * sign
        margins = Margins(self.factor * grid, 5.0, need.case.indicator.lower, None)
        return Forecast(need.series, need.prepared.origin, margins, np.array(self.dependence), 11)

    def judged(self, **fields: Any) -> Judged:
        need = consider(self.case(**fields))
        assert isinstance(need, Need)
        return judge_level(need, self.forecast(need))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    values = tuple(draw(st.lists(st.integers(200, 900), min_size=5, max_size=12)))
    dependence = (
        draw(st.floats(0.05, 1)), draw(st.floats(0, 0.3)), draw(st.floats(0.5, 1)), 0.0, 1.0,
        draw(st.floats(0, 2)), draw(st.floats(0, 0.5)),
    )  # fmt: skip
    return World(
        tuple(v / 10 for v in values),
        draw(ONE_WAY),
        draw(st.integers(100, 1100)) / 10,
        draw(st.integers(1, 8)),
        draw(st.floats(-4, 4)),
        draw(st.floats(0.5, 8)),
        dependence,
    )


def known(found: float | None) -> float:
    assert found is not None
    return found


@FIXED
@given(worlds())
def test_turning_everything_round_changes_nothing(world: World) -> None:
    one = world.judged()
    other = replace(world, comparator=TURNED[world.comparator], factor=-1.0).judged()
    assert other.probability == pytest.approx(one.probability, abs=1e-7)
    assert verdict_of(round(other.probability, 6)) == verdict_of(round(one.probability, 6))
    a, b = one.assessment, other.assessment
    assert a.deteriorating == b.deteriorating
    for name in ("projected_gap", "gap_now"):
        mine, theirs = getattr(a, name), getattr(b, name)
        assert theirs.value == pytest.approx(mine.value, abs=1e-9)
    assert a.rates is not None
    assert b.rates is not None
    assert (a.rates.acceleration is None) == (b.rates.acceleration is None)
    assert a.attainment is not None
    assert b.attainment is not None
    # Two draws of the same thing: the dates agree as far as draws do.
    assert b.attainment.never == pytest.approx(a.attainment.never, abs=0.05)


@FIXED
@given(worlds(), st.floats(0.001, 1000))
def test_another_unit_changes_nothing(world: World, factor: float) -> None:
    one, other = world.judged(), replace(world, factor=factor).judged()
    assert other.probability == pytest.approx(one.probability, abs=1e-7)
    a, b = one.assessment, other.assessment
    assert b.deteriorating == a.deteriorating
    assert a.gap_now is not None
    assert b.gap_now is not None
    assert b.gap_now.value == pytest.approx(factor * a.gap_now.value, abs=1e-6 * factor)
    assert a.rates is not None
    assert b.rates is not None
    if a.rates.required is not None:
        assert known(b.rates.required) == pytest.approx(factor * a.rates.required)


@FIXED
@given(worlds())
def test_a_target_and_its_opposite_share_out_certainty(world: World) -> None:
    one, other = world.judged(), replace(world, comparator=OPPOSITE[world.comparator]).judged()
    assert one.probability + other.probability == pytest.approx(1.0, abs=1e-8)


@FIXED
@given(worlds(), st.floats(0, 40))
def test_a_harder_level_is_never_likelier_by_any_date(world: World, harder: float) -> None:
    sign = Comparator(world.comparator).direction.sign
    one, other = world.judged(), replace(world, value=world.value + sign * harder).judged()
    assert other.probability <= one.probability + 1e-12
    assert one.assessment.attainment is not None
    assert other.assessment.attainment is not None
    for (_, easy), (_, hard) in zip(
        one.assessment.attainment.by_period, other.assessment.attainment.by_period, strict=True
    ):
        assert hard <= easy


@FIXED
@given(worlds())
def test_end_point_and_first_passage_cohere(world: World) -> None:
    judged = world.judged()
    assert judged.assessment.attainment is not None
    by = dict(judged.assessment.attainment.by_period)
    due = Period.parse("2019") + world.ahead
    assert by[due] >= judged.probability - 1 / N - 1e-9
    assert known(judged.assessment.attainment.never) <= 1 - by[due] + 1e-12


@FIXED
@given(worlds())
def test_holding_throughout_is_no_likelier_than_holding_at_the_end(world: World) -> None:
    need = consider(
        world.case(kind=Kind.MAINTAIN, window=Window(date(2020, 1, 1), date(2019 + world.ahead, 12, 31)))
    )
    assert isinstance(need, Need)
    held = judge_standard(need, world.forecast(need)).probability
    at_end = world.judged().probability
    assert held <= at_end + 1 / N + 0.5 / (N + 1)


@FIXED
@given(worlds(), st.integers(1, 6), st.floats(0.5, 1.5))
def test_a_total_and_what_remains_of_it_give_one_answer(world: World, ahead: int, size: float) -> None:
    def judged(value: float, start: date) -> Judged | Assessment:
        window = Window(start, date(2019 + ahead, 12, 31))
        need = consider(
            world.case(kind=Kind.CUMULATIVE_SUM, value=value, window=window, comparator=Comparator.AT_LEAST)
        )
        return judge_total(need, world.forecast(need)) if isinstance(need, Need) else need

    done = world.values[-1] + world.values[-2]
    total = size * (done + ahead * world.values[-1])
    assume(total > done)
    whole, rest = judged(total, date(2018, 1, 1)), judged(total - done, date(2020, 1, 1))
    assert isinstance(whole, Judged)
    assert isinstance(rest, Judged)
    # One float's worth of rounding may move a draw that lies on the line.
    assert whole.probability == pytest.approx(rest.probability, abs=2 / N)
    assert 0 < whole.probability < 1


@FIXED
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_asking_for_more_parts_is_never_likelier(chances: list[float]) -> None:
    asked = [at_least(k, chances) for k in range(1, len(chances) + 1)]
    assert all(b <= a + 1e-12 for a, b in pairwise(asked))


@FIXED
@given(worlds(), st.floats(-50, 150), st.floats(-50, 150))
def test_a_band_and_the_two_sides_of_it_share_out_certainty(world: World, one: float, other: float) -> None:
    low, high = sorted((one, other))
    need = consider(world.case())
    assert isinstance(need, Need)
    margins, h = world.forecast(need).margins, need.steps - 1
    inside = Threshold(Comparator.BETWEEN, low, high).probability(margins, h)
    below = Threshold(Comparator.BELOW, low).probability(margins, h)
    above = Threshold(Comparator.ABOVE, high).probability(margins, h)
    assert inside + below + above == pytest.approx(1.0)
