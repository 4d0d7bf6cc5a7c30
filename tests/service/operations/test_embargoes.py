"""What rests on figures under embargo is worked out apart, for each instant, and nothing else rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from datasets.sources.errors import ReleaseRejected
from forecasting.periods import Period
from service.operations.courses import keep_courses
from service.operations.earlier import judge_earlier
from service.operations.embargoes import ahead
from service.operations.explain import explain_changes
from service.operations.ingest import open_ingest
from service.operations.ingest_report import Wishes
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.reassessing import reassess
from service.settings import Settings
from service.store.bulk import table_of
from service.store.embargo import instant_of
from service.store.identity import ReleaseId
from service.store.judgement_tables import AssessmentRow, ForecastRow, TrackRow
from service.store.reads.assessments import current_assessment, history
from service.store.reads.changed import changed_since, newest_load
from service.store.reads.explanations import explanations
from service.store.reads.forecasts import course_of
from service.store.reads.observations import releases
from service.store.sight import EVERYTHING, Sight
from service.store.writes.observations import NewObservation, load_observations

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST, THEN = (datetime(2026, 12, day, 9, 30, tzinfo=UTC) for day in (1, 8))
HOMES = ("net_additional_dwellings", "E92000001")
TARGET = "uk-homes-1.5m"
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two releases to come of one series, at two instants, and everything worked out before either."""
    opened = open_installation(Settings(home=tmp_path_factory.mktemp("ahead")), recorded=NOW)
    try:
        assert list(ahead(opened, recorded=NOW)) == []
        judge_targets(opened, recorded=NOW, targets=[TARGET])
        judge_earlier(opened, recorded=NOW, wanted=[TARGET])
        keep_courses(opened, recorded=NOW, only=[HOMES])
        with opened.store.session() as session:
            for instant, period, value in ((FIRST, "2025/26", 150_000.0), (THEN, "2026/27", 450_000.0)):
                day = instant.date()
                release = ReleaseId("MHCLG", f"Housing supply {day}", day, day.isoformat())
                new = NewObservation(*HOMES, Period.parse(period, "FY"), value, release)
                load_observations(session, [new], source="test", recorded=NOW)
        later = NOW + timedelta(hours=1)
        judge_targets(opened, recorded=later, targets=[TARGET])
        explain_changes(opened, recorded=later, targets=[TARGET])
        keep_courses(opened, recorded=later, only=[HOMES])
        yield opened
    finally:
        opened.close()


def _told(installation: Installation, sight: Sight) -> tuple[date, float | None, str]:
    with installation.store.read(sight) as session:
        found = current_assessment(session, TARGET, track=False)
        course = course_of(session, *HOMES)
    assert found is not None
    assert course is not None
    return found.as_of, found.probability, str(course.origin)


def test_each_instant_has_its_own_judgement_and_course(installation: Installation) -> None:
    public, first, then = (_told(installation, Sight(at)) for at in (NOW, FIRST, THEN))
    assert [told[2] for told in (public, first, then)] == ["2024/25", "2025/26", "2026/27"]
    assert (first[0], then[0]) == (FIRST.date(), THEN.date())
    assert public[0] < first[0]
    assert first[1] is not None
    assert then[1] is not None
    assert first[1] < then[1]
    assert _told(installation, Sight(FIRST - SECOND)) == public
    assert _told(installation, Sight(THEN - SECOND)) == first
    assert _told(installation, Sight(NOW, early=True)) == then == _told(installation, EVERYTHING)


def test_operations_rest_on_what_is_public(installation: Installation) -> None:
    with installation.at(NOW).store.read() as session:
        assert all("Housing supply 2026-12" not in one.title for one in releases(session))
    assert [one.instant for one in ahead(installation, recorded=NOW)] == [FIRST, THEN]
    assert [one.instant for one in ahead(installation, recorded=FIRST)] == [THEN]
    assert list(ahead(installation, recorded=NOW, among=["nhs-rtt92-2029"])) == []


