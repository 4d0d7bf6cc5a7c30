"""Control charts begin anew only where a person accepted that, and only from the day on which it was accepted."""

from __future__ import annotations

from datetime import date

import pytest

from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case
from forecasting.periods import Period
from forecasting.public_methods.rebasing import AcceptedRebase, RebaseInvalid, rebases_of
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target
from tests.forecasting.public_methods.test_nhs_making_data_count import LOWER, STEADY

VALUES = STEADY + LOWER
FIRST = 1990
YEAR = Period.parse(str(FIRST + len(STEADY)))
ACCEPTED = AcceptedRebase(YEAR, "A. Analyst", date(2020, 3, 1), "a new counting rule")


def chart(*accepted: AcceptedRebase, as_of: date | None = None) -> object:
    indicator = Indicator("waits", direction=Direction.INCREASE)
    series = Series.of(indicator, [(Period.parse(str(FIRST + k)), v) for k, v in enumerate(VALUES)])
    target = Target("t", Kind.LEVEL, Comparator.AT_LEAST, 9.0, period=Period.parse("2030"))
    case = Case(target, indicator, "", series, date(2026, 1, 1))
    answers = side_by_side(case, None, rebases=accepted, as_of=as_of)
    return next(one for one in answers if one.method == "nhs_making_data_count")


def test_a_change_of_level_stays_a_suggestion_until_it_is_accepted() -> None:
    before, after = chart(), chart(ACCEPTED)
    assert before.details["suggested_rebase"] == str(YEAR)  # type: ignore[attr-defined]
    assert before.numbers["limit_points"] == len(VALUES)  # type: ignore[attr-defined]
    assert after.numbers["limit_points"] == len(LOWER)  # type: ignore[attr-defined]
    assert "suggested_rebase" not in after.details  # type: ignore[attr-defined]
    assert any("A. Analyst on 2020-03-01: a new counting rule" in note for note in after.caveats)  # type: ignore[attr-defined]


def test_what_was_accepted_later_is_unknown_as_of_a_day() -> None:
    assert chart(ACCEPTED, as_of=date(2020, 2, 29)) == chart()
    assert chart(ACCEPTED, as_of=date(2020, 3, 1)) == chart(ACCEPTED)


@pytest.mark.parametrize(
    ("accepted", "field"),
    [
        (AcceptedRebase(Period.parse(str(FIRST)), "A", date(2020, 3, 1), "x"), "period"),
        (AcceptedRebase(Period.parse("2050"), "A", date(2020, 3, 1), "x"), "period"),
        (AcceptedRebase(YEAR, " ", date(2020, 3, 1), "x"), "accepted_by"),
        (AcceptedRebase(YEAR, "A", date(2020, 3, 1), ""), "reason"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(accepted: AcceptedRebase, field: str) -> None:
    with pytest.raises(RebaseInvalid) as caught:
        chart(accepted)
    assert caught.value.field == field
    assert caught.value.remedy


def test_a_chart_of_one_figure_has_no_place_for_new_limits() -> None:
    with pytest.raises(RebaseInvalid):
        rebases_of([ACCEPTED], [YEAR.label])
