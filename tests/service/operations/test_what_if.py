"""Scenarios of catalogue targets, from what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from datasets.catalogue import TargetEntry, load_catalogue
from forecasting.assessment import Assessment
from forecasting.scenarios.failures import NoCourse, ScenarioImpossible
from forecasting.scenarios.stated import stated
from service.documents import from_document
from service.operations.errors import JudgementOutdated, NotJudged, TargetUnknown
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.what_if import what_if
from service.settings import Settings
from service.store.owners import EDITOR
from service.store.reads.assessments import current_assessment
from service.store.writes.catalogue import sync_catalogue

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
THEN = date(2025, 6, 30)
LEVEL, TOTAL, CAP, STANDARD, MET = (
    "nhs-rtt92-2029",
    "uk-homes-1.5m",
    "uk-cb5",
    "nhs-rtt92-std",
    "nhs-rtt65-2026",
)
NOTHING = stated({"scenario": "level_shift", "effect": 0})


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    opened = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=NOW)
    judge_targets(opened, recorded=NOW, targets=[LEVEL, TOTAL, CAP, STANDARD, MET])
    judge_targets(opened, recorded=NOW, targets=[LEVEL], as_of=THEN)
    yield opened
    opened.close()


@pytest.mark.parametrize("target", [LEVEL, TOTAL, CAP, STANDARD])
def test_a_change_of_nothing_is_the_stored_judgement(installation: Installation, target: str) -> None:
    with installation.store.read() as session:
        found = what_if(session, target, [NOTHING])
        record = current_assessment(session, target)
    assert record is not None
    kept = from_document(Assessment, record.data)
    under = found.scenarios[0].assessment
    for name in ("probability", "probability_shown", "verdict", "projection", "projected_gap", "attainment"):
        assert getattr(under, name) == getattr(kept, name), name
    assert under == found.current


def test_as_of_a_day_the_forecast_of_that_day_is_changed(installation: Installation) -> None:
    with installation.store.read() as session:
        then = what_if(session, LEVEL, [NOTHING], as_of=THEN)
        now = what_if(session, LEVEL, [NOTHING])
    assert then.current.as_of <= THEN < now.current.as_of


def test_several_scenarios_stand_beside_each_other(installation: Installation) -> None:
    asked = [
        stated({"scenario": "policy", "effect": "20", "from": "2027", "ramp": 2, "low": 10, "high": 30}),
        stated({"scenario": "delay", "years": 1}),
        stated({"scenario": "earlier_trend", "since": "2010", "until": "2013"}),
    ]
    with installation.store.read() as session:
        found = what_if(session, LEVEL, asked)
        alone = what_if(session, LEVEL, asked[:1])
    assert [one.kind.value for one in found.scenarios] == ["policy", "delay", "earlier_trend"]
    assert found.scenarios[0].assessment == alone.scenarios[0].assessment
    assert found.current.probability is not None
    assert found.scenarios[0].assessment.probability is not None
    assert found.scenarios[0].assessment.probability > found.current.probability


def test_the_pace_of_another_area_is_read_from_the_store(installation: Installation) -> None:
    with installation.store.read() as session, pytest.raises(ScenarioImpossible, match="not held") as refused:
        what_if(session, LEVEL, [stated({"scenario": "comparator_pace", "area": "ZZZ"})])
    assert refused.value.field == "area"
    assert "E92000001" in (refused.value.remedy or "")
    with installation.store.read() as session:
        own = what_if(session, LEVEL, [stated({"scenario": "comparator_pace", "area": "E92000001"})])
    rates = own.current.rates
    assert rates is not None
    assert own.scenarios[0].scenario.change.size == pytest.approx(rates.recent, rel=0.2)


def test_what_has_no_current_course_is_refused(installation: Installation) -> None:
    with installation.store.read() as session:
        with pytest.raises(NoCourse):
            what_if(session, MET, [NOTHING])
        with pytest.raises(NotJudged):
            what_if(session, "uk-cb4", [NOTHING])
        with pytest.raises(TargetUnknown):
            what_if(session, "no-such-target", [NOTHING])


def test_a_judgement_on_another_definition_is_out_of_date(tmp_path_factory: pytest.TempPathFactory) -> None:
    opened = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=NOW)
    try:
        judge_targets(opened, recorded=NOW, targets=[LEVEL])
        bundled = load_catalogue()
        harder: TargetEntry = replace(bundled.targets[LEVEL], value=95.0)
        edited = replace(bundled, missions={}, indicators={}, targets={LEVEL: harder})
        with opened.store.session() as session:
            sync_catalogue(session, edited, owner=EDITOR, recorded=NOW)
        with opened.store.read() as session, pytest.raises(JudgementOutdated):
            what_if(session, LEVEL, [NOTHING])
    finally:
        opened.close()
