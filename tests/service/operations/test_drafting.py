"""Drafts are judged as targets in force are, on the real catalogue; everything wrong with one is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from forecasting.assessment import Reason
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.operations.courses import keep_courses
from service.operations.current_course import current_course, neighbours_of, series_asked
from service.operations.draft_errors import DraftInvalid
from service.operations.drafting import assess_draft
from service.operations.errors import AreaUnknown, IndicatorUnknown
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.proposal_fields import asked_from
from service.operations.proposal_rows import COLUMNS, rows_of
from service.operations.proposing import ProposalAsked, proposal_for
from service.operations.setting_errors import AreaMissing, CourseMissing
from service.settings import Settings
from service.store.versions import data_version

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
RTT, HOMES, POWER = "rtt_pct_within_18w", "net_additional_dwellings", "renewable_elec_share_ember"
ENGLAND = "E92000001"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = open_installation(Settings(home=tmp_path_factory.mktemp("headway")), recorded=MORNING)
    keep_courses(made, recorded=MORNING, only=[(RTT, ENGLAND), (HOMES, ENGLAND), (POWER, "DEU")])
    yield made
    made.close()


def test_a_draft_has_the_numbers_of_the_target_in_force(installation: Installation) -> None:
    judged = judge_targets(installation, recorded=MORNING, targets=["nhs-rtt92-2029"])
    known = next(item.assessment for item in judged if item.target_id == "nhs-rtt92-2029")
    with installation.store.read() as session:
        draft = assess_draft(session, {"indicator": RTT, "kind": "level", "value": 92.0, "by": "2029-03"})
    assert draft.probability == pytest.approx(known.probability, abs=1e-12)
    assert draft.projection == known.projection
    assert draft.verdict is known.verdict
    assert draft.probability_shown == known.probability_shown
    assert draft.evidence is not None
    assert known.evidence is not None
    assert draft.evidence.releases == known.evidence.releases
    assert (draft.target_id, draft.sensitivity) == ("draft", None)
    assert draft.track
    assert draft.statement


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("level", {"value": 75, "by": "2029-03"}),
        ("level", {"value": 75, "by": "2029-03", "comparator": ">"}),
        ("band", {"value": 60, "upper": 80, "by": "2029-03"}),
        ("change_absolute", {"value": 8, "by": "2029-03", "baseline": {"period": "2025-03"}}),
        ("change_pp", {"value": 8, "by": "2029-03", "baseline": {"period": "2025-03"}}),
        ("change_percent", {"value": 10, "by": "2029-03", "baseline": {"period": "2025-03", "value": 60.0}}),
        ("maintain", {"value": 60, "by": "2029-03"}),
        ("maintain", {"value": 60}),
        ("elimination", {"by": "2029-03"}),
    ],
)
def test_each_kind_is_judged(installation: Installation, kind: str, more: dict[str, Any]) -> None:
    with installation.store.read() as session:
        found = assess_draft(session, {"indicator": RTT, "kind": kind, **more})
    assert found.kind is Kind(kind)
    assert found.probability is not None
    assert 0 < found.probability < 1
    assert found.verdict is not Verdict.NO_VERDICT


def test_totals_and_caps(installation: Installation) -> None:
    window = {"start": date(2024, 7, 5), "end": date(2029, 7, 4)}
    fields = {"indicator": HOMES, "area": ENGLAND, "value": 1_000_000, "window": window}
    with installation.store.read() as session:
        total = assess_draft(session, {**fields, "kind": "cumulative_sum"})
        cap = assess_draft(session, {**fields, "kind": "cumulative_cap"})
        proposed = proposal_for(
            session, ProposalAsked(HOMES, "2029-07-04", ENGLAND, value=1_000_000, since=window["start"])
        )
    assert total.probability is not None
    assert cap.probability is not None
    assert total.probability + cap.probability == pytest.approx(1, abs=1e-3)
    assert proposed.meaning is not None
    assert proposed.meaning.chance is not None
    assert proposed.meaning.chance.probability == pytest.approx(total.probability, abs=1e-12)


def test_the_values_proposed_are_judged_at_their_chances(installation: Installation) -> None:
    for name, area, by in ((RTT, ENGLAND, "2029-03"), (POWER, "DEU", "2030")):
        with installation.store.read() as session:
            found = proposal_for(session, ProposalAsked(name, by, area))
            for rung in found.ladder:
                draft = assess_draft(
                    session, {"indicator": name, "area": area, "value": rung.value, "by": by}
                )
                assert draft.probability == pytest.approx(rung.chance.probability, abs=1e-9)
                assert draft.probability_shown == rung.chance.shown
                on_bound = rung.value in (0.0, 100.0)
                assert draft.probability == pytest.approx(rung.asked, abs=1e-9) or on_bound


def test_neighbours_are_the_areas_of_the_same_level(installation: Installation) -> None:
    with installation.store.read() as session:
        found = proposal_for(session, ProposalAsked(POWER, "2030", "DEU", value=90))
        neighbours, noun = neighbours_of(session, series_asked(session, POWER, "DEU"))
    assert noun == "countries"
    assert len(neighbours) >= 10
    assert found.compared is not None
    assert found.compared.areas == len(neighbours)
    assert found.paces
    rows = rows_of(found)
    assert all(tuple(row) == COLUMNS for row in rows)
    assert {row["group"] for row in rows} >= {
        "chance",
        "healthy_people",
        "own",
        "areas",
        "paces",
        "meaning",
        "path",
    }


def test_nothing_is_written(installation: Installation) -> None:
    with installation.store.read() as session:
        before = data_version(session)
        assess_draft(session, {"indicator": RTT, "value": 80.0, "by": "2028-03"})
        proposal_for(session, ProposalAsked(RTT, "2028-03"))
        assert data_version(session) == before


def test_a_date_beyond_evidence_is_refused_with_a_reason(installation: Installation) -> None:
    with installation.store.read() as session:
        found = assess_draft(session, {"indicator": RTT, "value": 80.0, "by": "2070-03"})
    assert found.probability is None
    assert found.reason is Reason.HORIZON_TOO_LONG


def test_without_a_course_it_says_so(installation: Installation) -> None:
    with installation.store.read() as session:
        with pytest.raises(CourseMissing) as caught:
            assess_draft(session, {"indicator": POWER, "area": "FRA", "value": 80.0, "by": "2030"})
        assert current_course(session, POWER, "FRA").forecast is None
        without = proposal_for(session, ProposalAsked(POWER, "2030", "FRA", value=80.0))
    assert "headway prepare" in str(caught.value)
    assert without.ladder == ()
    assert without.paces


def wrong(installation: Installation, fields: dict[str, Any]) -> dict[str, str]:
    with installation.store.read() as session, pytest.raises(DraftInvalid) as caught:
        assess_draft(session, fields)
    return {item.field: item.code for item in caught.value.wrong}


def test_everything_wrong_is_told_at_once(installation: Installation) -> None:
    found = wrong(
        installation,
        {
            "indicator": "rtt_pct_within_18",
            "kind": "band",
            "value": 80.0,
            "upper": 70.0,
            "by": "soon",
            "functional_zero": 1.0,
        },
    )
    assert found == {
        "indicator": "indicator_unknown",
        "by": "period_unreadable",
        "functional_zero": "field_not_used",
        "upper": "band_empty",
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"indicator": "missing", "by": "missing", "value": "missing"}),
        ({"indicator": POWER, "value": 5.0, "by": "2030"}, {"area": "area_missing"}),
        ({"indicator": RTT, "area": "XX", "value": 5.0, "by": "2030"}, {"area": "area_unknown"}),
        ({"indicator": RTT, "kind": "levle", "value": 5.0, "by": "2030"}, {"kind": "value_not_allowed"}),
        ({"indicator": RTT, "kind": "change_pp", "value": 5.0, "by": "2030"}, {"baseline": "missing"}),
        (
            {"indicator": RTT, "kind": "change_pp", "value": 5.0, "by": "2030", "baseline": {"period": "2031-01"}},
            {"baseline.period": "baseline_after_target"},
        ),
        ({"indicator": RTT, "value": 5.0, "by": "2030", "comparator": "between"}, {"comparator": "value_not_allowed"}),
        (
            {"indicator": RTT, "kind": "cumulative_sum", "value": 5.0},
            {"window": "missing", "kind": "not_a_flow"},
        ),
        (
            {
                "indicator": HOMES, "area": ENGLAND, "kind": "cumulative_cap", "value": 5.0, "comparator": ">=",
                "window": {"start": date(2029, 1, 1), "end": date(2028, 1, 1)},
            },
            {"window.end": "window_invalid", "comparator": "contradiction"},
        ),
        ({"indicator": RTT, "value": 1e300, "by": "9999"}, {"value": "out_of_range", "by": "out_of_range"}),
        (
            {"indicator": RTT, "value": 80.0, "by": "2029-03", "milestones": [{"period": "2030-01", "value": 70.0}]},
            {"milestones.0.period": "contradiction"},
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_draft(
    installation: Installation, fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert wrong(installation, fields) == expected


def test_questions_for_a_proposal_are_checked_too(installation: Installation) -> None:
    with installation.store.read() as session, pytest.raises(DraftInvalid) as caught:
        asked_from(
            session, {"indicator": RTT, "by": "2001", "since": date(2001, 1, 1), "value": float("nan")}
        )
    assert {item.field: item.code for item in caught.value.wrong} == {
        "by": "date_not_ahead",
        "since": "not_a_flow",
        "value": "not_a_number",
    }


def test_series_are_found_by_name(installation: Installation) -> None:
    with installation.store.read() as session:
        assert series_asked(session, RTT, None).area == ENGLAND
        with pytest.raises(IndicatorUnknown):
            series_asked(session, "nope", None)
        with pytest.raises(AreaUnknown):
            series_asked(session, RTT, "DEU")
        with pytest.raises(AreaMissing) as caught:
            series_asked(session, POWER, None)
    assert "DEU" in caught.value.known
