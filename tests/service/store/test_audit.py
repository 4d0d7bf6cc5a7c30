"""The audit: written with what was done, found again, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from service.store.audit_records import Subject
from service.store.errors import ReasonMissing
from service.store.reads.audit import AuditFilter, audit, audit_length
from service.store.versions import data_version
from service.store.writes.audit import record_action

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOMES, NHS = Subject("target", "uk-homes-1.5m"), Subject("target", "nhs-rtt92-2029")
EVERYTHING = AuditFilter()
REPLACE = (
    "INSERT OR REPLACE INTO audit (id, at, who, action, subject_kind, subject_id, why) "
    "SELECT id, at, 'nobody', action, subject_kind, subject_id, why FROM audit"
)


def add(store, subject=HOMES, **fields):
    stated = {
        "at": NINE, "who": "key 1: Ann", "action": "target.changed", "before": {"value": 1.5}, "after": None,
        "why": "The plan was revised",
    }  # fmt: skip
    with store.session() as session:
        return record_action(session, subject=subject, **{**stated, **fields})


def read(store, asked=EVERYTHING, **page):
    with store.read() as session:
        return [line.number for line in audit(session, asked, **{"limit": 10, **page})]


def test_a_line_says_who_did_what_when_and_why(store) -> None:
    number = add(store, why="  The plan was revised ")
    with store.read() as session:
        (line,) = audit(session, EVERYTHING, limit=1)
    assert (line.number, line.at, line.who, line.action) == (number, NINE, "key 1: Ann", "target.changed")
    assert (line.subject, line.before, line.after) == (HOMES, {"value": 1.5}, None)
    assert line.why == "The plan was revised"


def test_lines_are_found_and_paged_newest_first(store) -> None:
    first = add(store)
    second = add(store, NHS, who="key 2: Bob", at=NINE + timedelta(hours=1))
    third = add(store, NHS, action="target.closed", at=NINE + timedelta(hours=2))
    assert read(store) == [third, second, first]
    assert read(store, limit=2) == [third, second]
    assert read(store, limit=2, before=second) == [first]
    assert read(store, AuditFilter(who="key 2: Bob")) == [second]
    assert read(store, AuditFilter(action="target.closed")) == [third]
    assert read(store, AuditFilter(subject_kind="target")) == [third, second, first]
    assert read(store, AuditFilter(subject_kind="target", subject_id=NHS.id)) == [third, second]
    assert read(store, AuditFilter(since=NINE + timedelta(hours=1))) == [third, second]
    with store.read() as session:
        assert audit_length(session, AuditFilter(subject_id=NHS.id)) == 2


@pytest.mark.parametrize("why", ["", " \n\t"])
def test_without_a_reason_nothing_is_done(store, why: str) -> None:
    with pytest.raises(ReasonMissing):
        add(store, why=why)
    assert read(store) == []


def test_what_fails_leaves_no_line(store) -> None:
    def act_and_fail() -> None:
        with store.session() as session:
            for why in ("To see", ""):
                record_action(
                    session, at=NINE, who="x", action="x", subject=HOMES, before=None, after=None, why=why
                )

    with pytest.raises(ReasonMissing):
        act_and_fail()
    assert read(store) == []


def test_a_line_alone_changes_no_etag(store) -> None:
    with store.read() as session:
        before = data_version(session)
    add(store)
    with store.read() as session:
        assert data_version(session) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        REPLACE,
        "TRUNCATE audit",
    ],
)
def test_the_database_refuses_to_change_it(store, store_url: str, change: str) -> None:
    on_sqlite = store_url.startswith("sqlite")
    if "TRUNCATE" in change and on_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    if "OR REPLACE" in change and not on_sqlite:
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    number = add(store)
    with pytest.raises(DatabaseError, match="only ever added to"), store.session() as session:
        session.connection().execute(text(change.replace("id = 1", f"id = {number}")))
    with store.read() as session:
        assert [line.who for line in audit(session, EVERYTHING, limit=2)] == ["key 1: Ann"]
