"""Movements explained: kept once, read newest first, followed back step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from forecasting.assessment import Knowledge
from forecasting.explained import End, Explanation, Part
from forecasting.explanation import Cause
from forecasting.verdicts import Verdict
from service.documents import from_document
from service.store import Store
from service.store.reads.explanations import chain, explained_pairs, explanations
from service.store.versions import data_version
from service.store.writes.explanations import save_explanations

DAYS = (date(2025, 1, 31), date(2025, 6, 30), date(2026, 1, 31))


def end(place: int) -> End:
    return End(
        f"key-{place}", DAYS[place], Verdict.UNCERTAIN, Knowledge.CURRENT, "3", 0.4 + place / 100, "40%"
    )


def step(before: int, after: int, target: str = "t") -> Explanation:
    parts = tuple(
        Part(cause, cause is Cause.OBSERVATIONS, 0.01 * (cause is Cause.OBSERVATIONS)) for cause in Cause
    )
    return Explanation(target, "percent", end(before), end(after), parts, statement="It moved.")


def test_an_explanation_is_kept_once(store: Store, morning: datetime) -> None:
    with store.session() as session:
        save_explanations(session, [step(0, 1)], recorded=morning)
    with store.session() as session:
        save_explanations(session, [replace(step(0, 1), statement="Otherwise.")], recorded=morning)
    with store.read() as session:
        found = explanations(session, "t")
        assert explained_pairs(session, ["key-1", "key-2"]) == {("key-0", "key-1")}
    assert [one.data["statement"] for one in found] == ["It moved."]
    assert from_document(Explanation, dict(found[0].data)) == step(0, 1)
    assert found[0].recorded_at == morning


def test_keeping_one_changes_the_version_of_the_data(store: Store, morning: datetime) -> None:
    with store.read() as session:
        before = data_version(session)
    with store.session() as session:
        save_explanations(session, [step(0, 1)], recorded=morning)
    with store.read() as session:
        assert data_version(session) != before


def test_steps_are_followed_back_to_a_day(store: Store, morning: datetime) -> None:
    with store.session() as session:
        save_explanations(session, [step(0, 1), step(1, 2), step(0, 2, "other")], recorded=morning)
    with store.read() as session:
        last = chain(session, "key-2", "t", since=None)
        every = chain(session, "key-2", "t", since=date(2025, 3, 1))
        some = chain(session, "key-2", "t", since=DAYS[1])
        none = chain(session, "key-2", "t", since=DAYS[2])
    assert [one.before_key for one in last] == ["key-1"]
    assert [one.before_key for one in every] == ["key-1", "key-0"]
    assert [one.before_key for one in some] == ["key-1"]
    assert none == ()
