"""ETags, 304, HEAD, compression: an answer changes its tag exactly when it may have changed."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from datasets.catalogue import load_catalogue
from service.api.app import create_app
from service.api.desk import Desk
from service.api.negotiation import JSON
from service.api.representation import Representation, Shelf
from service.api.watch import Watch
from service.settings import Settings
from service.store import Store, open_store
from service.store.owners import BUNDLED
from service.store.records import AreaRecord
from service.store.sight import Sight
from service.store.versions import data_version
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.registers import save_areas

ADDRESSES = (
    "/v1",
    "/v1/missions",
    "/v1/missions.csv",
    "/v1/targets",
    "/v1/targets?verdict=off_track",
    "/v1/targets/uk-homes-1.5m",
    "/v1/targets/uk-homes-1.5m/assessment",
    "/v1/targets/uk-homes-1.5m/trajectory.csv",
    "/v1/indicators/rtt_pct_within_18w/observations",
)
NOW_SIGHT = Sight(datetime(2026, 11, 24, tzinfo=UTC))
PLAIN = {"Accept-Encoding": "identity", "X-Request-Id": "one"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_the_client_has_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == "max-age=60"
    assert {"Accept", "Accept-Encoding"} <= {part.strip() for part in first.headers["vary"].split(",")}
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "max-age=60"
        assert "content-type" not in again.headers
        assert again.headers["etag"]
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content


def test_each_answer_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = [client.get(address, headers=PLAIN).headers["etag"] for address in ADDRESSES]
    tags += [client.get("/v1/targets", headers={"Accept": "text/csv", **PLAIN}).headers["etag"]]
    assert len(set(tags)) == len(tags)


def test_compressed_and_plain_have_different_tags_and_the_same_content(client: TestClient) -> None:
    plain = client.get("/v1/targets", headers=PLAIN)
    with client.stream("GET", "/v1/targets", headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.5"}) as packed:
        body = b"".join(packed.iter_raw())
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain.content
    assert len(body) < len(plain.content) / 3
    assert packed.headers["etag"] != plain.headers["etag"]
    refused = client.get("/v1/targets", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers
    # Whichever the client holds, it need not be sent again.
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        assert client.get("/v1/targets", headers={"If-None-Match": tag}).status_code == 304


def test_a_small_answer_is_not_compressed(client: TestClient) -> None:
    response = client.get("/v1", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/health/live", "/docs", "/v1/nothing", "/v1/targets?limit=0"]
)
def test_head_is_get_without_the_body(client: TestClient, address: str) -> None:
    got, headed = client.get(address, headers=PLAIN), client.head(address, headers=PLAIN)
    assert headed.content == b""
    assert headed.status_code == got.status_code
    assert dict(headed.headers) == dict(got.headers)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[TestClient, Settings]]:
    """A store of its own with the catalogue, to be changed."""
    settings = Settings(home=tmp_path)
    with open_store(settings.store_url) as store, store.session() as session:
        sync_catalogue(session, load_catalogue(), owner=BUNDLED, recorded=datetime(2026, 11, 24, tzinfo=UTC))
    with TestClient(create_app(settings)) as client:
        yield client, settings


def write(settings: Settings, name: str) -> None:
    with open_store(settings.store_url) as store, store.session() as session:
        save_areas(session, [AreaRecord("X01", name)])


def test_a_change_shows_at_once_and_only_then(fresh: tuple[TestClient, Settings]) -> None:
    client, settings = fresh
    before = client.get("/v1/targets").headers["etag"]
    with open_store(settings.store_url) as store, store.read():
        pass
    assert client.get("/v1/targets").headers["etag"] == before
    write(settings, "Somewhere")
    after = client.get("/v1/targets", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before
    write(settings, "Somewhere")
    assert client.get("/v1/targets").headers["etag"] == after.headers["etag"]


def test_one_tag_never_names_two_bodies_while_others_write(fresh: tuple[TestClient, Settings]) -> None:
    client, settings = fresh
    seen: dict[str, set[bytes]] = {}
    statuses: set[int] = set()

    def read(_: int) -> None:
        for address in ("/v1", "/v1/missions"):
            response = client.get(address, headers=PLAIN)
            statuses.add(response.status_code)
            seen.setdefault(response.headers["etag"], set()).add(response.content)

    with ThreadPoolExecutor(4) as readers:
        reading = readers.map(read, range(60))
        for n in range(15):
            write(settings, f"Somewhere {n}")
        list(reading)
    assert statuses == {200}
    assert all(len(bodies) == 1 for bodies in seen.values())
    assert client.get("/v1").json()["data_version"].endswith("-16")


def test_two_processes_and_a_new_start_agree_on_tags(fresh: tuple[TestClient, Settings]) -> None:
    client, settings = fresh
    with TestClient(create_app(settings)) as other:
        for address in ("/v1/targets", "/v1/missions.csv"):
            assert other.get(address).headers["etag"] == client.get(address).headers["etag"]


def test_a_store_put_in_place_of_another_is_noticed(fresh: tuple[TestClient, Settings]) -> None:
    client, settings = fresh
    assert client.get("/v1/targets").json()["total"] > 0
    empty = Settings(home=settings.home / "other")
    open_store(empty.store_url).close()
    (empty.home / "headway.db").replace(settings.home / "headway.db")
    for rest in settings.home.glob("headway.db-*"):
        rest.unlink()
    version = client.get("/v1").json()["data_version"]
    with open_store(settings.store_url) as store, store.read() as session:
        assert version == data_version(session)


def test_a_304_asks_the_store_for_nothing(fresh: tuple[TestClient, Settings]) -> None:
    client, _ = fresh
    asked: list[str] = []
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    with desk.store.read() as session:
        engine = session.connection().engine
    held = {"If-None-Match": client.get("/v1/missions").headers["etag"]}
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for _ in range(3):
        assert client.get("/v1/missions", headers=held).status_code == 304
    assert asked == []


class Counting(Watch):
    """A watch that counts how often it looks."""

    looks = 0

    def _peek(self, path: str) -> tuple[object, ...]:
        self.looks += 1
        return super()._peek(path)


def test_what_comes_in_at_once_is_answered_from_one_look(fresh: tuple[TestClient, Settings]) -> None:
    async def ask(watch: Counting, store: Store) -> None:
        first = await asyncio.gather(*(watch.version(NOW_SIGHT) for _ in range(20)))
        before = watch.looks
        again = await asyncio.gather(*(watch.version(NOW_SIGHT) for _ in range(20)))
        assert watch.looks == before + 1, "twenty at once, one look"
        with store.session() as session:
            save_areas(session, [AreaRecord("E99", "Elsewhere")])
        after = await watch.version(NOW_SIGHT)
        assert watch.looks == before + 2, "who asks after a change looks again"
        assert {*first, *again} == {first[0]}
        assert after != first[0]

    with open_store(fresh[1].store_url) as store:
        watch = Counting(store)
        asyncio.run(ask(watch, store))
        watch.close()


def test_the_shelf_keeps_within_its_room() -> None:
    shelf = Shelf(room=1000)

    def answer(tag: str, size: int) -> Representation:
        return Representation(JSON, tag, b"x" * size, None, {})

    for n in range(20):
        shelf.put(answer(str(n), 100))
    assert shelf.get("0") is None
    assert [n for n in range(20) if shelf.get(str(n))] == list(range(10, 20))
    shelf.get("10")
    shelf.put(answer("new", 100))
    assert shelf.get("10") is not None
    assert shelf.get("11") is None
    shelf.put(answer("too large", 126))
    assert shelf.get("too large") is None
