"""The register of sources, the release calendar, and looking at many sources side by side."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from datasets.fetch import Fetcher
from datasets.sources.registry import SOURCES
from service.operations.calendar import calendar
from service.operations.gathering import gather, sources_to_visit
from service.operations.ingest import open_ingest
from service.operations.ingest_report import Loaded, Wishes
from service.operations.installation import open_installation
from service.operations.sources import note_visit, states
from service.settings import Settings
from service.store.records import Outcome

SPECIMENS = Path(__file__).parents[2] / "datasets/sources/specimens"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def installation(tmp_path):
    found = open_installation(Settings(home=tmp_path), recorded=NOW)
    yield found
    found.close()


def known(installation):
    with installation.store.read() as session:
        return {state.source.id: state for state in states(session)}


def test_the_register_names_every_source_of_a_feed_and_what_it_feeds(installation):
    found = known(installation)
    rtt = found["nhs-england/rtt"]
    assert rtt.source.publisher == "NHS England"
    assert "rtt_pct_within_18w" in {feed.indicator for feed in rtt.source.feeds}
    assert rtt.visits == ()
    assert set(found) <= set(SOURCES)


def test_the_calendar_counts_from_the_newest_period_and_the_usual_delay(installation):
    with installation.store.read() as session:
        found = {one.indicator_id: one for one in calendar(session)}
        some = calendar(session, only=["rtt_pct_within_18w"])
    one = found["rtt_pct_within_18w"]
    assert one.next == one.newest + 1
    assert one.due > one.next.end
    assert some == (one,)
    days = [item.due for item in found.values()]
    assert days == sorted(days)


def test_a_source_is_due_when_a_figure_is_or_the_last_look_failed(installation):
    state = known(installation)["nhs-england/rtt"]
    due = state.next_expected.due
    assert not state.due_on(due - timedelta(days=1))
    assert state.due_on(due)
    error = Loaded("nhs-england/rtt", "RTT overview", error=_refusal())
    note_visit(installation, error, at=NOW)
    after = known(installation)["nhs-england/rtt"]
    assert after.last_visit.outcome is Outcome.REFUSED
    assert "no file" in after.last_visit.message
    assert after.due_on(date(2020, 1, 1))


def _refusal():
    from datasets.errors import FileMissing

    return FileMissing("There is no file.", field="file", value="x", remedy="Check the path.")


def test_a_check_leaves_no_trace_and_a_load_says_what_it_brought(installation):
    note_visit(installation, Loaded("tidy", "a.csv"), at=NOW)
    note_visit(
        installation, Loaded("owid/grapher", "a.csv", "Title", "2026-01-01", added=3, written=True), at=NOW
    )
    note_visit(installation, Loaded("owid/grapher", "a.csv", not_modified=True), at=NOW + timedelta(hours=1))
    visit = known(installation)["owid/grapher"].last_visit
    assert (visit.outcome, visit.added, visit.visited_at) == (Outcome.UNCHANGED, 0, NOW + timedelta(hours=1))
    with installation.store.read() as session:
        from service.store.reads.sources import visits_of

        assert visits_of(session, "tidy") == ()
        assert [one.outcome for one in visits_of(session, "owid/grapher")] == [
            Outcome.UNCHANGED,
            Outcome.LOADED,
        ]


class _Publisher(BaseHTTPRequestHandler):
    """Serves one file at several addresses, each only while another is being asked for: two at once or none."""

    answers: Mapping[str, bytes] = {}
    meeting: threading.Barrier

    def do_GET(self):
        if self.path == "/missing.csv":
            self.send_error(404)
            return
        self.meeting.wait(timeout=20)
        body = self.answers[self.path]
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_sources_are_looked_at_side_by_side_and_one_failure_stops_no_other(tmp_path, installation):
    # A publisher each: one host is asked for one file at a time.
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _Publisher) for _ in range(3)]
    _Publisher.meeting = threading.Barrier(2)
    body = (SPECIMENS / "owid.csv").read_bytes()
    _Publisher.answers = {"/one.csv": body, "/two.csv": body}
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    loading = open_ingest(Settings(home=tmp_path), installation, now=lambda: NOW)
    feed = next(f for f in loading.catalogue.feeds.values() if f.indicator == "renewable_elec_share_ember")
    base = SOURCES[feed.source]
    sources = [_Named(base, name) for name in ("one", "two", "missing")]
    feeds = {
        one.id: replace(feed, source=one.id, address=f"http://127.0.0.1:{server.server_port}/{one.name}.csv")
        for one, server in zip(sources, servers, strict=True)
    }
    loading = replace(loading, catalogue=replace(loading.catalogue, feeds=feeds))
    told = []
    try:
        found = gather(
            loading,
            sources,
            fetcher=lambda _: Fetcher(
                {"127.0.0.1"}, clock=lambda: datetime.now(UTC), sleep=lambda _: None, private=True
            ),
            wishes=Wishes(),
            progress=lambda *words: told.append(words),
        )
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
    assert [one.source for one in found] == ["one", "two", "missing"]
    assert [one.error is None for one in found] == [True, True, False]
    assert sum(one.added for one in found) > 0
    assert told[-1][1:] == (3, 3)


class _Named:
    """A source under another name."""

    def __init__(self, base, name):
        self._base, self.name, self.id = base, name, name

    def __getattr__(self, name):
        return getattr(self._base, name)


def test_without_a_name_only_what_is_due_is_looked_at(tmp_path, installation):
    loading = open_ingest(Settings(home=tmp_path), installation, now=lambda: NOW)
    every = {one.id for one in sources_to_visit(loading, (), today=None)}
    long_ago = {one.id for one in sources_to_visit(loading, (), today=date(2000, 1, 1))}
    far_ahead = {one.id for one in sources_to_visit(loading, (), today=date(2100, 1, 1))}
    assert far_ahead == every
    assert "nhs-england/rtt" in every - long_ago
    assert [one.id for one in sources_to_visit(loading, ["nhs-england/rtt"], today=None)] == [
        "nhs-england/rtt"
    ]
