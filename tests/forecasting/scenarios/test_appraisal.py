"""What a scenario does to a target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.indicators import Aggregation
from forecasting.judging.concluding import conclude_with, probability_of
from forecasting.judging.readiness import Need
from forecasting.judging.verdict import Record
from forecasting.scenarios.appraisal import Appraised, Scenario, appraise
from forecasting.scenarios.changes import (
    Change,
    ComparatorPace,
    Delay,
    EarlierTrend,
    LevelShift,
    Pace,
    Policy,
    Resume,
    Shock,
)
from forecasting.scenarios.course import Course
from forecasting.scenarios.failures import ScenarioImpossible, ScenarioInvalid
from forecasting.scenarios.shifted import Shiftable
from forecasting.targets import Kind, Window

MakeNeed = Callable[..., tuple[Need, Forecast]]
NEW_YEAR = date(2021, 1, 1)
NOTHING = [
    LevelShift(0.0, NEW_YEAR),
    Pace(0.0, NEW_YEAR),
    Policy(0.0, NEW_YEAR, ramp=3),
    Shock(0.0, NEW_YEAR, half_life=2),
    Delay(0.0),
    EarlierTrend(date(2010, 1, 1), date(2015, 12, 31), NEW_YEAR, size=0.0),
    LevelShift(5.0, date(2090, 1, 1)),
]
TARGETS: dict[str, dict[str, Any]] = {
    "level": {},
    "band": {"kind": Kind.BAND, "comparator": "between", "value": 49.0, "upper": 55.0},
    "total": {
        "kind": Kind.CUMULATIVE_SUM, "value": 330.0, "period": "2025",
        "window": Window(date(2020, 1, 1), date(2025, 12, 31)),
    },
    "standard": {
        "kind": Kind.MAINTAIN, "value": 45.0, "window": Window(date(2018, 1, 1), date(2025, 12, 31)),
    },
}  # fmt: skip


def current(need: Need, forecast: Forecast, record: Record) -> Assessment:
    return conclude_with(
        need, forecast, variants={"default": forecast}, record=record, code_version="", key="0" * 64
    )


def under(need: Need, forecast: Forecast, change: Change, record: Record) -> Appraised:
    return appraise(need, forecast, Scenario("if", change), record=record, key="0" * 64)


def probability(found: Appraised) -> float:
    assert found.assessment.probability is not None
    return found.assessment.probability


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("change", NOTHING, ids=lambda change: f"{change.kind}")
def test_a_change_of_nothing_is_the_current_course_exactly(
    need_of: MakeNeed, record: Record, kind: str, change: Change
) -> None:
    need, forecast = need_of(drift=0.7, **TARGETS[kind])
    assert under(need, forecast, change, record).assessment == current(need, forecast, record)


def test_a_level_shift_moves_the_margin_exactly(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(drift=0.0, sd=4.0, value=60.0)
    shifted = under(need, forecast, LevelShift(5.0, NEW_YEAR), record)
    sd = 4.0 * np.sqrt(6)
    assert probability(shifted) == pytest.approx(1 - norm.cdf((60 - 51 - 5) / sd), abs=2e-3)
    base = current(need, forecast, record)
    assert base.projection is not None
    assert shifted.assessment.projection is not None
    assert shifted.assessment.projection.median == pytest.approx(base.projection.median + 5)
    assert base.projected_gap is not None
    assert shifted.assessment.projected_gap is not None
    assert shifted.assessment.projected_gap.value == pytest.approx(base.projected_gap.value - 5)


def test_an_uncertain_effect_widens_by_the_sum_of_variances(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(sd=4.0, value=60.0)
    spread = 6.0
    policy = Policy(5.0, NEW_YEAR, low=5 - 1.2816 * spread, high=5 + 1.2816 * spread)
    found = under(need, forecast, policy, record)
    sd = np.hypot(4.0 * np.sqrt(6), spread)
    assert probability(found) == pytest.approx(1 - norm.cdf((60 - 56) / sd), abs=3e-3)
    row = found.forecast.margins.grid[5]
    assert row[-8] - row[7] == pytest.approx(2 * norm.ppf(0.975) * sd, rel=0.02)


def test_draws_and_margins_of_an_uncertain_effect_agree(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(sd=4.0)
    found = under(need, forecast, Policy(5.0, NEW_YEAR, ramp=2, low=0.0, high=12.0), record)
    paths = found.forecast.paths()
    for step in range(need.steps):
        exact = 1 - float(found.forecast.margins.below(step, 58.0))
        assert (paths.values[:, step] >= 58.0).mean() == pytest.approx(
            exact, abs=1 / len(paths.values) + 1e-12
        )


def test_the_effect_of_a_measure_is_shared_by_all_years_of_a_path(need_of: MakeNeed) -> None:
    _need, forecast = need_of(sd=0.01)
    policy = Policy(0.0, NEW_YEAR, low=-10.0, high=10.0)
    moved = Shiftable(forecast, policy.effect(Course(forecast))).at(0.0)
    values = moved.paths().values
    assert np.corrcoef(values[:, 2], values[:, 5])[0, 1] > 0.999


def test_a_lopsided_interval_keeps_its_middle_and_its_tenths(need_of: MakeNeed) -> None:
    _need, forecast = need_of(sd=1e-6)
    policy = Policy(2.0, NEW_YEAR, low=1.0, high=8.0)
    moved = Shiftable(forecast, policy.effect(Course(forecast))).at(2.0)
    found = moved.margins.quantile(5, [0.1, 0.5, 0.9]) - 51.0
    assert found == pytest.approx([1.0, 2.0, 8.0], abs=0.15)


@pytest.mark.parametrize("kind", ["level", "total", "standard"])
@pytest.mark.parametrize(
    "change",
    [LevelShift(3.0, NEW_YEAR), Pace(1.0, NEW_YEAR), Policy(3.0, NEW_YEAR, ramp=3, low=1.0, high=5.0),
     Shock(-5.0, NEW_YEAR, half_life=3.0), ComparatorPace(1.0, NEW_YEAR)],
    ids=lambda change: f"{change.kind}",
)  # fmt: skip
def test_what_is_needed_gives_the_chance_and_a_little_less_does_not(
    need_of: MakeNeed, record: Record, kind: str, change: Change
) -> None:
    need, forecast = need_of(**TARGETS[kind])
    found = under(need, forecast, change, record)
    moved = Shiftable(forecast, change.effect(Course(forecast)))
    sizes = []
    for needed in found.needed:
        assert needed.size is not None, needed
        assert probability_of(need, moved.at(needed.size)) >= needed.chance
        assert probability_of(need, moved.at(needed.size - 1e-4)) < needed.chance
        sizes.append(needed.size)
    assert sizes == sorted(sizes)


def test_what_is_needed_is_the_distance_of_the_quantile(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of()
    found = under(need, forecast, LevelShift(0.0, NEW_YEAR), record)
    exact = [60.0 - float(forecast.margins.quantile(5, 1 - chance)) for chance in (0.5, 0.8)]
    assert [needed.size for needed in found.needed] == pytest.approx(exact, abs=1e-6)


def test_room_to_spare_is_negative(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(value=40.0)
    found = under(need, forecast, LevelShift(0.0, NEW_YEAR), record)
    assert found.needed[0].size == pytest.approx(40.0 - 51.0, abs=1e-6)


def test_where_less_is_better_the_effect_needed_is_a_fall(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(comparator="<=", value=40.0)
    found = under(need, forecast, LevelShift(0.0, NEW_YEAR), record)
    assert found.needed[0].size == pytest.approx(-11.0, abs=1e-6)
    assert found.needed[1].size is not None
    assert found.needed[1].size < -11.0


def test_no_size_is_named_where_none_would_do(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of()
    late = under(need, forecast, LevelShift(5.0, date(2026, 2, 1)), record)
    assert [needed.size for needed in late.needed] == [None, None]
    assert "too late" in late.needed[0].reason
    need, forecast = need_of(kind=Kind.BAND, comparator="between", value=49.0, upper=55.0)
    band = under(need, forecast, LevelShift(5.0, NEW_YEAR), record)
    assert "band" in band.needed[0].reason
    need, forecast = need_of()
    assert under(need, forecast, Delay(1.0), record).needed[0].size is None


def test_bounds_and_counters_are_respected(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(indicator={"lower": 0.0, "upper": 100.0})
    found = under(need, forecast, Policy(-60.0, NEW_YEAR, low=-90.0, high=-20.0), record)
    values = found.forecast.paths().values
    assert values.min() == 0.0
    assert found.forecast.margins.grid.min() == 0.0
    rising = [float(v) for v in range(10)]
    need, forecast = need_of(rising, value=12.0, drift=1.0, sd=0.5, indicator={"monotone": True})
    found = under(need, forecast, Shock(-3.0, NEW_YEAR, half_life=1.0), record)
    values = found.forecast.paths().values
    assert (np.diff(values, axis=1) >= 0).all()
    assert values.min() >= 9.0


def test_a_measure_works_in_over_its_ramp(need_of: MakeNeed) -> None:
    _need, forecast = need_of(indicator={"aggregation": Aggregation.RATE})
    effect = Policy(4.0, NEW_YEAR, ramp=4).effect(Course(forecast))
    assert effect.unit[:6] == pytest.approx([0, 0.125, 0.375, 0.625, 0.875, 1.0], abs=2e-3)
    _need, forecast = need_of(indicator={"aggregation": Aggregation.STOCK})
    effect = Policy(4.0, NEW_YEAR, ramp=4).effect(Course(forecast))
    assert effect.unit[:6] == pytest.approx([0, 0.25, 0.5, 0.75, 1.0, 1.0], abs=2e-3)


def test_a_pace_adds_up_and_a_shock_fades(need_of: MakeNeed) -> None:
    _need, forecast = need_of(indicator={"aggregation": Aggregation.STOCK})
    pace = Pace(1.0, NEW_YEAR).effect(Course(forecast)).unit
    assert np.diff(pace[1:5]) == pytest.approx(np.ones(3), abs=3e-3)
    shock = Shock(1.0, NEW_YEAR, half_life=1.0).effect(Course(forecast)).unit
    assert shock[2] / shock[1] == pytest.approx(0.5, abs=2e-3)


def test_an_earlier_trend_brings_back_its_pace_or_its_level(need_of: MakeNeed) -> None:
    values = [10.0, 12.0, 14.0, 16.0, 18.0, 18.0, 18.0, 18.0, 18.0, 18.0]
    _need, forecast = need_of(values, drift=0.0)
    years = (date(2010, 1, 1), date(2014, 12, 31))
    moved = Shiftable(forecast, EarlierTrend(*years, NEW_YEAR).effect(Course(forecast))).at(1.0)
    assert np.diff(moved.margins.median[2:7]) == pytest.approx(np.full(4, 2.0), abs=0.02)
    level = EarlierTrend(*years, NEW_YEAR, resume=Resume.LEVEL).effect(Course(forecast))
    back = Shiftable(forecast, level).at(1.0).margins.median
    assert back[1:6] == pytest.approx([32.0, 34.0, 36.0, 38.0, 40.0], abs=0.02)
    with pytest.raises(ScenarioImpossible, match="2 figures"):
        EarlierTrend(date(2010, 1, 1), date(2011, 12, 31), NEW_YEAR).effect(Course(forecast))


def test_the_pace_of_another_area_takes_the_place_of_the_own(need_of: MakeNeed) -> None:
    _need, forecast = need_of(drift=3.0)
    moved = Shiftable(forecast, ComparatorPace(1.0, date(2020, 1, 1)).effect(Course(forecast))).at(1.0)
    assert np.diff(moved.margins.median[1:6]) == pytest.approx(np.ones(4), abs=0.01)


def test_a_delay_brings_everything_later(need_of: MakeNeed) -> None:
    _need, forecast = need_of(drift=2.0, value=61.0)
    later = Shiftable(forecast, Delay(2.0).effect(Course(forecast))).at(2.0).margins.median
    assert later[:2] == pytest.approx([51.0, 51.0], abs=0.02)
    assert later[2:6] == pytest.approx(forecast.margins.median[:4], abs=0.02)


def test_a_delay_leaves_the_season_where_it_was(need_of: MakeNeed) -> None:
    season = (0.0, 5.0, 0.0, -5.0)
    values = [20.0 + 0.5 * k + season[k % 4] for k in range(40)]
    _need, forecast = need_of(
        values, frequency="Q", first="2010-Q1", period="2022-Q4", drift=0.5, pattern=(5.0, 10.0, 5.0, 0.0)
    )
    delayed = Shiftable(forecast, Delay(1.0).effect(Course(forecast))).at(1.0).margins.median
    before = forecast.margins.median
    assert delayed[4:10] - before[4:10] == pytest.approx(np.full(6, -2.0), abs=0.3)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Policy(5.0, NEW_YEAR, ramp=-1), "ramp"),
        (lambda: Policy(5.0, NEW_YEAR, low=1.0), "high"),
        (lambda: Policy(5.0, NEW_YEAR, low=6.0, high=7.0), "effect"),
        (lambda: Shock(5.0, NEW_YEAR, half_life=0), "half_life"),
        (lambda: Delay(-1.0), "years"),
        (lambda: EarlierTrend(NEW_YEAR, NEW_YEAR, NEW_YEAR), "until"),
    ],
)
def test_contradictions_name_the_field_and_the_remedy(make: Callable[[], Change], field: str) -> None:
    with pytest.raises(ScenarioInvalid) as found:
        make()
    assert found.value.field == field
    assert found.value.remedy
