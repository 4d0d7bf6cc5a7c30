"""Why a judgement moved: a child-poverty release with a method break after the old one, and what else can change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import pytest

from datasets.catalogue.entries import (
    BreakEntry,
    Catalogue,
    Family,
    IndicatorEntry,
    MissionEntry,
    MissionStatus,
    TargetEntry,
)
from datasets.dates import KnownDate
from forecasting.assessment import Assessment
from forecasting.breaks import BreakKind, Comparable
from forecasting.engine import ENGINE_VERSION
from forecasting.explained import Explanation, Method, Unexplained
from forecasting.explanation import Cause, Comparison
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from service.documents import dumps, from_document, to_document
from service.operations.changes import added_up, changes_of
from service.operations.explain import explain, explain_changes
from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.store import open_store
from service.store.identity import ReleaseId
from service.store.owners import BUNDLED
from service.store.reads.assessments import current_assessment, previous_assessments
from service.store.records import AssessmentRecord
from service.store.writes.assessments import Judgement, save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.constants import save_constants
from service.store.writes.observations import NewObservation, load_observations

FIRST = datetime(2025, 4, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 4, 1, 9, tzinfo=UTC)
THIRD = datetime(2027, 4, 1, 9, tzinfo=UTC)
RELEASE = {
    year: ReleaseId("DWP", f"Households below average income {year}", date(year, 3, 27), f"{year}-03-27")
    for year in (2025, 2026, 2027)
}
OLD = {
    "2010/11": 27, "2011/12": 27, "2012/13": 27, "2013/14": 28, "2014/15": 29, "2015/16": 30, "2016/17": 30,
    "2017/18": 30, "2018/19": 30, "2019/20": 31, "2020/21": 27, "2021/22": 29, "2022/23": 30, "2023/24": 31,
}  # fmt: skip
# Linked to benefit records, the newest years came out lower, and a new one was added.
LINKED = {"2021/22": 27, "2022/23": 28, "2023/24": 28, "2024/25": 28}
MISSION = MissionEntry(
    "poverty", "Child poverty", "United Kingdom", "Government", "The largest fall in a Parliament.", MissionStatus.LIVE, "Strategy"
)  # fmt: skip
RATE = IndicatorEntry(
    "poverty_rate", mission="poverty", title="Children in poverty", definition="Below 60% of median income.",
    unit="percent", direction=Direction.DECREASE, aggregation=Aggregation.RATE, frequency=Frequency.FINANCIAL_YEAR,
    family=Family.SHARE, decimals=0, lower=0, upper=100, lag_days=360, publisher="DWP",
)  # fmt: skip
BREAK = BreakEntry(
    Period.parse("2021/22", Frequency.FINANCIAL_YEAR), BreakKind.METHOD, Comparable.PARTLY,
    "Survey answers linked to benefit records.", recorded=KnownDate.parse("2026-03-27"),
)  # fmt: skip
TARGET = TargetEntry(
    "poverty-26", mission="poverty", title="At most 26%", wording="At most 26% by 2028/29", kind=Kind.LEVEL,
    status=TargetStatus.LIVE, area="K02000001", indicator="poverty_rate", comparator=Comparator.AT_MOST, value=27.0,
    period=Period.parse("2028/29", Frequency.FINANCIAL_YEAR), announced=KnownDate.parse("2024-12"),
)  # fmt: skip


class House:
    """A store into which one release after another is loaded and judged."""

    def __init__(self, home: Path) -> None:
        self.installation = Installation(open_store(f"sqlite:///{home / 'headway.db'}"))
        self.catalogue(RATE, TARGET, recorded=FIRST)

    def catalogue(self, indicator: IndicatorEntry, target: TargetEntry, *, recorded: datetime) -> None:
        entries = Catalogue({MISSION.id: MISSION}, {indicator.id: indicator}, {target.id: target})
        with self.installation.store.session() as session:
            sync_catalogue(session, entries, owner=BUNDLED, recorded=recorded)

    def load(self, values: Mapping[str, float], year: int, *, recorded: datetime) -> None:
        rows = (
            NewObservation(
                RATE.id, "K02000001", Period.parse(period, Frequency.FINANCIAL_YEAR), float(value), RELEASE[year],
                area_name="United Kingdom",
            )
            for period, value in values.items()
        )  # fmt: skip
        with self.installation.store.session() as session:
            load_observations(session, rows, source="test", recorded=recorded)

    def judge(self, recorded: datetime) -> Assessment:
        return judge_targets(self.installation, recorded=recorded)[0].assessment

    def pair(self) -> tuple[AssessmentRecord, AssessmentRecord]:
        with self.installation.store.read() as session:
            now = current_assessment(session, TARGET.id, track=False)
            then = previous_assessments(session, [TARGET.id]).get(TARGET.id)
        assert now is not None
        assert then is not None
        return then, now

    def explained(self, recorded: datetime = SECOND) -> Explanation:
        found = explain_changes(self.installation, recorded=recorded)
        assert len(found) == 1
        return found[0]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The old release, loaded and judged."""
    made = House(tmp_path)
    made.load(OLD, 2025, recorded=FIRST)
    made.judge(FIRST)
    yield made
    made.installation.close()


