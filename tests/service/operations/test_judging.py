"""Judging the catalogue: nothing twice, everything as it was known, nothing half written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from datasets.catalogue.scaffolding import write_example
from forecasting.verdicts import Verdict
from service.operations.errors import MissionUnknown, TargetUnknown
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store import open_store
from service.store.reads.assessments import assessment_as_of, history
from service.store.reads.catalogue import missions

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
JOINT = "nhs-ladder-2025"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    opened = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=NOW)
    yield opened
    opened.close()


def test_a_second_run_judges_nothing_again_joint_targets_included(installation):
    wanted = ["edu-gld75-2028", "nhs-rtt65-2026", JOINT]
    first = judge_targets(installation, recorded=NOW, targets=wanted)
    second = judge_targets(installation, recorded=LATER, targets=wanted)
    assert [item.target_id for item in first] == [item.target_id for item in second]
    assert all(item.fresh for item in first)
    assert not any(item.fresh for item in second)
    assert [item.assessment.key for item in first] == [item.assessment.key for item in second]
    assert [item.assessment.statement for item in first] == [item.assessment.statement for item in second]


def test_a_joint_target_is_judged_on_its_parts(installation):
    found = judge_targets(installation, recorded=NOW, targets=[JOINT])[0].assessment
    assert found.verdict is Verdict.MISSED
    assert len(found.components) == 4
    assert found.outcome is not None
    assert found.outcome.value == 0


def test_what_came_later_is_invisible_as_of_an_earlier_day(installation):
    day = date(2025, 6, 30)
    then = judge_targets(installation, recorded=NOW, targets=["nhs-rtt65-2026"], as_of=day)[0].assessment
    now = judge_targets(installation, recorded=NOW, targets=["nhs-rtt65-2026"])[0].assessment
    assert now.verdict is Verdict.MET
    assert then.outcome is None
    assert then.probability is not None
    assert 0 < then.probability < 1
    assert then.as_of <= day
    with installation.store.read() as session:
        stored = assessment_as_of(session, "nhs-rtt65-2026", day)
        assert stored is not None
        assert stored.key == then.key
        assert {record.key for record in history(session, "nhs-rtt65-2026")} == {then.key, now.key}


def test_an_official_count_stands_for_the_part_already_done(installation):
    found = judge_targets(installation, recorded=NOW, targets=["uk-homes-1.5m"])[0].assessment
    assert found.latest_value == 309_600
    assert str(found.latest_period) == "2026-01-11"
    assert found.projection is not None
    assert found.projection.eight_in_ten.low < found.projection.median < 1_500_000


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"targets": ["uk-homes"]}, TargetUnknown), ({"mission": "uk-homes"}, MissionUnknown)],
)
def test_an_unknown_name_is_refused_with_the_nearest(installation, asked, error):
    with pytest.raises(error, match="uk-homes"):
        judge_targets(installation, recorded=NOW, **asked)


def test_a_folder_comes_beside_the_bundled_catalogue_and_goes_again(tmp_path):
    folder = tmp_path / "council"
    write_example(folder)
    home = tmp_path / "home"
    for settings, there in (
        (Settings(home=home, catalogue=(folder,)), True),
        (Settings(home=home), False),
        (Settings(home=home, catalogue=(folder,)), True),
    ):
        opened = open_installation(settings, recorded=NOW)
        with opened.store.read() as session:
            ids = {record.id for record in missions(session)}
        opened.close()
        assert ("example-council" in ids) is there
        assert "uk-nhs" in ids


def test_a_folder_that_cannot_be_read_leaves_the_store_as_it_was(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "council"
    open_installation(Settings(home=home), recorded=NOW).close()
    write_example(folder)
    path = next(folder.glob("*.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("frequency:", "frequenzy:"), encoding="utf-8")
    settings = Settings(home=home, catalogue=(folder,))
    with pytest.raises(Exception, match="frequenzy"):
        open_installation(settings, recorded=LATER)
    with open_store(settings.store_url) as store, store.read() as session:
        assert "example-council" not in {record.id for record in missions(session)}
