"""One release back: an honest judgement to compare the current one with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from forecasting.assessment import Knowledge
from service.operations.compare import compare
from service.operations.earlier import judge_earlier
from service.operations.errors import NothingToCompare
from service.operations.explain import explain_changes
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads.assessments import current_assessments, previous_assessments
from service.store.reads.observations import editions

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
NHS, CARBON, MET, JOINT = "nhs-rtt92-2029", "uk-cb5", "nhs-rtt65-2026", "nhs-ladder-2025"
WANTED = [NHS, CARBON, MET, JOINT]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    opened = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=NOW)
    judge_targets(opened, recorded=NOW, targets=WANTED)
    judge_earlier(opened, recorded=NOW, wanted=WANTED)
    yield opened
    opened.close()


def test_targets_with_a_chance_are_judged_one_release_back_and_only_once(installation: Installation) -> None:
    with installation.store.read() as session:
        now, then = current_assessments(session, WANTED), previous_assessments(session, WANTED)
    assert set(then) == {NHS, CARBON}
    for id_, record in then.items():
        assert record.as_of < now[id_].as_of
        assert record.recorded_at == NOW
        assert record.forecast_key == record.key
    assert judge_earlier(installation, recorded=LATER, wanted=WANTED) == 0


def test_it_says_that_the_editions_of_that_time_are_not_held(installation: Installation) -> None:
    with installation.store.read() as session:
        record = previous_assessments(session, [NHS])[NHS]
        held = editions(session, "rtt_pct_within_18w", "E92000001")
    evidence = record.data["evidence"]
    assert evidence["knowledge"] in {Knowledge.REAL_TIME.value, Knowledge.PSEUDO_REAL_TIME.value}
    published = {
        one.release.published for one in held if str(one.period) == record.data["latest_period"]["period"]
    }
    if all(day is not None and day > record.as_of for day in published):
        assert evidence["knowledge"] == Knowledge.PSEUDO_REAL_TIME.value


def test_what_has_moved_is_explained_at_once(installation: Installation) -> None:
    found = {one.target_id: one for one in explain_changes(installation, recorded=NOW, targets=WANTED)}
    assert set(found) == {NHS, CARBON}
    for one in found.values():
        assert one.reason is None
        assert one.change is not None
        assert one.after.probability is not None
        assert one.before.probability is not None
        assert one.change == pytest.approx(one.after.probability - one.before.probability, abs=1e-12)
        assert one.new_periods


def test_a_target_is_compared_with_any_day(installation: Installation) -> None:
    found = compare(
        installation,
        NHS,
        recorded=LATER,
        since=datetime(2025, 6, 30, tzinfo=UTC).date(),
        until=datetime(2025, 12, 31, tzinfo=UTC).date(),
    )
    assert found.before.as_of.year == 2025
    assert found.before.as_of < found.after.as_of
    assert found.reason is None


def test_two_days_that_knew_the_same_are_not_compared(installation: Installation) -> None:
    day = datetime(2025, 6, 30, tzinfo=UTC).date()
    with pytest.raises(NothingToCompare):
        compare(installation, NHS, recorded=LATER, since=day, until=day)
    with pytest.raises(NothingToCompare):
        compare(installation, MET, recorded=LATER)
