"""Releases have an instant: when it is, what is hidden before it, and how it is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.store.embargo import NONE, EmbargoUnreadable, in_london, instant_of, on_day
from service.store.errors import EmbargoTooLate
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.reads.assessments import current_assessment
from service.store.reads.embargoes import coming
from service.store.reads.observations import (
    areas,
    editions,
    newest_periods,
    newest_release,
    release,
    releases,
    series_of,
)
from service.store.reads.sources import visits_of
from service.store.records import Outcome, VisitRecord
from service.store.sight import EVERYTHING, Sight
from service.store.status import status
from service.store.versions import data_version
from service.store.writes.assessments import Judgement, confirm_assessments, save_assessments
from service.store.writes.observations import load_observations
from service.store.writes.registers import save_areas
from service.store.writes.sources import save_visit

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OUT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PUBLIC = Sight(MORNING)
COMING = ReleaseId("MHCLG", "Housing supply", date(2026, 12, 1), "2026-12-01")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-01", "2026-12-01T09:30Z"),
        ("2026-07-01", "2026-07-01T08:30Z"),
        ("2026-12-01T09:30", "2026-12-01T09:30Z"),
        ("2026-07-01 07:00", "2026-07-01T06:00Z"),
        ("2026-07-01T07:00Z", "2026-07-01T07:00Z"),
        ("2026-07-01T07:00+02:00", "2026-07-01T05:00Z"),
        # Shown twice by the clock in London: the later.
        ("2026-10-25T01:30", "2026-10-25T01:30Z"),
    ],
)
def test_an_instant_is_read_as_in_london(written: str, expected: str) -> None:
    assert instant_of(written) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-13-01", "01/12/2026", "2026-12-01T25:00", "20261201", "2026-12"]
)
def test_what_is_no_instant_is_refused(written: str) -> None:
    with pytest.raises(EmbargoUnreadable, match="half past nine"):
        instant_of(written)


def test_a_day_has_half_past_nine_on_both_sides_of_the_change_of_clocks() -> None:
    assert on_day(date(2027, 3, 27)) == datetime(2027, 3, 27, 9, 30, tzinfo=UTC)
    assert on_day(date(2027, 3, 28)) == datetime(2027, 3, 28, 8, 30, tzinfo=UTC)
    assert in_london(on_day(date(2027, 7, 1))) == "1 July 2027, 09:30 in London"


def _load(store, make, *, period="2025/26", value=4242.0, release=COMING, area="E92000001", at=MORNING):
    with store.session() as session:
        new = make.observation(period, value, release=release, area=area)
        return load_observations(session, [new], source="test", recorded=at)


def _seen(store, sight):
    with store.read(sight) as session:
        return (
            len(releases(session)),
            len(editions(session, "dwellings", "E92000001")),
            len(areas(session)),
            len(series_of(session)),
            str(newest_periods(session).get("dwellings", "")),
            data_version(session).split("-", 1)[1],
        )


@pytest.fixture
def held(filled, make):
    """A store with one public figure."""
    with filled.session() as session:
        load_observations(session, [make.observation()], source="test", recorded=MORNING)
    return filled


def test_nothing_is_seen_before_the_instant_and_everything_at_it(held, make) -> None:
    before = _seen(held, PUBLIC)
    report = _load(held, make)
    _load(held, make, area="E06000001")
    assert report.kept == Kept(OUT)
    assert _seen(held, PUBLIC) == before == _seen(held, Sight(OUT - SECOND))
    assert _seen(held, Sight(OUT))[:5] == (2, 2, 2, 2, "2025/26")
    assert _seen(held, Sight(OUT))[5] != before[5]
    assert _seen(held, Sight(MORNING, early=True))[:5] == (2, 2, 2, 2, "2025/26")
    with held.read(PUBLIC) as session:
        assert release(session, COMING.key) is None
        newest = newest_release(session)
    assert newest is not None
    assert newest.published == date(2025, 11, 27)
    with held.read() as session:
        (found,) = coming(session, MORNING)
        assert (found.instant, found.indicators) == (OUT, frozenset({"dwellings"}))
        assert coming(session, OUT) == ()
    assert [one.instant for one in status(held, now=MORNING).embargoes] == [OUT]


def test_a_summer_release_is_out_at_half_past_nine_by_the_clock_there(held, make) -> None:
    summer = ReleaseId("MHCLG", "Summer", date(2027, 7, 1), "2027-07-01")
    _load(held, make, release=summer)
    out = datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
    assert _seen(held, Sight(out - SECOND))[0] == 1
    assert _seen(held, Sight(out))[0] == 2


@pytest.mark.parametrize(
    "known",
    [
        ReleaseId("MHCLG", "By month", date(2026, 12, 31), "2026-12"),
        ReleaseId("MHCLG", "Undated", None),
        ReleaseId("MHCLG", "Today, later", date(2026, 11, 24), "2026-11-24", embargo=NONE),
        ReleaseId("MHCLG", "Today", date(2026, 11, 24), "2026-11-24"),
    ],
)
def test_what_is_out_or_has_no_day_is_public(held, make, known: ReleaseId) -> None:
    assert _load(held, make, release=known).kept is None
    assert _seen(held, PUBLIC)[0] == 2


def test_what_comes_with_the_service_is_public_whatever_its_day(held, make) -> None:
    with held.session() as session:
        new = [make.observation("2025/26", 1.0, release=COMING)]
        assert load_observations(session, new, source="x", recorded=MORNING, embargoes=False).kept is None
    assert _seen(held, PUBLIC)[0] == 2


def test_an_embargo_may_be_moved_and_lifted_but_nothing_is_taken_back(held, make) -> None:
    def again(embargo: datetime | None):
        return _load(held, make, release=replace(COMING, embargo=embargo))

    before = _seen(held, PUBLIC)
    _load(held, make)
    later, sooner = OUT + timedelta(days=2), OUT - timedelta(days=2)
    assert again(None).kept == Kept(OUT)
    assert again(later).kept == Kept(later)
    assert _seen(held, Sight(later - SECOND))[0] == 1
    assert again(sooner).kept == Kept(sooner)
    assert _seen(held, PUBLIC) == before
    assert _seen(held, Sight(sooner))[0] == 2
    assert again(NONE).kept is None
    assert _seen(held, PUBLIC)[:2] == (2, 2)
    assert _seen(held, PUBLIC)[5] != before[5]
    with pytest.raises(EmbargoTooLate, match="public already"):
        again(later)
    assert _seen(held, PUBLIC)[0] == 2


def test_places_and_visits_wait_with_what_they_are_known_from(held, make) -> None:
    before = _seen(held, PUBLIC)
    report = _load(held, make, area="E06000002")
    visit = VisitRecord("tidy", MORNING, "canary.csv", Outcome.LOADED, release="Canary")
    with held.session() as session:
        save_areas(
            session,
            [make_area("E06000002"), make_area("E12000001"), make_area("E92000001", "Renamed")],
            kept=report.kept,
        )
        save_visit(session, visit, kept=report.kept)
    assert _seen(held, PUBLIC) == before
    with held.read(PUBLIC) as session:
        assert [area.name for area in areas(session)] == ["England"]
        assert visits_of(session, "tidy") == ()
    with held.read(Sight(OUT)) as session:
        assert len(areas(session)) == 3
        assert len(visits_of(session, "tidy")) == 1
    # A public figure of the place brings it out.
    _load(held, make, area="E06000002", release=make.release("2025-12-01", "Another"))
    with held.read(PUBLIC) as session:
        assert {area.code for area in areas(session)} == {"E92000001", "E06000002"}


def make_area(code: str, name: str = "Somewhere"):
    from service.store.records import AreaRecord

    return AreaRecord(code, name, "region")


def _judge(store, make, key: str, *, as_of: date, until: datetime | None, at=MORNING) -> None:
    with store.session() as session:
        made = Judgement(make.assessment(key=key, as_of=as_of), "homes", "v1", as_of, visible_from=until)
        save_assessments(session, [made], recorded=at)


def test_a_judgement_made_ahead_becomes_the_current_one_by_itself(held, make) -> None:
    _judge(held, make, "public", as_of=date(2025, 11, 27), until=None)
    before = _seen(held, PUBLIC)
    _judge(held, make, "ahead", as_of=date(2025, 11, 27), until=OUT, at=MORNING + SECOND)

    def current(sight: Sight) -> str:
        with held.read(sight) as session:
            found = current_assessment(session, "homes-300k")
        return "" if found is None else found.key

    assert (current(PUBLIC), current(Sight(OUT)), current(EVERYTHING)) == ("public", "ahead", "ahead")
    assert _seen(held, PUBLIC) == before
    # Confirming the public one again does not put it before the other.
    with held.session() as session:
        assert confirm_assessments(session, ["public"], recorded=MORNING + 2 * SECOND) == 0
    # Made again from what is public, it is public.
    _judge(held, make, "ahead", as_of=date(2025, 11, 27), until=None)
    assert current(PUBLIC) == "ahead"
    assert _seen(held, PUBLIC)[5] != before[5]


def test_a_session_with_a_sight_but_no_clock_shows_nothing(held) -> None:
    engine = held._behind(PUBLIC)
    with engine.connect() as connection:
        connection.info.clear()
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT * FROM release")).all()


def test_whoever_loads_while_the_instant_passes_is_noticed(held, make) -> None:
    # The load was begun before its instant by the clock of the test, which by the clock on the wall is long past.
    past = ReleaseId("MHCLG", "Past", date(2020, 1, 2), "2020-01-02")
    before = _seen(held, PUBLIC)
    _load(held, make, release=past, period="2018/19", at=datetime(2020, 1, 2, 9, 29, 59, tzinfo=UTC))
    assert _seen(held, PUBLIC)[5] != before[5]
