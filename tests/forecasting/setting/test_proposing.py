"""What a proposal says beside its numbers: precedents, paces, meaning, cautions, refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pytest

from forecasting import propose
from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.errors import HeadwayError
from forecasting.findings import Severity
from forecasting.indicators import Aggregation, Direction, Indicator
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.errors import (
    DateNotAhead,
    DirectionMissing,
    NotAFlow,
    ValueUnusable,
    WindowInvalid,
)
from forecasting.setting.proposal import CautionCode, Proposal
from forecasting.setting.proposed import Unset
from forecasting.setting.rounding import stated
from forecasting.trajectories import Shape

SHARE = Indicator(
    "share", direction=Direction.INCREASE, lower=0.0, upper=100.0, unit="percent", decimals=1, family="share"
)


def yearly(
    indicator: Indicator, value: Callable[[int], float], *, years: int = 20, last: int = 2024
) -> Series:
    return Series.of(
        indicator, [(Period.parse(str(last - years + 1 + k)), float(value(k))) for k in range(years)]
    )


def wobbling(k: int) -> float:
    return 50 + 0.6 * k + (0.7, -0.4, 0.1, -0.6, 0.5)[k % 5]


def codes(found: Proposal) -> set[CautionCode]:
    return {caution.code for caution in found.cautions}


def _line(start: float, pace: float, t: float) -> float:
    return start + pace * t


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, Series]:
    """Ten areas of which two ever gained more than a point a year."""
    paces = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.5, 2.0]
    return {f"area {k}": yearly(SHARE, partial(_line, 35 + k, pace)) for k, pace in enumerate(paces)}


def test_precedent_and_percentile_among_areas(elsewhere: dict[str, Series]) -> None:
    series = yearly(SHARE, wobbling)
    found = propose(series, by="2034", value=74.0, neighbours=elsewhere)
    meaning = found.meaning
    assert meaning is not None
    assert meaning.pace == pytest.approx((74.0 - series.latest_value) / 10)
    assert meaning.pace is not None
    assert 1.1 < meaning.pace < 1.5
    assert meaning.precedence is not None
    assert (meaning.precedence.units, meaning.precedence.of) == (2, 11)
    assert meaning.precedence.sentence == "Only 2 of 11 areas ever moved this fast over five to ten years."
    assert 0.8 <= meaning.precedence.percentile < 1
    assert meaning.reached_elsewhere == sum(other.latest_value >= 74.0 for other in elsewhere.values())
    assert meaning.acceleration == pytest.approx(meaning.pace / meaning.recent_pace)  # type: ignore[operator]


def test_paces_elsewhere_lead_where_they_say(elsewhere: dict[str, Series]) -> None:
    found = propose(yearly(SHARE, wobbling), by="2030", neighbours=elsewhere)
    assert [rung.percentile for rung in found.paces] == [0.25, 0.5, 0.75, 0.9]
    values = [rung.value for rung in found.paces]
    assert values == sorted(values)
    for rung in found.paces:
        assert rung.value == pytest.approx(found.start_value + rung.pace * found.years)
    assert found.compared is not None
    assert found.compared.areas == 10
    assert found.compared.best_area == "area 9"
    keys = {way.key for way in found.ways}
    assert {"typical_pace", "percentile_path_90", "champion_area", "frontier", "best_of"} <= keys
    best = next(way for way in found.ways if way.key == "best_of")
    assert best.value == pytest.approx(max(other.latest_value for other in elsewhere.values()))
    assert CautionCode.NO_COMPARATORS not in codes(found)


def test_a_fall_is_compared_with_falls(elsewhere: dict[str, Series]) -> None:
    falling = {
        name: Series.of(SHARE, zip(other.periods, (100 - other.values).tolist(), strict=True))
        for name, other in elsewhere.items()
    }
    series = yearly(SHARE, lambda k: 100 - wobbling(k))
    found = propose(series, by="2034", value=26.0, direction=Direction.DECREASE, neighbours=falling)
    assert found.comparator.value == "<="
    assert found.meaning is not None
    assert found.meaning.precedence is not None
    assert found.meaning.precedence.units == 2
    paces = [rung.value for rung in found.paces]
    assert paces == sorted(paces, reverse=True)
    ways = {way.key: way for way in found.ways}
    fast, faster = ways["percentile_path_75"].value, ways["percentile_path_90"].value
    assert fast is not None
    assert faster is not None
    assert faster <= fast < series.latest_value
    assert ways["maintain"].title.endswith("halt the rise")


def test_a_scale_has_ends() -> None:
    near = propose(yearly(SHARE, lambda k: min(97.0, 90 + 0.4 * k) + 0.05 * (k % 3)), by="2030", value=120.0)
    assert {CautionCode.NEAR_BOUND, CautionCode.OUTSIDE_BOUNDS} <= codes(near)
    assert near.cautions[0].severity is Severity.SERIOUS
    beyond = next(way for way in near.ways if way.key == "percent_improvement")
    assert beyond.reason is Unset.OUTSIDE_BOUNDS
    assert beyond.stated is None
    assert beyond.chance is None
    assert all(rung.value <= 100 for rung in near.ladder)
    full = propose(yearly(SHARE, lambda k: min(100.0, 95 + 0.5 * k)), by="2030")
    assert CautionCode.AT_BOUND in codes(full)
    assert near.path is None
    bent = propose(yearly(SHARE, lambda k: 70 + k + 0.2 * (k % 3)), by="2030", value=97.0)
    assert bent.path is not None
    assert bent.path.shape is Shape.LOGIT_LINEAR


def test_noise_is_told_from_change() -> None:
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 3, 20)
    noisy = propose(yearly(SHARE, lambda k: 50 + noise[k]), by="2027", value=52.0)
    assert {CautionCode.NOISY, CautionCode.NOT_DETECTABLE} & codes(noisy)
    assert noisy.meaning is not None
    assert noisy.meaning.detectable is False
    steady = propose(yearly(SHARE, lambda k: 40 + 0.9 * k + 0.02 * (k % 2)), by="2030", value=70.0)
    assert CautionCode.NOISY not in codes(steady)
    assert steady.meaning is not None
    assert steady.meaning.detectable is True


def test_dates_between_figures_and_beyond_evidence() -> None:
    series = yearly(SHARE, wobbling)
    between = propose(series, by="2029-06")
    assert str(between.resolved) == "2028"
    assert CautionCode.DATE_RESOLVED in codes(between)
    assert CautionCode.ONE_FIGURE in codes(propose(series, by="2025"))
    tested = next(h for h in range(1, 60) if record_for("A", 20, h).extrapolated)
    further = propose(series, by=str(2024 + tested))
    assert CautionCode.BEYOND_TESTED in codes(further)
    assert all(rung.chance.low is not None for rung in further.ladder)
    gone = next(h for h in range(1, 60) if record_for("A", 20, h).beyond)
    refused = propose(series, by=str(2024 + gone), value=80.0)
    assert refused.ladder == ()
    assert refused.reason is not None
    assert CautionCode.BEYOND_EVIDENCE in codes(refused)
    assert refused.meaning is not None
    assert refused.meaning.chance is None
    assert refused.meaning.pace is not None  # what it asks for is said all the same
    assert any(way.value is not None for way in refused.ways)


def test_too_few_figures_still_give_ways_but_no_chance() -> None:
    found = propose(yearly(SHARE, wobbling, years=2), by="2030", value=60.0)
    assert found.ladder == ()
    assert CautionCode.NO_FORECAST in codes(found)
    assert all(way.chance is None for way in found.ways)
    assert found.meaning is not None
    assert found.meaning.reason_text


def test_paces_of_a_seasonal_series_start_from_the_same_season() -> None:
    monthly = Series.of(
        SHARE,
        [
            (Period.parse("2014-01") + k, 50 + 0.02 * k + 6 * np.sin(k * np.pi / 6) + 0.1 * (k % 7))
            for k in range(126)
        ],
    )
    found = propose(monthly, by="2027-01")
    assert str(found.latest_period) == "2024-06"
    assert str(found.start_period) == "2024-01"
    assert found.years == pytest.approx(3)
    assert found.path is not None
    assert [str(point.period) for point in found.path.points] == ["2025-01", "2026-01", "2027-01"]


def test_a_total_counts_what_is_done() -> None:
    homes = Indicator(
        "homes",
        direction=Direction.INCREASE,
        lower=0.0,
        unit="homes",
        decimals=0,
        aggregation=Aggregation.FLOW,
    )
    series = yearly(homes, lambda k: 200 + 3 * k + 5 * (k % 3))
    found = propose(series, by="2028", since=date(2024, 1, 1), value=1500.0)
    done = series.latest_value
    ways = {way.key: way for way in found.ways}
    assert ways["maintain_flow"].value == pytest.approx(done + 4 * done, rel=1e-3)
    assert ways["best_own_flow"].value == pytest.approx(done + 4 * float(series.values.max()), rel=1e-3)
    assert found.meaning is not None
    assert found.meaning.pace == pytest.approx((1500 - done) / 4, rel=1e-3)
    assert found.path is not None
    running = [point.value for point in found.path.points]
    assert running == sorted(running)
    steps = np.diff([done, *running])
    assert np.allclose(np.diff(steps), np.diff(steps)[0])


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        ({"by": "2024"}, DateNotAhead, "by"),
        ({"by": "1999"}, DateNotAhead, "by"),
        ({"by": "2030", "value": float("nan")}, ValueUnusable, "value"),
        ({"by": "2030", "value": float("inf")}, ValueUnusable, "value"),
        ({"by": "2030", "direction": Direction.NEUTRAL}, DirectionMissing, "direction"),
        ({"by": "2030", "since": date(2024, 1, 1)}, NotAFlow, "since"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, object], error: type, field: str) -> None:
    with pytest.raises(error) as caught:
        propose(yearly(SHARE, wobbling), **asked)  # type: ignore[arg-type]
    told = caught.value
    assert isinstance(told, HeadwayError)
    assert told.field == field
    assert told.remedy


def test_a_window_must_not_end_before_it_begins() -> None:
    flow = Indicator("flow", direction=Direction.INCREASE, aggregation=Aggregation.FLOW)
    with pytest.raises(WindowInvalid):
        propose(yearly(flow, wobbling), by="2030", since=date(2031, 1, 1))


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "expected"),
    [
        (68.74, 1, 1, 68.7),
        (68.74, 1, -1, 68.8),
        (68.7, 1, 1, 68.7),
        (68.7, 1, -1, 68.7),
        (-3.21, 1, 1, -3.3),
        (1234567.0, None, 1, 1230000.0),
        (0.0, None, 1, 0.0),
        (99.99, 0, -1, 100.0),
    ],
)
def test_values_are_rounded_to_the_easier_side(
    value: float, decimals: int | None, sign: int, expected: float
) -> None:
    assert stated(value, decimals=decimals, sign=sign, lower=None, upper=None) == pytest.approx(expected)


def test_no_pace_is_measured_across_a_break_even_where_too_little_is_left() -> None:
    broken = Breaks((Break(Period.parse("2023"), BreakKind.METHOD, Comparable.NO, "counted anew"),))
    series = yearly(SHARE, lambda k: 30 + k if k < 18 else 80 + 0.1 * k)
    found = propose(series, by="2030", value=90.0, breaks=broken)
    assert found.ladder == ()
    ways = {way.key: way for way in found.ways}
    assert ways["recent_pace"].reason is Unset.TOO_SHORT
    assert ways["best_own_pace"].value is None or ways["best_own_pace"].value < 85
    assert found.meaning is not None
    assert found.meaning.recent_pace is None


def test_without_company_a_caution_says_it_once() -> None:
    found = propose(
        yearly(SHARE, wobbling), by="2030", neighbours={"other": yearly(SHARE, wobbling, years=3)}
    )
    assert CautionCode.NO_COMPARATORS in codes(found)
    assert all(way.reason is not Unset.NO_PEERS for way in found.ways)
    assert found.paces == ()
