"""NHS Making Data Count: limits, rules, icons, and rebasing by an accepted proposal alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.indicators import Direction
from forecasting.public_methods import nhs_making_data_count as spc
from forecasting.public_methods.spc_limits import Rebase, limits
from forecasting.public_methods.spc_rules import TwoOfThree
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import DOWN, UP, asked

STEADY = [10.0, 12.0, 9.0, 11.0, 10.0, 12.0, 9.0, 11.0, 10.0, 12.0, 9.0, 11.0, 10.0, 11.0]
LOWER = [5.0, 6.0, 4.0, 5.5, 5.0, 6.0, 4.5, 5.0, 5.5, 6.0, 4.0, 5.0, 5.0]


def test_limits_and_what_the_constant_is() -> None:
    found = limits([10.0, 12.0, 11.0], screen_outliers=False)
    assert (found.mean, found.amr) == (11.0, 1.5)
    assert found.lpl == pytest.approx(11 - 2.66 * 1.5)
    assert found.upl == pytest.approx(11 + 2.66 * 1.5)
    assert found.near_upl == pytest.approx(11 + 2.66 * 1.5 * 2 / 3)


def test_screening_drops_a_moving_range_at_the_cut_once() -> None:
    values = [10.0, 11.0] * 8 + [40.0] + [10.0, 11.0] * 4
    screened, plain = limits(values), limits(values, screen_outliers=False)
    assert screened.amr < plain.amr
    assert screened.amr == pytest.approx(1.0)


def test_a_constant_series_has_limits_without_width_and_no_icon_of_change() -> None:
    found = spc.judge(asked([7.0] * 20, target=7.0))
    assert (found.label, found.numbers["amr"], found.numbers["upl"]) == ("common_cause", 0.0, 7.0)
    assert (found.details["assurance_icon"], found.reason) == ("consistent_pass", Why.DEGENERATE_LIMITS)
    missed = spc.judge(asked([7.0] * 20, target=7.1))
    assert missed.details["assurance_icon"] == "consistent_fail"


def test_fewer_than_thirteen_points_are_trial_limits_without_icons() -> None:
    trial = spc.judge(asked(STEADY[:12], target=20.0))
    assert (trial.label, trial.reason) == (None, Why.TRIAL_LIMITS)
    assert "assurance_icon" not in trial.details
    assert spc.judge(asked(STEADY[:13], target=20.0)).label == "common_cause"


@pytest.mark.parametrize(
    ("target", "way", "strict", "inclusive"),
    [
        (12.0, UP, "inconsistent", "consistent_fail"),
        (12.0000001, UP, "consistent_fail", "consistent_fail"),
        (8.0, UP, "inconsistent", "consistent_pass"),
        (7.9999999, UP, "consistent_pass", "consistent_pass"),
        (8.0, DOWN, "inconsistent", "consistent_fail"),
        (12.0, DOWN, "inconsistent", "consistent_pass"),
        (10.0, UP, "inconsistent", "inconsistent"),
        (None, UP, "none", "none"),
        (10.0, Direction.NEUTRAL, "none", "none"),
    ],
)
def test_assurance_on_a_limit(target: float | None, way: Direction, strict: str, inclusive: str) -> None:
    for boundary, icon in ((spc.Boundary.STRICT, strict), (spc.Boundary.INCLUSIVE, inclusive)):
        found = spc.assurance(lpl=8.0, upl=12.0, target=target, direction=way, boundary=boundary)
        assert found.icon == icon


def test_a_run_of_seven_and_a_point_on_the_mean_that_breaks_it() -> None:
    values = [*([0.0] * 7), *([2.0] * 7)]
    found = spc.chart(values, UP)
    assert found.flagged == tuple(range(14))
    broken = spc.chart([0.0] * 7 + [2.0] * 3 + [1.0] + [2.0] * 4 + [0.0] * 0, UP)
    assert 12 not in [i for i, cause in enumerate(broken.causes) if any("run" in c for c in cause)]


def test_a_trend_of_seven_points_is_broken_by_a_tie() -> None:
    rising = [5.0, 4.0, 6.0, 5.0, 4.5, 5.0, 5.2, 5.4, 5.6, 5.8, 6.0]
    assert any("trend_increasing" in cause for cause in spc.chart(rising, UP).causes)
    tied = [*rising[:-2], rising[-3], *rising[-2:]]
    assert not any("trend_increasing" in cause for cause in spc.chart(tied, UP).causes)


def test_two_of_three_counts_points_beyond_the_limit_only_in_the_guide() -> None:
    values = [*STEADY, 10.0, 16.5, 13.9]
    package = spc.chart(values, UP, variant=TwoOfThree.PACKAGE)
    guide = spc.chart(values, UP, variant=TwoOfThree.GUIDE)
    assert set(package.flagged) <= set(guide.flagged)


def test_both_kinds_at_once_show_improvement_and_name_the_other() -> None:
    falling_but_above = [0.0] * 10 + [20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0]
    found = spc.judge(asked(falling_but_above, target=5.0))
    assert (found.label, found.details["also"]) == ("special_cause_improvement", "special_cause_concern")


@pytest.mark.parametrize("way", [Direction.NEUTRAL, None])
def test_a_measure_without_a_better_side_has_neutral_icons_and_no_assurance(way: Direction | None) -> None:
    high = spc.judge(asked([*STEADY, 30.0], target=20.0, way=way))
    assert (high.label, high.details["assurance_icon"]) == ("special_cause_neutral_high", "none")
    assert spc.judge(asked([*STEADY, -30.0], way=way)).label == "special_cause_neutral_low"
    assert spc.judge(asked([5.0] * 15, target=5.0, way=way)).label == "common_cause"


# ------------------------------------------------------------------------------------- rebasing


def test_a_change_of_level_is_suggested_and_never_applied() -> None:
    values = STEADY + LOWER
    found = spc.judge(asked(values, target=20.0))
    assert found.details["suggested_rebase"] == str(2020 - len(LOWER) + 1)
    assert len({line.mean for line in spc.chart(values, UP).limits}) == 1
    assert found.label == "special_cause_concern", "the deterioration shows"


def test_an_accepted_rebase_starts_new_limits_and_leaves_the_earlier_ones_as_they_were() -> None:
    values = STEADY + LOWER
    accepted = Rebase(len(STEADY), "A. Analyst", date(2026, 3, 1), "a new counting rule")
    found = spc.chart(values, UP, rebases=[accepted])
    before = spc.chart(STEADY, UP)
    assert found.limits[: len(STEADY)] == before.limits
    assert found.limits[-1] == limits(LOWER)
    assert found.types[: len(STEADY)] == before.types, "no rule reaches across"
    assert spc.judge(asked(values, target=20.0), rebases=[accepted]).label == "common_cause"


@pytest.mark.parametrize(("who", "why"), [("", "a reason"), ("A. Analyst", ""), ("  ", "x")])
def test_a_rebase_without_a_person_or_a_reason_is_refused(who: str, why: str) -> None:
    with pytest.raises(ValueError, match="accepted by a person"):
        Rebase(3, who, date(2026, 3, 1), why)


def test_a_rebase_is_counted_and_told() -> None:
    accepted = Rebase(len(STEADY), "A. Analyst", date(2026, 3, 1), "a new counting rule")
    found = spc.judge(asked(STEADY + LOWER, target=20.0), rebases=[accepted])
    assert any("A. Analyst" in caveat and "a new counting rule" in caveat for caveat in found.caveats)
    assert found.numbers["limit_points"] == float(len(LOWER))


def test_after_a_rebase_too_few_points_are_trial_limits_again() -> None:
    accepted = Rebase(len(STEADY), "A. Analyst", date(2026, 3, 1), "a new counting rule")
    found = spc.judge(asked(STEADY + LOWER[:5], target=20.0), rebases=[accepted])
    assert (found.label, found.reason, found.state) == (None, Why.TRIAL_LIMITS, State.UNRATEABLE)


def test_the_false_alarms_of_a_random_walk_are_what_is_said_of_them() -> None:
    rng = np.random.default_rng(3)
    flagged = 0
    for _ in range(400):
        walk = rng.normal(size=24).cumsum().tolist()
        flagged += spc.chart(walk, UP).types[-1] != "common_cause"
    assert 0.55 < flagged / 400 < 0.77


def test_a_fixed_baseline_needs_twelve_points() -> None:
    with pytest.raises(ValueError, match="at least 12"):
        limits([1.0] * 20, fix_after=11)
