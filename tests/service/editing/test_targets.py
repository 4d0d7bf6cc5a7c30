"""Targets of editors: over those of files, with history, and nothing half done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from datasets.catalogue import Catalogue, TargetEntry, load_catalogue
from service.operations.editing import (
    remove_break,
    remove_edit,
    remove_milestone,
    save_break,
    save_milestone,
    save_milestones,
    save_target,
)
from service.operations.editing.errors import (
    EntryChanged,
    EntryInvalid,
    EntryNeeded,
    EntryUnknown,
    IdTaken,
    NothingEdited,
)
from service.operations.export_catalogue import export_catalogue
from service.operations.installation import Installation
from service.store import Store, open_store
from service.store.errors import ReasonMissing
from service.store.owners import EDITOR
from service.store.reads.assessments import assessment_as_of, current_assessment, current_assessments
from service.store.reads.audit import AuditFilter, audit
from service.store.reads.board import judged_targets
from service.store.reads.catalogue import indicator, target, targets, versions
from service.store.reads.due import due, waiting
from service.store.reads.edits import changed_beneath
from service.store.records import Noun
from service.store.writes.assessments import save_assessments
from service.store.writes.catalogue import sync_catalogue
from tests.service.editing.conftest import AREA, FIELDS, JUDGED, MORNING, OWNER, ann, fill, judgement


def saved(store: Store, id_: str, minute: int = 0, **fields: object):
    with store.session() as session:
        return save_target(session, ann(minute), id_, {**FIELDS, **fields})


def standing(store: Store) -> dict[str, float | None]:
    with store.read() as session:
        return {one.id: one.data["value"] for one in targets(session)}


def test_an_editors_entry_counts_and_its_removal_shows_what_it_overrode(store: Store) -> None:
    first = saved(store, "plan", value=130)
    assert standing(store)["plan"] == 130
    assert not first.created
    assert first.due == ("plan", "both")
    with store.session() as session:
        gone = remove_edit(session, ann(1), "plan")
    assert standing(store)["plan"] == 120
    assert gone.after == first.before
    with store.read() as session:
        told = versions(session, Noun.TARGET, "plan")
        lines = audit(session, AuditFilter(subject_kind="target", subject_id="plan"), limit=5)
    assert [(one.owner, one.recorded_to is None) for one in told] == [(OWNER, True), (EDITOR, False)]
    assert [(one.action, one.who, one.why) for one in lines] == [
        ("target.removed", "key 1: Ann", "It was announced"),
        ("target.changed", "key 1: Ann", "It was announced"),
    ]
    assert (lines[1].before["value"], lines[1].after["value"]) == (120, 130)


def test_a_new_target_is_an_editors_alone(store: Store) -> None:
    assert saved(store, "mine").created
    with store.session() as session:
        assert remove_edit(session, ann(1), "mine").after is None
    assert "mine" not in standing(store)
    assert saved(store, "mine", 2).created, "what was taken away may come again"


def test_an_edit_stands_where_what_it_overrides_stood(store: Store) -> None:
    before = list(standing(store))
    saved(store, "plan", value=130)
    assert list(standing(store)) == before
    with store.read() as session:
        assert [one.id for one, _ in judged_targets(session)] == before


def test_what_says_the_same_is_no_edit(store: Store) -> None:
    with store.session() as session:
        items = [{"period": "2026/27", "value": 90}, {"period": "2027/28", "value": 100}]
        assert save_milestones(session, ann(), "plan", items).due == ()
    with store.read() as session:
        found = target(session, "plan")
        assert found is not None
        assert found.owner == OWNER
        assert audit(session, AuditFilter(subject_kind="target"), limit=5) == ()


def test_a_sync_touches_only_its_owners_rows_and_says_where_an_edit_lost_its_ground(
    store: Store, loaded: Catalogue, tmp_path: Path
) -> None:
    saved(store, "plan", value=130)
    later = MORNING + timedelta(days=1)
    with store.session() as session:
        assert not sync_catalogue(session, loaded, owner=OWNER, recorded=later)
        assert changed_beneath(session) == ()
    changed = Catalogue(
        missions=loaded.missions,
        indicators=loaded.indicators,
        targets={k: v for k, v in loaded.targets.items() if k != "plan"},
    )
    with store.session() as session:
        report = sync_catalogue(session, changed, owner=OWNER, recorded=later)
        assert report.changes[Noun.TARGET].retired == ("plan",)
    assert standing(store)["plan"] == 130, "the edit stands"
    with store.read() as session:
        (moved,) = changed_beneath(session)
        assert (moved.id, moved.owner, moved.gone) == ("plan", OWNER, True)
        assert "“plan”" in moved.message
    with store.session() as session:
        again = ann()
        editor = type(again)(again.name, again.who, later + timedelta(hours=1), "Kept all the same")
        save_target(session, editor, "plan", {**FIELDS, "value": 130})
        assert changed_beneath(session) == (), "saved again it is known"


def test_an_edit_overtakes_the_judgement_until_it_is_judged_anew(store: Store) -> None:
    saved(store, "plan", value=130)
    with store.read() as session:
        assert current_assessment(session, "plan") is None
        assert set(current_assessments(session, JUDGED)) == {"other"}
        assert {one.id: found is not None for one, found in judged_targets(session)}["both"] is False
        yesterday = assessment_as_of(session, "plan", MORNING.date() - timedelta(days=1))
        assert yesterday is not None, "what was said before the edit is still on record"
        assert assessment_as_of(session, "plan", MORNING.date()) is None
        assert [one.target_id for one in due(session)] == ["both", "plan"]
        found = waiting(session, "both")
        assert found is not None
        assert found.changed == "target/plan"
    with store.session() as session:
        save_assessments(session, [judgement("plan", key="old run")], recorded=MORNING)
        assert current_assessment(session, "plan") is None, (
            "a run that began before the edit knew nothing of it"
        )
        again = MORNING + timedelta(hours=2)
        save_assessments(session, [judgement("plan", key="new"), judgement("both")], recorded=again)
        found_now = current_assessment(session, "plan")
        assert found_now is not None
        assert found_now.key == "new"
        assert current_assessment(session, "both") is not None, "the same judgement, confirmed"
        assert due(session) == ()


@pytest.mark.parametrize("field", ["title", "wording", "owner", "citation", "notes", "url", "legal"])
def test_other_words_put_no_judgement_out_of_force(store: Store, field: str) -> None:
    with store.session() as session:
        from service.operations.editing.seen import seen_by
        from service.operations.editing.targets import fields_of

        _, fields = fields_of(session, "plan", seen_by(session, ann()))
        changed = save_target(session, ann(), "plan", {**fields, field: "Other words"})
        assert changed.due == ()
        assert current_assessment(session, "plan") is not None


def test_everything_wrong_is_said_at_once(store: Store) -> None:
    wrong = {
        "kind": "levl", "value": "many", "indicator": "stars", "area": "E99", "period": "2030/35", "status": "alive",
        "nonsense": 1, "milestones": [{"period": "2026/27"}], "mission": "house", "id": "other",
    }  # fmt: skip
    with store.session() as session, pytest.raises(EntryInvalid) as caught:
        save_target(session, ann(), "plan", {**FIELDS, **wrong})
    found = {(one.field, one.code) for one in caught.value.problems}
    assert {
        ("kind", "wrong_type"),
        ("value", "wrong_type"),
        ("status", "wrong_type"),
        ("nonsense", "unknown_key"),
        ("milestones.0", "missing_key"),
        ("mission", "unknown_mission"),
        ("id", "wrong_id"),
    } <= found
    assert next(one.allowed for one in caught.value.problems if one.field == "status")[:1] == ("live",)
    with store.session() as session, pytest.raises(EntryInvalid) as caught:
        save_target(
            session,
            ann(),
            "plan",
            {**FIELDS, "indicator": "stars", "area": "E99", "value": -1, "period": "1700", "title": None},
        )
    codes = {one.code for one in caught.value.problems}
    assert codes == {"unknown_indicator", "unknown_area", "out_of_range", "missing_key"}
    assert standing(store)["plan"] == 120


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "half \ud800 letter", "malformed"),
        ("title", "\u202egnitirw", "malformed"),
        ("title", "bell\x07", "malformed"),
        ("notes", "x" * 20_001, "malformed"),
        ("value", 1e16, "out_of_range"),
        ("value", 10**400, "out_of_range"),
        ("any_k", 10**40, "out_of_range"),
        ("components", ["a"] * 2_001, "too_many"),
        ("baseline", {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}, "too_deep"),
    ],
)
def test_what_cannot_be_kept_or_shown_is_refused(store: Store, field: str, value: object, code: str) -> None:
    with store.session() as session, pytest.raises(EntryInvalid) as caught:
        save_target(session, ann(), "plan", {**FIELDS, field: value})
    assert code in {one.code for one in caught.value.problems}


def test_a_target_is_not_made_of_itself(store: Store) -> None:
    made = {"kind": "all_of", "components": ["both"], "mission": "homes", "title": "T", "wording": "W"}
    with store.session() as session, pytest.raises(EntryInvalid) as caught:
        save_target(session, ann(), "plan", {**made, "status": "live", "citation": "C"})
    assert "circular" in {one.code for one in caught.value.problems}


def test_who_may_not_see_what_is_private_cannot_name_or_take_it(store: Store) -> None:
    with store.session() as session:
        with pytest.raises(IdTaken):
            save_target(session, ann(), "secret", FIELDS)
        with pytest.raises(EntryUnknown):
            remove_edit(session, ann(), "secret")
        with pytest.raises(EntryInvalid) as caught:
            save_target(session, ann(), "mine", {**FIELDS, "indicator": "hiden"})
        assert "hidden" not in str(caught.value)
        with pytest.raises(EntryInvalid):
            save_target(session, ann(), "mine", {**FIELDS, "indicator": "hidden"})
        with pytest.raises(EntryUnknown):
            save_break(session, ann(), "hidden", "2015-16", {})
        kept = save_target(session, ann(private=True), "mine", {**FIELDS, "indicator": "hidden"})
    assert kept.created


def test_what_others_for_the_public_rest_on_cannot_become_private(store: Store) -> None:
    with store.session() as session, pytest.raises(EntryInvalid) as caught:
        save_target(session, ann(private=True), "plan", {**FIELDS, "visibility": "private"})
    assert [(one.field, one.code) for one in caught.value.problems] == [("visibility", "rests_on_private")]


def test_conflicts_are_refused(store: Store) -> None:
    with store.session() as session:
        with pytest.raises(NothingEdited):
            remove_edit(session, ann(), "plan")
        with pytest.raises(EntryUnknown):
            remove_edit(session, ann(), "nothing")
        with pytest.raises(EntryChanged):
            save_target(session, ann(), "plan", FIELDS, expected="another")
        save_target(session, ann(), "part", FIELDS)
        both = {"kind": "all_of", "components": ["plan", "part"], "mission": "homes"}
        save_target(
            session, ann(), "all", {**both, "title": "T", "wording": "W", "status": "live", "citation": "C"}
        )
        with pytest.raises(EntryNeeded, match="all rests on it"):
            remove_edit(session, ann(1), "part")
    with pytest.raises(ReasonMissing):
        ann(why=" ")
    assert standing(store)["plan"] == 120


def test_one_milestone_is_added_replaced_and_taken_away(store: Store) -> None:
    def periods() -> list[tuple[str, float]]:
        with store.read() as session:
            found = target(session, "plan")
            assert found is not None
            return [(str(one.period), one.value) for one in found.entry(TargetEntry).milestones]

    with store.session() as session:
        save_milestone(session, ann(), "plan", "2028-29", {"period": "2028/29", "value": 110})
        save_milestone(session, ann(1), "plan", "2026-27", {"period": "2026/27", "value": 95})
    assert periods() == [("2026/27", 95), ("2027/28", 100), ("2028/29", 110)]
    with store.session() as session:
        remove_milestone(session, ann(2), "plan", "2028-29")
        with pytest.raises(EntryUnknown):
            remove_milestone(session, ann(2), "plan", "2028-29")
        with pytest.raises(EntryInvalid) as caught:
            save_milestone(session, ann(3), "plan", "2028-29", {"period": "2040/41", "value": "x", "more": 1})
        assert {one.field for one in caught.value.problems} == {"value", "more"}
    with store.session() as session, pytest.raises(EntryInvalid, match="not the one of"):
        save_milestone(session, ann(4), "plan", "2025-26", {"period": "2028/29", "value": 1})
    assert periods() == [("2026/27", 95), ("2027/28", 100)]
    with store.session() as session:
        save_milestone(session, ann(5), "plan", "2026-27", {"period": "2026/27", "value": 90})
        found = target(session, "plan")
        assert found is not None
        assert found.owner == OWNER, "an edit that says what the file says is none"


def test_an_accepted_break_makes_what_rests_on_it_be_judged_anew(store: Store) -> None:
    sent = {"period": "2026/27", "kind": "method", "comparable": "no", "explanation": "A new form"}
    with store.session() as session:
        with pytest.raises(EntryInvalid, match="has the id"):
            save_break(session, ann(), "starts", "2025-26", sent)
        with pytest.raises(EntryInvalid) as caught:
            save_break(session, ann(), "starts", "2026-27", {**sent, "kind": "x", "area": "E99", "more": 1})
        assert {one.field for one in caught.value.problems} == {"kind", "more"}
        done = save_break(session, ann(), "starts", "2026-27", sent)
    assert done.due == ("plan", "both", "other")
    with store.read() as session:
        found = indicator(session, "starts")
        assert found is not None
        assert found.owner == EDITOR
        assert [one["period"]["period"] for one in found.data["breaks"]] == ["2015/16", "2026/27"]
        assert current_assessments(session, JUDGED) == {}
    with store.session() as session:
        remove_break(session, ann(1), "starts", "2026-27")
        back = indicator(session, "starts")
        assert back is not None
        assert back.owner == OWNER
        lines = audit(session, AuditFilter(subject_kind="indicator"), limit=5)
    assert [one.action for one in lines] == ["breaks.changed", "breaks.changed"]


def test_an_export_writes_edits_back_as_a_catalogue(store: Store, settings, tmp_path: Path) -> None:
    saved(store, "plan", value=130, scope_note="Ümläute: “yes”, = and #")
    saved(store, "mine")
    with store.session() as session:
        sent = {"period": "2026/27", "kind": "method", "comparable": "no", "explanation": "A new form"}
        save_break(session, ann(3), "starts", "2026-27", sent)
    export_catalogue(Installation(store), tmp_path / "out")
    read = load_catalogue([tmp_path / "out"])
    with store.read() as session:
        for one in targets(session):
            assert read.targets[one.id] == one.entry(TargetEntry)
    assert [str(one.period) for one in read.indicators["starts"].breaks] == ["2015/16", "2026/27"]


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_database: str, loaded: Catalogue) -> None:
    with open_store(postgres_database) as store:
        fill(store, loaded)
        before = list(standing(store))
        saved(store, "plan", value=130)
        assert list(standing(store)) == before
        assert standing(store)["plan"] == 130
        with store.read() as session:
            assert set(current_assessments(session, JUDGED)) == {"other"}
            assert [one.target_id for one in due(session)] == ["both", "plan"]
        with store.session() as session:
            remove_edit(session, ann(1), "plan")
        assert standing(store)["plan"] == 120
        assert AREA in FIELDS.values()