def test_doing_it_again_changes_nothing_before_or_after(installation: Installation) -> None:
    def held() -> tuple[int, int]:
        with installation.store.read(EVERYTHING) as session:
            return len(history(session, TARGET)), len(explanations(session, TARGET))

    before = held()
    for at in (NOW + timedelta(hours=2), FIRST, THEN + SECOND):
        (found,) = judge_targets(installation, recorded=at, targets=[TARGET])
        assert not found.fresh
        _, again = reassess(installation, [TARGET], recorded=at)
        assert not again.judgements
        assert keep_courses(installation, recorded=at, only=[HOMES]) == 0
    explain_changes(installation, recorded=NOW + timedelta(hours=2), targets=[TARGET])
    assert held() == before


def test_figures_are_news_when_they_come_out_whenever_they_were_loaded(installation: Installation) -> None:
    with installation.store.read(EVERYTHING) as session:
        load = newest_load(session)
        assert HOMES[0] in changed_since(session, load=load, moment=THEN - SECOND).indicators
        assert HOMES[0] not in changed_since(session, load=load, moment=THEN + timedelta(days=365)).indicators


def test_a_run_divided_into_parts_comes_to_the_same(installation: Installation) -> None:
    with installation.store.read(EVERYTHING) as session:
        made = {one.key: one for one in history(session, TARGET)}
    with installation.store.session() as session:
        track, assessment, forecast = (table_of(row) for row in (TrackRow, AssessmentRow, ForecastRow))
        keys = [key for key, one in made.items() if one.as_of in (FIRST.date(), THEN.date())]
        session.connection().execute(delete(track).where(track.c.assessment_key.in_(keys)))
        session.connection().execute(delete(assessment).where(assessment.c.key.in_(keys)))
        session.connection().execute(delete(forecast).where(forecast.c.key.in_(keys)))
    _, results = reassess(installation, [TARGET], recorded=NOW + timedelta(hours=3))
    by_day = sorted(keys, key=lambda key: made[key].as_of)
    expected = dict(zip(by_day, (FIRST, THEN), strict=True))
    assert {one.assessment.key: one.visible_from for one in results.judgements} == expected
    assert {one.key: one.visible_from for one in results.forecasts} == expected


ROWS = "indicator_id,area_code,period,value,published,embargo\n"
LINE = "net_additional_dwellings,E92000001,{period},{value},{published},{embargo}\n"


@pytest.mark.parametrize(
    ("published", "column", "wish", "expected"),
    [
        ("2027-07-01", "", None, "2027-07-01T08:30Z"),
        ("2027-07-01", "2027-07-02T07:00", None, "2027-07-02T06:00Z"),
        ("2027-07-01", "2027-07-02T07:00", "2027-07-03", "2027-07-03T08:30Z"),
        ("2026-11-20", "2027-07-02", None, "2027-07-02T08:30Z"),
        ("2027-07-01", "none", None, None),
        ("2027-07-01", "", "none", None),
        ("2026-11-20", "", None, None),
        ("2027-07", "", None, None),
    ],
)
def test_a_file_says_when_its_figures_are_out(
    installation: Installation,
    tmp_path: Path,
    published: str,
    column: str,
    wish: str | None,
    expected: str | None,
) -> None:
    loading = open_ingest(Settings(home=tmp_path), installation, now=lambda: NOW)
    file = tmp_path / f"of {published} {column} {wish}.csv"
    line = LINE.format(period="2019/20", value=len(file.name), published=published, embargo=column)
    file.write_text(ROWS + line, encoding="utf-8")
    loaded = loading.file(file, wishes=Wishes(check=True))
    assert loaded.kept is None  # a check writes nothing
    release = f"release {file.name}"
    file.write_text(ROWS.strip() + ",release\n" + line.strip() + f",{release}\n", encoding="utf-8")
    loaded = loading.file(file, wishes=Wishes(embargo=None if wish is None else instant_of(wish)))
    until = None if loaded.kept is None else loaded.kept.until
    assert until == (None if expected is None else datetime.fromisoformat(expected))


def test_a_file_that_contradicts_itself_or_says_nonsense_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    loading = open_ingest(Settings(home=tmp_path), installation, now=lambda: NOW)
    file = tmp_path / "t.csv"
    for column, words in (("2027-07-02", "another embargo"), ("soon", "no instant")):
        file.write_text(
            ROWS + "".join(
                LINE.format(period=period, value=1, published="2027-07-01", embargo=embargo)
                for period, embargo in (("2018/19", ""), ("2019/20", column))
            ),
            encoding="utf-8",
        )  # fmt: skip
        with pytest.raises(ReleaseRejected, match=words):
            loading.file(file)
