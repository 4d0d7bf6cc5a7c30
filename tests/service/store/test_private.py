"""Private entries: nobody else sees them, what inherits from them, or what only they speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from datasets.catalogue.visibility import Visibility
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.reads.assessments import current_assessment, history
from service.store.reads.board import judged_targets
from service.store.reads.catalogue import indicators, missions, targets, versions
from service.store.reads.observations import areas, editions, newest_periods, releases, series_of
from service.store.reads.releases import holdings
from service.store.reads.sources import sources
from service.store.records import FeedRecord, Noun, SourceRecord
from service.store.sight import Sight
from service.store.versions import data_version
from service.store.writes.assessments import save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import load_observations
from service.store.writes.sources import save_sources

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PUBLIC, PRIVATE = Sight(MORNING), Sight(MORNING, private=True)
OWN = ReleaseId("Canary Office", "Canary release", None)


@pytest.fixture
def secret(filled, make):
    """A store in which a private mission stands beside the public one, with figures and a judgement."""
    kept = make.mission("secret", visibility=Visibility.PRIVATE)
    measured = make.indicator("songs", mission="secret")
    # A private indicator and a private target of the public mission; the second inherits from its indicator.
    beside = make.indicator("whispers", visibility=Visibility.PRIVATE)
    wanted = make.target("sing", mission="secret", indicator="songs")
    whispered = make.target("whisper", indicator="whispers")
    own = make.target("own", visibility=Visibility.PRIVATE)
    with filled.session() as session:
        load_observations(session, [make.observation()], source="test", recorded=MORNING)
    before = _public(filled)
    with filled.session() as session:
        entries = make.catalogue(kept, measured, beside, wanted, whispered, own)
        sync_catalogue(session, entries, owner="folder:own", recorded=MORNING)
        figures = [
            make.observation(indicator_id=name, area="X1", area_name="Canaryshire", release=OWN)
            for name in ("songs", "whispers")
        ]
        report = load_observations(session, figures, source="test", recorded=MORNING)
        assert report.kept == Kept(private=True)
        save_assessments(
            session, [make.judgement("sing", key="k1"), make.judgement("own", key="k2")], recorded=MORNING
        )
    assert _public(filled) == before
    return filled


def _public(store, sight=PUBLIC):
    with store.read(sight) as session:
        return (
            [one.id for read in (missions, indicators, targets) for one in read(session)],
            [target.id for target, _ in judged_targets(session)],
            [one.code for one in areas(session)],
            [(one.indicator_id, one.area) for one in series_of(session)],
            [one.title for one in releases(session)],
            sorted(newest_periods(session)),
            data_version(session),
        )


def test_the_public_sees_nothing_of_it(secret) -> None:
    seen = _public(secret)
    assert seen[0] == ["homes", "dwellings", "homes-300k"]
    assert seen[2:5] == (["E92000001"], [("dwellings", "E92000001")], ["Housing supply"])
    with secret.read(PUBLIC) as session:
        assert current_assessment(session, "sing") is None
        assert history(session, "own") == ()
        assert editions(session, "songs", "X1") == ()
        assert versions(session, Noun.TARGET, "whisper") == ()
        assert holdings(session, OWN.key) == ()


def test_who_may_see_it_sees_all_of_it(secret) -> None:
    seen = _public(secret, PRIVATE)
    assert {"secret", "songs", "whispers", "sing", "whisper", "own"} <= set(seen[0])
    assert seen[2] == ["E92000001", "X1"]
    assert "Canary release" in seen[4]
    with secret.read(PRIVATE) as session:
        assert current_assessment(session, "sing") is not None


def test_what_is_withdrawn_stays_private(secret, make) -> None:
    before = _public(secret)
    with secret.session() as session:
        sync_catalogue(session, make.catalogue(), owner="folder:own", recorded=MORNING + timedelta(days=1))
    assert _public(secret) == before


def test_what_is_made_public_is_seen_but_not_what_it_was_before(secret, make) -> None:
    later = MORNING + timedelta(days=1)
    with secret.session() as session:
        entries = make.catalogue(
            make.mission("secret"), make.indicator("songs", mission="secret"),
            make.target("sing", mission="secret", indicator="songs"),
        )  # fmt: skip
        sync_catalogue(session, entries, owner="folder:own", recorded=later)
    seen = _public(secret)
    assert {"secret", "songs", "sing"} <= set(seen[0])
    assert "whispers" not in seen[0]
    assert "X1" in seen[2]
    assert "Canary release" in seen[4]
    with secret.read(PUBLIC) as session:
        assert len(versions(session, Noun.MISSION, "secret")) == 1
    with secret.read(PRIVATE) as session:
        assert len(versions(session, Noun.MISSION, "secret")) == 2


def test_what_is_made_private_is_gone_with_its_past(secret, make) -> None:
    before = _public(secret)
    with secret.session() as session:
        hidden = make.catalogue(make.mission(visibility=Visibility.PRIVATE), make.indicator(), make.target())
        sync_catalogue(session, hidden, owner="bundled", recorded=MORNING + timedelta(days=1))
    seen = _public(secret)
    assert seen[:6] == ([], [], [], [], [], [])
    assert seen[6] != before[6]


def test_a_private_word_of_anybody_counts(secret, make) -> None:
    with secret.session() as session:
        mine = make.catalogue(make.mission(visibility=Visibility.PRIVATE))
        sync_catalogue(session, mine, owner="folder:another", recorded=MORNING + timedelta(days=1))
    assert _public(secret)[0] == []


def test_a_source_is_shown_without_its_private_feeds(secret) -> None:
    plain = SourceRecord("a", "A", "", "", (), (FeedRecord("dwellings", ""),))
    both = replace(plain, feeds=(*plain.feeds, FeedRecord("songs", "secret.csv")))
    alone = replace(plain, id="b", feeds=(FeedRecord("whispers", ""),))
    with secret.session() as session:
        save_sources(session, [plain])
    before = _public(secret)
    with secret.session() as session:
        save_sources(session, [both, alone])
    assert _public(secret) == before
    with secret.read(PUBLIC) as session:
        assert sources(session) == (plain,)
    with secret.read(PRIVATE) as session:
        assert len(sources(session)) == 2


def test_order_alone_is_no_news_where_hidden_entries_change_it(filled, make) -> None:
    entries = (make.mission(), make.indicator(), make.target(), make.target("second"))
    with filled.session() as session:
        sync_catalogue(session, make.catalogue(*entries), owner="bundled", recorded=MORNING)
    before = _public(filled)
    between = make.target("between", visibility=Visibility.PRIVATE)
    with filled.session() as session:
        mixed = make.catalogue(*entries[:3], between, entries[3])
        assert (
            sync_catalogue(session, mixed, owner="bundled", recorded=MORNING).changes[Noun.TARGET].moved == 1
        )
    assert _public(filled) == before
