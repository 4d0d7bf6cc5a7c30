"""Notes: kept with their history, plain text wherever they are shown, never changed in the database."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.operations.editing import NoteSent, change_note, withdraw_note, write_note
from service.operations.editing.errors import EntryChanged, EntryInvalid, EntryUnknown
from service.operations.editing.notes import tidy
from service.store import Store, open_store
from service.store.note_records import About
from service.store.reads.audit import AuditFilter, audit
from service.store.reads.notes import every_version, notes
from tests.service.editing.conftest import ann, fill

NOTES = "/v1/targets/plan/notes"
SENT = {"text": "Clinics opened.", "next_action": "Publish the plan", "next_on": "2027-01-31"}


def test_a_note_is_written_changed_and_withdrawn_and_all_of_it_is_kept(
    editor: TestClient, store: Store
) -> None:
    first = editor.post(NOTES, json=SENT)
    assert first.status_code == 201, first.text
    assert {**first.json(), **SENT, "author": "Ann", "number": 1, "version": 1} == first.json()
    assert first.headers["etag"] == '"1-1"'
    changed = {**SENT, "text": "Clinics opened in May.", "reason": "The month"}
    assert editor.put(f"{NOTES}/1", json=changed).status_code == 428
    assert editor.put(f"{NOTES}/1", json=changed, headers={"If-Match": '"1-2"'}).status_code == 412
    second = editor.put(f"{NOTES}/1", json=changed, headers={"If-Match": '"1-1"'})
    assert second.json()["version"] == 2
    editor.post(NOTES, json={"text": "Another."})
    assert [one["text"] for one in editor.get(NOTES).json()["items"]] == [
        "Another.",
        "Clinics opened in May.",
    ]
    gone = editor.delete(f"{NOTES}/1?reason=Wrong", headers={"If-Match": second.headers["etag"]})
    assert gone.status_code == 200
    assert editor.delete(f"{NOTES}/1?reason=Wrong", headers={"If-Match": "*"}).status_code == 404
    assert [one["text"] for one in editor.get(NOTES).json()["items"]] == ["Another."]
    history = editor.get(f"{NOTES}?include_history=true").json()["items"]
    assert [(one["number"], one["version"], one["withdrawn"]) for one in history] == [
        (1, 3, True), (2, 1, False), (1, 2, False), (1, 1, False),
    ]  # fmt: skip
    with store.read() as session:
        lines = audit(session, AuditFilter(subject_kind="note"), limit=9)
    assert [(one.action, str(one.subject)) for one in lines] == [
        ("note.withdrawn", "note/target/plan/1"), ("note.written", "note/target/plan/2"),
        ("note.changed", "note/target/plan/1"), ("note.written", "note/target/plan/1"),
    ]  # fmt: skip
    page = editor.get("/targets/plan").text
    assert "What is being done" in page
    assert "Another." in page
    assert "Clinics" not in page


def test_a_mission_has_notes_of_its_own(editor: TestClient) -> None:
    assert editor.post("/v1/missions/homes/notes", json=SENT).status_code == 201
    assert editor.get("/v1/missions/homes/notes").json()["total"] == 1
    assert editor.get(NOTES).json()["total"] == 0
    assert editor.post("/v1/missions/house/notes", json=SENT).status_code == 404


def test_sent_again_it_is_written_once(editor: TestClient) -> None:
    for _ in range(2):
        assert editor.post(NOTES, json=SENT, headers={"Idempotency-Key": "n1"}).status_code == 201
    assert editor.get(NOTES).json()["total"] == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"text": ""}, "body.text"),
        ({"text": " \n"}, "body.text"),
        ({"text": "\u200b"}, "body.text"),
        ({"text": "x" * 4001}, "body.text"),
        ({"text": "turned \u202e round"}, "body.text"),
        ({"text": "nothing \u0000"}, "body.text"),
        ({"next_action": "x" * 501}, "body.next_action"),
        ({"next_action": "", "next_on": "2027-01-31"}, "body.next_action"),
        ({"next_on": "1066-10-14"}, "body.next_on"),
        ({"next_on": "soon"}, "body.next_on"),
        ({"author": "The Queen"}, "body.author"),
    ],
)
def test_what_is_no_note_is_refused(shared_editor: TestClient, fields: dict[str, Any], where: str) -> None:
    answer = shared_editor.post(NOTES, json={**SENT, **fields})
    assert answer.status_code == 422
    assert where in {one["path"] for one in answer.json()["errors"]}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_is_kept_whole_or_refused(said: str) -> None:
    try:
        kept = tidy(NoteSent(said)).text
    except EntryInvalid:
        return
    plain = said.replace("\r\n", "\n").replace("\r", "\n")
    assert kept == unicodedata.normalize("NFC", plain).strip()
    assert tidy(NoteSent(kept)).text == kept, "what was kept is kept as it is"
    kept.encode("utf-8")


@pytest.mark.parametrize(
    "said",
    [
        "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\uff1d1+1", "<script>alert(1)</script>", "</section><h1>x",
        "{{ 7 * 7 }}", "a\n\n=1", "ﷺ é\u0301 👩‍🚀 Ωmega", '"quoted, with commas"', "&amp; &lt;",
    ],
)  # fmt: skip
def test_no_text_runs_where_it_is_shown(shared_editor: TestClient, said: str) -> None:
    answer = shared_editor.post(NOTES, json={"text": said, "next_action": said})
    assert answer.status_code == 201, answer.text
    kept, number = answer.json()["text"], str(answer.json()["number"])
    table = shared_editor.get(f"{NOTES}.csv").text
    (row,) = [one for one in csv.DictReader(io.StringIO(table, newline="")) if one["note_number"] == number]
    assert row["text"] in (kept, f"'{kept}")
    assert not row["text"].startswith(("=", "+", "-", "@", "\uff1d"))
    page = shared_editor.get("/targets/plan").text
    section = page.partition('id="notes"')[2].partition("</section>")[0]
    for line in kept.split("\n"):
        assert str(escape(line)) in section
    assert "<script" not in section
    assert "<h1" not in section
    shared_editor.delete(f"{NOTES}/{number}?reason=x", headers={"If-Match": answer.headers["etag"]})


def test_the_operation_for_pages(store: Store) -> None:
    with store.session() as session:
        one = write_note(session, ann(), About.TARGET, "plan", NoteSent("Words", "Act", date(2027, 1, 31)))
        with pytest.raises(EntryChanged):
            change_note(
                session, ann(1), About.TARGET, "plan", number=1, sent=NoteSent("Other"), expected="1-7"
            )
        same = change_note(
            session, ann(1), About.TARGET, "plan", number=1, sent=NoteSent("Words", "Act", date(2027, 1, 31))
        )
        assert same == one, "the same words are no version"
        with pytest.raises(EntryUnknown):
            withdraw_note(session, ann(1), About.TARGET, "plan", number=9)
        with pytest.raises(EntryUnknown):
            write_note(session, ann(), About.TARGET, "secret", NoteSent("Words"))
        with pytest.raises(EntryInvalid):
            write_note(session, ann(), About.TARGET, "plan", NoteSent(" "))


def refuses(store: Store, statement: str) -> None:
    with pytest.raises(IntegrityError), store.session() as session:
        session.connection().execute(text(statement))


def check_append_only(store: Store) -> None:
    with store.session() as session:
        write_note(session, ann(), About.TARGET, "plan", NoteSent("Words"))
        write_note(session, ann(), About.MISSION, "homes", NoteSent("Words"))
    refuses(store, "UPDATE note SET text = 'Others'")
    refuses(store, "DELETE FROM note")
    with store.read() as session:
        assert [one.text for one in notes(session, About.TARGET, "plan")] == ["Words"]
        assert len(every_version(session, About.MISSION, "homes")) == 1


def test_the_database_refuses_to_change_notes(store: Store) -> None:
    check_append_only(store)
    refuses(store, "INSERT OR REPLACE INTO note SELECT * FROM note WHERE id = 1")


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_database: str, loaded) -> None:
    with open_store(postgres_database) as store:
        fill(store, loaded)
        check_append_only(store)
        refuses(store, "TRUNCATE note")
