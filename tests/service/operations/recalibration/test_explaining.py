"""Why a judgement moved tells another calibration apart from new figures."""

from __future__ import annotations

from datetime import date

from forecasting.explained import Method
from forecasting.explanation import Cause
from service.operations.explain import explain
from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.operations.recalibration.promoting import promote
from service.store.reads.assessments import assessment, current_assessment, history
from tests.service.operations.recalibration.conftest import RATE, Challenge, Moments
from tests.service.operations.recalibration.test_promoting import Decide


def test_the_calibration_has_its_own_part_and_the_parts_add_up(
    council: Installation, challenger: Challenge, decider: Decide, moments: Moments
) -> None:
    (earlier,) = judge_targets(council, recorded=moments(), targets=[RATE], as_of=date(2025, 1, 31))
    with council.store.read() as session:
        plain = current_assessment(session, RATE, track=False)
    promote(council, challenger().id, decider())
    with council.store.read() as session:
        before = assessment(session, earlier.assessment.key, track=False)
        after = current_assessment(session, RATE, track=False)
        assert len(history(session, RATE)) == 3
    assert before is not None
    assert after is not None
    assert plain is not None
    moved, calibrated = explain(council, [(before, after), (plain, after)])
    for found, changed in (
        (moved, {Cause.OBSERVATIONS, Cause.REVISIONS, Cause.CALIBRATION}),
        (calibrated, {Cause.CALIBRATION}),
    ):
        assert found.reason is None
        assert found.method is Method.RECOMPUTED
        assert {part.cause for part in found.parts if part.changed} == changed
        total = sum(part.probability or 0.0 for part in found.parts)
        first, last = found.before.probability, found.after.probability
        assert first is not None
        assert last is not None
        assert abs(total - (last - first)) < 1e-9
    part = next(one for one in calibrated.parts if one.cause is Cause.CALIBRATION)
    assert part.probability
