"""A store with the bundled statistics, a few targets judged and the courses of a few series, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOMES, NHS = "uk-homes-1.5m", "nhs-rtt92-2029"
# A month, a quarter, financial and academic years, a rolling year and dates: one series of each.
SERIES = [
    ("rtt_pct_within_18w", "E92000001"),
    ("gdp_per_head", "K02000001"),
    ("net_additional_dwellings", "E92000001"),
]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation filled, judged and forecast once."""
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, targets=[NHS], as_of=date(2025, 6, 30))
        judge_targets(installation, recorded=MORNING, targets=[HOMES, NHS, "uk-growth-rhdi"])
        with installation.store.read() as session:
            others = _one_of_each_frequency(session)
        keep_courses(installation, recorded=MORNING, only=[*SERIES, *others])
    finally:
        installation.close()
    return settings


def _one_of_each_frequency(session: object) -> list[tuple[str, str]]:
    from service.store.reads.observations import series_of

    found: dict[str, tuple[str, str]] = {}
    for one in series_of(session):  # type: ignore[arg-type]
        if not one.basis and one.frequency.value in ("AY", "YE-Q", "POINT", "W", "A"):
            found.setdefault(one.frequency.value, (one.indicator_id, one.area))
    return list(found.values())


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the application over that store."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running
