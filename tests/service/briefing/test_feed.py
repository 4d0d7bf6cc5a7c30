"""The feed: what is worth telling, once and for good, as public readers read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient

from datasets.catalogue.entries import Catalogue
from forecasting.assessment import Assessment
from forecasting.verdicts import Verdict
from service.api.app import create_app
from service.briefing.feed import changes_worth_telling
from service.settings import Settings
from service.store import Store, open_store
from service.store.owners import BUNDLED
from service.store.writes.assessments import Judgement, save_assessments
from service.store.writes.catalogue import sync_catalogue
from tests.service.board.conftest import HOMES, MISSIONS, WAITS, judged, target

START = datetime(2026, 6, 15, 9, tzinfo=UTC)
ODD = "A <b>target</b> & “more” \x07 ]]>"
# Of each target: verdict, probability, as printed, on days one after the other.
LIVES = {
    "jumped": ((Verdict.OFF_TRACK, 0.12, "12%"), (Verdict.OFF_TRACK, 0.31, "31%")),
    "edge": ((Verdict.OFF_TRACK, 0.2, "20%"), (Verdict.OFF_TRACK, 0.3, "30%")),
    "small": ((Verdict.OFF_TRACK, 0.12, "12%"), (Verdict.OFF_TRACK, 0.21, "21%")),
    "crossed": (
        (Verdict.UNCERTAIN, 0.41, "41%"),
        (Verdict.OFF_TRACK, 0.39, "39%"),
        (Verdict.OFF_TRACK, 0.38, "38%"),
    ),
    "unseen": ((Verdict.OFF_TRACK, 0.001, "under 10%"), (Verdict.OFF_TRACK, 0.099, "under 10%")),
    "met": ((Verdict.ON_TRACK, 0.8, "80%"), (Verdict.MET, 1.0, "")),
    "single": ((Verdict.ON_TRACK, 0.8, "80%"),),
}


def life(target_id: str) -> list[Assessment]:
    return [
        replace(
            judged(target_id, p, verdict, shown, f"about {shown}"),
            key=f"{target_id}-{turn}",
            as_of=date(2026, 5, 1) + timedelta(30 * turn),
            track=(),
        )
        for turn, (verdict, p, shown) in enumerate(LIVES[target_id])
    ]


def write(store: Store, *, turns: int = 9) -> None:
    """Write the lives as they would come in: one judgement of each target a month."""
    titles = {"jumped": ODD}
    entries = {
        id_: replace(
            target(id_, titles.get(id_, f"The target {id_}")),
            mission="growth" if id_ == "met" else "health",
            indicator="homes" if id_ == "met" else "waits",
        )
        for id_ in LIVES
    }
    catalogue = Catalogue({one.id: one for one in MISSIONS}, {one.id: one for one in (WAITS, HOMES)}, entries)
    with store.session() as session:
        sync_catalogue(session, catalogue, owner=BUNDLED, recorded=START)
    for turn in range(turns):
        judgements = [
            Judgement(life(id_)[turn], entries[id_].mission, "v1", life(id_)[turn].as_of)
            for id_ in LIVES
            if turn < len(LIVES[id_])
        ]
        with store.session() as session:
            save_assessments(session, judgements, recorded=START + timedelta(30 * turn))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("feed")
    with open_store(Settings(home=found).store_url) as store:
        write(store)
    return found


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home)), base_url="https://headway.example") as found:
        yield found


def read(client: TestClient, path: str = "/feed.atom") -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert found.bozo == 0, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def told(found: Any) -> set[str]:
    return {entry.link.rpartition("/")[2] for entry in found.entries}


def test_a_verdict_and_ten_points_are_worth_telling(client: TestClient) -> None:
    found = read(client)
    assert told(found) == {"jumped", "edge", "crossed", "met"}
    assert len(found.entries) == 4
    titles = {entry.link.rpartition("/")[2]: entry.title for entry in found.entries}
    assert titles["crossed"] == "The target crossed: off track, was uncertain"
    assert titles["edge"] == "The target edge: 30%, was 20%"
    assert titles["met"] == "The target met: met, was on track"


def test_an_entry_says_what_and_when_and_links_to_the_target(client: TestClient) -> None:
    (entry,) = [one for one in read(client).entries if one.link.endswith("/crossed")]
    assert entry.link == "https://headway.example/targets/crossed"
    text = entry.content[0].value
    assert "Verdict: uncertain before, off track now." in text
    assert "Chance: 41% as of 1 May 2026, 39% as of 31 May 2026." in text
    assert "excludes announced policy" in text
    assert entry.updated == "2026-07-15T09:00:00Z"
    assert [tag.term for tag in entry.tags] == ["health"]


def test_odd_names_come_through_whole(client: TestClient) -> None:
    text = client.get("/feed.atom").content.decode()
    assert "A &lt;b&gt;target&lt;/b&gt; &amp; “more” ]]&gt;: 31%, was 12%" in text


def test_the_threshold_is_asked_for_or_set(client: TestClient, home: Path) -> None:
    assert "small" in told(read(client, "/feed.atom?points=9"))
    assert told(read(client, "/feed.atom?points=30")) == {"crossed", "met"}
    assert "30 percentage points" in read(client, "/feed.atom?points=30").feed.subtitle
    for wrong in ("0", "101", "x", "-1", "٣", "1e9"):
        assert client.get("/feed.atom", params={"points": wrong}).status_code == 404
    with TestClient(create_app(Settings(home=home, feed_points=9))) as other:
        assert "small" in told(read(other))


def test_a_mission_has_a_feed_of_its_own(client: TestClient) -> None:
    found = read(client, "/missions/growth/feed.atom")
    assert told(found) == {"met"}
    assert "Kickstart economic growth" in found.feed.title
    assert found.feed.id != read(client).feed.id
    assert client.get("/missions/nowhere/feed.atom").status_code == 404


def test_ids_are_the_same_for_good_and_everywhere(client: TestClient, tmp_path: Path) -> None:
    ids = [entry.id for entry in read(client).entries]
    assert len(set(ids)) == len(ids)
    assert all(id_.startswith("urn:uuid:") for id_ in ids)
    with open_store(Settings(home=tmp_path).store_url) as store:
        write(store, turns=2)
        with store.read() as session:
            fewer = {change.id for change in changes_worth_telling(session, points=10)}
    assert fewer == set(ids)


def test_what_a_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/feed.atom")
    again = client.get("/feed.atom", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/feed.atom?points=9").headers["etag"] != first.headers["etag"]
    elsewhere = client.get("/feed.atom", headers={"host": "other.example"})
    assert elsewhere.headers["etag"] != first.headers["etag"]
    assert b"https://other.example/targets/" in elsewhere.content


def test_the_pages_name_the_feed(client: TestClient) -> None:
    page = client.get("/", headers={"accept": "text/html"}).text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/missions/growth/feed.atom"' in client.get("/missions/growth").text


def test_a_store_without_judgements_has_an_empty_feed(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as found:
        assert read(found).entries == []
