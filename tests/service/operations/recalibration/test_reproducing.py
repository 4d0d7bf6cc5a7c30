"""Judgements made again: the same bit for bit, or what differs first, or what is missing."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from sqlalchemy import delete, text, update

from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.operations.recalibration.errors import NothingToReproduce
from service.operations.recalibration.promoting import promote, roll_back
from service.operations.recalibration.reproducing import reproduce
from service.store.bulk import table_of
from service.store.calibration_tables import CalibrationRow, ChampionRow
from service.store.grids import grid_of, packed_grid
from service.store.judgement_tables import AssessmentRow, ForecastRow
from service.store.reads.assessments import current_assessment, history
from tests.service.operations.recalibration.conftest import RATE, TOTAL, Challenge, Moments
from tests.service.operations.recalibration.test_promoting import Decide

_ASSESSMENT, _FORECAST = table_of(AssessmentRow), table_of(ForecastRow)


def keys(council: Installation) -> list[str]:
    with council.store.read() as session:
        return [one.key for id_ in (RATE, TOTAL) for one in history(session, id_)]


def test_every_judgement_is_made_again_bit_for_bit(
    council: Installation, challenger: Challenge, decider: Decide, moments: Moments
) -> None:
    judge_targets(council, recorded=moments(), as_of=date(2025, 1, 31))
    promote(council, challenger().id, decider())
    judge_targets(council, recorded=moments(), as_of=date(2024, 12, 31))
    roll_back(council, RATE, decider())
    held = keys(council)
    assert len(held) == 6
    for key in held:
        found = reproduce(council, key)
        assert found.same, found.statement
        assert "bit for bit" in found.statement


def test_the_first_field_that_differs_is_named(council: Installation) -> None:
    with council.store.read() as session:
        record = current_assessment(session, RATE, track=False)
    assert record is not None
    document = {**record.data, "probability": 0.123}
    with council.store.session() as session:
        table = _ASSESSMENT
        session.connection().execute(
            update(table).where(table.c.key == record.key).values(document=json.dumps(document))
        )
    found = reproduce(council, record.key)
    assert (found.same, found.close, found.differs, found.stored) == (False, False, "probability", 0.123)
    assert "comes out differently: probability is" in found.statement


def test_a_bit_of_the_forecast_is_noticed(council: Installation) -> None:
    with council.store.read() as session:
        record = current_assessment(session, RATE, track=False)
    assert record is not None
    table = _FORECAST.c
    with council.store.session() as session:
        margins = (
            session.connection()
            .execute(text("SELECT margins FROM forecast WHERE key = :key"), {"key": record.forecast_key})
            .scalar_one()
        )
        grid = grid_of(margins).copy()
        grid[-1, -1] = np.nextafter(grid[-1, -1], np.inf)
        changed = packed_grid(grid)
        session.connection().execute(
            update(_FORECAST).where(table.key == record.forecast_key).values(margins=changed)
        )
    found = reproduce(council, record.key)
    assert not found.same
    assert found.close
    assert (found.differs or "").startswith("forecast.margins[")
    assert "within 1e-9" in found.statement


def test_what_is_missing_is_named(council: Installation, challenger: Challenge, decider: Decide) -> None:
    record = challenger()
    promote(council, record.id, decider())
    with council.store.read() as session:
        judged = current_assessment(session, RATE, track=False)
    assert judged is not None
    with council.store.session() as session:
        connection = session.connection()
        connection.execute(delete(table_of(ChampionRow)))
        connection.execute(delete(table_of(CalibrationRow)).where(table_of(CalibrationRow).c.id == record.id))
    found = reproduce(council, judged.key)
    assert found.missing == (f"calibration {record.version} is not held any more.",)
    old = {**judged.data, "evidence": {**judged.data["evidence"], "engine": "1"}}
    with council.store.session() as session:
        session.connection().execute(
            update(_ASSESSMENT).where(_ASSESSMENT.c.key == judged.key).values(document=json.dumps(old))
        )
    assert reproduce(council, judged.key).missing[0].startswith("it was made by engine 1, this is engine")


def test_another_version_of_the_target_is_named(council: Installation) -> None:
    (key, *_) = keys(council)
    with council.store.session() as session:
        session.connection().execute(
            update(_ASSESSMENT).where(_ASSESSMENT.c.key == key).values(target_version="gone")
        )
    found = reproduce(council, key)
    assert found.missing == ("the version of the target it was made of is not held any more.",)


def test_a_correction_loaded_later_does_not_stand_in_the_way(council: Installation, moments: Moments) -> None:
    (key, *_) = keys(council)
    with council.store.session() as session:
        connection = session.connection()
        connection.execute(
            text("INSERT INTO load (recorded_at, source, added, corrected) VALUES (:at, 'mended', 0, 1)"),
            {"at": moments().replace(tzinfo=None).isoformat(" ", "microseconds")},
        )
        connection.execute(
            text(
                "INSERT INTO observation SELECT series_id, period, release_id, correction + 1, ordinal, period_start, "
                "period_end, value + 3, status, evidence, note, (SELECT max(id) FROM load) FROM observation "
                "WHERE series_id = (SELECT id FROM series WHERE indicator_id = 'example_recycling_pct') AND period = '2022/23'"
            )
        )
    judged = judge_targets(council, recorded=moments(), targets=[RATE])
    assert judged[0].fresh, "the corrected figure is another judgement"
    assert reproduce(council, key).same
    assert reproduce(council, judged[0].assessment.key).same


def test_no_judgement_has_another_key(council: Installation) -> None:
    with pytest.raises(NothingToReproduce):
        reproduce(council, "0" * 64)
