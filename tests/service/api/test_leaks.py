"""What is hidden shows nowhere: every address is asked before and after hidden things are loaded, and nothing moves.

The addresses come from the description of the service and from the pages themselves, so a new one is walked by itself.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from fastapi.testclient import TestClient
from httpx2 import Response

from service.api.app import create_app
from service.operations.courses import keep_courses
from service.operations.explain import explain_changes
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store
from service.store.identity import ReleaseId
from service.store.move import move
from tests.hidden_things import (
    AREA,
    CANARIES,
    EMBARGOED,
    ENGLAND,
    FILTERS,
    HIDDEN_IDS,
    INDICATOR,
    MISSION,
    NHS,
    NOW,
    OUT,
    PUBLIC_IDS,
    PUBLISHER,
    RTT,
    SERIES,
    TARGET,
    Stage,
    load_hidden_things,
)


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


REQUEST = re.compile(rb',?"request_id":"[^"]*"')
"""What names one question among all, and differs each time."""


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
    # The name of the question is another each time.
    body = REQUEST.sub(b"", response.content)
    return Said(response.status_code, response.headers.get("etag"), body)


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
        same = _said(hidden).body.decode().replace(INDICATOR, "canary_unknown00")
        assert same.replace(TARGET, "canary-nobody") == _said(other).body.decode()


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
        told, told_of_nobody = _said(one).body.decode(), _said(other).body.decode()
        assert told.replace(hidden.rsplit("/", 1)[1], "") == told_of_nobody.replace(
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
