"""What stands behind a judgement and a target, as lists of facts."""

from __future__ import annotations

from dataclasses import dataclass

from datasets.catalogue.entries import MilestoneKind
from forecasting.assessment import Assessment
from service.board.case import Case
from service.board.english import dates, freshness, labels, target_page
from service.board.english.numbers import capital
from service.store.records import ReleaseRecord

_SHORT_KEY = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is said under it; ``link`` leads to the source."""

    name: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One event in the life of a target."""

    date: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A value due on the way."""

    period: str
    value: str
    note: str


def evidence(case: Case, releases: tuple[ReleaseRecord, ...]) -> tuple[Fact, ...]:
    """The data, releases, method and record behind the numbers."""
    assessment = case.assessment
    if assessment is None or assessment.evidence is None:
        return ()
    found, names = assessment.evidence, labels.EVIDENCE_LABELS
    data = [target_page.observations(found.observations)] if found.observations else []
    if case.indicator is not None and case.indicator.definition:
        data.append(case.indicator.definition)
    facts = [
        Fact(names["data"], ". ".join(part.rstrip(".") for part in data) + "." if data else ""),
        *(
            Fact(names["releases"] if index == 0 else "", _release(item), item.url)
            for index, item in enumerate(releases)
        ),
        Fact(names["known"], labels.KNOWLEDGE[found.knowledge]),
        Fact(names["models"], target_page.models(found.models)),
        Fact(
            names["record"],
            target_page.record(found.record, coverage=found.coverage_80, series=found.record_series),
        ),
        Fact(
            names["confidence"],
            labels.CONFIDENCE[assessment.confidence].removeprefix("confidence ").capitalize() + "."
            if assessment.confidence is not None
            else "",
        ),
        Fact(
            names["engine"],
            labels.ENGINE.format(engine=found.engine, version=found.code_version, seed=found.seed)
            if found.engine
            else "",
        ),
        Fact(
            names["key"],
            labels.ASSESSMENT.format(
                date=dates.day(assessment.as_of), set=assessment.label_set, key=assessment.key[:_SHORT_KEY]
            ),
        ),
    ]
    return tuple(fact for fact in facts if fact.text)


def _release(item: ReleaseRecord) -> str:
    published = freshness.known(item.published_text, item.published)
    parts = [item.publisher, item.title, published]
    return f"{', '.join(part for part in parts if part)}."


def findings_of(assessment: Assessment | None) -> tuple[Fact, ...]:
    """What a reader must know, the weightiest first."""
    if assessment is None:
        return ()
    weight = list(labels.SEVERITY)
    ordered = sorted(assessment.findings, key=lambda item: -weight.index(item.severity))
    return tuple(Fact(labels.SEVERITY[item.severity], item.message) for item in ordered)


def history(case: Case) -> tuple[Fact, ...]:
    """What was promised, by whom, and what of it is this catalogue's own reading."""
    target, names = case.target, labels.HISTORY_LABELS
    announced = target.announced
    baseline = target.baseline
    base = ""
    if baseline is not None and baseline.period is not None:
        base = baseline.period.label
        if baseline.value is not None:
            base = f"{case.quantities.measured(baseline.value)}, {base}"
    facts = [
        Fact(names["wording"], target.wording),
        Fact(names["kind"], f"{target_page.kind(target.kind)}{f': {case.asks}' if case.asks else ''}."),
        Fact(names["owner"], capital(target.owner)),
        Fact(
            names["announced"],
            freshness.known(announced.text, announced.day) if announced is not None else "",
        ),
        Fact(names["legal"], capital(target.legal)),
        Fact(names["baseline"], base),
        Fact(names["scope"], target.scope_note),
        Fact(names["reading"], target.reading),
        Fact(names["notes"], target.notes),
        Fact(names["citation"], target.citation, target.url),
        *_trajectories(case),
    ]
    return tuple(fact for fact in facts if fact.text)


def _trajectories(case: Case) -> list[Fact]:
    """The trajectories laid out towards the target, each with how the newest figure stands to it."""
    found = case.assessment.paths if case.assessment is not None else ()
    lines = []
    for one in found:
        distance = (
            ""
            if one.gap is None
            else case.quantities.difference(one.gap, case.quantities.measured_step(one.gap))
        )
        said = target_page.trajectory(
            distance,
            behind=one.gap is not None and one.gap > 0,
            default=one.default,
            official=one.official,
            recorded=one.recorded,
            citation=one.citation,
        )
        lines.append(Fact(target_page.TRAJECTORY.format(name=one.name), said))
    return lines


def statuses(case: Case) -> tuple[StatusLine, ...]:
    """The life of the target, oldest first, with its outcome as it was published."""
    lines = [
        StatusLine(
            freshness.known(item.date.text, item.date.day) if item.date is not None else labels.UNKNOWN_DATE,
            labels.STATUS[item.status],
            item.note,
        )
        for item in case.target.history
    ]
    outcome = case.target.outcome
    if outcome is not None:
        recorded = outcome.recorded
        value = f"{case.quantities.measured(outcome.value)}. " if outcome.value is not None else ""
        lines.append(
            StatusLine(
                freshness.known(recorded.text, recorded.day) if recorded is not None else labels.UNKNOWN_DATE,
                labels.STATUS[outcome.status],
                f"{value}{outcome.note or outcome.citation}".strip(),
            )
        )
    return tuple(lines)


def milestones(case: Case) -> tuple[MilestoneLine, ...]:
    """The values due on the way, in order of time."""
    ordered = sorted(case.target.milestones, key=lambda item: item.period.end)
    return tuple(
        MilestoneLine(
            item.period.label,
            case.quantities.required(item.value),
            item.note
            or (
                labels.MILESTONE_OFFICIAL if item.kind is MilestoneKind.OFFICIAL else labels.MILESTONE_INTERIM
            ),
        )
        for item in ordered
    )
