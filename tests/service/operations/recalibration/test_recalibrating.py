"""Runs that make challengers: planned, interrupted, resumed, done twice; and what is asked in vain."""

from __future__ import annotations

import json

import pytest

from forecasting.errors import HeadwayError
from forecasting.indicators import Indicator
from forecasting.judging.treatments import Scale
from forecasting.periods import Period
from forecasting.recalibration.calibration import Calibration, DrivenBy
from forecasting.recalibration.failures import RegressorTooShort
from forecasting.series import Series
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.operations.recalibration.challenging import challenge_chunk
from service.operations.recalibration.choosing import check_regressors
from service.operations.recalibration.errors import RunUnknown
from service.operations.recalibration.keeping import keep_challengers
from service.operations.recalibration.plan import begin, plan_from, plan_recalibration, resumed
from service.operations.recalibration.recalibrating import outcome_of, recalibrate, resume
from service.operations.recalibration.request import (
    Choices,
    Request,
    request_document,
    request_from,
)
from service.store.calibration_records import ItemOutcome, State
from service.store.reads.calibrations import backtest_of, calibrations, recalibration_run
from tests.service.operations.recalibration.conftest import (
    HOMES,
    MORNING,
    RATE,
    RECYCLING,
    Challenge,
    Moments,
)

NARROW = Choices(spread="narrower")


def test_a_challenger_carries_its_backtest_beside_the_champions(
    council: Installation, challenger: Challenge
) -> None:
    record = challenger()
    assert (record.indicator_id, record.area, record.state) == (RECYCLING, "EXAMPLE", State.CHALLENGER)
    data = record.data
    assert data["settings"]["engine"] == record.engine == engine_of(council).name
    assert data["origins"]["footings"].keys() <= {"real_time", "pseudo_real_time"}
    assert max(data["origins"]["choosing"]) < min(data["origins"]["confirming"])
    assert data["data"]["releases"]
    with council.store.read() as session:
        backtest = json.loads(backtest_of(session, record.id) or "")
    held = {(one["measure"], one["part"]) for one in backtest["measures"] if one["from"] is None}
    assert {("crps", "confirming"), ("coverage_95", "confirming"), ("brier", "choosing")} <= held
    first = backtest["items"][0]
    assert first["as_of"] is not None, "the day on which this was known"
    assert {"champion", "challenger", "actual", "period"} <= first["forecasts"][0].keys()
    assert backtest["statement"] == data["statement"]


def test_the_same_challenger_again_is_not_one_more_that_was_tried(
    council: Installation, challenger: Challenge, moments: Moments
) -> None:
    first, second = challenger(), challenger(spread="1.3")
    assert (first.tried, second.tried) == (1, 2)
    again = recalibrate(
        council,
        Request("Once more", names=(RATE,), choices=Choices(spread="1.3")),
        who="bob",
        recorded=moments(),
    ).challengers[0]
    assert (again.version, again.tried) == (second.version, 2)
    third = challenger(scale=Scale.RAW)
    assert third.tried == 3
    assert "one of 3 challengers tried" in third.data["statement"]


