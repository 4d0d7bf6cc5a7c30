"""Judgements: kept for good; the current one; the one as of a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from forecasting.assessment import Assessment, Reason
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.documents import from_document
from service.store.errors import AssessmentUnidentified
from service.store.reads.assessments import (
    assessment,
    assessment_as_of,
    assessments_with,
    current_assessment,
    current_assessments,
    history,
    previous_assessments,
)
from service.store.reads.board import judged_targets
from service.store.versions import data_version
from service.store.writes.assessments import confirm_assessments, save_assessments
from service.store.writes.catalogue import sync_catalogue

JUNE, NOVEMBER = date(2025, 6, 30), date(2025, 11, 27)


@pytest.fixture
def save(store, morning):
    """Save judgements, each time an hour later."""
    clock = [morning]

    def run(*judgements) -> int:
        clock[0] += timedelta(hours=1)
        with store.session() as session:
            return save_assessments(session, judgements, recorded=clock[0])

    return run


def version(store) -> str:
    with store.read() as session:
        return data_version(session)


def current_key(store, target_id: str = "homes-300k") -> str | None:
    with store.read() as session:
        found = current_assessment(session, target_id, track=False)
        together = current_assessments(session, [target_id])
    assert together == ({} if found is None else {target_id: found})
    return None if found is None else found.key


def test_a_judgement_comes_back_as_it_was(store, save, make, morning) -> None:
    given = make.judgement(key="k1")
    assert save(given) == 1
    with store.read() as session:
        found = assessment(session, "k1")
        bare = assessment(session, "k1", track=False)
    assert found is not None
    assert bare is not None
    assert from_document(Assessment, found.data) == given.assessment
    assert from_document(Assessment, bare.data) == replace(given.assessment, track=())
    assert list(found.data)[-1] == "track"
    assert "track" not in bare.data
    assert replace(found, document="") == replace(bare, document="")
    assert (found.target_id, found.target_version, found.mission_id) == ("homes-300k", "version-1", "homes")
    assert (found.kind, found.verdict, found.probability) == ("level", "off_track", 0.07)
    assert (found.as_of, found.newest_information) == (NOVEMBER, date(2025, 11, 27))
    assert (found.recorded_at, found.reason) == (morning + timedelta(hours=1), None)


def test_no_probability_and_why(store, save, make) -> None:
    save(make.judgement(key="k1", verdict=Verdict.NO_VERDICT, probability=None, reason=Reason.TOO_SHORT))
    with store.read() as session:
        found = assessment(session, "k1")
    assert found is not None
    assert (found.probability, found.reason, found.verdict) == (None, "too_short", "no_verdict")


def test_the_same_key_is_kept_once(store, save, make) -> None:
    assert save(make.judgement(key="k1"), make.judgement(key="k1")) == 1
    before = version(store)
    assert save(make.judgement(key="k1"), make.judgement(key="k2")) == 1
    assert version(store) != before
    before = version(store)
    assert save(make.judgement(key="k2")) == 0
    assert version(store) == before
    with store.read() as session:
        assert set(assessments_with(session, ["k1", "k2", "k3"])) == {"k1", "k2"}
        assert len(history(session, "homes-300k")) == 2


def test_a_judgement_without_a_key(store, save, make) -> None:
    with pytest.raises(AssessmentUnidentified):
        save(make.judgement(key="k1"), make.judgement(key=""))
    assert current_key(store) is None


def test_the_newest_date_is_current_whenever_it_was_judged(store, save, make) -> None:
    assert current_key(store) is None
    save(make.judgement(key="november", as_of=NOVEMBER))
    save(make.judgement(key="june", as_of=JUNE))
    assert current_key(store) == "november"


def test_of_one_date_the_last_judged_is_current(store, save, make) -> None:
    save(make.judgement(key="first"))
    save(make.judgement(key="second"))
    assert current_key(store) == "second"


def test_undoing_a_change_brings_the_earlier_judgement_back(store, save, make, morning) -> None:
    save(make.judgement(key="target as it was"))
    save(make.judgement(key="target as edited"))
    later = morning + timedelta(days=1)
    with store.session() as session:
        assert confirm_assessments(session, ["target as it was", "unheard of"], recorded=later) == 1
    assert current_key(store) == "target as it was"
    before = version(store)
    with store.session() as session:
        assert confirm_assessments(session, ["target as it was"], recorded=later + timedelta(days=1)) == 0
    assert version(store) == before
    save(make.judgement(key="target as edited"))
    assert current_key(store) == "target as it was"  # saved an hour, not a day, after the confirmation


def test_as_of_a_date(store, save, make) -> None:
    save(make.judgement(key="june", as_of=JUNE), make.judgement(key="november", as_of=NOVEMBER))
    with store.read() as session:

        def as_of(day: date) -> str | None:
            found = assessment_as_of(session, "homes-300k", day)
            together = current_assessments(session, ["homes-300k"], as_of=day, track=True)
            assert list(together.values()) == ([] if found is None else [found])
            return None if found is None else found.key

        assert as_of(date(2025, 6, 29)) is None
        assert as_of(JUNE) == "june"
        assert as_of(date(2025, 11, 26)) == "june"
        assert as_of(NOVEMBER) == "november"
        assert as_of(date(2030, 1, 1)) == "november"


def test_what_was_said_before(store, save, make) -> None:
    save(make.judgement(key="june", as_of=JUNE), make.judgement("once", key="once"))
    save(make.judgement(key="june again", as_of=JUNE))
    save(make.judgement(key="november", as_of=NOVEMBER), make.judgement(key="november again", as_of=NOVEMBER))
    save(make.judgement(key="may", as_of=date(2025, 5, 1)))
    with store.read() as session:
        found = previous_assessments(session, ["homes-300k", "once", "never"])
    assert {target_id: record.key for target_id, record in found.items()} == {"homes-300k": "june again"}


def test_judgements_by_key(store, save, make) -> None:
    save(make.judgement(key="k1"), make.judgement("other", key="k2"))
    with store.read() as session:
        whole = assessments_with(session, ["k2", "k1", "k9"], track=True)
        assert whole == {key: assessment(session, key) for key in ("k1", "k2")}
        assert "track" not in assessments_with(session, ["k1"])["k1"].data


def test_history_newest_first(store, save, make, morning) -> None:
    save(make.judgement(key="november", as_of=NOVEMBER))
    save(make.judgement(key="june", as_of=JUNE))
    save(make.judgement(key="november again", as_of=NOVEMBER), make.judgement("other", key="elsewhere"))
    with store.read() as session:
        keys = [found.key for found in history(session, "homes-300k")]
        since = [found.key for found in history(session, "homes-300k", since=morning + timedelta(hours=1))]
    assert keys == ["november again", "november", "june"]
    assert since == ["november again", "june"]


@pytest.fixture
def board(store, save, make, morning):
    """Three targets of two missions, two of them judged."""
    entries = make.catalogue(
        make.mission(), make.mission("nhs"), make.indicator(),
        make.target("b"), make.target("a", kind=Kind.BAND), make.target("c", mission="nhs", area="S92000003"),
    )  # fmt: skip
    with store.session() as session:
        sync_catalogue(session, entries, owner="bundled", recorded=morning)
    save(
        make.judgement("b", key="b-june", as_of=JUNE, verdict=Verdict.ON_TRACK),
        make.judgement("b", key="b-november"),
    )
    save(make.judgement("c", key="c-november"), make.judgement("retired", key="gone"))
    return store


def on_board(store, **narrowed):
    with store.read() as session:
        return [(target.id, found and found.key) for target, found in judged_targets(session, **narrowed)]


def test_every_target_with_its_judgement(board) -> None:
    assert on_board(board) == [("b", "b-november"), ("a", None), ("c", "c-november")]
    assert on_board(board, mission_id="nhs") == [("c", "c-november")]
    assert on_board(board, area="S92000003") == [("c", "c-november")]
    assert on_board(board, kind="band") == [("a", None)]
    assert on_board(board, indicator_id="dwellings", status="met") == []
    assert on_board(board, verdict="off_track") == [("b", "b-november"), ("c", "c-november")]
    assert on_board(board, as_of=JUNE) == [("b", "b-june"), ("a", None), ("c", None)]
    assert on_board(board, as_of=JUNE, verdict="on_track") == [("b", "b-june")]


def test_the_board_is_one_query(board) -> None:
    asked: list[str] = []
    listener = lambda *arguments: asked.append(arguments[2])  # noqa: E731
    event.listen(board._reader, "before_cursor_execute", listener)
    with board.read() as session:
        found = judged_targets(session)
    event.remove(board._reader, "before_cursor_execute", listener)
    assert sum(statement.startswith("SELECT") for statement in asked) == 1
    target, judged = found[0]
    assert target.data["title"] == "300,000 homes a year"
    assert judged is not None
    assert judged.data["verdict"] == "off_track"


def test_the_board_looks_into_indexes_only(sqlite_store) -> None:
    """A hundred thousand old judgements must not slow the board down."""
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, context, executemany) -> None:
        if statement.startswith("SELECT"):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in plan)

    event.listen(sqlite_store._reader, "before_cursor_execute", explain)
    with sqlite_store.read() as session:
        judged_targets(session)
        current_assessments(session, ["a", "b"])
        current_assessment(session, "a")
    event.remove(sqlite_store._reader, "before_cursor_execute", explain)
    assert [step for step in plans if step.startswith("SCAN") and "assessment" in step] == []
    assert any("ix_assessment_current" in step for step in plans)
