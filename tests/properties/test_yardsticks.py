"""What holds for every public method whatever the figures: turned round, in another unit, at the edges, by its own logic."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.indicators import Direction
from forecasting.measures import pace, share_of_change, share_of_time
from forecasting.public_methods import (
    escap,
    eurostat,
    healthy_people_2030,
    nhs_making_data_count,
    nista_colour,
    obr,
    oecd,
    ohid_trend_marker,
    sdsn,
    statcan,
    state_of_climate_action,
    unicef_menaro,
    unsd,
)
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.spc_limits import limits, limits_by_point
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import State, Yardstick

FIXED = settings(derandomize=True, max_examples=40)
Judge = Callable[[Progress], Yardstick]


def oecd_judge(progress: Progress) -> Yardstick:
    return oecd.judge(progress, rng=np.random.default_rng(1), peers=(1.0, 2.0, 4.0, 4.5, 9.0))


LINEAR: dict[str, Judge] = {
    "sdsn": sdsn.judge,
    "state_of_climate_action": state_of_climate_action.judge,
    "escap": escap.judge,
    "healthy_people_2030": healthy_people_2030.judge,
    "nhs_making_data_count": nhs_making_data_count.judge,
    "oecd": oecd_judge,
    "ohid_trend_marker": lambda p: ohid_trend_marker.judge(
        p, lower=tuple(v - 1 for v in p.values), upper=tuple(v + 1 for v in p.values)
    ),
}
OTHERS: dict[str, Judge] = {
    "eurostat": eurostat.judge,
    "statcan": statcan.judge,
    "unsd": unsd.judge,
    "unicef_menaro": unicef_menaro.judge,
    "escap_logit": lambda p: escap.judge(p, scale=escap.Scale.LOGIT),
    "escap_parity": lambda p: escap.judge(p, parity=True),
    "statcan_published": lambda p: statcan.judge(p, zero_policy=statcan.ZeroPolicy.PUBLISHED),
    "statcan_limit": lambda p: statcan.judge(replace(p, target=None), limit=100.0),
    "healthy_people_errors": lambda p: healthy_people_2030.judge(p, errors=(0.0, 1.0)),
    "obr": lambda p: obr.judge(p, probability=0.4),
    "nista_colour": lambda p: nista_colour.judge(p, probability=0.4),
    "obr_without": lambda p: obr.judge(p, probability=None),
}
METHODS = LINEAR | OTHERS
DIRECTIONS = st.sampled_from([Direction.INCREASE, Direction.DECREASE])
# Figures as they are published: a few decimals, nothing within float noise of a threshold.
FIGURES = st.integers(-9_999, 9_999).map(lambda k: k / 100)
POSITIVE = st.integers(1, 9_999).map(lambda k: k / 100)


@st.composite
def progresses(draw: st.DrawFn, figures: st.SearchStrategy[float] = FIGURES, fewest: int = 2) -> Progress:
    count = draw(st.integers(fewest, 18))
    values = draw(st.lists(figures, min_size=count, max_size=count))
    base = draw(st.one_of(st.none(), st.integers(0, count - 1)))
    return Progress(
        tuple(2005.0 + k for k in range(count)),
        tuple(values),
        draw(DIRECTIONS),
        target=draw(figures),
        target_time=2005.0 + count + draw(st.integers(0, 15)),
        base_time=None if base is None else 2005.0 + base,
        scale=100.0,
    )


@st.composite
def rough(draw: st.DrawFn) -> Progress:
    """Anything that can be typed: zeros, negatives, constants, gaps, one point or none, tiny and huge."""
    figure = st.one_of(
        st.sampled_from([0.0, -0.0, 1.0, 100.0, -1.0, 1e-300, 1e100, -1e100, 5.0]),
        st.floats(-1e100, 1e100),
        st.integers(-5, 105).map(float),
    )
    times = sorted(draw(st.sets(st.integers(1950, 2029), max_size=16)))
    constant = draw(st.booleans())
    first = draw(figure)
    values = tuple(first if constant else draw(figure) for _ in times)
    return Progress(
        tuple(float(t) for t in times),
        values,
        draw(st.sampled_from([None, *Direction])),
        target=draw(st.one_of(st.none(), figure, st.just(first))),
        target_time=draw(st.one_of(st.none(), st.integers(1960, 2050).map(float))),
        base_time=draw(st.one_of(st.none(), st.integers(1950, 2030).map(float))),
        scale=draw(st.sampled_from([None, 1.0, 100.0, 1000.0])),
        percent=draw(st.booleans()),
        expired=draw(st.booleans()),
        broken=draw(st.booleans()),
        strict=draw(st.booleans()),
    )


@settings(derandomize=True, max_examples=250)
@given(asked=rough())
def test_there_is_a_finite_number_or_none_and_a_label_or_a_reason(asked: Progress) -> None:
    for name, judge in METHODS.items():
        found = judge(asked)
        for key, value in found.numbers.items():
            assert value is None or (type(value) is float and math.isfinite(value)), (name, key)
        assert found.label is not None or found.reason is not None or found.details.get("outcome"), name
        if found.state in (State.UNRATEABLE, State.SERIES_BREAK):
            assert found.reason is not None, name
        assert found.thresholds, name
        assert found.source


@settings(derandomize=True, max_examples=40)
@given(asked=rough())
def test_the_same_question_has_the_same_answer(asked: Progress) -> None:
    for name, judge in METHODS.items():
        assert repr(judge(asked)) == repr(judge(asked)), name


def turned(asked: Progress) -> Progress:
    assert asked.direction is not None
    assert asked.target is not None
    other = Direction.DECREASE if asked.direction is Direction.INCREASE else Direction.INCREASE
    return replace(asked, values=tuple(-v for v in asked.values), target=-asked.target, direction=other)


MIRROR = {"increasing": "decreasing", "decreasing": "increasing"}


@FIXED
@given(asked=progresses())
def test_turning_values_target_and_direction_round_changes_no_verdict(asked: Progress) -> None:
    for name, judge in LINEAR.items():
        found, other = judge(asked), judge(turned(asked))
        label = found.label or ""
        # The trend marker knows no target: its words are those of the figures.
        assert other.label == (MIRROR.get(label, label) if name == "ohid_trend_marker" else found.label), name
        assert (other.state, other.reason, other.leaning) == (found.state, found.reason, found.leaning), name
        assert other.details.get("assurance_icon") == found.details.get("assurance_icon")
        assert other.numbers.get("likelihood") == found.numbers.get("likelihood")


@FIXED
@given(asked=progresses(POSITIVE), factor=st.sampled_from([0.001, 0.02, 0.5, 7.0, 1000.0]))
def test_another_unit_changes_no_verdict(asked: Progress, factor: float) -> None:
    assert asked.target is not None

    def scaled(values: tuple[float, ...], by: float) -> tuple[float, ...]:
        return tuple(v * by for v in values)

    other = replace(
        asked, values=scaled(asked.values, factor), target=asked.target * factor, scale=100.0 * factor
    )
    lower, upper = scaled(asked.values, 0.9), scaled(asked.values, 1.1)
    # Errors and limits have a unit too; published zeros, natural limits and figures of peers are exempt.
    apart = ("statcan_published", "statcan_limit", "ohid_trend_marker", "healthy_people_errors", "oecd")
    pairs = {name: (judge(asked), judge(other)) for name, judge in METHODS.items() if name not in apart}
    pairs["ohid_trend_marker"] = (
        ohid_trend_marker.judge(asked, lower=lower, upper=upper),
        ohid_trend_marker.judge(other, lower=scaled(lower, factor), upper=scaled(upper, factor)),
    )
    pairs["healthy_people_errors"] = (
        healthy_people_2030.judge(asked, errors=(1.0, 1.0)),
        healthy_people_2030.judge(other, errors=(factor, factor)),
    )
    for name, (found, same) in pairs.items():
        assert (same.label, same.state, same.reason) == (found.label, found.state, found.reason), name


@FIXED
@given(progresses())
def test_the_state_says_met_exactly_where_the_newest_figure_meets_the_target(asked: Progress) -> None:
    state = standing(asked).state
    assert (state in (State.ALREADY_MET, State.MET_BUT_DETERIORATING)) is asked.met


# ------------------------------------------------------------------------------ each by its own logic


@FIXED
@given(values=st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), ahead=st.floats(0.5, 30))
def test_a_line_in_which_later_years_weigh_more_passes_through_the_plain_mean(
    values: list[float], ahead: float
) -> None:
    times = [2000.0 + k for k in range(len(values))]
    line = escap.weighted_line(times, values, target_time=times[-1] + ahead)
    mean_time, mean = sum(times) / len(times), sum(values) / len(values)
    assert line.at(mean_time) == pytest.approx(mean, abs=1e-6)


@FIXED
@given(values=st.lists(st.floats(0.01, 99.99), min_size=2, max_size=30), ahead=st.integers(1, 20))
def test_the_mean_of_yearly_logit_changes_is_the_first_and_last_value_alone(
    values: list[float], ahead: int
) -> None:
    times = [2000.0 + k for k in range(len(values))]
    found = unicef_menaro.projection(times, values, times[-1] + ahead, scale=100.0)
    ends = [math.log(v / (100 - v)) for v in (values[0], values[-1])]
    slope = (ends[1] - ends[0]) / (len(values) - 1)
    assert found == pytest.approx(100 / (1 + math.exp(-(ends[1] + slope * ahead))), abs=1e-7)
    middle = [values[0], *(50.0 for _ in values[1:-1]), values[-1]]
    assert found == pytest.approx(
        unicef_menaro.projection(times, middle, times[-1] + ahead, scale=100.0), abs=1e-7
    )


@FIXED
@given(
    values=st.lists(st.integers(-500, 500).map(float), min_size=2, max_size=40),
    shift=st.integers(-100, 100),
    scale=st.sampled_from([-3.0, -0.5, 0.25, 4.0]),
    screened=st.booleans(),
)
def test_limits_move_with_the_figures_and_change_sides_with_their_sign(
    values: list[float], shift: int, scale: float, screened: bool
) -> None:
    plain = limits(values, screen_outliers=screened)
    moved = limits([shift + scale * v for v in values], screen_outliers=screened)
    low, high = (plain.lpl, plain.upl) if scale > 0 else (plain.upl, plain.lpl)
    assert moved.lpl == pytest.approx(shift + scale * low, abs=1e-6)
    assert moved.upl == pytest.approx(shift + scale * high, abs=1e-6)
    assert moved.mean == pytest.approx(shift + scale * plain.mean, abs=1e-6)


@FIXED
@given(
    values=st.lists(st.floats(-100, 100), min_size=13, max_size=40),
    more=st.lists(st.floats(-1000, 1000), min_size=1, max_size=10),
)
def test_with_a_fixed_baseline_later_figures_change_no_earlier_limit(
    values: list[float], more: list[float]
) -> None:
    before = limits_by_point(values, fix_after=12)
    after = limits_by_point([*values, *more], fix_after=12)
    assert after[: len(before)] == before


@FIXED
@given(
    base=FIGURES, change=POSITIVE, made=st.floats(-2, 0.99), gone=st.integers(1, 10), left=st.integers(1, 10)
)
def test_with_one_slope_the_share_made_over_the_share_of_time_is_the_ratio_of_paces(
    base: float, change: float, made: float, gone: int, left: int
) -> None:
    asked = Progress(
        (2010.0, 2010.0 + gone),
        (base, base + made * change),
        Direction.INCREASE,
        target=base + change,
        target_time=2010.0 + gone + left,
    )
    ratio = sdsn.judge(asked).numbers["ratio"]
    share = share_of_change(base, base + made * change, base + change)
    time = share_of_time(2010.0, 2010.0 + gone, 2010.0 + gone + left)
    assert pace(share, time).value == pytest.approx(ratio)
