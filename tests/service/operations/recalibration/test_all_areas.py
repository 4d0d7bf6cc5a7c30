"""A calibration for every area of an indicator, and one area that differs."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from service.operations.champions import champions_of
from service.operations.installation import open_installation
from service.operations.recalibration.changing import Decider
from service.operations.recalibration.depending import depending_targets
from service.operations.recalibration.past import spread
from service.operations.recalibration.promoting import promote, roll_back
from service.operations.recalibration.recalibrating import recalibrate
from service.operations.recalibration.request import Choices, Request
from service.operations.setting_errors import AreaMissing
from service.settings import Settings
from tests.service.operations.recalibration.conftest import MORNING, RATE, RECYCLING, Moments


@pytest.fixture
def two_areas(judged_home: Settings, tmp_path: Path) -> Settings:
    """The council and its neighbour."""
    folder = tmp_path / "council"
    shutil.copytree(judged_home.catalogue[0], folder)
    figures = folder / "observations.csv"
    lines = figures.read_text("utf-8").splitlines()
    own = [line for line in lines if line.startswith(f"{RECYCLING},EXAMPLE")]
    figures.write_text(
        "\n".join([*lines, *(line.replace("EXAMPLE", "NEXTDOOR") for line in own)]) + "\n", "utf-8"
    )
    areas = folder / "areas.csv"
    areas.write_text(
        areas.read_text("utf-8").rstrip("\n") + "\nNEXTDOOR,Next door (invented),local authority\n", "utf-8"
    )
    return judged_home.model_copy(update={"home": tmp_path / "home", "catalogue": (folder,)})


def test_one_for_all_areas_and_one_for_one(two_areas: Settings, moments: Moments) -> None:
    installation = open_installation(two_areas, recorded=MORNING)

    def challenge(spread: str, **request: str) -> int:
        asked = Request("To see", names=(RECYCLING,), choices=Choices(spread=spread), **request)  # type: ignore[arg-type]
        (record,) = recalibrate(installation, asked, who="ann", recorded=moments()).challengers
        assert record.area == request.get("area", "")
        return record.id

    def factors() -> tuple[float, float]:
        with installation.store.read() as session:
            held = champions_of(session)
        return tuple(held.of(RECYCLING, area).spread.factor for area in ("EXAMPLE", "NEXTDOOR"))  # type: ignore[return-value]

    def decided() -> Decider:
        return Decider("ann", moments(), "To see")

    try:
        with installation.store.read() as session:
            assert depending_targets(session, (RECYCLING, "")) == [RATE]
            assert depending_targets(session, (RECYCLING, "NEXTDOOR")) == []
        every = promote(installation, challenge("1.2"), decided())
        assert [one.target_id for one in every.assessed] == [RATE]
        assert factors() == (1.2, 1.2)
        one = promote(installation, challenge("1.5", area="NEXTDOOR"), decided())
        assert one.assessed == ()
        assert factors() == (1.2, 1.5)
        with pytest.raises(AreaMissing):
            roll_back(installation, RECYCLING, decided())
        roll_back(installation, RECYCLING, decided(), area="NEXTDOOR")
        assert factors() == (1.2, 1.2)
        roll_back(installation, RATE, decided())
        assert factors() == (1.0, 1.0)
    finally:
        installation.close()


def test_areas_are_spread_evenly_and_nothing_is_drawn() -> None:
    codes = [f"E{number:03}" for number in range(100)]
    for count in (41, 99, 100):
        chosen = spread(codes[:count], 40)
        assert len(chosen) == len(set(chosen)) == 40
        steps = [codes.index(second) - codes.index(first) for first, second in itertools.pairwise(chosen)]
        assert max(steps) - min(steps) <= 1
    assert spread(codes, 1000) == codes
