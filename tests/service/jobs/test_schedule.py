"""What is done at set times is done once, however many workers watch the clock; a publisher that is away is asked again."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from service.jobs.kinds.ingestion import Ingestion
from service.jobs.kinds.kind import Asked
from service.jobs.words import JobState
from service.operations.installation import open_installation
from service.settings import Settings
from tests.datasets.sources.site import running
from tests.service.jobs.conftest import NOW, SERIES, Place, kill, until

NEAR = '''
"""A publisher on this machine, who is asked again soon."""
from datetime import UTC, datetime

import service.jobs.words as words

words.PUBLISHER_WAITS = (1.0, 1.0, 1.0)

import service.jobs.kinds.ingestion as ingestion
from datasets.fetch import Fetcher

ingestion._fetcher = lambda _: Fetcher(
    {"127.0.0.1"}, clock=lambda: datetime.now(UTC), sleep=lambda _: None, private=True
)
'''
BUSY = (503, {"Content-Type": "text/plain"}, b"Later")


@pytest.mark.slow
def test_the_clock_begins_jobs_once_and_their_results_are_seen(catalogue, tmp_path):
    with running() as site:
        place = _fed_from(f"{site.base}/homes.csv", catalogue, tmp_path)
        lines = [f"homes,A{number:02},2026,{90 + number}" for number in range(SERIES)]
        site.file("/homes.csv", "\n".join(["indicator,area,period,value", *lines, ""]).encode(), "text/csv")
        site.odd["/homes.csv"] = [BUSY] * 4
        often = {
            "HEADWAY_SCHEDULE": "1",
            "HEADWAY_FETCH": "1",
            "HEADWAY_NIGHTLY": "* * * * * *",
            "HEADWAY_RELEASE_TIMES": "* * * * * *",
            "PYTHONPATH": str(tmp_path),
        }
        workers = [place.worker(**often) for _ in range(2)]
        try:
            with place.jobs() as jobs:

                def judged():
                    found = {one.id: one for one in jobs.list()}
                    done = [one for id_, one in found.items() if id_.endswith("-judged")]
                    nightly = [one for id_, one in found.items() if id_.startswith("nightly-")]
                    ends = bool(done) and bool(nightly) and all(one.state.over for one in (*done, *nightly))
                    return found if ends else None

                found = until(judged, place=place)
        finally:
            for process in workers:
                kill(process)
    assert all(one.state is JobState.DONE for one in found.values() if one.state.over), place.log
    kinds = Counter(id_[: len("nightly-2026-01-01-0000")] for id_ in found if id_.startswith("nightly-"))
    assert kinds
    assert set(kinds.values()) == {1}
    asked = min(id_ for id_ in found if id_.startswith("calendar-"))
    first = found[asked].result
    assert first["away"] == ["tidy"]
    assert "503" in first["refused"][0]["error"] or "later" in first["refused"][0]["error"].lower()
    assert first["asked_again_by"] == f"{asked}-asked2"
    second = found[f"{asked}-asked2"]
    assert second.request == {"sources": ["tidy"], "asked": 2}
    # What two workers both saw the time of was fetched and loaded once.
    assert sum((one.result or {}).get("added", 0) for one in found.values()) == SERIES
    loaded = next(one for one in found.values() if (one.result or {}).get("added"))
    assert found[loaded.result["followed_by"]].result["judged"] >= SERIES
    assert place.digest()[0]["assessment"] > 2 * SERIES


def test_who_is_away_is_asked_again_later_each_time_and_then_no_more(prepared):
    def followed(asked: int, **load: Any) -> dict[str, Any]:
        run = "calendar-x" if asked == 1 else f"calendar-x-asked{asked}"
        request = {"sources": ["ons/x"], "asked": asked} if asked > 1 else {}
        installation = open_installation(prepared.settings, recorded=NOW)
        try:
            job = Ingestion(Asked(run, request, "a test", NOW, prepared.settings, installation))
            one = {"source": "ons/x", "file": "", "release": "", "added": 0, "corrected": 0, **load}
            blob = json.dumps({"loads": [one], "targets": []}).encode()
            with installation.store.session() as session:
                return job.publish(session, [blob])
        finally:
            installation.close()

    away: dict[str, Any] = {"error": "Busy.", "away": True}
    assert followed(1, **away)["asked_again_by"] == "calendar-x-asked2"
    assert followed(2, **away)["asked_again_by"] == "calendar-x-asked3"
    assert "asked_again_by" not in followed(4, **away)
    assert "asked_again_by" not in followed(1, error="Another layout.", away=False)


def _fed_from(address: str, catalogue: Path, folder: Path) -> Place:
    """An installation whose figures come from an address."""
    own = folder / "catalogue"
    own.mkdir()
    text = (catalogue / "trial.yaml").read_text(encoding="utf-8")
    feed = f'    table: homes.csv\n    feed: {{source: tidy, address: "{address}", columns: [homes]}}\n'
    (own / "trial.yaml").write_text(text.replace("    table: homes.csv\n", feed), encoding="utf-8")
    (own / "observations.csv").write_bytes((catalogue / "observations.csv").read_bytes())
    (folder / "sitecustomize.py").write_text(NEAR, encoding="utf-8")
    settings = Settings(home=folder / "home", bundled=False, catalogue=(own,), chunk=20)
    open_installation(settings, recorded=NOW).close()
    return Place(settings)
