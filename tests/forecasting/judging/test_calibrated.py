"""Judging with calibrations: without one nothing is another, with one the name of the engine says which series has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.engine_version import ENGINE_VERSION
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case, Companion, Driving, Role
from forecasting.judging.identity import assessment_key
from forecasting.judging.judge import Judgement, judge
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.recalibration.calibration import SHIPPED, Calibration, DrivenBy, Spread
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Target

WIDE = Calibration(spread=Spread(factor=1.6))


def series(name: str, start: float, seed: int, *, first: int = 2000, count: int = 24) -> Series:
    values = start + np.cumsum(np.random.default_rng(seed).normal(0.4, 1.0, count))
    points = [(Period.parse(str(first + k)), float(v)) for k, v in enumerate(values)]
    return Series.of(Indicator(name, direction=Direction.INCREASE), points, area="X")


def case(kind: Kind = Kind.LEVEL, value: float = 65.0, companions: tuple[Companion, ...] = ()) -> Case:
    own = series("own", 50.0, 1)
    target = Target("t", kind, Comparator.AT_LEAST, value, period=Period.parse("2027"))
    return Case(target, own.indicator, "X", own, date(2024, 6, 30), companions=companions)


def judged(*cases: Case) -> list[Judgement]:
    return judge(cases, evidence_for=record_for, sensitivity=False)


def engines(found: Judgement) -> tuple[str, str]:
    assert found.assessment.evidence is not None
    return found.assessment.evidence.engine, "" if found.forecast is None else found.forecast.engine


def test_no_choice_changes_neither_key_nor_number() -> None:
    plain, same = judged(case(), replace(case(), calibration=Calibration()))
    assert plain.assessment == same.assessment
    assert plain.assessment.key == assessment_key(case(), engine=ENGINE_VERSION)
    assert engines(plain) == (ENGINE_VERSION, ENGINE_VERSION)


def test_a_choice_is_part_of_key_number_and_evidence_and_of_no_other_case() -> None:
    both = case(), replace(case(), calibration=WIDE)
    plain, wide = judged(*both)
    assert plain.assessment == judged(both[0])[0].assessment
    assert wide.assessment == judged(both[1])[0].assessment
    name = f"{ENGINE_VERSION}+cal.{WIDE.version}"
    assert engines(wide) == (name, name)
    assert wide.assessment.key == assessment_key(both[1], engine=name) != plain.assessment.key
    assert plain.forecast is not None
    assert wide.forecast is not None
    one, two = plain.forecast.margins, wide.forecast.margins
    assert two.interval(0.8)[-1, 1] - two.interval(0.8)[-1, 0] == pytest.approx(
        1.6 * (one.interval(0.8)[-1, 1] - one.interval(0.8)[-1, 0])
    )


def test_a_seed_may_be_fixed() -> None:
    found = judged(replace(case(), calibration=Calibration(seed=11)))[0]
    assert found.forecast is not None
    assert found.forecast.seed == 11


def test_the_treatments_beside_the_headline_are_made_with_it_too() -> None:
    found = judge([replace(case(), calibration=WIDE)], evidence_for=record_for)[0].assessment
    assert found.sensitivity is not None
    assert dict(found.sensitivity.treatments)["default"] == found.probability
    assert len(found.sensitivity.treatments) >= 3


def test_the_second_series_of_a_pair_has_a_calibration_of_its_own() -> None:
    other = Companion(Role.OTHER, "other", series("other", 40.0, 2))
    pair = case(Kind.GAP_BETWEEN_GROUPS, 12.0, (other,))
    calibrated = replace(pair, companions=(replace(other, calibration=WIDE),))
    plain, wide = judged(pair, calibrated)
    assert plain.assessment.probability is not None
    assert wide.assessment.probability != plain.assessment.probability
    name = f"{ENGINE_VERSION}+cal.-.{WIDE.version}"
    assert engines(wide) == (name, name)
    assert wide.assessment.key == assessment_key(calibrated, engine=name)


def test_a_rank_is_read_from_peers_as_each_is_forecast() -> None:
    peers = tuple(Companion(Role.PEER, f"p{k}", series("own", 52.0, 20 + k)) for k in range(4))
    rank = replace(
        case(Kind.RANK, 2.0, peers),
        target=Target("t", Kind.RANK, Comparator.AT_MOST, 2.0, period=Period.parse("2027")),
    )
    calibrated = replace(rank, companions=(*peers[:3], replace(peers[3], calibration=WIDE)))
    plain, wide = judged(rank, calibrated)
    assert plain.assessment.probability is not None
    assert wide.assessment.probability != plain.assessment.probability
    assert engines(wide)[0] == f"{ENGINE_VERSION}+cal.-.-.-.-.{WIDE.version}"


def test_what_drives_a_series_is_part_of_what_a_judgement_rests_on() -> None:
    driver = series("starts", 30.0, 3, first=1999, count=26)
    by = Calibration(models=("sarimax",), regressors=(DrivenBy("starts", 1),))
    driven = replace(case(), calibration=by, driving=(Driving(driver, 1),))
    other = replace(driven, driving=(Driving(series("starts", 30.0, 4, first=1999, count=26), 1),))
    one, two = judged(driven, other)
    assert one.assessment.probability is not None
    assert one.assessment.key != two.assessment.key
    assert one.forecast is not None
    assert one.forecast.models == ("sarimax",)


def test_breaks_of_a_calibration_are_no_breaks_of_the_target() -> None:
    """A change is still measured from its baseline, though the forecast learns from later years alone."""
    since = Calibration(since=Period.parse("2012"))
    cut = judged(replace(case(), calibration=since))[0].assessment
    assert cut.evidence is not None
    assert cut.evidence.observations == 12
    assert SHIPPED.breaks_of(case().breaks) is case().breaks or case().breaks.breaks == ()
