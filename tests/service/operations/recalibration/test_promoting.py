"""From a challenger to the champion and back: what is judged, what is kept, who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from forecasting.margins import MEDIAN
from forecasting.recalibration.rule import rule_named
from service.operations.backtest import backtest
from service.operations.backtest_catalogue import panel_of
from service.operations.backtest_champions import panel_with_champions
from service.operations.backtest_series import work_out_replays
from service.operations.bulk_catalogue import catalogue_series
from service.operations.bulk_forecast import forecast_in_bulk
from service.operations.champion_forecasts import ChampionForecasts
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.operations.known_series import known_series
from service.operations.recalibration.changing import Decider, make, promotion_of, reject
from service.operations.recalibration.errors import (
    CalibrationNotOpen,
    CalibrationUnknown,
    ChallengerOfOtherCode,
    ChallengerOutdated,
    ChampionChanged,
    NothingToRollBack,
    ReasonMissing,
)
from service.operations.recalibration.listing import events_behind, listed
from service.operations.recalibration.promoting import promote, promote_by_rule, roll_back
from service.operations.what_if import course_of as stored_course
from service.store.bulk import table_of
from service.store.calibration_records import Action, State
from service.store.calibration_tables import CalibrationRow
from service.store.reads.assessments import current_assessments, history
from service.store.reads.audit import AuditFilter, audit
from service.store.reads.calibrations import calibration, champions
from service.store.reads.explanations import explanations
from service.store.reads.forecasts import course_of, forecast
from service.store.versions import counted
from tests.service.operations.recalibration.conftest import (
    MORNING,
    RATE,
    RECYCLING,
    TOTAL,
    Challenge,
    Moments,
)

Decide = Callable[..., Decider]


def judgements(council: Installation) -> dict[str, tuple[str, str, bytes | None]]:
    """The judgements that stand, byte for byte, with their forecasts."""
    with council.store.read() as session:
        found = current_assessments(session, [RATE, TOTAL], track=True)
        grids = {
            id_: None if one.forecast_key is None else forecast(session, one.forecast_key)
            for id_, one in found.items()
        }
        course = course_of(session, RECYCLING, "EXAMPLE")
    standing = {
        id_: (one.key, one.document, None if (grid := grids[id_]) is None else grid.margins.tobytes())
        for id_, one in found.items()
    }
    assert course is not None
    return standing | {"course": (course.key, course.engine, course.margins.tobytes())}


def test_a_promotion_is_judged_and_rolled_back_to_the_same_bytes(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    before = judgements(council)
    record = challenger()
    assert judgements(council) == before, "a challenger changes nothing"
    changed = promote(council, record.id, decider())
    after = judgements(council)
    assert [one.target_id for one in changed.assessed] == [RATE]
    assert after[RATE] != before[RATE]
    assert after[TOTAL] == before[TOTAL], "what does not depend on it is left alone"
    assert f"+cal.{record.version}" in after["course"][1]
    assert f'"engine":"{after["course"][1]}"' in after[RATE][1]
    back = roll_back(council, RATE, decider("It was redefined"))
    assert judgements(council) == before
    assert not any(one.fresh for one in back.assessed)


def test_a_champion_is_what_everything_is_judged_with_from_then_on(
    council: Installation, challenger: Challenge, decider: Decide, moments: Moments
) -> None:
    record = challenger()
    promote(council, record.id, decider())
    standing = judgements(council)
    assert not any(one.fresh for one in judge_targets(council, recorded=moments()))
    assert judgements(council) == standing
    with council.store.read() as session:
        known = known_series(session, [(RECYCLING, "EXAMPLE")])[RECYCLING, "EXAMPLE"]
        assert known.calibration.models == ("grid", "theta")
        # A what-if finds the judgement again by its key, and moves the forecast that was made with the champion.
        course = stored_course(session, RATE)
        assert course.assessment.key == standing[RATE][0]
        assert len(history(session, RATE)) == 2, "what was judged before is never rewritten"


def test_champion_judgements_and_what_moved_them_become_visible_in_one_step(
    council: Installation, challenger: Challenge, decider: Decide, moments: Moments
) -> None:
    (earlier,) = judge_targets(council, recorded=moments(), targets=[RATE], as_of=date(2025, 1, 31))
    record = challenger()
    with council.store.read() as session:
        before = counted(session)
    (judged,) = promote(council, record.id, decider()).assessed
    with council.store.read() as session:
        after = counted(session)
        explained = explanations(session, RATE)[0]
    assert after.version == before.version + 1
    assert (explained.before_key, explained.after_key) == (earlier.assessment.key, judged.assessment.key)
    moved = {part["cause"]: part["probability"] for part in explained.data["parts"]}
    assert moved["calibration"]


def test_who_when_and_why_are_kept(council: Installation, challenger: Challenge, decider: Decide) -> None:
    record = challenger()
    promote(council, record.id, decider("Better on later origins", "ann"))
    roll_back(council, RECYCLING, decider("Redefined", "bob"))
    with council.store.read() as session:
        events = events_behind(session, RATE)
        lines = audit(session, AuditFilter(), limit=10)
        kept = calibration(session, record.id)
    assert [(one.action, one.who, one.why) for one in events] == [
        (Action.ROLLED_BACK, "bob", "Redefined"),
        (Action.PROMOTED, "ann", "Better on later origins"),
    ]
    assert [one.action for one in lines][:2] == ["calibration.rolled_back", "calibration.promoted"]
    assert lines[1].after["words"] == "grid + theta"
    assert kept is not None
    assert (kept.state, kept.decided_by, kept.decision) == (State.RETIRED, "bob", "Redefined")


def test_one_champion_after_another_goes_back_one_by_one(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    first = challenger()
    promote(council, first.id, decider())
    with_first = judgements(council)
    second = challenger(spread="1.2")
    assert second.predecessor == first.id
    assert second.data["champion"] == "grid + theta"
    promote(council, second.id, decider())
    assert judgements(council) != with_first
    roll_back(council, RECYCLING, decider())
    assert judgements(council) == with_first
    roll_back(council, RECYCLING, decider())
    with pytest.raises(NothingToRollBack):
        roll_back(council, RECYCLING, decider())


def test_of_two_who_promote_at_once_one_is_told(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    one, two = challenger(), challenger(spread="1.3")
    with council.store.read() as session:
        both = promotion_of(session, one.id), promotion_of(session, two.id)
    with council.store.session() as session:
        make(session, both[0], decider())
    standing = judgements(council)
    with pytest.raises(ChampionChanged) as refused, council.store.session() as session:
        make(session, both[1], decider(who="bob"))
    assert refused.value.code == "champion_changed"
    with pytest.raises(ChampionChanged):
        promote(council, two.id, decider(who="bob"))
    with pytest.raises(ChampionChanged):
        promote(council, challenger(spread="1.4").id, decider(), expected=7)
    with council.store.read() as session:
        states = {record.id: record.state for record in listed(session)}
        place = champions(session)[RECYCLING, "EXAMPLE"]
    assert (states[one.id], states[two.id], place.version) == (State.CHAMPION, State.CHALLENGER, 1)
    assert judgements(council) == standing


def _changed(council: Installation, id_: int, **values: Any) -> None:
    table = table_of(CalibrationRow)
    with council.store.session() as session:
        session.connection().execute(update(table).where(table.c.id == id_).values(**values))


def test_what_may_not_be_promoted_changes_nothing(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    before = judgements(council)
    rejected = challenger()
    with council.store.session() as session:
        reject(session, rejected.id, decider("Too wide"))
    with pytest.raises(CalibrationNotOpen, match=r"rejected.*Too wide"):
        promote(council, rejected.id, decider())
    with pytest.raises(CalibrationUnknown):
        promote(council, 999, decider())
    with pytest.raises(ReasonMissing):
        decider("  ")
    other = challenger(spread="1.3")
    for engine, code in (("3", other.code_version), (other.engine, "0.0.1")):
        _changed(council, other.id, engine=engine, code_version=code)
        with pytest.raises(ChallengerOfOtherCode):
            promote(council, other.id, decider())
    _changed(council, other.id, engine=other.engine, code_version=other.code_version)
    assert judgements(council) == before
    promote(council, other.id, decider())
    late = challenger(spread="1.5")
    _changed(council, late.id, as_of=MORNING.date().replace(year=2020))
    with pytest.raises(ChallengerOutdated):
        promote(council, late.id, decider())


def test_an_interrupted_promotion_leaves_everything_as_it_was(
    council: Installation, challenger: Challenge, decider: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, record = judgements(council), challenger()

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("service.operations.recalibration.promoting.save_results", fails)
    with pytest.raises(RuntimeError):
        promote(council, record.id, decider())
    assert judgements(council) == before
    with council.store.read() as session:
        found = calibration(session, record.id)
        assert found is not None
        assert found.state is State.CHALLENGER
        assert champions(session) == {}


def test_a_rule_promotes_only_what_it_allows_and_is_kept(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    record = challenger()
    said = {one["rule"]: one for one in record.data["rules"]}
    found = promote_by_rule(council, rule_named("clearly-better"), decider("Weekly"))
    assert [one.promoted for one in found if one.record.id == record.id] == [
        said["clearly-better"]["promote"]
    ]
    document = dict(record.data)
    document["rules"] = [{**one, "promote": True, "reasons": ["it is better"]} for one in document["rules"]]
    _changed(council, record.id, document=json.dumps(document))
    again = promote_by_rule(council, rule_named("clearly-better"), decider("Weekly"))
    assert (record.id, True) in [(one.record.id, one.promoted) for one in again]
    with council.store.read() as session:
        event = events_behind(session, RATE)[0]
    assert event.rule.startswith("clearly-better: The CRPS must be lower")


def test_forecasts_and_replays_are_the_champions_too(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    def said() -> tuple[bytes, dict[str, Any]]:
        series = catalogue_series(council, [RECYCLING], with_champions=True)
        engine = engine_of(council).settings
        (part,) = forecast_in_bulk(
            series, horizon=6, levels=(0.1, 0.5, 0.9), engine=engine, instead=ChampionForecasts(engine)
        )
        (replayed,) = work_out_replays(council, [(RECYCLING, "EXAMPLE")])
        return part.quantiles.tobytes(), json.loads(replayed.document)

    before, replay_before = said()
    record = challenger()
    promote(council, record.id, decider())
    after, replay_after = said()
    with council.store.read() as session:
        course = course_of(session, RECYCLING, "EXAMPLE")
    assert course is not None
    assert after != before
    assert np.frombuffer(after).reshape(-1, 3)[:, 1] == pytest.approx(course.margins[:6, MEDIAN], rel=1e-9)
    assert replay_after["engine"].endswith(f"+cal.{record.version}")
    assert [one["last_period"] for one in replay_after["items"]] == [
        one["last_period"] for one in replay_before["items"]
    ]
    assert replay_after["items"][0]["forecasts"] != replay_before["items"][0]["forecasts"]
    roll_back(council, RECYCLING, decider())
    assert said()[0] == before


def test_a_backtest_of_the_catalogue_replays_the_champion_and_says_so(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    shipped = backtest([panel_with_champions(council, [RATE])])
    assert shipped == backtest([panel_of(council, [RATE])])
    promote(council, challenger(models=("grid", "theta")).id, decider())
    panel = panel_with_champions(council, [RATE])
    ((calibration, pasts),) = panel.calibrated
    assert (panel.origins, calibration.models) == ((), ("grid", "theta"))
    (found,) = backtest([panel])
    assert (found.origins, found.series) == (shipped[0].origins, 1)
    assert found.cells != shipped[0].cells
    assert f"With grid + theta in place of the engine as it ships: {RECYCLING}/EXAMPLE" in found.notes
    # The spread is fitted on the engine alone, whoever is champion.
    assert len(panel_of(council, [RATE]).origins) == len(pasts)


def test_until_a_promotion_is_judged_a_what_if_stands_on_what_was(
    council: Installation, challenger: Challenge, decider: Decide
) -> None:
    before = judgements(council)
    record = challenger()
    with council.store.session() as session:
        make(session, promotion_of(session, record.id), decider())
    with council.store.read() as session:
        course = stored_course(session, RATE)
    assert course.assessment.key == before[RATE][0]
    assert course.item.case.calibration.version == ""
