"""The current course of every series: made once, made again when its figures change, and the same as a target's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from forecasting.judging.concluding import consider
from forecasting.judging.judge import judge
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.periods import Period
from service.operations.cases import cases_for
from service.operations.courses import keep_courses
from service.operations.installation import Installation, open_installation
from service.operations.known_series import known_series
from service.settings import Settings
from service.store.identity import ReleaseId
from service.store.reads.forecasts import course_keys, course_of, newest_forecast
from service.store.versions import data_version
from service.store.writes.observations import NewObservation, load_observations

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOMES = ("net_additional_dwellings", "E92000001")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory):
    made = open_installation(Settings(home=tmp_path_factory.mktemp("headway")), recorded=MORNING)
    assert keep_courses(made, recorded=MORNING) > 150
    yield made
    made.close()


def test_nothing_is_fitted_twice(installation: Installation) -> None:
    with installation.store.read() as session:
        before = data_version(session)
    assert keep_courses(installation, recorded=MORNING) == 0
    with installation.store.read() as session:
        assert data_version(session) == before


def test_every_series_with_enough_figures_has_one(installation: Installation) -> None:
    with installation.store.read() as session:
        kept = course_keys(session)
        known = known_series(session, list(kept))
        assert set(known) == set(kept)
        assert all(key.startswith("course-") for key in kept.values())
        found = course_of(session, *HOMES)
        assert found is not None
        assert found.as_of == known[HOMES].as_of
        assert course_of(session, "net_additional_dwellings", "nowhere") is None
        # A course never stands in for the forecast behind a judgement.
        assert newest_forecast(session, *HOMES) is None
    forecast = found.forecast(known[HOMES].series)
    ground = known[HOMES].ground
    assert ground is not None
    assert forecast.horizon == 24
    assert ground.reach(record_for) == 24
    assert record_for("FY", ground.effective, 25).beyond
    assert not record_for("FY", ground.effective, 24).beyond


def test_a_course_gives_a_target_the_margins_of_its_own_forecast(installation: Installation) -> None:
    cases = [item for item in cases_for(installation) if isinstance(consider(item.case), Need)]
    judged = judge([item.case for item in cases], evidence_for=record_for, sensitivity=False)
    compared = 0
    with installation.store.read() as session:
        for item, one in zip(cases, judged, strict=True):
            if one.forecast is None:
                continue
            need = consider(item.case)
            assert isinstance(need, Need)
            course = course_of(session, item.case.indicator.id, item.case.area)
            assert course is not None, item.entry.id
            assert course.origin == one.forecast.origin
            shared = min(len(course.margins), one.forecast.horizon)
            if not record_for(need.series.frequency.value, need.effective, need.steps).beyond:
                assert shared >= need.horizon, item.entry.id
            np.testing.assert_array_equal(
                course.margins[:shared], one.forecast.margins.grid[:shared], err_msg=item.entry.id
            )
            compared += 1
    assert compared > 20


def test_a_new_figure_makes_the_course_of_its_series_anew_and_no_other(tmp_path) -> None:
    installation = open_installation(Settings(home=tmp_path), recorded=MORNING)
    try:
        assert keep_courses(installation, recorded=MORNING, only=[HOMES]) == 1
        with installation.store.read() as session:
            (before,) = course_keys(session).values()
        release = ReleaseId("MHCLG", "Net additional dwellings 2026", date(2026, 11, 20), "2026-11-20")
        with installation.store.session() as session:
            new = NewObservation(*HOMES, Period.parse("2025/26", "FY"), 1.0, release)
            load_observations(session, [new], source="test", recorded=MORNING)
        assert keep_courses(installation, recorded=MORNING, only=[HOMES]) == 1
        with installation.store.read() as session:
            (after,) = course_keys(session).values()
            found = course_of(session, *HOMES)
        assert after != before
        assert found is not None
        assert found.as_of == date(2026, 11, 20)
    finally:
        installation.close()
