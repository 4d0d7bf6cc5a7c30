"""The track record: what was served while the outcome was open, what is replayed, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forecasting.past_calls import Footing
from service.jobs.occasions import embargo_ended
from service.operations.backtest_targets import past_cases
from service.operations.ingest import open_ingest
from service.operations.ingest_report import Wishes
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.standing import bring_up_to_date
from service.operations.track_record import keep_track_record
from service.operations.track_record_rows import (
    Selection,
    calls_on_record,
    record_document,
    words_on_record,
)
from service.settings import Settings
from service.store.sight import EVERYTHING

CATALOGUE = """\
mission:
  id: trial
  title: Trial
  jurisdiction: Nowhere
  ambition: More.
  status: live
  citation: Invented.
indicators:
  - id: homes
    title: Homes
    definition: Homes built.
    unit: homes
    direction: increase
    lower: 0
    aggregation: stock
    frequency: A
    family: mixed
    coverage: Nowhere
    publisher: Office
    release: Homes
    table: homes.csv
targets:
  - id: homes-155
    title: 155 by 2024
    wording: 155 by 2024.
    kind: level
    indicator: homes
    area: N
    comparator: ">="
    value: 155
    period: "2024"
    announced: 2020-06-01
    status: live
    citation: Invented.
    calls:
      - {date: 2023-05-01, by: Audit office, said: off_track, citation: Invented.}
