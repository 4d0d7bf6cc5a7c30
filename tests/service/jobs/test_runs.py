"""A run in parts comes to what judging at once comes to, and becomes visible at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.jobs import tasks
from service.jobs.blobs import divided, joined
from service.jobs.kinds.scope import grouped
from service.operations.backtest_series import replay_series
from service.operations.courses import keep_courses
from service.operations.earlier import judge_earlier
from service.operations.explain import explain_changes
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.reassessing import reassess
from service.store.errors import StoreUnavailable
from service.store.identity import ReleaseId
from service.store.reads.catalogue import targets
from service.store.reads.changed import changed_since
from service.store.reads.observations import editions_of
from service.store.reads.runs import findings_of, left_over, run, runs
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.runs import let_go, save_part
from tests.service.jobs.conftest import NOW, RUN


def test_parts_of_any_size_come_to_the_same_as_all_at_once(new_place):
    place = new_place()
    installation = open_installation(place.settings, recorded=NOW)
    judge_targets(installation, recorded=NOW)
    judge_earlier(installation, recorded=NOW)
    explain_changes(installation, recorded=NOW)
    keep_courses(installation, recorded=NOW)
    replay_series(installation, recorded=NOW)
    installation.close()
    counts, wanted = place.digest()
    assert counts["assessment"] > 13
    assert counts["explanation"]
    for chunk in (2, 100):
        other = new_place(chunk=chunk)
        summary = other.run_here("r")
        assert other.digest() == (counts, wanted)
        assert summary["judged"] == counts["assessment"]


def test_nothing_is_seen_before_all_of_it(new_place):
    place = new_place()
    parts = place.planned("r")
    for one in parts:
        blobs, findings = tasks.do_part(place.call("r"), one.task, one.names)
        with place.store() as store, store.session() as session:
            save_part(session, "r", one.number, payload=joined(blobs), findings=findings, done=NOW)
        assert not sum(place.digest()[0].values())
    first = tasks.publish_run(place.call("r"), NOW.isoformat())
    stands = place.digest()
    assert stands[0]["assessment"] == first["judged"]
    # Published again, as after a kill between the commit and its note, it has no further effect.
    assert tasks.publish_run(place.call("r"), datetime.now(UTC).isoformat()) == first
    assert place.digest() == stands
    with place.store() as store, store.read() as session:
        assert not left_over(session)


def test_a_plan_is_made_once(new_place):
    place = new_place()
    assert place.planned("r") == place.planned("r")


def test_a_run_over_what_has_changed_touches_nothing_else(new_place):
    place = new_place(after="assessed")
    assert place.planned("idle", changed=True) == []
    with place.store() as store, store.read() as session:
        idle = run(session, "idle")
        assert idle is not None
        assert idle.complete
    installation = open_installation(place.settings, recorded=NOW)
    release = ReleaseId("Office", "Homes", date(2026, 4, 1), "2026-04-01")
    new = NewObservation("homes", "A07", Period.parse("2026", Frequency.YEAR), 111.0, release)
    with installation.store.session() as session:
        load_observations(session, [new], source="april", recorded=RUN)
        assert changed_since(session, load=1, moment=RUN).indicators == {"homes"}
    installation.close()
    # An indicator is what a change is told by; targets on others would be left out.
    assert {one.task for one in place.planned("april", changed=True)} == {"judge", "course", "replay"}
    assert place.run_here("april", changed=True)["judged"] >= 1


def test_only_what_rests_on_new_figures_is_looked_at(new_place, monkeypatch):
    place = new_place(after="assessed")
    with place.store() as store, store.session() as session:
        release = ReleaseId("Office", "Homes", date(2026, 3, 1), "2026-03-01")
        new = NewObservation("homes", "A07", Period.parse("2026", Frequency.YEAR), 111.0, release)
        load_observations(session, [new], source="april", recorded=RUN)
        assert changed_since(session, load=1, moment=RUN).series == {("homes", "A07")}
    # A dozen areas are compared with each other: every target is judged, one course and one replay made.
    looked_at = {(one.task, name) for one in place.planned("april", changed=True) for name in one.names}
    assert {name for task, name in looked_at if task != "judge"} == {("homes", "A07")}
    assert len({name for task, name in looked_at if task == "judge"}) == 13
    # Where the areas are too many to be compared, the target of the one that is new is judged alone.
    monkeypatch.setattr("service.operations.companions._MOST", 10)
    looked_at = {(one.task, name) for one in place.planned("alone", changed=True) for name in one.names}
    assert looked_at == {("judge", "t07"), ("course", ("homes", "A07")), ("replay", ("homes", "A07"))}


def test_what_is_looked_at_comes_to_the_same_as_everything(new_place):
    release = ReleaseId("Office", "Homes", date(2026, 3, 1), "2026-03-01")
    new = [
        NewObservation("homes", area, Period.parse("2026", Frequency.YEAR), 111.0, release)
        for area in ("A00", "A07")
    ]
    digests = []
    for chunk, request in ((3, {"changed": True}), (100, {})):
        place = new_place(chunk=chunk, after="assessed")
        with place.store() as store, store.session() as session:
            load_observations(session, new, source="april", recorded=RUN)
        place.run_here("april", **request)
        digests.append(place.digest())
    assert digests[0] == digests[1]


def test_a_part_reads_no_target_and_no_series_but_its_own(new_place, monkeypatch):
    place = new_place()
    place.planned("r")
    read_targets, read_series = list[Any](), set[Any]()

    def spied_targets(session, **said):
        read_targets.append(set(said["ids"]))
        return targets(session, **said)

    def spied_editions(session, wanted, **said):
        some = list(wanted)
        read_series.update(some)
        return editions_of(session, some, **said)

    monkeypatch.setattr("service.operations.companions._MOST", 10)
    monkeypatch.setattr("service.operations.cases.targets", spied_targets)
    for module in ("cases", "known_series", "backtest_catalogue"):
        monkeypatch.setattr(f"service.operations.{module}.editions_of", spied_editions)
    tasks.do_part(place.call("r"), "judge", ["t03", "t04"])
    tasks.do_part(place.call("r"), "course", [("homes", "A03")])
    tasks.do_part(place.call("r"), "replay", [("homes", "A04")])
    assert read_targets
    assert all(one <= {"t03", "t04"} for one in read_targets)
    assert read_series == {("homes", "A03"), ("homes", "A04")}


def test_targets_stand_with_those_they_are_made_of(new_place):
    place = new_place(chunk=2)
    judged = [one for one in place.planned("r") if one.task == "judge"]
    assert {"t00", "t01", "both"} <= set(next(one.names for one in judged if "both" in one.names))
    assert sorted(name for one in judged for name in one.names) == sorted(
        [f"t{n:02}" for n in range(12)] + ["both"]
    )
    assert all(len(one.names) <= 3 for one in judged)


def test_a_series_that_fails_is_named_and_the_rest_is_done(new_place, monkeypatch):
    place = new_place(chunk=100)
    plain = reassess

    def strange(installation, targets, *, recorded):
        if "t05" in targets:
            raise ZeroDivisionError("a strange series")
        return plain(installation, targets, recorded=recorded)

    monkeypatch.setattr("service.jobs.kinds.reassessment.reassess", strange)
    summary = place.run_here("r")
    assert summary["findings"] == 1
    with place.store() as store, store.read() as session:
        (found,) = findings_of(session, "r")
    assert found["name"] == "t05"
    assert "a strange series" in found["message"]
    assert place.digest()[0]["assessment"] > 12


def test_a_store_that_does_not_answer_is_no_fault_of_a_series(new_place, monkeypatch):
    def broken(*_, **__):
        raise StoreUnavailable("gone")

    place = new_place()
    monkeypatch.setattr("service.jobs.kinds.reassessment.reassess", broken)
    one = place.planned("r")[0]
    with pytest.raises(StoreUnavailable):
        tasks.do_part(place.call("r"), one.task, one.names)


def test_what_waits_is_let_go_of_with_a_run_that_is_given_up(new_place):
    place = new_place()
    place.planned("r")
    with place.store() as store:
        with store.session() as session:
            save_part(session, "r", 0, payload=b"x", findings=[], done=NOW)
        with store.session() as session:
            assert left_over(session) == ("r",)
            let_go(session, ["r"])
        with store.read() as session:
            assert not left_over(session)
            assert runs(session, ["r"])["r"].parts_done == 1


def test_pieces_come_back_as_they_were():
    assert list(divided(joined([b"", b"abc", b"\0" * 9]))) == [b"", b"abc", b"\0" * 9]
    assert list(divided(None)) == []


def test_a_circle_of_targets_is_one_group():
    parts = {"a": ["b"], "b": ["a"], "c": [], "d": ["c", "elsewhere"]}
    records: dict[str, Any] = {name: SimpleNamespace(components=others) for name, others in parts.items()}
    assert grouped(list(records), records) == [["a", "b"], ["c", "d"]]