def test_an_interrupted_run_is_resumed_and_nothing_is_made_twice(
    council: Installation, moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request("All of it", everything=True, choices=NARROW)
    monkeypatch.setattr(
        "service.operations.recalibration.recalibrating.chunks_of", lambda left: [(one,) for one in left]
    )
    kept = keep_challengers
    calls: list[int] = []

    def keeps_one(*arguments: object, **named: object) -> list[int]:
        if calls:
            raise RuntimeError("stopped")
        calls.append(1)
        return kept(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("service.operations.recalibration.recalibrating.keep_challengers", keeps_one)
    with pytest.raises(RuntimeError):
        recalibrate(council, request, who="ann", recorded=moments())
    monkeypatch.setattr("service.operations.recalibration.recalibrating.keep_challengers", kept)
    with council.store.read() as session:
        plan, left = resumed(session)
        done = [one.id for one in calibrations(session, run=plan.run)]
    assert (len(plan.series), len(left), len(done)) == (2, 1, 1)
    found = resume(council, recorded=moments())
    assert len(found.challengers) == 2
    assert done[0] in {one.id for one in found.challengers}
    with council.store.read() as session:
        run = recalibration_run(session, plan.run)
        assert run is not None
        assert run.finished_at is not None
        with pytest.raises(RunUnknown):
            resumed(session)


def test_a_chunk_kept_twice_has_no_further_effect(council: Installation, moments: Moments) -> None:
    request = Request("Twice", names=(RECYCLING,), choices=NARROW)
    plan = plan_recalibration(council, request, run="r1", who="ann")
    results = challenge_chunk(council, plan, plan.series)
    assert [one.challenger and one.challenger.document for one in results] == [
        one.challenger and one.challenger.document for one in challenge_chunk(council, plan, plan.series)
    ], "computed anywhere, it is the same"
    for _ in range(2):
        with council.store.session() as session:
            begin(session, plan, recorded=moments())
            keep_challengers(session, plan, results, recorded=moments())
    found = outcome_of(council, "r1")
    assert (len(found.challengers), len(found.items)) == (1, 1)


def test_one_bad_series_becomes_a_finding(council: Installation, moments: Moments) -> None:
    # Quarters are not written as years, so this period is none of theirs.
    request = Request("Since then", everything=True, choices=Choices(since="2017/18"))
    found = recalibrate(council, request, who="ann", recorded=moments())
    outcomes = {item.indicator_id: item for item in found.items}
    assert outcomes[RECYCLING].outcome is ItemOutcome.CHALLENGER
    assert outcomes[HOMES].outcome is ItemOutcome.FINDING
    assert outcomes[HOMES].message


def test_a_search_that_finds_nothing_better_is_kept_as_rejected(
    council: Installation, moments: Moments
) -> None:
    found = recalibrate(council, Request("Search", names=(RATE,)), who="ann", recorded=moments())
    (record,) = found.challengers
    assert len(record.data["search"]) >= 8
    assert record.tried == 2 + sum(one["ratio"] is not None for one in record.data["search"])
    better = min(one["ratio"] for one in record.data["search"] if one["ratio"] is not None) < 1
    assert (record.state is State.CHALLENGER) is better


def test_a_request_is_written_down_and_read_back() -> None:
    request = Request(
        "Why", names=(RATE,), choices=Choices(models=("grid",), exclude=("2020/21",), regressors=(("x", 2),))
    )
    assert request_from(json.loads(json.dumps(request_document(request)))) == request
    document = {"request": request_document(request), "series": [[RECYCLING, "EXAMPLE"]]}
    assert plan_from("r", "ann", document).series == ((RECYCLING, "EXAMPLE"),)


@pytest.mark.parametrize(
    ("choices", "code", "field"),
    [
        ({"models": ("oracle",)}, "unknown_model", "models"),
        ({"models": ("grid",), "weights": (("theta", 1.0),)}, "forecast_error", "weights"),
        ({"models": ("grid",), "regressors": ((HOMES, 0),)}, "forecast_error", "models"),
        ({"regressors": (("nothing", 0),)}, "indicator_unknown", "indicator"),
        ({"regressors": ((HOMES, 0),)}, "regressor_too_short", "regressor"),
        ({"since": "1999/00"}, "period_without_effect", "since"),
        ({"since": "2023/24"}, "nothing_left", "since"),
        ({"since": "soon"}, "period_unreadable", None),
        ({"breaks": ("2024/25",)}, "nothing_left", "break"),
        ({"exclude": ("2014/15..2024/25",)}, "nothing_left", "exclude"),
        ({"exclude": ("2024/25",)}, "period_without_effect", "exclude"),
        ({"exclude": ("1990/91",)}, "period_without_effect", "exclude"),
        ({"exclude": ("2020/21",)}, "period_without_effect", "exclude"),
        ({"spread": "huge"}, "spread_unreadable", "spread"),
        ({"spread": "9"}, "spread_unreadable", "spread"),
        ({"spread": "own"}, "spread_unreadable", "spread"),
        ({"spread": "1.0"}, "no_choice_made", "choices"),
    ],
)
def test_what_cannot_be_says_what_and_changes_nothing(
    council: Installation, choices: dict[str, object], code: str, field: str | None
) -> None:
    request = Request("Why", names=(RATE,), choices=Choices(**choices))  # type: ignore[arg-type]
    with council.store.read() as session:
        before = len(calibrations(session))
    with pytest.raises(HeadwayError) as refused:
        recalibrate(council, request, who="ann", recorded=MORNING)
    assert refused.value.code == code
    assert field is None or refused.value.field == field
    with council.store.read() as session:
        assert len(calibrations(session)) == before
        assert recalibration_run(session) is None


def test_a_regressor_must_reach_the_horizon() -> None:
    def yearly(name: str, first: int, count: int) -> Series:
        points = [(Period.parse(str(first + k)), 50.0 + k % 3) for k in range(count)]
        return Series.of(Indicator(name), points)

    by = DrivenBy("starts", 1)
    driven = Calibration(models=("sarimax",), regressors=(by,))
    homes = yearly("homes", 1990, 30)
    check_regressors(driven, homes, {by: yearly("starts", 1990, 31)}, horizon=5)
    for driver in (yearly("starts", 1990, 6), yearly("starts", 2016, 4), None):
        with pytest.raises(RegressorTooShort, match="does not reach the horizon"):
            check_regressors(driven, homes, {} if driver is None else {by: driver}, horizon=12)


def test_a_reason_is_wanted() -> None:
    with pytest.raises(HeadwayError) as refused:
        Request("  ", names=(RATE,))
    assert refused.value.code == "reason_missing"
