"""Things that nobody of the public may see, each with a figure or a name that stands nowhere else."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from datasets.catalogue.entries import (
    BreakEntry,
    Catalogue,
    Family,
    IndicatorEntry,
    MissionEntry,
    MissionStatus,
    TargetEntry,
)
from datasets.catalogue.feed import FeedEntry
from datasets.catalogue.visibility import Visibility
from forecasting.breaks import BreakKind, Comparable
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.past_calls import PublishedWord
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from service.documents import dumps, to_document
from service.operations.area_register import known_places
from service.operations.courses import keep_courses
from service.operations.explain import explain_changes
from service.operations.ingest_report import Loaded
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.recalibration.changing import Decider, reject
from service.operations.recalibration.promoting import promote
from service.operations.recalibration.recalibrating import recalibrate
from service.operations.recalibration.request import Choices, Request
from service.operations.source_register import register_of
from service.operations.sources import note_visit
from service.settings import Settings
from service.store import Store
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.reads.calibrations import calibrations
from service.store.reads.sources import sources
from service.store.records import FeedRecord
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.registers import save_areas
from service.store.writes.replays import NewReplay, save_replays
from service.store.writes.sources import save_sources
from service.store.writes.track_record import NewRecord, replace_records

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OUT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
NHS, RTT, ENGLAND = "nhs-rtt92-2029", "rtt_pct_within_18w", "E92000001"
SERIES = (RTT, ENGLAND)

# Nothing of this stands anywhere else.
MISSION, INDICATOR, TARGET = "canary-mission", "canary_indicator", "canary-target"
AREA, NAME, PUBLISHER = "X99004242", "Canaryshire", "Canary Office"
FIGURE, EMBARGOED = 4242.4242, 67.6767
CANARIES = ("canary", "4242.4242", "4,242.4", "67.6767", AREA.lower())
PUBLIC_IDS = {
    "target_id": NHS, "indicator_id": RTT, "mission_id": "uk-nhs", "area_id": ENGLAND, "source_id": "nhs-england/rtt",
    "label_set_id": "v1", "key_id": "3f9a1c2b4d5e", "calibration_id": "1", "name": "house.css", "run_id": "1",
    "job_id": "1", "form": "md", "size": "large", "finding_id": "1",
}  # fmt: skip
HIDDEN_IDS = {"target_id": TARGET, "indicator_id": INDICATOR, "mission_id": MISSION, "area_id": AREA}
FILTERS = {"mission": MISSION, "indicator": INDICATOR, "target": TARGET, "area": AREA, "publisher": PUBLISHER}


@dataclass(frozen=True, eq=False)
class Stage:
    """A service over a store of its own, with keys for it."""

    app: FastAPI
    client: TestClient
    settings: Settings
    keys: dict[str, str]
    embargoed: ReleaseId
    private: ReleaseId

    def get(self, address: str, key: str = "", **headers: str) -> Response:
        if key:
            headers["Authorization"] = f"Bearer {self.keys[key]}"
        return self.client.get(address, headers=headers)


def _catalogue(real: TargetEntry) -> Catalogue:
    """A private mission with all that is in it, and a private indicator and target in a mission for all."""
    mission = MissionEntry(
        MISSION, "Canary mission", "England", "", "Sing", MissionStatus.LIVE, "Canary plan", visibility=Visibility.PRIVATE,
    )  # fmt: skip
    changed = BreakEntry(Period.parse("2010"), BreakKind.COVERAGE, Comparable.PARTLY, "The canary moulted.")
    own = IndicatorEntry(
        INDICATOR, MISSION, "Canary songs", "Songs", "songs", Direction.INCREASE, Aggregation.FLOW, Frequency.YEAR,
        Family.COUNT, publisher=PUBLISHER, breaks=(changed,), lag_days=30,
    )  # fmt: skip
    beside = replace(own, id="canary_beside", mission="uk-nhs", visibility=Visibility.PRIVATE, breaks=())
    target = TargetEntry(
        TARGET, MISSION, "Canary target", "Five thousand songs", Kind.LEVEL, TargetStatus.LIVE, area=AREA,
        indicator=INDICATOR, comparator=Comparator.AT_LEAST, value=5000.0, period=Period.parse("2029"),
    )  # fmt: skip
    among = replace(real, id="canary-among", title="Canary among", visibility=Visibility.PRIVATE)
    measured = replace(target, id="canary-measured", mission="uk-nhs", indicator="canary_beside")
    return Catalogue(
        {MISSION: mission},
        {INDICATOR: own, "canary_beside": beside},
        {one.id: one for one in (target, among, measured)},
        {INDICATOR: FeedEntry(INDICATOR, "tidy", "canary.csv")},
    )


def _figures(stage: Stage) -> list[NewObservation]:
    private = [
        NewObservation(
            name, AREA, Period.parse(str(year)), FIGURE + year - 2026, stage.private, area_name=NAME
        )
        for name in (INDICATOR, "canary_beside")
        for year in range(2006, 2026)
    ]
    coming = [
        NewObservation(RTT, area, Period.parse(f"2026-0{month}"), EMBARGOED + month - 5, stage.embargoed)
        for area in (ENGLAND, "E06000001")
        for month in (5, 6)
    ]
    return private + coming


def load_hidden_things(stage: Stage) -> None:
    """Everything that the public must not see: catalogue, figures, judgements, courses, visits, feeds, replays."""
    recorded = NOW + timedelta(minutes=5)
    installation = open_installation(stage.settings, recorded=NOW)
    store = installation.store
    try:
        with store.read() as session:
            real = installation_target(store)
            held = list(sources(session))
        fed = [replace(one, feeds=(*one.feeds, FeedRecord(INDICATOR, "canary.csv"))) for one in held[:1]]
        own = register_of([_catalogue(real)])
        with store.session() as session:
            sync_catalogue(session, _catalogue(real), owner="folder:canary", recorded=recorded)
            for figures in (
                itertools.batched(_figures(stage), 40) if hasattr(itertools, "batched") else [_figures(stage)]
            ):
                report = load_observations(session, figures, source="canary", recorded=recorded)
                save_areas(session, known_places(one.area for one in figures), kept=report.kept)
            save_sources(session, [*fed, *held[1:], *own])
            save_replays(
                session,
                [NewReplay(INDICATOR, AREA, "canary", '{"coverage_80":null,"forecasts":0,"canary":1}')],
                recorded=recorded,
            )
        wanted = [NHS, TARGET, "canary-among", "canary-measured"]
        judge_targets(installation, recorded=recorded, targets=wanted)
        explain_changes(installation, recorded=recorded, targets=wanted)
        keep_courses(installation, recorded=recorded, only=[SERIES, (INDICATOR, AREA)])
        _decide(installation, recorded)
        for loaded in (
            Loaded("tidy", "canary.csv", "Canary", added=1, written=True, kept=Kept(OUT)),
            Loaded("tidy", "canary.csv", "Canary", added=1, written=True, kept=Kept(private=True)),
        ):
            note_visit(installation, loaded, at=recorded)
    finally:
        installation.close()


def _decide(installation: Installation, recorded: datetime) -> None:
    """Challengers of a private series, one promoted and one rejected, and what somebody said of a private target."""
    for models in (("drift",), ("theta",)):
        asked = Request("The canary sings", names=(INDICATOR,), choices=Choices(models=models), area=AREA)
        recalibrate(installation, asked, who="canary", recorded=recorded)
    decider = Decider("canary", recorded, "The canary sings better")
    with installation.store.session() as session:
        first, second = sorted(one.id for one in calibrations(session) if one.indicator_id == INDICATOR)
        reject(session, first, decider)
    promote(installation, second, decider)
    word = PublishedWord(
        TARGET, MISSION, NOW.date(), "2026-11-24", PUBLISHER, True, "Canary report", "", "live", None
    )
    document = dumps({"calls": [], "words": [to_document(word)]}).decode()
    with installation.store.session() as session:
        replace_records(session, [NewRecord(TARGET, MISSION, "canary", document)], gone=(), recorded=recorded)


def installation_target(store: Store) -> TargetEntry:
    """The target of the catalogue that the embargoed figures concern."""
    from service.store.reads.catalogue import target

    with store.read() as session:
        found = target(session, NHS)
    assert found is not None
    return found.entry(TargetEntry)
