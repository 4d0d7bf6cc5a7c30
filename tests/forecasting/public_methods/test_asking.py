"""From a target and its figures to what the methods are asked: parts of years, breaks, gaps, figures not final."""

from __future__ import annotations

from datetime import date
from typing import Any

from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case
from forecasting.periods import Period
from forecasting.public_methods.asking import Asked, asked_of, moment
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.public_methods.yardstick import Why
from forecasting.series import Series
from forecasting.targets import Baseline, Comparator, Kind, Target


def case(figures: dict[str, float], *, statuses: list[str] | None = None, **target: Any) -> Case:
    indicator = Indicator("waits", direction=Direction.INCREASE)
    series = Series.of(indicator, [(Period.parse(p), v) for p, v in figures.items()], statuses=statuses)
    fields: dict[str, Any] = {"period": Period.parse("2030"), **target}
    kind = fields.pop("kind", Kind.LEVEL)
    value = fields.pop("value", 80.0)
    made = Target("t", kind, fields.pop("comparator", Comparator.AT_LEAST), value, **fields)
    return Case(made, indicator, "", series, date(2026, 1, 1))


def asked(figures: dict[str, float], **rest: Any) -> Asked:
    return asked_of(case(figures, **rest))


YEARS = {str(2015 + k): 50.0 + k for k in range(8)}


def test_a_calendar_year_counts_as_its_own_number_and_a_month_by_its_end() -> None:
    assert moment(date(2022, 12, 31)) == 2022
    assert moment(date(2022, 6, 30)) == 2021.5
    found = asked(YEARS)
    assert found.yearly.times == tuple(float(2015 + k) for k in range(8))
    assert found.yearly.target_time == 2030.0
    assert not found.thinned


def test_of_months_the_same_month_of_every_year_is_asked_about_and_all_are_charted() -> None:
    months = {f"{2020 + k // 12}-{k % 12 + 1:02d}": 50.0 + k for k in range(40)}
    found = asked(months, period=Period.parse("2029-03"))
    assert found.thinned
    assert [label.split()[0] for label in found.yearly.labels] == ["April"] * 4
    assert len(found.whole) == 40
    steps = [b - a for a, b in zip(found.yearly.times, found.yearly.times[1:], strict=False)]
    assert [round(step, 9) for step in steps] == [1.0] * 3


def test_missing_periods_are_counted_and_nothing_is_put_in() -> None:
    gaps = {p: v for p, v in YEARS.items() if p not in ("2017", "2019")}
    found = asked(gaps)
    assert found.notes == ("2 periods have no figure; nothing was put in",)
    assert len(found.yearly) == 6
    for one in side_by_side(case(gaps), None):
        told = any("no figure" in note for note in one.caveats)
        assert told is bool(one.window), one.method


def test_figures_that_are_not_final_are_named() -> None:
    statuses = ["final"] * 6 + ["provisional", "estimate"]
    assert asked(YEARS, statuses=statuses).notes == ("not final: 2021, 2022",)
    assert asked(YEARS, statuses=["estimate"] * 8).notes == (
        "not final: 8 figures, the newest 2020, 2021, 2022",
    )
    assert asked(YEARS).notes == ()


def test_a_change_is_a_level_from_the_baseline() -> None:
    found = asked(YEARS, kind=Kind.CHANGE_PERCENT, value=10.0, baseline=Baseline(Period.parse("2015")))
    assert found.yearly.target == 55.00000000000001 or abs((found.yearly.target or 0) - 55) < 1e-9
    assert found.yearly.base_time == 2015.0


def test_totals_and_bands_have_no_way_from_a_base_to_a_target() -> None:
    band = case(YEARS, comparator=Comparator.BETWEEN, kind=Kind.BAND, value=60.0, upper=70.0)
    answers = {one.method: one for one in side_by_side(band, None)}
    assert answers["eurostat"].reason is Why.KIND_NOT_COVERED
    assert answers["nhs_making_data_count"].reason is Why.TRIAL_LIMITS, "the chart needs no target"
    assert answers["obr"].reason is Why.NO_PROBABILITY


def test_elimination_is_judged_by_what_counts_as_none() -> None:
    found = asked(YEARS, kind=Kind.ELIMINATION, value=None, comparator=None, functional_zero=2.0)
    assert found.yearly.target == 2.0


def test_a_single_figure_is_asked_about_without_an_error() -> None:
    for one in side_by_side(case({"2020": 50.0}), None):
        assert one.label is not None or one.reason is not None, one.method