@pytest.fixture
def relinked(house: House) -> House:
    """The release with the method break loaded after the old one, and judged."""
    house.catalogue(replace(RATE, breaks=(BREAK,)), TARGET, recorded=SECOND)
    house.load({**OLD, **LINKED}, 2026, recorded=SECOND)
    house.judge(SECOND)
    return house


def changed(found: Explanation) -> set[Cause]:
    return {part.cause for part in found.parts if part.changed}


def parts(found: Explanation) -> dict[Cause, float]:
    return {part.cause: part.probability for part in found.parts if part.probability is not None}


def adds_up(found: Explanation) -> None:
    assert found.reason is None
    assert found.after.probability is not None
    assert found.before.probability is not None
    assert found.change == pytest.approx(found.after.probability - found.before.probability, abs=1e-12)
    values = [part.projected for part in found.parts]
    assert None not in values
    assert found.after.projected is not None
    assert found.before.projected is not None
    moved = sum(value for value in values if value is not None)
    assert moved == pytest.approx(found.after.projected - found.before.projected, abs=1e-9)


def test_a_release_with_a_method_break_is_divided_into_new_figures_and_revisions(relinked: House) -> None:
    found = relinked.explained()
    adds_up(found)
    assert changed(found) == {Cause.OBSERVATIONS, Cause.REVISIONS}
    assert parts(found)[Cause.CALIBRATION] == 0.0
    assert parts(found)[Cause.TARGET] == 0.0
    assert parts(found)[Cause.REVISIONS] != 0.0
    assert [p.label for p in found.new_periods] == ["2024/25"]
    assert [p.label for p in found.revised_periods] == ["2021/22", "2022/23", "2023/24"]
    assert found.method is Method.RECOMPUTED
    assert "2024/25" in found.statement
    assert "revisions of earlier figures" in found.statement


def test_the_parts_are_those_of_the_two_orders(relinked: House) -> None:
    """Shapley for two causes is the mean of the two orders, each judged by hand."""
    found = relinked.explained()
    from service.operations.cases import Moment, cases_in

    with relinked.installation.store.read() as session:
        cases = [
            cases_in(
                session, bases_of=relinked.installation.bases_of, moments={TARGET.id: Moment(None, recorded)}
            )[0].case
            for recorded in (FIRST, SECOND)
        ]
    both = Comparison(*cases)
    mixed = [both.mixed(frozenset({cause})) for cause in (Cause.OBSERVATIONS, Cause.REVISIONS)]
    assert None not in mixed
    only_new, only_revised = (
        answer.assessment.probability
        for answer in judge([case for case in mixed if case is not None], evidence_for=record_for)
    )
    before, after = found.before.probability, found.after.probability
    assert None not in (only_new, only_revised, before, after)
    by_hand = ((only_new - before) + (after - only_revised)) / 2  # type: ignore[operator]
    assert parts(found)[Cause.OBSERVATIONS] == pytest.approx(by_hand, abs=1e-9)


