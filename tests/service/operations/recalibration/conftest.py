"""A small installation: the example folder's council with its figures, judged once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.operations.courses import keep_courses
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.recalibration.changing import Decider
from service.operations.recalibration.recalibrating import recalibrate
from service.operations.recalibration.request import Choices, Request
from service.settings import Settings
from service.store.calibration_records import CalibrationRecord
from service.store.reads.calibrations import calibration, champions

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
RECYCLING, HOMES = "example_recycling_pct", "example_affordable_homes"
RATE, TOTAL = "example-recycling-50", "example-homes-2000"

READY = (Choices(models=("grid", "theta")), Choices(spread="1.3"))
"""Challengers 1 and 2 of the rate, made once."""

Moments = Callable[[], datetime]
Challenge = Callable[..., CalibrationRecord]


@pytest.fixture(scope="session")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The council, loaded and judged."""
    from datasets.catalogue.scaffolding import write_example

    folder = tmp_path_factory.mktemp("recalibration")
    write_example(folder / "council")
    settings = Settings(home=folder / "home", catalogue=(folder / "council",), bundled=False)
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING)
        keep_courses(installation, recorded=MORNING)
        for choices in READY:
            request = Request("To see", names=(RATE,), choices=choices)
            recalibrate(installation, request, who="ann", recorded=MORNING)
    finally:
        installation.close()
    return settings


@pytest.fixture
def council(judged_home: Settings, tmp_path: Path) -> Iterator[Installation]:
    """A copy of it for one test."""
    shutil.copytree(judged_home.home, tmp_path / "home")
    settings = judged_home.model_copy(update={"home": tmp_path / "home"})
    installation = open_installation(settings, recorded=MORNING)
    yield installation
    installation.close()


@pytest.fixture
def moments() -> Moments:
    """One moment after the other."""
    passed = 0

    def now() -> datetime:
        nonlocal passed
        passed += 1
        return MORNING + timedelta(minutes=passed)

    return now


@pytest.fixture
def challenger(council: Installation, moments: Moments) -> Challenge:
    """A challenger of the council's recycling, or of another series: one that is ready, or a new one."""

    def make(name: str = RATE, **choices: object) -> CalibrationRecord:
        chosen = Choices(**choices) if choices else READY[0]  # type: ignore[arg-type]
        with council.store.read() as session:
            ready = None if chosen not in READY else calibration(session, READY.index(chosen) + 1)
            untouched = not champions(session)
        if ready is not None and untouched and name == RATE:
            return ready
        request = Request("To see", names=(name,), choices=chosen)
        return recalibrate(council, request, who="ann", recorded=moments()).challengers[0]

    return make


@pytest.fixture
def decider(moments: Moments) -> Callable[..., Decider]:
    """Who decides, at the next moment."""

    def make(why: str = "It is better", who: str = "ann") -> Decider:
        return Decider(who, moments(), why)

    return make
