"""What is hidden shows nowhere: every address is asked before and after hidden things are loaded, and nothing moves.

The addresses come from the description of the service and from the pages themselves, so a new one is walked by itself.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
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
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from service.api.app import create_app
from service.operations.area_register import known_places
from service.operations.courses import keep_courses
from service.operations.explain import explain_changes
from service.operations.ingest_report import Loaded
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.keys import KeyWanted, create_key
from service.operations.source_register import register_of
from service.operations.sources import note_visit
from service.security.principal import Scope
from service.settings import Settings
from service.store import Store, open_store
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.move import move
from service.store.reads.sources import sources
from service.store.records import FeedRecord
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.registers import save_areas
from service.store.writes.replays import NewReplay, save_replays
from service.store.writes.sources import save_sources

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
    "job_id": "1", "form": "md",
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
        Family.COUNT, publisher=PUBLISHER, breaks=(changed,),
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
        for loaded in (
            Loaded("tidy", "canary.csv", "Canary", added=1, written=True, kept=Kept(OUT)),
            Loaded("tidy", "canary.csv", "Canary", added=1, written=True, kept=Kept(private=True)),
        ):
            note_visit(installation, loaded, at=recorded)
    finally:
        installation.close()


def installation_target(store: Store) -> TargetEntry:
    """The target of the catalogue that the embargoed figures concern."""
    from service.store.reads.catalogue import target

    with store.read() as session:
        found = target(session, NHS)
    assert found is not None
    return found.entry(TargetEntry)


@pytest.fixture(scope="module")
def prepared(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The judged store, with a course and what moved the target, before anything hidden is in it."""
    home = tmp_path_factory.mktemp("leaks")
    with open_store(settings.store_url):
        shutil.copytree(settings.home, home, dirs_exist_ok=True)
    installation = open_installation(Settings(home=home), recorded=NOW)
    try:
        judge_targets(installation, recorded=NOW, targets=[NHS])
        explain_changes(installation, recorded=NOW, targets=[NHS])
        keep_courses(installation, recorded=NOW, only=[SERIES])
    finally:
        installation.close()
    return home


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stage(
    request: pytest.FixtureRequest, prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The service on each database, at a moment before the instant."""
    home = tmp_path_factory.mktemp("stage")
    limits: dict[str, Any] = {"rate_anonymous": "off", "rate_key": "off"}
    if request.param == "sqlite":
        shutil.copytree(prepared, home, dirs_exist_ok=True)
        settings = Settings(home=home, **limits)
    else:
        url = request.getfixturevalue("postgres_module_database")
        move(Settings(home=prepared).store_url, url)
        settings = Settings(home=home, database_url=url, **limits)
    wanted: dict[str, dict[str, Any]] = {
        "read": {}, "early": {"early": True}, "private": {"private": True}, "both": {"early": True, "private": True},
    }  # fmt: skip
    keys = {}
    with open_store(settings.store_url) as store, store.session() as session:
        for name, fields in wanted.items():
            asked = KeyWanted(f"A {name} key", Scope.READ, **fields)
            keys[name] = create_key(session, asked, at=NOW, who="a test", why="To test")[0].text
    with time_machine.travel(NOW, tick=True):
        app = create_app(settings)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Stage(
                app, client, settings, keys,
                embargoed=ReleaseId("NHS England", "Waiting times ahead", OUT.date(), OUT.date().isoformat()),
                private=ReleaseId(PUBLISHER, "Canary release", NOW.date(), "2026-11"),
            )  # fmt: skip


@pytest.fixture(scope="module")
def postgres_module_database(postgres_url: str) -> Iterator[str]:
    """An empty database on the server."""
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("CREATE DATABASE leaks")
    yield make_url(postgres_url).set(database="leaks").render_as_string(hide_password=False)
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE leaks WITH (FORCE)")


# ------------------------------------------------------------------------------------ the walk


def _patterns(routes: list[Any]) -> Iterator[tuple[str, set[str]]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _patterns(inner.routes)
        elif "GET" in (getattr(route, "methods", None) or ()):
            queries = {field.alias for field in _query_fields(route)}
            yield route.path, queries


def _query_fields(route: Any) -> Iterator[Any]:
    for param in route.dependant.query_params:
        model = getattr(param.field_info, "annotation", None)
        fields = getattr(model, "model_fields", None)
        if fields is None:
            yield param
        else:
            for name, info in fields.items():
                yield type("Query", (), {"alias": info.alias or name})


def addresses(stage: Stage) -> list[str]:
    """Every address of the service: with ids that everybody knows, with hidden ones, with filters that name them."""
    keyed = {"release_id": (stage.private.key, stage.embargoed.key)}
    found: dict[str, None] = {}
    for pattern, queries in _patterns(stage.app.routes):
        names = re.findall(r"{(\w+)(?::\w+)?}", pattern)
        plain = {"release_id": "none", **PUBLIC_IDS}
        strange = [name for name in names if name not in plain]
        assert not strange, f"{pattern}: give {strange} a value in PUBLIC_IDS, so that the address is walked"
        own = _filled(pattern, plain)
        found[own] = None
        for name in set(names) & (HIDDEN_IDS.keys() | keyed.keys()):
            for hidden in keyed.get(name) or (HIDDEN_IDS[name],):
                found[_filled(pattern, {**plain, name: hidden})] = None
        for name in sorted(queries & FILTERS.keys()):
            found[f"{own}?{name}={FILTERS[name].replace(' ', '%20')}"] = None
    return list(found)


def _filled(pattern: str, values: dict[str, str]) -> str:
    return re.sub(r"{(\w+)(?::\w+)?}", lambda match: values[match[1]], pattern)


@dataclass(frozen=True)
class Said:
    """What is compared of an answer."""

    status: int
    tag: str | None
    body: bytes


def _said(response: Response) -> Said:
    if response.status_code == 500:
        # It carries a reference of its own; that it must not come about is for other tests to say.
        return Said(500, None, b"")
    if response.url.path == "/metrics":
        # Every question is counted: what counts here is what is said of the store.
        lines = response.content.splitlines()
        stored = [line for line in lines if line.startswith((b"headway_newest_", b"headway_jobs"))]
        return Said(response.status_code, None, b"\n".join(stored))
    return Said(response.status_code, response.headers.get("etag"), response.content)


def _walked(stage: Stage, asked: list[str], key: str = "") -> dict[str, Said]:
    return {address: _said(stage.get(address, key)) for address in asked}


def _names_it(address: str, said: Said) -> bool:
    """Whether an answer holds a canary that was not in the question."""
    if b"\0" in said.body[:400]:
        return False  # pictures and Parquet files are compared whole
    text = said.body.decode("utf-8", "replace").lower()
    return any(canary.lower() in text and canary.lower() not in address.lower() for canary in CANARIES)


@pytest.fixture(scope="module")
def walks(stage: Stage) -> tuple[Stage, dict[str, Said], dict[str, Said]]:
    """What everybody was told before hidden things were loaded, and after."""
    asked = addresses(stage)
    assert len(asked) > 250
    # Files of the pages are no answers; a PNG is drawn from the SVG at the same address.
    asked = [one for one in asked if not one.startswith("/assets/") and not one.endswith(".png")]
    if stage.settings.database_url:
        # The answers are made by the same code: the second database is asked for what comes from it as text.
        left_out = re.compile(r"\.(?!csv$)\w+$|/charts/|^/brief|[?]")
        asked = [one for one in asked if not left_out.search(one)]
    before = _walked(stage, asked)
    assert sum(said.status == 200 for said in before.values()) > 60
    load_hidden_things(stage)
    return stage, before, _walked(stage, asked)


def test_nothing_moves_for_the_public(walks: tuple[Stage, dict[str, Said], dict[str, Said]]) -> None:
    _, before, after = walks
    moved = [address for address, said in before.items() if after[address] != said]
    assert moved == []
    assert [address for address, said in after.items() if _names_it(address, said)] == []


def test_nothing_more_is_told_to_an_ordinary_key(
    walks: tuple[Stage, dict[str, Said], dict[str, Said]],
) -> None:
    stage, before, _ = walks
    dear = re.compile(r"\.(svg|pdf|parquet|csv-metadata\.json)$|/charts/|^/brief")
    asked = [one for one, said in before.items() if said.status in (200, 404) and not dear.search(one)]
    told = _walked(stage, asked, "read")
    assert [address for address in asked if told[address] != before[address]] == []


def test_questions_with_a_body_tell_nothing(walks: tuple[Stage, dict[str, Said], dict[str, Said]]) -> None:
    stage, *_ = walks
    for address, body in (
        ("/v1/proposals", {"indicator": INDICATOR, "area": AREA, "period": "2029"}),
        (
            "/v1/targets/draft/assess",
            {"indicator": INDICATOR, "area": AREA, "kind": "level", "value": 1, "period": "2029"},
        ),
        (f"/v1/targets/{TARGET}/what-if", {"interventions": []}),
    ):
        unheard_of = (
            str(body).replace(INDICATOR, "canary_unknown00"),
            address.replace(TARGET, "canary-nobody"),
        )
        hidden = stage.client.post(address, json=body)
        other = stage.client.post(unheard_of[1], json=eval(unheard_of[0]))
        assert hidden.status_code == other.status_code, address
        if hidden.status_code == 500:
            continue  # it carries a reference of its own
        same = hidden.text.replace(INDICATOR, "canary_unknown00").replace(TARGET, "canary-nobody")
        assert same == other.text


def test_a_hidden_thing_is_missing_like_any_other(
    walks: tuple[Stage, dict[str, Said], dict[str, Said]],
) -> None:
    stage, *_ = walks
    for hidden, nobody in (
        (f"/v1/targets/{TARGET}", "/v1/targets/canary-nobody"),
        (f"/v1/indicators/{INDICATOR}", "/v1/indicators/canary_unknown00"),
        (f"/v1/missions/{MISSION}", "/v1/missions/canary-missing"),
        (f"/targets/{TARGET}", "/targets/canary-nobody"),
    ):
        one, other = stage.get(hidden), stage.get(nobody)
        assert one.status_code == other.status_code == 404
        # As long as each other, and the same but for the name.
        assert one.text.replace(hidden.rsplit("/", 1)[1], "") == other.text.replace(
            nobody.rsplit("/", 1)[1], ""
        )
        stage.get(hidden, "both")
        assert stage.get(hidden, **{"If-None-Match": "*"}).status_code in (
            404,
            304 if "/v1" not in hidden else 404,
        )


def test_who_may_see_them_sees_them(walks: tuple[Stage, dict[str, Said], dict[str, Said]]) -> None:
    stage, _, after = walks
    observations = f"/v1/indicators/{RTT}/observations.csv"
    assert "67.6767" in stage.get(observations, "early").text
    assert "67.6767" not in stage.get(observations, "private").text
    assert stage.get(f"/v1/releases/{stage.embargoed.key}", "early").status_code == 200
    assessment = f"/v1/targets/{NHS}/assessment"
    early = stage.get(assessment, "early").json()
    assert early["as_of"] == "2026-12-01"
    assert early["latest_value"] == pytest.approx(EMBARGOED + 1)
    assert stage.get(assessment).json()["as_of"] < "2026-12-01"
    assert stage.get(f"/v1/targets/{TARGET}", "early").status_code == 404
    private = stage.get(f"/v1/targets/{TARGET}", "private")
    assert private.status_code == 200
    assert MISSION in stage.get("/v1/missions", "private").text
    assert stage.get(f"/v1/missions/{MISSION}", "private").json()["visibility"] == "private"
    assert stage.get("/v1/targets/canary-among", "private").json()["visibility"] == "private"
    assert stage.get("/v1/targets/canary-measured", "private").status_code == 200
    assert stage.get(f"/v1/targets/{TARGET}/assessment", "private").json()["probability"] is not None
    assert stage.get(f"/v1/forecasts/{INDICATOR}/{AREA}", "private").status_code == 200
    assert "Canary mission" in stage.get("/", "both").text
    assert "Canary mission" not in stage.get("/", "early").text
    tags = {stage.get(observations, key).headers["etag"] for key in ("", "early", "private", "both")}
    assert len(tags) == 4
    assert after[observations].tag in tags


@pytest.mark.parametrize("held", ["early", ""])
def test_at_its_instant_everything_is_out(
    walks: tuple[Stage, dict[str, Said], dict[str, Said]], held: str
) -> None:
    stage, before, _ = walks
    observations, assessment = f"/v1/indicators/{RTT}/observations.csv", f"/v1/targets/{NHS}/assessment"
    release, page = f"/v1/releases/{stage.embargoed.key}", f"/targets/{NHS}"
    tags = {one: stage.get(one, held).headers["etag"] for one in (observations, assessment, page)}
    with time_machine.travel(OUT - timedelta(seconds=1), tick=False):
        assert _said(stage.get(observations)) == before[observations]
        assert _said(stage.get(assessment)) == before[assessment]
        assert stage.get(release).status_code == 404
        assert not _names_it(page, _said(stage.get(page)))
    with time_machine.travel(OUT, tick=False):
        for address, tag in tags.items():
            response = stage.get(address, **{"If-None-Match": tag})
            assert response.status_code == 200, address
        assert "67.6767" in stage.get(observations).text
        assert stage.get(release).status_code == 200
        assert stage.get(assessment).json()["as_of"] == "2026-12-01"
        assert stage.get(assessment).json()["key"] == stage.get(assessment, "early").json()["key"]
        assert _course_of(stage) == "2026-12-01"
        assert INDICATOR not in stage.get("/v1/indicators").text
        again = stage.get(observations)
        tag = again.headers["etag"]
        assert stage.get(observations, **{"If-None-Match": tag}).status_code == 304


def _course_of(stage: Stage) -> str:
    forecast = stage.get(f"/v1/forecasts/{RTT}/{ENGLAND}").json()
    return re.search(
        r"2026-\d\d-\d\d", str(forecast.get("as_of") or forecast.get("origin_date") or forecast)
    )[0]  # type: ignore[index]
