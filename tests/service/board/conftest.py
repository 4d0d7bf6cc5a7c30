"""A store with a judgement of every kind a reader can meet, made by hand and written by the store's own hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from datasets.catalogue.entries import (
    BreakEntry,
    Catalogue,
    Family,
    IndicatorEntry,
    MilestoneEntry,
    MissionEntry,
    MissionStatus,
    OutcomeEntry,
    StatusEntry,
    TargetEntry,
    WindowEntry,
)
from datasets.dates import KnownDate
from forecasting.assessment import (
    Assessment,
    Attainment,
    Component,
    Confidence,
    Evidence,
    Gap,
    GapNow,
    Knowledge,
    Outcome,
    Projection,
    Range,
    Rates,
    Reason,
    Sensitivity,
    TrackPoint,
)
from forecasting.breaks import BreakKind, Comparable
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict, likelihood
from service.api.app import create_app
from service.board.case import Case, Earlier
from service.settings import Settings
from service.store import Store, open_store
from service.store.owners import BUNDLED
from service.store.records import AreaRecord
from service.store.writes.assessments import Judgement, save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.registers import save_areas

RECORDED = datetime(2026, 6, 15, 9, tzinfo=UTC)
TODAY = date(2026, 6, 20)
LAST = Period.parse("2026-04")
DUE = Period.parse("2029-03")
WAITS = IndicatorEntry(
    id="waits",
    mission="health",
    title="Waiting within 18 weeks",
    definition="Share of the list waiting 18 weeks or less.",
    unit="percent",
    direction=Direction.INCREASE,
    aggregation=Aggregation.STOCK,
    frequency=Frequency.MONTH,
    family=Family.SHARE,
    decimals=1,
    lower=0,
    upper=100,
    publisher="NHS England",
    release="Waiting times",
    url="https://www.england.nhs.uk/",
    lag_days=42,
    breaks=(
        BreakEntry(
            Period.parse("2024-02"), BreakKind.COVERAGE, Comparable.PARTLY, "Community services left."
        ),
    ),
)
HOMES = replace(
    WAITS, id="homes", mission="growth", title="Homes added", unit="dwellings", decimals=0,
    aggregation=Aggregation.FLOW, frequency=Frequency.FINANCIAL_YEAR, upper=None, publisher="MHCLG",
    release="Housing supply", lag_days=235, breaks=(),
)  # fmt: skip
MISSIONS = (
    MissionEntry(
        "health", "Build an NHS fit for the future", "England", "Government", "Treatment within 18 weeks.",
        MissionStatus.LIVE, "Plan for Change", 1,
    ),
    MissionEntry(
        "growth", "Kickstart economic growth", "United Kingdom", "Government", "Homes & <better> lives.",
        MissionStatus.LIVE, "Plan for Change", 2,
    ),
    MissionEntry("empty", "A mission without targets", "Scotland", "Government", "To be set.", MissionStatus.LIVE, "", 3),
)  # fmt: skip


def target(id_: str, title: str, **changes: object) -> TargetEntry:
    """A level target of the health mission, changed as asked."""
    plain = TargetEntry(
        id=id_,
        mission="health",
        title=title,
        wording=f"The wording of {title}.",
        kind=Kind.LEVEL,
        status=TargetStatus.LIVE,
        area="E92000001",
        indicator="waits",
        comparator=Comparator.AT_LEAST,
        value=92.0,
        period=DUE,
        announced=KnownDate.parse("2024-12-05"),
        owner="DHSC",
        legal="political commitment",
        citation="Plan for Change",
        url="https://www.gov.uk/missions",
        history=(StatusEntry(TargetStatus.LIVE, KnownDate.parse("2024-12"), "Set in the plan."),),
        milestones=(MilestoneEntry(Period.parse("2027-03"), 70.0),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def track(*, fan: bool = True) -> tuple[TrackPoint, ...]:
    """Three years of months and, where asked for, a fan to March 2029."""
    past = [
        TrackPoint(
            LAST - 35 + n, 58.0 + n * 0.2, "final", 58.8 + max(n - 14, 0) * 0.59, set_aside=n in (3, 4)
        )
        for n in range(36)
    ]
    past[-1] = replace(past[-1], actual=64.9, status="provisional")
    middle = [65.0 + h * 0.09 for h in range(1, 36)]
    ahead = [
        TrackPoint(
            LAST + h,
            required=72.0 + h * 0.571,
            quantiles=tuple(m + z * h * 0.4 for z in (-1.96, -1.28, -0.67, 0.0, 0.67, 1.28, 1.96)),
        )
        for h, m in enumerate(middle, 1)
    ]
    return (*past, *(ahead if fan else ()))


def judged(
    target_id: str, p: float, verdict: Verdict, shown: str, chance: str, **changes: object
) -> Assessment:
    """A live judgement with everything on it, changed as asked."""
    plain = Assessment(
        target_id=target_id,
        kind=Kind.LEVEL,
        series_id="waits|E92000001",
        as_of=date(2026, 6, 11),
        verdict=verdict,
        key=f"key-of-{target_id}",
        probability=p,
        probability_shown=shown,
        chance=chance,
        likelihood=likelihood(p),
        confidence=Confidence.MODERATE,
        unit="percent",
        resolved=DUE,
        required_value=92.0,
        latest_period=LAST,
        latest_value=64.9,
        projection=Projection(DUE, 68.1, Range(60.0, 76.0), Range(48.2, 89.0), Range(34.0, 100.0)),
        projected_gap=Gap(23.9, Range(3.0, 43.8)),
        gap_now=GapNow(LAST, 64.9, 65.4, 0.5, illustrative=False),
        rates=Rates(9.3, 5.2, "least squares over the last five years"),
        attainment=Attainment(
            Period.parse("2032-03"), 0.7, {0.1: Period.parse("2029-06"), 0.5: None},
            ((Period.parse("2028-03"), 0.05), (Period.parse("2030-03"), 0.16), (Period.parse("2032-03"), 0.3)),
        ),
        sensitivity=Sensitivity((("default", p), ("exceptional period kept", min(p + 0.06, 1))), p, min(p + 0.06, 1), False),
        findings=(Finding(FindingCode.BREAK_PARTLY, "Partly comparable from February 2024.", Severity.CAUTION),),
        evidence=Evidence(
            Knowledge.CURRENT, (), 209, "1", ("grid_ets", "theta"), 7, "0.1.0", 35, "Held 8 times in 10", 190, 0.79, 0.1
        ),
        track=track(),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def unjudged(target_id: str, reason: Reason, text: str, **changes: object) -> Assessment:
    """A judgement without a verdict."""
    plain = Assessment(
        target_id, Kind.LEVEL, "waits|E92000001", date(2026, 6, 11), Verdict.NO_VERDICT,
        key=f"key-of-{target_id}", reason=reason, reason_text=text, unit="percent",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sample:
    """One target with the judgement that stands, and an earlier one where there is one."""

    target: TargetEntry
    assessment: Assessment | None
    before: Assessment | None = None
    findings: tuple[str, ...] = field(default=())


def _samples() -> tuple[Sample, ...]:
    off = judged("off", 0.07, Verdict.OFF_TRACK, "7%", "about 1 in 14")
    settled = {
        "projection": None,
        "projected_gap": None,
        "gap_now": None,
        "probability": None,
        "track": track(fan=False),
    }
    met = judged("met", 1, Verdict.MET, "", "", **settled, reason=Reason.OUTCOME_KNOWN,
                 required_value=65.0, outcome=Outcome(Period.parse("2026-03"), 65.3, True))  # fmt: skip
    window = WindowEntry(date(2024, 7, 9), date(2029, 8, 31))
    homes = judged(
        "homes", 0.03, Verdict.OFF_TRACK, "under 10%", "less than 1 in 10", kind=Kind.CUMULATIVE_SUM, unit="dwellings",
        required_value=1_500_000.0, latest_value=309_600.0, latest_period=Period.parse("2026-01-11"),
        projection=Projection(Period.parse("2029-08-31"), 1_011_791.0, Range(9e5, 1.1e6), Range(815_785.0, 1_210_242.0), Range(6.6e5, 1.38e6)),
        projected_gap=Gap(488_208.0, Range(289_757.0, 684_214.0)), gap_now=GapNow(Period.parse("2026-01-11"), 309_600.0, 440_202.0, 130_602.0),
        rates=Rates(327_404.0, 208_600.0, "2024/25, a year"),
        track=(TrackPoint(Period.parse("2025-03-31"), 186_000.0, "final", 272_000.0), TrackPoint(Period.parse("2026-01-11"), 309_600.0, "estimate", 440_202.0),
               TrackPoint(Period.parse("2029-08-31"), None, None, 1_500_000.0, (6.6e5, 815_785.0, 9e5, 1_011_791.0, 1.1e6, 1_210_242.0, 1.38e6))),
    )  # fmt: skip
    short = (Finding(FindingCode.SHORT, "Three comparable figures.", Severity.CAUTION),)
    return (
        Sample(target("off", "92% within 18 weeks"), off,
               before=replace(off, key="earlier", as_of=date(2026, 5, 14), probability=0.12, probability_shown="12%")),
        Sample(target("on", "A likely target"), judged("on", 0.77, Verdict.ON_TRACK, "77%", "about 3 in 4", projected_gap=Gap(-5.0, Range(-9.0, 2.0)))),
        Sample(target("short", "A target with few figures"), judged("short", 0.19, Verdict.UNCERTAIN, "19%", "about 1 in 5", findings=short)),
        Sample(target("sensitive", "A target that hangs on the treatment"),
               judged("sensitive", 0.35, Verdict.OFF_TRACK, "35%", "about 1 in 3", sensitivity=Sensitivity((("default", 0.35), ("raw scale only", 0.62)), 0.35, 0.62, True))),
        Sample(target("range", "A target far ahead"),
               judged("range", 0.2, Verdict.OFF_TRACK, "under 10% to 33%", "between less than 1 in 10 and 1 in 3", probability_range=Range(0.05, 0.33))),
        Sample(target("sure", "A target all but met"), judged("sure", 0.97, Verdict.ON_TRACK, "over 90%", "more than 9 in 10")),
        Sample(target("certain", "A target certain to be met"), judged("certain", 1.0, Verdict.ON_TRACK, "100%", "certain", certain=True)),
        Sample(target("met", "65% within 18 weeks", period=Period.parse("2026-03"), value=65.0, status=TargetStatus.MET,
                      outcome=OutcomeEntry(TargetStatus.MET, 65.3, KnownDate.parse("2026-05-14"), "NHS England")), met),
        Sample(target("missed", "Under 1% waiting over a year", period=Period.parse("2026-03"), comparator=Comparator.BELOW, value=1.0, status=TargetStatus.MISSED),
               replace(met, target_id="missed", key="key-of-missed", verdict=Verdict.MISSED, required_value=1.0, outcome=Outcome(Period.parse("2026-03"), 1.3, False))),
        Sample(target("old", "A target of 2010", period=Period.parse("2010-12"), status=TargetStatus.MISSED),
               replace(met, target_id="old", key="key-of-old", verdict=Verdict.MISSED, required_value=92.0, outcome=Outcome(Period.parse("2010-12"), None, False))),
        Sample(target("breached", "The legal standard", kind=Kind.MAINTAIN, period=None),
               judged("breached", 0.003, Verdict.BREACHED, "under 10%", "less than 1 in 10", kind=Kind.MAINTAIN, breached_since=Period.parse("2016-03"))),
        Sample(target("awaiting", "A target whose day has come", period=Period.parse("2026-05")),
               unjudged("awaiting", Reason.AWAITING_OUTCOME, "", verdict=Verdict.AWAITING_OUTCOME, latest_value=67.1, latest_period=Period.parse("2026-04"), required_value=75.0, track=track(fan=False))),
        Sample(target("none", "A direction without a number", kind=Kind.DIRECTIONAL, comparator=Comparator.BELOW, value=None),
               unjudged("none", Reason.NO_THRESHOLD, "Ministers want it to fall and have named no number.", latest_value=64.9, latest_period=LAST, track=track(fan=False))),
        Sample(target("blank", "A target nothing measures", indicator=None), unjudged("blank", Reason.NO_METRIC, "Nothing measures it.")),
        Sample(target("proxy", "A stand-in", scope=Scope.PROXY, scope_note="Another basis."), judged("proxy", 0.9, Verdict.ON_TRACK, "90%", "about 9 in 10")),
        Sample(target("ended", "A superseded target", status=TargetStatus.SUPERSEDED), unjudged("ended", Reason.NOT_IN_FORCE, "")),
        Sample(target("parts", "Both at once", kind=Kind.ALL_OF, indicator=None, components=("off", "on")),
               judged("parts", 0.06, Verdict.OFF_TRACK, "6%", "about 1 in 17", kind=Kind.ALL_OF, unit="", track=(), projection=None, projected_gap=None, gap_now=None,
                      rates=None, attainment=None, sensitivity=None, latest_period=None, latest_value=None, required_value=None,
                      components=(Component("off", Verdict.OFF_TRACK, 0.07), Component("on", Verdict.ON_TRACK, 0.77)))),
        Sample(target("never", "A target nobody has judged"), None),
        Sample(target("homes", "1.5 million <b>homes</b> & more", mission="growth", indicator="homes", kind=Kind.CUMULATIVE_SUM, value=1_500_000.0,
                      period=None, window=window, milestones=()), homes),
    )  # fmt: skip


@pytest.fixture(scope="session")
def samples() -> dict[str, Sample]:
    """The samples by id."""
    return {sample.target.id: sample for sample in _samples()}


@pytest.fixture(scope="session")
def case_for(samples: dict[str, Sample]) -> Callable[..., Case]:
    """A case made of a sample, its judgement changed as asked."""

    def make(id_: str, **changes: object) -> Case:
        sample = samples[id_]
        assessment = sample.assessment
        if assessment is not None and changes:
            assessment = replace(assessment, **changes)  # type: ignore[arg-type]
        before = sample.before
        earlier = None
        if before is not None:
            earlier = Earlier(before.as_of, before.probability, before.probability_shown, before.verdict)
        indicator = {"waits": WAITS, "homes": HOMES}.get(sample.target.indicator or "")
        mission = next(mission for mission in MISSIONS if mission.id == sample.target.mission)
        return Case(sample.target, mission, indicator, "England", assessment, date(2026, 6, 11), earlier)

    return make


def _fill(store: Store, samples: dict[str, Sample], *, copies: int = 1) -> None:
    """Write catalogue and judgements as an operation would; ``copies`` multiplies the targets."""
    made = []
    for copy in range(copies):
        for sample in samples.values():
            suffix = "" if copy == 0 else f"-{copy}"
            entry = replace(sample.target, id=sample.target.id + suffix)
            for assessment in (sample.before, sample.assessment):
                key = f"{assessment.key}{suffix}" if assessment is not None else ""
                made.append(
                    (entry, None if assessment is None else replace(assessment, target_id=entry.id, key=key))
                )
    catalogue = Catalogue(
        {mission.id: mission for mission in MISSIONS},
        {WAITS.id: WAITS, HOMES.id: HOMES},
        {entry.id: entry for entry, _ in made},
    )
    judgements = [
        Judgement(assessment, entry.mission, "v1", date(2026, 6, 11))
        for entry, assessment in made
        if assessment is not None
    ]
    with store.session() as session:
        save_areas(session, [AreaRecord("E92000001", "England", "country")])
        sync_catalogue(session, catalogue, owner=BUNDLED, recorded=RECORDED)
        save_assessments(session, judgements, recorded=RECORDED)


@pytest.fixture(scope="session")
def fill(samples: dict[str, Sample]) -> Callable[..., None]:
    """Fills a store with the samples, or with many copies of them."""

    def into(store: Store, *, copies: int = 1) -> None:
        _fill(store, samples, copies=copies)

    return into


@pytest.fixture(scope="session")
def board_home(tmp_path_factory: pytest.TempPathFactory, samples: dict[str, Sample]) -> Path:
    """A home whose store holds every sample."""
    home = tmp_path_factory.mktemp("board")
    with open_store(Settings(home=home).store_url) as store:
        _fill(store, samples)
    return home


@pytest.fixture(scope="module")
def client(board_home: Path) -> Iterator[TestClient]:
    """The whole service over that store."""
    with TestClient(create_app(Settings(home=board_home)), headers={"accept": "text/html"}) as found:
        yield found
