"""What holds for every kind of target: chances in order, monotone in what is asked, the same turned round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.concluding import conclude_with, consider, probability_of
from forecasting.judging.pairs import compose
from forecasting.judging.parts import own_need
from forecasting.judging.ranking import judge_rank
from forecasting.judging.readiness import Need
from forecasting.judging.travelling import with_travel
from forecasting.judging.verdict import Record
from forecasting.margins import LEVELS, Margins
from forecasting.paths import REPLICATES, SIZE
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Milestone, Target

FIXED = settings(derandomize=True, max_examples=20, deadline=None)
N = REPLICATES * SIZE
TURNED = {">=": "<=", "<=": ">="}
TRUSTED = Record(trusted_low=True, trusted_high=True)


@dataclass(frozen=True)
class World:
    """A yearly series to 2019, where it drifts, and how its horizons go together."""

    values: tuple[float, ...]
    drift: float
    spread: float
    dependence: tuple[float, ...]
    comparator: str = ">="
    factor: float = 1.0

    def series(self, *, id_: str = "x", direction: Direction = Direction.NEUTRAL) -> Series:
        first = Period.parse("2020") - len(self.values)
        rows = [(first + k, self.factor * v) for k, v in enumerate(self.values)]
        return Series.of(Indicator(id_, direction=direction, decimals=None), rows)

    def case(self, kind: Kind, value: float | None, *, ahead: int = 4, **fields: Any) -> Case:
        series = self.series()
        period = fields.pop("period", Period.parse("2019") + ahead)
        target = Target(
            "t", kind, Comparator(self.comparator), None if value is None else self.factor * value,
            period=period, **fields,
        )  # fmt: skip
        return Case(target, series.indicator, "", series, date(2020, 6, 30))

    def forecast(self, need: Need) -> Forecast:
        step = np.arange(1, need.horizon + 1)[:, None]
        sign = np.sign(self.factor)
        grid = self.values[-1] + self.drift * step + self.spread * np.sqrt(step) * norm.ppf(LEVELS) * sign
        margins = Margins(self.factor * grid, 5.0)
        return Forecast(need.series, need.prepared.origin, margins, np.array(self.dependence), 11)

    def judged(self, case: Case) -> Assessment:
        need = consider(case)
        assert isinstance(need, Need)
        forecast = self.forecast(need)
        return conclude_with(
            need, forecast, variants={"default": forecast}, record=TRUSTED, code_version="", key="0" * 64
        )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    values = draw(st.lists(st.floats(20, 80), min_size=10, max_size=16))
    return World(
        values=tuple(round(v, 2) for v in values),
        drift=draw(st.floats(-3, 3)),
        spread=draw(st.floats(0.5, 6)),
        dependence=(draw(st.floats(0.05, 1)), 0.0, 0.9, 0.0, 1.0, draw(st.floats(0, 1)), 0.0),
        comparator=draw(st.sampled_from(sorted(TURNED))),
    )


@FIXED
@given(worlds(), st.floats(-8, 8), st.integers(2, 6))
def test_sustained_end_point_and_first_passage_are_in_order(world: World, off: float, ahead: int) -> None:
    found = world.judged(world.case(Kind.LEVEL, world.values[-1] + off, ahead=ahead)).chances
    assert found is not None
    assert found.throughout <= found.sustained <= found.at_date <= found.by_date


@FIXED
@given(worlds(), st.floats(-8, 8), st.floats(0, 8), st.integers(2, 4))
def test_a_standard_held_longer_or_higher_is_never_likelier(
    world: World, off: float, more: float, periods: int
) -> None:
    sign = 1 if world.comparator == ">=" else -1

    def chance(value: float, count: int) -> float:
        need = consider(world.case(Kind.SUSTAINED_STANDARD, value, periods_required=count))
        if isinstance(need, Assessment):  # a period that is known already failed
            assert need.probability == 0
            return 0.0
        return probability_of(need, world.forecast(need))

    value = world.values[-1] + off
    base = chance(value, periods)
    assert chance(value, periods + 1) <= base + 1e-12
    assert chance(value + sign * more, periods) <= base + 1e-12


@FIXED
@given(worlds(), st.floats(-8, 8))
def test_every_figure_is_the_same_turned_round(world: World, off: float) -> None:
    turned = replace(world, factor=-1.0, comparator=TURNED[world.comparator])
    value = world.values[-1] + off
    one, other = (w.judged(w.case(Kind.LEVEL, value)) for w in (world, turned))
    assert one.probability == pytest.approx(other.probability, abs=1e-9)
    assert one.chances is not None
    assert other.chances is not None
    for name in ("by_date", "sustained", "throughout"):
        assert getattr(one.chances, name) == pytest.approx(getattr(other.chances, name), abs=0.03), name
    for name in ("progress", "acceleration", "pace"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert (mine is None) == (theirs is None), name
        for field in ("change", "time", "factor", "low", "high", "enough", "share"):
            if hasattr(mine, field):
                assert getattr(mine, field) == pytest.approx(getattr(theirs, field), abs=1e-7), field


@FIXED
@given(worlds(), st.lists(st.floats(-8, 8), min_size=2, max_size=4))
def test_each_point_of_a_moving_target_is_the_level_it_would_be_alone(
    world: World, offs: list[float]
) -> None:
    points = tuple(
        Milestone(Period.parse("2019") + k, world.values[-1] + off) for k, off in enumerate(offs, start=1)
    )
    moving = world.judged(world.case(Kind.MILESTONES, None, period=None, milestones=points))
    for point, milestone in zip(moving.points, points, strict=True):
        alone = world.judged(
            world.case(Kind.LEVEL, milestone.value, ahead=milestone.period - Period.parse("2019"))
        )
        assert point.probability == pytest.approx(alone.probability, abs=1e-12)
        assert point.verdict is alone.verdict
    assert moving.probability == moving.points[-1].probability


@FIXED
@given(worlds())
def test_better_and_worse_share_out_certainty(world: World) -> None:
    chances = []
    for comparator in (">=", "<="):
        need = consider(replace(world, comparator=comparator).case(Kind.DIRECTIONAL, None))
        assert isinstance(need, Need)
        assert need.travels
        travel = with_travel(need, world.forecast(need), TRUSTED).travel
        assert travel is not None
        chances.append(travel.better)
    assert sum(chances) == pytest.approx(1.0, abs=1e-6)


@FIXED
@given(worlds(), worlds(), st.floats(-6, 6))
def test_a_gap_and_its_opposite_share_out_certainty(world: World, other: World, off: float) -> None:
    def chance(first: World, second: World, comparator: str, value: float) -> float:
        made = replace(first, comparator=comparator).case(Kind.GAP_BETWEEN_GROUPS, value)
        need = consider(replace(made, companions=(Companion(Role.OTHER, "y", second.series(id_="y")),)))
        assert isinstance(need, Need)
        parts = [
            w.forecast(own_need(need, part)) for w, part in zip((first, second), need.parts, strict=True)
        ]
        joint = compose(need, parts, seed=4)
        assert joint is not None
        return probability_of(need, joint)

    middle = world.values[-1] - other.values[-1] + off
    up, down = chance(world, other, ">=", middle), chance(world, other, "<=", middle)
    assert up + down == pytest.approx(1.0, abs=1e-6)
    # The gap seen from the other side is the same gap.
    assert chance(other, world, "<=", -middle) == pytest.approx(up, abs=0.02)


@FIXED
@given(st.lists(worlds(), min_size=2, max_size=4))
def test_the_chances_of_all_ranks_add_up(several: list[World]) -> None:
    own, *peers = several
    series = own.series(direction=Direction.INCREASE)
    found = []
    for rank in range(1, len(several) + 1):
        case = Case(
            Target("t", Kind.RANK, value=float(rank), period=Period.parse("2022")),
            series.indicator, "", series, date(2020, 6, 30),
            companions=tuple(
                Companion(Role.PEER, str(k), peer.series(id_=str(k))) for k, peer in enumerate(peers)
            ),
        )  # fmt: skip
        need = consider(case)
        assert isinstance(need, Need)
        forecasts = [w.forecast(own_need(need, part)) for w, part in zip(several, need.parts, strict=True)]
        judged = judge_rank(need, forecasts)
        found.append(judged.probability)
        placing = judged.assessment.placing
        assert placing is not None
        assert sum(p for _, p in placing.chances) == pytest.approx(1.0)
        reached = sum(p for place, p in placing.chances if place <= rank)
        assert judged.probability == pytest.approx(reached, abs=1 / N)
    assert found == sorted(found)