def test_the_way_back_is_minus_the_way_there(relinked: House) -> None:
    then, now = relinked.pair()
    there, back = (explain(relinked.installation, [pair])[0] for pair in ((then, now), (now, then)))
    assert parts(there) == {cause: -part for cause, part in parts(back).items()}
    assert [p.projected for p in there.parts] == [
        None if p.projected is None else -p.projected for p in back.parts
    ]


def test_new_figures_alone_take_the_whole_change(house: House) -> None:
    house.load({**OLD, "2024/25": 30}, 2026, recorded=SECOND)
    house.judge(SECOND)
    found = house.explained()
    adds_up(found)
    assert changed(found) == {Cause.OBSERVATIONS}
    assert [part for cause, part in parts(found).items() if cause is not Cause.OBSERVATIONS] == [
        0.0,
        0.0,
        0.0,
    ]


def test_a_break_that_begins_with_the_new_figure_belongs_to_it(house: House) -> None:
    period = Period.parse("2024/25", Frequency.FINANCIAL_YEAR)
    house.catalogue(replace(RATE, breaks=(replace(BREAK, period=period),)), TARGET, recorded=SECOND)
    house.load({**OLD, "2024/25": 28}, 2026, recorded=SECOND)
    house.judge(SECOND)
    found = house.explained()
    adds_up(found)
    assert changed(found) == {Cause.OBSERVATIONS}


def test_another_number_asked_is_the_target(house: House) -> None:
    house.catalogue(
        RATE, replace(TARGET, value=25.0, announced=KnownDate.parse("2025-06-01")), recorded=SECOND
    )
    house.judge(SECOND)
    found = house.explained()
    adds_up(found)
    assert changed(found) == {Cause.TARGET}
    assert parts(found)[Cause.TARGET] < 0
    assert found.statement.endswith("because of a changed target.")


def test_three_causes_at_once_still_add_up(house: House) -> None:
    house.catalogue(RATE, replace(TARGET, value=29.0), recorded=SECOND)
    house.load({**OLD, **LINKED}, 2026, recorded=SECOND)
    house.judge(SECOND)
    found = house.explained()
    adds_up(found)
    assert changed(found) == {Cause.OBSERVATIONS, Cause.REVISIONS, Cause.TARGET}


def _as_if_by(house: House, record: AssessmentRecord, *, engine: str, probability: float) -> AssessmentRecord:
    """A stored judgement as another engine would have left it."""
    judged = from_document(Assessment, record.data)
    assert judged.evidence is not None
    other = replace(
        judged, key="f" * 64, probability=probability, evidence=replace(judged.evidence, engine=engine)
    )
    with house.installation.store.session() as session:
        save_assessments(session, [Judgement(other, MISSION.id, record.target_version)], recorded=FIRST)
    return replace(
        record, key=other.key, probability=probability, document=dumps(to_document(other)).decode()
    )


def test_a_calibration_that_is_gone_is_found_by_difference(relinked: House) -> None:
    then, now = relinked.pair()
    assert then.probability is not None
    straight = explain(relinked.installation, [(then, now)])[0]
    gone = _as_if_by(relinked, then, engine="0", probability=then.probability + 0.11)
    found, back = explain(relinked.installation, [(gone, now), (now, gone)])
    adds_up(found)
    assert found.method is Method.BY_DIFFERENCE
    assert changed(found) == {Cause.OBSERVATIONS, Cause.REVISIONS, Cause.CALIBRATION}
    assert parts(found)[Cause.CALIBRATION] == pytest.approx(-0.11, abs=1e-9)
    for cause in (Cause.OBSERVATIONS, Cause.REVISIONS, Cause.TARGET):
        assert parts(found)[cause] == pytest.approx(parts(straight)[cause], abs=1e-9)
    assert parts(back) == pytest.approx({cause: -part for cause, part in parts(found).items()}, abs=1e-12)
    assert "cannot be run any more" in found.statement


