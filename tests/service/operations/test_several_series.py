"""Scenarios and explanations of targets that rest on several series: a gap between groups, a rank among peers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from datasets.catalogue.entries import (
    Catalogue,
    Family,
    IndicatorEntry,
    MissionEntry,
    MissionStatus,
    TargetEntry,
)
from datasets.dates import KnownDate
from forecasting.assessment import Assessment
from forecasting.explained import Explanation
from forecasting.explanation import Cause
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from forecasting.scenarios.failures import NoCourse
from forecasting.scenarios.stated import stated
from forecasting.targets import Comparator, Kind, TargetStatus
from service.operations.explain import explain_changes
from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.operations.what_if import what_if
from service.store import open_store
from service.store.identity import ReleaseId
from service.store.owners import BUNDLED
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation, load_observations

FIRST, SECOND = datetime(2025, 4, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)
HERE, THERE, BEYOND = "E92000001", "S92000003", "W92000004"
MISSION = MissionEntry("gap", "The gap", "England", "Government", "Closed.", MissionStatus.LIVE, "Plan")


def indicator(name: str) -> IndicatorEntry:
    return IndicatorEntry(
        name, mission="gap", title=name, definition="Share.", unit="percent", direction=Direction.INCREASE,
        aggregation=Aggregation.RATE, frequency=Frequency.YEAR, family=Family.SHARE, decimals=1, lower=0, upper=100,
        lag_days=90, publisher="Office",
    )  # fmt: skip


def target(name: str, **fields: object) -> TargetEntry:
    stated_ = {
        "mission": "gap", "title": name, "wording": name, "status": TargetStatus.LIVE, "area": HERE,
        "indicator": "pupils", "period": Period.parse("2030"), "announced": KnownDate.parse("2024-12"),
    }  # fmt: skip
    return TargetEntry(name, **{**stated_, **fields})  # type: ignore[arg-type]


GAP = target(
    "gap", kind=Kind.GAP_BETWEEN_GROUPS, comparator=Comparator.AT_MOST, value=12.0, other_indicator="others"
)
RANK = target("rank", kind=Kind.RANK, comparator=Comparator.AT_MOST, value=1.0, peers=(THERE, BEYOND))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two releases, loaded and judged one after the other."""
    home: Path = tmp_path_factory.mktemp("home")
    opened = Installation(open_store(f"sqlite:///{home / 'headway.db'}"))
    catalogue = Catalogue(
        {MISSION.id: MISSION}, {n: indicator(n) for n in ("pupils", "others")}, {t.id: t for t in (GAP, RANK)}
    )
    with opened.store.session() as session:
        sync_catalogue(session, catalogue, owner=BUNDLED, recorded=FIRST)
    for last, recorded in ((2023, FIRST), (2024, SECOND)):
        release = ReleaseId("Office", f"Attainment {last}", date(last + 2, 3, 20), f"{last + 2}-03-20")
        rng = np.random.default_rng(5)
        rows = [
            NewObservation(name, area, Period.parse(str(year)), round(float(value), 1), release, area_name=area)
            for name, area, level in (
                ("pupils", HERE, 60.0), ("pupils", THERE, 59.0), ("pupils", BEYOND, 57.0), ("others", HERE, 45.0),
            )
            for year, value in zip(range(2008, 2025), level + rng.normal(0, 0.6, 17).cumsum(), strict=True)
            if year <= last
        ]  # fmt: skip
        with opened.store.session() as session:
            load_observations(session, rows, source="test", recorded=recorded)
        judge_targets(opened, recorded=recorded)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def explained(installation: Installation) -> dict[str, Explanation]:
    return {one.target_id: one for one in explain_changes(installation, recorded=SECOND)}


@pytest.mark.parametrize("name", ["gap", "rank"])
def test_the_parts_add_up(explained: dict[str, Explanation], name: str) -> None:
    found = explained[name]
    assert found.reason is None
    assert found.before.probability is not None
    assert found.after.probability is not None
    assert found.change == pytest.approx(found.after.probability - found.before.probability, abs=1e-12)
    assert {part.cause for part in found.parts if part.changed} == {Cause.OBSERVATIONS}


def test_a_gap_has_scenarios_in_its_own_unit(installation: Installation) -> None:
    with installation.store.read() as session:
        found = what_if(
            session,
            "gap",
            [
                stated({"scenario": "level_shift", "effect": 0}),
                stated({"scenario": "level_shift", "effect": -5}),
            ],
        )
    nothing, less = (one.assessment for one in found.scenarios)
    assert _told(nothing) == _told(found.current)
    assert nothing.projection is not None
    assert less.projection is not None
    assert less.projection.median == pytest.approx(nothing.projection.median - 5)
    assert less.probability is not None
    assert nothing.probability is not None
    assert less.probability > nothing.probability


def _told(assessment: Assessment) -> tuple[object, ...]:
    return assessment.probability, assessment.projection, assessment.projected_gap, assessment.attainment


def test_a_rank_has_no_single_course_to_change(installation: Installation) -> None:
    with installation.store.read() as session, pytest.raises(NoCourse, match="several series"):
        what_if(session, "rank", [stated({"scenario": "level_shift", "effect": 1})])
