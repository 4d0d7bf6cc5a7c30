"""Current courses in the store: one a series, apart from the forecasts behind judgements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series
from service.store.reads.forecasts import course_keys, course_of, forecast, newest_forecast
from service.store.writes.forecasts import NewForecast, replace_courses, save_forecasts

HERE = ("waiting", "E92000001")


@pytest.fixture
def made() -> Forecast:
    start = Period.parse("2015")
    series = Series.of(Indicator("waiting"), [(start + n, 60.0 + n / 7) for n in range(9)], area="E92000001")
    spread = np.sqrt(np.arange(1, 13))[:, None] * np.log(LEVELS / (1 - LEVELS))
    return Forecast(series, series.latest, Margins(60 + spread), RANDOM_WALK, seed=7, engine="4")


def test_a_course_takes_the_place_of_the_one_before(store, made, morning) -> None:
    elsewhere = replace(made, series=replace(made.series, area="W92000004"))
    with store.session() as session:
        save_forecasts(session, [NewForecast("f" * 64, made, date(2024, 5, 1))], recorded=morning)
        first = [
            NewForecast("course-a", made, date(2024, 5, 1)),
            NewForecast("course-w", elsewhere, date(2024, 5, 1)),
        ]
        assert replace_courses(session, first, recorded=morning) == 2
    with store.session() as session:
        assert (
            replace_courses(session, [NewForecast("course-b", made, date(2024, 4, 1))], recorded=morning) == 1
        )
    with store.read() as session:
        found = course_of(session, *HERE)
        assert found is not None
        # The newest made counts, even where it rests on figures of an earlier day: a withdrawn release is gone.
        assert (found.key, found.as_of) == ("course-b", date(2024, 4, 1))
        assert found.forecast(made.series).margins.grid.tobytes() == made.margins.grid.tobytes()
        assert course_keys(session) == {HERE: "course-b", ("waiting", "W92000004"): "course-w"}
        assert forecast(session, "course-a") is None
        judged = newest_forecast(session, *HERE)
        assert judged is not None
        assert judged.key == "f" * 64
        assert course_of(session, "waiting", "S92000003") is None


def test_the_same_course_again_changes_nothing(store, made, morning) -> None:
    course = NewForecast("course-a", made, date(2024, 5, 1))
    with store.session() as session:
        replace_courses(session, [course], recorded=morning)
    with store.session() as session:
        replace_courses(session, [course], recorded=morning)
    with store.read() as session:
        assert course_keys(session) == {HERE: "course-a"}
