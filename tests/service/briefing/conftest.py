"""An installation over the bundled statistics with every target judged, and two of them as of an earlier day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from service.briefing.gathering import Material, material_of
from service.briefing.note import Note
from service.briefing.stocktake import stocktake
from service.charts.renderer import Renderer
from service.operations.earlier import judge_earlier
from service.operations.explain import explain_changes
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads import catalogue
from tests.service.board.conftest import board_home, case_for, samples

__all__ = ["board_home", "case_for", "samples"]

RECORDED = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = RECORDED.date()
THEN = date(2025, 6, 30)
NHS, HOMES, MISSED, REFUSED, NDC = (
    "nhs-rtt92-2029", "uk-homes-1.5m", "cp-halve-2010", "energy-cp2030-95", "uk-ndc-2030-68",
)  # fmt: skip
# A drawing of the shape of a full chart, where only its place counts.
FRAME = '<svg viewBox="0 0 760 400" class="chart chart-wide" role="img"><path d="M0 0H760V400H0z"/></svg>'


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("briefings"))


@pytest.fixture(scope="session")
def installation(settings: Settings) -> Iterator[Installation]:
    opened = open_installation(settings, recorded=RECORDED)
    judge_targets(opened, recorded=RECORDED)
    judge_targets(opened, recorded=RECORDED, targets=[NHS], as_of=THEN)
    judge_earlier(opened, recorded=RECORDED, wanted=[NHS, HOMES, NDC])
    explain_changes(opened, recorded=RECORDED, targets=[NHS, HOMES, NDC])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(limit=60.0) as running:
        yield running


@pytest.fixture(scope="session")
def materials(installation: Installation) -> dict[str, Material]:
    """What every page of the catalogue is made from, under the ids of targets."""
    with installation.store.read() as session:
        found = [material_of(session, one.id, needed=False) for one in catalogue.targets(session)]
    return {one.case.target.id: one for one in found if one is not None}


@pytest.fixture(scope="session")
def pack(installation: Installation) -> Note:
    """The stocktake, with small charts."""
    with installation.store.read() as session:
        return stocktake(session, None, today=TODAY).note
