"""Targets with several parts: the independent value between the bounds (policy, section 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.findings import FindingCode
from forecasting.judging.case import Case
from forecasting.judging.joint import at_least, bounds, judge_joint
from forecasting.periods import Period
from forecasting.targets import Kind, StatusChange, TargetStatus
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
FIXED = settings(derandomize=True, max_examples=100)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=6)


def part(
    id_: str, probability: float | None = None, verdict: Verdict = Verdict.UNCERTAIN, **more: object
) -> Assessment:
    base = Assessment(
        target_id=id_,
        kind=Kind.LEVEL,
        series_id="x",
        as_of=date(2026, 6, 30),
        verdict=verdict,
        probability=probability,
        resolved=Period.parse("2029-03"),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def joint(
    case: MakeCase,
    parts: list[Assessment],
    *,
    kind: str = "all_of",
    required: int | None = None,
    **more: object,
):
    made = case([], kind=kind, comparator=None, value=None, as_of="2026-06-30", **more)
    return judge_joint(made, parts, required=required)


@FIXED
@given(CHANCES, st.data())
def test_at_least_k_of_independent_events(chances: list[float], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(chances)))
    brute = sum(
        float(np.prod([p if hit else 1 - p for p, hit in zip(chances, hits, strict=True)]))
        for hits in product((False, True), repeat=len(chances))
        if sum(hits) >= k
    )
    assert at_least(k, chances) == pytest.approx(brute, abs=1e-12)


@FIXED
@given(CHANCES, st.data())
def test_whatever_the_dependence_the_chance_lies_between_the_bounds(
    chances: list[float], data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(chances)))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    limits = bounds(k, chances)
    assert 0 <= limits.low <= limits.high <= 1
    assert limits.low - 1e-9 <= at_least(k, chances) <= limits.high + 1e-9
    # Any joint distribution with these margins: shares of a circle, each begun anywhere.
    starts = rng.random(len(chances))
    points = (np.arange(20_000) + 0.5) / 20_000
    hits = sum(((points - s) % 1.0 < p).astype(int) for s, p in zip(starts, chances, strict=True))
    share = float(np.mean(np.asarray(hits) >= k))
    assert limits.low - 1e-3 <= share <= limits.high + 1e-3


def test_all_and_any_have_frechets_bounds() -> None:
    assert bounds(2, [0.54, 0.54]).low == pytest.approx(0.08)
    assert bounds(2, [0.54, 0.54]).high == 0.54
    assert bounds(1, [0.3, 0.4]).low == 0.4
    assert bounds(1, [0.3, 0.4]).high == pytest.approx(0.7)


def test_two_targets_that_are_each_likelier_than_not_need_not_be_so_together(case: MakeCase) -> None:
    found = joint(case, [part("a", 0.54), part("b", 0.54)])
    assert found.probability == pytest.approx(0.2916)
    assert found.verdict is Verdict.OFF_TRACK
    assert found.probability_range is not None
    assert (found.probability_range.low, found.probability_range.high) == (pytest.approx(0.08), 0.54)
    note = next(f for f in found.findings if f.code is FindingCode.JOINT_BOUNDS)
    assert "8%" in note.message
    assert "54%" in note.message
    assert [c.target_id for c in found.components] == ["a", "b"]


def test_any_of_and_some_of(case: MakeCase) -> None:
    parts = [part("a", 0.5), part("b", 0.5), part("c", 0.5)]
    assert joint(case, parts, kind="any_of").probability == pytest.approx(7 / 8)
    assert joint(case, parts, kind="any_of", required=2).probability == pytest.approx(1 / 2)
    assert joint(case, parts).probability == pytest.approx(1 / 8)


def test_settled_parts_count_as_what_they_are(case: MakeCase) -> None:
    met, missed = part("a", verdict=Verdict.MET), part("b", verdict=Verdict.MISSED)
    open_ = part("c", 0.4)
    assert joint(case, [met, open_]).probability == pytest.approx(0.4)
    assert joint(case, [missed, open_]).verdict is Verdict.MISSED
    assert joint(case, [met, open_], kind="any_of").verdict is Verdict.MET
    assert joint(case, [missed, open_], kind="any_of").probability == pytest.approx(0.4)
    done = joint(case, [met, met])
    assert done.verdict is Verdict.MET
    assert done.outcome is not None
    assert done.outcome.source == "2 of 2 parts met"


def test_a_breached_standard_among_the_parts_is_no_open_chance(case: MakeCase) -> None:
    breached = part("a", 0.0, Verdict.BREACHED, certain=True)
    found = joint(case, [breached, part("b", 0.9)])
    assert found.verdict is Verdict.MISSED
    assert found.probability is None
    standing = part("a", 0.2, Verdict.BREACHED)
    assert joint(case, [standing, part("b", 0.5)]).probability == pytest.approx(0.1)


def test_outcomes_from_the_record_alone_are_enough(case: MakeCase) -> None:
    outcome = Outcome(Period.parse("2025"), 9.0, met=True)
    known = part("a", None, Verdict.MET, resolved=None, outcome=outcome)
    found = joint(case, [known, known])
    assert found.verdict is Verdict.MET
    assert str(found.resolved) == "2025"


def test_one_part_that_waits_lets_the_whole_wait(case: MakeCase) -> None:
    waiting = part("a", None, Verdict.AWAITING_OUTCOME)
    found = joint(case, [waiting, part("b", 0.9)])
    assert (found.verdict, found.reason) == (Verdict.AWAITING_OUTCOME, Reason.AWAITING_OUTCOME)
    assert "a" in found.reason_text
    assert joint(case, [waiting, part("b", verdict=Verdict.MISSED)]).verdict is Verdict.MISSED


def test_one_part_that_cannot_be_rated_leaves_the_whole_unrated(case: MakeCase) -> None:
    found = joint(case, [part("a", None, Verdict.NO_VERDICT), part("b", 0.9)])
    assert (found.verdict, found.reason) == (Verdict.NO_VERDICT, Reason.COMPONENT_NOT_RATEABLE)
    assert "a" in found.reason_text
    assert joint(case, []).reason is Reason.COMPONENT_NOT_RATEABLE


def test_a_whole_no_longer_in_force_is_not_judged(case: MakeCase) -> None:
    history = (StatusChange(TargetStatus.REPEALED, date(2026, 1, 1)),)
    assert joint(case, [part("a", 0.5)], history=history).reason is Reason.NOT_IN_FORCE


def test_the_date_of_the_whole_is_that_of_its_last_part(case: MakeCase) -> None:
    found = joint(case, [part("a", 0.5), part("b", 0.5, resolved=Period.parse("2030/31", "FY"))])
    assert str(found.resolved) == "2030/31"