def test_two_judgements_by_one_calibration_that_is_gone_have_no_part_of_it(relinked: House) -> None:
    then, now = relinked.pair()
    assert then.probability is not None
    assert now.probability is not None
    gone = _as_if_by(relinked, then, engine="0", probability=then.probability + 0.05)
    other = replace(
        now, document=json.dumps({**now.data, "evidence": {**now.data["evidence"], "engine": "0"}})
    )
    found = explain(relinked.installation, [(gone, other)])[0]
    adds_up(found)
    assert parts(found)[Cause.CALIBRATION] == 0.0
    assert found.method is Method.RECOMPUTED


def test_constants_of_ones_own_are_told_apart_by_running_both(house: House) -> None:
    document = json.dumps({"engine": ENGINE_VERSION, "moves": [0.4, 0.0, 0.0, 0.0, 0.0]})
    with house.installation.store.session() as session:
        save_constants(session, version="v", frequency_class="yearly", document=document, recorded=SECOND)
    house.load({**OLD, **LINKED}, 2026, recorded=SECOND)
    house.judge(SECOND)
    found = house.explained()
    adds_up(found)
    assert found.before.engine != found.after.engine
    assert found.method is Method.RECOMPUTED
    assert changed(found) == {Cause.OBSERVATIONS, Cause.REVISIONS, Cause.CALIBRATION}
    assert parts(found)[Cause.CALIBRATION] != 0.0


def test_what_is_no_longer_held_is_not_explained(relinked: House) -> None:
    then, now = relinked.pair()
    assert then.probability is not None
    tampered = _as_if_by(relinked, then, engine=ENGINE_VERSION, probability=min(then.probability + 0.3, 1.0))
    found = explain(relinked.installation, [(tampered, now)])[0]
    assert found.reason is Unexplained.INPUTS_NOT_HELD
    assert found.parts == ()


def test_without_a_chance_at_one_end_there_is_nothing_to_divide(house: House) -> None:
    period = Period.parse("2024/25", Frequency.FINANCIAL_YEAR)
    cut = replace(BREAK, period=period, comparable=Comparable.NO)
    house.catalogue(replace(RATE, breaks=(cut,)), TARGET, recorded=SECOND)
    house.load({**OLD, "2024/25": 28}, 2026, recorded=SECOND)
    house.judge(SECOND)
    found = house.explained()
    assert found.reason is Unexplained.NO_PROBABILITY
    assert found.change is None


def test_steps_are_kept_once_and_added_up_since_a_day(relinked: House) -> None:
    assert len(explain_changes(relinked.installation, recorded=SECOND)) == 1
    assert explain_changes(relinked.installation, recorded=SECOND) == []
    relinked.load({**OLD, **LINKED, "2025/26": 27}, 2027, recorded=THIRD)
    relinked.judge(THIRD)
    assert len(explain_changes(relinked.installation, recorded=THIRD)) == 1
    with relinked.installation.store.read() as session:
        newest = changes_of(session, TARGET.id)
        everything = changes_of(session, TARGET.id, since=date(2025, 6, 1))
        beyond = changes_of(session, TARGET.id, since=date(2020, 1, 1))
    assert newest is not None
    assert everything is not None
    assert beyond is not None
    assert len(newest.steps) == 1
    assert len(everything.steps) == len(beyond.steps) == 2
    whole = added_up(everything.steps)
    assert whole is not None
    adds_up(whole)
    for one, other in combinations(everything.steps, 2):
        for cause in Cause:
            assert parts(whole)[cause] == pytest.approx(parts(one)[cause] + parts(other)[cause])


def test_an_explanation_survives_being_kept(relinked: House) -> None:
    found = relinked.explained()
    with relinked.installation.store.read() as session:
        kept = changes_of(session, TARGET.id)
    assert kept is not None
    assert kept.together == found
