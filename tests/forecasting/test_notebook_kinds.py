"""Every kind of target in a notebook: no database, no file."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import Comparator, Direction, Indicator, Kind, Milestone, Period, Series, Target, assess
from forecasting.errors import TargetContradictory
from forecasting.verdicts import Verdict

RNG = np.random.default_rng(12)
COMMON = RNG.standard_normal(25)
BY = Period.parse("2029")


def series(name: str, start: float, drift: float, *, shared: bool = False, n: int = 25) -> Series:
    shock = COMMON if shared else np.zeros(25)
    values = (start + np.cumsum(drift + 0.6 * RNG.standard_normal(25) + shock)).round(1)
    indicator = Indicator(name, unit="percent", direction=Direction.INCREASE, decimals=1)
    return Series.of(indicator, [(Period.parse(str(2000 + k)), float(v)) for k, v in enumerate(values[:n])])


A, B = series("a", 70, 0.2, shared=True), series("b", 55, 0.4, shared=True)
C, D = series("c", 60, 0.3), series("d", 66, 0.3)


def level(name: str, value: float) -> Target:
    return Target(name, Kind.LEVEL, Comparator.AT_LEAST, value, period=BY)


def test_targets_on_several_series() -> None:
    gap = assess(Target("g", Kind.GAP_BETWEEN_GROUPS, Comparator.AT_MOST, 12.0, period=BY), A, other=B)
    assert gap.probability is not None
    assert gap.together is not None
    assert gap.together.estimated
    ratio = assess(Target("i", Kind.INTENSITY, Comparator.AT_MOST, 1.2, period=BY), A, other=B)
    assert ratio.probability is not None
    rank = assess(Target("r", Kind.RANK, value=1, period=BY), A, peers=[B, C, D])
    assert rank.placing is not None
    assert sum(p for _, p in rank.placing.chances) == pytest.approx(1.0)
    steady = Series.of(Indicator("s"), [(Period.parse(str(2000 + k)), 75.0) for k in range(35)])
    against = Target("c", Kind.RELATIVE_TO_COUNTERFACTUAL, Comparator.AT_LEAST, 2.0, period=BY)
    assert assess(against, A, scenario=steady).required_value == 77.0


def test_targets_over_time() -> None:
    held = assess(
        Target("s", Kind.SUSTAINED_STANDARD, Comparator.AT_LEAST, 70.0, period=BY, periods_required=3), A
    )
    alone = assess(level("l", 70.0), A)
    assert held.probability is not None
    assert alone.probability is not None
    assert held.probability <= alone.probability
    points = (Milestone(Period.parse("2026"), 72.0), Milestone(BY, 74.0))
    moving = assess(Target("m", Kind.MILESTONES, Comparator.AT_LEAST, milestones=points), A)
    assert [str(p.period) for p in moving.points] == ["2026", "2029"]


def test_targets_made_of_others() -> None:
    parts = [(level("one", 76.0), A), (level("two", 66.0), B)]
    both = assess(Target("both", Kind.ALL_OF, components=("one", "two")), parts=parts)
    either = assess(Target("either", Kind.ANY_OF, components=("one", "two")), parts=parts)
    chances = [part.probability for part in both.components]
    assert both.together is not None
    assert both.together.estimated
    assert both.probability is not None
    assert either.probability is not None
    assert all(p is not None and both.probability <= p <= either.probability for p in chances)
    derived = assess(Target("d", Kind.DERIVED, components=("one",)), parts=parts[:1])
    assert derived.probability == chances[0]
    assert "The chance of meeting it" in derived.statement


def test_a_direction_without_a_number_is_told() -> None:
    found = assess(Target("d", Kind.DIRECTIONAL, Comparator.AT_LEAST), A)
    assert found.verdict is Verdict.NO_VERDICT
    assert found.travel is not None


def test_what_a_kind_needs_is_said() -> None:
    with pytest.raises(TargetContradictory, match="judged on a series"):
        assess(level("l", 1.0))
    with pytest.raises(TargetContradictory, match="needs parts"):
        assess(Target("all", Kind.ALL_OF))
    with pytest.raises(TargetContradictory, match="exactly one part"):
        assess(Target("d", Kind.DERIVED), parts=[(level("l", 1.0), A), (level("m", 1.0), A)])
