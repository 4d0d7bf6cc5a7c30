"""A rank is read from draws of all series together, ties included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from forecasting.assessment import Assessment, Reason
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.concluding import consider
from forecasting.judging.judge import judge
from forecasting.judging.parts import own_need
from forecasting.judging.ranking import judge_rank, rank_probability, ranks_of
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Kind
from forecasting.verdicts import Verdict


def peer(name: str, values: Sequence[float], *, first: str = "2010") -> Companion:
    start = Period.parse(first)
    made = Indicator(name, direction=Direction.INCREASE)
    return Companion(Role.PEER, name, Series.of(made, [(start + k, float(v)) for k, v in enumerate(values)]))


def league(
    case: Callable[..., Case], *, decimals: int | None = 1, rank: float = 1, period: str = "2023"
) -> Case:
    rng = np.random.default_rng(1)
    shapes = [50 + np.cumsum(rng.standard_normal(10)) for _ in range(4)]
    made = case(
        shapes[0].round(1).tolist(),
        kind=Kind.RANK,
        comparator=None,
        value=rank,
        period=period,
        indicator={"direction": Direction.INCREASE, "decimals": decimals},
    )
    return replace(
        made,
        companions=tuple(peer(name, v.round(1).tolist()) for name, v in zip("abc", shapes[1:], strict=True)),
    )


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


def alike(need: Need, forecast_for: Callable[..., Forecast], *, sd: float) -> list[Forecast]:
    """Forecasts that differ by a hair, so that no two draws are the same number."""
    return [
        forecast_for(own_need(need, part), mean=50.0 + 1e-5 * place, sd=sd)
        for place, part in enumerate(need.parts)
    ]


def test_competition_ranks_share_the_better_place() -> None:
    own, peers = np.array([5.0, 5.0, 5.0]), np.array([[6.0, 5.0, 4.0], [7.0, 5.0, 4.0], [5.0, 6.0, 4.0]])
    ranks, tied = ranks_of(own, peers, direction=Direction.INCREASE)
    assert ranks.tolist() == [3, 2, 1]
    assert tied.tolist() == [True, True, False]
    falling, _ = ranks_of(own, peers, direction=Direction.DECREASE)
    assert falling.tolist() == [1, 1, 4]


def test_among_four_alike_each_is_first_once_in_four(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    need = needed(league(case, decimals=None))
    forecasts = alike(need, forecast_for, sd=3.0)
    judged = judge_rank(need, forecasts)
    assert judged.probability == pytest.approx(0.25, abs=0.02)
    assert rank_probability(need, forecasts) == judged.probability
    placing = judged.assessment.placing
    assert placing is not None
    assert [place for place, _ in placing.chances] == [1, 2, 3, 4]
    assert sum(p for _, p in placing.chances) == pytest.approx(1.0)
    assert placing.tied == 0.0


def test_ties_come_from_rounding_to_what_is_published(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = []
    for decimals in (None, 1, 0):
        need = needed(league(case, decimals=decimals))
        forecasts = alike(need, forecast_for, sd=1.0)
        judged = judge_rank(need, forecasts)
        assert judged.assessment.placing is not None
        found.append((judged.assessment.placing.tied, judged.probability))
    ties, chances = [tie for tie, _ in found], [p for _, p in found]
    assert ties[0] == 0.0
    assert 0 < ties[1] < ties[2]
    # A tie shares the better place, so that coarse figures make it easier to be first.
    assert chances[0] <= chances[1] < chances[2]


def test_the_chance_rises_with_the_rank_that_is_good_enough(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    chances = []
    for rank in (1, 2, 3, 4):
        need = needed(league(case, rank=rank))
        forecasts = alike(need, forecast_for, sd=2.0)
        chances.append(rank_probability(need, forecasts))
    assert chances == sorted(chances)
    assert chances[-1] > 0.999


def test_a_past_rank_is_decided_and_told_as_a_place(case: Callable[..., Case]) -> None:
    found = judge([league(case, period="2019")], evidence_for=record_for)[0].assessment
    assert found.verdict in (Verdict.MET, Verdict.MISSED)
    assert found.outcome is not None
    assert found.unit == "rank"
    assert f"ank {found.outcome.value:.0f}" in found.statement


def test_a_live_rank_is_judged_from_start_to_end(case: Callable[..., Case]) -> None:
    found = judge([league(case, rank=2)], evidence_for=record_for)[0].assessment
    assert found.probability is not None
    assert found.chances is not None
    assert found.chances.sustained <= found.chances.at_date <= found.chances.by_date
    assert found.attainment is not None
    assert "rank" in found.statement
    assert any("competition rank" in finding.message for finding in found.findings)


def test_what_a_rank_needs(case: Callable[..., Case]) -> None:
    made = league(case)
    for wrong, reason in (
        (replace(made, companions=()), Reason.NO_DATA),
        (replace(made, companions=(*made.companions, Companion(Role.PEER, "d", None))), Reason.NO_DATA),
        (replace(made, companions=(peer("late", [1.0, 2.0], first="2030"),)), Reason.NO_DATA),
        (
            replace(made, indicator=replace(made.indicator, direction=Direction.NEUTRAL)),
            Reason.DIRECTION_MISSING,
        ),
    ):
        found = consider(wrong)
        assert isinstance(found, Assessment)
        assert found.reason is reason
