"""An empty store on each database, and things to put into it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from datasets.catalogue.entries import (
    Catalogue,
    Family,
    IndicatorEntry,
    MissionEntry,
    MissionStatus,
    TargetEntry,
)
from datasets.dates import KnownDate
from forecasting.assessment import Assessment, Evidence, Knowledge, TrackPoint
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from forecasting.verdicts import Verdict, likelihood
from service.store import Store, open_store
from service.store.bulk import table_of
from service.store.identity import ReleaseId
from service.store.tables import METADATA, Identity
from service.store.writes.assessments import Judgement
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: a file that is not there yet, then a real PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'home' / 'headway.db'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a store with its tables made and nothing in them, on each database.

    For what changes the tables themselves, take ``empty_url``.
    """
    return str(request.getfixturevalue(f"{request.param}_store_url"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without contents, to copy: making tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "headway.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "headway.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """A store on the server that one test after another empties and uses."""
    name = f"store_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    with open_store(_database(postgres_url, name)) as store:
        yield store


@pytest.fixture
def postgres_store_url(postgres_store: Store) -> str:
    with postgres_store.session() as session:
        # Only so does the database let go of the audit.
        session.connection().execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(METADATA.sorted_tables):
            if table.name != "store":
                session.connection().execute(table.delete())
        session.connection().execute(update(table_of(Identity)).values(version=0))
    return postgres_store.address.url.render_as_string(hide_password=False)


def _database(postgres_url: str, name: str) -> str:
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store without contents, on each database."""
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_store_url: str) -> Iterator[Store]:
    """A store without contents in a file, for what concerns one database only."""
    with open_store(sqlite_store_url) as opened:
        yield opened


class Make:
    """Things to put into a store; every field can be given another value."""

    @staticmethod
    def mission(id_: str = "homes", **fields: Any) -> MissionEntry:
        stated = {
            "title": "Homes", "jurisdiction": "England", "government": "2024 onwards", "ambition": "Build homes",
            "status": MissionStatus.LIVE, "citation": "Plan for Change",
        }  # fmt: skip
        return MissionEntry(id_, **{**stated, **fields})

    @staticmethod
    def indicator(id_: str = "dwellings", **fields: Any) -> IndicatorEntry:
        stated = {
            "mission": "homes", "title": "Net additional dwellings", "definition": "Dwellings added",
            "unit": "homes", "direction": Direction.INCREASE, "aggregation": Aggregation.FLOW,
            "frequency": Frequency.FINANCIAL_YEAR, "family": Family.COUNT,
        }  # fmt: skip
        return IndicatorEntry(id_, **{**stated, **fields})

    @staticmethod
    def target(id_: str = "homes-300k", **fields: Any) -> TargetEntry:
        stated = {
            "mission": "homes", "title": "300,000 homes a year", "wording": "300,000 homes a year by 2029",
            "kind": Kind.LEVEL, "status": TargetStatus.LIVE, "area": "E92000001", "indicator": "dwellings",
            "comparator": Comparator.AT_LEAST, "value": 300000.0,
            "period": Period.parse("2028/29", Frequency.FINANCIAL_YEAR), "announced": KnownDate.parse("2024-12"),
        }  # fmt: skip
        return TargetEntry(id_, **{**stated, **fields})

    @staticmethod
    def catalogue(*entries: MissionEntry | IndicatorEntry | TargetEntry) -> Catalogue:
        """A catalogue of these entries in this order."""
        return Catalogue(
            {entry.id: entry for entry in entries if isinstance(entry, MissionEntry)},
            {entry.id: entry for entry in entries if isinstance(entry, IndicatorEntry)},
            {entry.id: entry for entry in entries if isinstance(entry, TargetEntry)},
        )

    @staticmethod
    def release(published: str | None = "2025-11-27", title: str = "Housing supply") -> ReleaseId:
        known = None if published is None else KnownDate.parse(published)
        if known is None:
            return ReleaseId("MHCLG", title, None)
        return ReleaseId("MHCLG", title, known.day, known.text)

    @staticmethod
    def observation(period: str = "2024/25", value: float | None = 208600.0, **fields: Any) -> NewObservation:
        stated = {
            "indicator_id": "dwellings", "area": "E92000001", "area_name": "England",
            "release": Make.release(), "evidence": "publisher_file",
        }  # fmt: skip
        frequency = fields.pop("frequency", Frequency.FINANCIAL_YEAR)
        return NewObservation(period=Period.parse(period, frequency), value=value, **{**stated, **fields})

    @staticmethod
    def assessment(target_id: str = "homes-300k", *, key: str, **fields: Any) -> Assessment:
        year = Period.parse("2001/02", Frequency.FINANCIAL_YEAR)
        stated = {
            "kind": Kind.LEVEL, "series_id": "dwellings", "as_of": date(2025, 11, 27), "verdict": Verdict.OFF_TRACK,
            "probability": 0.07, "likelihood": likelihood(0.07), "statement": "Expected – about 250,000 homes",
            "evidence": Evidence(Knowledge.CURRENT, ("housing-supply",), 24),
            "track": tuple(TrackPoint(year + n, actual=150000.0 + n) for n in range(24)),
        }  # fmt: skip
        return Assessment(target_id, key=key, **{**stated, **fields})

    @staticmethod
    def judgement(target_id: str = "homes-300k", *, key: str, **fields: Any) -> Judgement:
        return Judgement(
            Make.assessment(target_id, key=key, **fields), "homes", "version-1", date(2025, 11, 27)
        )


@pytest.fixture(scope="session")
def make() -> type[Make]:
    """Things to put into a store."""
    return Make


@pytest.fixture(scope="session")
def morning() -> datetime:
    """When things are recorded."""
    return MORNING


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one mission, one indicator and one target."""
    entries = Make.catalogue(Make.mission(), Make.indicator(), Make.target())
    with store.session() as session:
        sync_catalogue(session, entries, owner="bundled", recorded=MORNING)
    return store
