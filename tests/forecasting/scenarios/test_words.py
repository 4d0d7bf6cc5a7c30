"""Scenarios in sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from forecasting.forecasts import Forecast
from forecasting.judging.concluding import conclude_with
from forecasting.judging.readiness import Need
from forecasting.judging.verdict import Record
from forecasting.scenarios.appraisal import Needed, Scenario, appraise
from forecasting.scenarios.changes import LevelShift, Measure
from forecasting.scenarios.words import needed_in_words, sentence, size_in_words

MakeNeed = Callable[..., tuple[Need, Forecast]]


@pytest.mark.parametrize(
    ("size", "measure", "unit", "said"),
    [
        (6.24, Measure.UNIT, "percent", "6.2 points"),
        (-6.24, Measure.UNIT, "percent", "a fall of 6.2 points"),
        (4321.0, Measure.UNIT_A_YEAR, "dwellings", "4,300 dwellings a year"),
        (0.6, Measure.SHARE, "percent", "60% of the way"),
        (1.5, Measure.YEARS, "percent", "1.5 years"),
    ],
)
def test_sizes_are_said_in_their_own_measure(size: float, measure: Measure, unit: str, said: str) -> None:
    assert size_in_words(size, measure, unit) == said


def test_what_a_chance_takes_or_why_nothing_does() -> None:
    told = needed_in_words(Needed(0.8, 9.0), Measure.UNIT, "percent")
    assert told == "A chance of 4 in 5 would take 9.0 points."
    told = needed_in_words(
        Needed(0.5, None, "No size of it would give that chance."), Measure.UNIT, "percent"
    )
    assert told == "An even chance: no size of it would give that chance."


def test_a_scenario_is_told_against_the_current_course(need_of: MakeNeed, record: Record) -> None:
    need, forecast = need_of(sd=3.0)
    current = conclude_with(
        need, forecast, variants={"default": forecast}, record=record, code_version="", key="0" * 64
    )
    found = appraise(
        need, forecast, Scenario("more", LevelShift(9.0, date(2021, 1, 1))), record=record, key="0" * 64
    )
    told = sentence(found, current, need.case.indicator)
    assert told.startswith(
        f"The chance would be {found.assessment.probability_shown}, against {current.probability_shown} on the "
        "current course."
    )
    assert "9.0 points more" in told
    assert "An even chance would take 9.0 points." in told
    nothing = appraise(
        need, forecast, Scenario("none", LevelShift(0.0, date(2021, 1, 1))), record=record, key="0" * 64
    )
    assert "as it is on the current course" in sentence(nothing, current, need.case.indicator)
