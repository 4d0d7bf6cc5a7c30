"""Shares, timing, acceleration, chances and paces: every figure beside the one worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.stats import linregress
from scipy.stats import t as student

from forecasting.assessment import Assessment, Reason
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import conclude_with, consider
from forecasting.judging.judge import judge
from forecasting.judging.measuring import asked_when
from forecasting.judging.paces import pace_place, spells
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.judging.verdict import Record
from forecasting.measured import RevisionRule
from forecasting.measures import Undefined
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Baseline, Kind, StatusChange, TargetStatus, Window
from forecasting.trajectories import Waypoint, trajectory
from forecasting.verdicts import Verdict

TEN = [50.0, 52.0, 51.0, 54.0, 56.0, 55.0, 58.0, 60.0, 61.0, 63.0]  # 2010 to 2019
TRUSTED = Record(trusted_low=True, trusted_high=True)


def judged(
    made: Case, forecast_for: Callable[..., Forecast], *, record: Record = TRUSTED, **numbers: object
) -> Assessment:
    need = consider(made)
    assert isinstance(need, Need)
    forecast = forecast_for(need, **numbers)
    return conclude_with(
        need, forecast, variants={"default": forecast}, record=record, code_version="", key="0" * 64
    )


def test_share_of_change_beside_share_of_time(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    made = case(TEN, period="2023", value=76.0, baseline=Baseline(Period.parse("2013"), 54.0))
    found = judged(made, forecast_for, mean=70.0, sd=2.0).progress
    assert found is not None
    assert found.change == pytest.approx(100 * 9 / 22)
    assert found.time == pytest.approx(60.0, abs=0.02)
    assert found.pace == pytest.approx(9 / 22 / 0.6, abs=0.001)
    assert str(found.since) == "2013"


def test_a_baseline_at_the_target_has_no_share_but_a_reason(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    made = case(
        TEN, kind="change_absolute", value=0.0, period="2023", baseline=Baseline(Period.parse("2019"))
    )
    found = judged(made, forecast_for, mean=64.0, sd=2.0).progress
    assert found is not None
    assert (found.change, found.pace, found.reason) == (None, None, Undefined.BASE_EQUALS_TARGET)


def test_years_late_now_and_at_arrival(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    made = case(
        TEN, kind="change_absolute", period="2023", value=25.0, baseline=Baseline(Period.parse("2013"))
    )
    # 2.5 a year from 2013: the path asked for 63 after 3.6 years, that is 2.4 years ago.
    found = judged(made, forecast_for, mean=[60, 63, 66, 69, 72, 75, 79, 82], sd=[0.5] * 8)
    assert found.timing is not None
    assert found.timing.now == pytest.approx(2.4, abs=0.01)
    # The median passes 79 in the seventh year: 2026, three years late.
    assert found.timing.arrival == pytest.approx(3.0, abs=0.01)
    assert found.gap_now is not None
    assert found.gap_now.percent == pytest.approx(100 * 6 / 69, abs=0.05)


def test_when_a_path_asked_for_a_value() -> None:
    down = trajectory([Waypoint(2010, 80.0), Waypoint(2020, 60.0)])
    assert asked_when(down, 70.0, sign=-1) == pytest.approx(2015.0)
    assert asked_when(down, 50.0, sign=-1) == 2020
    assert asked_when(down, 81.0, sign=-1) is None
    assert asked_when(down, 70.0, sign=1) is None


def test_acceleration_has_the_interval_of_the_recent_slope(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = judged(case(TEN, period="2023", value=75.0), forecast_for, mean=70.0, sd=2.0).acceleration
    line = linregress(np.arange(6), TEN[-6:])
    reach = student.ppf(0.9, 4) * line.stderr
    assert found is not None
    assert found.factor == pytest.approx(3.0 / line.slope)
    assert (found.low, found.high) == pytest.approx((3 / (line.slope + reach), 3 / (line.slope - reach)))
    assert found.enough == pytest.approx(student.sf((3 - line.slope) / line.stderr, 4))


@pytest.mark.parametrize(
    ("value", "comparator", "reason"),
    [(60.0, ">=", Undefined.ALREADY_MET), (50.0, "<=", Undefined.WRONG_DIRECTION)],
)
def test_no_acceleration_without_a_factor(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast], value: float, comparator: str,
    reason: Undefined,
) -> None:  # fmt: skip
    made = case(TEN, period="2023", value=value, comparator=comparator)
    found = judged(made, forecast_for, mean=64.0, sd=3.0).acceleration
    assert found is not None
    assert (found.factor, found.reason) == (None, reason)


def test_a_cap_tells_when_it_is_broken(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    made = case(
        [10.0] * 10, kind="cumulative_cap", comparator="<=", value=55.0,
        window=Window(date(2018, 1, 1), date(2023, 12, 31)), indicator={"lower": 0.0, "unit": "t"},
    )  # fmt: skip
    found = judged(made, forecast_for, mean=10.0, sd=1.0)
    assert found.breach is not None
    assert found.probability == pytest.approx(found.breach.never, abs=0.001)
    chances = [p for _, p in found.breach.by_period]
    assert chances == sorted(chances)
    assert found.progress is not None
    assert found.progress.change == pytest.approx(100 * 20 / 55)


def test_a_standard_tells_when_it_is_first_broken(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    made = case(
        TEN, kind="maintain", value=58.0, window=Window(date(2018, 1, 1), date(2023, 12, 31)), period=None
    )
    found = judged(made, forecast_for, mean=60.0, sd=[1, 1.5, 2, 2.5] + [3] * 4)
    assert found.breach is not None
    by_date = dict(found.breach.by_period)[Period.parse("2023")]
    assert found.probability == pytest.approx(1 - by_date, abs=0.001)
    assert found.progress is None


def test_paces_count_ties_and_never_cross_a_break() -> None:
    series = Series.of(Indicator("x"), [(Period.parse(str(2010 + k)), float(v)) for k, v in enumerate(TEN)])
    assert spells(series, 9) == [13 / 9]
    assert len(spells(series, 4)) == 6
    assert len(spells(series, 4, first_step=2)) == 4
    assert len(spells(series, 4, first_step=2, set_aside=[5])) == 3
    place = pace_place(series, 2.0, steps=4, sign=1)
    rates = [(TEN[k + 4] - TEN[k]) / 4 for k in range(6)]
    assert place.share == sum(r >= 2.0 for r in rates) / 6
    assert place.fastest == max(rates)
    assert place.areas is None
    # The other way round nothing was ever as fast.
    assert pace_place(series, -5.0, steps=4, sign=-1).share == 0.0


def test_other_areas_are_compared_where_there_are_five() -> None:
    def area(slope: float, name: str) -> Series:
        rows = [(Period.parse(str(2010 + k)), slope * k) for k in range(10)]
        return Series.of(Indicator("x"), rows, area=name)

    own = area(1.0, "own")
    others = [area(float(k), str(k)) for k in range(5)]
    found = pace_place(own, 3.0, steps=4, sign=1, elsewhere=others)
    assert (found.areas, found.areas_as_fast) == (5, 2)
    assert found.areas_share == pytest.approx(0.4)
    assert pace_place(own, 3.0, steps=4, sign=1, elsewhere=others[:4]).areas is None


def test_a_refused_horizon_shows_the_required_pace_beside_every_pace(case: Callable[..., Case]) -> None:
    made = case(TEN, period="2090", value=95.0)
    found = judge([made], evidence_for=record_for)[0].assessment
    assert found.reason is Reason.HORIZON_TOO_LONG
    assert found.pace is not None
    assert found.pace.required == pytest.approx(32 / 71)
    assert "earlier stretches" in found.pace.sentence


def test_a_revised_baseline_moves_a_relative_target_and_no_other(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    since = Baseline(Period.parse("2013"), 60.0)  # published as 54 by now
    moved = judged(
        case(TEN, kind="change_percent", value=20.0, period="2023", baseline=since),
        forecast_for, mean=66.0, sd=3.0,
    )  # fmt: skip
    assert moved.baseline_revised is not None
    assert moved.baseline_revised.rule is RevisionRule.SAME_PERCENTAGE
    assert moved.baseline_revised.required_stated == 72.0
    assert moved.required_value == pytest.approx(64.8)
    assert moved.probability is not None
    assert moved.baseline_revised.probability_stated is not None
    assert moved.baseline_revised.probability_stated < moved.probability
    assert moved.baseline_revised.verdict_stated is Verdict.OFF_TRACK
    fixed = judged(case(TEN, value=66.0, period="2023", baseline=since), forecast_for, mean=66.0, sd=3.0)
    assert fixed.baseline_revised is not None
    assert fixed.baseline_revised.rule is RevisionRule.UNCHANGED
    assert fixed.baseline_revised.required_stated == fixed.required_value == 66.0


def test_which_target_and_which_date_were_judged(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    history = (
        StatusChange(TargetStatus.LIVE, date(2018, 5, 1), "Moved from 2021 to 2023."),
        StatusChange(TargetStatus.REPEALED, date(2022, 1, 1), "Repealed."),
    )
    made = case(TEN, period="2023-06", period_frequency="M", value=75.0, history=history)
    found = judged(made, forecast_for, mean=70.0, sd=2.0)
    assert found.target is not None
    assert (found.target.asked, found.target.status) == ("at least 75% by June 2023", TargetStatus.LIVE)
    assert (found.target.changed, found.target.note) == (date(2018, 5, 1), "Moved from 2021 to 2023.")
    assert found.date_read is not None
    assert (found.date_read.stated, str(found.date_read.period)) == ("June 2023", "2022")
    assert "inside a period" in found.date_read.rule


def test_the_chances_of_one_sentence_are_ordered(
    case: Callable[..., Case], forecast_for: Callable[..., Forecast]
) -> None:
    found = judged(case(TEN, period="2024", value=64.0, kind=Kind.LEVEL), forecast_for, mean=64.5, sd=2.0)
    assert found.chances is not None
    assert found.chances.at_date == found.probability
    assert (
        found.chances.throughout <= found.chances.sustained <= found.chances.at_date <= found.chances.by_date
    )