"""
FIRST = [(year, 100 + 3 * (year - 2005) + year % 3, f"{year + 1}-02-01") for year in range(2005, 2022)]
LAST = [(2022, 152, "2023-02-01"), (2023, 154, "2024-02-01"), (2024, 158, "2025-02-01")]
EARLY, LATE = datetime(2022, 4, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)


def write(path: Path, rows: list[tuple[int, int, str]]) -> Path:
    lines = [f"homes,N,{year},{value},{day}" for year, value, day in rows]
    path.write_text("\n".join(["indicator_id,area_code,period,value,published", *lines, ""]))
    return path


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "trial.yaml").write_text(CATALOGUE)
    return Settings(home=tmp_path / "home", bundled=False, catalogue=(folder,))


def load(settings: Settings, file: Path, moment: datetime) -> None:
    installation = open_installation(settings, recorded=moment)
    try:
        open_ingest(settings, installation, now=lambda: moment).file(file)
        judge_targets(installation, recorded=moment)
    finally:
        installation.close()


@pytest.fixture
def installation(settings, tmp_path):
    load(settings, write(tmp_path / "first.csv", FIRST), EARLY)
    load(settings, write(tmp_path / "last.csv", LAST), LATE)
    opened = open_installation(settings, recorded=LATE)
    yield opened
    opened.close()


def read(installation, selection=None):
    with installation.store.read() as session:
        return calls_on_record(session, selection)


def words(installation):
    with installation.store.read() as session:
        return words_on_record(session)


def test_what_was_said_before_the_outcome_is_served_and_the_rest_replayed(installation):
    assert keep_track_record(installation, recorded=LATE) == 1
    calls = read(installation)
    served = [call for call in calls if call.footing is Footing.SERVED]
    assert [(call.as_of.isoformat(), call.met) for call in served] == [("2022-02-01", True)]
    assert served[0].key
    assert served[0].published is None
    replayed = {call.as_of.isoformat(): call for call in calls if call.footing is Footing.REPLAYED}
    # The last day of each year while it ran, and the day the audit office spoke.
    assert set(replayed) == {"2020-12-31", "2021-12-31", "2022-12-31", "2023-05-01", "2023-12-31"}
    assert replayed["2022-12-31"].published is None
    assert replayed["2023-05-01"].published is False
    assert replayed["2023-05-01"].published_by == "Audit office"
    assert replayed["2023-12-31"].published is False
    # 150 in 2021, three more a year: the line reaches 155 in 2024, standing still does not.
    assert (served[0].no_change, served[0].straight_line) == (False, True)

    assert replayed["2023-12-31"].no_change is False


def test_scoring_twice_changes_nothing_and_new_figures_score_again(installation, settings, tmp_path):
    assert keep_track_record(installation, recorded=LATE) == 1
    before = read(installation)
    assert keep_track_record(installation, recorded=LATE) == 0
    later = datetime(2026, 4, 1, tzinfo=UTC)
    load(settings, write(tmp_path / "next.csv", [(2025, 159, "2026-02-01")]), later)
    assert keep_track_record(installation, recorded=later) == 1
    assert read(installation) == before


def test_of_a_live_target_only_what_others_said_is_on_record(settings, tmp_path):
    load(settings, write(tmp_path / "first.csv", [*FIRST, LAST[0]]), EARLY)
    opened = open_installation(settings, recorded=EARLY)
    try:
        assert keep_track_record(opened, recorded=EARLY) == 1
        assert read(opened) == ()
        (word,) = words(opened)
        document = record_document(read(opened), [word])
        assert keep_track_record(opened, recorded=EARLY) == 0
    finally:
        opened.close()
    assert (document["overall"]["calls"], document["groups"]) == (0, [])
    assert (word.by, word.on_track, word.met, word.said_on.isoformat()) == (
        "Audit office", False, None, "2023-05-01",
    )  # fmt: skip
    assert word.probability is not None
    told = document["words"]
    assert (told["words"], told["without_outcome"], told["came_true"]) == (1, 1, 0)


def test_a_live_target_of_which_nobody_spoke_has_no_record(settings, tmp_path):
    file = settings.catalogue[0] / "trial.yaml"
    file.write_text(file.read_text().partition("    calls:")[0])
    load(settings, write(tmp_path / "first.csv", FIRST), EARLY)
    opened = open_installation(settings, recorded=EARLY)
    try:
        assert keep_track_record(opened, recorded=EARLY) == 0
        assert words(opened) == ()
    finally:
        opened.close()


def test_what_others_said_stands_beside_ours_of_the_same_day_and_the_outcome(installation):
    keep_track_record(installation, recorded=LATE)
    (word,) = words(installation)
    (same,) = [call for call in read(installation) if call.on_their_day]
    assert (word.met, word.probability, same.as_of) == (True, same.probability, word.said_on)
    record = record_document(read(installation), [word])
    told = record["words"]
    # It was called off track and met: the word was wrong.
    assert (told["words"], told["without_outcome"], told["came_true"]) == (1, 0, 0)
    # Later days on which nothing else was said are not held against it.
    (theirs,) = [one for one in record["overall"]["comparisons"] if one["rival"] == "published"]
    assert (theirs["calls"], theirs["brier_bare"]) == (1, 1)
    assert theirs["brier"] == pytest.approx((1 - same.probability) ** 2)


def test_a_word_given_after_the_date_but_before_the_figure_still_counts(settings, installation):
    file = settings.catalogue[0] / "trial.yaml"
    file.write_text(file.read_text().replace("date: 2023-05-01", "date: 2025-01-15"))
    opened = open_installation(settings, recorded=LATE)
    try:
        keep_track_record(opened, recorded=LATE)
        (word,) = words(opened)
    finally:
        opened.close()
    assert word.probability is not None
    assert word.met is True


def test_an_outcome_taken_back_takes_its_record_with_it(installation, settings):
    keep_track_record(installation, recorded=LATE)
    folder = settings.catalogue[0] / "trial.yaml"
    folder.write_text(
        folder.read_text().replace('period: "2024"', 'period: "2030"').replace("value: 155", "value: 200")
    )
    opened = open_installation(settings, recorded=LATE)
    try:
        judge_targets(opened, recorded=LATE)
        assert keep_track_record(opened, recorded=LATE) == 1
        assert read(opened) == ()
        assert [word.met for word in words(opened)] == [None]
    finally:
        opened.close()


@pytest.mark.slow
def test_bundled_past_targets_are_replayed_as_the_backtest_replays_them(tmp_path):
    opened = open_installation(Settings(home=tmp_path), recorded=LATE)
    try:
        judge_targets(opened, recorded=LATE, mission="hist-education")
        keep_track_record(opened, recorded=LATE)
        calls = read(opened, Selection(missions=("hist-education",)))
        cases = {(one.target_id, one.as_of): one for one in past_cases(opened, mission="hist-education")}
    finally:
        opened.close()
    assert calls
    for call in calls:
        if call.on_their_day and (call.target_id, call.as_of) not in cases:
            continue
        case = cases[call.target_id, call.as_of]
        assert (call.probability, call.met, call.footing) == (case.probability, case.met, Footing.REPLAYED)


def test_with_the_end_of_an_embargo_an_outcome_is_scored(settings, tmp_path):
    load(settings, write(tmp_path / "first.csv", [*FIRST, *LAST[:2]]), EARLY)
    out = datetime(2025, 2, 1, 9, 30, tzinfo=UTC)
    before, after = out - timedelta(minutes=1), out + timedelta(minutes=1)
    opened = open_installation(settings, recorded=before)
    try:
        file = write(tmp_path / "last.csv", LAST[2:])
        open_ingest(settings, opened, now=lambda: before).file(file, wishes=Wishes(embargo=out))
        bring_up_to_date(opened, recorded=before)
        assert read(opened) == ()
        assert [word.met for word in words(opened)] == [None]
        with opened.store.read(EVERYTHING) as session:
            assert embargo_ended(session, since=before, now=before) is None
            assert embargo_ended(session, since=before, now=after) == out
            assert embargo_ended(session, since=out, now=after) is None
        bring_up_to_date(opened, recorded=after)
        assert {call.met for call in read(opened)} == {True}
        assert [word.met for word in words(opened)] == [True]
    finally:
        opened.close()
